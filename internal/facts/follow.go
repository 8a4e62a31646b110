package facts

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"syscall"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// StatementError says that a statement cannot be turned into facts.
type StatementError struct {
	ID  xapi.UUID
	Err error
}

// Error names the statement.
func (e *StatementError) Error() string {
	return fmt.Sprintf("take the facts from statement %s: %v", e.ID, e.Err)
}

// Unwrap returns what was wrong with it.
func (e *StatementError) Unwrap() error { return e.Err }

// follow is Projection.Follow.
func (g *generation) follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error {
	t, err := g.table(ctx, store)
	if err != nil {
		return passing(err, "open the facts of store %d", store)
	}
	from := t.Through()
	for len(batch) > 0 && batch[0].Stored < from {
		batch = batch[1:]
	}
	if len(batch) > 0 || through > from {
		statements, err := g.decode(batch, t.promoted)
		if err != nil {
			return err
		}
		rows := 0
		for i := range statements {
			rows += len(statements[i].Rows)
		}
		added := make([]fact.Row, 0, rows)
		for i := range statements {
			added = append(added, statements[i].Rows...)
		}
		voids, err := g.voids(ctx, store, batch, statements)
		if err != nil {
			return err
		}
		if err := t.Add(added, voids, through); err != nil {
			return passing(err, "add facts to store %d", store)
		}
		t.fresh = t.fresh || len(batch) > 0
	}
	if now := g.config.Now(); t.fresh && now.Sub(t.saved) >= g.config.SaveEvery {
		if err := t.Checkpoint(); err != nil {
			return passing(err, "add facts to store %d", store)
		}
		t.fresh, t.saved = false, now
	}
	return nil
}

// fewest is how many statements are worth another goroutine.
const fewest = 64

// decode takes the facts from a batch, on all processors.
func (g *generation) decode(batch []lrs.Stored, promoted []string) ([]fact.Statement, error) {
	statements := make([]fact.Statement, len(batch))
	workers := max(1, min(runtime.GOMAXPROCS(0), len(batch)/fewest))
	failed := make([]error, workers)
	var working sync.WaitGroup
	for w := range workers {
		working.Go(func() {
			for i := len(batch) * w / workers; i < len(batch)*(w+1)/workers; i++ {
				var err error
				statements[i], err = g.config.From(batch[i].Stored, batch[i].ID, batch[i].JSON, promoted)
				if err != nil {
					failed[w] = &StatementError{batch[i].ID, err}
					return
				}
			}
		})
	}
	working.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err // of the first statement that fails
		}
	}
	return statements, nil
}

// voids looks up what the voiding statements of a batch void. That a target is
// a voiding statement itself (VO-04) needs no care: it has no rows.
func (g *generation) voids(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, statements []fact.Statement) (voids []column.Void, err error) {
	for i := range statements {
		if !statements[i].Voids {
			continue
		}
		void := column.Void{Target: statements[i].Target, At: batch[i].Stored}
		// A target that is not stored yet will be stored behind this batch.
		target, err := g.config.Statements.Get(ctx, store, void.Target)
		if err != nil && !problem.Is(err, problem.NotFound) {
			return nil, passing(err, "look up what statement %s voids", batch[i].ID)
		}
		if err == nil {
			void.Stored = target.Stored
		}
		voids = append(voids, void)
	}
	return voids, nil
}

// passing makes an error one that is tried again: it has nothing to do with the
// statements.
func passing(err error, format string, args ...any) error {
	doing := fmt.Sprintf(format, args...)
	switch {
	case problem.Is(err, problem.Unavailable), problem.Is(err, problem.Full), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", doing, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return problem.Wrap(problem.Full, "disk-full", err, "%s: the disk is full: free some space, the facts then go on by themselves", doing)
	default:
		return problem.Wrap(problem.Unavailable, "facts-unavailable", err, "%s: the facts cannot be used for the moment; the server's log says why", doing)
	}
}
