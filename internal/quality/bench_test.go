package quality_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/quality"
)

// BenchmarkReports makes the reports of a million statements, all of the last 28
// days: more than any of them is older would only be less work.
func BenchmarkReports(b *testing.B) {
	const rows = 1_000_000
	w := newWorld()
	w.partRows = 131_072
	random := rand.New(rand.NewPCG(1, 2))
	verbs := []string{adl + "initialized", experienced, experienced, answered, answered, completed, passed, oddVerb}
	for i := range rows {
		verb := verbs[random.IntN(len(verbs))]
		course := random.IntN(200)
		w.add(27*day-time.Duration(i)*(27*day/rows), from([]string{"lms", "lms", "app"}[random.IntN(3)]), on([]string{"web", "phone"}[random.IntN(2)]),
			by(fmt.Sprint(random.IntN(10_000))), did(verb), lagging(time.Duration(random.Int64N(int64(62*time.Minute)))), func(r *fact.Row) {
				r.Object = fact.Activity{ID: fmt.Sprintf("https://example.org/c/%d/a/%d", course, random.IntN(10)), Type: "http://adlnet.gov/expapi/activities/lesson"}
				r.Groupings = []fact.Activity{{ID: fmt.Sprint("https://example.org/c/", course), Type: "http://adlnet.gov/expapi/activities/course"}}
				r.HasRegistration = true
				r.Registration = [16]byte{byte(course), byte(random.IntN(256))}
				if verb == answered || verb == passed {
					r.Raw, r.Min, r.Max = float64(random.IntN(20)), 0, 20
					r.Scaled = math.Floor(r.Raw) / 20
					r.Success, r.HasResponse, r.Response = fact.Yes, true, "a"
					r.Duration = random.Int64N(60_000_000)
				}
			})
	}
	table, err := column.Open(column.Config{Dir: b.TempDir(), SealRows: w.partRows})
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < rows; from += 8192 {
		batch := w.rows[from:min(from+8192, rows)]
		if err := table.Add(batch, nil, batch[len(batch)-1].Stored+1); err != nil {
			b.Fatal(err)
		}
	}
	if err := table.Checkpoint(); err != nil {
		b.Fatal(err)
	}
	config := w.config()
	inMemory := quality.New(config)
	w.rows = nil
	sealed := table.Snapshot()
	config.Snapshot = func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
		return sealed, sealed.Through, nil
	}
	onDisk := quality.New(config)
	for _, c := range []struct {
		name   string
		report func() error
	}{
		{"sources/memory", func() error { _, err := inMemory.Sources(b.Context(), 1, nil); return err }},
		{"sources/sealed", func() error { _, err := onDisk.Sources(b.Context(), 1, nil); return err }},
		{"readiness/memory", func() error { _, err := inMemory.Readiness(b.Context(), 1); return err }},
		{"readiness/sealed", func() error { _, err := onDisk.Readiness(b.Context(), 1); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := c.report(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/report")
		})
	}
}

// BenchmarkAdd counts statements that were sent again: what a request pays.
func BenchmarkAdd(b *testing.B) {
	r := quality.NewResends(quality.ResendsConfig{})
	caller := callerOf(1, "lms")
	b.ReportAllocs()
	for b.Loop() {
		r.Add(caller, 100)
	}
}
