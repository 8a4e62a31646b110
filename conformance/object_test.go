package conformance

import (
	"fmt"
	"testing"
)

// inSimple and inFull are the statement itself as a place.
var (
	inSimple = []place{{statement: simple}}
	inFull   = []place{{statement: full}}
)

func TestVerbs(t *testing.T) {
	t.Parallel()
	matrix(t, "", []place{{statement: full, pointer: "/verb"}}, []row{
		good("VB-01"),
		good("VB-01", del("/display")),
		good("LT-03", set("/display", `{}`)),
		bad("VB-01", del("/id")),
		bad("VB-01 GEN-10", set("/id", `""`)),
		bad("VB-01 IRI-01", set("/id", `"tried"`)),
		bad("VB-01 IRI-01", set("/id", `"should fail"`)),
		bad("VB-01 IRI-02", set("/id", `"ab=c://should.fail.com"`)),
		bad("VB-01 GEN-04", set("/id", `12`)),
		bad("VB-01 GEN-03", set("/id", `null`)),
		bad("VB-01 GEN-07", set("/name", `"tried"`)),
		bad("VB-01 GEN-05", del("/display"), set("/Display", `{"en":"tried"}`)),
		bad("VB-01 LT-01", set("/display", `"tried"`)),
		bad("VB-01 LT-01", set("/display", `["tried"]`)),
		bad("GEN-03", set("/display", `null`)),
		bad("GEN-03 LT-02", set("/display/en", `null`)),
		bad("LT-02", set("/display/en", `5`)),
		bad("LT-01", set("/display/a12345678", `"x"`)),
		bad("EXT-02", set("/extensions", `{"https://conformance.example/x":1}`)),
		bad("VB-01 GEN-04", set("", `"https://conformance.example/verbs/tried"`)),
		bad("VB-01", set("", `{}`)),
		bad("GEN-03", set("", `null`)),
	})
}

const (
	activity     = `{"objectType":"Activity","id":"https://conformance.example/activities/one","definition":{"name":{"en":"One"},"type":"https://conformance.example/types/lesson","extensions":{"https://conformance.example/x":1}}}`
	reference    = `{"objectType":"StatementRef","id":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"}`
	subStatement = `{"objectType":"SubStatement","actor":{"mbox":"mailto:ann@conformance.example"},"verb":{"id":"https://conformance.example/verbs/plans"},"object":{"id":"https://conformance.example/activities/one"}}`
)

func TestObjects(t *testing.T) {
	t.Parallel()
	object := []place{{statement: simple, pointer: "/object"}}
	matrix(t, "", object, []row{
		good("OB-01 OB-10", set("", activity)),
		good("OB-01 OB-02", set("/objectType", `"Activity"`)),
		good("OB-02", set("", `{"id":"https://conformance.example/activities/one"}`)),
		good("OB-01", set("", ann)),
		good("OB-01", set("", group)),
		good("OB-01", set("", crowd)),
		good("OB-01 SR-01", set("", reference)),
		bad("OB-01", set("/objectType", `"Thing"`)),
		bad("OB-01 GEN-06", set("/objectType", `"activity"`)),
		bad("OB-01 GEN-06", set("", `{"objectType":"statementref","id":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"}`)),
		bad("OB-01 GEN-10", set("/objectType", `""`)),
		bad("OB-01 GEN-04", set("/objectType", `7`)),
		bad("OB-01 GEN-03", set("/objectType", `null`)),
		bad("OB-02 AC-02", set("", `{"mbox":"mailto:ann@conformance.example"}`)),
		bad("OB-02 AC-02", set("", `{"member":[{"mbox":"mailto:ann@conformance.example"}]}`)),
		bad("OB-02 SR-01", set("", `{"id":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"}`)),
		bad("OB-10", set("", `{}`)),
		bad("OB-10 GEN-04", set("", `"https://conformance.example/activities/one"`)),
		bad("GEN-03", set("", `null`)),
		good("SR-01", set("", reference)),
		bad("SR-01", set("", reference), del("/id")),
		bad("SR-01 UUID-01", set("", reference), set("/id", `"https://conformance.example/x"`)),
		bad("SR-01 UUID-01", set("", reference), set("/id", `"0f2c9d2e0a2e4d8e9a392f5a0d6b9a11"`)),
		bad("SR-01 GEN-07", set("", reference), set("/definition", `{}`)),
		bad("SR-01 GEN-05", set("", `{"objectType":"StatementRef","ID":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"}`)),
		bad("SR-01 GEN-03", set("", reference), set("/id", `null`)),
	})
	matrix(t, subStatement, []place{{statement: simple, pointer: "/object", top: true}}, []row{
		good("SS-01"),
		good("SS-03", set("/object", ann)),
		good("SS-03", set("/object", crowd)),
		good("SS-03", set("/object", reference)),
		good("SS-01", set("/timestamp", `"2031-01-02T03:04:05Z"`)),
		bad("SS-01", del("/actor")),
		bad("SS-01", del("/verb")),
		bad("SS-01", del("/object")),
		bad("SS-02", set("/id", `"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"`)),
		bad("SS-02", set("/stored", `"2026-01-02T03:04:05Z"`)),
		bad("SS-02", set("/version", `"1.0.0"`)),
		bad("SS-02", set("/authority", ann)),
		bad("SS-03", set("/object", subStatement)),
		bad("SS-01 GEN-07", set("/note", `1`)),
		bad("SS-01 GEN-06", set("/objectType", `"substatement"`)),
		bad("SS-01 GEN-05", del("/verb"), set("/Verb", `{"id":"https://conformance.example/verbs/plans"}`)),
	})
}

func TestActivities(t *testing.T) {
	t.Parallel()
	list := func(key string) place {
		return place{statement: full, pointer: "/context/contextActivities/" + key + "/0", name: "context activity"}
	}
	matrix(t, activity, []place{
		{statement: simple, pointer: "/object"}, list("parent"), list("grouping"), list("category"), list("other"),
	}, []row{
		good("OB-10"),
		good("OB-10", del("/objectType"), del("/definition")),
		bad("OB-10", del("/id")),
		bad("OB-10 IRI-01", set("/id", `"one"`)),
		bad("OB-10 IRI-02", set("/id", `"https://conformance.example/a b"`)),
		bad("OB-10 GEN-04", set("/id", `1`)),
		bad("OB-10 GEN-07", set("/name", `{"en":"One"}`)),
		bad("CX-07 OB-01", set("/objectType", `"Agent"`)),
		bad("CX-07 GEN-06", set("/objectType", `"ACTIVITY"`)),
		bad("CX-07", set("", ann)).except("/object"),
		bad("CX-07", set("", reference)).except("/object"),
		bad("CX-07", set("", subStatement)).except("/object"),
		bad("OB-10 GEN-04", set("/definition", `"One"`)),
		bad("OB-10 GEN-03", set("/definition", `null`)),
		bad("EXT-02", set("/extensions", `{"https://conformance.example/x":1}`)),
		good("GEN-12", set("/definition", `{}`)),
		good("OB-11", set("/definition/description", `{"en":"First","de":"Erste"}`)),
		good("OB-11", set("/definition/moreInfo", `"https://conformance.example/more"`)),
		bad("OB-11 GEN-07", set("/definition/title", `"One"`)),
		bad("OB-11 GEN-05", set("/definition/moreinfo", `"https://conformance.example/more"`)),
		bad("OB-11 LT-01", set("/definition/name", `"One"`)),
		bad("OB-11 LT-01", set("/definition/name/something", `"One"`)),
		bad("OB-11 LT-02", set("/definition/name/en", `1`)),
		bad("OB-11 LT-01", set("/definition/description", `[]`)),
		bad("OB-11 LT-01", set("/definition/description", `{"en_US":"x"}`)),
		bad("OB-11 IRI-01", set("/definition/type", `"lesson"`)),
		bad("OB-11 GEN-10", set("/definition/type", `""`)),
		bad("OB-11 IRI-01", set("/definition/moreInfo", `"more"`)),
		bad("OB-11 GEN-03", set("/definition/moreInfo", `null`)),
		bad("OB-11 GEN-04", set("/definition/moreInfo", `{}`)),
		bad("OB-11 EXT-01", set("/definition/extensions", `[]`)),
		bad("OB-11 EXT-01", set("/definition/extensions", `"x"`)),
		bad("OB-11 EXT-01 IRI-01", set("/definition/extensions", `{"shouldfail":1}`)),
	})
}

// interactionLists pairs each interactionType with the component lists that
// belong to it.
var interactionLists = map[string][]string{
	"true-false": nil, "choice": {"choices"}, "fill-in": nil, "long-fill-in": nil,
	"matching": {"source", "target"}, "performance": {"steps"}, "sequencing": {"choices"},
	"likert": {"scale"}, "numeric": nil, "other": nil,
}

func TestInteractions(t *testing.T) {
	t.Parallel()
	var rows []row
	for kind, lists := range interactionLists {
		kindOnly := set("/definition", fmt.Sprintf(`{"interactionType":%q,"correctResponsesPattern":[]}`, kind))
		rows = append(rows, good("IA-01 IA-02", kindOnly))
		for _, list := range lists {
			rows = append(rows, good("IA-02 IA-03", kindOnly, set("/definition/"+list, `[{"id":"a"},{"id":"b","description":{"en":"B"}}]`)))
		}
		// A list of another kind is kept, not judged.
		rows = append(rows, good("IA-01", kindOnly, set("/definition/steps", `[]`), set("/definition/scale", `[{"id":"s"}]`)))
	}
	for _, list := range []string{"choices", "scale", "source", "target", "steps"} {
		set := func(pointer, raw string) edit { return edit{"/definition/" + list + pointer, raw} }
		alone := edit{"/definition", `{"` + list + `":[{"id":"a"}]}`}
		rows = append(rows,
			bad("IA-01", alone),
			good("IA-02", set("", `[]`)),
			bad("IA-02 GEN-04", set("", `{"id":"a"}`)),
			bad("IA-02 GEN-04", set("", `"a"`)),
			bad("IA-02 GEN-04", set("", `["a"]`)),
			bad("IA-02 GEN-03", set("", `[null]`)),
			bad("IA-03", set("", `[{"description":{"en":"A"}}]`)),
			bad("IA-03 GEN-04", set("", `[{"id":1}]`)),
			bad("IA-03 GEN-07", set("", `[{"id":"a","name":"A"}]`)),
			bad("IA-03 LT-01", set("", `[{"id":"a","description":"A"}]`)),
			bad("IA-03 LT-01", set("", `[{"id":"a","description":{"something":"A"}}]`)),
			bad("IA-03 LT-02", set("", `[{"id":"a","description":{"en":1}}]`)),
			good("IA-03", set("", `[{"id":"white space"}]`)),
			bad("IA-04", set("", `[{"id":"a"},{"id":"b"},{"id":"a"}]`)).in(v1),
			good("IA-05", set("", `[{"id":"a"},{"id":"b"},{"id":"a"}]`)).in(v2),
		)
	}
	rows = append(rows,
		bad("IA-01", del("/definition/interactionType")),
		bad("IA-01", set("/definition", `{"correctResponsesPattern":[]}`)),
		bad("IA-01", set("/definition/interactionType", `"quiz"`)),
		bad("IA-01 GEN-06", set("/definition/interactionType", `"Choice"`)),
		bad("IA-01 GEN-06", set("/definition/interactionType", `"true_false"`)),
		bad("IA-01 GEN-10", set("/definition/interactionType", `""`)),
		bad("IA-01 GEN-04", set("/definition/interactionType", `["choice"]`)),
		bad("IA-01 GEN-03", set("/definition/interactionType", `null`)),
		bad("IA-02 GEN-04", set("/definition/correctResponsesPattern", `"a"`)),
		bad("IA-02 GEN-04", set("/definition/correctResponsesPattern", `[1]`)),
		bad("IA-02 GEN-03", set("/definition/correctResponsesPattern", `[null]`)),
		bad("IA-02 GEN-04", set("/definition/correctResponsesPattern", `{}`)),
		good("IA-02", set("/definition/correctResponsesPattern", `["nonsense [,] {lang=xx-?}","",""]`)),
		good("IA-01", set("/definition/type", `"https://conformance.example/types/other"`)),
	)
	matrix(t, "", []place{
		{statement: full, pointer: "/object"},
		{statement: edited(t, full, set("/context/contextActivities/parent/0", fullActivity(t))), pointer: "/context/contextActivities/parent/0"},
	}, rows)
}

// fullActivity is the object of the full statement.
func fullActivity(t *testing.T) string {
	t.Helper()
	return encode(t, at(decode(t, full), "/object"))
}
