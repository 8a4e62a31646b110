package db

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/lore-lrs/lore/internal/problem"
)

// Snapshot writes a consistent copy of the database to path, which must not
// exist, and returns when it is on disk. Writers go on meanwhile. Errors:
// problem.Invalid for a PostgreSQL database, which has tools of its own.
func (d *DB) Snapshot(ctx context.Context, path string) (err error) {
	if d.dialect == PostgreSQL {
		return problem.New(problem.Invalid, "snapshot-postgres",
			"a PostgreSQL database is not copied into a file here: use pg_dump or a base backup")
	}
	// Made first, for its mode: SQLite takes an empty file.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	defer func() {
		err = errors.Join(err, file.Close())
		if err != nil {
			err = errors.Join(err, os.Remove(path))
		}
	}()
	// A connection of its own: the writer is busy, the readers change nothing,
	// not even another file.
	pool, err := connect(d.path, 1, "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	if _, err := pool.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		return fmt.Errorf("copy the database: %w", Refusal(err))
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	return nil
}
