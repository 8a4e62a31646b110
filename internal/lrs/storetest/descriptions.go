package storetest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Descriptions is what becomes known of activities, verbs and agents (OB-13,
// OB-14) by the statements that are stored.
func Descriptions(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, descriptionScenarios)
}

// defined is an activity with a name in one language.
func defined(id, language, name string) object {
	return object{"id": activityOf(id), "definition": object{"name": object{language: name}}}
}

func displayed(id, language, display string) object {
	return object{"verb": object{"id": verbOf(id), "display": object{language: display}}}
}

func called(name, displayName string) object {
	made := agent(name)
	made["name"] = displayName
	return made
}

func (s *session) describe(store lrs.StoreID, kind xapi.DescriptionKind, key xapi.Key) []byte {
	s.t.Helper()
	text, err := s.store.Describe(s.t.Context(), store, kind, key)
	if err != nil {
		s.t.Fatalf("describe: %v", err)
	}
	nothing := xapi.ActivityKey("http://example.org/nothing")
	texts, err := s.store.DescribeAll(s.t.Context(), store, kind, []xapi.Key{nothing, key, nothing, key})
	if err != nil {
		s.t.Fatalf("describe all: %v", err)
	}
	if want := [][]byte{nil, text, nil, text}; !cmp.Equal(texts, want) {
		s.t.Fatalf("described all as %q, want %q", texts, want)
	}
	return text
}

// expectDescription compares a description with JSON, "" for none.
func (s *session) expectDescription(kind xapi.DescriptionKind, key xapi.Key, want string) {
	s.t.Helper()
	text := s.describe(tenant, kind, key)
	if want == "" {
		if text != nil {
			s.t.Fatalf("described as %s, want nothing", text)
		}
		return
	}
	var gotValue, wantValue any
	if err := json.Unmarshal(text, &gotValue); err != nil {
		s.t.Fatalf("described as %q, want %s: %v", text, want, err)
	}
	if err := json.Unmarshal([]byte(want), &wantValue); err != nil {
		s.t.Fatal(err)
	}
	if diff := cmp.Diff(wantValue, gotValue); diff != "" {
		s.t.Fatalf("description differs (-want +got):\n%s", diff)
	}
}

func (s *session) expectActivity(name, want string) {
	s.t.Helper()
	s.expectDescription(xapi.DescribesActivity, xapi.ActivityKey(activityOf(name)), want)
}

func (s *session) expectVerb(name, want string) {
	s.t.Helper()
	s.expectDescription(xapi.DescribesVerb, xapi.VerbKey(verbOf(name)), want)
}

var descriptionScenarios = []scenario{
	{"nothing is known of what nobody described", func(s *session) {
		s.add(statement("a", verb("passed"), about(activity("quiz"))))
		s.expectActivity("quiz", "")
		s.expectActivity("unknown", "")
		s.expectVerb("passed", "")
		s.expectDescription(xapi.NamesAgent, mailbox("somebody").Key(), "")
	}},
	{"definitions merge languages and replace the rest", func(s *session) {
		s.add(
			statement("a", about(defined("quiz", "en", "Quiz"))),
			statement("b", about(defined("quiz", "de", "Rätsel"))),
			statement("c", about(object{"id": activityOf("quiz"), "definition": object{
				"name": object{"en": "The Quiz"}, "type": "http://example.com/types/quiz",
			}})),
		)
		s.expectActivity("quiz", `{"name": {"en": "The Quiz", "de": "Rätsel"}, "type": "http://example.com/types/quiz"}`)
	}},
	{"one batch describes in its order", func(s *session) {
		s.addBatch(
			statement("a", about(defined("quiz", "en", "First"))),
			statement("b", about(defined("quiz", "en", "Second"))),
			statement("c", about(defined("quiz", "en", "Third"))),
		)
		s.expectActivity("quiz", `{"name": {"en": "Third"}}`)
	}},
	{"activities around a statement and inside it are described too", func(s *session) {
		s.add(
			statement("a", within(object{"contextActivities": object{"parent": []any{defined("course", "en", "Course")}}})),
			statement("b", subStatementOf(about(defined("inner", "en", "Inner")))),
		)
		s.expectActivity("course", `{"name": {"en": "Course"}}`)
		s.expectActivity("inner", `{"name": {"en": "Inner"}}`)
	}},
	{"verbs gather displays", func(s *session) {
		s.add(statement("a", displayed("passed", "en", "passed")), statement("b", displayed("passed", "fr", "a réussi")))
		s.expectVerb("passed", `{"en": "passed", "fr": "a réussi"}`)
	}},
	{"agents gather the names seen, the newest last", func(s *session) {
		s.add(statement("a", actor(called("ann", "Ann"))), statement("b", actor(called("ann", "Ann Lee"))))
		s.add(statement("c", actor(called("ann", "Ann Lee"))))
		s.expectDescription(xapi.NamesAgent, mailbox("ann").Key(), `["Ann", "Ann Lee"]`)
	}},
	{"a writer without the scope define describes nothing", func(s *session) {
		s.add(statement("a", about(defined("quiz", "en", "Quiz"))))
		origin := DefaultOrigin()
		origin.Define = false
		s.addRecords(tenant, s.recordFrom(origin, statement("b", about(defined("quiz", "en", "Other")))))
		s.addRecords(tenant, s.recordFrom(origin, statement("c", about(defined("new", "en", "New")))))
		s.expectActivity("quiz", `{"name": {"en": "Quiz"}}`)
		s.expectActivity("new", "")
	}},
	{"a refused batch describes nothing", func(s *session) {
		s.add(statement("taken"), statement("a", about(defined("quiz", "en", "Quiz"))))
		s.refuse(s.record(statement("b", about(defined("quiz", "en", "Other")))), s.record(statement("taken", verb("failed"))))
		s.refuse(s.record(statement("c", about(defined("new", "en", "New")))), s.record(statement("taken", verb("failed"))))
		s.expectActivity("quiz", `{"name": {"en": "Quiz"}}`)
		s.expectActivity("new", "")
	}},
	{"a duplicate describes nothing again", func(s *session) {
		s.add(statement("a", about(defined("quiz", "en", "First"))), statement("b", about(defined("quiz", "en", "Second"))))
		// EQ-02: definitions do not count, so this is statement a again (PS-10).
		s.add(statement("a", about(defined("quiz", "en", "Third"))))
		s.expectActivity("quiz", `{"name": {"en": "Second"}}`)
	}},
	{"kinds are apart although ids are equal", func(s *session) {
		const id = "http://example.com/same"
		s.add(statement("a",
			object{"verb": object{"id": id, "display": object{"en": "does"}}},
			about(object{"id": id, "definition": object{"name": object{"en": "Thing"}}}),
		))
		s.expectDescription(xapi.DescribesVerb, xapi.VerbKey(id), `{"en": "does"}`)
		s.expectDescription(xapi.DescribesActivity, xapi.ActivityKey(id), `{"name": {"en": "Thing"}}`)
	}},
}
