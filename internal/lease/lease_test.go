package lease

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

const (
	short = 1500 * time.Millisecond
	// long is more than any of these tests takes.
	long = time.Hour
)

// worker is work that tells when it starts and goes on until it is told to
// stop or loses its lease.
type worker struct {
	started chan string
	stop    chan struct{}
	ended   chan error
	working atomic.Int32
	most    atomic.Int32
}

func newWorker() *worker {
	return &worker{started: make(chan string, 10), stop: make(chan struct{}), ended: make(chan error, 10)}
}

// as returns the work of a holder.
func (w *worker) as(holder string) func(context.Context) error {
	return func(ctx context.Context) error {
		w.most.Store(max(w.most.Load(), w.working.Add(1)))
		w.started <- holder
		select {
		case <-w.stop:
		case <-ctx.Done():
		}
		w.working.Add(-1)
		w.ended <- ctx.Err()
		return nil
	}
}

// start runs holders until the test ends; the function that is returned ends
// one of them.
func start(t testing.TB, group *sync.WaitGroup, database *db.DB, holder string, timeToLive time.Duration, work func(context.Context) error) context.CancelFunc {
	ctx, cancel := context.WithCancel(t.Context())
	group.Go(func() { Run(ctx, database, "work", holder, timeToLive, work) })
	return cancel
}

func end(t testing.TB, database *db.DB) (ends int64) {
	t.Helper()
	if err := database.Read().QueryRow(`SELECT ends FROM lease WHERE name = 'work'`).Scan(&ends); err != nil {
		t.Fatal(err)
	}
	return ends
}

// renewals returns after so many renewals of the lease.
func renewals(t testing.TB, database *db.DB, count int) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for last := end(t, database); count > 0; <-look.C {
		if now := end(t, database); now != last {
			last, count = now, count-1
		}
	}
}

func TestOneHolderWorksAtATime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, node func() *db.DB) {
		w := newWorker()
		watching := node()
		var group sync.WaitGroup
		defer group.Wait()
		cancels := make(map[string]context.CancelFunc)
		for i := range 3 {
			holder := fmt.Sprint("node ", i)
			cancels[holder] = start(t, &group, node(), holder, short, w.as(holder))
			defer cancels[holder]()
		}
		for range 3 {
			holder := <-w.started
			// Meanwhile the others have asked at least once.
			renewals(t, watching, 2)
			cancels[holder]()
			if err := <-w.ended; !errors.Is(err, context.Canceled) {
				t.Errorf("the work of %s ended with %v", holder, err)
			}
		}
		if most := w.most.Load(); most != 1 {
			t.Errorf("%d worked at once", most)
		}
	})
}

func TestLeaseIsGivenUpWhenItsHolderEnds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, node func() *db.DB) {
		w := newWorker()
		database := node()
		var group sync.WaitGroup
		cancel := start(t, &group, database, "a", long, w.as("a"))
		<-w.started
		cancel()
		group.Wait()
		if got := end(t, database); got != 0 {
			t.Errorf("the lease ends at %d, want at once", got)
		}
		// Another one need not wait for the hour.
		cancel = start(t, &group, node(), "b", long, w.as("b"))
		if got := <-w.started; got != "b" {
			t.Errorf("%s works, want b", got)
		}
		cancel()
		group.Wait()
	})
}

func TestLeaseIsGivenUpWhenTheWorkIsDone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, node func() *db.DB) {
		w := newWorker()
		database := node()
		var group sync.WaitGroup
		defer group.Wait()
		defer start(t, &group, database, "a", long, w.as("a"))()
		<-w.started
		close(w.stop)
		if err := <-w.ended; err != nil {
			t.Errorf("the context of the work ended by itself: %v", err)
		}
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		for end(t, database) != 0 { // until it is given up
			<-look.C
		}
		defer start(t, &group, node(), "b", long, w.as("b"))()
		if got := <-w.started; got != "b" {
			t.Errorf("%s works, want b: a waits for an hour before it asks again", got)
		}
	})
}

// The database gone, a holder stops when its lease has ended, and another one
// that still has the database takes over.
func TestHolderThatCannotRenewLosesItsLease(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, node func() *db.DB) {
		w := newWorker()
		first, second := node(), node()
		var group sync.WaitGroup
		defer group.Wait()
		defer start(t, &group, first, "a", short, w.as("a"))()
		<-w.started
		renewals(t, second, 1)
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		defer start(t, &group, second, "b", short, w.as("b"))()
		if err := <-w.ended; err == nil {
			t.Error("the work ended by itself, want that its context did")
		}
		if got := <-w.started; got != "b" {
			t.Errorf("%s works, want b", got)
		}
		if most := w.most.Load(); most != 1 {
			t.Errorf("%d worked at once", most)
		}
	})
}

func TestHolderStopsWhenAnotherOneHasTheLease(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, node func() *db.DB) {
		w := newWorker()
		database := node()
		var group sync.WaitGroup
		defer group.Wait()
		defer start(t, &group, database, "a", short, w.as("a"))()
		<-w.started
		// As after a pause of the whole node.
		err := database.Write(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec(`UPDATE lease SET holder = 'b', token = 'b', ends = $1 WHERE name = 'work'`, int64(1)<<62)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := <-w.ended; err == nil {
			t.Error("the work ended by itself, want that its context did")
		}
	})
}

func TestTwoRunsOfOneNodeAreTwoHolders(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, node func() *db.DB) {
		database := node()
		first := lease{database, "work", "same name", "1", long}
		second := lease{database, "work", "same name", "2", long}
		for _, step := range []struct {
			lease lease
			want  bool
		}{{first, true}, {second, false}, {first, true}} {
			held, err := step.lease.take(t.Context())
			if err != nil || held != step.want {
				t.Errorf("the token %s: %v (%v), want %v", step.lease.token, held, err, step.want)
			}
		}
		first.giveUp(t.Context())
		if held, err := second.take(t.Context()); err != nil || !held {
			t.Errorf("a lease that was given up: %v (%v), want it", held, err)
		}
		first.giveUp(t.Context())
		if held, err := first.take(t.Context()); err != nil || held {
			t.Errorf("a lease of another token: %v (%v), want none", held, err)
		}
	})
}
