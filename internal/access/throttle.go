package access

import (
	"errors"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// triesWindow is within which time tries that failed are counted.
	triesWindow = 15 * time.Minute
	// How many may fail in it: of one account from one address, of one account, and
	// from one address. The first keeps a guesser out without keeping the user out,
	// who comes from elsewhere.
	triesOfPair    = 10
	triesOfAccount = 50
	triesOfAddress = 100
	// maxThrottled bounds how many accounts and addresses are remembered.
	maxThrottled = 20_000
)

// throttle counts tries to sign in, on this node. Its zero value works.
type throttle struct {
	mu     sync.Mutex
	counts map[string]*tries
}

// tries are those since a time.
type tries struct {
	since time.Time
	count int
}

// tooManyTries says when to come again.
type tooManyTries struct {
	problem error
	after   time.Duration
}

func (t *tooManyTries) Error() string { return t.problem.Error() }

func (t *tooManyTries) Unwrap() error { return t.problem }

// RetryAfter returns after which time what was refused for too many tries can be
// tried again; false for any other error.
func RetryAfter(err error) (time.Duration, bool) {
	var refused *tooManyTries
	if !errors.As(err, &refused) {
		return 0, false
	}
	return refused.after, true
}

// begin counts a try before its outcome is known, so that many at once are counted,
// too. forgive takes it back when it did not fail; when it succeeded, with those that
// failed before from the same address.
func (t *throttle) begin(now time.Time, account, address string) (forgive func(succeeded bool), err error) {
	limits := []struct {
		key  string
		most int
	}{
		{"pair " + account + " " + address, triesOfPair},
		{"account " + account, triesOfAccount},
		{"address " + address, triesOfAddress},
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = make(map[string]*tries)
	}
	var wait time.Duration
	for _, limit := range limits {
		known := t.counts[limit.key]
		if known == nil {
			continue
		}
		left := known.since.Add(triesWindow).Sub(now)
		switch {
		case left <= 0:
			delete(t.counts, limit.key)
		case known.count >= limit.most:
			wait = max(wait, left)
		}
	}
	if wait > 0 {
		return nil, &tooManyTries{problem.New(problem.TooMany, "too-many-tries",
			"signing in failed too often: try again in %d minutes", int(wait/time.Minute)+1), wait}
	}
	for _, limit := range limits {
		known := t.counts[limit.key]
		if known == nil {
			t.makeRoom(now)
			known = &tries{since: now}
			t.counts[limit.key] = known
		}
		known.count++
	}
	return func(succeeded bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, limit := range limits {
			if known := t.counts[limit.key]; known != nil && known.count > 0 {
				known.count--
			}
		}
		if succeeded {
			delete(t.counts, limits[0].key)
		}
	}, nil
}

// makeRoom forgets what is over, and if that is not enough, any one.
func (t *throttle) makeRoom(now time.Time) {
	if len(t.counts) < maxThrottled {
		return
	}
	for key, known := range t.counts {
		if now.Sub(known.since) >= triesWindow {
			delete(t.counts, key)
		}
	}
	for key := range t.counts { // the order of a map is random
		if len(t.counts) < maxThrottled {
			return
		}
		delete(t.counts, key)
	}
}
