package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lore-lrs/lore/internal/problem"
)

// How writes are kept out on PostgreSQL: every transaction that writes takes a
// shared advisory lock that ends with it, and is refused when it cannot have it
// at once; who holds writes has the lock alone. It ends with the connection, so
// that nobody who died holds writes.
const (
	// holdLock is the lock's number; lrs_begin of the engine for statements has
	// it, too.
	holdLock = 1280262740
	// holdPatience is how long Hold waits for the writes that are under way.
	holdPatience = time.Minute
	// holdPulse is how often it looks whether the hold is still there.
	holdPulse = 2 * time.Second
)

// Hold has every write refused, with an error of the kind problem.Unavailable,
// on PostgreSQL those of all nodes and those of statements, too. Writes that
// were accepted before are committed when it returns. It lasts until release
// is called, or until the returned context ends, whose cause then says why the
// hold was lost. Errors: problem.Conflict when somebody else holds it.
func (d *DB) Hold(ctx context.Context) (held context.Context, release func(), err error) {
	if d.dialect == SQLite {
		return d.holdSQLite(ctx)
	}
	connection, err := d.lockOut(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("keep writes out: %w", Refusal(err))
	}
	held, cancel := context.WithCancelCause(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		cancel(pulse(held, connection))
	}()
	return held, func() {
		cancel(errReleased)
		<-ended
		closing, stop := context.WithTimeout(context.WithoutCancel(ctx), holdPulse)
		defer stop()
		// The lock ends with the connection in any case, but perhaps later.
		_, _ = connection.Exec(closing, `SELECT pg_advisory_unlock($1, 0)`, holdLock)
		_ = connection.Close(closing)
	}, nil
}

var errReleased = errors.New("the hold was released")

// lockOut takes the lock on a connection of its own.
func (d *DB) lockOut(ctx context.Context) (*pgx.Conn, error) {
	config := d.connection.Copy()
	config.RuntimeParams["statement_timeout"] = "0"
	config.RuntimeParams["lock_timeout"] = fmt.Sprint(holdPatience.Milliseconds())
	connection, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	_, err = connection.Exec(ctx, `SELECT pg_advisory_lock($1, 0)`, holdLock)
	if err == nil {
		return connection, nil
	}
	_ = connection.Close(context.WithoutCancel(ctx)) // the error that led here tells more
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "55P03" { // lock_not_available
		return nil, alreadyHeld(err)
	}
	return nil, err
}

// pulse returns why the connection is no longer good.
func pulse(ctx context.Context, connection *pgx.Conn) error {
	ticker := time.NewTicker(holdPulse)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
		}
		asking, cancel := context.WithTimeout(ctx, 5*holdPulse)
		_, err := connection.Exec(asking, `SELECT 1`)
		cancel()
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("the connection that kept writes out was lost: %w", Refusal(err))
		}
	}
}

func alreadyHeld(err error) error {
	return problem.Wrap(problem.Conflict, "already-held", err, "somebody else keeps writes out already: another move is under way")
}

// checkHold refuses a transaction that writes while they are held.
func checkHold(ctx context.Context, tx *sql.Tx) error {
	var free bool
	if err := tx.QueryRowContext(ctx, `SELECT pg_try_advisory_xact_lock_shared($1, 0)`, holdLock).Scan(&free); err != nil {
		return fmt.Errorf("look whether writes are held: %w", err)
	}
	if !free {
		return Held()
	}
	return nil
}

// Held is the refusal of what would write while writes are held.
func Held() error {
	return problem.New(problem.Unavailable, "writes-held",
		"nothing can be written now: everything is being moved to another place, where you can send this again. Reading goes on")
}

// holdSQLite holds writes of this process, the only one that writes.
func (d *DB) holdSQLite(ctx context.Context) (held context.Context, release func(), err error) {
	select {
	case d.writing <- struct{}{}: // what was accepted before is committed
		defer func() { <-d.writing }()
	case <-ctx.Done():
		return nil, nil, fmt.Errorf("keep writes out: %w", ctx.Err())
	}
	if d.held.Swap(true) {
		return nil, nil, alreadyHeld(nil)
	}
	held, cancel := context.WithCancelCause(ctx)
	return held, func() {
		cancel(errReleased)
		d.held.Store(false)
	}, nil
}
