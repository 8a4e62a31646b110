package storetest

import (
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Restart is what a store still knows after it was closed and opened again.
// The other capabilities run in the mode "reopened" too; here is what spans
// many appends.
func Restart(t *testing.T, open Opener) {
	runScenarios(t, open, []mode{undisturbed, halfFlushed}, restartScenarios)
}

var restartScenarios = []scenario{
	{"every answer is the same before and after", func(s *session) {
		for i := range 4 {
			s.addBatch(numbered(fmt.Sprintf("a%d", i), 0, 25, verb("passed"), actor(agent("ann")))...)
			s.add(statement(fmt.Sprintf("m-%d", i), reference(fmt.Sprintf("a%d-3", i))), voiding(fmt.Sprintf("v-%d", i), fmt.Sprintf("a%d-7", i)))
			s.add(statement(fmt.Sprintf("d-%d", i), about(defined("quiz", "en", fmt.Sprintf("Quiz %d", i)))))
		}
		for range 2 {
			for _, q := range []Question{{}, {Ascending: true, Limit: 7}, {Verb: verbOf("passed"), Limit: 9}, byAgent("ann")} {
				s.pages(q)
			}
			s.expectActivity("quiz", `{"name": {"en": "Quiz 3"}}`)
			s.settle()
			if diff := s.differ(s.scan(tenant, lrs.Position{}), s.model(tenant).All()); diff != "" {
				s.t.Fatalf("scan: %s", diff)
			}
			s.reopen()
		}
	}},
	{"time goes on where it stopped", func(s *session) {
		for i := range 5 {
			s.addBatch(numbered(fmt.Sprintf("a%d", i), 0, 3)...) // the session checks that stored rises
			safe := s.safeTime()
			s.reopen()
			if again := s.safeTime(); again < safe {
				s.t.Fatalf("the safe time was %d and is %d after a restart", safe, again)
			}
		}
	}},
	{"a page goes on after a restart", func(s *session) {
		s.addBatch(numbered("a", 0, 9, verb("passed"))...)
		q := Question{Verb: verbOf("passed"), Limit: 4}
		first := s.page(tenant, q)
		s.reopen()
		s.add(statement("new", verb("passed")))
		q.Through, q.After = first.Through, first.Statements[3].Position
		if rest := s.pages(q); len(rest) != 2 || len(rest[0])+len(rest[1]) != 5 {
			s.t.Fatalf("behind the first page of 4 came %d pages, want 2 with 5 statements (PG-02)", len(rest))
		}
	}},
	{"ids stay taken", func(s *session) {
		s.addBatch(numbered("a", 0, 30)...)
		s.reopen()
		for i := range 30 {
			s.addBatch(numbered("a", i, i+1)...)
			s.refuse(s.record(numbered("a", i, i+1, verb("failed"))[0]))
		}
		s.expectOnly(Question{}, 30)
	}},
	{"waiting references still wait", func(s *session) {
		s.add(statement("a", reference("b")), voiding("v", "c"))
		s.reopen()
		s.add(statement("b", reference("c")))
		s.reopen()
		s.add(statement("c", verb("passed")))
		s.reopen()
		s.expect(byVerb("passed"), "a b v")
		s.expectVoided(true, "c")
	}},
	{"an empty store restarts", func(s *session) {
		s.reopen()
		s.expect(Question{}, "")
		s.reopen()
		s.add(statement("a"))
		s.expect(Question{}, "a")
		if got := s.describe(tenant, xapi.DescribesVerb, xapi.VerbKey(verbOf("did"))); got != nil {
			s.t.Fatalf("described as %s", got)
		}
	}},
}
