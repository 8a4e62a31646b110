package db

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func open(t testing.TB, path string) *DB {
	t.Helper()
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// each runs the test on both engines. Every call of node opens the one database
// of the test anew, as another process or node does.
func each(t *testing.T, test func(t *testing.T, node func() *DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "lore.db")
		test(t, func() *DB { return open(t, path) })
	})
	t.Run("postgres", func(t *testing.T) {
		url := pgtest.Shared(t).Database(t)
		test(t, func() *DB { return openPostgres(t, url) })
	})
}

func addStore(ctx context.Context, tx *sql.Tx, id int64, name string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO store (id, name, created) VALUES ($1, $2, 1)`, id, name)
	return err
}

func countStores(t testing.TB, db *DB) (count int) {
	t.Helper()
	if err := db.Read().QueryRow(`SELECT COUNT(*) FROM store`).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}

func TestPathMayHoldAnything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%25&é")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	open(t, filepath.Join(path, "lore.db"))
	if _, err := os.Stat(filepath.Join(path, "lore.db")); err != nil {
		t.Error(err)
	}
}

func TestOthersCannotReadTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lore.db")
	open(t, path)
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", name, info.Mode())
		}
	}
}

func TestConnectionsAreDurableAndConsistent(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "lore.db"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": busyTimeout} {
		for name, pool := range map[string]*sql.DB{"reader": db.reader, "writer": db.writer} {
			var got string
			if err := pool.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil {
				t.Fatal(err)
			}
			if got != want {
				t.Errorf("%s: PRAGMA %s is %s, want %s", name, pragma, got, want)
			}
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "lore.db"))
	if _, err := db.Read().Exec(`DELETE FROM store`); err == nil {
		t.Error("a reading connection deleted rows")
	}
}

func TestWriteIsSeenAtOnceAndSurvivesReopening(t *testing.T) {
	each(t, func(t *testing.T, node func() *DB) {
		db := node()
		if err := db.Write(t.Context(), func(tx *sql.Tx) error { return addStore(t.Context(), tx, 1, "a") }); err != nil {
			t.Fatal(err)
		}
		if got := countStores(t, db); got != 1 {
			t.Errorf("%d rows after the write, want 1", got)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if got := countStores(t, node()); got != 1 {
			t.Errorf("%d rows after opening again, want 1", got)
		}
	})
}

func TestFailedWriteChangesNothing(t *testing.T) {
	stop := errors.New("stop")
	for name, fail := range map[string]func(){"error": func() {}, "panic": func() { panic(stop) }} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, node func() *DB) {
				db := node()
				defer func() {
					if r := recover(); r != nil && r != stop {
						panic(r)
					}
					if got := countStores(t, db); got != 0 {
						t.Errorf("%d rows are left, want none", got)
					}
					// The writing connection is free again.
					if err := db.Write(t.Context(), func(*sql.Tx) error { return nil }); err != nil {
						t.Error(err)
					}
				}()
				err := db.Write(t.Context(), func(tx *sql.Tx) error {
					if err := addStore(t.Context(), tx, 1, "a"); err != nil {
						t.Fatal(err)
					}
					fail()
					return stop
				})
				if !errors.Is(err, stop) {
					t.Errorf("Write returned %v, want the function's error", err)
				}
			})
		})
	}
}

func TestConcurrentWritesAllCount(t *testing.T) {
	each(t, func(t *testing.T, node func() *DB) {
		const each = 10
		var wg sync.WaitGroup
		nodes := []*DB{node(), node()}
		const writers = 8
		for i := range writers {
			db := nodes[i%len(nodes)]
			wg.Go(func() {
				for range each {
					err := db.Write(t.Context(), func(tx *sql.Tx) error {
						_, err := tx.Exec(`UPDATE counter SET value = value + 1 WHERE name = 'access'`)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		var got int
		if err := nodes[0].Read().QueryRow(`SELECT value FROM counter WHERE name = 'access'`).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != writers*each {
			t.Errorf("the counter stands at %d, want %d", got, writers*each)
		}
	})
}

func TestWriteGivesUpWithItsContext(t *testing.T) {
	each(t, func(t *testing.T, node func() *DB) {
		db := node()
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(t.Context(), func(*sql.Tx) error {
			cancel()
			return db.Write(ctx, func(*sql.Tx) error { return nil })
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("a waiting Write returned %v, want context.Canceled", err)
		}
	})
}

func TestFullDiskIsSaidSo(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "lore.db"))
	if _, err := db.writer.Exec(`PRAGMA max_page_count = 1`); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO secret (name, value, created) VALUES ('big', $1, 1)`, make([]byte, 1<<20))
		return err
	})
	if !problem.Is(err, problem.Full) {
		t.Errorf("writing over the limit returned %v, want the kind Full", err)
	}
}

func TestSecretStaysTheSame(t *testing.T) {
	each(t, func(t *testing.T, node func() *DB) {
		db := node()
		first, err := db.Secret(t.Context(), "cursor")
		if err != nil {
			t.Fatal(err)
		}
		if len(first) != SecretLength {
			t.Errorf("the secret has %d bytes, want %d", len(first), SecretLength)
		}
		for name, db := range map[string]*DB{"same": db, "other node": node()} {
			again, err := db.Secret(t.Context(), "cursor")
			if err != nil {
				t.Fatal(err)
			}
			if string(again) != string(first) {
				t.Errorf("%s: the secret changed", name)
			}
		}
		other, err := db.Secret(t.Context(), "another")
		if err != nil {
			t.Fatal(err)
		}
		if string(other) == string(first) {
			t.Error("two purposes share a secret")
		}
	})
}

func TestSnapshotIsADatabase(t *testing.T) {
	dir := t.TempDir()
	db := open(t, filepath.Join(dir, "lore.db"))
	if err := db.Write(t.Context(), func(tx *sql.Tx) error { return addStore(t.Context(), tx, 1, "a") }); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "it's a copy.db")
	if err := db.Snapshot(t.Context(), target); err != nil {
		t.Fatal(err)
	}
	if got := countStores(t, open(t, target)); got != 1 {
		t.Errorf("the copy has %d rows, want 1", got)
	}
	if err := db.Snapshot(t.Context(), target); !errors.Is(err, os.ErrExist) {
		t.Errorf("a second snapshot to the same file returned %v, want «exists»", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lore.db")
	db := open(t, path)
	if _, err := db.writer.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path)
	if err == nil || !strings.Contains(err.Error(), "version 9999") {
		t.Errorf("opening a newer schema returned %v, want a refusal that names its version", err)
	}
}

func TestCloseTwice(t *testing.T) {
	each(t, func(t *testing.T, node func() *DB) {
		db := node()
		if err := errors.Join(db.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
}
