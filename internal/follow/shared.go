package follow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

// sharedKind runs a Shared follower.
type sharedKind struct {
	runner *Runner
	Shared
}

func (k sharedKind) name() string { return kindShared }
func (k sharedKind) first() int64 { return 1 }

func (k sharedKind) live(wish wish) target { return sharedTarget{k, wish.generation} }

// beside goes on with what was filled before: its cursors are in the database.
func (k sharedKind) beside(_ context.Context, wish wish) (filling, error) {
	return sharedFilling{sharedTarget{k, wish.wanted}}, nil
}

// sharedTarget is a generation of a Shared follower.
type sharedTarget struct {
	kind   sharedKind
	number int64
}

func (t sharedTarget) generation() int64 { return t.number }

func (t sharedTarget) through(ctx context.Context, store lrs.StoreID) (through int64, err error) {
	const find = `SELECT through FROM follower_cursor WHERE follower = $1 AND generation = $2 AND store = $3`
	err = t.kind.runner.config.Database.Read().QueryRowContext(ctx, find, t.kind.Name(), t.number, int64(store)).Scan(&through)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return through, refusal(err)
}

func (t sharedTarget) follow(ctx context.Context, store lrs.StoreID, from int64, batch []lrs.Stored, through int64) error {
	return t.kind.runner.config.Database.Write(ctx, func(tx *sql.Tx) error {
		if err := t.move(ctx, tx, store, from, through); err != nil {
			return err
		}
		return t.kind.Follow(ctx, tx, t.number, store, batch)
	})
}

func (t sharedTarget) bury(ctx context.Context, store lrs.StoreID, from int64, dead DeadLetter) error {
	return t.kind.runner.config.Database.Write(ctx, func(tx *sql.Tx) error {
		if err := t.move(ctx, tx, store, from, dead.Stored+1); err != nil {
			return err
		}
		return t.kind.runner.bury(ctx, tx, dead)
	})
}

// move moves the cursor, first of all in a transaction: it fails with errMoved
// unless the cursor is where it was left, and keeps it until the commit. A node
// that goes on although its lease is over changes nothing twice by that. Of a
// generation that was dropped there is no cursor any more, and none comes back.
func (t sharedTarget) move(ctx context.Context, tx *sql.Tx, store lrs.StoreID, from, through int64) error {
	if from == 0 {
		const begin = `
			INSERT INTO follower_cursor (follower, generation, store, through)
			SELECT name, $2, $3, 0
			FROM follower
			WHERE name = $1 AND (generation = $2 OR wanted = $2)
			ON CONFLICT (follower, generation, store) DO NOTHING`
		if _, err := tx.ExecContext(ctx, begin, t.kind.Name(), t.number, int64(store)); err != nil {
			return fmt.Errorf("begin a cursor: %w", err)
		}
	}
	const move = `
		UPDATE follower_cursor SET through = $5
		WHERE follower = $1 AND generation = $2 AND store = $3 AND through = $4`
	moved, err := affected(tx.ExecContext(ctx, move, t.kind.Name(), t.number, int64(store), from, through))
	if err != nil {
		return fmt.Errorf("move the cursor: %w", err)
	}
	if moved == 0 {
		return errMoved
	}
	return nil
}

func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// sharedFilling is a generation that is not in force yet.
type sharedFilling struct{ sharedTarget }

func (s sharedFilling) discard() error { return nil } // it is gone on with later

// swap puts the generation in force. The cursors of the other one are locked
// meanwhile, so that none is ahead.
func (s sharedFilling) swap(ctx context.Context) (target, error) {
	name := s.kind.Name()
	err := s.kind.runner.config.Database.Write(ctx, func(tx *sql.Tx) error {
		var old int64
		const find = `SELECT generation FROM follower WHERE name = $1 AND wanted = $2`
		if err := tx.QueryRowContext(ctx, find, name, s.number).Scan(&old); err != nil {
			return fmt.Errorf("find the generation in force: %w", err)
		}
		if old == s.number {
			return nil // an earlier commit, which seemed to have failed
		}
		const lock = `UPDATE follower_cursor SET through = through WHERE follower = $1 AND generation = $2`
		if _, err := tx.ExecContext(ctx, lock, name, old); err != nil {
			return fmt.Errorf("lock the cursors: %w", err)
		}
		const lacking = `
			SELECT COUNT(*)
			FROM follower_cursor old
			LEFT JOIN follower_cursor fresh ON fresh.follower = old.follower AND fresh.generation = $3 AND fresh.store = old.store
			WHERE old.follower = $1 AND old.generation = $2 AND old.through > COALESCE(fresh.through, 0)`
		var behind int64
		if err := tx.QueryRowContext(ctx, lacking, name, old, s.number).Scan(&behind); err != nil {
			return fmt.Errorf("compare the cursors: %w", err)
		}
		if behind > 0 {
			return errMoved
		}
		const swap = `UPDATE follower SET generation = wanted WHERE name = $1 AND generation = $2 AND wanted = $3`
		swapped, err := affected(tx.ExecContext(ctx, swap, name, old, s.number))
		if err != nil {
			return fmt.Errorf("swap: %w", err)
		}
		if swapped == 0 {
			return errMoved
		}
		const note = `INSERT INTO follower_dropped (follower, generation) VALUES ($1, $2) ON CONFLICT (follower, generation) DO NOTHING`
		if _, err := tx.ExecContext(ctx, note, name, old); err != nil {
			return fmt.Errorf("note what is to be dropped: %w", err)
		}
		return forgetDead(ctx, tx, name, s.number)
	})
	return s.sharedTarget, err
}

// tidy drops the generations that are out of force.
func (k sharedKind) tidy(ctx context.Context, swapped <-chan struct{}) {
	var b backoff
	for ctx.Err() == nil {
		if err := k.dropAll(ctx); err != nil {
			pause := b.next(k.runner.config.Pause)
			if ctx.Err() == nil {
				k.runner.config.Logger.Warn("a follower could not drop what is out of force", "follower", k.Name(), "after", pause, "error", err)
			}
			wait(ctx, pause, nil)
			continue
		}
		b = backoff{}
		wait(ctx, time.Hour, swapped)
	}
}

func (k sharedKind) dropAll(ctx context.Context) error {
	database := k.runner.config.Database
	rows, err := database.Read().QueryContext(ctx, `SELECT generation FROM follower_dropped WHERE follower = $1`, k.Name())
	if err != nil {
		return refusal(err)
	}
	generations, err := collect(rows, func(scan func(...any) error) (generation int64, err error) {
		return generation, scan(&generation)
	})
	if err != nil {
		return err
	}
	for _, generation := range generations {
		err := database.Write(ctx, func(tx *sql.Tx) error {
			// The cursors first: a batch that is still under way either comes before
			// or finds none.
			for _, remove := range []string{
				`DELETE FROM follower_cursor WHERE follower = $1 AND generation = $2`,
				`DELETE FROM follower_dropped WHERE follower = $1 AND generation = $2`,
			} {
				if _, err := tx.ExecContext(ctx, remove, k.Name(), generation); err != nil {
					return err
				}
			}
			return k.Drop(ctx, tx, generation)
		})
		if err != nil {
			return fmt.Errorf("drop generation %d: %w", generation, err)
		}
	}
	return nil
}
