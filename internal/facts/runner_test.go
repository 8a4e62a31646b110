package facts_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
)

// eventually waits for a condition.
func eventually(t testing.TB, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited too long: %s", what)
		case <-tick.C:
		}
	}
}

// TestRunnerKeepsFactsUpToDateAndRebuildsThem runs the projection as a server
// does, while several clients append.
func TestRunnerKeepsFactsUpToDateAndRebuildsThem(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, database *db.DB) {
		var mu sync.Mutex
		var promoted []string
		config := facts.Config{
			Dir: filepath.Join(t.TempDir(), "facts"), Statements: s, From: simple, SealRows: 100, SaveEvery: 20 * time.Millisecond,
			Promoted: func(context.Context, lrs.StoreID) ([]string, error) {
				mu.Lock()
				defer mu.Unlock()
				return promoted, nil
			},
		}
		p := openFacts(t, config)
		runner := follow.New(follow.Config{
			Database: database, Statements: s, Node: "node", Local: []follow.Local{p},
			Stores: func(context.Context) ([]lrs.StoreID, error) { return []lrs.StoreID{1, 2}, nil },
			Poll:   5 * time.Millisecond, Refresh: 20 * time.Millisecond,
		})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := runner.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		var clients sync.WaitGroup
		for client := range 4 {
			records := statements(t, client*200, 200, rand.New(rand.NewPCG(uint64(client), 9)))
			clients.Go(func() {
				for batch := range slices.Chunk(records, 20) {
					if err := s.Append(t.Context(), lrs.StoreID(1+client%2), batch); err != nil {
						t.Error(err)
					}
				}
			})
		}
		clients.Wait()
		upToDate := func() bool {
			for store := lrs.StoreID(1); store <= 2; store++ {
				last := int64(0)
				if err := s.Scan(t.Context(), store, lrs.Position{}, func(stored lrs.Stored) error {
					last = stored.Stored
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				if last == 0 || p.Through(store) != last+1 {
					return false
				}
			}
			return true
		}
		eventually(t, "everything is followed", upToDate)
		for store := lrs.StoreID(1); store <= 2; store++ {
			check(t, s, p, store, nil)
		}

		mu.Lock()
		promoted = []string{extension}
		mu.Unlock()
		if stale, err := p.Stale(t.Context(), 1); err != nil || !stale {
			t.Fatalf("stale is %v, %v", stale, err)
		}
		if err := runner.Rebuild(t.Context(), p.Name()); err != nil {
			t.Fatal(err)
		}
		eventually(t, "a rebuild is in force", func() bool { return p.Generation() == 2 })
		eventually(t, "everything is followed again", upToDate)
		for store := lrs.StoreID(1); store <= 2; store++ {
			check(t, s, p, store, promoted)
		}
		stop()
		running.Wait()
		closeAll(t, p)
	})
}

func TestFactsOfAnotherLogAreRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "facts")
	for round, origin := range []string{"one", "one", "other", "one"} {
		s := openStore(t, t.TempDir())
		if err := s.Append(t.Context(), 1, statements(t, 0, 20, rand.New(rand.NewPCG(1, 1)))); err != nil {
			t.Fatal(err)
		}
		p := openFacts(t, facts.Config{Dir: dir, Statements: s, From: simple, Origin: origin})
		if kept, want := p.Through(1) > 0, round == 1; kept != want {
			t.Errorf("round %d, with the log %q: facts kept: %v, want %v", round, origin, kept, want)
		}
		if err := followAll(t.Context(), s, p, 1, 10, nil); err != nil {
			t.Fatal(fmt.Errorf("round %d: %w", round, err))
		}
		closeAll(t, p, s)
	}
}
