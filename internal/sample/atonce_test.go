package sample_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/sample"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// stores is the registry, which a test may look into the middle of.
type stores struct {
	*access.Registry
	// adding is called before a store is made, and found after one was looked for.
	adding, found func()
}

// once calls a function the first time.
func once(do *func()) {
	if now := *do; now != nil {
		*do = nil
		now()
	}
}

func (s *stores) AddStore(ctx context.Context, spec access.StoreSpec) (access.Store, error) {
	once(&s.adding)
	return s.Registry.AddStore(ctx, spec)
}

func (s *stores) FindStore(ctx context.Context, name string) (access.Store, error) {
	store, err := s.Registry.FindStore(ctx, name)
	once(&s.found)
	return store, err
}

// counting counts what would be stored.
type counting struct {
	mu     sync.Mutex
	stored map[xapi.UUID]bool
	calls  int
	// each, if not nil, is called before anything is stored.
	each func()
}

func (c *counting) StoreStatements(_ context.Context, _ lrs.Caller, submission lrs.Submission) ([]xapi.UUID, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	once(&c.each)
	statements, _, err := xapi.Parse(submission.Body, submission.Version, xapi.Limits{})
	if err != nil {
		return nil, err
	}
	if c.stored == nil {
		c.stored = make(map[xapi.UUID]bool)
	}
	for _, s := range statements {
		c.stored[s.ID] = true
	}
	c.calls++
	return nil, nil
}

// loader makes a node's loader.
func loader(database *db.DB, kept *counting) (*sample.Loader, *stores) {
	registry := &stores{Registry: access.NewRegistry(database)}
	return sample.NewLoader(sample.LoaderConfig{
		Database: database, Stores: registry, Meanings: meaning.NewRegistry(database, meaning.Config{}), Statements: kept,
		Now: func() time.Time { return until }, People: 20,
	}), registry
}

func stateIs(t *testing.T, l *sample.Loader, want string) {
	t.Helper()
	state, err := l.State(t.Context())
	if err != nil || state.State != want || want == sample.Ready && state.Done != state.Total {
		t.Errorf("the sample data are %+v (%v), want %s", state, err, want)
	}
}

func succeeds(t *testing.T, do func(context.Context) (sample.State, error), then ...*sample.Loader) {
	t.Helper()
	if _, err := do(t.Context()); err != nil {
		t.Error(err)
	}
	for _, l := range then {
		if err := l.Finish(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// Whoever asks for the data a second time, and is slow, must not begin them again that
// somebody else has loaded meanwhile.
func TestTwoWhoLoadAtOnceLoadOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		kept := &counting{}
		fast, _ := loader(open(), kept)
		slow, registry := loader(open(), kept)
		registry.adding = func() { succeeds(t, fast.Load, fast) }
		succeeds(t, slow.Load)
		stateIs(t, slow, sample.Ready)
		calls := kept.calls
		if err := slow.Finish(t.Context()); err != nil || kept.calls != calls || calls == 0 {
			t.Errorf("they were stored again: %d times after %d (%v)", kept.calls, calls, err)
		}
	})
}

// Whoever removes the data, and is slow, must not enter that of a store that is gone in
// the place of one that somebody else has begun to load since.
func TestASlowRemovalRemovesWhatIsThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		kept := &counting{}
		fast, _ := loader(open(), kept)
		slow, registry := loader(open(), kept)
		succeeds(t, fast.Load, fast)
		registry.found = func() {
			succeeds(t, fast.Remove, fast)
			succeeds(t, fast.Load)
		}
		succeeds(t, slow.Remove)
		// It was asked for last.
		stateIs(t, slow, sample.Removing)
		if err := slow.Finish(t.Context()); err != nil {
			t.Error(err)
		}
		stateIs(t, slow, sample.None)
		if _, err := registry.Registry.FindStore(t.Context(), sample.Store); err == nil {
			t.Error("a store of sample data is left that nobody knows of")
		}
	})
}

// Many who load and remove at once leave the data there or not, and nothing between.
func TestManyWhoLoadAndRemoveAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		kept := &counting{}
		var nodes []*sample.Loader
		for range 3 {
			node, _ := loader(open(), kept)
			nodes = append(nodes, node)
		}
		var all sync.WaitGroup
		for i, node := range nodes {
			all.Go(func() {
				for n := range 6 {
					if (n+i)%2 == 0 {
						_, _ = node.Load(t.Context()) // refused while they are being removed
					} else if _, err := node.Remove(t.Context()); err != nil {
						t.Error(err)
					}
					if i == 0 { // one of the servers works
						if err := node.Finish(t.Context()); err != nil {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Wait()
		if err := nodes[0].Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		state, err := nodes[0].State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, err = access.NewRegistry(open()).FindStore(t.Context(), sample.Store)
		if there := err == nil; there != (state.State == sample.Ready) || !there && state.State != sample.None {
			t.Errorf("the sample data are %+v, and their store: %v", state, err)
		}
	})
}

// A load ends when somebody removes its store as any other store is removed.
func TestALoadEndsWithItsStore(t *testing.T) {
	kept := &counting{}
	l, registry := loader(dbtest.SQLite(t)(), kept)
	succeeds(t, l.Load)
	kept.each = func() {
		if err := registry.RemoveStore(t.Context(), sample.Store); err != nil {
			t.Error(err)
		}
	}
	if err := l.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if kept.calls != 1 {
		t.Errorf("%d batches were stored, want the one that was on its way", kept.calls)
	}
	stateIs(t, l, sample.None)
}
