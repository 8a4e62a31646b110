package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/pgpool"
)

// How stored times keep their order on many nodes:
//
// A transaction that writes begins with lrs_begin. Under a lock that is held
// for some microseconds it takes its times from the sequence lrs_clock, which
// follows the database's clock but never goes back, and takes a shared
// advisory lock whose key is the first of them and which ends with the
// transaction. So every time is given once, whatever any clock does, and
// pg_locks shows what open transactions may still commit.
//
// A safe time is found in two steps. First lrs_promise moves the sequence up to
// the clock, under the same lock and in a transaction of its own, and returns
// the time behind it: whoever begins after that gets a later one. Then lrs_safe
// takes the minimum of that and of the locked times. A statement with an
// earlier stored time began before the promise, so its lock was there; it was
// not seen, so its transaction had ended, and PostgreSQL lets go of locks after
// the commit is visible. Hence it is visible to every query that begins now.
//
// On Citus a transaction over several workers may be committed here and not
// yet there, after a worker's crash: see prepared.

const (
	// fresh is how old a safe time may be and still be told as it is.
	fresh = 25 * time.Millisecond
	// stale is from which age on somebody waits for a new one; between the two
	// the old one is told, and a new one is asked for meanwhile.
	stale = 250 * time.Millisecond
	// askTimeout bounds one question.
	askTimeout = 10 * time.Second
)

// clock knows the last safe time. Many ask for it, one question at a time goes
// to the database.
type clock struct {
	ask func(ctx context.Context) (int64, error)

	mu      sync.Mutex
	safe    int64
	at      time.Time // when safe was asked for
	written int64     // the last stored time that was acknowledged here
	linked  int64     // a replica that shows less may lack what was linked here
	asking  *question // nil when none is under way
}

// question is one that is under way.
type question struct {
	done chan struct{}
	safe int64
	err  error
}

// SafeTime implements lrs.Statements.
func (s *Store) SafeTime(ctx context.Context) (int64, error) {
	safe, age := s.clock.last()
	if safe > 0 && age < stale {
		if age > fresh {
			s.clock.start(s)
		}
		return safe, nil
	}
	safe, err := s.clock.wait(ctx, s.clock.start(s))
	if err != nil {
		return 0, fmt.Errorf("find out the safe time: %w", err)
	}
	return safe, nil
}

func (c *clock) known() int64 {
	safe, _ := c.last()
	return safe
}

func (c *clock) last() (safe int64, age time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.safe, time.Since(c.at)
}

// wrote notes the last stored time of what was committed here.
func (c *clock) wrote(stored int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.written = max(c.written, stored)
}

// start returns the question that is under way, and asks one if none is.
func (c *clock) start(s *Store) *question {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.asking != nil {
		return c.asking
	}
	q := &question{done: make(chan struct{})}
	c.asking = q
	began := time.Now()
	s.running.Go(func() {
		ctx, cancel := context.WithTimeout(s.background, askTimeout)
		defer cancel()
		q.safe, q.err = c.ask(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		if q.err == nil && q.safe >= c.safe {
			c.safe, c.at = q.safe, began
		}
		c.asking = nil
		close(q.done)
	})
	return q
}

func (c *clock) wait(ctx context.Context, q *question) (int64, error) {
	select {
	case <-q.done:
		return q.safe, q.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// beyondWrites is how long a reader waits until the safe time has passed what
// was acknowledged here. Only another node's transaction that hangs makes it
// longer than some milliseconds.
const beyondWrites = 2 * time.Second

// askAgain is how long such a reader waits between two questions.
const askAgain = 2 * time.Millisecond

// bound returns a safe time that lies above everything acknowledged here so
// far, so that a client that wrote through this node finds what it wrote;
// passed is false if there is none in time.
func (s *Store) bound(ctx context.Context) (safe int64, passed bool, err error) {
	c := &s.clock
	c.mu.Lock()
	written := c.written
	c.mu.Unlock()
	if safe, err = s.SafeTime(ctx); err != nil {
		return 0, false, err
	}
	for deadline := time.Now().Add(beyondWrites); safe <= written; {
		if time.Now().After(deadline) {
			return safe, false, nil
		}
		if safe, err = c.wait(ctx, c.start(s)); err == nil && safe <= written {
			err = pause(ctx, askAgain)
		}
		if err != nil {
			return 0, false, fmt.Errorf("wait for the safe time: %w", err)
		}
	}
	return safe, true, nil
}

// askSafeTime asks the database, as described above.
func (s *Store) askSafeTime(ctx context.Context) (int64, error) {
	conn, err := s.pools.Small.Acquire(ctx)
	if err != nil {
		return 0, pgpool.Refusal(err)
	}
	defer conn.Release()
	promised, err := promise(ctx, conn)
	if err != nil {
		return 0, pgpool.Refusal(err)
	}
	var safe int64
	if err := conn.QueryRow(ctx, `SELECT lrs_safe($1)`, promised).Scan(&safe); err != nil {
		return 0, pgpool.Refusal(err)
	}
	if promised-safe > s.config.stalledAfter.Microseconds() {
		if err := s.endStalled(ctx, conn); err != nil {
			return 0, pgpool.Refusal(err)
		}
	}
	if s.pools.Citus {
		if safe, err = s.prepared.hold(ctx, conn, safe); err != nil {
			return 0, err
		}
	}
	if s.pools.Replica != nil {
		// It reaches the replicas behind all that was committed before it.
		if _, err := conn.Exec(ctx, `SELECT setval('lrs_published', $1)`, safe); err != nil {
			return 0, pgpool.Refusal(err)
		}
	}
	return safe, nil
}

// promise moves the clock on, and returns the time below which nothing begins
// any more.
func promise(ctx context.Context, conn *pgxpool.Conn) (promised int64, err error) {
	if err := conn.QueryRow(ctx, `SELECT lrs_promise()`).Scan(&promised); err != nil {
		// It may hold the lock under which all nodes take their times.
		_ = conn.Conn().Close(context.WithoutCancel(ctx)) // the error that led here tells more
		return 0, err
	}
	return promised, nil
}

// stalledAfter is how long a writer may be silent in the middle of its rows.
const stalledAfter = 15 * time.Second

// endStalled ends transactions that hold back the safe time while they wait for
// a node that stands still (SIGSTOP, a frozen container) in the middle of a
// COPY: no timeout of PostgreSQL applies there, and the machine of the node still
// answers for it.
func (s *Store) endStalled(ctx context.Context, conn *pgxpool.Conn) error {
	const end = `
		SELECT pg_terminate_backend(a.pid)
		FROM pg_stat_activity a
		WHERE a.datname = current_database() AND a.usename = current_user
			AND a.state = 'active' AND a.wait_event = 'ClientRead'
			AND a.query_start < clock_timestamp() - $1 * INTERVAL '1 microsecond'
			AND EXISTS (
				SELECT FROM pg_locks l
				WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid::BIGINT >> 24 = 76)`
	ended, err := conn.Exec(ctx, end, s.config.stalledAfter.Microseconds())
	if err != nil {
		return fmt.Errorf("end transactions that stand still: %w", err)
	}
	if n := ended.RowsAffected(); n > 0 {
		s.config.Logger.Warn("ended transactions whose node stood still while it wrote", "count", n)
	}
	return nil
}
