package planted_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
)

// eventually waits for a condition.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
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

// TestTruthIsFoundBesideARunningFollower lets several clients send at once, while
// the facts follow as in a server, are built anew meanwhile, and are asked.
func TestTruthIsFoundBesideARunningFollower(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		p := newPlan(99, time.Now(), parts)
		p.wholeTruths()
		w := newWorld(t, p, s, 1, 9, 100)
		runner := follow.New(follow.Config{
			Database: dbtest.SQLite(t)(), Statements: s, Node: "node", Local: []follow.Local{w.projection},
			Stores: func(context.Context) ([]lrs.StoreID, error) { return []lrs.StoreID{w.store}, nil },
			Poll:   5 * time.Millisecond, Refresh: 20 * time.Millisecond,
		})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := runner.Run(ctx); err != nil {
				t.Error(err)
			}
		})
		send := func(messages []message) {
			var clients sync.WaitGroup
			for batch := range slices.Chunk(w.records(messages), len(messages)/4+1) {
				clients.Go(func() {
					for some := range slices.Chunk(batch, 37) {
						if err := s.Append(t.Context(), w.store, some); err != nil {
							t.Error(err)
						}
					}
				})
			}
			clients.Wait()
			all := w.log(lrs.Position{})
			last := all[len(all)-1].Stored
			eventually(t, "everything is followed", func() bool { return w.projection.Through(w.store) > last })
		}
		send(p.sent)
		w.check("beside a follower", first, 0)
		w.phase = arrived
		if err := runner.Rebuild(t.Context(), w.projection.Name()); err != nil {
			t.Error(err)
		}
		send(p.late)
		w.check("beside a follower", arrived, 0)
		eventually(t, "what was built anew is in force", func() bool { return w.projection.Generation() == 2 })
		send(nil)
		w.check("after a rebuild beside a follower", arrived, 0)
		stop()
		running.Wait()
		w.close()
	})
}
