package follow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// MostDead is how many dead letters a generation of a follower may have: where
// there would be more, it stops.
const MostDead = 10_000

// DeadLetter is a statement that a follower could not take.
type DeadLetter struct {
	Follower   string      `json:"follower"`
	Generation int64       `json:"generation"`
	Store      lrs.StoreID `json:"store"`
	// Stored and ID are the statement's; Stored in microseconds.
	Stored int64  `json:"stored"`
	ID     string `json:"id"`
	// Reason is the last error.
	Reason string `json:"reason"`
	// Tries counts how often the statement was tried by itself.
	Tries int64 `json:"tries"`
	// Since is when it was put aside first, in microseconds.
	Since int64 `json:"since"`
}

// bury writes a dead letter down. Errors: TooMany when there are MostDead.
func (r *Runner) bury(ctx context.Context, tx *sql.Tx, dead DeadLetter) error {
	var count int64
	const ask = `SELECT COUNT(*) FROM follower_dead WHERE follower = $1 AND generation = $2`
	if err := tx.QueryRowContext(ctx, ask, dead.Follower, dead.Generation).Scan(&count); err != nil {
		return fmt.Errorf("count the dead letters: %w", err)
	}
	if count >= MostDead {
		return problem.New(problem.TooMany, "too-many-dead-letters",
			"the follower %s has put %d statements aside and stops rather than lose more: look at «lore follower dead %[1]s», mend what refuses them, then run «lore follower replay %[1]s» or «lore follower rebuild %[1]s»; the last one was statement %[3]s: %[4]s",
			dead.Follower, count, dead.ID, dead.Reason)
	}
	now, err := r.config.Database.Now(ctx, tx)
	if err != nil {
		return err
	}
	const bury = `
		INSERT INTO follower_dead (follower, generation, store, stored, id, reason, tries, since)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (follower, generation, store, stored) DO UPDATE
		SET reason = excluded.reason, tries = follower_dead.tries + excluded.tries`
	_, err = tx.ExecContext(ctx, bury, dead.Follower, dead.Generation, int64(dead.Store), dead.Stored, dead.ID, dead.Reason, dead.Tries, now)
	if err != nil {
		return fmt.Errorf("keep the dead letter: %w", err)
	}
	return nil
}

// forgetDead removes the dead letters of older generations.
func forgetDead(ctx context.Context, tx *sql.Tx, name string, generation int64) error {
	const forget = `DELETE FROM follower_dead WHERE follower = $1 AND generation < $2`
	if _, err := tx.ExecContext(ctx, forget, name, generation); err != nil {
		return fmt.Errorf("forget old dead letters: %w", err)
	}
	return nil
}

// Dead lists the dead letters of a follower by their position. Errors: NotFound.
func (r *Runner) Dead(ctx context.Context, name string) ([]DeadLetter, error) {
	if _, err := r.find(ctx, name); err != nil {
		return nil, err
	}
	const list = `
		SELECT generation, store, stored, id, reason, tries, since
		FROM follower_dead
		WHERE follower = $1
		ORDER BY generation, store, stored`
	rows, err := r.config.Database.Read().QueryContext(ctx, list, name)
	if err != nil {
		return nil, fmt.Errorf("list the dead letters: %w", refusal(err))
	}
	return collect(rows, func(scan func(...any) error) (DeadLetter, error) {
		letter := DeadLetter{Follower: name}
		return letter, scan(&letter.Generation, &letter.Store, &letter.Stored, &letter.ID, &letter.Reason, &letter.Tries, &letter.Since)
	})
}

// Replayed is what became of the dead letters of a follower.
type Replayed struct {
	// Taken counts those that were taken and are gone, Refused those that stay.
	Taken   int64 `json:"taken"`
	Refused int64 `json:"refused"`
	// Rebuilding is true for a Local follower, which is rebuilt.
	Rebuilding bool `json:"rebuilding,omitempty"`
}

// Replay gives a Shared follower its dead letters again, each in a transaction
// of its own, which removes it. A Local follower is rebuilt: it has its
// statements in order. Errors: NotFound; Conflict while a rebuild is under way.
func (r *Runner) Replay(ctx context.Context, name string) (Replayed, error) {
	found, err := r.find(ctx, name)
	if err != nil {
		return Replayed{}, err
	}
	if found.kind == kindLocal {
		return Replayed{Rebuilding: true}, r.Rebuild(ctx, name)
	}
	f := r.named(name)
	if f == nil {
		return Replayed{}, problem.New(problem.NotFound, "follower-elsewhere",
			"this node does not run the follower %s: give the command where it is configured", name)
	}
	letters, err := r.Dead(ctx, name)
	if err != nil {
		return Replayed{}, err
	}
	var done Replayed
	shared := f.kind.(sharedKind).Shared
	for _, letter := range letters {
		stored, err := r.read(ctx, letter)
		if err != nil {
			return done, err
		}
		err = r.replay(ctx, shared, letter, stored)
		switch {
		case err == nil:
			done.Taken++
		case passes(err):
			return done, err
		default:
			done.Refused++
			if err := r.refuseAgain(ctx, letter, err); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

// read reads the statement of a dead letter.
func (r *Runner) read(ctx context.Context, letter DeadLetter) (stored lrs.Stored, err error) {
	err = r.config.Statements.Scan(ctx, letter.Store, behind(letter.Stored), func(next lrs.Stored) error {
		stored = next
		return errEnough
	})
	if err != nil && !errors.Is(err, errEnough) {
		return lrs.Stored{}, fmt.Errorf("read statement %s: %w", letter.ID, err)
	}
	if stored.Stored != letter.Stored {
		return lrs.Stored{}, problem.New(problem.NotFound, "dead-letter-statement",
			"statement %s of store %d is not in the log any more", letter.ID, letter.Store)
	}
	return stored, nil
}

// replay takes one statement; whoever removes the letter takes it, once.
func (r *Runner) replay(ctx context.Context, shared Shared, letter DeadLetter, stored lrs.Stored) error {
	return r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const remove = `DELETE FROM follower_dead WHERE follower = $1 AND generation = $2 AND store = $3 AND stored = $4`
		removed, err := affected(tx.ExecContext(ctx, remove, letter.Follower, letter.Generation, int64(letter.Store), letter.Stored))
		if err != nil {
			return fmt.Errorf("remove the dead letter: %w", err)
		}
		if removed == 0 {
			return nil
		}
		return shared.Follow(ctx, tx, letter.Generation, letter.Store, []lrs.Stored{stored})
	})
}

func (r *Runner) refuseAgain(ctx context.Context, letter DeadLetter, reason error) error {
	return r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const note = `
			UPDATE follower_dead SET reason = $5, tries = tries + 1
			WHERE follower = $1 AND generation = $2 AND store = $3 AND stored = $4`
		_, err := tx.ExecContext(ctx, note, letter.Follower, letter.Generation, int64(letter.Store), letter.Stored, reason.Error())
		return err
	})
}
