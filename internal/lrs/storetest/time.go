package storetest

import (
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Time is since, until and the two directions, to the microsecond.
func Time(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, timeScenarios)
}

var timeScenarios = []scenario{
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
