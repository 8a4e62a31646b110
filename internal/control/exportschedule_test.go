package control_test

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
)

// analysisClient returns a client of a handler that has facts of two days.
func analysisClient(t *testing.T) *control.Client {
	t.Helper()
	database := dbtest.SQLite(t)()
	registry, meanings := access.NewRegistry(database), meaning.NewRegistry(database, meaning.Config{})
	rows := make([]fact.Row, 2)
	for i := range rows {
		rows[i] = fact.Row{
			Stored: int64(i+1) * 86_400_000_000, Actor: "mailto:a@example.org", Verb: "https://v", Duration: fact.None,
			Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(),
		}
		rows[i].ID[0] = byte(i)
	}
	source := export.Source{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, error) {
			return column.Memory(rows, nil, nil), nil
		},
		Meaning: meanings.Meaning,
	}
	transport, stop := control.InProcess(control.NewHandler(control.Config{
		Admin: registry, Analysis: source,
		Schedules: export.NewScheduler(export.SchedulerConfig{Database: database, Source: source, Node: "here"}),
	}))
	client := control.NewClient(transport)
	t.Cleanup(func() { client.Close(); stop() })
	if _, err := client.CreateStore(t.Context(), "school"); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestFactsAreExported(t *testing.T) {
	client := analysisClient(t)
	var out bytes.Buffer
	rows, err := client.Export(t.Context(), control.ExportOptions{Store: "school", Format: "csv", Relation: "facts", Since: "1970-01-03"}, &out)
	if err != nil || rows != 1 || !strings.Contains(out.String(), "\r\n172800000000,") {
		t.Errorf("%d rows, %v:\n%s", rows, err, &out)
	}
	if _, err := client.Export(t.Context(), control.ExportOptions{Store: "school", Format: "csv", Relation: "people"}, &out); !problem.Is(err, problem.Invalid) {
		t.Errorf("a strange relation: %v, want Invalid", err)
	}
	if _, err := client.Export(t.Context(), control.ExportOptions{Store: "nowhere", Format: "csv", Relation: "facts"}, &out); !problem.Is(err, problem.NotFound) {
		t.Errorf("a strange store: %v, want NotFound", err)
	}
}

func TestCommandsReachTheSchedules(t *testing.T) {
	client := analysisClient(t)
	schedule := control.ExportSchedule{Store: "school", Relation: export.Facts, Target: t.TempDir()}
	if err := client.ScheduleExport(t.Context(), schedule); err != nil {
		t.Fatal(err)
	}
	done, err := client.ExportNow(t.Context(), schedule)
	if err != nil || done != (export.Done{Files: 1, Rows: 1}) {
		t.Errorf("done was %+v, %v; want the one closed day", done, err)
	}
	schedule.Everything = true
	if done, err := client.ExportNow(t.Context(), schedule); err != nil || done.Files != 1 {
		t.Errorf("done was %+v, %v; want the one file anew", done, err)
	}
	list, err := client.ExportSchedules(t.Context())
	if err != nil || len(list) != 1 || list[0].Target != schedule.Target || list[0].Days != 1 || list[0].Last != "1970-01-02" {
		t.Errorf("the schedules are %+v, %v", list, err)
	}
	if err := client.UnscheduleExport(t.Context(), schedule); err != nil {
		t.Fatal(err)
	}
	if err := client.UnscheduleExport(t.Context(), schedule); !problem.Is(err, problem.NotFound) {
		t.Errorf("once more: %v, want NotFound", err)
	}
}

// grants notes who may read what.
type grants map[string]int64

func (g grants) Grant(_ context.Context, store int64, role string) error {
	g[role] = store
	return nil
}

func (g grants) Revoke(_ context.Context, _ int64, role string) error {
	delete(g, role)
	return nil
}

func TestCommandsReachTheReaders(t *testing.T) {
	if err := analysisClient(t).GrantReader(t.Context(), "school", "superset"); !problem.Is(err, problem.Invalid) {
		t.Errorf("in a data directory: %v, want Invalid", err)
	}
	readers := grants{}
	transport, stop := control.InProcess(control.NewHandler(control.Config{Admin: access.NewRegistry(dbtest.SQLite(t)()), Readers: readers}))
	client := control.NewClient(transport)
	t.Cleanup(func() { client.Close(); stop() })
	store, err := client.CreateStore(t.Context(), "school")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"superset", "a/b c"} {
		if err := client.GrantReader(t.Context(), "school", role); err != nil || readers[role] != store.ID {
			t.Errorf("grant %q: %v, %v", role, readers, err)
		}
		if err := client.RevokeReader(t.Context(), "school", role); err != nil || len(readers) != 0 {
			t.Errorf("revoke %q: %v, %v", role, readers, err)
		}
	}
	if err := client.GrantReader(t.Context(), "nowhere", "superset"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a strange store: %v, want NotFound", err)
	}
}
