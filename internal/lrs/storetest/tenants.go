package storetest

import (
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Tenants is the wall between stores: nothing of one is seen in another.
func Tenants(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, tenantScenarios)
}

var tenantScenarios = []scenario{
	{"statements are seen in their own store only", func(s *session) {
		s.addTo(1, passedQuiz("a"), passedQuiz("b"))
		s.addTo(2, passedQuiz("c"))
		s.addTo(300, passedQuiz("d"))
		for store, names := range map[lrs.StoreID]string{1: "a b", 2: "c", 300: "d", 4: ""} {
			for _, q := range []Question{{}, {Ascending: true}, byVerb("passed"), byAgent("ann"), byRelatedActivity("quiz"), byRegistration("run")} {
				s.expectIn(store, q, names)
			}
		}
		s.absent(1, idOf("c"))
		s.absent(2, idOf("a"))
		s.absent(4, idOf("a"))
	}},
	{"one id in two stores is two statements", func(s *session) {
		s.addTo(1, statement("same", verb("passed")))
		s.addTo(2, statement("same", verb("failed")))
		s.expectIn(1, byVerb("passed"), "same")
		s.expectIn(2, byVerb("passed"), "")
		s.expectIn(2, byVerb("failed"), "same")
	}},
	{"voiding stays in its store", func(s *session) {
		s.addTo(1, statement("a"))
		s.addTo(2, statement("a"), voiding("v", "a"), voiding("w", "b"))
		s.addTo(1, statement("b"))
		s.expectIn(1, Question{}, "a b")
		s.expectIn(2, Question{}, "v w")
		if s.get(1, idOf("a")).Voided || s.get(1, idOf("b")).Voided || !s.get(2, idOf("a")).Voided {
			s.t.Fatal("a statement is voided by another store's")
		}
	}},
	{"references stay in their store", func(s *session) {
		s.addTo(1, statement("mention", reference("target")))
		s.addTo(2, passedQuiz("target"))
		s.expectIn(1, byVerb("passed"), "")
		s.addTo(2, statement("mention", reference("target")))
		s.expectIn(1, byVerb("passed"), "")
		s.expectIn(2, byVerb("passed"), "target mention")
	}},
	{"paging stays in its store", func(s *session) {
		for i := range 10 {
			s.addTo(lrs.StoreID(1+i%2), numbered("a", i, i+1, verb("passed"))...)
		}
		s.pages(Question{Limit: 2})
		s.pages(Question{Limit: 2, Verb: verbOf("passed"), Ascending: true})
		s.settle()
		for store := range s.models {
			if diff := s.differ(s.scan(store, lrs.Position{}), s.model(store).All()); diff != "" {
				s.t.Fatalf("scan of store %d: %s", store, diff)
			}
		}
	}},
	{"descriptions stay in their store", func(s *session) {
		s.addTo(1, statement("a", about(object{"id": activityOf("quiz"), "definition": object{"name": object{"en": "Quiz"}}})))
		if got := s.describe(2, xapi.DescribesActivity, xapi.ActivityKey(activityOf("quiz"))); got != nil {
			s.t.Fatalf("store 2 describes an activity of store 1: %s", got)
		}
	}},
}

// addTo appends each statement to a store in a batch of its own.
func (s *session) addTo(store lrs.StoreID, statements ...object) {
	s.t.Helper()
	for _, made := range statements {
		s.addRecords(store, s.record(made))
	}
}
