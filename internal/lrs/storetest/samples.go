package storetest

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/lrs"
)

const mostSamples = 1000

// Samples returns statements of every kind as records to be stored: of both
// versions and several authorities, with and without the scope define, voiding,
// in chains and cycles of references. Those of one seed are always the same,
// those of two have no id in common.
func Samples(t testing.TB, seed, count int) []lrs.Record {
	t.Helper()
	if count > mostSamples {
		t.Fatalf("asked for %d samples, at most %d come of one seed", count, mostSamples)
	}
	first := seed * mostSamples
	drawn := rapid.Custom(func(rt *rapid.T) []lrs.Record {
		records := make([]lrs.Record, count)
		for i := range records {
			origin := drawOrigin(rt)
			g := generator{t: rt, version: origin.Version, pool: first + count}
			made := g.statement(poolID(first + i))
			var err error
			if records[i], err = MakeRecord(marshal(made), origin); err != nil {
				rt.Fatal(err)
			}
		}
		return records
	})
	return drawn.Example(seed)
}
