package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/meaning"
)

// truth is a query and what was planted, as the JSON of columns of its rows.
type truth struct {
	query   string
	columns []string
	want    []string
}

// truths are what the plan decided, by construction.
func (p *plan) truths() []truth {
	const days = `"time":{"range":["2026-10-05","2026-11-02"],"zone":"Europe/Berlin"`
	const free = `"filter":["is","course",["https://plan.example.org/other"]]`
	var people, sessions, statements, week, month []string
	for day := range p.active {
		n := len(p.active[day])
		by := 2 * n
		if len(p.active[day]) > 0 && p.active[day][0] == 0 {
			by++ // the shadow
		}
		people, sessions, statements = append(people, fmt.Sprint(n)), append(sessions, fmt.Sprint(2*n)), append(statements, fmt.Sprint(by))
		week, month = append(week, fmt.Sprint(p.activeIn(day-6, day+1))), append(month, fmt.Sprint(p.activeIn(day-27, day+1)))
	}
	var cohort, stages []string
	before, ever := int64(0), int64(0)
	for w := range 4 {
		// Everybody comes in any five days that follow each other, but for day 20.
		active := p.activeIn(7*w, 7*w+7)
		seen := p.activeIn(0, 7*w+7)
		stages = append(stages, fmt.Sprintf("[%d,%d,%d]", active, seen-ever, -(before-both(p, 7*(w-1), 7*w))))
		before, ever = active, seen
		cohort = append(cohort, fmt.Sprint(both(p, 0, 7*w)))
	}
	course := `"filter":["is","course",["` + planCourse + `"]]`
	return []truth{
		{`{"kind":"trend","metrics":["people","sessions","statements"],` + days + `,"bucket":"day"},` + free + `}`, []string{"people"}, people},
		{`{"kind":"trend","metrics":["people","sessions","statements"],` + days + `,"bucket":"day"},` + free + `}`, []string{"sessions"}, sessions},
		{`{"kind":"trend","metrics":["people","sessions","statements"],` + days + `,"bucket":"day"},` + free + `}`, []string{"statements"}, statements},
		{`{"kind":"trend","metrics":["active_people_7d","active_people_28d"],` + days + `,"bucket":"day"},` + free + `}`, []string{"active_people_7d"}, week},
		{`{"kind":"trend","metrics":["active_people_7d","active_people_28d"],` + days + `,"bucket":"day"},` + free + `}`, []string{"active_people_28d"}, month},
		{`{"kind":"lifecycle",` + days + `,"bucket":"week"},` + free + `}`, []string{"active", "new", "dormant"}, stages},
		{`{"kind":"retention","periods":4,` + days + `},` + free + `}`, []string{"people"}, append(cohort, cohort...)},
		{
			`{"kind":"table","metrics":["started_people","completed_people","passed_people","failed_people"],` + days + `},` + course + `}`,
			[]string{"started_people", "completed_people", "passed_people", "failed_people"},
			[]string{"[21,12,11,2]"},
		},
		{
			`{"kind":"table","metrics":[{"rate":["passed_people","started_people"],"as":"r"}],` + days + `},` + course + `}`,
			[]string{"r"},
			[]string{`{"value":0.47619047619047616,"numerator":10,"denominator":21,"low":0.2834`},
		}, // Wilson 1927, by hand
		{
			`{"kind":"funnel","within":"7d","steps":[{"name":"s","filter":["in_class","verb",["start"]]},{"name":"c","filter":["in_class","verb",["complete"]]},{"name":"p","filter":["in_class","verb",["pass"]]}],` + days + `},` + course + `}`,
			[]string{"count", "overall", "median_s"},
			[]string{"[21,1,null]", "[12,0.5714285714285714,172800]", "[10,0.47619047619047616,86400]"},
		},
		{
			`{"kind":"table","attempts":"first","metrics":["attempts","score_median","score_p90"],` + days + `},"filter":["is","activity",["https://plan.example.org/quiz"]]}`,
			[]string{"attempts", "score_median", "score_p90"},
			[]string{"[30,0.545,0.581]"},
		},
		{`{"kind":"table","attempts":"best","metrics":["score_median"],` + days + `},"filter":["is","activity",["https://plan.example.org/quiz"]]}`, []string{"score_median"}, []string{"0.9"}},
		{`{"kind":"table","attempts":"last","metrics":["score_median"],` + days + `},"filter":["is","activity",["https://plan.example.org/quiz"]]}`, []string{"score_median"}, []string{"0.7"}},
		{`{"kind":"table","metrics":["time_reported"],` + days + `},"filter":["is","activity",["https://plan.example.org/lab"]]}`, []string{"time_reported"}, []string{"3000"}},
		{`{"kind":"table","metrics":["time_video"],` + days + `}}`, []string{"time_video"}, []string{"100"}},
		{
			`{"kind":"items","assessment":"https://plan.example.org/exam",` + days + `}}`,
			[]string{"n", "facility", "facility_corrected", "mismatch"},
			[]string{"[40,1,1,0]", "[40,0.75,0.5,0]", "[40,0.5,0,0]"},
		},
		{
			`{"kind":"table","metrics":["people","statements"],` + days + `},"filter":["is","activity",["https://plan.example.org/workshop"]]}`,
			[]string{"people", "statements"},
			[]string{"[5,1]"},
		},
		{
			`{"kind":"paths","of":"verb","in":"session",` + days + `},"filter":["is","activity",["https://plan.example.org/lab"]]}`,
			[]string{"people", "share", "median_s"},
			[]string{"[5,1,540]", "[5,1,60]"},
		},
		{
			`{"kind":"episodes",` + days + `},"filter":["is","activity",["https://plan.example.org/lab"]]}`,
			[]string{"seconds", "statements", "outcome"},
			[]string{`[600,3,"passed"]`, `[600,3,"passed"]`, `[600,3,"passed"]`, `[600,3,"passed"]`, `[600,3,"passed"]`},
		},
		{
			`{"kind":"distribution","attempts":"first","bins":10,` + days + `},"filter":["is","activity",["https://plan.example.org/quiz"]]}`,
			[]string{"n", "min", "max", "bins"},
			[]string{"[10,0.5,0.59,[0,0,0,0,0,10,0,0,0,0]]"},
		},
	}
}

// both returns how many learners are active in the first week and in another.
func both(p *plan, from, to int) int64 {
	if from < 0 {
		return 0
	}
	n := int64(0)
	for learner := range learners {
		in := func(from int) bool {
			for _, list := range p.active[from : from+7] {
				for _, who := range list {
					if who == learner {
						return true
					}
				}
			}
			return false
		}
		if in(from) && in(to) {
			n++
		}
	}
	return n
}

// TestWhatWasPlantedIsFound: the truth does not depend on the store, the order
// of arrival, the size of batches, or on what came twice.
func TestWhatWasPlantedIsFound(t *testing.T) {
	p := newPlan()
	for i, a := range arrivals {
		t.Run(a.name, func(t *testing.T) {
			eachStore(t, func(t *testing.T, s lrs.Statements) {
				random := rand.New(rand.NewPCG(uint64(i), 11))
				p.send(t, s, a, random)
				projection := followed(t, s, random)
				defer func() { closeNow(t, projection) }()
				p.check(t, s, projection)
			})
		})
	}
}

func (p *plan) send(t *testing.T, s lrs.Statements, a arrival, random *rand.Rand) {
	t.Helper()
	var list []lrs.Record
	for _, text := range p.texts {
		record, err := storetest.MakeRecord(text, storetest.DefaultOrigin())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, record)
	}
	for _, batch := range a.arrange(list, random) {
		own := append([]lrs.Record(nil), batch...)
		for i := range own {
			own[i].JSON = bytes.Clone(own[i].JSON)
		}
		if err := s.Append(t.Context(), corpusStore, own); err != nil {
			t.Fatal(err)
		}
	}
}

func (p *plan) check(t *testing.T, s lrs.Statements, projection *facts.Projection) {
	t.Helper()
	safe, err := s.SafeTime(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	inForce := p.meaning()
	e := engine.New(engine.Config{
		Snapshot: func(_ context.Context, store lrs.StoreID) (*column.Snapshot, int64, error) {
			snapshot, err := projection.Snapshot(store)
			return snapshot, safe, err
		},
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
		Log:     s,
	})
	ask := func(text string) *query.Answer {
		q, err := query.Decode([]byte(text), nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		answer, err := e.Ask(t.Context(), engine.Scope{Store: corpusStore, SeesPeople: true}, q, engine.Effort{})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		return answer
	}
	for _, truth := range p.truths() {
		answer := ask(truth.query)
		got := shown(t, answer, truth.columns)
		for i := range max(len(got), len(truth.want)) {
			if i >= len(got) || i >= len(truth.want) || !strings.HasPrefix(got[i], truth.want[i]) {
				t.Errorf("%s\n  %v are %v\n  planted were %v", truth.query, truth.columns, got, truth.want)
				break
			}
		}
	}
	all := ask(`{"kind":"table","metrics":["people"],"time":{"range":"all"}}`)
	if all.Meta.ClockSuspect != 3 || plain(all.Rows) != fmt.Sprintf("[[%d]]", learners) {
		t.Errorf("of all time there are %s people and %d suspect rows, planted were %d and 3", plain(all.Rows), all.Meta.ClockSuspect, learners)
	}
}

// shown writes some columns of each row: one alone as it is, several as a list.
func shown(t *testing.T, answer *query.Answer, names []string) (rows []string) {
	t.Helper()
	for _, row := range answer.Rows {
		var cells []any
		for _, name := range names {
			for i, c := range answer.Columns {
				if c.Name == name {
					cells = append(cells, row[i])
				}
			}
		}
		if len(cells) != len(names) {
			t.Fatalf("the answer lacks one of the columns %v", names)
		}
		if len(cells) == 1 {
			rows = append(rows, encode(cells[0]))
		} else {
			rows = append(rows, encode(cells))
		}
	}
	return rows
}
