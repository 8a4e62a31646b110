package db

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
)

// Refusal gives the errors of both engines that a caller must know of their
// kind (problem.Full, problem.Unavailable) and leaves all others as they are.
func Refusal(err error) error {
	if unsureCommit(err) {
		return problem.Wrap(problem.Unavailable, "commit-unsure", err,
			"the connection to the database broke while a change was committed; look whether the change was made before you send it again")
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return pgpool.Refusal(err)
	}
	full := problem.Wrap(problem.Full, "disk-full", err, "there is no space left on the disk of the database; make room, then send the request again")
	if e.Code() == sqlite3.SQLITE_IOERR_SHMSIZE {
		return full // the shared memory beside the database could not be made larger
	}
	const primary = 0xff // the lowest byte of an extended result code
	switch e.Code() & primary {
	case sqlite3.SQLITE_FULL:
		return full
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return problem.Wrap(problem.Unavailable, "database-busy", err, "another process keeps the database locked; try again later")
	case sqlite3.SQLITE_READONLY:
		return problem.Wrap(problem.Unavailable, "database-read-only", err, "the database cannot be written: give the server write permission on its data directory")
	}
	return err
}

// unsureCommit reports whether a commit ended without an answer that says that
// it was not made.
func unsureCommit(err error) bool {
	var failed *commitError
	if !errors.As(err, &failed) || !pgpool.Transient(failed) {
		return false
	}
	const rolledBack = "40" // the class of errors that say so
	var refused *pgconn.PgError
	return !errors.As(failed, &refused) || refused.Code[:2] != rolledBack
}
