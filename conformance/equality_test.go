package conformance

import (
	"net/http"
	"testing"
)

// pair is a statement and what is changed in it: equal says whether it is
// still the same statement.
type pair struct {
	name  string
	rules string
	base  string
	edits []edit
	equal bool
	// oneWay: only the second may be sent without the timestamp, because the
	// server cannot tell one that it set from one that was sent.
	oneWay bool
	// timeOnly: the pair differs in the timestamp alone, which a signature
	// need not agree with (2.0 does not compare it).
	timeOnly bool
}

func same(name, rules, base string, edits ...edit) pair {
	return pair{name: name, rules: rules, base: base, edits: edits, equal: true}
}

func differs(name, rules, base string, edits ...edit) pair {
	return pair{name: name, rules: rules, base: base, edits: edits}
}

// pairs has an equal and a different pair for each comparison rule.
func pairs(t *testing.T) []pair {
	t.Helper()
	byGroup := edited(t, full, set("/actor", crowd))
	byDigest := edited(t, simple, set("/actor", `{"mbox_sha1sum":"0c1d2e3f405162738495a6b7c8d9eaf001122334"}`))
	byAccount := edited(t, simple, set("/actor", `{"account":{"homePage":"https://conformance.example","name":"ann"}}`))
	numbers := edited(t, full, set("/result/extensions", `{"https://conformance.example/n":[1.0,{"a":1,"b":"é"}]}`))
	nested := inSubStatement(t, full)
	about := edited(t, simple, set("/object", reference))
	return []pair{
		same("nothing", "EQ-09", full),
		same("authority", "EQ-01", full, set("/authority", ann)),
		same("stored", "EQ-01", full, set("/stored", `"2026-01-02T03:04:05Z"`)),
		same("version", "EQ-01", full, set("/version", `"1.0.9"`)),
		{name: "timestamp left to the server", rules: "EQ-01 EQ-03", base: full, edits: []edit{del("/timestamp")}, equal: true, oneWay: true},
		same("definition of the object", "EQ-02", full, set("/object/definition/name/en", `"Another"`)),
		same("no definition of the object", "EQ-02", full, del("/object/definition")),
		same("definition of a context activity", "EQ-02", full, set("/context/contextActivities/parent/0/definition", `{"name":{"en":"x"}}`)),
		same("definition in a SubStatement", "EQ-02", nested, del("/object/object/definition")),
		same("verb display", "EQ-02", full, set("/verb/display", `{"fr":"répondit"}`)),
		same("no verb display", "EQ-02", full, del("/verb/display")),
		same("verb display in a SubStatement", "EQ-02", nested, del("/object/verb/display")),
		same("timestamp in another zone", "EQ-03", full, set("/timestamp", `"2026-01-02T04:34:05.678+01:30"`)),
		same("timestamp with more zeros", "EQ-03", full, set("/timestamp", `"2026-01-02T03:04:05.678000Z"`)),
		same("order of members", "EQ-04 AC-10 AC-12", byGroup, set("/actor/member", `[{"mbox":"mailto:bob@conformance.example"},{"mbox":"mailto:ann@conformance.example"}]`)),
		same("attachments", "EQ-05 AT-05", full, set("/attachments/0/description", `{"en":"Another"}`)),
		same("no attachments", "EQ-05 AT-05", full, del("/attachments")),
		same("attachments in a SubStatement", "EQ-05 AT-05", nested, del("/object/attachments")),
		same("case of a mail domain", "EQ-06 MB-04", full, set("/actor/mbox", `"mailto:ann@CONFORMANCE.example"`)),
		differs("case of a mail box", "EQ-06 MB-04", full, set("/actor/mbox", `"mailto:Ann@conformance.example"`)),
		same("case of a digest", "EQ-06 MB-02", byDigest, set("/actor/mbox_sha1sum", `"0C1D2E3F405162738495A6B7C8D9EAF001122334"`)),
		same("case of a registration", "EQ-06 UUID-03", full, set("/context/registration", `"6D2A7B0C-9D55-4F5E-8A5E-7D1B2F6F0F10"`)),
		same("case of a reference", "EQ-06 UUID-03", about, set("/object/id", `"0F2C9D2E-0A2E-4D8E-9A39-2F5A0D6B9A11"`)),
		same("case of a language", "EQ-06 LT-03", full, set("/context/language", `"en-gb"`)),
		same("a single context activity", "EQ-07", full, set("/context/contextActivities/parent", `{"id":"https://conformance.example/activities/test"}`)),
		differs("another context activity", "EQ-07", full, set("/context/contextActivities/parent", `{"id":"https://conformance.example/activities/else"}`)),
		same("a finer duration", "EQ-08 DU-05", edited(t, full, set("/result/duration", `"PT1M30.12S"`)), set("/result/duration", `"PT1M30.1237S"`)),
		differs("another duration", "EQ-08 DU-05", full, set("/result/duration", `"PT1M30.51S"`)),
		differs("a duration in other units", "EQ-08 DU-05", full, set("/result/duration", `"PT90.5S"`)),
		differs("actor", "EQ-09", full, set("/actor/mbox", `"mailto:bob@conformance.example"`)),
		differs("kind of identifier", "EQ-09", byAccount, set("/actor", `{"openid":"https://conformance.example/ann"}`)),
		differs("home page", "EQ-09", byAccount, set("/actor/account/homePage", `"https://else.conformance.example"`)),
		differs("verb", "EQ-09", full, set("/verb/id", `"https://conformance.example/verbs/asked"`)),
		differs("object", "EQ-09", full, set("/object/id", `"https://conformance.example/activities/else"`)),
		differs("kind of object", "EQ-09", simple, set("/object", ann)),
		differs("reference", "EQ-09", about, set("/object/id", `"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a12"`)),
		differs("members", "EQ-09 AC-12", byGroup, set("/actor/member/0/mbox", `"mailto:cid@conformance.example"`)),
		differs("number of members", "EQ-09 AC-12", byGroup, del("/actor/name"), set("/actor/member", `[{"mbox":"mailto:ann@conformance.example"}]`)),
		differs("success", "EQ-09", full, set("/result/success", `false`)),
		differs("response", "EQ-09", full, set("/result/response", `"A[,]b"`)),
		differs("response like a duration", "EQ-09 DU-05", edited(t, full, set("/result/response", `"PT1.2345S"`)), set("/result/response", `"PT1.2399S"`)),
		differs("score", "EQ-09", full, set("/result/score/raw", `6`)),
		differs("no result", "EQ-09", full, del("/result")),
		differs("registration", "EQ-09", full, set("/context/registration", `"6d2a7b0c-9d55-4f5e-8a5e-7d1b2f6f0f11"`)),
		differs("team", "EQ-09", full, set("/context/team/member/0/mbox", `"mailto:cid@conformance.example"`)),
		differs("context extension", "EQ-09", full, set("/context/extensions", `{"https://conformance.example/ext/c":[1.5,"y"]}`)),
		{name: "timestamp", rules: "EQ-09 EQ-03", base: full, edits: []edit{set("/timestamp", `"2026-01-02T03:04:05.679Z"`)}, timeOnly: true},
		differs("verb in a SubStatement", "EQ-09", nested, set("/object/verb/id", `"https://conformance.example/verbs/asked"`)),
		same("writing of a number", "EQ-10", numbers, set("/result/extensions", `{"https://conformance.example/n":[1,{"a":10e-1,"b":"é"}]}`)),
		same("order of keys and escapes", "EQ-10", numbers, set("/result/extensions", `{"https://conformance.example/n":[1.0,{"b":"\u00e9","a":1}]}`)),
		differs("decomposed letter", "EQ-10", numbers, set("/result/extensions", `{"https://conformance.example/n":[1.0,{"a":1,"b":"e\u0301"}]}`)),
		differs("number", "EQ-10", numbers, set("/result/extensions", `{"https://conformance.example/n":[1.0000000000000000001,{"a":1,"b":"é"}]}`)),
		differs("order of a list", "EQ-10", numbers, set("/result/extensions", `{"https://conformance.example/n":[{"a":1,"b":"é"},1.0]}`)),
		same("default objectType of the actor", "EQ-10", full, del("/actor/objectType")),
		same("default objectType of the object", "EQ-10", full, del("/object/objectType")),
		same("default objectType of a context activity", "EQ-10", full, set("/context/contextActivities/parent/0/objectType", `"Activity"`)),
	}
}

func TestSameIDWithAnEqualOrAnotherStatement(t *testing.T) {
	t.Parallel()
	for _, p := range pairs(t) {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			eachVersion(t, p.rules+" PS-11", func(t *testing.T, c client) {
				changed := edited(t, p.base, p.edits...)
				status := http.StatusNoContent
				if !p.equal {
					status = http.StatusConflict
				}
				orders := [][2]string{{p.base, changed}, {changed, p.base}}
				if p.oneWay {
					orders = orders[:1]
				}
				for _, order := range orders {
					id := newUUID()
					c.put(t, "/statements", order[0], "statementId", id).want(http.StatusNoContent)
					before := c.fetch(t, id)
					c.put(t, "/statements", order[1], "statementId", id).want(status)
					wantSame(t, "the statement after the second PUT", c.fetch(t, id), before)
				}
			})
		})
	}
}

func TestBothVersionsCompareAlike(t *testing.T) {
	t.Parallel()
	inVersion(t, v2, "QX-10 EQ-09", func(t *testing.T, c client) {
		id := newUUID()
		c.put(t, "/statements", full, "statementId", id).want(http.StatusNoContent)
		c.put(t, "/statements", edited(t, full, set("/result/success", `false`)), "statementId", id).want(http.StatusConflict)
		c.version = v1
		c.put(t, "/statements", edited(t, full, set("/result/success", `false`)), "statementId", id).want(http.StatusConflict)
		c.put(t, "/statements", full, "statementId", id).want(http.StatusNoContent)
	})
}
