package pgpool

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/lore-lrs/lore/internal/problem"
)

// The codes of errors that decide what happens next (PostgreSQL, appendix A).
const (
	readOnlyTransaction  = "25006"
	idleInTransaction    = "25P03"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
	diskFull             = "53100"
	tooManyConnections   = "53300"
	lockNotAvailable     = "55P03"
	queryCanceled        = "57014"
	adminShutdown        = "57P01"
	crashShutdown        = "57P02"
	cannotConnectNow     = "57P03"
	idleSession          = "57P05"
	featureNotSupported  = "0A000"
	connectionClass      = "08"
	writesHeld           = "LRS01" // raised by lrs_begin: see db.Hold
)

// Refusal translates an error of PostgreSQL into the kind of problem that a
// client can decide on: Unavailable, Full; others stay as they are, and so does
// the end of the caller's own work (context.Canceled).
func Refusal(err error) error {
	var known *problem.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) {
		return err
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		return serverRefusal(refused, err)
	}
	switch {
	case lost(err):
		return unavailable("database-unavailable", err,
			"the database does not answer; send the request again in some seconds. If this lasts, check that PostgreSQL runs and that its address is right")
	case errors.Is(err, context.DeadlineExceeded):
		return unavailable("database-busy", err,
			"the database or its connections are too busy; send the request again in some seconds. If this lasts, allow more connections or look for slow statements")
	}
	return err
}

// serverRefusal is for what the server itself says.
func serverRefusal(refused *pgconn.PgError, err error) error {
	switch refused.Code {
	case queryCanceled:
		return unavailable("database-slow", err,
			"the database did not answer in time, and the statement was cut off; ask for less, or send the request again later")
	case lockNotAvailable, serializationFailure, deadlockDetected, idleInTransaction:
		return unavailable("database-busy", err,
			"too many requests change the same things at once; send the request again in some seconds")
	case tooManyConnections:
		return unavailable("database-connections", err,
			"the database has no free connection; send the request again in some seconds. If this lasts, raise max_connections of PostgreSQL or let Lore use fewer")
	case readOnlyTransaction:
		return unavailable("database-read-only", err,
			"the database takes no writes now, as during a fail-over; send the request again in some seconds. If this lasts, check which server the address names")
	case writesHeld:
		return unavailable("writes-held", err,
			"nothing can be written now: everything is being moved to another place, where you can send this again. Reading goes on")
	case diskFull:
		return problem.Wrap(problem.Full, "disk-full", err,
			"there is no space left on the disk of the database; make room, then send the request again")
	case adminShutdown, crashShutdown, cannotConnectNow, idleSession:
		return unavailable("database-unavailable", err,
			"the database stops or starts; send the request again in some seconds")
	}
	// A worker of Citus that does not answer has this class, too.
	if strings.HasPrefix(refused.Code, connectionClass) || connecting(err) {
		return unavailable("database-unavailable", err,
			"a server of the database does not answer; send the request again in some seconds. If this lasts, check that all its servers run")
	}
	return err
}

func unavailable(code string, err error, message string) error {
	return problem.Wrap(problem.Unavailable, code, err, "%s", message)
}

// Transient reports whether a transaction that ended so is worth another try:
// a deadlock, a serialization failure, a lost connection.
func Transient(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code {
		case serializationFailure, deadlockDetected,
			adminShutdown, crashShutdown, cannotConnectNow, idleSession, idleInTransaction,
			readOnlyTransaction: // the next connection may find the new primary
			return true
		case featureNotSupported:
			// «cached plan must not change result type»: a newer node changed a
			// table. The statement is prepared anew.
			return refused.Routine == "RevalidateCachedQuery"
		}
		return false
	}
	return lost(err)
}

// lost reports whether there was no connection, or it broke.
func lost(err error) bool {
	if connecting(err) {
		return true
	}
	// A driver that gives up at the caller's deadline breaks the connection.
	if errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var network *net.OpError
	return errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, driver.ErrBadConn) || // through database/sql
		errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) ||
		errors.As(err, &network)
}

// connecting reports whether the error came up while connecting.
func connecting(err error) bool {
	var failed *pgconn.ConnectError
	return errors.As(err, &failed)
}
