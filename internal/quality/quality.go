package quality

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/resolve"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/rejection"
)

// Keys knows stores and their access keys. access.Registry is one.
type Keys interface {
	ListStores(ctx context.Context) ([]access.Store, error)
	ListKeys(ctx context.Context) ([]access.Key, error)
}

// Rejections counts rejected requests. rejection.Log is one.
type Rejections interface {
	Reasons(ctx context.Context, store int64, since time.Time) ([]rejection.Reason, error)
}

// Config is what a Reporter asks. Keys, Snapshot and Meaning are needed.
type Config struct {
	Keys Keys
	// Snapshot returns the facts of a store, and the time (microseconds) below which
	// every statement is in them.
	Snapshot func(ctx context.Context, store lrs.StoreID) (*column.Snapshot, int64, error)
	// Meaning returns what was decided about words, as meaning.Registry does.
	Meaning func(ctx context.Context, store int64) (*meaning.Meaning, error)
	// Rejections is nil where nobody remembers them.
	Rejections Rejections
	// Resends is nil where nobody counts them.
	Resends *Resends
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Workers is how many goroutines read facts; default one for each processor.
	Workers int
	// Fresh is for how long a report is given again before it is made anew, longer
	// where it took long (upkeep): default 2 s; negative for never.
	Fresh time.Duration
}

// Reporter makes the reports. Its methods may be called concurrently. Errors are
// those of what the Config asks; NotFound (store-unknown) for a store that is not
// there.
type Reporter struct {
	config Config

	mu   sync.Mutex
	made map[question]*making
}

// question is what a report is about.
type question struct {
	store lrs.StoreID
	zone  string
	// readiness, or else sources.
	readiness bool
}

// making is a report that is or was made once for all who ask.
type making struct {
	done chan struct{}
	// The following are set before done is closed. until is when it is to be made
	// anew.
	report any
	err    error
	until  time.Time
}

// upkeep is how many times as long as it took to make a report it is given again:
// whoever asks all the time takes at most so small a part of the processors.
const upkeep = 20

// isOver reports whether a report is to be made anew; never while it is made.
func (m *making) isOver(now time.Time) bool {
	select {
	case <-m.done:
		return !now.Before(m.until)
	default:
		return false
	}
}

// New returns a Reporter.
func New(config Config) *Reporter {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Workers <= 0 {
		config.Workers = runtime.GOMAXPROCS(0)
	}
	if config.Fresh == 0 {
		config.Fresh = 2 * time.Second
	}
	return &Reporter{config: config, made: make(map[question]*making)}
}

// maxMade is how many reports are remembered.
const maxMade = 100

// once makes a report, or gives the one that was made a moment ago. Who asks while
// one is made waits for it.
func (r *Reporter) once(ctx context.Context, q question, makeReport func(context.Context) (any, error)) (any, error) {
	if r.config.Fresh < 0 {
		return makeReport(ctx)
	}
	r.mu.Lock()
	m := r.made[q]
	now := r.config.Now()
	mine := m == nil || m.isOver(now)
	if mine {
		m = &making{done: make(chan struct{})}
		for other := range r.made {
			if len(r.made) < maxMade {
				break
			}
			delete(r.made, other) // any one: the order of a map is random
		}
		r.made[q] = m
	}
	r.mu.Unlock()
	if !mine {
		select {
		case <-m.done:
			return m.report, m.err
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	failed := true
	defer func() {
		if failed {
			r.mu.Lock()
			if r.made[q] == m {
				delete(r.made, q)
			}
			r.mu.Unlock()
		}
		close(m.done)
	}()
	m.err = problem.New(problem.Unavailable, "report-failed", "the report could not be made: ask again")
	// Others wait for it: it goes on when the first one has gone.
	m.report, m.err = makeReport(context.WithoutCancel(ctx))
	failed = m.err != nil
	ended := r.config.Now()
	m.until = ended.Add(max(r.config.Fresh, upkeep*ended.Sub(now)))
	return m.report, m.err
}

// ground is what a report is made from.
type ground struct {
	snapshot *column.Snapshot
	names    *resolve.Resolved
	inForce  *meaning.Meaning
	// now is the time of the report in microseconds.
	now int64
	// through is the time below which every statement is in the facts.
	through int64
	// made is when a store of sample data was made; 0 for any other.
	made int64
}

// loaded reports whether a statement was stored with sample data, and not sent when it
// happened: it tells of something before its store was there.
func (g *ground) loaded(stored, happened int64) bool { return happened < g.made && stored >= g.made }

func (r *Reporter) open(ctx context.Context, store lrs.StoreID) (*ground, error) {
	snapshot, through, err := r.config.Snapshot(ctx, store)
	if err != nil {
		return nil, fmt.Errorf("open the facts: %w", err)
	}
	inForce, err := r.config.Meaning(ctx, int64(store))
	if err != nil {
		return nil, fmt.Errorf("read the meaning of words: %w", err)
	}
	now := r.config.Now().UnixMicro()
	return &ground{snapshot: snapshot, names: resolve.New(snapshot, inForce, max(now, through)), inForce: inForce, now: now, through: through}, nil
}

// keys returns a store and its keys.
func (r *Reporter) keys(ctx context.Context, number lrs.StoreID) (access.Store, []access.Key, error) {
	stores, err := r.config.Keys.ListStores(ctx)
	if err != nil {
		return access.Store{}, nil, err
	}
	at := slices.IndexFunc(stores, func(s access.Store) bool { return s.ID == int64(number) })
	if at < 0 {
		return access.Store{}, nil, problem.New(problem.NotFound, "store-unknown", "there is no store with the number %d", number)
	}
	store := stores[at]
	all, err := r.config.Keys.ListKeys(ctx)
	if err != nil {
		return access.Store{}, nil, err
	}
	var own []access.Key
	for _, key := range all {
		if key.Store == store.Name {
			own = append(own, key)
		}
	}
	return store, own, nil
}
