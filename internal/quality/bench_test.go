package quality_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
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
	reporter := quality.New(w.config())
	w.rows = nil
	for name, report := range map[string]func() error{
		"sources":   func() error { _, err := reporter.Sources(b.Context(), 1, nil); return err },
		"readiness": func() error { _, err := reporter.Readiness(b.Context(), 1); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := report(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/report")
		})
	}
}
