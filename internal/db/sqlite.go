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

	_ "modernc.org/sqlite" // the database driver «sqlite»
)

// busyTimeout is how long a connection waits for another process's lock, in
// milliseconds.
const busyTimeout = "5000"

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
	db := &DB{dialect: SQLite, path: path, writing: make(chan struct{}, 1)}
	if db.writer, err = connect(path, 1, "_txlock=immediate"); err != nil {
		return nil, err
	}
	if db.reader, err = connect(path, max(4, runtime.GOMAXPROCS(0)), "_pragma=query_only(1)"); err != nil {
		return nil, errors.Join(err, db.writer.Close())
	}
	if err := db.migrateOwn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database %s: %w", path, err), db.Close())
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
