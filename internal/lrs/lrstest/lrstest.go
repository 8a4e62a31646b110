// Package lrstest opens an empty store on each engine, for tests of what stands
// on the statement log. Only tests import it, those of a package whose TestMain
// uses pgtest.Main; how an engine itself must behave is in storetest.
package lrstest

import (
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// Each runs the test as a subtest for each engine, with the database beside its
// statements. Everything is closed when the subtest ends.
func Each(t *testing.T, test func(t *testing.T, statements lrs.Statements, database *db.DB)) {
	t.Helper()
	t.Run("embedded", func(t *testing.T) {
		statements := Embedded(t, t.TempDir())
		database, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "lore.db"))
		if err != nil {
			t.Fatal(err)
		}
		closeAfter(t, database)
		test(t, statements, database)
	})
	t.Run("postgres", func(t *testing.T) {
		statements, database := Postgres(t, pgtest.Shared(t).Database(t))
		test(t, statements, database)
	})
}

// Embedded opens the engine in a directory.
func Embedded(t testing.TB, dir string) *embedded.Store {
	t.Helper()
	store, err := embedded.Open(embedded.Config{Dir: dir, MinFree: -1})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, store)
	return store
}

// Postgres opens the engine on a PostgreSQL database, as another node does.
func Postgres(t testing.TB, url string) (*postgres.Store, *db.DB) {
	t.Helper()
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, database)
	store, err := postgres.Open(t.Context(), postgres.Config{Pools: pools, Database: database})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, store)
	return store, database
}

func closeAfter(t testing.TB, c interface{ Close() error }) {
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}
