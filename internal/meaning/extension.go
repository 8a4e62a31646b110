package meaning

import (
	"context"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// Promote gives an extension a column, once or more often. Errors: Invalid;
// NotFound for the store.
func (r *Registry) Promote(ctx context.Context, store int64, extension string) error {
	place, key, ok := strings.Cut(strings.TrimSuffix(extension, "]"), ".extensions[")
	places := []string{"context", "result", "object.definition"}
	if !ok || !strings.HasSuffix(extension, "]") || !slices.Contains(places, place) {
		return problem.New(problem.Invalid, "extension-invalid",
			"%q is no extension: write context.extensions[IRI], result.extensions[IRI] or object.definition.extensions[IRI]", extension)
	}
	if err := checkIRI("extension", key); err != nil {
		return err
	}
	return r.put(ctx, store, kindExtension, extension, yes)
}

// Demote takes the column of an extension away. Errors: NotFound.
func (r *Registry) Demote(ctx context.Context, store int64, extension string) error {
	return r.take(ctx, store, kindExtension, extension, problem.New(problem.NotFound, "extension-unpromoted",
		"the extension %q has no column of its own", extension))
}

// Promoted returns the extensions with a column of their own, by name.
func (r *Registry) Promoted(ctx context.Context, store int64) ([]Extension, error) {
	decided, err := r.decisions(ctx, store, kindExtension)
	extensions := make([]Extension, len(decided))
	for i, d := range decided {
		extensions[i] = Extension{d.name, d.changed}
	}
	return extensions, err
}
