package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lore-lrs/lore/internal/problem"
)

// Verify has SQLite compare its file with itself. Errors: problem.Internal for
// the damage that it finds.
func (d *DB) Verify(ctx context.Context) error { return verify(ctx, d.reader, d.path) }

// VerifyFile is Verify for a file that nobody has open. It changes nothing in
// it; the schema may be of any version.
func VerifyFile(ctx context.Context, path string) (err error) {
	if path, err = filepath.Abs(path); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	pool, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path}).String()+"?mode=ro&_pragma=busy_timeout("+busyTimeout+")")
	if err != nil {
		return fmt.Errorf("check the database %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	return verify(ctx, pool, path)
}

func verify(ctx context.Context, pool *sql.DB, path string) error {
	found, err := integrity(ctx, pool)
	var broken *sqlite.Error
	if errors.As(err, &broken) && (broken.Code()&primaryCode == sqlite3.SQLITE_CORRUPT || broken.Code()&primaryCode == sqlite3.SQLITE_NOTADB) {
		found, err = []string{broken.Error()}, nil
	}
	switch {
	case err != nil:
		return fmt.Errorf("check the database %s: %w", path, err)
	case len(found) == 1 && found[0] == "ok":
		return nil
	}
	return problem.New(problem.Internal, "database-damaged",
		"%s is damaged: %s; stop the server and restore the last backup into another directory", path, strings.Join(found, "; "))
}

// primaryCode masks the lowest byte of an extended result code.
const primaryCode = 0xff

// integrity returns what SQLite finds: the line "ok", or what is damaged.
func integrity(ctx context.Context, pool *sql.DB) (found []string, err error) {
	rows, err := pool.QueryContext(ctx, `PRAGMA integrity_check(10)`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return nil, err
		}
		found = append(found, line)
	}
	return found, rows.Err()
}
