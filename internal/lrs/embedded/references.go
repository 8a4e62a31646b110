package embedded

import (
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/xapi"
)

// maxDangling is how many unmet targets are held in memory; with more of them
// each arriving statement is looked up in the index.
const maxDangling = 100_000

// resolver finds out what references and voiding mean when a statement
// arrives, whichever side comes first (GS-20, VO-02, VO-03). The results are
// ordinary index entries:
//
//   - A reference inherits the entries of its target, and of that one's
//     target, at its own position.
//   - When a target arrives after statements that refer to it, directly or
//     through others, they get its entries late, at their old positions.
//   - A statement is voided when it and a statement that voids it are there,
//     and it does not void itself.
//
// It keeps what a group will change until the group is published, and belongs
// to the committer.
type resolver struct {
	store *Store

	// dangling has the targets that statements refer to and that have not
	// arrived; overflow says that there are more than it holds.
	dangling map[statementKey]bool
	overflow bool

	// Of the group at hand:
	arrived map[statementKey]*arrival  // those before the one at hand
	seen    map[statementKey]statement // those that were looked at
	changes changes
}

// changes is what a group does to the index besides its own entries.
type changes struct {
	late      map[listKey][]int64
	voided    map[lrs.StoreID][]int64
	referrers map[statementKey][]referrer
	dangling  map[statementKey]bool // true: add, false: remove
}

// loadDangling fills dangling from the index.
func (r *resolver) loadDangling() (err error) {
	r.dangling, r.overflow, err = r.store.index.danglingTargets(maxDangling)
	return err
}

// resolve works out a group. Nothing is changed before publish.
func (r *resolver) resolve(arrivals []arrival) error {
	r.forget()
	if !slices.ContainsFunc(arrivals, func(a arrival) bool { return a.flags&seglog.Reference != 0 }) &&
		len(r.dangling) == 0 && !r.overflow {
		return nil
	}
	r.arrived = make(map[statementKey]*arrival, len(arrivals))
	for i := range arrivals {
		a := &arrivals[i]
		if a.flags&seglog.Reference != 0 {
			if err := r.refer(a); err != nil {
				return fmt.Errorf("follow the reference of statement %s: %w", a.id, err)
			}
		}
		r.arrived[a.statementKey] = a
		awaited, err := r.isAwaited(a.statementKey)
		if err != nil {
			return err
		}
		if awaited {
			if err := r.meet(a); err != nil {
				return fmt.Errorf("find what refers to statement %s: %w", a.id, err)
			}
		}
	}
	return nil
}

// forget drops the changes of a group that was not stored.
func (r *resolver) forget() {
	r.arrived, r.seen = nil, nil
	r.changes = changes{}
}

// publish moves the changes into the tail. The caller holds the tail's mu.
func (r *resolver) publish(g *generation) {
	c := r.changes
	for key, positions := range c.late {
		g.late[key] = join(g.late[key], positions)
		g.entries += len(positions)
	}
	for store, positions := range c.voided {
		g.voided[store] = append(g.voided[store], positions...)
	}
	for target, list := range c.referrers {
		g.referrers[target] = append(g.referrers[target], list...)
	}
	for target, add := range c.dangling {
		g.dangling[target] = add
		switch {
		case !add:
			delete(r.dangling, target)
		case len(r.dangling) < maxDangling:
			r.dangling[target] = true
		default:
			r.overflow = true
		}
	}
	r.forget()
}

// statement is what the resolver must know of one.
type statement struct {
	located
	target statementKey
	// entries are those that a reference inherits.
	entries []xapi.IndexEntry
}

// look finds a statement that has arrived before the one at hand.
func (r *resolver) look(key statementKey) (statement, bool, error) {
	if known, ok := r.seen[key]; ok {
		return known, true, nil
	}
	var known statement
	if a := r.arrived[key]; a != nil {
		known = statement{a.located, a.target, match.Inheritable(a.entries)}
	} else {
		where, found, err := r.store.find(key)
		if err != nil || !found {
			return statement{}, false, err
		}
		if known, err = r.store.parse(key.store, where.position); err != nil {
			return statement{}, false, err
		}
	}
	if r.seen == nil {
		r.seen = map[statementKey]statement{}
	}
	r.seen[key] = known
	return known, true, nil
}

// parse reads a statement from the log.
func (s *Store) parse(store lrs.StoreID, position int64) (statement, error) {
	record, err := s.log.Read(position)
	if err != nil {
		return statement{}, err
	}
	parsed, err := xapi.ParseStored(record.JSON)
	if err != nil {
		return statement{}, fmt.Errorf("parse the stored statement at %d: %w", position, err)
	}
	return statement{located{position, record.Flags}, statementKey{store, record.Target}, match.Inheritable(parsed.Index)}, nil
}

// refer enters a reference: what it inherits, and what it voids.
func (r *resolver) refer(a *arrival) error {
	c := &r.changes
	if c.referrers == nil {
		c.referrers = map[statementKey][]referrer{}
	}
	c.referrers[a.target] = append(c.referrers[a.target], referrer{a.position, a.flags, a.id})
	target, found, err := r.look(a.target)
	if err != nil {
		return err
	}
	if !found {
		r.setDangling(a.target, true)
		return nil
	}
	if a.flags&seglog.Voids != 0 {
		r.void(a.store, target.located)
	}
	a.inherited, err = r.chain(a.statementKey, target)
	return err
}

// chain collects the entries of a reference's target and of what that one
// refers to. A cycle ends where it returns to a statement already seen.
func (r *resolver) chain(from statementKey, target statement) (entries []xapi.IndexEntry, err error) {
	seen := map[statementKey]bool{from: true}
	for found := true; found && len(seen) <= match.MaxChain && len(entries) < match.MaxInherited; {
		if entries == nil {
			entries = slices.Clip(target.entries) // shared, most often
		} else {
			entries = append(entries, target.entries...)
		}
		next := target.target
		if target.flags&seglog.Reference == 0 || seen[next] {
			break
		}
		seen[next] = true
		if target, found, err = r.look(next); err != nil {
			return nil, err
		}
	}
	return match.Bounded(entries), nil
}

func (r *resolver) void(store lrs.StoreID, target located) {
	if target.flags&seglog.Voids != 0 {
		return // VO-04: voiding a voiding statement has no effect
	}
	if r.changes.voided == nil {
		r.changes.voided = map[lrs.StoreID][]int64{}
	}
	r.changes.voided[store] = append(r.changes.voided[store], target.position)
}

func (r *resolver) setDangling(target statementKey, dangling bool) {
	if r.changes.dangling == nil {
		r.changes.dangling = map[statementKey]bool{}
	}
	r.changes.dangling[target] = dangling
}

// isAwaited reports whether statements refer to one that was not there.
func (r *resolver) isAwaited(key statementKey) (bool, error) {
	if awaited, ok := r.changes.dangling[key]; ok {
		return awaited, nil
	}
	if r.dangling[key] || !r.overflow {
		return r.dangling[key], nil
	}
	if awaited, ok := r.store.tail.dangles(key); ok {
		return awaited, nil
	}
	return r.store.index.isDangling(key)
}

// meet gives the entries of an awaited statement to those who refer to it, and
// to those who refer to them; and voids it if one of the first voids it.
func (r *resolver) meet(a *arrival) error {
	r.setDangling(a.statementKey, false)
	entries := match.Bounded(append(match.Inheritable(a.entries), a.inherited...))
	var positions []int64
	seen := map[statementKey]bool{a.statementKey: true}
	level := []statementKey{a.statementKey}
	for depth := 0; len(level) > 0 && depth < match.MaxChain; depth++ {
		var next []statementKey
		for _, target := range level {
			referrers, err := r.referrersOf(target)
			if err != nil {
				return err
			}
			for _, from := range referrers {
				if depth == 0 && from.flags&seglog.Voids != 0 {
					r.void(a.store, a.located)
				}
				key := statementKey{a.store, from.id}
				if seen[key] {
					continue
				}
				seen[key] = true
				next = append(next, key)
				positions = append(positions, from.position)
			}
		}
		level = next
	}
	r.enterLate(a.store, positions, entries)
	return nil
}

func (r *resolver) enterLate(store lrs.StoreID, positions []int64, entries []xapi.IndexEntry) {
	if len(positions) == 0 {
		return
	}
	if r.changes.late == nil {
		r.changes.late = map[listKey][]int64{}
	}
	entered := make(map[xapi.IndexEntry]bool, len(entries))
	for _, e := range entries {
		if !entered[e] {
			entered[e] = true
			key := listKey{store, e.Kind, e.Key}
			r.changes.late[key] = join(r.changes.late[key], positions)
		}
	}
}

// join is append, but a first list is shared and not copied: the references to
// one statement are in each list that it is in.
func join(list, more []int64) []int64 {
	if list == nil {
		return slices.Clip(more)
	}
	return append(list, more...)
}

// referrersOf returns the statements that refer to the target, wherever they
// are now. What is being flushed may be returned twice.
func (r *resolver) referrersOf(target statementKey) ([]referrer, error) {
	list := slices.Concat(r.changes.referrers[target], r.store.tail.referrersOf(target))
	return r.store.index.appendReferrers(list, target)
}
