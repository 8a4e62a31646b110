package blob

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m).Run()) }

func TestTableOnPostgreSQL(t *testing.T) {
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: pgtest.Shared(t).Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	testTable(t, database)
}

func TestTableOnSQLite(t *testing.T) {
	database, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "lore.db"))
	if err != nil {
		t.Fatal(err)
	}
	testTable(t, database)
}

func testTable(t *testing.T, database *db.DB) {
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	table := NewTable(database)
	testBlobs(t, table, func(store lrs.StoreID, sha2 string) {
		err := database.Write(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec(`UPDATE attachment SET content = $1 WHERE store = $2 AND sha2 = $3`, []byte("SOUND"), int64(store), sha2)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("the greatest body", func(t *testing.T) {
		content := []byte(strings.Repeat("0123456789abcdef", 64<<20/16))
		sha2 := lrs.SHA2(content, 64)
		if err := table.Write(t.Context(), 1, sha2, content); err != nil {
			t.Fatal(err)
		}
		expect(t, table, 1, sha2, content)
	})
	t.Run("more than a page of a list", func(t *testing.T) {
		const store = 7
		want := make([]string, 0, 1002)
		for i := range cap(want) {
			content := []byte{byte(i), byte(i >> 8)}
			want = append(want, lrs.SHA2(content, 64))
			if err := table.Write(t.Context(), store, want[i], content); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(want)
		expectList(t, table, store, want...)
	})
}
