// Package lease lets several nodes on one database agree on which of them does
// what must run once: a schedule, a follower, a clean-up. A lease that is not
// renewed ends, and another node takes it. Ends are by the clock of the
// database; the nodes' clocks do not matter.
//
// A node that was paused may wake up and go on for a moment although its lease
// is over. Work under a lease must be safe to be done twice.
package lease

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	random "math/rand/v2"
	"time"

	"github.com/lore-lrs/lore/internal/db"
)

// Run keeps trying to hold the lease with the name and calls work while it
// does, until ctx ends. The context given to work ends when the lease is lost.
// When work returns, the lease is given up and asked for again after the time
// to live has passed. holder names this node, for people and for the table.
// Run returns after work has; while the database does not answer, nobody works.
func Run(ctx context.Context, database *db.DB, name, holder string, timeToLive time.Duration, work func(ctx context.Context) error) {
	l := lease{database, name, holder, rand.Text(), timeToLive}
	for ctx.Err() == nil {
		asked := time.Now()
		pause := l.often()
		// An error is as good as another holder: nobody knows who has it.
		if held, err := l.take(ctx); err == nil && held {
			l.hold(ctx, asked, work)
			pause = timeToLive
		}
		wait(ctx, pause)
	}
}

type lease struct {
	database *db.DB
	name     string
	holder   string
	// token tells this Run from all others, whatever their holders are called.
	token      string
	timeToLive time.Duration
}

// often is how long to wait before the lease is renewed, or asked for again:
// two failures in a row do not lose it. With jitter, so that nodes which
// started together ask one after the other.
func (l lease) often() time.Duration {
	return l.timeToLive/4 + random.N(l.timeToLive/12+1)
}

// hold works under the lease, taken after the time since, and gives it up.
func (l lease) hold(ctx context.Context, since time.Time, work func(ctx context.Context) error) {
	working, lose := context.WithCancel(ctx)
	defer lose()
	renewing, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer stop()
		// The work logs its own errors; whatever they are, it is done again.
		_ = work(working)
	}()
	l.renew(renewing, since)
	lose()
	<-done
	l.giveUp(ctx)
}

// renew keeps the lease until ctx ends, and returns early when it is lost: to
// another holder, or because it was not renewed in time. The time is counted
// from before the question, so that it ends here no later than in the table.
func (l lease) renew(ctx context.Context, since time.Time) {
	for end := since.Add(l.timeToLive); wait(ctx, min(l.often(), time.Until(end))) && time.Now().Before(end); {
		asked := time.Now()
		asking, cancel := context.WithDeadline(ctx, end)
		held, err := l.take(asking)
		cancel()
		if err == nil && !held {
			return
		}
		if err == nil {
			end = asked.Add(l.timeToLive)
		}
	}
}

// take takes or renews the lease, and reports whether it is held.
func (l lease) take(ctx context.Context) (held bool, err error) {
	const take = `
		INSERT INTO lease (name, holder, token, ends)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE
		SET holder = excluded.holder, token = excluded.token, ends = excluded.ends
		WHERE lease.token = excluded.token OR lease.ends < $5`
	err = l.database.Write(ctx, func(tx *sql.Tx) error {
		now, err := l.database.Now(ctx, tx)
		if err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, take, l.name, l.holder, l.token, now+l.timeToLive.Microseconds(), now)
		if err != nil {
			return err
		}
		rows, err := result.RowsAffected()
		held = rows > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the lease %s: %w", l.name, err)
	}
	return held, nil
}

// giveUp ends the lease, so that another node need not wait for its end. When
// that fails, it waits.
func (l lease) giveUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.timeToLive)
	defer cancel()
	_ = l.database.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE lease SET ends = 0 WHERE name = $1 AND token = $2`, l.name, l.token)
		return err
	})
}

// wait waits, and reports false when ctx ended first.
func wait(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
