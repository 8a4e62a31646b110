package postgres

import (
	"context"

	"github.com/lore-lrs/lore/internal/lrs"
)

// reader returns the connection that answers a query: to the replica, if there
// is one that shows all that this node has promised or acknowledged and all
// that earlier pages of the query showed; else to the primary.
func (s *Store) reader(ctx context.Context, query *lrs.Query) (querier, func(), error) {
	if s.pools.Replica != nil {
		if conn, err := s.pools.Replica.Acquire(ctx); err == nil {
			var reached int64
			// What was published lies behind all commits that it speaks of, so
			// a replica that knows the one has the others.
			err := conn.QueryRow(ctx, `SELECT last_value FROM lrs_published`).Scan(&reached)
			if err == nil && reached > s.clock.shown() && reached > query.Through {
				return conn, conn.Release, nil
			}
			conn.Release()
		}
	}
	conn, err := s.pools.Small.Acquire(ctx)
	if err != nil {
		return nil, nil, err
	}
	return conn, conn.Release, nil
}

// shown returns the time up to which clients of this node must find everything:
// that of the last safe time and of the last statement acknowledged.
func (c *clock) shown() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return max(c.safe-1, c.written)
}
