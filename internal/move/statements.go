package move

import (
	"context"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// statementBatch and statementBatchBytes bound what is appended at once.
	statementBatch      = 1000
	statementBatchBytes = 4 << 20
	// keepEvery is how often the target notes up to where statements are there:
	// what a move that goes on reads again for nothing.
	keepEvery = 2 * time.Second
	// longestWait is how long a move waits for statements that were stored ahead
	// of the target's clock.
	longestWait = time.Minute
)

// prepared is a statement on its way, read and parsed.
type prepared struct {
	store  lrs.StoreID
	record lrs.Record
}

// copyStatements appends the statements to the target, in the order of their
// stored times over all stores: so an engine keeps these. Statements that an
// earlier run brought are known by their ids.
func (m *mover) copyStatements(ctx context.Context) error {
	coming := newFeed(ctx, 100, func(ctx context.Context, give func(prepared) error) error {
		return m.From.Statements(ctx, m.state.position, func(statement Statement) error {
			p, err := prepare(statement)
			if err != nil {
				return fmt.Errorf("read the statement %s of the store %s: %w", statement.ID, m.storeName(int64(statement.Store)), err)
			}
			return give(p)
		})
	})
	defer coming.stop()
	a := &appender{mover: m, kept: time.Now()}
	for {
		p, ok, err := coming.next()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if err := a.add(ctx, p); err != nil {
			return err
		}
	}
	if err := a.flush(ctx); err != nil {
		return err
	}
	return m.state.keep(ctx, m.To.Database)
}

// prepare makes the record of a statement as it is stored. What the index, the
// references and the descriptions need is found in its bytes again.
func prepare(statement Statement) (prepared, error) {
	parsed, err := xapi.ParseStored(statement.JSON)
	if err != nil {
		return prepared{}, err
	}
	record := lrs.Record{
		ID:          statement.ID,
		JSON:        statement.JSON,
		Index:       parsed.Index,
		Target:      parsed.Target,
		IsReference: parsed.IsReference,
		Voids:       parsed.Voids,
		Defines:     statement.Defines,
		Stored:      statement.Stored,
	}
	if statement.Defines {
		record.Descriptions = parsed.Descriptions
	}
	return prepared{statement.Store, record}, nil
}

// appender collects statements of one store and appends them.
type appender struct {
	*mover
	store lrs.StoreID
	batch []lrs.Record
	size  int
	// clock is the target's, when it was last asked.
	clock int64
	kept  time.Time
}

func (a *appender) add(ctx context.Context, p prepared) error {
	if len(a.batch) > 0 && (p.store != a.store || len(a.batch) >= statementBatch || a.size >= statementBatchBytes) {
		if err := a.flush(ctx); err != nil {
			return err
		}
	}
	a.store = p.store
	a.batch = append(a.batch, p.record)
	a.size += len(p.record.JSON)
	return nil
}

func (a *appender) flush(ctx context.Context) error {
	if len(a.batch) == 0 {
		return nil
	}
	last := a.batch[len(a.batch)-1]
	if err := a.await(ctx, last.Stored); err != nil {
		return err
	}
	if err := a.To.Engine.Append(ctx, a.store, a.batch); err != nil {
		return fmt.Errorf("append to the store %s: %w", a.storeName(int64(a.store)), err)
	}
	there, err := a.To.Engine.Get(ctx, a.store, last.ID)
	if err != nil {
		return fmt.Errorf("read back the statement %s: %w", last.ID, err)
	}
	if there.Stored != last.Stored {
		return problem.New(problem.Internal, "times-not-kept",
			"the target stored the statement %s at %s and not at %s as the source did: something else wrote to the target, or its clock was changed; start again with an empty directory or database",
			last.ID, day(there.Stored), day(last.Stored))
	}
	a.state.position = last.Stored
	a.count(len(a.batch))
	a.batch, a.size = a.batch[:0], 0
	if time.Since(a.kept) < keepEvery {
		return nil
	}
	a.kept = time.Now()
	return a.state.keep(ctx, a.To.Database)
}

// await returns when the target's clock has passed a stored time: one that lies
// in its future would not be kept. The source's clock may be ahead by a little,
// or have been so.
func (a *appender) await(ctx context.Context, stored int64) error {
	for a.clock < stored {
		var err error
		if a.clock, err = a.To.Engine.Clock(ctx); err != nil {
			return fmt.Errorf("ask the target for its time: %w", err)
		}
		ahead := time.Duration(stored-a.clock) * time.Microsecond
		if ahead > longestWait {
			return tooFarAhead(stored)
		}
		if ahead <= 0 {
			return nil
		}
		timer := time.NewTimer(ahead)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
	return nil
}
