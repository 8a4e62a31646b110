package match

import (
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/xapi"
)

// MaxChain is how many references are followed from one statement. Chains are
// short in practice (a reply to a reply); the bound keeps a made-up one from
// giving each of its statements the entries of all.
const MaxChain = 100

// never is more than any chain is followed.
const never = MaxChain + 1

// Statement is what a Walker must know of one.
type Statement struct {
	ID   xapi.UUID
	JSON []byte
	// Target has meaning when IsReference: the object is a StatementRef.
	Target      xapi.UUID
	IsReference bool
}

// Find looks a statement up by its id, voided or not, in the store that the
// query asks; found is false when it is not there.
type Find func(id xapi.UUID) (statement Statement, found bool, err error)

// Walker decides on references when a query has several filters: an index says
// that each is met somewhere along the chain, but one statement of it must meet
// them all (GS-22, QX-05). It serves one query and one goroutine.
type Walker struct {
	find       Find
	conditions []Condition
	// known remembers after how many references one is met that meets them all,
	// or never, so that a chain of n statements costs n steps in a query and not
	// n for each of them.
	known map[xapi.UUID]int
}

// NewWalker returns a Walker for the conditions that a reference may meet
// through its target.
func NewWalker(conditions []Condition, find Find) *Walker {
	return &Walker{find: find, conditions: conditions, known: map[xapi.UUID]int{}}
}

// Matches reports whether the statement, or one that it leads to over at most
// MaxChain references, meets all conditions. Errors are those of Find, and of
// a statement that is no xAPI.
func (w *Walker) Matches(current Statement) (bool, error) {
	id := current.ID
	after := never // references, from the end of the path
	var path []xapi.UUID
	seen := map[xapi.UUID]bool{}
	for {
		if known, ok := w.known[id]; ok {
			after = known
			break
		}
		if len(path) == never {
			// Cut off: the others of the path may be near enough to what was
			// not reached.
			path = path[:1]
			break
		}
		seen[id] = true
		path = append(path, id)
		met, err := w.meets(&current)
		if err != nil {
			return false, err
		}
		if met {
			after = -1
			break
		}
		if id = current.Target; !current.IsReference || seen[id] {
			break
		}
		var found bool
		if current, found, err = w.find(id); err != nil {
			return false, err
		}
		if !found {
			break
		}
	}
	for _, passed := range slices.Backward(path) {
		after = min(after+1, never)
		w.known[passed] = after
	}
	return after < never, nil
}

// meets reports whether the statement itself meets all conditions.
func (w *Walker) meets(s *Statement) (bool, error) {
	parsed, err := xapi.ParseStored(s.JSON)
	if err != nil {
		return false, fmt.Errorf("parse the stored statement %s: %w", s.ID, err)
	}
	for _, c := range w.conditions {
		if !c.metBy(parsed.Index) {
			return false, nil
		}
	}
	return true, nil
}
