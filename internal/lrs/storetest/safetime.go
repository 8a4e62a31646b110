package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// SafeTime is the promise of X-Experience-API-Consistent-Through (GS-40):
// whoever reads only what lies below the safe time never misses a statement.
func SafeTime(t *testing.T, open Opener) {
	runScenarios(t, open, []mode{undisturbed, flushed, reopened}, safeTimeScenarios)
	runScenarios(t, open, []mode{undisturbed}, pollingScenarios)
}

var safeTimeScenarios = []scenario{
	{"the safe time moves on while nothing is stored", func(s *session) {
		first := s.safeTime()
		eventually(s.t, "the safe time moves on", func() bool { return s.safeTime() > first })
		s.add(statement("a"))
		s.settle()
	}},
	{"the safe time never steps back, and nothing is stored below it", func(s *session) {
		for i := range 20 {
			before := s.safeTime()
			s.add(numbered("a", i, i+1)...)
			name := fmt.Sprintf("a-%d", i)
			if stored := s.positionOf(name).Stored; stored < before {
				s.t.Fatalf("stored %d lies below %d, which was safe before it was stored (GS-40)", stored, before)
			}
			if after := s.safeTime(); after < before {
				s.t.Fatalf("the safe time went from %d back to %d", before, after)
			}
		}
	}},
	{"nothing is stored below a safe time that was told, even where it is asked for", func(s *session) {
		safe := s.safeTime()
		old := s.record(statement("old"))
		old.Stored = day(1)
		s.addRecords(tenant, old)
		if stored := s.positionOf("old").Stored; stored < safe {
			s.t.Fatalf("stored %d was kept, below %d, which was safe (GS-40)", stored, safe)
		}
	}},
}

var pollingScenarios = []scenario{
	{"windows between safe times miss and repeat nothing", func(s *session) {
		// Whoever has read up to a safe time never looks back.
		from := int64(1)
		s.pollWhileWriting(func(lrs.Position) []lrs.Stored {
			safe := s.safeTime()
			if safe <= from {
				return nil
			}
			page := s.page(tenant, Question{Ascending: true, Since: from - 1, Until: safe - 1})
			from = safe
			return page.Statements
		})
	}},
	{"a follower that scans what is newer misses and repeats nothing", func(s *session) {
		// What was seen before a question is the bound of the next one.
		other := tenant + 1
		var asked, seen int64
		var ofOther lrs.Position
		s.pollWhileWriting(func(after lrs.Position) (found []lrs.Stored) {
			before := seen
			newer, err := s.store.Newer(s.t.Context(), []lrs.StoreID{tenant, other}, asked)
			if err != nil {
				s.t.Fatalf("newer than %d: %v", asked, err)
			}
			asked = before
			if slices.Contains(newer, other) {
				for _, stored := range s.scan(other, ofOther) {
					ofOther, seen = stored.Position, max(seen, stored.Stored)
				}
			}
			if slices.Contains(newer, tenant) {
				found = s.scan(tenant, after)
				for _, stored := range found {
					seen = max(seen, stored.Stored)
				}
			}
			return found
		})
	}},
	{"a follower that scans misses and repeats nothing", func(s *session) {
		s.pollWhileWriting(func(after lrs.Position) []lrs.Stored { return s.scan(tenant, after) })
	}},
}

func (s *session) safeTime() int64 {
	s.t.Helper()
	safe, err := s.store.SafeTime(s.t.Context())
	if err != nil {
		s.t.Fatalf("safe time: %v", err)
	}
	return safe
}

// pollWhileWriting calls next for what is behind a position, while writers
// store and until everything was read.
func (s *session) pollWhileWriting(next func(after lrs.Position) []lrs.Stored) {
	const writers, batches, size = 4, 24, 4
	var writing sync.WaitGroup
	defer writing.Wait() // also when the test ends early
	for w := range writers {
		var records [][]lrs.Record
		for b := range batches {
			var batch []lrs.Record
			for _, made := range numbered(fmt.Sprintf("w%d-%d", w, b), 0, size) {
				batch = append(batch, s.record(made))
			}
			records = append(records, batch)
		}
		writing.Go(func() {
			for i, batch := range records {
				// Other stores of the engine share its clock.
				if err := s.store.Append(s.t.Context(), tenant+lrs.StoreID(i%4/3), batch); err != nil {
					s.t.Errorf("append: %v", err)
				}
			}
		})
	}
	written := make(chan struct{})
	go func() {
		writing.Wait()
		close(written)
	}()

	seen := make(map[xapi.UUID]bool)
	var at lrs.Position
	poll := func() {
		for _, stored := range next(at) {
			if seen[stored.ID] {
				s.t.Fatalf("statement %s was read twice (GS-40)", stored.ID)
			}
			if ComparePositions(stored.Position, at) <= 0 {
				s.t.Fatalf("statement at %+v was read behind %+v", stored.Position, at)
			}
			seen[stored.ID] = true
			at = stored.Position
		}
	}
	for running := true; running; {
		select {
		case <-written:
			running = false
		default:
			poll()
		}
	}
	const want = writers * batches * 3 / 4 * size
	eventually(s.t, "the poller has read everything", func() bool {
		poll()
		return len(seen) >= want
	})
	if len(seen) != want {
		s.t.Fatalf("the poller read %d statements, want %d", len(seen), want)
	}
	whole := s.page(tenant, Question{Ascending: true}).Statements
	if len(whole) != want {
		s.t.Fatalf("the store holds %d statements, want %d", len(whole), want)
	}
	for i := range whole[1:] {
		if whole[i].Stored >= whole[i+1].Stored {
			s.t.Fatalf("positions %+v and %+v do not rise strictly (AU-02)", whole[i].Position, whole[i+1].Position)
		}
	}
}
