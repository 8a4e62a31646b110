package pgpool

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func TestErrorsOfTheServerHaveTheirKinds(t *testing.T) {
	for code, want := range map[string]struct {
		kind      problem.Kind
		transient bool
	}{
		serializationFailure: {problem.Unavailable, true},
		deadlockDetected:     {problem.Unavailable, true},
		adminShutdown:        {problem.Unavailable, true},
		crashShutdown:        {problem.Unavailable, true},
		cannotConnectNow:     {problem.Unavailable, true},
		idleInTransaction:    {problem.Unavailable, true},
		readOnlyTransaction:  {problem.Unavailable, true},
		queryCanceled:        {problem.Unavailable, false},
		lockNotAvailable:     {problem.Unavailable, false},
		tooManyConnections:   {problem.Unavailable, false},
		"08006":              {problem.Unavailable, false}, // a worker of Citus is gone
		diskFull:             {problem.Full, false},
		"23505":              {problem.Internal, false},
		"42601":              {problem.Internal, false},
	} {
		err := fmt.Errorf("append: %w", &pgconn.PgError{Code: code})
		if refusal := Refusal(err); problem.KindOf(refusal) != want.kind || !errors.Is(refusal, err) {
			t.Errorf("%s: Refusal returned %v, want the kind %d with its cause", code, refusal, want.kind)
		}
		for _, err := range []error{err, Refusal(err)} {
			if got := Transient(err); got != want.transient {
				t.Errorf("%s: Transient(%v) is %v", code, err, got)
			}
		}
	}
}

func TestWhatIsKnownStaysAsItIs(t *testing.T) {
	for _, err := range []error{
		nil,
		problem.New(problem.Conflict, "x", "other content"),
		errors.New("a fault of ours"),
		fmt.Errorf("write: %w", context.Canceled),
	} {
		if got := Refusal(err); got != err {
			t.Errorf("Refusal made %v of %v", got, err)
		}
		if Transient(err) {
			t.Errorf("%v is said to be transient", err)
		}
	}
}

func TestSlowStatementIsCutOff(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t), StatementTimeout: 20 * time.Millisecond})
	_, err := pools.Small.Exec(t.Context(), "SELECT pg_sleep(60)")
	if refusal := Refusal(err); !problem.Is(refusal, problem.Unavailable) || Transient(err) {
		t.Errorf("a slow statement returned %v, want the kind Unavailable, not transient", refusal)
	}
}

func TestCallersDeadlineIsNoLostConnection(t *testing.T) {
	pools := open(t, Config{URL: pgtest.Shared(t).Database(t)})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	connection, err := pools.Small.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Release()
	_, err = connection.Exec(ctx, "SELECT pg_sleep(60)")
	if Transient(err) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the statement returned %v, want the deadline, not transient", err)
	}
}

func TestDeadServerIsSurvived(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Durable: true})
	pools := open(t, Config{URL: cluster.Database(t)})
	run(t, pools.Small, "CREATE TABLE kept (n INT)")
	for name, stop := range map[string]func(){
		"killed":             cluster.Kill,
		"stopped as a crash": func() { cluster.Stop("immediate") },
		"stopped":            func() { cluster.Stop("fast") },
	} {
		t.Run(name, func(t *testing.T) {
			transaction, err := pools.Small.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			stop()
			_, err = transaction.Exec(t.Context(), "INSERT INTO kept VALUES (1)")
			if !Transient(err) || !problem.Is(Refusal(err), problem.Unavailable) {
				t.Errorf("in a transaction: %v, want a transient error of the kind Unavailable", err)
			}
			_ = transaction.Rollback(context.Background()) // its connection is gone
			_, err = pools.Small.Exec(t.Context(), "INSERT INTO kept VALUES (1)")
			if !Transient(err) || !problem.Is(Refusal(err), problem.Unavailable) {
				t.Errorf("on a new connection: %v, want a transient error of the kind Unavailable", err)
			}
			cluster.Start()
			err = Retry(t.Context(), func() error {
				_, err := pools.Small.Exec(t.Context(), "INSERT INTO kept VALUES (1)")
				return err
			})
			if err != nil {
				t.Errorf("after the start: %v", err)
			}
		})
	}
}
