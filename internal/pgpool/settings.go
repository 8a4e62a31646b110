package pgpool

import (
	"cmp"
	"context"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// connectTimeout bounds the making of one connection to one server; the
	// connection string may say otherwise.
	connectTimeout = 5 * time.Second
	// lockTimeout bounds the wait for a lock, far below any statement timeout,
	// so that who waits gives its connection back.
	lockTimeout = 10 * time.Second
	// requestIdle is how long a transaction of a request may stand still: a
	// paused node must not hold back safe time for longer.
	requestIdle = 5 * time.Second
	// reportIdle is the same for reports, which wait for their readers.
	reportIdle = 10 * time.Minute
	// lifetime spreads connections over servers that come back, and bounds what
	// a session's memory grows to.
	lifetime       = 30 * time.Minute
	lifetimeJitter = 5 * time.Minute
	// healthPeriod is how often idle connections are looked after; that asks
	// the server nothing.
	healthPeriod = 15 * time.Second
	// pingTimeout bounds the look at a connection that was idle for a second.
	pingTimeout = 5 * time.Second
	// minIdle is how many connections for requests are kept ready.
	minIdle = 2
)

// complete fills in the defaults. Errors: problem.Invalid.
func (c *Config) complete() error {
	if c.Connections < 0 || c.ReportConnections < 0 || c.StatementTimeout < 0 || c.ReportTimeout < 0 || c.AcquireTimeout < 0 {
		return problem.New(problem.Invalid, "database-settings", "numbers of connections and timeouts of the database must not be negative")
	}
	orElse(&c.Connections, 16)
	orElse(&c.ReportConnections, 4)
	orElse(&c.StatementTimeout, 30*time.Second)
	orElse(&c.ReportTimeout, 10*time.Minute)
	orElse(&c.AcquireTimeout, 10*time.Second)
	c.Name = cmp.Or(c.Name, "lore")
	return nil
}

func orElse[T ~int | ~int64](value *T, otherwise T) {
	if *value == 0 {
		*value = otherwise
	}
}

// forRequests sets a pool up for short transactions.
func (c *Config) forRequests(pool *pgxpool.Config, citus bool) {
	pool.MaxConns = int32(c.Connections)
	pool.MinIdleConns = int32(min(minIdle, c.Connections))
	c.common(pool)
	setDuration(pool, "statement_timeout", c.StatementTimeout)
	setDuration(pool, "idle_in_transaction_session_timeout", requestIdle)
	if citus {
		// More would open connections to the workers for one transaction.
		setParameter(pool, "citus.max_adaptive_executor_pool_size", "1")
	}
}

// forReports sets a pool up for what reads much.
func (c *Config) forReports(pool *pgxpool.Config, citus bool) {
	pool.MaxConns = int32(c.ReportConnections)
	c.common(pool)
	setDuration(pool, "statement_timeout", c.ReportTimeout)
	setDuration(pool, "idle_in_transaction_session_timeout", reportIdle)
	if citus {
		setParameter(pool, "citus.max_adaptive_executor_pool_size", "4")
	}
}

func (c *Config) common(pool *pgxpool.Config) {
	pool.MaxConnLifetime = lifetime
	pool.MaxConnLifetimeJitter = lifetimeJitter
	pool.HealthCheckPeriod = healthPeriod
	pool.PingTimeout = pingTimeout
	if pool.ConnConfig.ConnectTimeout == 0 {
		pool.ConnConfig.ConnectTimeout = connectTimeout
	}
	pool.ConnConfig.DialFunc = dialer().DialContext
	pool.ConnConfig.OnPgError = keepConnection
	pool.ConnConfig.Tracer = waitLimit(c.AcquireTimeout)
	setParameter(pool, "application_name", c.Name)
	setDuration(pool, "lock_timeout", lockTimeout)
	// Who waited for a lock must see what was committed meanwhile, whatever the
	// database's owner chose for others.
	setParameter(pool, "default_transaction_isolation", "read committed")
	// Where no index serves, as with small tables, the settings below make a plan
	// look so costly that PostgreSQL would compile it to machine code, for 80 ms.
	setParameter(pool, "jit", "off")
	// What is asked here, an index gives in the order that is wanted. A planner
	// that was misled by its statistics would sort a whole store for one page.
	for _, detour := range []string{"enable_seqscan", "enable_bitmapscan", "enable_sort"} {
		setParameter(pool, detour, "off")
	}
	// The server's own look at who is still there, in seconds: a node that lost
	// its power must not hold locks for hours.
	setParameter(pool, "tcp_keepalives_idle", "15")
	setParameter(pool, "tcp_keepalives_interval", "5")
	setParameter(pool, "tcp_keepalives_count", "3")
}

// setParameter sets a setting of the session, unless the connection string
// does. They travel with the start of the connection and cost no round trip.
func setParameter(pool *pgxpool.Config, name, value string) {
	if _, chosen := pool.ConnConfig.RuntimeParams[name]; !chosen {
		pool.ConnConfig.RuntimeParams[name] = value
	}
}

func setDuration(pool *pgxpool.Config, name string, value time.Duration) {
	setParameter(pool, name, strconv.FormatInt(value.Milliseconds(), 10))
}

// dialer finds out within seconds that the other machine is gone.
func dialer() *net.Dialer {
	return &net.Dialer{
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3},
		Control:         limitUnacknowledged,
	}
}

// keepConnection decides whether a connection is of use after an error. One to
// a server that does not take writes any more is not: the next connection
// finds the server that does.
func keepConnection(_ *pgconn.PgConn, err *pgconn.PgError) bool {
	return err.SeverityUnlocalized != "FATAL" && err.Code != readOnlyTransaction
}

// waitLimit bounds the wait for a free connection of a pool, which has no
// setting for it. The pool calls it as a tracer.
type waitLimit time.Duration

type cancelKey struct{}

// TraceAcquireStart implements pgxpool.AcquireTracer.
func (w waitLimit) TraceAcquireStart(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireStartData) context.Context {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(w))
	return context.WithValue(ctx, cancelKey{}, cancel)
}

// TraceAcquireEnd implements pgxpool.AcquireTracer.
func (waitLimit) TraceAcquireEnd(ctx context.Context, _ *pgxpool.Pool, _ pgxpool.TraceAcquireEndData) {
	if cancel, ok := ctx.Value(cancelKey{}).(context.CancelFunc); ok {
		cancel()
	}
}

// TraceQueryStart implements pgx.QueryTracer, which every tracer must be.
func (waitLimit) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (waitLimit) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
