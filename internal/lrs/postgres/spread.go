package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
)

// How a store moves to more buckets while it is in use:
//
//  1. It is announced: spread.next says where the way leads. Readers look in
//     the buckets of both as soon as they know; writers go on as before. This
//     lasts until no reader can end well that does not know (whileSpread).
//  2. moving becomes true, under the lock that writers share: from then on they
//     write into the buckets of next, after a look for the ids in the old ones.
//  3. Every row whose bucket is another now is copied there, in small pieces
//     (spread_passes.go). Readers may find both copies, and take one.
//  4. The old rows are removed.
//  5. buckets becomes next. Whoever does not know yet looks in more buckets
//     than he must.
//
// How far this is stands in the table, so that it goes on where it stopped.
// Everything in it can be done twice.

const (
	// spreadLock is the class of the advisory locks by which writers keep the
	// spread of their store as it is: see lrs_spread.
	spreadLock = 1280262738
	// moverLock is the class of those that let one at a time move a store.
	moverLock = 1280262741
	// lockWait is how long a change of the spread waits for the writers that are
	// at work; those that come later wait behind it.
	lockWait = time.Second
)

// SetBuckets chooses over how many buckets (1 to 32) a store without statements
// is spread, and returns when every node knows, some seconds later. Errors:
// problem.Invalid for another number, problem.Conflict when the store has
// statements: Spread moves them.
func (s *Store) SetBuckets(ctx context.Context, store lrs.StoreID, buckets int) error {
	err := s.asMover(ctx, store, buckets, func(m *mover) error {
		done := false
		err := m.change(ctx, func(tx pgx.Tx) error {
			if err := m.mustBeEmpty(ctx, tx); err != nil {
				return err
			}
			if done = m.at.spread == (spread{buckets: m.goal}); done {
				return nil
			}
			return m.announce(ctx, tx)
		})
		if err != nil || done {
			return err
		}
		if err := m.settle(ctx); err != nil {
			return err
		}
		var refused error
		err = m.change(ctx, func(tx pgx.Tx) error {
			if refused = m.mustBeEmpty(ctx, tx); refused != nil {
				return m.stay(ctx, tx, m.at.buckets)
			}
			return m.stay(ctx, tx, m.goal)
		})
		return errors.Join(refused, err)
	})
	if err != nil {
		return fmt.Errorf("set the buckets of store %d: %w", store, pgpool.Refusal(err))
	}
	return nil
}

// Spread moves a store to a larger number of buckets (up to 32) while it is in
// use. When it is interrupted, calling it again goes on. progress, if not nil,
// is told how many statements were moved so far. Errors: problem.Invalid for a
// number that is not larger, problem.Conflict while the store is being moved.
func (s *Store) Spread(ctx context.Context, store lrs.StoreID, buckets int, progress func(moved int64)) error {
	if progress == nil {
		progress = func(int64) {}
	}
	steps := 0
	for {
		before := steps
		err := pgpool.Retry(ctx, func() error {
			return s.asMover(ctx, store, buckets, func(m *mover) error {
				return m.move(ctx, func() {
					steps++
					progress(m.at.moved)
				})
			})
		})
		// What takes hours meets more than one lost connection: as long as it
		// gets on, it goes on.
		if pgpool.Transient(err) && steps > before && ctx.Err() == nil {
			continue
		}
		if err != nil {
			return fmt.Errorf("spread store %d: %w", store, pgpool.Refusal(err))
		}
		return nil
	}
}

// way is a row of the table spread.
type way struct {
	spread
	moving bool
	pass   int16
	slot   int32
	place  []byte
	moved  int64
}

// mover changes over how many buckets a store is spread, to goal. It is the
// only one: its connection holds a lock.
type mover struct {
	*Store
	conn  *pgxpool.Conn
	store lrs.StoreID
	goal  int32
	at    way
}

// asMover runs fn with the only mover of a store.
func (s *Store) asMover(ctx context.Context, store lrs.StoreID, goal int, fn func(m *mover) error) (err error) {
	if goal < 1 || goal > bucket.Count {
		return problem.New(problem.Invalid, "buckets", "a store has 1 to %d buckets, not %d", bucket.Count, goal)
	}
	conn, err := s.pools.Reports.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	var alone bool
	if err := conn.QueryRow(ctx, `SELECT pg_try_advisory_lock($1, $2)`, moverLock, int32(store)).Scan(&alone); err != nil {
		return fmt.Errorf("lock the store against others who move it: %w", err)
	}
	if !alone {
		return problem.New(problem.Conflict, "store-moving", "the store is being moved to other buckets at this moment; wait until that ends")
	}
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if _, unlockErr := conn.Exec(ending, `SELECT pg_advisory_unlock($1, $2)`, moverLock, int32(store)); unlockErr != nil {
			_ = conn.Conn().Close(ending) // which unlocks, too
		}
	}()
	err = fn(&mover{Store: s, conn: conn, store: store, goal: int32(goal)})
	if _, loadErr := s.spreads.load(ctx, s.pools.Small); err == nil {
		err = loadErr
	}
	return err
}

// change runs fn while nobody writes to the store, with what the table says.
func (m *mover) change(ctx context.Context, fn func(tx pgx.Tx) error) error {
	const look = `SELECT buckets, next, moving, pass, slot, place, moved FROM spread WHERE store = $1`
	for {
		err := pgx.BeginFunc(ctx, m.conn, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, fmt.Sprintf(`SET LOCAL lock_timeout = %d`, lockWait.Milliseconds())); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1, $2)`, spreadLock, int32(m.store)); err != nil {
				return err
			}
			m.at = way{spread: spread{buckets: 1}}
			err := tx.QueryRow(ctx, look, int32(m.store)).Scan(&m.at.buckets, &m.at.next, &m.at.moving, &m.at.pass, &m.at.slot, &m.at.place, &m.at.moved)
			if err != nil && !errors.Is(err, pgx.ErrNoRows) {
				return err
			}
			return fn(tx)
		})
		var refused *pgconn.PgError
		const lockNotAvailable = "55P03"
		if !errors.As(err, &refused) || refused.Code != lockNotAvailable {
			return err
		}
		// Somebody writes for long. Those behind get their turn first.
		if err := pause(ctx, lockWait); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// settle waits until nobody trusts what he knew before: longer than the trusted
// time, because no two clocks go equally fast.
func (m *mover) settle(ctx context.Context) error {
	return pause(ctx, m.spreads.trusted+m.spreads.trusted/5)
}

// mustBeEmpty refuses when the store has statements.
func (m *mover) mustBeEmpty(ctx context.Context, tx pgx.Tx) error {
	const look = `SELECT EXISTS (SELECT FROM statement WHERE bucket = ANY($1) AND store = $2)`
	var there bool
	if err := tx.QueryRow(ctx, look, m.at.all(m.store), int32(m.store)).Scan(&there); err != nil {
		return fmt.Errorf("look for statements: %w", err)
	}
	if there {
		return problem.New(problem.Conflict, "store-not-empty", "the store has statements already: move them with «lore store spread»")
	}
	return nil
}

// announce says where the way leads.
func (m *mover) announce(ctx context.Context, tx pgx.Tx) error {
	const announce = `
		INSERT INTO spread (store, buckets, next)
		VALUES ($1, $2, $3)
		ON CONFLICT (store) DO UPDATE SET next = excluded.next`
	_, err := tx.Exec(ctx, announce, int32(m.store), m.at.buckets, m.goal)
	return err
}

// stay ends a way in a number of buckets.
func (m *mover) stay(ctx context.Context, tx pgx.Tx, buckets int32) error {
	const stay = `
		UPDATE spread
		SET buckets = $2, next = 0, moving = FALSE, pass = 0, slot = 0, place = '', moved = 0
		WHERE store = $1`
	_, err := tx.Exec(ctx, stay, int32(m.store), buckets)
	return err
}

// move goes the whole way, or what is left of it.
func (m *mover) move(ctx context.Context, step func()) error {
	arrived := false
	err := m.change(ctx, func(tx pgx.Tx) error {
		switch {
		case m.at.moving && m.at.next != m.goal:
			return problem.New(problem.Conflict, "store-moving",
				"the store is on its way to %d buckets; let that end first: spread it over %[1]d", m.at.next)
		case m.at.moving:
			return nil
		case m.goal < m.at.buckets:
			return problem.New(problem.Invalid, "buckets", "the store has %d buckets, and it can only be given more", m.at.buckets)
		case m.goal == m.at.buckets:
			arrived = true
			if m.at.next == 0 {
				return nil
			}
			return m.stay(ctx, tx, m.goal)
		}
		return m.announce(ctx, tx)
	})
	if err != nil || arrived {
		return err
	}
	if !m.at.moving {
		if err := m.settle(ctx); err != nil {
			return err
		}
		if err := m.change(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE spread SET moving = TRUE WHERE store = $1`, int32(m.store))
			m.at.moving = true
			return err
		}); err != nil {
			return fmt.Errorf("lead writers to the new buckets: %w", err)
		}
	}
	if err := m.passes(ctx, step); err != nil {
		return err
	}
	if err := m.change(ctx, func(tx pgx.Tx) error { return m.stay(ctx, tx, m.goal) }); err != nil {
		return fmt.Errorf("end the way: %w", err)
	}
	return nil
}
