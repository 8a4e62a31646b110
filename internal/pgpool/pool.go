// Package pgpool opens connections to PostgreSQL for everything that uses it:
// one pool for the small transactions of requests, one for reports, and one
// to a read replica. It knows which errors are worth another try and what to
// tell a client about the others.
//
// A URL may list several servers. With target_session_attrs=read-write the
// pools find the one that takes writes, also after a fail-over: a connection to
// a server that was lost or does not take writes any more is thrown away.
package pgpool

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/problem"
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
	// Name tells this node from others in the list of the server's sessions, and
	// in its log: default "lore".
	Name string
	// AcquireTimeout is how long a caller waits for a free connection: default
	// 10 s.
	AcquireTimeout time.Duration
}

// Pools are the open connections.
type Pools struct {
	// Small serves requests: short transactions, one shard each on Citus.
	Small *pgxpool.Pool
	// Reports serves what reads much: scans, exports, statistics.
	Reports *pgxpool.Pool
	// Replica serves reads that a replica may answer; nil without one. Nobody
	// looked whether the replica is there.
	Replica *pgxpool.Pool
	// Citus is true when the extension is installed in the database.
	Citus bool
	// Version is the server's, as server_version_num: 150018.
	Version int
}

// oldestVersion is the least server_version_num that Lore works with.
const oldestVersion = 150000

// Open connects, and checks that the server is PostgreSQL 15 or newer, keeps
// text as UTF-8 and can be written. Errors: problem.Invalid for a URL that
// cannot be read, wrong credentials, an unknown database or a server that is
// not fit; problem.Unavailable when nobody answers.
func Open(ctx context.Context, config Config) (*Pools, error) {
	if err := config.complete(); err != nil {
		return nil, err
	}
	small, err := parse(config.URL, "database-url")
	if err != nil {
		return nil, err
	}
	server, err := inspect(ctx, small.ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	pools := &Pools{Citus: server.citus, Version: server.version}
	opened := false
	defer func() {
		if !opened {
			pools.Close()
		}
	}()
	config.forRequests(small, pools.Citus)
	if pools.Small, err = pgxpool.NewWithConfig(ctx, small); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	reports, err := parse(config.URL, "database-url")
	if err != nil {
		return nil, err
	}
	config.forReports(reports, pools.Citus)
	if pools.Reports, err = pgxpool.NewWithConfig(ctx, reports); err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if config.ReadURL != "" {
		replica, err := parse(config.ReadURL, "read-database-url")
		if err != nil {
			return nil, err
		}
		config.forRequests(replica, pools.Citus)
		if pools.Replica, err = pgxpool.NewWithConfig(ctx, replica); err != nil {
			return nil, fmt.Errorf("open the read replica: %w", err)
		}
	}
	opened = true
	return pools, nil
}

// Close ends all connections after the work on them.
func (p *Pools) Close() {
	for _, pool := range []*pgxpool.Pool{p.Small, p.Reports, p.Replica} {
		if pool != nil {
			pool.Close()
		}
	}
}

// parse reads a connection string. Its errors do not show it: it may hold a
// password.
func parse(url, code string) (*pgxpool.Config, error) {
	parsed, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, problem.Wrap(problem.Invalid, code, err,
			"the address of the database cannot be read; write it like postgres://user:password@host:5432/database")
	}
	return parsed, nil
}

// server is what Open must know of one.
type server struct {
	version int
	citus   bool
}

// inspect looks at the server through a connection of its own.
func inspect(ctx context.Context, config *pgx.ConnConfig) (server, error) {
	var found server
	config = config.Copy()
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	connection, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return found, openRefusal(err)
	}
	defer connection.Close(ctx)
	const look = `
		SELECT current_setting('server_version_num')::int,
		       current_setting('transaction_read_only') = 'on',
		       current_setting('server_encoding'),
		       EXISTS (SELECT FROM pg_extension WHERE extname = 'citus')`
	var readOnly bool
	var encoding string
	if err := connection.QueryRow(ctx, look).Scan(&found.version, &readOnly, &encoding, &found.citus); err != nil {
		return found, Refusal(fmt.Errorf("look at the server: %w", err))
	}
	switch {
	case found.version < oldestVersion:
		return found, problem.New(problem.Invalid, "database-too-old",
			"the server is PostgreSQL %d; Lore needs %d or newer", found.version/10000, oldestVersion/10000)
	case encoding != "UTF8":
		return found, problem.New(problem.Invalid, "database-encoding",
			"the database keeps text as %s; make one with ENCODING 'UTF8'", encoding)
	case readOnly:
		return found, problem.New(problem.Unavailable, "database-read-only",
			"the server takes no writes: name the primary, or name all servers and add target_session_attrs=read-write")
	}
	return found, nil
}

// openRefusal translates why the first connection failed: then, unlike later,
// wrong credentials and names are mistakes in the settings.
func openRefusal(err error) error {
	var refused *pgconn.PgError
	if !errors.As(err, &refused) {
		return Refusal(err)
	}
	switch refused.Code {
	case "28000", "28P01":
		return problem.Wrap(problem.Invalid, "database-credentials", err,
			"the server does not let this user in: check the user and the password in the database's address, and pg_hba.conf")
	case "3D000":
		return problem.Wrap(problem.Invalid, "database-unknown", err,
			"the server has no such database: make it with createdb, or check the name in its address")
	}
	return Refusal(err)
}
