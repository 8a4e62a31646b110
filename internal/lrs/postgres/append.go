package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
)

// Append implements lrs.Statements.
func (s *Store) Append(ctx context.Context, store lrs.StoreID, batch []lrs.Record) error {
	r := &request{ctx: ctx, store: store, records: batch, queued: time.Now(), done: make(chan error, 1)}
	for i := range batch {
		r.bytes += len(batch[i].JSON)
		batch[i].Known = false
	}
	if err := s.queue.put(r); err != nil {
		return err
	}
	overdue := time.NewTimer(patience)
	defer overdue.Stop()
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		if s.queue.withdraw(r) {
			return ctx.Err()
		}
	case <-overdue.C:
		if s.queue.withdraw(r) {
			return problem.New(problem.Unavailable, "database-busy", "the database did not take the statements in time; send them again")
		}
	}
	// A writer has it, and uses the records until it answers.
	return <-r.done
}

// write is a writer: it stores what is in the queue until that is closed and
// empty.
func (s *Store) write() {
	for {
		taken := s.queue.take()
		if taken == nil {
			return
		}
		s.store(newGroup(taken))
	}
}

// group is what goes into one transaction. Its records are those that are not
// known to be stored already.
type group struct {
	requests []*request
	store    lrs.StoreID
	records  []*lrs.Record
	// known are records whose ids were stored already, with equal content: their
	// references are looked at too, in case that a node died before it did.
	known []*lrs.Record
	// stored are the times given to the records.
	stored []int64
	spread spread
}

func newGroup(requests []*request) *group {
	g := &group{requests: requests, store: requests[0].store}
	g.collect()
	return g
}

// collect takes the records of all requests.
func (g *group) collect() {
	g.records, g.known = g.records[:0], g.known[:0]
	for _, r := range g.requests {
		for i := range r.records {
			g.records = append(g.records, &r.records[i])
		}
	}
}

// answer tells every request the outcome.
func (g *group) answer(err error) {
	for _, r := range g.requests {
		r.done <- err
	}
}

// refuse tells one request that it was not stored, and goes on without it.
func (g *group) refuse(refused *request, err error) {
	refused.done <- err
	kept := g.requests[:0]
	for _, r := range g.requests {
		if r != refused {
			kept = append(kept, r)
		}
	}
	g.requests = kept
}

// store writes a group and answers its requests.
func (s *Store) store(g *group) {
	// A writer works on while the store closes: what it has was accepted. The
	// pool's timeouts end what hangs.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.background), 2*patience)
	defer cancel()
	first := true
	err := pgpool.Retry(ctx, func() error {
		if !first {
			s.counters.retries.Add(1)
		}
		first = false
		return s.attempt(ctx, g)
	})
	if err != nil {
		err = fmt.Errorf("write statements: %w", pgpool.Refusal(err))
	}
	if err != nil && len(g.requests) > 1 && !problem.Is(err, problem.Unavailable) && !problem.Is(err, problem.Full) {
		// One of them cannot be stored; the others have nothing to do with it.
		for _, r := range g.requests {
			s.store(newGroup([]*request{r}))
		}
		return
	}
	g.answer(err)
}

// attempt writes a group once. Requests that are in conflict with what is
// stored are answered and leave the group.
func (s *Store) attempt(ctx context.Context, g *group) error {
	conn, err := s.pools.Small.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	g.collect()
	for len(g.records) > 0 {
		err := s.commit(ctx, conn, g)
		if err == nil {
			break
		}
		if !isDuplicate(err) {
			return err
		}
		// Some ids are taken: of statements sent before, or at this moment
		// through another node.
		if err := s.setKnownAside(ctx, conn, g); err != nil {
			return err
		}
	}
	return s.link(ctx, conn, g)
}

// commit writes the group's records in one transaction.
func (s *Store) commit(ctx context.Context, conn *pgxpool.Conn, g *group) (err error) {
	if err := s.begin(ctx, conn, g); err != nil {
		return err
	}
	committed := false
	defer func() {
		if !committed {
			// Ends the connection, too, if it was lost or is still in use.
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
			defer cancel()
			if _, rollbackErr := conn.Exec(ending, `ROLLBACK`); rollbackErr != nil {
				_ = conn.Conn().Close(ctx) // the error that led here tells more
			}
		}
	}()
	if g.spread.next != 0 {
		if err := s.checkOldBuckets(ctx, conn, g); err != nil {
			return err
		}
	}
	if err := copyStatements(ctx, conn, g); err != nil {
		return err
	}
	if err := s.inherit(ctx, conn, g); err != nil {
		return err
	}
	said, err := s.describe(ctx, conn, g)
	if err != nil {
		return err
	}
	ended, err := conn.Exec(ctx, `COMMIT`)
	if err != nil {
		return err
	}
	if ended.String() != "COMMIT" {
		return fmt.Errorf("the transaction ended with %s", ended)
	}
	committed = true
	s.described.remember(said)
	s.counters.transactions.Add(1)
	s.counters.statements.Add(int64(len(g.records)))
	s.clock.wrote(g.stored[len(g.stored)-1])
	return nil
}

// rollbackTimeout bounds the wait for a server that stands still: a writer must
// not stand still with it.
const rollbackTimeout = 5 * time.Second

const beginSQL = `SELECT first, kept, buckets, next FROM lrs_begin($1, $2, $3, $4)`

// begin starts the transaction and gives the records their times.
func (s *Store) begin(ctx context.Context, conn *pgxpool.Conn, g *group) error {
	wantedFirst, wantedLast := wanted(g.records)
	batch := &pgx.Batch{}
	batch.Queue(`BEGIN`)
	batch.Queue(beginSQL, int32(g.store), int32(len(g.records)), wantedFirst, wantedLast)
	results := conn.SendBatch(ctx, batch)
	_, err := results.Exec()
	var first int64
	var kept bool
	if err == nil {
		err = results.QueryRow().Scan(&first, &kept, &g.spread.buckets, &g.spread.next)
	}
	if closeErr := results.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		// It may hold the lock of lrs_begin.
		_ = conn.Conn().Close(context.WithoutCancel(ctx)) // the error that led here tells more
		return fmt.Errorf("begin: %w", err)
	}
	if !kept && slices.ContainsFunc(g.records, func(r *lrs.Record) bool { return r.Exactly }) {
		if _, err := conn.Exec(ctx, `ROLLBACK`); err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // it ends the transaction, too
		}
		return lrs.TimeNotKept()
	}
	g.stored = g.stored[:0]
	for i, record := range g.records {
		stored := first + int64(i)
		if kept {
			stored = record.Stored
		}
		g.stored = append(g.stored, stored)
	}
	return nil
}

// wanted returns the first and last stored time that the records ask for, 0
// unless all of them do, in rising order.
func wanted(records []*lrs.Record) (first, last int64) {
	for _, record := range records {
		if record.Stored <= last {
			return 0, 0
		}
		last = record.Stored
	}
	return records[0].Stored, last
}
