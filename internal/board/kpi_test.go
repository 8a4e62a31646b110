package board_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

func onHome(kpis []board.KPI) (list []string) {
	for _, k := range kpis {
		if k.OnHome {
			list = append(list, k.Title)
		}
	}
	return list
}

func TestAKPIIsOneNumberWithAnOwnerAndAnAction(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r := node()
		for name, c := range map[string]struct {
			change func(*board.KPIDraft)
			want   []string
		}{
			"no owner":    {func(d *board.KPIDraft) { d.Owner = " " }, []string{"/owner"}},
			"no action":   {func(d *board.KPIDraft) { d.Action = "" }, []string{"/action"}},
			"long":        {func(d *board.KPIDraft) { d.Owner, d.Action = strings.Repeat("x", 201), strings.Repeat("x", 501) }, []string{"/owner", "/action"}},
			"two metrics": {func(d *board.KPIDraft) { d.Query = []byte(`{"kind":"table","metrics":["people","statements"]}`) }, []string{"/query/metrics"}},
			"dimension": {func(d *board.KPIDraft) {
				d.Query = []byte(`{"kind":"trend","metrics":["people"],"dimensions":["verb"],"time":{"range":"7d","bucket":"day"}}`)
			}, []string{"/query/dimensions"}},
			"kind": {func(d *board.KPIDraft) { d.Query = []byte(`{"kind":"retention"}`) }, []string{"/query/kind"}},
			"actors": {func(d *board.KPIDraft) {
				d.Query = []byte(`{"kind":"table","metrics":["people"],"actors":{"metric":"people"}}`)
			}, []string{"/query/actors"}},
			"fault":           {func(d *board.KPIDraft) { d.Query = []byte(`{"kind":"table","metrics":["x"]}`) }, []string{"/query/metrics/0"}},
			"words":           {func(d *board.KPIDraft) { d.Format, d.Direction = "x", "y" }, []string{"/format", "/direction"}},
			"warning":         {func(d *board.KPIDraft) { d.Warn = 11 }, []string{"/warn"}},
			"warning of less": {func(d *board.KPIDraft) { d.Direction = "down" }, []string{"/warn"}},
			"place":           {func(d *board.KPIDraft) { d.Place = -1 }, []string{"/place"}},
			"replaces":        {func(d *board.KPIDraft) { d.Replaces = 1 }, []string{"/replaces"}},
		} {
			draft := kpi("x", false)
			c.change(&draft)
			_, err := r.MakeKPI(t.Context(), owner(), draft)
			if got := pointers(fails(t, problem.Invalid, err)); !slices.Equal(got, c.want) {
				t.Errorf("%s: faults at %q, want %q", name, got, c.want)
			}
		}
	})
}

func TestHomeHasSixKPIs(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		var made []board.KPI
		for i := range 6 {
			draft := kpi(fmt.Sprint("K", i), true)
			draft.Place = 6 - i
			made = append(made, must[board.KPI](t)(r.MakeKPI(ctx, owner(), draft)))
		}
		_, err := r.MakeKPI(ctx, owner(), kpi("seventh", true))
		full := fails(t, problem.Conflict, err)
		if full.Code != "home-full" || len(full.Details) != 6 || !strings.Contains(full.Message, "«K5», «K4»") {
			t.Errorf("got %s: %s %+v", full.Code, full.Message, full.Details)
		}
		must[board.KPI](t)(r.MakeKPI(ctx, stranger(), kpi("of another store", true)))
		aside := must[board.KPI](t)(r.MakeKPI(ctx, owner(), kpi("aside", false)))
		_, err = r.ChangeKPI(ctx, owner(), aside.ID, kpi("aside", true))
		fails(t, problem.Conflict, err)
		must[board.KPI](t)(r.ChangeKPI(ctx, owner(), made[0].ID, kpi("first", true))) // is there already
		draft := kpi("in its place", true)
		draft.Replaces, draft.Place = made[1].ID, 9
		must[board.KPI](t)(r.MakeKPI(ctx, owner(), draft))
		kpis := must[[]board.KPI](t)(node().KPIs(ctx, analyst()))
		if got, want := onHome(kpis), []string{"first", "K5", "K4", "K3", "K2", "in its place"}; !slices.Equal(got, want) {
			t.Errorf("on Home are %q, want %q", got, want)
		}
		if len(kpis) != 8 || kpis[6].Title != "aside" || kpis[7].Title != "K1" {
			t.Errorf("listed are %+v", kpis)
		}
		draft.Replaces = 4711
		_, err = r.MakeKPI(ctx, owner(), draft)
		fails(t, problem.NotFound, err)
	})
}

func TestManyAtOnceMakeNoSeventh(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		nodes := []*board.Registry{node(), node()}
		var group sync.WaitGroup
		errs := make([]error, 16)
		for i := range errs {
			group.Go(func() { _, errs[i] = nodes[i%2].MakeKPI(t.Context(), owner(), kpi(fmt.Sprint(i), true)) })
		}
		group.Wait()
		refused := 0
		for _, err := range errs {
			if err != nil {
				fails(t, problem.Conflict, err)
				refused++
			}
		}
		if got := onHome(must[[]board.KPI](t)(nodes[0].KPIs(t.Context(), owner()))); len(got) != 6 || refused != 10 {
			t.Errorf("on Home are %q, and %d were refused", got, refused)
		}
	})
}

func TestKPIsAreChangedByWhoMadeThemAndThoseWhoGovern(t *testing.T) {
	each(t, func(t *testing.T, node func() *board.Registry, _ *db.DB) {
		r, ctx := node(), t.Context()
		_, err := r.MakeKPI(ctx, manager(), kpi("x", false)) // sees some people only
		fails(t, problem.Forbidden, err)
		made := must[board.KPI](t)(r.MakeKPI(ctx, analyst(), kpi("analyst's", true)))
		named := kpi("about Ada", false)
		named.Query = []byte(ada)
		about := must[board.KPI](t)(r.MakeKPI(ctx, officer(), named))
		if list := must[[]board.KPI](t)(r.KPIs(ctx, manager())); len(list) != 1 || list[0].MayChange {
			t.Errorf("the manager sees %+v", list)
		}
		_, err = r.ChangeKPI(ctx, officer(), made.ID, kpi("x", true))
		fails(t, problem.Forbidden, err)
		replacing := kpi("x", true)
		replacing.Replaces = made.ID
		_, err = r.MakeKPI(ctx, officer(), replacing)
		fails(t, problem.Forbidden, err)
		_, err = r.ChangeKPI(ctx, analyst(), about.ID, kpi("x", true))
		fails(t, problem.NotFound, err)
		fails(t, problem.Forbidden, r.DeleteKPI(ctx, officer(), made.ID))
		fails(t, problem.NotFound, r.DeleteKPI(ctx, stranger(), made.ID))
		must[board.KPI](t)(r.ChangeKPI(ctx, owner(), made.ID, kpi("x", true)))
		if err := r.DeleteKPI(ctx, analyst(), made.ID); err != nil {
			t.Fatal(err)
		}
	})
}
