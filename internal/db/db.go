// Package db keeps everything relational in one SQLite file: stores, keys,
// documents, instance secrets. It opens the file, brings its schema up to
// date, and gives out transactions; the SQL itself stands in the rooms that
// own the tables, in a form that PostgreSQL takes as well.
//
// One connection writes, several read (WAL), so a reader never waits for a
// writer. Every commit is on disk before Write returns.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	_ "modernc.org/sqlite" // the database driver «sqlite»
)

// busyTimeout is how long a connection waits for another process's lock, in
// milliseconds.
const busyTimeout = "5000"

// DB is an open database.
type DB struct {
	path   string
	reader *sql.DB

	// writing orders transactions of this process before they ask SQLite for
	// its lock, which is not fair and waits by sleeping.
	writing chan struct{}
	writer  *sql.DB

	closing sync.Once
	closed  error
}

// Open opens the database file, which it makes when absent (mode 0600, since it
// holds secrets), and applies the migrations that it lacks. A file of a newer
// Lore is refused.
func Open(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db := &DB{path: path, writing: make(chan struct{}, 1)}
	if db.writer, err = connect(path, 1, "_txlock=immediate"); err != nil {
		return nil, err
	}
	if db.reader, err = connect(path, max(4, runtime.GOMAXPROCS(0)), "_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, db.writer.Close())
	}
	if err := migrate(ctx, db.writer); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", path, refusal(err)), db.Close())
	}
	return db, nil
}

func connect(path string, connections int, option string) (*sql.DB, error) {
	// The schema file: with a path that is escaped keeps ? and # in names.
	source := (&url.URL{Scheme: "file", Path: path}).String() +
		"?_pragma=busy_timeout(" + busyTimeout + ")" +
		"&_pragma=journal_mode(WAL)" +
		"&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)" +
		"&" + option
	pool, err := sql.Open("sqlite", source)
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, nil
}

// Read returns the connections for queries. They see every committed write and
// refuse to change anything.
func (d *DB) Read() *sql.DB { return d.reader }

// Write runs fn in a transaction of its own, one at a time, and commits when fn
// returns nil; the commit is durable when Write returns. fn's error ends the
// transaction without a change and is returned. Errors: problem.Full when the
// disk is full, problem.Unavailable when another process keeps the database
// locked.
func (d *DB) Write(ctx context.Context, fn func(*sql.Tx) error) (err error) {
	select {
	case d.writing <- struct{}{}:
		defer func() { <-d.writing }()
	case <-ctx.Done():
		return fmt.Errorf("wait to write to the database: %w", ctx.Err())
	}
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", refusal(err))
	}
	// After a commit this changes nothing; it also ends a transaction whose fn
	// panicked, which would keep the only writing connection for good.
	defer func() {
		if rollbackErr := tx.Rollback(); rollbackErr != nil && !errors.Is(rollbackErr, sql.ErrTxDone) {
			err = errors.Join(err, fmt.Errorf("roll back: %w", rollbackErr))
		}
	}()
	if err := fn(tx); err != nil {
		return refusal(err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", refusal(err))
	}
	return nil
}

// Close closes all connections; it may be called more than once.
func (d *DB) Close() error {
	d.closing.Do(func() { d.closed = errors.Join(d.reader.Close(), d.writer.Close()) })
	return d.closed
}
