package move

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// state is what a target remembers of the move that fills it.
type state struct {
	source, name string
	began        int64
	// done is when the move was complete; 0 before.
	done int64
}

// readState returns the state; ok is false in a database into which nothing
// was moved.
func readState(ctx context.Context, database *db.DB) (s state, ok bool, err error) {
	const find = `SELECT source, name, began, done FROM move WHERE id = 1`
	err = database.Read().QueryRowContext(ctx, find).Scan(&s.source, &s.name, &s.began, &s.done)
	if errors.Is(err, sql.ErrNoRows) {
		return state{}, false, nil
	}
	if err != nil {
		return state{}, false, fmt.Errorf("look for an earlier move: %w", db.Refusal(err))
	}
	return s, true, nil
}

// keep remembers the state.
func (s state) keep(ctx context.Context, database *db.DB) error {
	const put = `
		INSERT INTO move (id, source, name, began, done)
		VALUES (1, $1, $2, $3, $4)
		ON CONFLICT (id)
		DO UPDATE SET source = excluded.source, name = excluded.name, began = excluded.began, done = excluded.done`
	err := database.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, put, s.source, s.name, s.began, s.done)
		return err
	})
	if err != nil {
		return fmt.Errorf("note what becomes of the move: %w", err)
	}
	return nil
}

// Unfinished refuses a database that a move has not filled to the end yet: who
// used it would see half a store, and would spoil the rest of the move. Errors:
// problem.Conflict.
func Unfinished(ctx context.Context, database *db.DB) error {
	s, ok, err := readState(ctx, database)
	if err != nil || !ok || s.done != 0 {
		return err
	}
	return problem.New(problem.Conflict, "move-unfinished",
		"a move from %s that began %s is not complete: run the same «lore migrate-store» again, which goes on; or, to give it up, delete what was moved and start with an empty directory or database",
		s.name, day(s.began))
}

// begin returns the state of a new move into the target, or that of an earlier
// one from the same source that was interrupted.
func (s *Side) begin(ctx context.Context, source Description, name string) (state, error) {
	own, err := s.Describe(ctx)
	if err != nil {
		return state{}, err
	}
	if own.Instance == source.Instance {
		return state{}, problem.New(problem.Invalid, "move-to-itself", "the source and the target are the same")
	}
	earlier, ok, err := readState(ctx, s.Database)
	switch {
	case err != nil:
		return state{}, err
	case ok && earlier.done != 0:
		return state{}, problem.New(problem.Conflict, "move-complete",
			"a move from %s into this target was complete on %s; to move again, name an empty directory or database", earlier.name, day(earlier.done))
	case ok && earlier.source != source.Instance:
		return state{}, problem.New(problem.Conflict, "move-of-another",
			"this target holds a part of another source, %s; go on with that one, or name an empty directory or database", earlier.name)
	case ok:
		return earlier, nil
	}
	untouched, err := s.Engine.Untouched(ctx)
	if err != nil {
		return state{}, fmt.Errorf("look whether the target was used: %w", err)
	}
	if !untouched || len(own.Stores) > 0 {
		return state{}, problem.New(problem.Conflict, "target-not-empty",
			"the target was in use already: it has stores or statements, or a server that runs on it told clients a safe time; name a directory or database in which nothing was ever kept")
	}
	begun := state{source: source.Instance, name: name, began: time.Now().UnixMicro()}
	return begun, begun.keep(ctx, s.Database)
}

// day writes a time in microseconds for people.
func day(micros int64) string { return time.UnixMicro(micros).UTC().Format(time.RFC3339) }
