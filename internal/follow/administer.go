package follow

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"

	"github.com/lore-lrs/lore/internal/problem"
)

// wish is what the database says of a follower.
type wish struct {
	kind       string
	paused     bool
	generation int64
	wanted     int64
}

// wish returns what was read last.
func (r *Runner) wish(name string) (wish, bool) {
	wishes := r.wishes.Load()
	if wishes == nil {
		return wish{}, false
	}
	found, ok := (*wishes)[name]
	return found, ok
}

// administer enters the followers, and keeps what is wanted of them up to date.
func (r *Runner) administer(ctx context.Context) {
	var b backoff
	for ctx.Err() == nil {
		if err := r.learn(ctx); err != nil {
			pause := b.next(r.config.Pause)
			if ctx.Err() == nil {
				r.config.Logger.Warn("followers cannot ask what is wanted of them", "after", pause, "error", err)
			}
			wait(ctx, pause, nil)
			continue
		}
		b = backoff{}
		wait(ctx, r.config.Refresh, r.hurry)
	}
}

func (r *Runner) learn(ctx context.Context) error {
	latest, err := r.wanted(ctx)
	if err != nil {
		return err
	}
	var missing []*follower
	for _, f := range r.followers {
		known, ok := latest[f.name]
		if !ok || known.kind != f.kind.name() || known.wanted < f.kind.first() {
			missing = append(missing, f)
		}
	}
	if len(missing) > 0 {
		if err := r.enter(ctx, missing); err != nil {
			return err
		}
		if latest, err = r.wanted(ctx); err != nil {
			return err
		}
	}
	before := r.wishes.Swap(&latest)
	if before == nil || !maps.Equal(*before, latest) {
		for _, f := range r.followers {
			poke(f.wake)
		}
	}
	return nil
}

// enter makes the rows of followers that the database does not know, or of
// which it knows less than this node has.
func (r *Runner) enter(ctx context.Context, missing []*follower) error {
	return r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		for _, f := range missing {
			const enter = `
				INSERT INTO follower (name, kind, paused, generation, wanted)
				VALUES ($1, $2, 0, $3, $3)
				ON CONFLICT (name) DO UPDATE
				SET kind = excluded.kind,
					generation = CASE WHEN follower.wanted < excluded.wanted THEN excluded.wanted ELSE follower.generation END,
					wanted = CASE WHEN follower.wanted < excluded.wanted THEN excluded.wanted ELSE follower.wanted END`
			if _, err := tx.ExecContext(ctx, enter, f.name, f.kind.name(), f.kind.first()); err != nil {
				return fmt.Errorf("enter the follower %s: %w", f.name, err)
			}
		}
		return nil
	})
}

func (r *Runner) wanted(ctx context.Context) (map[string]wish, error) {
	rows, err := r.config.Database.Read().QueryContext(ctx, `SELECT name, kind, paused, generation, wanted FROM follower`)
	if err != nil {
		return nil, fmt.Errorf("list the followers: %w", refusal(err))
	}
	found := map[string]wish{}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var name string
		var w wish
		var paused int64
		err := scan(&name, &w.kind, &paused, &w.generation, &w.wanted)
		w.paused = paused != 0
		found[name] = w
		return struct{}{}, err
	})
	return found, err
}

// find reads one follower. Errors: NotFound.
func (r *Runner) find(ctx context.Context, name string) (w wish, err error) {
	const find = `SELECT kind, paused, generation, wanted FROM follower WHERE name = $1`
	var paused int64
	err = r.config.Database.Read().QueryRowContext(ctx, find, name).Scan(&w.kind, &paused, &w.generation, &w.wanted)
	if errors.Is(err, sql.ErrNoRows) {
		return wish{}, unknown(name)
	}
	if err != nil {
		return wish{}, fmt.Errorf("find the follower: %w", refusal(err))
	}
	w.paused = paused != 0
	return w, nil
}

func unknown(name string) error {
	return problem.New(problem.NotFound, "follower-unknown",
		"there is no follower %q, or it has never run: «lore follower list» shows them", name)
}

// Generation returns which generation of a Shared follower is in force: what
// reads its results asks within its transaction or just before. Of a Local one,
// it is the generation that every node has or will soon have. Errors: NotFound.
func (r *Runner) Generation(ctx context.Context, name string) (int64, error) {
	found, err := r.find(ctx, name)
	return found.generation, err
}

// Pause has a follower stand still on all nodes, within some seconds, until it
// is resumed. Errors: NotFound.
func (r *Runner) Pause(ctx context.Context, name string) error { return r.setPaused(ctx, name, 1) }

// Resume lets a follower go on where it was. Errors: NotFound.
func (r *Runner) Resume(ctx context.Context, name string) error { return r.setPaused(ctx, name, 0) }

func (r *Runner) setPaused(ctx context.Context, name string, paused int64) error {
	if _, err := r.find(ctx, name); err != nil {
		return err
	}
	return r.change(ctx, name, func(tx *sql.Tx) (int64, error) {
		return affected(tx.ExecContext(ctx, `UPDATE follower SET paused = $2 WHERE name = $1`, name, paused))
	})
}

// Rebuild has a new generation filled from the beginning of the log, beside the
// one in force, which it then replaces. A Shared follower goes on with it after
// a restart; a Local one begins it on every node, and again after a restart.
// Errors: NotFound; Conflict while a Shared follower is rebuilt already.
func (r *Runner) Rebuild(ctx context.Context, name string) error {
	found, err := r.find(ctx, name)
	if err != nil {
		return err
	}
	if found.kind == kindShared && found.wanted != found.generation {
		return rebuilding(name)
	}
	return r.change(ctx, name, func(tx *sql.Tx) (int64, error) {
		// A Local follower has no cursors here that would hold a swap back.
		const rebuild = `
			UPDATE follower SET
				wanted = wanted + 1,
				generation = CASE WHEN kind = 'local' THEN wanted + 1 ELSE generation END
			WHERE name = $1 AND (kind = 'local' OR wanted = generation)`
		return affected(tx.ExecContext(ctx, rebuild, name))
	})
}

func rebuilding(name string) error {
	return problem.New(problem.Conflict, "follower-rebuilding", "the follower %s is being rebuilt already: «lore follower list» shows how far it is", name)
}

// change changes a follower's row and has this node learn of it.
func (r *Runner) change(ctx context.Context, name string, change func(tx *sql.Tx) (rows int64, err error)) error {
	defer poke(r.hurry)
	return r.config.Database.Write(ctx, func(tx *sql.Tx) error {
		rows, err := change(tx)
		if err != nil {
			return fmt.Errorf("change the follower %s: %w", name, err)
		}
		if rows == 0 {
			return problem.New(problem.Conflict, "follower-changed", "the follower %s was changed by somebody else at the same moment; look at «lore follower list» and try again", name)
		}
		return nil
	})
}
