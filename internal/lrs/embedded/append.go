package embedded

import (
	"context"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// request is a batch on its way through the committer.
type request struct {
	ctx     context.Context
	store   lrs.StoreID
	records []lrs.Record
	// flushes is the tail's count from before the ids were checked: what has
	// left the tail since then must be looked up in the index again.
	flushes uint64
	queued  time.Time
	done    chan outcome // buffered, so that the committer never waits
}

// outcome is the committer's answer.
type outcome struct {
	// again: another request brought one of the ids meanwhile (PS-13). Nothing
	// was stored; the ids are to be checked again.
	again bool
	err   error
}

// Append implements lrs.Statements.
func (s *Store) Append(ctx context.Context, store lrs.StoreID, batch []lrs.Record) error {
	if err := s.gate.enter(); err != nil {
		return err
	}
	defer s.gate.leave()
	if err := s.hold.enter(); err != nil {
		return err
	}
	defer s.hold.leave()
	for {
		flushes := s.tail.flushCount()
		fresh, err := s.unknown(store, batch)
		if err != nil {
			return fmt.Errorf("check ids: %w", err)
		}
		if len(fresh) == 0 {
			return nil
		}
		r := &request{ctx: ctx, store: store, records: fresh, flushes: flushes, queued: time.Now(), done: make(chan outcome, 1)}
		s.queued.add(1)
		select {
		case s.queue <- r:
		case <-ctx.Done():
			s.queued.add(-1)
			return ctx.Err()
		}
		// Not a select: the committer uses the records until it answers.
		answer := <-r.done
		s.queued.add(-1)
		if !answer.again {
			return answer.err
		}
	}
}

// unknown returns the records whose ids are not stored yet. A stored statement
// with other content is a conflict (PS-11).
func (s *Store) unknown(store lrs.StoreID, batch []lrs.Record) ([]lrs.Record, error) {
	fresh := batch
	for i := range batch {
		where, found, err := s.find(statementKey{store, batch[i].ID})
		if err != nil {
			return nil, err
		}
		batch[i].Known = found
		if !found {
			if len(fresh) < len(batch) {
				fresh = append(fresh, batch[i])
			}
			continue
		}
		if len(fresh) == len(batch) {
			fresh = append([]lrs.Record(nil), batch[:i]...)
		}
		stored, err := s.log.Read(where.position)
		if err != nil {
			return nil, err
		}
		if !xapi.Equal(batch[i].JSON, stored.JSON) {
			return nil, problem.New(problem.Conflict, "statement-conflict",
				"a different statement with the id %s is stored already, and statements never change; send it with a new id", batch[i].ID)
		}
	}
	return fresh, nil
}

// find looks a statement up, first in the tail, then in the index: it moves
// from the one to the other only.
func (s *Store) find(key statementKey) (located, bool, error) {
	if where, ok := s.tail.lookup(key); ok {
		return where, true, nil
	}
	return s.index.statement(key)
}

// Get implements lrs.Statements.
func (s *Store) Get(_ context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	if err := s.gate.enter(); err != nil {
		return lrs.Stored{}, err
	}
	defer s.gate.leave()
	where, found, err := s.find(statementKey{store, id})
	if err != nil {
		return lrs.Stored{}, fmt.Errorf("find statement: %w", err)
	}
	if !found {
		return lrs.Stored{}, problem.New(problem.NotFound, "statement-not-found", "there is no statement with the id %s", id)
	}
	record, err := s.log.Read(where.position)
	if err != nil {
		return lrs.Stored{}, fmt.Errorf("read statement: %w", err)
	}
	stored := asStored(record)
	if stored.Voided, err = s.isVoided(store, where.position); err != nil {
		return lrs.Stored{}, fmt.Errorf("find statement: %w", err)
	}
	return stored, nil
}

func (s *Store) isVoided(store lrs.StoreID, position int64) (bool, error) {
	if s.tail.isVoided(store, position) {
		return true, nil
	}
	return s.index.isVoided(store, position)
}
