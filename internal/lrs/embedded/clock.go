package embedded

import (
	"context"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
)

// clock hands out stored times: whole microseconds, each once, always rising,
// also when the machine's clock is set back (DESIGN: order and time).
type clock struct {
	now     func() time.Time
	promise *promise

	mu sync.Mutex
	// floor is the highest time that was handed out or reported as safe.
	floor int64
	// pending is the first time of the group that is being committed, or of one
	// of which nobody knows whether it is on the disk; 0 when every time handed
	// out is visible or was given up.
	pending int64
	// promised is the time up to which the next start knows of safe times.
	promised int64
}

// promiseAhead is how much more is promised at once than a safe time needs: it
// makes the writes few. After a kill stored times may start that much ahead of
// the clock.
const promiseAhead = int64(time.Second / time.Microsecond)

// start sets the clock to go on behind the last position of the log and behind
// every safe time that was reported before.
func (c *clock) start(last int64, promise *promise, promised int64) {
	c.promise, c.promised = promise, promised
	c.floor = max(last, promised)
}

// assign begins a group and gives each record its time. A record that asks for
// one keeps it where that preserves order. The committer alone calls it, and
// settle afterwards unless the group's fate is unknown.
func (c *clock) assign(count int, wanted func(i int) int64, give func(i int, stored int64)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now().UnixMicro()
	for i := range count {
		stored := wanted(i)
		if stored <= c.floor || stored > now {
			stored = max(now, c.floor+1)
		}
		c.floor = stored
		if c.pending == 0 {
			c.pending = stored
		}
		give(i, stored)
	}
}

// keeps reports whether assign would give the records the times that they ask
// for.
func (c *clock) keeps(records []lrs.Record) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, now := c.floor, c.now().UnixMicro()
	for i := range records {
		if records[i].Stored <= last || records[i].Stored > now {
			return false
		}
		last = records[i].Stored
	}
	return true
}

// settle ends the group: it is visible, or will never be.
func (c *clock) settle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending = 0
}

// safe returns the time up to which everything is visible. While idle it is
// the present, and nothing will be stored before it any more. With an error it
// is an older time, the last that was promised.
func (c *clock) safe() (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pending > 0 {
		return c.pending - 1, nil
	}
	now := max(c.floor, c.now().UnixMicro())
	if now > c.promised {
		if err := c.promise.keep(now + promiseAhead); err != nil {
			c.floor = max(c.floor, c.promised)
			return c.promised, err
		}
		c.promised = now + promiseAhead
	}
	c.floor = now
	return now, nil
}

// stop takes back what was promised ahead, so that the next start goes on with
// the present.
func (c *clock) stop() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.promised <= c.floor {
		return nil
	}
	c.promised = c.floor
	return c.promise.keep(c.floor)
}

// SafeTime implements lrs.Statements (GS-40). Where the disk takes no promise,
// reading goes on, with a safe time that stands still.
func (s *Store) SafeTime(context.Context) (int64, error) {
	if err := s.gate.enter(); err != nil {
		return 0, err
	}
	defer s.gate.leave()
	safe, err := s.clock.safe()
	if err != nil {
		s.config.Logger.Warn("the safe time cannot be kept and stands still", "error", err)
		safe = max(safe, s.tail.lastVisible())
	}
	return safe, nil
}
