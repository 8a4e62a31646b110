package meaning

import (
	"context"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// SetVerb gives a verb a class. Errors: Invalid, with the classes that exist;
// NotFound for the store.
func (r *Registry) SetVerb(ctx context.Context, store int64, verb, class string) error {
	if err := checkIRI("verb", verb); err != nil {
		return err
	}
	if _, ok := ParseClass(class); !ok {
		return problem.New(problem.Invalid, "class-unknown", "%q is no class of verbs: the classes are %s", class, strings.Join(classNames[:], ", "))
	}
	return r.put(ctx, store, kindVerb, verb, class)
}

// UnsetVerb takes a decision about a verb back. Errors: NotFound.
func (r *Registry) UnsetVerb(ctx context.Context, store int64, verb string) error {
	return r.take(ctx, store, kindVerb, verb, problem.New(problem.NotFound, "verb-undecided",
		"nobody decided about the verb %q: it has its standard class", verb))
}

// Verbs returns the classes of the standard verbs and of all that were given
// one, by id.
func (r *Registry) Verbs(ctx context.Context, store int64) ([]Verb, error) {
	decided, err := r.decisions(ctx, store, kindVerb)
	if err != nil {
		return nil, err
	}
	known := make(map[string]Verb)
	for id, class := range eachSeed {
		known[id] = Verb{Verb: id, Class: class.String(), Standard: class.String()}
	}
	for _, d := range decided {
		known[d.name] = Verb{Verb: d.name, Class: d.value, Standard: known[d.name].Standard, Changed: d.changed}
	}
	verbs := make([]Verb, 0, len(known))
	for _, verb := range known {
		verbs = append(verbs, verb)
	}
	slices.SortFunc(verbs, func(a, b Verb) int { return strings.Compare(a.Verb, b.Verb) })
	return verbs, nil
}
