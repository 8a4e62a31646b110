package planted_test

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
)

// parts are all that can be planted.
var parts = []part{
	{"attendance", plantAttendance},
	{"course", plantCourse},
	{"scores", plantScores},
	{"sessions", plantSessions},
	{"times", plantTimes},
	{"funnels", plantFunnels},
	{"paths", plantPaths},
	{"exam", plantExam},
	{"together", plantCorrelation},
	{"episodes", plantEpisodes},
	{"clocks", plantClocks},
	{"groups", plantGroups},
}

// story plays the phases and looks for the truth of each one; whole also tries
// what must not change it.
func (w *world) story(a arrival, whole bool) {
	w.t.Helper()
	defer w.close()
	w.tell(w.plan.sent, a)
	w.check("after "+a.name, first, 0)
	before := w.projection.Through(w.store)

	w.phase = changed
	w.check("after other decisions", changed, 0)

	w.phase = arrived
	w.tell(w.plan.late, a)
	w.check("after late statements and voids", arrived, 0)
	w.check("as of before them", changed, before)
	if whole {
		w.restart()
		w.check("after a restart", arrived, 0)
		w.rebuild()
		w.check("after a rebuild", arrived, 0)
		w.check("after a rebuild, as of before", changed, before)
	}

	w.phase = split
	w.check("after all merges were undone", split, 0)
}

// TestWholeIsFoundAsPlanted: the truth does not depend on the seed, the store,
// the order of arrival, the size of batches, what came twice, when the facts
// followed and were sealed, and whether they were built anew.
func TestWholeIsFoundAsPlanted(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		for seed := uint64(1); seed <= 4; seed++ {
			p := newPlan(seed, time.Now(), parts)
			p.wholeTruths()
			newWorld(t, p, s, lrs.StoreID(seed), seed, 32<<seed).story(anyhow, seed%2 == 1)
		}
	})
}

// TestEachPartIsFoundAlone: so it does not matter what else is there.
func TestEachPartIsFoundAlone(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		store := lrs.StoreID(0)
		for i, part := range parts {
			for _, a := range []arrival{inOrder, oneByOne, anyhow} {
				if part.name == "attendance" && a.name == oneByOne.name {
					continue // hundreds, each synced to disk by itself
				}
				store++
				t.Run(part.name+", "+a.name, func(t *testing.T) {
					p := newPlan(uint64(10+store), time.Now(), parts[i:i+1])
					newWorld(t, p, s, store, uint64(store), 16).story(a, false)
				})
			}
		}
	})
}

// wholeTruths are what is true of everything together.
func (p *plan) wholeTruths() {
	p.ask(truth{
		query:   `{"kind":"table","metrics":["people","statements"],"time":{"range":"all"}}`,
		columns: []string{"people", "statements"},
		want:    func(ph phase) [][]any { return [][]any{is(p.people[ph], p.statements[ph])} },
		meta:    []string{"clock_suspect"},
		wantMeta: func(ph phase) []any {
			return is(p.suspects[ph])
		},
	})
}
