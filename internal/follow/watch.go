package follow

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

const (
	// listEvery is how often the stores are listed.
	listEvery = 500 * time.Millisecond
	// leastGap is the shortest time between two questions for news.
	leastGap = 10 * time.Millisecond
)

// watcher asks for news, once for all readers, and marks the stores that have
// some. It owns stores, listed and after.
type watcher struct {
	config Config
	poked  chan struct{}
	// latest is the highest stored time that a Scan of this process has shown:
	// everything up to it was visible then, in every store.
	latest atomic.Int64
	// after is up to where every reader has seen each store, or has it marked.
	after  int64
	listed time.Time

	mu      sync.Mutex
	stores  []lrs.StoreID
	readers []*marks
}

func newWatcher(config Config) *watcher {
	return &watcher{config: config, poked: make(chan struct{}, 1)}
}

// saw notes that a Scan has shown a statement.
func (w *watcher) saw(stored int64) {
	for latest := w.latest.Load(); stored > latest && !w.latest.CompareAndSwap(latest, stored); latest = w.latest.Load() {
	}
}

// join enters a reader, with every store marked: it has seen none.
func (w *watcher) join(m *marks) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readers = append(w.readers, m)
	m.add(w.stores...)
}

func (w *watcher) leave(m *marks) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.readers = slices.DeleteFunc(w.readers, func(other *marks) bool { return other == m })
}

func (w *watcher) run(ctx context.Context) {
	var b backoff
	for ctx.Err() == nil {
		pause := w.config.Poll
		if err := w.round(ctx); err != nil && ctx.Err() == nil {
			w.config.Logger.Warn("followers cannot look for new statements", "error", err)
			pause = b.next(w.config.Pause)
			wait(ctx, pause, nil)
			continue
		}
		b = backoff{}
		wait(ctx, leastGap, nil)
		wait(ctx, pause, w.poked)
	}
}

// round asks once. latest is read before anything else: what lies up to it is
// visible by now, so that each store has it scanned by who has the store marked,
// or is among those that are asked for. Afterwards only what is above it is
// news.
func (w *watcher) round(ctx context.Context) error {
	latest := w.latest.Load()
	if time.Since(w.listed) > listEvery {
		stores, err := w.config.Stores(ctx)
		if err != nil {
			return err
		}
		w.list(stores)
		w.listed = time.Now()
	}
	ask := w.unmarked()
	newer, err := w.config.Statements.Newer(ctx, ask, w.after)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.readers {
		m.add(newer...)
	}
	w.after = latest
	return nil
}

// list takes the list of stores; new ones are marked for everybody.
func (w *watcher) list(stores []lrs.StoreID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, store := range stores {
		if !slices.Contains(w.stores, store) {
			for _, m := range w.readers {
				m.add(store)
			}
		}
	}
	w.stores = append(make([]lrs.StoreID, 0, len(stores)), stores...)
}

// listing returns the stores; listed is false until they are known.
func (w *watcher) listing() (stores []lrs.StoreID, listed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stores, w.stores != nil
}

// unmarked returns the stores that a reader has not marked.
func (w *watcher) unmarked() (stores []lrs.StoreID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	wanted := map[lrs.StoreID]bool{}
	for _, m := range w.readers {
		m.lacking(w.stores, wanted)
	}
	for _, store := range w.stores {
		if wanted[store] {
			stores = append(stores, store)
		}
	}
	return stores
}

// marks are the stores that a reader must look into, each once, the one that
// waits longest first.
type marks struct {
	wake chan struct{}

	mu    sync.Mutex
	queue []lrs.StoreID
	in    map[lrs.StoreID]bool
}

func newMarks(wake chan struct{}) *marks {
	return &marks{wake: wake, in: map[lrs.StoreID]bool{}}
}

func (m *marks) add(stores ...lrs.StoreID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, store := range stores {
		if !m.in[store] {
			m.in[store] = true
			m.queue = append(m.queue, store)
			poke(m.wake)
		}
	}
}

// take removes and returns the first store that may be looked into now.
func (m *marks) take(may func(lrs.StoreID) bool) (store lrs.StoreID, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.queue, may)
	if i < 0 {
		return 0, false
	}
	store = m.queue[i]
	m.queue = slices.Delete(m.queue, i, i+1)
	delete(m.in, store)
	return store, true
}

// lacking adds the stores without a mark to a set.
func (m *marks) lacking(stores []lrs.StoreID, to map[lrs.StoreID]bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, store := range stores {
		if !m.in[store] {
			to[store] = true
		}
	}
}

// list returns the marked stores.
func (m *marks) list() []lrs.StoreID {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.queue)
}
