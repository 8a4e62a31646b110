package embedded

import (
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// walker decides on references when a query has several filters: the index
// says that each is met somewhere along the chain, but one statement of it must
// meet them all (GS-22, QX-05).
type walker struct {
	store      *Store
	id         lrs.StoreID
	conditions []condition
	// known remembers after how many references one is met that meets them all,
	// or never, so that a chain of n statements costs n steps in a query and not
	// n for each of them.
	known map[xapi.UUID]int
}

// never is more than any chain is followed.
const never = maxChain + 1

func newWalker(s *Store, store lrs.StoreID, conditions []condition) *walker {
	return &walker{store: s, id: store, conditions: conditions, known: map[xapi.UUID]int{}}
}

// matches reports whether the statement or one that it leads to meets all
// conditions.
func (w *walker) matches(record *seglog.Record) (bool, error) {
	id, current := xapi.UUID(record.ID), *record
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
		if id = current.Target; current.Flags&seglog.Reference == 0 || seen[id] {
			break
		}
		where, found, err := w.store.find(statementKey{w.id, id})
		if err != nil {
			return false, err
		}
		if !found {
			break
		}
		if current, err = w.store.log.Read(where.position); err != nil {
			return false, err
		}
	}
	for _, passed := range slices.Backward(path) {
		after = min(after+1, never)
		w.known[passed] = after
	}
	return after < never, nil
}

// meets reports whether the statement itself meets all conditions.
func (w *walker) meets(record *seglog.Record) (bool, error) {
	parsed, err := xapi.ParseStored(record.JSON)
	if err != nil {
		return false, fmt.Errorf("parse the stored statement at %d: %w", record.Position, err)
	}
	for _, c := range w.conditions {
		if !c.metBy(parsed.Index) {
			return false, nil
		}
	}
	return true, nil
}

func (c condition) metBy(entries []xapi.IndexEntry) bool {
	for _, e := range entries {
		if e.Key != c.key {
			continue
		}
		for _, kind := range c.kinds {
			if e.Kind == kind {
				return true
			}
		}
	}
	return false
}
