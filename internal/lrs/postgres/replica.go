package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/lrs"
)

// reader returns the connection that answers a query: to the replica, if there
// is one that shows all that this node has promised or acknowledged and all
// that earlier pages of the query showed; else to the primary.
func (s *Store) reader(ctx context.Context, query *lrs.Query) (querier, func(), error) {
	if conn := s.onReplica(ctx, query); conn != nil {
		return conn, conn.Release, nil
	}
	conn, err := s.pools.Small.Acquire(ctx)
	if err != nil {
		return nil, nil, err
	}
	return conn, conn.Release, nil
}

const (
	// replicaPatience is how long a query waits to learn how far the replica is.
	replicaPatience = 500 * time.Millisecond
	// replicaAway is for how long a replica that did not answer is not asked.
	replicaAway = 5 * time.Second
)

// onReplica returns a connection to the replica, nil if the primary must answer.
func (s *Store) onReplica(ctx context.Context, query *lrs.Query) *pgxpool.Conn {
	pool := s.pools.Replica
	if pool == nil || time.Now().UnixNano() < s.replicaBack.Load() {
		return nil
	}
	asking, cancel := context.WithTimeout(ctx, replicaPatience)
	defer cancel()
	conn, err := pool.Acquire(asking)
	if err == nil {
		var reached int64
		// What was published lies behind all commits that it speaks of, so a
		// replica that knows the one has the others.
		err = conn.QueryRow(asking, `SELECT last_value FROM lrs_published`).Scan(&reached)
		if err == nil && reached > s.clock.shown() && reached > query.Through {
			return conn
		}
		conn.Release()
	}
	if usage := pool.Stat(); err != nil && ctx.Err() == nil && usage.AcquiredConns() < usage.MaxConns() {
		s.replicaBack.Store(time.Now().Add(replicaAway).UnixNano())
	}
	return nil
}

// shown returns the time up to which clients of this node must find everything:
// that of the last safe time, of the last statement acknowledged, and of the last
// that was linked.
func (c *clock) shown() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(c.safe-1, c.written, c.linked)
}

// noteLinked keeps this node's queries from a replica that does not show yet
// what was entered after the commit: that a statement is voided, and whose keys
// it has. A safe time that another node published may lie between the two.
func (s *Store) noteLinked(ctx context.Context, conn *pgxpool.Conn) error {
	if s.pools.Replica == nil {
		return nil
	}
	promised, err := promise(ctx, conn)
	if err != nil {
		return fmt.Errorf("tell how far replicas must be: %w", err)
	}
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	s.clock.linked = max(s.clock.linked, promised)
	return nil
}
