// Package lease lets several nodes on one database agree on which of them does
// what must run once: a schedule, a follower, a clean-up. A lease that is not
// renewed ends, and another node takes it.
//
// A node that was paused may wake up and go on for a moment although its lease
// is over. Work under a lease must be safe to be done twice.
package lease

import (
	"context"
	"time"

	"github.com/lore-lrs/lore/internal/db"
)

// Run keeps trying to hold the lease with the name and calls work while it
// does, until ctx ends. The context given to work ends when the lease is lost.
// When work returns, the lease is given up and asked for again after the time
// to live has passed. holder names this node, for people and for the table.
func Run(ctx context.Context, database *db.DB, name, holder string, timeToLive time.Duration, work func(ctx context.Context) error) {
	panic("not built yet")
}
