package pgpool

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestDeadlockIsTriedAgain(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t)})
	run(t, pools.Small, "ALTER DATABASE "+ask[string](t, pools.Small, "SELECT current_database()")+" SET deadlock_timeout = '10ms'")
	run(t, pools.Small, "CREATE TABLE account (id INT PRIMARY KEY, n INT NOT NULL)")
	run(t, pools.Small, "INSERT INTO account VALUES (1, 0), (2, 0)")
	pools.Small.Reset() // new sessions have the timeout

	var tries atomic.Int32
	var both, wg sync.WaitGroup
	both.Add(2)
	for _, order := range [][2]int{{1, 2}, {2, 1}} {
		met := false
		wg.Go(func() {
			err := Retry(t.Context(), func() error {
				tries.Add(1)
				transaction, err := pools.Small.Begin(t.Context())
				if err != nil {
					return err
				}
				defer func() { _ = transaction.Rollback(context.Background()) }() // committed, or lost with its error told
				const add = "UPDATE account SET n = n + 1 WHERE id = $1"
				if _, err := transaction.Exec(t.Context(), add, order[0]); err != nil {
					return err
				}
				if !met { // both hold their first row when they ask for the second
					met = true
					both.Done()
					both.Wait()
				}
				if _, err := transaction.Exec(t.Context(), add, order[1]); err != nil {
					return err
				}
				return transaction.Commit(t.Context())
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := tries.Load(); got < 3 {
		t.Errorf("%d tries: there was no deadlock", got)
	}
	if got := ask[int](t, pools.Small, "SELECT MIN(n) + MAX(n) FROM account"); got != 4 {
		t.Errorf("the rows were changed %d times, want twice each", got)
	}
}

func TestConstraintsAreNotTriedAgain(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t)})
	run(t, pools.Small, "CREATE TABLE kept (n INT PRIMARY KEY)")
	run(t, pools.Small, "INSERT INTO kept VALUES (1)")
	tries := 0
	err := Retry(t.Context(), func() error {
		tries++
		_, err := pools.Small.Exec(t.Context(), "INSERT INTO kept VALUES (1)")
		return err
	})
	if refused := new(pgconn.PgError); !errors.As(err, &refused) || refused.Code != "23505" || tries != 1 {
		t.Errorf("%d tries returned %v, want one and the violation", tries, err)
	}
}

func TestRetryGivesUpAfterSomeSeconds(t *testing.T) {
	for name, took := range map[string]time.Duration{"quick": 0, "slow": 2 * time.Second} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				started := time.Now()
				tries := 0
				stop := &pgconn.PgError{Code: serializationFailure}
				err := Retry(t.Context(), func() error {
					tries++
					<-time.After(took)
					return stop
				})
				if !errors.Is(err, stop) {
					t.Errorf("Retry returned %v, want the last error", err)
				}
				if tries < 2 || tries > maxTries {
					t.Errorf("%d tries, want 2 to %d", tries, maxTries)
				}
				if waited := time.Since(started); waited > retryFor+took {
					t.Errorf("it took %v, want at most %v and one try", waited, retryFor)
				}
			})
		})
	}
}

func TestRetryEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		stop := &pgconn.PgError{Code: serializationFailure}
		started := time.Now()
		err := Retry(ctx, func() error { return stop })
		if !errors.Is(err, stop) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Retry returned %v, want the last error and the context's", err)
		}
		if waited := time.Since(started); waited != 100*time.Millisecond {
			t.Errorf("it took %v, want 100ms", waited)
		}
	})
}
