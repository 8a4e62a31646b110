package follow_test

import (
	"context"
	"database/sql"
	"sync/atomic"
	"testing"

	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// counter takes everything and keeps nothing but a count.
type counter struct {
	name  string
	taken atomic.Int64
}

func (c *counter) Name() string                               { return c.name }
func (c *counter) Drop(context.Context, *sql.Tx, int64) error { return nil }
func (c *counter) Follow(_ context.Context, _ *sql.Tx, _ int64, _ lrs.StoreID, batch []lrs.Stored) error {
	c.taken.Add(int64(len(batch)))
	return nil
}

// BenchmarkFollow measures the runner alone, over a log of statements of 1.3 KB:
// reading, and moving cursors durably.
func BenchmarkFollow(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *world{"embedded": embeddedWorld, "postgres": postgresWorld} {
		b.Run(name, func(b *testing.B) {
			const count = 20_000
			w := open(b)
			population := storetest.NewPopulation(1)
			for range count / 500 {
				if err := w.log.Append(b.Context(), 1, population.Records(b, 500)); err != nil {
					b.Fatal(err)
				}
			}
			w.t = b
			rounds := 0
			for b.Loop() {
				rounds++
				c := &counter{name: "counter" + string(rune('a'+rounds%26)) + b.Name()}
				c.name += string(rune('a' + rounds/26%26))
				config := w.config("a")
				config.Shared = []follow.Shared{c}
				r := start(b, config)
				eventually(b, "everything is taken", func() bool { return c.taken.Load() == count })
				r.stop()
			}
			b.ReportMetric(float64(rounds*count)/b.Elapsed().Seconds(), "statements/s")
		})
	}
}
