package db

import (
	"context"
	"database/sql"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/pgtest"
)

// listening listens until the test ends. Each value of the channel stands for
// one or more calls.
func listening(t testing.TB, db *DB) (heard chan struct{}) {
	heard = make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	var listener sync.WaitGroup
	listener.Go(func() {
		db.Listen(ctx, "news", func() {
			select {
			case heard <- struct{}{}:
			default:
			}
		})
	})
	t.Cleanup(func() {
		cancel()
		listener.Wait()
	})
	return heard
}

func notify(t testing.TB, db *DB, fail error) error {
	t.Helper()
	return db.Write(t.Context(), func(tx *sql.Tx) error {
		if err := db.Notify(t.Context(), tx, "news"); err != nil {
			t.Fatal(err)
		}
		return fail
	})
}

func TestNoticesReachOtherNodes(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	here, there := openPostgres(t, url), openPostgres(t, url)
	heard := listening(t, there)
	<-heard // it is connected
	for range 3 {
		if err := notify(t, here, nil); err != nil {
			t.Fatal(err)
		}
		<-heard
	}
	if err := notify(t, here, sql.ErrNoRows); err != sql.ErrNoRows {
		t.Fatal(err)
	}
	// What was rolled back is not told; the next one is.
	if err := notify(t, here, nil); err != nil {
		t.Fatal(err)
	}
	<-heard
	if len(heard) != 0 {
		t.Error("a notice was heard whose transaction was rolled back")
	}
}

func TestListenerComesBackAfterARestart(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{})
	db := openPostgres(t, cluster.Database(t))
	heard := listening(t, db)
	<-heard
	cluster.Stop("fast")
	cluster.Start()
	<-heard // for what it may have missed
	if err := notify(t, db, nil); err != nil {
		t.Fatal(err)
	}
	<-heard
}

func TestOneProcessNeedsNoNotices(t *testing.T) {
	db := open(t, t.TempDir()+"/lore.db")
	heard := listening(t, db)
	if err := notify(t, db, nil); err != nil {
		t.Fatal(err)
	}
	if len(heard) != 0 {
		t.Error("a notice was heard")
	}
}
