package planted_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

// lags are how many seconds after their timestamps statements are stored, of
// twenty-one: the one in the twentieth place is the 95th percentile.
var lags = []int{-290, -60, 0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 3600, 3601, 4000, 5000, 86400, 90000, 31 * 86400}

// TestLagsAreFoundAsPlanted stores statements at the times that were decided,
// which a store takes only in order and before it is read, and asks for each moment of the past.
func TestLagsAreFoundAsPlanted(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		p := newPlan(77, time.Now(), nil)
		p.part = "lags"
		begin := p.day(2025, 3, 29, 12, 0)
		stored := make(map[string]time.Time)
		days := make(map[string]int)
		people := p.crowd(3)
		for i, lag := range apart(p, lags) {
			at := begin.Add(time.Duration(i) * 3 * time.Hour)
			who := people[i%3]
			if i%5 == 0 { // a group's statement is one
				who = identity{agent: map[string]any{"objectType": "Group", "member": []any{people[0].agent, people[1].agent}}}
			}
			p.say(who, adl+"experienced", p.iri("page"), at.Add(-time.Duration(lag)*time.Second), life{first, always})
			stored[string(p.sent[i].text)] = at
			days[at.In(p.berlin).Format(time.DateOnly)]++
		}
		w := newWorld(t, p, s, 1, 5, 8)
		defer w.close()
		var records []lrs.Record
		for _, m := range p.sent {
			record, err := storetest.MakeRecord(m.text, storetest.DefaultOrigin())
			if err != nil {
				t.Fatal(err)
			}
			record.Stored, record.Exactly = stored[string(m.text)].UnixMicro(), true
			records = append(records, record)
		}
		for len(records) > 0 {
			n := min(len(records), p.between(1, 7))
			w.append(records[:n])
			records = records[n:]
		}
		// Who reads makes the store promise that nothing older will come.
		w.follow(w.projection)
		p.lagTruths(days, begin)
		w.check("after storing", first, 0)
		w.rebuild()
		w.check("after a rebuild", first, 0)
		for i := range lags {
			p.truths = nil
			p.ask(truth{
				query:   `{"kind":"table","metrics":["statements"],"time":{"range":"all","on":"stored"}}`,
				columns: []string{"statements"}, want: same(is(i + 1)),
			})
			w.check("as of the past", first, begin.Add(time.Duration(i)*3*time.Hour).UnixMicro()+1)
		}
	})
}

func (p *plan) lagTruths(days map[string]int, begin time.Time) {
	sorted := slices.Sorted(slices.Values(lags))
	late := 0
	for _, lag := range lags {
		if lag > 3600 {
			late++
		}
	}
	p.ask(truth{
		query:   `{"kind":"table","metrics":["lag_p95","late_share","statements"],"time":{"range":"all"}}`,
		columns: []string{"lag_p95", "late_share", "statements"}, want: same(is(sorted[19], float64(late)/21, 21)),
	})
	p.ask(truth{
		query:   `{"kind":"distribution","of":"lag","time":{"range":"all"}}`,
		columns: []string{"n", "min", "p10", "p25", "median", "p75", "p90", "max"},
		want:    same(is(21, sorted[0], sorted[2], sorted[5], sorted[10], sorted[15], sorted[18], sorted[20])),
	})
	p.ask(truth{
		query:   `{"kind":"trend","metrics":["statements"],"time":{"range":"all","on":"stored","zone":"Europe/Berlin","bucket":"day"}}`,
		columns: []string{"bucket", "statements"},
		want: func(phase) (rows [][]any) {
			for day := begin; days[day.Format(time.DateOnly)] > 0; day = day.AddDate(0, 0, 1) {
				midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, p.berlin)
				rows = append(rows, is(p.inBerlin(midnight), days[day.Format(time.DateOnly)]))
			}
			return rows
		},
	})
	for _, most := range []int{0, 3600, 90000} {
		n := 0
		for _, lag := range lags {
			if lag <= most {
				n++
			}
		}
		p.ask(truth{
			query:   fmt.Sprintf(`{"kind":"table","metrics":["statements"],"time":{"range":"all"},"filter":["lte","lag",%d]}`, most),
			columns: []string{"statements"}, want: same(is(n)),
		})
	}
}
