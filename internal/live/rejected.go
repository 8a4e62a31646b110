package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

const (
	// rejectedEvery is how often a store's refusals are looked for.
	rejectedEvery = time.Second
	// maxRejected is how many of them are in memory, and taken at once.
	maxRejected = 500
	// rejectedTimeout bounds one look.
	rejectedTimeout = 5 * time.Second
)

// rejectedFeed is the newest refused requests of a store, for all its readers.
type rejectedFeed struct {
	hub   *Hub
	store lrs.StoreID
	// looking is held by the one reader who looks for more.
	looking sync.Mutex

	mu sync.Mutex
	// newest are those with an id above floor and at most through.
	newest         []Rejected
	floor, through int64
	looked         time.Time
}

// start returns the id behind which a new reader begins.
func (f *rejectedFeed) start(ctx context.Context) (int64, error) {
	id, err := f.hub.config.Rejections.Newest(ctx)
	if err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.looked.IsZero() {
		f.looked, f.floor, f.through = f.hub.config.Now(), id, id
	}
	return id, nil
}

// after returns the refusals with a greater id, in their order.
func (f *rejectedFeed) after(ctx context.Context, id int64) ([]Rejected, error) {
	if err := f.look(ctx); err != nil {
		return nil, err
	}
	f.mu.Lock()
	if id >= f.floor {
		defer f.mu.Unlock()
		at := len(f.newest)
		for at > 0 && f.newest[at-1].ID > id {
			at--
		}
		return slices.Clone(f.newest[at:]), nil
	}
	f.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, rejectedTimeout)
	defer cancel()
	return f.hub.config.Rejections.After(ctx, f.store, id, maxRejected)
}

// look asks for more if nobody did so lately, or is about to.
func (f *rejectedFeed) look(ctx context.Context) error {
	if !f.looking.TryLock() {
		return nil
	}
	defer f.looking.Unlock()
	now := f.hub.config.Now()
	f.mu.Lock()
	due, through := now.Sub(f.looked) >= rejectedEvery*9/10, f.through
	f.mu.Unlock()
	if !due {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, rejectedTimeout)
	defer cancel()
	list, err := f.hub.config.Rejections.After(ctx, f.store, through, maxRejected)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looked = now
	if len(list) == 0 {
		return nil
	}
	f.newest = append(f.newest, list...)
	f.through = list[len(list)-1].ID
	if excess := len(f.newest) - maxRejected; excess > 0 {
		f.floor = f.newest[excess-1].ID
		f.newest = slices.Delete(f.newest, 0, excess)
	}
	return nil
}
