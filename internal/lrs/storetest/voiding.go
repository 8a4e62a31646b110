package storetest

import (
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Voiding is VO-02 to VO-06 and GS-23, in every order of arrival.
func Voiding(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, voidingScenarios)
}

// expectVoided checks what Get and Scan say of each name.
func (s *session) expectVoided(voided bool, names ...string) {
	s.t.Helper()
	for _, name := range names {
		if got := s.get(tenant, idOf(name)).Voided; got != voided {
			s.t.Fatalf("Voided of %q is %t, want %t (VO-03)", name, got, voided)
		}
	}
	s.settle()
	if diff := s.differ(s.scan(tenant, lrs.Position{}), s.model(tenant).All()); diff != "" {
		s.t.Fatalf("scan: %s", diff)
	}
}

var voidingScenarios = []scenario{
	{"a voided statement leaves every list and stays to be had by its id", func(s *session) {
		s.add(passedQuiz("gone"), passedQuiz("stays"), voiding("v", "gone"))
		s.expectVoided(true, "gone")
		s.expectVoided(false, "stays", "v")
		s.expect(Question{}, "stays v") // GS-23, VO-05
		s.expect(byVerb("voided-is-not-this-verb"), "")
		s.expect(Question{Verb: voidedVerb}, "v")
		s.expect(Question{Ascending: true, Since: s.positionOf("gone").Stored - 1}, "stays v")
		// VO-06: the voiding statement refers to what it voids and is found through it.
		s.expectFoundThrough("stays v")
	}},
	{"the target arrives after the voiding statement", func(s *session) {
		s.add(voiding("v", "late"))
		s.expect(Question{}, "v")
		s.add(passedQuiz("late"))
		s.expectVoided(true, "late") // VO-02
		s.expect(Question{}, "v")
		s.expectFoundThrough("v")
	}},
	{"both in one batch, in either order", func(s *session) {
		s.addBatch(passedQuiz("a"), voiding("va", "a"))
		s.addBatch(voiding("vb", "b"), passedQuiz("b"))
		s.expectVoided(true, "a", "b") // PS-14
		s.expect(Question{}, "va vb")
		s.expectFoundThrough("va vb")
	}},
	{"voiding a voiding statement has no effect", func(s *session) {
		s.add(passedQuiz("gone"), voiding("v", "gone"), voiding("w", "v"))
		s.expectVoided(true, "gone") // VO-04
		s.expectVoided(false, "v", "w")
		s.expect(Question{}, "v w")
		s.expectFoundThrough("v w") // w refers to v, which refers to gone
	}},
	{"a voiding statement that was voided before it came", func(s *session) {
		s.add(voiding("w", "v"), voiding("v", "gone"), passedQuiz("gone"))
		s.expectVoided(true, "gone")
		s.expectVoided(false, "v", "w")
		s.expect(Question{}, "v w")
	}},
	{"a chain of voiding statements in one batch", func(s *session) {
		s.addBatch(voiding("x", "w"), voiding("w", "v"), passedQuiz("gone"), voiding("v", "gone"))
		s.expectVoided(true, "gone")
		s.expectVoided(false, "v", "w", "x")
		s.expectFoundThrough("v w x")
	}},
	{"voiding twice has no further effect", func(s *session) {
		s.add(passedQuiz("gone"), voiding("v", "gone"), voiding("w", "gone"))
		s.expectVoided(true, "gone")
		s.expect(Question{}, "v w")
		s.addBatch(voiding("x", "late"), voiding("y", "late"))
		s.add(statement("late"))
		s.expectVoided(true, "late")
		s.expect(Question{}, "v w x y")
	}},
	{"a statement that voids itself stays", func(s *session) {
		s.add(voiding("v", "v"))
		s.expectVoided(false, "v")
		s.expect(Question{}, "v")
	}},
	{"two voiding statements that void each other stay", func(s *session) {
		s.add(voiding("v", "w"), voiding("w", "v"))
		s.expectVoided(false, "v", "w")
		s.expect(Question{}, "v w")
	}},
	{"references to a voided statement still match through it", func(s *session) {
		s.add(passedQuiz("gone"), statement("before", reference("gone")), voiding("v", "gone"), statement("after", reference("gone")))
		s.expectVoided(true, "gone")
		s.expectFoundThrough("before v after") // VO-06, QX-06
		s.add(statement("chain", reference("after")))
		s.expectFoundThrough("before v after chain")
	}},
	{"a chain goes on through a voided reference", func(s *session) {
		s.add(statement("a", reference("b")), statement("b", reference("c")), voiding("v", "b"), passedQuiz("c"))
		s.expectVoided(true, "b")
		s.expectFoundThrough("a c v") // v refers to b, and b to c
	}},
	{"reference, voiding and target arrive in the hardest order", func(s *session) {
		s.add(statement("a", reference("b")), voiding("v", "b"), statement("b", reference("c")), voiding("w", "c"), passedQuiz("c"))
		s.expectVoided(true, "b", "c")
		s.expectFoundThrough("a v w")
	}},
	{"the verb «voided» inside a SubStatement voids nothing", func(s *session) {
		ref := object{"objectType": "StatementRef", "id": idOf("a").String()}
		s.add(statement("a"), statement("inside", subStatementOf(object{"verb": object{"id": voidedVerb}}, about(ref))))
		s.expectVoided(false, "a") // SS-05
		s.expect(Question{}, "a inside")
	}},
	{"a refused voiding statement voids nothing", func(s *session) {
		s.add(statement("a"), statement("taken"))
		s.refuse(s.record(voiding("v", "a")), s.record(statement("taken", verb("failed"))))
		s.expectVoided(false, "a")
		s.expect(Question{}, "a taken")
	}},
	{"a refused statement voids nothing that comes later", func(s *session) {
		s.add(statement("taken"))
		s.refuse(s.record(voiding("v", "late")), s.record(statement("taken", verb("failed"))))
		s.add(statement("late"))
		s.expectVoided(false, "late")
	}},
	{"storing a voided statement again does not bring it back", func(s *session) {
		s.add(passedQuiz("gone"), voiding("v", "gone"), passedQuiz("gone"))
		s.expectVoided(true, "gone")
		s.expect(Question{}, "v")
	}},
	{"the target may be named in upper case", func(s *session) {
		v := voiding("v", "gone")
		v["object"] = object{"objectType": "StatementRef", "id": strings.ToUpper(idOf("gone").String())}
		s.add(statement("gone"), v)
		s.expectVoided(true, "gone")
	}},
	{"pages have no holes where voided statements were", func(s *session) {
		s.addBatch(numbered("a", 0, 30, verb("passed"))...)
		var voids []object
		for i := range 30 {
			if i%3 != 0 {
				name := numbered("a", i, i+1)[0]["id"].(string)
				voids = append(voids, object{
					"actor": agent("somebody"), "verb": object{"id": voidedVerb}, "id": idOf("v" + name).String(),
					"object": object{"objectType": "StatementRef", "id": name},
				})
			}
		}
		s.addBatch(voids...)
		for _, ascending := range []bool{false, true} {
			for _, limit := range []int{1, 4, 10} {
				s.pages(Question{Limit: limit, Ascending: ascending})
				s.pages(Question{Limit: limit, Ascending: ascending, Verb: verbOf("passed")})
			}
		}
	}},
}
