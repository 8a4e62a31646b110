package embedded

import (
	"fmt"

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
	// known remembers the verdicts, so that a chain of n statements costs n
	// steps in a query and not n for each of them.
	known map[xapi.UUID]bool
}

func newWalker(s *Store, store lrs.StoreID, conditions []condition) *walker {
	return &walker{store: s, id: store, conditions: conditions, known: map[xapi.UUID]bool{}}
}

// matches reports whether the statement or one that it leads to meets all
// conditions.
func (w *walker) matches(record *seglog.Record) (bool, error) {
	id, current := xapi.UUID(record.ID), *record
	verdict := false
	var path []xapi.UUID
	seen := map[xapi.UUID]bool{}
	for len(path) <= maxChain {
		if known, ok := w.known[id]; ok {
			verdict = known
			break
		}
		seen[id] = true
		path = append(path, id)
		met, err := w.meets(&current)
		if err != nil {
			return false, err
		}
		if met {
			verdict = true
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
	for _, passed := range path {
		w.known[passed] = verdict
	}
	return verdict, nil
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
