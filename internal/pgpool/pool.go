// Package pgpool opens connections to PostgreSQL for everything that uses it:
// one pool for the small transactions of requests, one for reports, and one
// to a read replica. It knows which errors are worth another try and what to
// tell a client about the others.
package pgpool

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says where the database is and how many connections it may cost.
// Empty fields have the defaults that their comments name.
type Config struct {
	// URL is the connection string of the primary (or Citus coordinator).
	URL string
	// ReadURL is that of a read replica; empty for none.
	ReadURL string
	// Connections is the most connections for requests: default 16.
	Connections int
	// ReportConnections is the most connections for scans and reports: default 4.
	ReportConnections int
	// StatementTimeout cuts off statements of the pool for requests: default 30 s.
	StatementTimeout time.Duration
	// ReportTimeout cuts off statements of reports: default 10 min.
	ReportTimeout time.Duration
}

// Pools are the open connections.
type Pools struct {
	// Small serves requests: short transactions, one shard each on Citus.
	Small *pgxpool.Pool
	// Reports serves what reads much: scans, exports, statistics.
	Reports *pgxpool.Pool
	// Replica serves reads that a replica may answer; nil without one.
	Replica *pgxpool.Pool
	// Citus is true when the extension is installed in the database.
	Citus bool
	// Version is the server's, as server_version_num: 150018.
	Version int
}

// Open connects, and checks that the server is PostgreSQL 15 or newer and can
// be written. Errors: problem.Invalid for a URL that cannot be read,
// problem.Unavailable when nobody answers.
func Open(ctx context.Context, config Config) (*Pools, error) { panic("not built yet") }

// Close ends all connections after the work on them.
func (p *Pools) Close() { panic("not built yet") }

// Refusal translates an error of PostgreSQL into the kind of problem that a
// client can decide on: Unavailable, Full; others stay as they are.
func Refusal(err error) error { panic("not built yet") }

// Transient reports whether a transaction that ended so is worth another try:
// a deadlock, a serialization failure, a lost connection.
func Transient(err error) bool { panic("not built yet") }

// Retry runs fn until it succeeds, fails for good, or a few tries and some
// seconds have passed; it waits longer each time, with jitter. fn must be safe
// to repeat even when an earlier try was committed without anybody hearing of
// it.
func Retry(ctx context.Context, fn func() error) error { panic("not built yet") }
