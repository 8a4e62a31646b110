package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

// References is the StatementRef rule (GS-20 to GS-22): a statement whose
// object is a StatementRef is found through its target, whichever of the two
// arrives first, along chains and around cycles.
func References(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, referenceScenarios)
}

// passedQuiz is what the targets of these scenarios are found by.
func passedQuiz(name string) object {
	return statement(name, actor(agent("ann")), verb("passed"), about(activity("quiz")), registration("run"))
}

// expectFoundThrough asks every filter that passedQuiz meets.
func (s *session) expectFoundThrough(names string) {
	s.t.Helper()
	for _, q := range []Question{
		byAgent("ann"), byRelatedAgent("ann"), byVerb("passed"), byActivity("quiz"), byRelatedActivity("quiz"), byRegistration("run"),
		{Agent: mailbox("ann"), Verb: verbOf("passed"), Activity: activityOf("quiz"), Registration: idOf("run").String()},
	} {
		s.expect(q, names)
	}
}

// expectReferring checks what refers to a statement: first those that void (their
// names begin with v or w), then by id, at most limit.
func (s *session) expectReferring(name string, limit int, names ...string) {
	s.t.Helper()
	slices.SortFunc(names, func(a, b string) int {
		if a, b := isVoider(a), isVoider(b); a != b {
			return b - a
		}
		return strings.Compare(idOf(a).String(), idOf(b).String())
	})
	want := []lrs.Reference{}
	for _, name := range names[:min(limit, len(names))] {
		want = append(want, lrs.Reference{ID: idOf(name), Voids: isVoider(name) == 1})
	}
	got, err := s.store.Referring(s.t.Context(), tenant, idOf(name), limit)
	if err != nil || !slices.Equal(got, want) {
		s.t.Fatalf("what refers to %q: %v %v, want %v", name, got, err, want)
	}
	if other, err := s.store.Referring(s.t.Context(), tenant+1, idOf(name), limit); err != nil || len(other) > 0 {
		s.t.Fatalf("in another store %v refer to %q (%v)", other, name, err)
	}
}

func isVoider(name string) int {
	if strings.HasPrefix(name, "v") || strings.HasPrefix(name, "w") {
		return 1
	}
	return 0
}

var referenceScenarios = []scenario{
	{"a reference is found through its target", func(s *session) {
		s.add(passedQuiz("target"), statement("mention", verb("liked"), reference("target")))
		s.expectFoundThrough("target mention")
		s.expect(byVerb("liked"), "mention")
	}},
	{"the target arrives after the reference", func(s *session) {
		s.add(statement("mention", reference("target")))
		s.expectFoundThrough("")
		s.add(passedQuiz("target"))
		s.expectFoundThrough("target mention")
	}},
	{"what refers to a statement is known, be it there or not", func(s *session) {
		s.expectReferring("target", 10)
		s.add(statement("m1", reference("target")), voiding("v", "target"))
		s.expectReferring("target", 10, "v", "m1")
		s.add(passedQuiz("target"), statement("m2", reference("target")), statement("m3", reference("m1")), voiding("w", "target"))
		s.expectReferring("target", 10, "v", "w", "m1", "m2")
		s.expectReferring("target", 3, "v", "w", "m1", "m2")
		s.expectReferring("m1", 10, "m3")
		s.expectReferring("m3", 10)
	}},
	{"several references wait for one target", func(s *session) {
		s.addBatch(statement("m1", reference("target")), statement("m2", reference("target")))
		s.add(statement("m3", reference("target")), passedQuiz("target"), statement("m4", reference("target")))
		s.expectFoundThrough("target m1 m2 m3 m4")
	}},
	{"references and target in one batch, in any order", func(s *session) {
		s.addBatch(statement("a", reference("b")), statement("b", reference("target")), passedQuiz("target"), statement("c", reference("a")))
		s.expectFoundThrough("target a b c") // PS-14
	}},
	{"a chain is followed to its end", func(s *session) {
		s.add(passedQuiz("c"), statement("b", reference("c")), statement("a", reference("b")))
		s.expectFoundThrough("a b c")
	}},
	{"a chain built from its beginning", func(s *session) {
		s.add(statement("a", reference("b")), statement("b", reference("c")))
		s.expectFoundThrough("")
		s.add(passedQuiz("c"))
		s.expectFoundThrough("a b c")
	}},
	{"a chain completed in its middle", func(s *session) {
		s.add(statement("a", reference("b")), passedQuiz("c"))
		s.expectFoundThrough("c")
		s.add(statement("b", reference("c")))
		s.expectFoundThrough("a b c")
	}},
	{"a chain with branches", func(s *session) {
		s.add(
			statement("a1", reference("b1")), statement("a2", reference("b1")), statement("a3", reference("b2")),
			statement("b2", reference("c")), statement("b1", reference("c")), passedQuiz("c"),
		)
		s.expectFoundThrough("a1 a2 a3 b1 b2 c")
	}},
	{"a long chain in both orders", func(s *session) {
		const length = 40
		names := "end"
		for i := range length {
			names += fmt.Sprintf(" up-%d down-%d", i, i)
		}
		link := func(prefix string, i int) object {
			if i == 0 {
				return statement(fmt.Sprintf("%s-%d", prefix, i), reference("end"))
			}
			return statement(fmt.Sprintf("%s-%d", prefix, i), reference(fmt.Sprintf("%s-%d", prefix, i-1)))
		}
		var up, down []object
		for i := range length {
			up = append(up, link("up", i))
			down = append(down, link("down", length-1-i))
		}
		s.addBatch(down...)
		s.addBatch(passedQuiz("end"))
		s.addBatch(up...)
		s.expectFoundThrough(names)
	}},
	{"every link of a chain is found by what it says itself", func(s *session) {
		s.add(statement("a", verb("one"), reference("b")), statement("b", verb("two"), reference("c")), statement("c", verb("three")))
		s.expect(byVerb("one"), "a")
		s.expect(byVerb("two"), "a b")
		s.expect(byVerb("three"), "a b c")
	}},
	{"all filters must be met by one statement of the chain", func(s *session) {
		s.add(
			statement("target", actor(agent("ann")), verb("passed")),
			statement("mention", actor(agent("bob")), verb("liked"), reference("target")),
		)
		ask := func(agent, verb, names string) {
			s.t.Helper()
			s.expect(Question{Agent: mailbox(agent), Verb: verbOf(verb)}, names)
		}
		ask("ann", "passed", "target mention")
		ask("bob", "liked", "mention")
		ask("bob", "passed", "") // GS-22, QX-05
		ask("ann", "liked", "")
	}},
	{"cycles end", func(s *session) {
		s.add(
			statement("self", verb("self"), reference("self")),
			statement("a", verb("one"), reference("b")), statement("b", verb("two"), reference("a")),
		)
		s.addBatch(statement("x", verb("x"), reference("z")), statement("y", verb("y"), reference("x")), statement("z", verb("z"), reference("y")))
		s.add(statement("tail", reference("x")))
		s.expect(byVerb("self"), "self")
		s.expect(byVerb("one"), "a b")
		s.expect(byVerb("two"), "a b")
		for _, letter := range []string{"x", "y", "z"} {
			s.expect(byVerb(letter), "x y z tail")
		}
		s.expect(byVerb("none"), "")
	}},
	{"a target nobody stored matches nothing", func(s *session) {
		s.add(statement("mention", verb("liked"), reference("missing")))
		s.expectFoundThrough("")
		s.expect(byVerb("liked"), "mention")
		s.expect(Question{}, "mention")
	}},
	{"related values of the target count", func(s *session) {
		s.add(
			statement("target", within(object{"instructor": agent("ann"), "contextActivities": object{"parent": []any{activity("course")}}})),
			statement("mention", reference("target")),
		)
		s.expect(byAgent("ann"), "")
		s.expect(byActivity("course"), "")
		s.expect(byRelatedAgent("ann"), "target mention")
		s.expect(byRelatedActivity("course"), "target mention")
	}},
	{"other references are not followed", func(s *session) {
		ref := object{"objectType": "StatementRef", "id": idOf("target").String()}
		s.add(
			passedQuiz("target"),
			statement("context", within(object{"statement": ref})),
			statement("inside", subStatementOf(about(ref))),
		)
		s.expectFoundThrough("target") // GS-21
	}},
	{"a target may be mentioned in upper case", func(s *session) {
		s.add(passedQuiz("target"))
		mention := statement("mention")
		mention["object"] = object{"objectType": "StatementRef", "id": strings.ToUpper(idOf("target").String())}
		s.add(mention)
		s.expectFoundThrough("target mention") // UUID-03
	}},
	{"the answer is in order although its parts were found in different ways", func(s *session) {
		s.add(statement("m1", reference("t1")), passedQuiz("t0"), statement("m2", reference("t0")), passedQuiz("t1"), statement("m3", reference("m1")))
		s.expectFoundThrough("m1 t0 m2 t1 m3")
		for _, ascending := range []bool{false, true} {
			for limit := 1; limit <= 5; limit++ {
				s.pages(Question{Verb: verbOf("passed"), Ascending: ascending, Limit: limit})
			}
		}
	}},
	{"a statement found twice is there once", func(s *session) {
		s.add(passedQuiz("target"))
		mention := passedQuiz("mention")
		mention["object"] = object{"objectType": "StatementRef", "id": idOf("target").String()}
		s.add(mention)
		s.expect(byVerb("passed"), "target mention")
		s.expect(byAgent("ann"), "target mention")
	}},
	{"a duplicate target is no second arrival", func(s *session) {
		s.add(statement("mention", reference("target")), passedQuiz("target"), passedQuiz("target"))
		s.expectFoundThrough("target mention")
	}},
	{"a refused target does not arrive", func(s *session) {
		s.add(statement("mention", reference("target")), statement("taken"))
		s.refuse(s.record(passedQuiz("target")), s.record(statement("taken", verb("failed"))))
		s.expectFoundThrough("")
		s.absent(tenant, idOf("target"))
		s.add(statement("target", verb("other")))
		s.expectFoundThrough("")
		s.expect(byVerb("other"), "target mention")
	}},
	{"a late target of a reference in an earlier page", func(s *session) {
		s.addBatch(append(numbered("fill", 0, 30), statement("mention", reference("target")))...)
		s.addBatch(numbered("more", 0, 30)...)
		s.add(passedQuiz("target"))
		s.expectFoundThrough("target mention")
		mention := s.positionOf("mention")
		s.expect(Question{Verb: verbOf("passed"), Until: mention.Stored}, "mention")
		s.expect(Question{Verb: verbOf("passed"), After: lrs.Position{Stored: mention.Stored}}, "")
	}},
}
