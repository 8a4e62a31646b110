package server

import (
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/sample"
)

// Home of the sample data has six KPIs with a number each, and there are two
// dashboards whose views have something to show; to make them again changes nothing.
func TestSampleDataHaveKPIsAndDashboards(t *testing.T) {
	a := openApp(t, testConfig(t))
	run(t, a)
	if _, err := a.sample.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitSample(t, a, sample.Ready)
	awaitFollowers(t, a)
	store, err := a.registry.FindStore(t.Context(), sample.Store)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.boardSample(t.Context(), sample.Loaded{Store: store, Year: yearOf(t, a)}); err != nil {
		t.Fatal(err)
	}
	boards := board.NewRegistry(a.storage.database())
	reader := access.Reader{UserID: 1, Name: "Ann", Role: access.RoleOwner, Store: store.ID}
	asker := &board.Asker{
		Store: store.ID, ID: reader.Holder(), Name: reader.Name, WholeStore: true, SeesEverybody: true,
		MayChange: func(holder string, shared bool) error {
			return reader.May(access.EditDashboards, access.Saved{Holder: holder, Shared: shared})
		},
	}
	kpis, err := boards.KPIs(t.Context(), asker)
	if err != nil || len(kpis) != 6 {
		t.Fatalf("%d KPIs, %v, want six", len(kpis), err)
	}
	for i, kpi := range kpis {
		rows, _ := askRows(t, a, string(kpi.Query))
		if len(rows) != 1 || rows[0][0] == nil {
			t.Errorf("«%s» is %v, want a number", kpi.Title, rows)
		}
		if !kpi.OnHome || kpi.Place != i || kpi.Owner == "" || kpi.Action == "" || !kpi.MayChange {
			t.Errorf("%+v, want it on Home, with an owner and an action, for an owner to change", kpi)
		}
	}
	dashboards, err := boards.Dashboards(t.Context(), asker)
	if err != nil || len(dashboards) != 2 {
		t.Fatalf("%d dashboards, %v, want two", len(dashboards), err)
	}
	for _, d := range dashboards {
		found, views, err := boards.Dashboard(t.Context(), asker, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !found.Shared || len(views) != len(found.Tiles)-1 {
			t.Errorf("«%s» is shared: %v, and has %d views on %d tiles", d.Title, found.Shared, len(views), len(found.Tiles))
		}
		for _, view := range views {
			rows, answer := askRows(t, a, string(view.Query))
			if len(rows) == 0 || rows[0][len(answer.Columns)-1] == nil && view.Display.As != "funnel" {
				t.Errorf("«%s» shows nothing: %v", view.Title, rows)
			}
			if !view.Shared {
				t.Errorf("«%s» is not shared", view.Title)
			}
		}
	}
}
