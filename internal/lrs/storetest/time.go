package storetest

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Time is since, until and the two directions, to the microsecond.
func Time(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, timeScenarios)
}

var timeScenarios = []scenario{
	{"times are kept exactly or refused", func(s *session) {
		s.add(statement("a"))
		last := s.positionOf("a").Stored
		s.settle()
		exactly := func(name string, stored int64) lrs.Record {
			record := s.record(statement(name))
			record.Stored, record.Exactly = stored, true
			return record
		}
		future := time.Now().Add(time.Hour).UnixMicro()
		for _, batch := range [][]lrs.Record{
			{exactly("b", last)},
			{exactly("b", last-1)},
			{exactly("b", future)},
			{exactly("b", 0)},
			{s.record(statement("c")), exactly("b", last-1)},
		} {
			if err := s.store.Append(s.t.Context(), tenant, batch); !problem.Is(err, problem.Conflict) {
				s.t.Fatalf("append a statement exactly at %d, behind %d: %v, want an error of kind Conflict", batch[len(batch)-1].Stored, last, err)
			}
			s.absent(tenant, idOf("b"))
			s.absent(tenant, idOf("c"))
		}
	}},
	{"times that can be kept are", func(s *session) {
		now := time.Now().Add(-time.Hour).UnixMicro()
		batch := []lrs.Record{s.record(statement("a")), s.record(statement("b"))}
		for i := range batch {
			batch[i].Stored, batch[i].Exactly = now+int64(10*i), true
			xapi.PutStored(batch[i].JSON, batch[i].StoredAt, batch[i].Stored)
			batch[i].StoredAt = nil
		}
		s.addRecords(tenant, batch...)
		if a, b := s.positionOf("a").Stored, s.positionOf("b").Stored; a != now || b != now+10 {
			s.t.Fatalf("the statements are at %d and %d, want %d and %d", a, b, now, now+10)
		}
	}},
	{"since is exclusive and until inclusive, at the microsecond", func(s *session) {
		s.addBatch(statement("a"), statement("b"))
		s.add(statement("c"))
		a, b, c := s.positionOf("a").Stored, s.positionOf("b").Stored, s.positionOf("c").Stored
		for _, ascending := range []bool{false, true} {
			ask := func(since, until int64, names string) {
				s.t.Helper()
				s.expect(Question{Since: since, Until: until, Ascending: ascending}, names)
				s.expect(Question{Since: since, Until: until, Ascending: ascending, Verb: verbOf("did")}, names)
			}
			ask(a-1, 0, "a b c")
			ask(a, 0, "b c")
			ask(b, 0, "c")
			ask(c-1, 0, "c")
			ask(c, 0, "")
			ask(0, a-1, "")
			ask(0, a, "a")
			ask(0, b-1, "a")
			ask(0, b, "a b")
			ask(0, c, "a b c")
			ask(a, b, "b")
			ask(b, b, "")
			ask(b-1, b, "b")
			ask(c, a, "")
			ask(a-1_000_000, c+1_000_000, "a b c")
		}
	}},
	{"the newest comes first, ascending the oldest", func(s *session) {
		s.add(statement("a"), statement("b"))
		s.addBatch(statement("c"), statement("d"))
		for _, c := range []struct {
			ascending bool
			want      string
		}{{false, "d c b a"}, {true, "a b c d"}} {
			s.expect(Question{Ascending: c.ascending}, "a b c d")
			if got := s.list(s.page(tenant, Question{Ascending: c.ascending}).Statements); got != c.want {
				s.t.Fatalf("ascending %t: got %s, want %s (GS-04, GS-10)", c.ascending, got, c.want)
			}
		}
	}},
	{"times are those of the referring statement, not of its target", func(s *session) {
		s.add(statement("target", verb("passed")), statement("mention", reference("target")))
		target := s.positionOf("target").Stored
		passed := Question{Verb: verbOf("passed")}
		passed.Since = target
		s.expect(passed, "mention") // GS-20
		passed.Since, passed.Until = 0, target
		s.expect(passed, "target")
	}},
	{"a polling client loses and repeats nothing", func(s *session) {
		var polled []lrs.Stored
		since := int64(0)
		for i := range 5 {
			s.addBatch(statement(string(rune('a'+2*i))), statement(string(rune('b'+2*i))))
			page := s.page(tenant, Question{Ascending: true, Since: since, Until: s.model(tenant).All()[2*i+1].Stored})
			polled = append(polled, page.Statements...)
			since = polled[len(polled)-1].Stored
		}
		if diff := s.differ(polled, s.model(tenant).Select(Question{Ascending: true})); diff != "" {
			s.t.Fatalf("polling with since = the last stored: %s (GS-11)", diff)
		}
	}},
}
