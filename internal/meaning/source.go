package meaning

import (
	"context"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// MarkSource gives a source a mark, once or more often. Errors: Invalid; NotFound
// for the store.
func (r *Registry) MarkSource(ctx context.Context, store int64, source string, mark Mark) error {
	if err := checkMark(mark); err != nil {
		return err
	}
	if err := checkLine("source", source, maxName); err != nil {
		return err
	}
	return r.put(ctx, store, string(mark), source, yes)
}

// UnmarkSource takes a mark away. Errors: Invalid, NotFound.
func (r *Registry) UnmarkSource(ctx context.Context, store int64, source string, mark Mark) error {
	if err := checkMark(mark); err != nil {
		return err
	}
	return r.take(ctx, store, string(mark), source, problem.New(problem.NotFound, "source-unmarked",
		"the source %q is not marked as %s", source, mark))
}

func checkMark(mark Mark) error {
	if mark != Formal && mark != TrustedClock {
		return problem.New(problem.Invalid, "mark-unknown", "%q is no mark of sources: the marks are %s and %s", mark, Formal, TrustedClock)
	}
	return nil
}

// Sources returns the sources with a mark, by name.
func (r *Registry) Sources(ctx context.Context, store int64) ([]Source, error) {
	marks := make(map[string][]Mark)
	for _, mark := range []Mark{Formal, TrustedClock} {
		decided, err := r.decisions(ctx, store, string(mark))
		if err != nil {
			return nil, err
		}
		for _, d := range decided {
			marks[d.name] = append(marks[d.name], mark)
		}
	}
	sources := make([]Source, 0, len(marks))
	for name, of := range marks {
		sources = append(sources, Source{name, of})
	}
	slices.SortFunc(sources, func(a, b Source) int { return strings.Compare(a.Source, b.Source) })
	return sources, nil
}
