package db

import (
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lore-lrs/lore/internal/problem"
)

// refusal gives the errors of SQLite that a caller must know of their kind and
// leaves all others as they are.
func refusal(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	const primary = 0xff // the lowest byte of an extended result code
	switch e.Code() & primary {
	case sqlite3.SQLITE_FULL:
		return problem.Wrap(problem.Full, "disk-full", err, "there is no space left on the disk of the database; make room, then send the request again")
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return problem.Wrap(problem.Unavailable, "database-busy", err, "another process keeps the database locked; try again later")
	case sqlite3.SQLITE_READONLY:
		return problem.Wrap(problem.Unavailable, "database-read-only", err, "the database cannot be written: give the server write permission on its data directory")
	}
	return err
}
