package engine_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

const (
	benchRows = 1_000_000
	benchPart = 131_072
)

// company makes the rows of a year in a company: people of very different zeal
// work through courses of ten activities each, in sessions.
func company(rows int, end time.Time, yield func(fact.Row)) {
	random := rand.New(rand.NewPCG(1, 2))
	people := max(100, rows/100)
	zipf := rand.NewZipf(random, 1.1, 20, uint64(people-1))
	year := 365 * 24 * time.Hour
	step := year.Microseconds() / int64(rows)
	at := end.Add(-year).UnixMicro()
	verbs := []string{"initialized", "experienced", "experienced", "progressed", "answered", "answered", "completed", "passed", "failed", "terminated"}
	for i := range rows {
		at += step
		course := random.IntN(200)
		activity := course*10 + random.IntN(10)
		verb := verbs[random.IntN(len(verbs))]
		person := zipf.Uint64()
		row := fact.Row{
			Stored: at, Timestamp: at - random.Int64N(3_600_000_000), ID: xapi.UUID{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i), 1},
			Actor: fmt.Sprintf("account:https://hr.example.org|%d", person), Verb: "http://adlnet.gov/expapi/verbs/" + verb,
			Object:    fact.Activity{ID: fmt.Sprintf("https://lms.example.org/a/%d", activity), Type: "http://adlnet.gov/expapi/activities/module"},
			Groupings: []fact.Activity{{ID: fmt.Sprintf("https://lms.example.org/c/%d", course), Type: "http://adlnet.gov/expapi/activities/course"}},
			Platform:  "LMS", Source: "key-1", Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(), Duration: fact.None,
			HasRegistration: true, Registration: xapi.UUID{byte(person >> 8), byte(person), byte(course)},
		}
		if verb == "passed" || verb == "failed" || verb == "answered" {
			row.Scaled = float64(random.IntN(101)) / 100
		}
		yield(row)
	}
}

var benchEnd = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func benchEngine(b *testing.B) *engine.Engine {
	b.Helper()
	all := make([]fact.Row, 0, benchRows)
	company(benchRows, benchEnd, func(r fact.Row) { all = append(all, r) })
	snapshot := column.MemoryParts(benchPart, all, nil, nil)
	inForce := &meaning.Meaning{Verbs: meaning.Seeds()}
	return engine.New(engine.Config{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
			return snapshot, benchEnd.UnixMicro() + 1, nil
		},
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
	})
}

// BenchmarkDashboard asks what dashboards ask, each over a million rows.
func BenchmarkDashboard(b *testing.B) {
	e := benchEngine(b)
	for _, q := range []struct{ name, text string }{
		{"people by day, 28 days", `{"kind":"trend","metrics":["people","statements"],"time":{"range":"28d","bucket":"day"}}`},
		{"people by day, a year", `{"kind":"trend","metrics":["people","statements"],"time":{"range":"all","bucket":"day"}}`},
		{"verbs", `{"kind":"table","metrics":["statements"],"dimensions":["verb"]}`},
		{"courses with pass rate", `{"kind":"table","metrics":["people",{"rate":["passed_people","started_people"],"as":"rate"},"score_median"],"dimensions":["course"]}`},
		{"one course by week", `{"kind":"trend","metrics":["completed_people"],"time":{"range":"all","bucket":"week"},"filter":["is","course",["https://lms.example.org/c/7"]]}`},
		{"sessions, 28 days", `{"kind":"trend","metrics":["sessions"],"time":{"range":"28d","bucket":"day"}}`},
		{"sessions, a year", `{"kind":"trend","metrics":["sessions"],"time":{"range":"all","bucket":"week"}}`},
		{"time estimated, a year", `{"kind":"table","metrics":["time_estimated"],"dimensions":["course"]}`},
		{"funnel", `{"kind":"funnel","steps":[{"name":"a","filter":["in_class","verb",["start"]]},{"name":"b","filter":["in_class","verb",["answer"]]},{"name":"c","filter":["in_class","verb",["complete"]]}],"within":"7d"}`},
		{"paths", `{"kind":"paths","of":"activity"}`},
		{"retention", `{"kind":"retention"}`},
		{"lifecycle", `{"kind":"lifecycle","time":{"range":"all","bucket":"month"}}`},
		{"mau, a year", `{"kind":"trend","metrics":["active_people_28d"],"time":{"range":"all","bucket":"day"}}`},
		{"top people", `{"kind":"table","metrics":["statements"],"dimensions":["person"],"limit":10}`},
		{"last statements", `{"kind":"statements"}`},
	} {
		b.Run(q.name, func(b *testing.B) {
			decoded, err := query.Decode([]byte(q.text), nil)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := e.Ask(b.Context(), engine.Scope{Store: 1, SeesPeople: true}, decoded, engine.Effort{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
