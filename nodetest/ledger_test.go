package nodetest

import (
	"fmt"
	"sync"
	"testing"
)

// fate is what a client was told of a request.
type fate int

const (
	unknown fate = iota // no answer, or none yet
	acknowledged
	refused
)

// submission is a request that writes statements.
type submission struct {
	ids  []string
	fate fate
}

// ledger is what clients know of one store.
type ledger struct {
	mu          sync.Mutex
	submissions []*submission
	count       int // of acknowledged submissions
}

// open enters a submission before it is sent.
func (l *ledger) open(ids []string) *submission {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &submission{ids: ids}
	l.submissions = append(l.submissions, s)
	return s
}

// settle enters what a client was told at last.
func (l *ledger) settle(s *submission, f fate) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s.fate = f
	if f == acknowledged {
		l.count++
	}
}

// acknowledgedCount is how many submissions were acknowledged so far.
func (l *ledger) acknowledgedCount() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.count
}

// compare checks what somebody has read of the store against the ledger, from
// the given submission on: what was acknowledged is all there and nothing that
// was refused. complete says that nothing more can come: then what nobody
// knows of is there as a whole or not at all. It returns how many submissions
// there are.
func (l *ledger) compare(t testing.TB, who string, taken map[string]int64, from int, complete bool) int {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.submissions[from:] {
		var there, missing []string
		for _, id := range s.ids {
			if _, ok := taken[id]; ok {
				there = append(there, id)
			} else {
				missing = append(missing, id)
			}
		}
		switch {
		case s.fate == acknowledged && len(missing) > 0:
			t.Errorf("%s misses %s of a request of %d that was acknowledged", who, describe(missing), len(s.ids))
		case s.fate == refused && len(there) > 0:
			t.Errorf("%s has %s of a request of %d that was refused", who, describe(there), len(s.ids))
		case s.fate == unknown && complete && len(there) > 0 && len(missing) > 0:
			t.Errorf("%s has %s, and lacks %s, of one request without an answer", who, describe(there), describe(missing))
		}
	}
	return len(l.submissions)
}

// total is how many statements were sent.
func (l *ledger) total() (statements, requests int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.submissions {
		statements += len(s.ids)
	}
	return statements, len(l.submissions)
}

func describe(ids []string) string {
	if len(ids) > 3 {
		return fmt.Sprintf("%d statements (%s, …)", len(ids), ids[0])
	}
	return fmt.Sprint(ids)
}
