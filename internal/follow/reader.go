package follow

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
	// A batch has at most so many statements and bytes of JSON.
	batchStatements = 1000
	batchBytes      = 4 << 20
	// turnTime is how long one store is read before the next one has its turn.
	turnTime = 250 * time.Millisecond
	// patience is how often a batch fails before its worst statement is looked for.
	patience = 3
)

// target is where a reader brings statements: a generation of a follower.
type target interface {
	generation() int64
	// through is the cursor of a store.
	through(ctx context.Context, store lrs.StoreID) (int64, error)
	// follow moves the cursor from one time to another, with what lies between.
	follow(ctx context.Context, store lrs.StoreID, from int64, batch []lrs.Stored, through int64) error
	// bury puts a statement aside and moves the cursor past it.
	bury(ctx context.Context, store lrs.StoreID, from int64, dead DeadLetter) error
}

// reader brings the statements of all stores to a target. The goroutine of its
// follower owns it.
type reader struct {
	f      *follower
	target target
	marks  *marks
	stores map[lrs.StoreID]*progress
	// halted is an error that stops all of the reader until it is tried again.
	halted error
	until  time.Time
	again  backoff
}

// progress is how far a reader is with a store.
type progress struct {
	through int64
	known   bool // through is what the target says
	first   int64
	// fails is for the batch behind through; limit bounds it while a statement
	// that cannot be taken is looked for, else it is 0.
	fails backoff
	limit int
	until time.Time
	err   error
}

func newReader(f *follower, t target) *reader {
	r := &reader{f: f, target: t, marks: newMarks(f.wake), stores: map[lrs.StoreID]*progress{}}
	f.runner.watcher.join(r.marks)
	return r
}

func (r *reader) close() { r.f.runner.watcher.leave(r.marks) }

func (r *reader) of(store lrs.StoreID) *progress {
	p := r.stores[store]
	if p == nil {
		p = &progress{}
		r.stores[store] = p
	}
	return p
}

// step gives the store that waits longest its turn, and reports false when there
// is none that may have one now.
func (r *reader) step(ctx context.Context) bool {
	now := time.Now()
	if now.Before(r.until) {
		return false
	}
	store, ok := r.marks.take(func(store lrs.StoreID) bool { return !now.Before(r.of(store).until) })
	if !ok {
		return false
	}
	if more := r.turn(ctx, store); more {
		r.marks.add(store)
	}
	return true
}

// soonest is when a store that was put off may be tried again, within a limit.
func (r *reader) soonest(limit time.Duration) time.Duration {
	for _, store := range r.marks.list() {
		until := r.of(store).until
		if r.until.After(until) {
			until = r.until
		}
		limit = min(limit, time.Until(until))
	}
	return max(limit, time.Millisecond)
}

// trouble returns an error that is being waited out, nil for none.
func (r *reader) trouble() error {
	if r.halted != nil {
		return r.halted
	}
	for _, p := range r.stores {
		if p.err != nil {
			return p.err
		}
	}
	return nil
}

var (
	// errEnough ends a scan whose time is over.
	errEnough = errors.New("enough")
	// errMoved is the answer to a cursor that is not where it was left.
	errMoved = errors.New("another node moved the cursor")
	// highest is behind every id.
	highest = xapi.UUID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
)

// refused is what a target says to a batch.
type refused struct {
	err   error
	batch []lrs.Stored
}

func (r *refused) Error() string { return r.err.Error() }
func (r *refused) Unwrap() error { return r.err }

// turn reads a store for a while, and reports whether it must be looked into
// again.
func (r *reader) turn(ctx context.Context, store lrs.StoreID) (more bool) {
	p := r.of(store)
	err := r.read(ctx, store, p)
	var no *refused
	switch {
	case err == nil:
		p.err = nil
		return false
	case errors.Is(err, errEnough):
		return true
	case ctx.Err() != nil:
		return true
	case errors.As(err, &no):
		r.refuse(ctx, store, p, no)
	default:
		// The log or the cursor cannot be read: no statement's fault.
		r.putOff(store, p, err)
	}
	p.known = false
	return true
}

// read reads a store to its end, or until its time is over.
func (r *reader) read(ctx context.Context, store lrs.StoreID, p *progress) (err error) {
	if !p.known {
		if p.through, err = r.target.through(ctx, store); err != nil {
			return fmt.Errorf("find out the cursor: %w", err)
		}
		p.known = true
	}
	var batch []lrs.Stored
	size := 0
	end := time.Now().Add(turnTime)
	err = r.f.runner.config.Statements.Scan(ctx, store, behind(p.through), func(stored lrs.Stored) error {
		batch = append(batch, stored)
		size += len(stored.JSON)
		if len(batch) < p.most() && size < batchBytes {
			return nil
		}
		full := batch
		batch, size = nil, 0
		if err := r.follow(ctx, store, p, full); err != nil {
			return err
		}
		if time.Now().After(end) {
			return errEnough
		}
		return nil
	})
	if err != nil || len(batch) == 0 {
		return err
	}
	return r.follow(ctx, store, p, batch)
}

// behind is the position where what is not below a time begins.
func behind(through int64) lrs.Position {
	if through <= 0 {
		return lrs.Position{}
	}
	return lrs.Position{Stored: through - 1, ID: highest}
}

// most is how many statements a batch may have.
func (p *progress) most() int {
	if p.limit > 0 {
		return p.limit
	}
	return batchStatements
}

func (r *reader) follow(ctx context.Context, store lrs.StoreID, p *progress, batch []lrs.Stored) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	last := batch[len(batch)-1].Stored
	r.f.runner.watcher.saw(last)
	if p.first == 0 {
		p.first = batch[0].Stored
	}
	if err := r.target.follow(ctx, store, p.through, batch, last+1); err != nil {
		return &refused{err, batch}
	}
	p.through = last + 1
	p.fails, p.err, p.until = backoff{}, nil, time.Time{}
	r.halted, r.again = nil, backoff{}
	if p.limit *= 2; p.limit >= batchStatements {
		p.limit = 0
	}
	r.f.followed.Add(int64(len(batch)))
	return nil
}

// refuse decides what becomes of a batch that was refused: it is tried again,
// whole at first, then in halves, until one statement is found to fail by
// itself; that one is put aside.
func (r *reader) refuse(ctx context.Context, store lrs.StoreID, p *progress, no *refused) {
	if !errors.Is(no.err, errMoved) {
		r.f.errors.Add(1)
	}
	switch {
	case passes(no.err):
		r.putOff(store, p, no.err)
	case len(no.batch) > 1 && (p.limit > 0 || p.fails.tries+1 >= patience):
		p.limit, p.err, p.fails = len(no.batch)/2, no.err, backoff{}
	case p.fails.tries+1 < patience:
		r.putOff(store, p, no.err)
	default:
		r.bury(ctx, store, p, no)
	}
}

func (r *reader) bury(ctx context.Context, store lrs.StoreID, p *progress, no *refused) {
	stored := no.batch[0]
	err := r.target.bury(ctx, store, p.through, DeadLetter{
		Follower: r.f.name, Generation: r.target.generation(), Store: store, Stored: stored.Stored, ID: stored.ID.String(),
		Reason: no.err.Error(), Tries: int64(p.fails.tries + 1),
	})
	switch {
	case err == nil:
		r.f.runner.config.Logger.Error("a follower could not take a statement and goes on without it",
			"follower", r.f.name, "store", int64(store), "statement", stored.ID.String(), "error", no.err)
		p.fails, p.err = backoff{}, nil
	case problem.Is(err, problem.TooMany):
		r.halted, r.until = err, time.Now().Add(mostPause)
		r.f.runner.config.Logger.Error("a follower stops", "follower", r.f.name, "error", err)
	default:
		r.putOff(store, p, err)
	}
}

// putOff has a store wait before it is tried again.
func (r *reader) putOff(store lrs.StoreID, p *progress, err error) {
	p.err = err
	pause := p.fails.next(r.f.runner.config.Pause)
	p.until = time.Now().Add(pause)
	r.f.runner.config.Logger.Warn("a follower tries again",
		"follower", r.f.name, "store", int64(store), "after", pause, "error", err)
}

// reach catches a store up with another cursor, or with the log if that ends
// before it; false when that did not succeed.
func (r *reader) reach(ctx context.Context, store lrs.StoreID, through int64) bool {
	p := r.of(store)
	for p.through < through {
		if more := r.turn(ctx, store); !more {
			return true
		}
		if p.err != nil || ctx.Err() != nil {
			r.marks.add(store)
			return false
		}
	}
	return true
}
