package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

var _ follow.Local = (*Hub)(nil)

// Name is the follower's.
func (h *Hub) Name() string { return "live" }

// Generation is the one in force, from 1. One is as good as another: the hub
// keeps nothing that could be rebuilt.
func (h *Hub) Generation() int64 { return h.generation.Load() }

// Through returns the time (microseconds) below which the log of a store was
// followed. A store that was not followed yet begins behind its newest visible
// statement: what was before is read from the log by those who ask for it. While
// the store does not answer it waits, until the server ends.
func (h *Hub) Through(store lrs.StoreID) int64 {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		position, err := h.position(h.config.Running, store)
		if err == nil {
			return position + 1
		}
		h.config.Logger.Warn("live views wait for the store", "store", int64(store), "error", err)
		select {
		case <-time.After(pause):
		case <-h.config.Running.Done():
			return 0
		}
	}
}

// The pauses between questions to a store that does not answer.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// position is up to where a store was followed, inclusive.
func (h *Hub) position(ctx context.Context, store lrs.StoreID) (int64, error) {
	h.mu.Lock()
	through, known := h.followed(store)
	h.mu.Unlock()
	if known {
		return through, nil
	}
	// Not the safe time: to ask for it would keep imports from keeping theirs.
	page, err := h.config.Statements.Query(ctx, store, lrs.Query{Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("find the newest statement: %w", err)
	}
	newest := int64(0)
	if len(page.Statements) > 0 {
		newest = page.Statements[0].Stored
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if through, known := h.followed(store); known {
		return through, nil
	}
	h.through[store] = newest
	return newest, nil
}

// followed is up to where a store was followed, if it was. mu is held.
func (h *Hub) followed(store lrs.StoreID) (through int64, known bool) {
	if f := h.feeds[store]; f != nil {
		return f.end(), true
	}
	through, known = h.through[store]
	return through, known
}

// Follow takes what follows in the log of a store: the batch, in its order, and
// that there is nothing else stored before through (microseconds). Of what it
// was given before nothing is taken twice. It keeps the statements' JSON.
func (h *Hub) Follow(_ context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	f := h.feeds[store]
	if f != nil && f.readers == 0 && h.config.Now().Sub(f.left) > linger {
		h.through[store] = f.end()
		delete(h.feeds, store)
		f = nil
	}
	if f == nil {
		h.through[store] = max(h.through[store], through-1)
		return nil
	}
	statements := make([]*statement, 0, len(batch))
	for _, stored := range batch {
		if s := h.read(stored); s != nil {
			statements = append(statements, s)
		}
	}
	f.add(statements, through-1, h.config.FeedBytes/len(h.feeds))
	return nil
}

// Beside begins another generation, which is this one under another number.
func (h *Hub) Beside(_ context.Context, generation int64) (follow.Beside, error) {
	return renumbered{h, generation}, nil
}

// renumbered is the Hub under the number that a generation will have. Two
// readers of the log may feed it: it takes nothing twice.
type renumbered struct {
	*Hub
	number int64
}

// Swap puts the number in force.
func (r renumbered) Swap(context.Context) error {
	r.generation.Store(r.number)
	return nil
}

// Discard leaves the number as it was.
func (r renumbered) Discard() error { return nil }

// read reads a stored statement, nil for one that cannot be read: it is no
// reason to show no others.
func (h *Hub) read(stored lrs.Stored) *statement {
	s, err := read(stored)
	if err != nil {
		h.config.Logger.Error("a statement cannot be shown", "error", err)
		return nil
	}
	return s
}

// errEnough ends a scan early.
var errEnough = errors.New("enough")

// scan reads the log of a store behind a position until fn returns false, or up
// to its end: then whole is true.
func (h *Hub) scan(ctx context.Context, store lrs.StoreID, after int64, fn func(*statement) bool) (whole bool, err error) {
	select {
	case h.scans <- struct{}{}:
		defer func() { <-h.scans }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	// The last id there can be: no other statement has the stored time.
	position := lrs.Position{Stored: after, ID: lastID}
	err = h.config.Statements.Scan(ctx, store, position, func(stored lrs.Stored) error {
		s := h.read(stored)
		if s != nil && !fn(s) {
			return errEnough
		}
		return ctx.Err()
	})
	if errors.Is(err, errEnough) {
		return false, nil
	}
	return err == nil, err
}

var lastID = xapi.UUID{
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
}

// join enters a reader.
func (h *Hub) join(ctx context.Context, store lrs.StoreID) (*feed, error) {
	if _, err := h.position(ctx, store); err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.readers >= h.config.MaxReaders {
		return nil, tooManyReaders(h.config.MaxReaders)
	}
	f := h.feeds[store]
	if f == nil {
		f = newFeed(h, store, h.through[store])
		h.feeds[store] = f
		delete(h.through, store)
	}
	f.readers++
	h.readers++
	return f, nil
}

func (h *Hub) leave(f *feed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.readers--
	f.readers--
	f.left = h.config.Now()
}

// Readers returns how many streams are open on this node.
func (h *Hub) Readers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.readers
}

func (h *Hub) now() int64 { return h.config.Now().UnixMicro() }

// patience is how long a stream waits for the store when it begins.
const patience = 10 * time.Second
