package nodetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

const (
	// pollEvery is how long a follower waits between two polls.
	pollEvery = 20 * time.Millisecond
	// answerWithin is how long a client waits for an answer. A paused node
	// gives none.
	answerWithin = 4 * time.Second
)

// follower reads a store through one node as it grows, or, without a node,
// through another one at each request.
type follower struct {
	cluster *cluster
	node    *node
	tenant  *tenant
	random  *rand.Rand

	mu     sync.Mutex
	cursor int64            // the next since, exclusive
	taken  map[string]int64 // id to stored
	// through is the last header of each node: it never goes back.
	through map[*node]int64
	faults  []string
	// trail is the last polls, to explain what went wrong.
	trail   []poll
	polls   int
	unheard int           // polls without an answer
	lag     time.Duration // the longest that the header was behind the machine's clock
}

// poll is one look at a store that was answered to the end.
type poll struct {
	at            time.Time // when it was sent
	node          *node     // that gave the first page
	from, through int64
	found         int
}

// trailLength is how many polls are kept.
const trailLength = 3000

func (f *follower) String() string {
	if f.node == nil {
		return "the follower of " + f.tenant.store + " through all nodes"
	}
	return "the follower of " + f.tenant.store + " through " + f.node.name
}

// follow starts a follower of each tenant through each node and one through
// all. The returned function ends them.
func (c *cluster) follow() (followers []*follower, end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	for i, tenant := range c.tenants {
		for k, n := range append(c.nodes[:len(c.nodes):len(c.nodes)], nil) {
			f := &follower{
				cluster: c, node: n, tenant: tenant, random: rand.New(rand.NewPCG(uint64(i), uint64(k))),
				taken: make(map[string]int64), through: make(map[*node]int64),
			}
			followers = append(followers, f)
			running.Go(func() { f.run(ctx) })
		}
	}
	return followers, func() {
		cancel()
		running.Wait()
	}
}

func (f *follower) run(ctx context.Context) {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		err := f.poll(ctx)
		if ctx.Err() != nil {
			return
		}
		f.note(err)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// note counts a poll and keeps what was wrong with it.
func (f *follower) note(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.polls++
	var away *unavailable
	if errors.As(err, &away) {
		f.unheard++
	} else if err != nil {
		f.fault("%v", err)
	}
}

// poll reads everything that is stored after the cursor and takes what the
// header of the first page vouches for. A poll that breaks off is made again
// from the same cursor.
func (f *follower) poll(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	this := poll{at: time.Now(), from: f.cursor}
	var found []read
	path := since(this.from, 20+f.random.IntN(480))
	for first := true; path != ""; first = false {
		n := f.node
		if n == nil {
			n = f.cluster.nodes[f.random.IntN(len(f.cluster.nodes))]
		}
		p, err := f.cluster.page(ctx, n, f.tenant, path)
		if err != nil {
			return err
		}
		f.hear(n, p.through)
		if first {
			this.node, this.through = n, p.through
		}
		found = append(found, p.statements...)
		path = p.more
	}
	f.take(this, found)
	return nil
}

// hear checks a header against the one before.
func (f *follower) hear(n *node, through int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if before := f.through[n]; through < before {
		f.fault("the header of %s goes back from %s to %s", n.name, clockTime(before), clockTime(through))
	}
	f.through[n] = through
	f.lag = max(f.lag, time.Since(time.UnixMicro(through)))
}

// take moves the cursor over what is complete.
func (f *follower) take(this poll, found []read) {
	f.mu.Lock()
	defer f.mu.Unlock()
	this.found = len(found)
	f.trail = append(f.trail[max(0, len(f.trail)+1-trailLength):], this)
	before := this.from
	for _, s := range found {
		if s.Stored <= before {
			f.fault("statement %s of %s comes after %s", s.ID, clockTime(s.Stored), clockTime(before))
		}
		before = s.Stored
		if s.Stored >= this.through {
			continue // not vouched for yet: a later poll brings it
		}
		if _, twice := f.taken[s.ID]; twice {
			f.fault("statement %s comes twice, stored at %s and %s", s.ID, clockTime(f.taken[s.ID]), clockTime(s.Stored))
		}
		f.taken[s.ID] = s.Stored
	}
	f.cursor = max(this.from, this.through-1)
}

func (f *follower) fault(format string, args ...any) {
	if len(f.faults) < 20 {
		f.faults = append(f.faults, fmt.Sprintf(format, args...))
	}
}

// has reports whether the follower has taken a statement.
func (f *follower) has(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, there := f.taken[id]
	return there
}

// all is what the follower took.
func (f *follower) all() map[string]int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.taken)
}

// isPast reports whether the follower has come past a time.
func (f *follower) isPast(stored int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cursor >= stored
}

func (f *follower) summary() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprintf("%s: %d polls, %d without an answer, the header was at most %s behind",
		f, f.polls, f.unheard, f.lag.Round(time.Millisecond))
}

// compare checks that the follower took exactly what is held, each with the
// same stored.
func (f *follower) compare(t testing.TB, held map[string]int64) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, stored := range f.taken {
		if held[id] != stored {
			t.Errorf("%s took statement %s of %s, held is %s", f, id, clockTime(stored), clockTime(held[id]))
		}
	}
	for id, stored := range held {
		if _, taken := f.taken[id]; !taken {
			t.Errorf("%s never took statement %s of %s", f, id, clockTime(stored))
		}
	}
}

// explain tells which polls passed over statements that others took.
func (f *follower) explain(others map[string]int64) (text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, stored := range others {
		if _, taken := f.taken[id]; taken {
			continue
		}
		for _, p := range f.trail {
			if p.from < stored && stored < p.through {
				text += fmt.Sprintf("\n%s passed over %s of %s in its poll at %s: since %s, %d found, the header of %s was %s",
					f, id, clockTime(stored), clockTime(p.at.UnixMicro()), clockTime(p.from), p.found, p.node.name, clockTime(p.through))
			}
		}
	}
	return text
}

// check compares what the follower took with the ledger.
func (f *follower) check(t testing.TB, when string, from int, complete bool) (to int) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.faults {
		t.Errorf("%s, %s: %s", when, f, fault)
	}
	f.faults = nil
	return f.tenant.ledger.compare(t, when+", "+f.String(), f.taken, from, complete)
}

func clockTime(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("15:04:05.000000")
}
