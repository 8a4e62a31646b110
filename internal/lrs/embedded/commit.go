package embedded

import (
	"errors"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// A group takes in waiting requests until it holds this much; a request that
// is bigger by itself makes a group of its own. Bigger groups would gain little
// and make readers wait longer while they are published: about 3 µs for each
// statement.
const (
	groupStatements = 1024
	groupBytes      = 8 << 20
)

// arrival is a statement on its way into the tail.
type arrival struct {
	statementKey
	located
	target statementKey
	// entries are how the statement itself is found.
	entries []xapi.IndexEntry
	// inherited is what it is found by through the StatementRef (GS-20).
	inherited []xapi.IndexEntry
	// descriptions count for the canonical definitions.
	descriptions []xapi.Description
}

// committer is the working memory of the goroutine that commits.
type committer struct {
	*Store
	requests []*request
	again    []*request
	ids      map[statementKey]bool
	records  []seglog.Record
	arrivals []arrival
}

// commitAll is the committer: the only one who writes to the log, hands out
// times and changes the tail.
func (s *Store) commitAll() {
	defer close(s.stopping)
	c := &committer{Store: s, ids: map[statementKey]bool{}}
	for first := range s.queue {
		c.collect(first)
		c.commit()
		// Nothing of the callers' is kept beyond the answer.
		clear(c.requests[:cap(c.requests)])
		clear(c.again)
		clear(c.records)
		clear(c.arrivals)
	}
}

// collect fills the group with what is waiting.
func (c *committer) collect(first *request) {
	c.requests = append(c.requests[:0], first)
	statements, bytes := first.size()
	for statements < groupStatements && bytes < groupBytes {
		select {
		case next, open := <-c.queue:
			if !open {
				return
			}
			c.requests = append(c.requests, next)
			n, b := next.size()
			statements, bytes = statements+n, bytes+b
		default:
			return
		}
	}
}

func (r *request) size() (statements, bytes int) {
	for i := range r.records {
		bytes += len(r.records[i].JSON)
	}
	return len(r.records), bytes
}

// commit stores the group and answers its requests.
func (c *committer) commit() {
	c.sift()
	var err error
	if len(c.requests) > 0 {
		if err = c.checkSpace(); err == nil {
			err = c.waitForRoom()
		}
		if err == nil {
			err = c.store()
		}
	}
	for _, r := range c.requests {
		r.done <- outcome{err: err}
	}
	// These come last: when they look again, what they met is visible.
	for _, r := range c.again {
		r.done <- outcome{again: true}
	}
}

// sift drops the requests that nobody waits for any more, and sets aside those
// with an id that has been stored since it was checked, or is in the group
// already (PS-13).
func (c *committer) sift() {
	clear(c.ids)
	kept := c.requests[:0]
	c.again = c.again[:0]
	for _, r := range c.requests {
		if observe := c.config.Observer.Wait; observe != nil {
			observe(time.Since(r.queued))
		}
		if err := r.ctx.Err(); err != nil {
			r.done <- outcome{err: err}
			continue
		}
		known, err := c.isKnown(r)
		if err == nil && !known && !c.keepsTimes(r) {
			err = lrs.TimeNotKept()
		}
		switch {
		case err != nil:
			r.done <- outcome{err: err}
		case known:
			c.again = append(c.again, r)
		default:
			for i := range r.records {
				c.ids[statementKey{r.store, r.records[i].ID}] = true
			}
			kept = append(kept, r)
		}
	}
	c.requests = kept
}

// keepsTimes reports whether the times that a request wants exactly can be kept.
// Whoever wants that is alone, so that no other request of the group is in the
// way.
func (c *committer) keepsTimes(r *request) bool {
	for i := range r.records {
		if r.records[i].Exactly {
			return c.clock.keeps(r.records)
		}
	}
	return true
}

func (c *committer) isKnown(r *request) (bool, error) {
	for i := range r.records {
		key := statementKey{r.store, r.records[i].ID}
		if c.ids[key] {
			return true, nil
		}
		if _, ok := c.tail.lookup(key); ok {
			return true, nil
		}
	}
	// Asked after the tail: what left it before it was looked into is met here.
	if c.tail.flushCount() == r.flushes {
		return false, nil
	}
	for i := range r.records {
		if _, ok, err := c.index.statement(statementKey{r.store, r.records[i].ID}); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// checkSpace refuses the group when the disk is nearly full.
func (c *committer) checkSpace() error {
	free, err := c.config.FS.Free(c.config.Dir)
	if err != nil || free >= c.config.MinFree {
		return nil // a write tells better than a question that cannot be asked
	}
	return problem.New(problem.Full, "disk-full",
		"the record store has no space left for statements; nothing was stored")
}

// store gives the group its times, makes it durable and publishes it.
func (c *committer) store() error {
	started := time.Now()
	c.prepare()
	if err := c.resolver.resolve(c.arrivals); err != nil {
		c.clock.settle()
		return err
	}
	if err := c.log.Append(c.records); err != nil {
		c.resolver.forget()
		if !errors.Is(err, seglog.ErrStopped) {
			c.clock.settle()
		} // else the group may be there after the next start: the safe time stays before it
		return c.refusal(err)
	}
	c.publish(c.arrivals)
	c.clock.settle()
	c.counters.commit(c.config.Observer, len(c.records), time.Since(started))
	return nil
}

// prepare assigns times and makes the log's records and the tail's arrivals.
func (c *committer) prepare() {
	c.records, c.arrivals = c.records[:0], c.arrivals[:0]
	var all []*lrs.Record
	for _, r := range c.requests {
		for i := range r.records {
			record := &r.records[i]
			all = append(all, record)
			c.records = append(c.records, seglog.Record{
				Store: int64(r.store), ID: record.ID, Flags: flagsOf(record), Target: record.Target, JSON: record.JSON,
			})
			a := arrival{
				statementKey: statementKey{r.store, record.ID},
				target:       statementKey{r.store, record.Target},
				entries:      record.Index,
				descriptions: record.Descriptions,
			}
			a.flags = flagsOf(record)
			c.arrivals = append(c.arrivals, a)
		}
	}
	c.clock.assign(len(all), func(i int) int64 { return all[i].Stored }, func(i int, stored int64) {
		c.records[i].Position, c.arrivals[i].position = stored, stored
	})
	for i, record := range all {
		if len(record.StoredAt) > 0 {
			xapi.PutStored(record.JSON, record.StoredAt, c.records[i].Position)
		}
	}
}

func flagsOf(record *lrs.Record) (flags seglog.Flags) {
	if record.IsReference {
		flags |= seglog.Reference
	}
	if record.Voids {
		flags |= seglog.Reference | seglog.Voids
	}
	if record.Defines {
		flags |= seglog.Defines
	}
	return flags
}

// refusal tells the client what a failed write means for it.
func (c *committer) refusal(err error) error {
	c.config.Logger.Error("the statement log could not be written", "error", err)
	switch {
	case errors.Is(err, seglog.ErrStopped):
		return problem.Wrap(problem.Unavailable, "log-stopped", err,
			"the record store takes no statements since a write to its disk failed; its operator must look at the server's log and restart it")
	case seglog.IsFull(err):
		return problem.Wrap(problem.Full, "disk-full", err, "the record store has no space left for statements; nothing was stored")
	}
	return err
}

// publish makes a group visible, all of it at one moment.
func (s *Store) publish(arrivals []arrival) {
	t := s.tail
	t.mu.Lock()
	defer t.mu.Unlock()
	g := t.active
	for i := range arrivals {
		a := &arrivals[i]
		g.add(a)
		for _, d := range a.descriptions {
			s.described.add(g, descriptionKey{a.store, d.Kind, d.Key}, d.Value)
		}
	}
	s.resolver.publish(g)
	t.visible = g.last
	if g.fullness(s.config) >= 1 {
		s.askFlush()
	}
}
