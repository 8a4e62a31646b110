package storetest

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// Concurrency is what holds when many callers meet.
func Concurrency(t *testing.T, open Opener) {
	runScenarios(t, open, []mode{undisturbed}, concurrencyScenarios)
}

var concurrencyScenarios = []scenario{
	{"of different statements with one id exactly one is stored", func(s *session) {
		defer s.keepBusy()()
		for round := range 20 {
			const writers = 8
			name := fmt.Sprintf("contested-%d", round)
			by := func(w int) string { return fmt.Sprintf("by-%d-%d", round, w) }
			batches := make([][]lrs.Record, writers)
			for w := range batches {
				batches[w] = []lrs.Record{
					s.record(statement(fmt.Sprintf("beside-%d-%d", round, w))),
					s.record(statement(name, verb(by(w)))),
				}
			}
			won := s.race(batches, problem.Conflict)
			if len(won) != 1 {
				s.t.Fatalf("%d of %d writers of one id were told «stored», want 1 (PS-13)", len(won), writers)
			}
			s.expectOnly(byVerb(by(won[0])), 1)
			for w := range batches {
				if w != won[0] {
					s.absent(tenant, batches[w][0].ID)
					s.expectOnly(byVerb(by(w)), 0)
				}
			}
			s.get(tenant, batches[won[0]][0].ID)
		}
	}},
	{"of equal statements with one id one is stored and all succeed", func(s *session) {
		defer s.keepBusy()()
		for round := range 20 {
			batches := make([][]lrs.Record, 8)
			for w := range batches {
				batches[w] = []lrs.Record{
					s.record(statement(fmt.Sprintf("shared-%d", round), verb(fmt.Sprintf("round-%d", round)))),
					s.record(statement(fmt.Sprintf("own-%d-%d", round, w), verb(fmt.Sprintf("round-%d", round)))),
				}
			}
			if won := s.race(batches, problem.Conflict); len(won) != len(batches) {
				s.t.Fatalf("%d of %d writers of one equal statement were told «stored» (PS-11)", len(won), len(batches))
			}
			s.expectOnly(byVerb(fmt.Sprintf("round-%d", round)), 1+len(batches))
		}
	}},
	{"batches that overlap in opposite orders all come to an end", func(s *session) {
		batches := make([][]lrs.Record, 12)
		for w := range batches {
			for i := range 10 {
				n := i
				if w%2 == 1 {
					n = 9 - i
				}
				batches[w] = append(batches[w], s.record(numbered("n", n, n+1)[0]))
			}
		}
		if won := s.race(batches, problem.Conflict); len(won) != len(batches) {
			s.t.Fatalf("%d of %d equal batches were told «stored»", len(won), len(batches))
		}
		s.expectOnly(Question{}, 10)
	}},
	{"an acknowledged statement is visible at once, to every question", func(s *session) {
		var writing sync.WaitGroup
		for w := range 6 {
			batches := make([][]lrs.Record, 30)
			for i := range batches {
				batches[i] = []lrs.Record{s.record(statement(fmt.Sprintf("v-%d-%d", w, i), verb(fmt.Sprintf("w-%d-%d", w, i))))}
			}
			writing.Go(func() {
				for i, batch := range batches {
					if err := s.store.Append(s.t.Context(), tenant, batch); err != nil {
						s.t.Errorf("append: %v", err)
						return
					}
					if _, err := s.store.Get(s.t.Context(), tenant, batch[0].ID); err != nil {
						s.t.Errorf("get right after the append: %v", err)
					}
					page, err := s.store.Query(s.t.Context(), tenant, byVerb(fmt.Sprintf("w-%d-%d", w, i)).Query())
					if err != nil || len(page.Statements) != 1 {
						s.t.Errorf("query right after the append: %d statements, %v", len(page.Statements), err)
					}
				}
			})
		}
		writing.Wait()
		s.expectOnly(Question{}, 180)
	}},
	{"no reader sees a part of a batch, or less than was acknowledged", func(s *session) {
		const size, rounds = 25, 60
		batches := make([][]lrs.Record, rounds)
		for i := range batches {
			for _, made := range numbered(fmt.Sprintf("whole-%d", i), 0, size, verb("passed")) {
				batches[i] = append(batches[i], s.record(made))
			}
		}
		ctx, stop := context.WithCancel(s.t.Context())
		var (
			background   sync.WaitGroup
			acknowledged atomic.Int64
		)
		for _, q := range []Question{{}, byVerb("passed"), {Verb: verbOf("passed"), Ascending: true}} {
			background.Go(func() {
				for ctx.Err() == nil {
					least := int(acknowledged.Load())
					page, err := s.store.Query(s.t.Context(), tenant, q.Query())
					if err != nil || len(page.Statements)%size != 0 || len(page.Statements) < least {
						s.t.Errorf("query while batches of %d are stored: %d statements, %v; want whole batches and at least %d", size, len(page.Statements), err, least)
						return
					}
				}
			})
		}
		background.Go(func() {
			for ctx.Err() == nil {
				s.flush()
			}
		})
		for _, batch := range batches {
			if err := s.store.Append(s.t.Context(), tenant, batch); err != nil {
				s.t.Errorf("append: %v", err)
			}
			acknowledged.Add(size)
		}
		stop()
		background.Wait()
		s.expectOnly(Question{}, size*rounds)
	}},
	{"voiding and its target meet in either order", func(s *session) {
		for round := range 40 {
			gone, v := fmt.Sprintf("gone-%d", round), fmt.Sprintf("void-%d", round)
			s.race([][]lrs.Record{{s.record(voiding(v, gone))}, {s.record(statement(gone))}}, problem.Conflict)
			if !s.get(tenant, idOf(gone)).Voided {
				s.t.Fatalf("round %d: the target of a voiding statement is not voided (VO-02)", round)
			}
		}
		s.expectOnly(Question{}, 40)
	}},
	{"references and their targets meet in either order", func(s *session) {
		for round := range 40 {
			verbName := fmt.Sprintf("passed-%d", round)
			a, b, c := fmt.Sprintf("a-%d", round), fmt.Sprintf("b-%d", round), fmt.Sprintf("c-%d", round)
			s.race([][]lrs.Record{
				{s.record(statement(a, reference(b)))},
				{s.record(statement(b, reference(c)))},
				{s.record(statement(c, verb(verbName)))},
			}, problem.Conflict)
			s.expectOnly(byVerb(verbName), 3)
		}
	}},
}

// keepBusy has other statements stored all the time, so that requests meet
// where they wait, until the function that it returns is called.
func (s *session) keepBusy() (stop func()) {
	ctx, cancel := context.WithCancel(s.t.Context())
	var writing sync.WaitGroup
	for w := range 2 {
		made := s.record(statement("busy"))
		writing.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				batch := make([]lrs.Record, 20)
				for i := range batch {
					batch[i] = made
					batch[i].ID = idOf(fmt.Sprintf("busy-%d-%d-%d", w, n, i))
					batch[i].JSON = bytes.Replace(made.JSON, []byte(made.ID.String()), []byte(batch[i].ID.String()), 1)
				}
				if err := s.store.Append(s.t.Context(), otherTenant, batch); err != nil {
					s.t.Errorf("append beside: %v", err)
					return
				}
			}
		})
	}
	return func() {
		cancel()
		writing.Wait()
	}
}

// race appends the batches at the same time and returns which succeeded; the
// others must fail with the kind.
func (s *session) race(batches [][]lrs.Record, kind problem.Kind) (won []int) {
	s.t.Helper()
	var (
		ready   sync.WaitGroup
		done    sync.WaitGroup
		results = make([]error, len(batches))
		failed  atomic.Bool
	)
	ready.Add(len(batches))
	for i, batch := range batches {
		done.Go(func() {
			ready.Done()
			ready.Wait()
			if results[i] = s.store.Append(s.t.Context(), tenant, batch); results[i] != nil && !problem.Is(results[i], kind) {
				failed.Store(true)
			}
		})
	}
	done.Wait()
	if failed.Load() {
		s.t.Fatalf("concurrent appends failed: %v", results)
	}
	for i, err := range results {
		if err == nil {
			won = append(won, i)
		}
	}
	return won
}

// expectOnly checks how many statements answer a question, now and when they
// have moved where they are kept for long.
func (s *session) expectOnly(q Question, count int) {
	s.t.Helper()
	for _, when := range []string{"at once", "after a flush"} {
		if got := len(s.page(tenant, q).Statements); got != count {
			s.t.Fatalf("query %s %s: %d statements, want %d", describe(q), when, got, count)
		}
		s.flush()
	}
}
