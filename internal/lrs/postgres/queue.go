package postgres

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// groupStatements and groupBytes bound what one transaction takes of
	// several requests; a single request may be larger.
	groupStatements = 2000
	groupBytes      = 8 << 20
	// patience is how long a request waits for a writer: longer, and the
	// database is away or overloaded, which its client should know.
	patience = 15 * time.Second
)

// request is a batch on its way to a writer.
type request struct {
	ctx     context.Context
	store   lrs.StoreID
	records []lrs.Record
	bytes   int
	queued  time.Time
	done    chan error // buffered, so that the writer never waits
}

// queue holds the requests that no writer has taken, in order of arrival.
type queue struct {
	mu      sync.Mutex
	arrived sync.Cond
	waiting []*request
	closed  bool
}

func newQueue() *queue {
	q := &queue{}
	q.arrived.L = &q.mu
	return q
}

func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// put adds a request; its outcome comes through done.
func (q *queue) put(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errClosed()
	}
	q.waiting = append(q.waiting, r)
	q.arrived.Signal()
	return nil
}

// close turns away what comes from now on; what waits is still written.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.arrived.Broadcast()
}

func errClosed() error {
	return problem.New(problem.Unavailable, "store-closed", "the server is stopping; send the request again")
}

// withdraw takes a request back, if no writer has it yet.
func (q *queue) withdraw(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, r)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return true
}

// take waits for requests and returns those that go into one transaction: of
// one store, no two with the same id. nil when the queue is closed and empty.
func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 {
		if q.closed {
			return nil
		}
		q.arrived.Wait()
	}
	first := q.waiting[0]
	taken := []*request{first}
	statements, bytes := len(first.records), first.bytes
	var ids map[xapi.UUID]struct{}
	rest := q.waiting[:0]
	for _, r := range q.waiting[1:] {
		fits := r.store == first.store && statements+len(r.records) <= groupStatements && bytes+r.bytes <= groupBytes
		if fits {
			if ids == nil {
				ids = make(map[xapi.UUID]struct{}, groupStatements)
				addIDs(ids, first.records)
			}
			fits = addIDs(ids, r.records)
		}
		if !fits {
			rest = append(rest, r)
			continue
		}
		taken = append(taken, r)
		statements, bytes = statements+len(r.records), bytes+r.bytes
	}
	clear(q.waiting[len(rest):])
	q.waiting = rest
	if len(rest) > 0 {
		q.arrived.Signal()
	}
	return taken
}

// addIDs adds the ids of the records unless one of them is there already.
func addIDs(ids map[xapi.UUID]struct{}, records []lrs.Record) bool {
	for i := range records {
		if _, taken := ids[records[i].ID]; taken {
			for j := range i {
				delete(ids, records[j].ID)
			}
			return false
		}
		ids[records[i].ID] = struct{}{}
	}
	return true
}
