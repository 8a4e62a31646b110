package embedded

import (
	"slices"
	"sync"

	"github.com/lore-lrs/lore/internal/lrs"
)

// tail holds what is logged but not yet in the index, in two generations: the
// active one, which the committer adds to, and the one being flushed.
type tail struct {
	mu sync.RWMutex
	// active is changed by the committer only, under mu.
	active *generation
	// flushing does not change any more; nil between flushes.
	flushing *generation
	// visible is the last published position over all stores.
	visible int64
	// flushes counts the generations that have gone into the index.
	flushes uint64
	// moved is signalled when a generation has moved on, or cannot.
	moved *sync.Cond
}

func newTail() *tail {
	t := &tail{active: newGeneration()}
	t.moved = sync.NewCond(&t.mu)
	return t
}

// generation is a part of the tail. Lists are appended to and never changed
// otherwise, so that a reader may keep a slice of one beyond the lock.
type generation struct {
	statements int
	entries    int // in lists and late
	bytes      int // of descriptions
	last       int64

	ids map[statementKey]located
	// lists are found by key through places: a map without pointers, and one
	// allocation for keys that occur twice, are what makes this fast.
	places map[listKey]int32
	lists  []list
	// late has the entries that were found after their statement was
	// published, in no order.
	late         map[listKey][]int64
	voided       map[lrs.StoreID][]int64 // in no order
	referrers    map[statementKey][]referrer
	dangling     map[statementKey]bool // true: add, false: remove
	descriptions map[descriptionKey][][]byte
}

func newGeneration() *generation {
	return &generation{
		ids:          map[statementKey]located{},
		places:       map[listKey]int32{},
		late:         map[listKey][]int64{},
		voided:       map[lrs.StoreID][]int64{},
		referrers:    map[statementKey][]referrer{},
		dangling:     map[statementKey]bool{},
		descriptions: map[descriptionKey][][]byte{},
	}
}

// generations returns what the tail consists of, the older first. The caller
// holds mu.
func (t *tail) generations() []*generation {
	if t.flushing == nil {
		return []*generation{t.active}
	}
	return []*generation{t.flushing, t.active}
}

// lookup finds a statement in the tail.
func (t *tail) lookup(key statementKey) (located, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	if where, ok := t.active.ids[key]; ok || t.flushing == nil {
		return where, ok
	}
	where, ok := t.flushing.ids[key]
	return where, ok
}

// flushCount is for comparing with a later one: see request.flushes.
func (t *tail) flushCount() uint64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.flushes
}

// flushed lets go of the generation that has gone into the index.
func (t *tail) flushed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flushing = nil
	t.flushes++
	t.moved.Broadcast()
}

// lastVisible returns the last published position.
func (t *tail) lastVisible() int64 {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.visible
}

// isVoided reports whether the tail knows that the statement is voided.
func (t *tail) isVoided(store lrs.StoreID, position int64) bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return slices.ContainsFunc(t.generations(), func(g *generation) bool {
		return slices.Contains(g.voided[store], position)
	})
}

// referrersOf returns the statements in the tail that refer to the target.
func (t *tail) referrersOf(target statementKey) (list []referrer) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, g := range t.generations() {
		list = append(list, g.referrers[target]...)
	}
	return list
}

// dangles reports what the tail knows of a target that was not there.
func (t *tail) dangles(target statementKey) (dangling, known bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, g := range slices.Backward(t.generations()) {
		if dangling, known = g.dangling[target]; known {
			return dangling, true
		}
	}
	return false, false
}

// glimpse is what a query needs of the tail, taken at one moment.
type glimpse struct {
	visible int64
	// lists has, for each key that was asked for, sorted pieces.
	lists  [][][]int64
	voided []int64
}

// glimpse takes what the tail holds of some lists of a store.
func (t *tail) glimpse(store lrs.StoreID, keys []listKey) glimpse {
	t.mu.RLock()
	defer t.mu.RUnlock()
	seen := glimpse{visible: t.visible, lists: make([][][]int64, len(keys))}
	for _, g := range t.generations() {
		for i, key := range keys {
			if place, ok := g.places[key]; ok {
				seen.lists[i] = append(seen.lists[i], g.lists[place].positions())
			}
			if late := g.late[key]; len(late) > 0 {
				seen.lists[i] = append(seen.lists[i], slices.Sorted(slices.Values(late)))
			}
		}
		seen.voided = append(seen.voided, g.voided[store]...)
	}
	slices.Sort(seen.voided)
	return seen
}

// add publishes one statement. The caller holds the tail's mu.
func (g *generation) add(a *arrival) {
	g.statements++
	g.entries += 1 + len(a.entries) + len(a.inherited)
	g.last = a.position
	g.ids[a.statementKey] = located{a.position, a.flags}
	g.enter(listKey{store: a.store, kind: everything}, a.position)
	for _, e := range a.entries {
		g.enter(listKey{a.store, e.Kind, e.Key}, a.position)
	}
	for _, e := range a.inherited {
		g.enter(listKey{a.store, e.Kind, e.Key}, a.position)
	}
}

// enter appends to a list, once.
func (g *generation) enter(key listKey, position int64) {
	place, ok := g.places[key]
	if !ok {
		g.places[key] = int32(len(g.lists))
		g.lists = append(g.lists, list{first: position})
		return
	}
	g.lists[place].append(position)
}

// list is an ascending posting list. Most lists of a generation have a single
// entry: a registration, say.
type list struct {
	first int64
	all   []int64 // nil while first is all
}

func (l *list) append(position int64) {
	switch {
	case l.all != nil:
		if l.all[len(l.all)-1] != position {
			l.all = append(l.all, position)
		}
	case l.first != position:
		l.all = append(make([]int64, 0, 4), l.first, position)
	}
}

// positions returns what the list holds now; later ones are not part of it.
func (l *list) positions() []int64 {
	if l.all == nil {
		return []int64{l.first}
	}
	return l.all
}
