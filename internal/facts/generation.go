package facts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
)

// generation is the tables of all stores that were built from the same
// beginning.
type generation struct {
	config Config
	number int64
	dir    string

	mu     sync.Mutex
	tables map[lrs.StoreID]*table
	closed bool
	// checks are the goroutines that read new tables' files once.
	checks sync.WaitGroup
	ending chan struct{}
}

// table is an open table.
type table struct {
	*column.Table
	promoted []string
	// saved is when it was last saved; used by the one who follows.
	saved time.Time
	fresh bool // rows came since
	// damaged: its files are not what was written.
	damaged atomic.Bool
}

func newGeneration(config Config, number int64) *generation {
	return &generation{
		config: config,
		number: number,
		dir:    filepath.Join(config.Dir, strconv.FormatInt(number, 10)),
		tables: make(map[lrs.StoreID]*table),
		ending: make(chan struct{}),
	}
}

func (g *generation) path(store lrs.StoreID) string {
	return filepath.Join(g.dir, strconv.FormatInt(int64(store), 10))
}

var errClosed = errors.New("the facts are closed")

// existing returns a store's table, nil when it has none.
func (g *generation) existing(store lrs.StoreID) (*table, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if t := g.tables[store]; t != nil {
		return t, nil
	}
	promoted, ok := column.Promoted(g.path(store))
	if !ok {
		return nil, nil
	}
	return g.open(store, promoted)
}

// table returns a store's table, a new one when it has none.
func (g *generation) table(ctx context.Context, store lrs.StoreID) (*table, error) {
	if t, err := g.existing(store); t != nil || err != nil {
		return t, err
	}
	promoted, err := g.config.Promoted(ctx, store)
	if err != nil {
		return nil, fmt.Errorf("find out which extensions have columns: %w", err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if t := g.tables[store]; t != nil {
		return t, nil
	}
	return g.open(store, promoted)
}

// open opens a table; mu is held.
func (g *generation) open(store lrs.StoreID, promoted []string) (*table, error) {
	if g.closed {
		return nil, errClosed
	}
	opened, err := column.Open(column.Config{
		Dir:      g.path(store),
		SealRows: g.config.SealRows,
		Promoted: promoted,
		Log:      g.config.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("open the facts of store %d: %w", store, err)
	}
	t := &table{Table: opened, promoted: promoted, saved: g.config.Now()}
	g.tables[store] = t
	g.checks.Go(func() { g.check(store, t) })
	return t, nil
}

// check reads all of a table that was just opened. Damage is found here rather
// than when it is opened, so that a start does not wait for the disk.
func (g *generation) check(store lrs.StoreID, t *table) {
	err := t.Verify(g.ending)
	if err == nil {
		return
	}
	t.damaged.Store(true)
	g.config.Log.Error("facts were damaged on disk: they are not used until they were built anew", "store", store, "directory", g.path(store), "error", err)
}

func (g *generation) through(store lrs.StoreID) int64 {
	t, err := g.existing(store)
	if err != nil {
		g.config.Log.Error("facts cannot be opened", "store", store, "error", err)
	}
	if t == nil || err != nil {
		return 0
	}
	return t.Through()
}

func (g *generation) stats() map[lrs.StoreID]column.Stats {
	g.mu.Lock()
	tables := make(map[lrs.StoreID]*table, len(g.tables))
	for store, t := range g.tables {
		tables[store] = t
	}
	g.mu.Unlock()
	stats := make(map[lrs.StoreID]column.Stats, len(tables))
	for store, t := range tables {
		stats[store] = t.Stats()
	}
	return stats
}

// save saves all tables.
func (g *generation) save() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	var failed error
	for _, t := range g.tables {
		failed = errors.Join(failed, t.Checkpoint())
	}
	return failed
}

// end stops what runs, and lets no more tables be opened; mu is not held.
func (g *generation) end() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.ending)
	}
	g.mu.Unlock()
	g.checks.Wait()
}

func (g *generation) close() error {
	g.end()
	var failed error
	for store, t := range g.tables {
		if err := t.Close(); err != nil {
			failed = errors.Join(failed, fmt.Errorf("store %d: %w", store, err))
		}
	}
	return failed
}

// discard removes the generation. Its snapshots can still be read.
func (g *generation) discard() error {
	g.end()
	return os.RemoveAll(g.dir)
}

// replaceFile makes a line the content of a file, durably.
func replaceFile(dir, name, line string) error {
	draft, name := filepath.Join(dir, name+".new"), filepath.Join(dir, name)
	file, err := os.Create(draft)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(file, line)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := os.Rename(draft, name); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes the names in a directory durable. Windows cannot, and does not
// need to: NTFS logs them.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	opened, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}
