package follow

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

// The kinds of followers.
const (
	kindShared = "shared"
	kindLocal  = "local"
)

// kind is what differs between the two.
type kind interface {
	name() string
	// first is the generation that the database is told of at first.
	first() int64
	// live returns the target in force; wish is what the database says.
	live(wish wish) target
	// beside begins to fill the wanted generation, nil when it is in force.
	beside(ctx context.Context, wish wish) (filling, error)
	// tidy removes what is out of force, until ctx ends.
	tidy(ctx context.Context, swapped <-chan struct{})
}

// filling is a generation beside the one in force.
type filling interface {
	target
	// swap puts it in force and returns its target then. Everything that the
	// other one has is in it.
	swap(ctx context.Context) (target, error)
	discard() error
}

// follower runs one follower on this node.
type follower struct {
	runner *Runner
	name   string
	kind   kind
	// wake is poked when a store was marked or something else is wanted.
	wake    chan struct{}
	swapped chan struct{}

	followed, errors atomic.Int64

	mu     sync.Mutex
	status *snapshot // nil while it does not run here
	last   Status    // what was reported last
}

// snapshot is what a follower's goroutine tells of itself.
type snapshot struct {
	state      State
	err        error
	generation int64
	cursors    map[lrs.StoreID]int64
	behind     map[lrs.StoreID]bool
	share      float64
}

func newFollower(r *Runner, name string, k kind) *follower {
	return &follower{runner: r, name: name, kind: k, wake: make(chan struct{}, 1), swapped: make(chan struct{}, 1)}
}

// idle is how long a follower sleeps at most: what is wanted of it wakes it.
const idle = 10 * time.Second

// run follows until ctx ends.
func (f *follower) run(ctx context.Context) {
	var tidying sync.WaitGroup
	defer tidying.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	wanted, ok := f.begin(ctx)
	if !ok {
		return
	}
	tidying.Go(func() { f.kind.tidy(ctx, f.swapped) })
	w := work{f: f, live: newReader(f, f.kind.live(wanted))}
	defer w.close()
	for ctx.Err() == nil {
		if wish, ok := f.runner.wish(f.name); ok {
			wanted = wish
		}
		w.tell(wanted)
		if wanted.paused {
			wait(ctx, idle, f.wake)
			continue
		}
		if busy := w.step(ctx, wanted); !busy {
			w.tell(wanted)
			wait(ctx, w.pause(), f.wake)
		}
	}
}

// begin asks the database what is wanted until it answers: what was known may be
// from before another node had the lease.
func (f *follower) begin(ctx context.Context) (wanted wish, ok bool) {
	for b := (backoff{}); ctx.Err() == nil; {
		err := f.runner.learn(ctx)
		if wanted, ok := f.runner.wish(f.name); err == nil && ok {
			return wanted, true
		}
		wait(ctx, b.next(f.runner.config.Pause), nil)
	}
	return wish{}, false
}

// work is what a follower is at. Its goroutine owns it.
type work struct {
	f    *follower
	live *reader
	// fill reads for beside, both nil without a rebuild. When it cannot begin or
	// swap it is tried again after until.
	fill   *reader
	beside filling
	until  time.Time
	again  backoff
	err    error
}

// step does a turn of each reader and reports whether there was anything to do.
func (w *work) step(ctx context.Context, wanted wish) (busy bool) {
	busy = w.live.step(ctx)
	if w.beside != nil && w.beside.generation() != wanted.wanted && w.live.target.generation() != wanted.wanted {
		w.abandon()
	}
	if w.beside == nil && w.live.target.generation() < wanted.wanted && time.Now().After(w.until) {
		w.begin(ctx, wanted)
	}
	if w.fill == nil {
		return busy
	}
	if w.fill.step(ctx) {
		return true
	}
	if w.fill.trouble() == nil && time.Now().After(w.until) {
		w.swap(ctx)
		return true
	}
	return busy
}

func (w *work) begin(ctx context.Context, wanted wish) {
	beside, err := w.f.kind.beside(ctx, wanted)
	if err != nil {
		w.putOff("begin a rebuild", err)
		return
	}
	w.again, w.err = backoff{}, nil
	w.beside, w.fill = beside, newReader(w.f, beside)
}

// swap puts what was filled in force, once it has everything that the live one
// has; this goroutine does both, so that the live one stands still meanwhile.
func (w *work) swap(ctx context.Context) {
	stores, listed := w.f.runner.watcher.listing()
	if !listed {
		w.until = time.Now().Add(w.f.runner.config.Pause)
		return
	}
	for _, store := range stores {
		through, err := w.live.target.through(ctx, store)
		if err != nil {
			w.putOff("swap in a rebuild", err)
			return
		}
		if !w.fill.reach(ctx, store, through) {
			return // what keeps it is waited out by the reader
		}
	}
	live, err := w.beside.swap(ctx)
	if err != nil {
		w.putOff("swap in a rebuild", err)
		return
	}
	w.f.runner.config.Logger.Info("a follower was rebuilt", "follower", w.f.name, "generation", live.generation())
	w.live.close()
	w.live = w.fill
	w.live.target = live
	w.fill, w.beside, w.again, w.err = nil, nil, backoff{}, nil
	poke(w.f.swapped)
	poke(w.f.runner.hurry)
}

func (w *work) putOff(what string, err error) {
	w.err = err
	pause := w.again.next(w.f.runner.config.Pause)
	w.until = time.Now().Add(pause)
	w.f.errors.Add(1)
	w.f.runner.config.Logger.Warn("a follower could not "+what, "follower", w.f.name, "after", pause, "error", err)
}

func (w *work) abandon() {
	w.fill.close()
	if err := w.beside.discard(); err != nil {
		w.f.runner.config.Logger.Warn("a follower could not discard a rebuild", "follower", w.f.name, "error", err)
	}
	w.fill, w.beside = nil, nil
}

func (w *work) close() {
	if w.beside != nil {
		w.abandon()
	}
	w.live.close()
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	w.f.status = nil
}

// pause is how long nothing needs to be done.
func (w *work) pause() time.Duration {
	pause := w.live.soonest(idle)
	if w.fill != nil {
		pause = w.fill.soonest(pause)
	}
	if wait := time.Until(w.until); wait > 0 {
		pause = min(pause, wait)
	}
	return max(pause, time.Millisecond)
}
