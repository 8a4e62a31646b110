package control_test

import (
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m).Run()) }

func TestStoresOfADatabaseAreSpread(t *testing.T) {
	ctx := t.Context()
	app, err := server.OpenDatabase(ctx, server.Config{Database: pgtest.Shared(t).Database(t)}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	transport, stop := control.InProcess(app.Control())
	client := control.NewClient(transport)
	t.Cleanup(func() {
		client.Close()
		stop()
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := client.CreateStore(ctx, "school"); err != nil {
		t.Fatal(err)
	}
	const count = 3000
	if _, err := client.Import(ctx, control.ImportOptions{Store: "school"}, strings.NewReader(statements(0, count)), ignoreFault, ignoreProgress); err != nil {
		t.Fatal(err)
	}
	var told []int64
	if err := client.SpreadStore(ctx, "school", 4, func(moved int64) { told = append(told, moved) }); err != nil {
		t.Fatal(err)
	}
	// A statement in four stays where it is, more or less.
	if len(told) == 0 || told[len(told)-1] < count/2 || told[len(told)-1] > count {
		t.Errorf("progress was told %d times (%v), want up to most of %d", len(told), told, count)
	}
	if n, err := client.Export(ctx, control.ExportOptions{Store: "school"}, io.Discard); err != nil || n != count {
		t.Errorf("%d statements are left, %v; want %d", n, err, count)
	}
	if err := client.SpreadStore(ctx, "school", 2, func(int64) { t.Error("something was moved") }); !problem.Is(err, problem.Invalid) {
		t.Errorf("back to fewer buckets: %v, want Invalid", err)
	}
	if _, err := client.CreateSpreadStore(ctx, "wide", 4); err != nil {
		t.Errorf("a store that is wide from the beginning: %v", err)
	}
	if err := client.InitCluster(ctx, 32); !problem.Is(err, problem.Invalid) || !strings.Contains(err.Error(), "Citus") {
		t.Errorf("without the extension: %v, want one that names it", err)
	}
	if err := client.Backup(ctx, io.Discard); !problem.Is(err, problem.Invalid) || !strings.Contains(err.Error(), "--database") {
		t.Errorf("a backup by the server: %v, want one that says how", err)
	}
}
