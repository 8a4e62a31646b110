package db

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func grow(t testing.TB, db *DB) error {
	return db.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE counter SET value = value + 1 WHERE name = 'access'`)
		return err
	})
}

// TestHeldWritesAreRefused holds writes on one node, and writes on that and
// another one: on SQLite there is only one.
func TestHeldWritesAreRefused(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	sqlite := open(t, filepath.Join(t.TempDir(), "lore.db"))
	for name, c := range map[string]struct{ holder, other *DB }{
		"SQLite":     {sqlite, sqlite},
		"PostgreSQL": {openPostgres(t, url), openPostgres(t, url)},
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				held, release, err := c.holder.Hold(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, node := range []*DB{c.holder, c.other} {
					if err := grow(t, node); !problem.Is(err, problem.Unavailable) {
						t.Errorf("a write while writes are held returned %v, want the kind Unavailable", err)
					}
					if err := node.Read().QueryRow(`SELECT value FROM counter WHERE name = 'access'`).Scan(new(int64)); err != nil {
						t.Errorf("a read while writes are held: %v", err)
					}
				}
				if err := held.Err(); err != nil {
					t.Errorf("the hold ended by itself: %v", context.Cause(held))
				}
				release()
				if held.Err() == nil {
					t.Error("the hold is released and its context goes on")
				}
				if err := grow(t, c.other); err != nil {
					t.Errorf("a write after the hold was released: %v", err)
				}
			}
		})
	}
}

func TestHoldWaitsForWritesUnderWay(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	sqlite := open(t, filepath.Join(t.TempDir(), "lore.db"))
	for name, c := range map[string]struct{ holder, other *DB }{
		"SQLite":     {sqlite, sqlite},
		"PostgreSQL": {openPostgres(t, url), openPostgres(t, url)},
	} {
		t.Run(name, func(t *testing.T) {
			began, finish, written := make(chan struct{}), make(chan struct{}), make(chan error, 1)
			var finished atomic.Bool
			go func() {
				written <- c.other.Write(t.Context(), func(*sql.Tx) error {
					close(began)
					<-finish
					finished.Store(true)
					return nil
				})
			}()
			<-began
			held := make(chan error, 1)
			go func() {
				_, release, err := c.holder.Hold(t.Context())
				if err == nil {
					release()
				}
				if !finished.Load() {
					t.Error("writes were held while one was under way")
				}
				held <- err
			}()
			close(finish)
			for _, outcome := range []chan error{held, written} {
				if err := <-outcome; err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestLostHoldIsTold(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	db := openPostgres(t, url)
	held, release, err := db.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close(context.WithoutCancel(t.Context()))
	const end = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND mode = 'ExclusiveLock'`
	if _, err := connection.Exec(t.Context(), end, holdLock); err != nil {
		t.Fatal(err)
	}
	<-held.Done()
	if cause := context.Cause(held); !problem.Is(cause, problem.Unavailable) {
		t.Errorf("the hold ended with %v, want the kind Unavailable", cause)
	}
}

func TestSQLiteIsHeldByOne(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "lore.db"))
	_, release, err := db.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, _, err := db.Hold(t.Context()); !problem.Is(err, problem.Conflict) {
		t.Errorf("holding twice returned %v, want the kind Conflict", err)
	}
}
