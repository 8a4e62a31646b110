package move

import (
	"context"
	"errors"
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
	// attempts is how often a batch is tried when its times were taken by an
	// attempt that failed.
	attempts = 3
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
// stored times over all stores: so an engine keeps these. It goes on behind the
// last one that an earlier run brought.
func (m *mover) copyStatements(ctx context.Context) error {
	last, err := m.To.Engine.Rewind(ctx)
	if err != nil {
		return err
	}
	coming := newFeed(ctx, 100, func(ctx context.Context, give func(prepared) error) error {
		return m.From.Statements(ctx, last, func(statement Statement) error {
			p, err := prepare(statement)
			if err != nil {
				return fmt.Errorf("read the statement %s of the store %s: %w", statement.ID, m.storeName(int64(statement.Store)), err)
			}
			return give(p)
		})
	})
	defer coming.stop()
	a := &appender{mover: m}
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
	return a.flush(ctx)
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
		Exactly:     true,
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
	if err := a.append(ctx); err != nil {
		return fmt.Errorf("append to the store %s: %w", a.storeName(int64(a.store)), err)
	}
	a.count(len(a.batch))
	a.batch, a.size = a.batch[:0], 0
	return nil
}

// append appends the batch. An attempt that failed, within the engine or before
// a lost connection, may have taken its times, or have stored it after all.
func (a *appender) append(ctx context.Context) error {
	left := a.batch
	for attempt := 1; ; attempt++ {
		err := a.To.Engine.Append(ctx, a.store, left)
		var refused *problem.Error
		if attempt == attempts || !errors.As(err, &refused) || refused.Code != lrs.CodeTimeNotKept {
			return err
		}
		last, err := a.To.Engine.Rewind(ctx)
		if err != nil {
			return err
		}
		for len(left) > 0 && left[0].Stored <= last {
			left = left[1:]
		}
		if len(left) == 0 {
			return nil
		}
	}
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
