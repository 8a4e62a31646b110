// Package dbtest runs a test on every engine of internal/db. Only tests import
// it, those of a package whose TestMain uses pgtest.Main.
package dbtest

import (
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// Each runs the test as a subtest for each engine. Every call of node opens the
// subtest's one database anew, as another node does; it is closed when the
// subtest ends, unless that closed it before.
func Each(t *testing.T, test func(t *testing.T, node func() *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite returns what opens one fresh SQLite file.
func SQLite(t testing.TB) (node func() *db.DB) {
	path := filepath.Join(t.TempDir(), "lore.db")
	return func() *db.DB {
		t.Helper()
		database, err := db.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		closeAfter(t, database)
		return database
	}
}

// Postgres returns what opens one fresh PostgreSQL database.
func Postgres(t testing.TB) (node func() *db.DB) {
	t.Helper()
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: pgtest.Shared(t).Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	return func() *db.DB {
		t.Helper()
		database, err := db.OpenPostgres(t.Context(), pools)
		if err != nil {
			t.Fatal(err)
		}
		closeAfter(t, database)
		return database
	}
}

func closeAfter(t testing.TB, database *db.DB) {
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
}
