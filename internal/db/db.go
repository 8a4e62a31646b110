// Package db keeps everything relational that is not statements: stores, keys,
// documents, leases, instance secrets. It opens the database, brings its
// schema up to date, and gives out transactions; the SQL itself stands in the
// rooms that own the tables, in one form that both engines take.
//
// The engines are a SQLite file, which one process writes, and a PostgreSQL
// database, which any number of nodes share. On SQLite one connection writes
// and several read (WAL), so that a reader never waits for a writer, and a
// transaction is alone. On PostgreSQL transactions run side by side at READ
// COMMITTED, in what may be a Citus cluster: who reads in order to write says
// so in the WHERE of what it writes. On both every commit is durable before
// Write returns.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/pgpool"
)

// Dialect is the engine of a database, for the few who must know.
type Dialect uint8

// The engines.
const (
	SQLite Dialect = 1 + iota
	PostgreSQL
)

// DB is an open database. Its methods may be called concurrently.
type DB struct {
	dialect Dialect
	reader  *sql.DB

	// path, writing, writer and held are SQLite's. writing orders transactions of
	// this process before they ask SQLite for its lock, which is not fair and
	// waits by sleeping.
	path    string
	writing chan struct{}
	writer  *sql.DB
	held    atomic.Bool // see Hold; PostgreSQL keeps it in the database

	// connection is how PostgreSQL is reached beside the pools.
	connection *pgx.ConnConfig

	closing sync.Once
	closed  error
}

// Dialect returns the engine of the database.
func (d *DB) Dialect() Dialect { return d.dialect }

// Read returns the connections for queries. They see every committed write;
// on SQLite they refuse to change anything. Their errors go through Refusal.
func (d *DB) Read() *sql.DB { return d.reader }

// Write runs fn in a transaction and commits when fn returns nil; the commit is
// durable when Write returns. fn's error ends the transaction without a change
// and is returned. On SQLite transactions run one at a time. On PostgreSQL
// they run side by side, and fn runs again in a new transaction after a
// deadlock or a lost connection: it must not change anything but the
// transaction and what a second run sets anew. Errors: problem.Full when the
// disk is full, problem.Unavailable when another process keeps the database
// locked, while writes are held (Hold), when PostgreSQL does not answer, or when
// it broke off while it committed; in that last case the change may have been
// made.
func (d *DB) Write(ctx context.Context, fn func(*sql.Tx) error) error {
	if d.dialect == PostgreSQL {
		return d.writePostgres(ctx, fn)
	}
	select {
	case d.writing <- struct{}{}:
		defer func() { <-d.writing }()
	case <-ctx.Done():
		return fmt.Errorf("wait to write to the database: %w", ctx.Err())
	}
	if d.held.Load() {
		return Held()
	}
	return Refusal(transact(ctx, d.writer, fn))
}

// writePostgres tries again what can be, but never a commit that may have
// been made.
func (d *DB) writePostgres(ctx context.Context, fn func(*sql.Tx) error) error {
	var unsure error
	err := pgpool.Retry(ctx, func() error {
		err := transact(ctx, d.reader, func(tx *sql.Tx) error {
			if err := checkHold(ctx, tx); err != nil {
				return err
			}
			return fn(tx)
		})
		if unsureCommit(err) {
			unsure = err
			return nil
		}
		return err
	})
	if err == nil {
		err = unsure
	}
	return Refusal(err)
}

// commitError is why a commit failed.
type commitError struct{ err error }

func (e *commitError) Error() string { return "commit: " + e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }

func transact(ctx context.Context, pool *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	// After a commit this changes nothing; it also ends a transaction whose fn
	// panicked, which would keep its connection for good.
	defer func() { _ = tx.Rollback() }()
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return &commitError{err}
	}
	return nil
}

// Close closes all connections of a SQLite database; those to PostgreSQL
// belong to who opened the pools. It may be called more than once.
func (d *DB) Close() error {
	d.closing.Do(func() {
		d.closed = d.reader.Close()
		if d.writer != nil {
			d.closed = errors.Join(d.closed, d.writer.Close())
		}
	})
	return d.closed
}
