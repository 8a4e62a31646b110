package conformance

import (
	"net/http"
	"strings"
	"testing"
)

// wantRefused posts and puts a body as it is and stops the test unless both
// are 400 and nothing is stored under the id.
func (c client) wantRefused(t *testing.T, body, id string) {
	t.Helper()
	c.post(t, "/statements", body).want(http.StatusBadRequest)
	c.put(t, "/statements", body, "statementId", id).want(http.StatusBadRequest)
	c.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
}

func TestBodiesThatAreNoJSONAreRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-01", func(t *testing.T, c client) {
		id := newUUID()
		sent := edited(t, simple, set("/id", `"`+id+`"`))
		number := func(digits string) string {
			return strings.Replace(edited(t, sent, set("/result", `{"score":{"raw":"@"}}`)), `"@"`, digits, 1)
		}
		for name, body := range map[string]string{
			"cut off": sent[:len(sent)-1], "trailing comma": sent[:len(sent)-1] + ",}", "brace behind": sent + "{", "array behind": sent + "[]",
			"word behind": sent + " x", "second value": sent + sent, "single quotes": strings.ReplaceAll(sent, `"`, `'`),
			"not a number": number("NaN"), "leading zero": number("01"), "plus sign": number("+1"), "bare point": number("1."),
			"comment": "/* c */" + sent, "control character": strings.Replace(sent, "tried", "tr\nied", 1),
			"bad escape": strings.Replace(sent, "tried", `tr\qied`, 1), "half an escape": strings.Replace(sent, "tried", `tr\u00`, 1),
			"no quotes": strings.Replace(sent, `"verb"`, "verb", 1), "no colon": strings.Replace(sent, `"verb":`, `"verb"`, 1),
			"only white space": " \n", "unclosed string": `{"actor":"`,
		} {
			t.Run(name, func(t *testing.T) { c.wantRefused(t, body, id) })
		}
		c.post(t, "/statements", " \r\n\t"+sent+"\r\n ").want(http.StatusOK)
	})
}

func TestByteOrderMarksAreRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-01 QX-19", func(t *testing.T, c client) {
		id := newUUID()
		c.wantRefused(t, "\xef\xbb\xbf"+edited(t, simple, set("/id", `"`+id+`"`)), id)
	})
}

func TestTextThatIsNotUTF8IsRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-02", func(t *testing.T, c client) {
		for name, text := range map[string]string{
			"latin 1": "\xe9", "overlong": "\xc0\xaf", "surrogate": "\xed\xa0\x80", "cut off": "\xe4\xb8", "too high": "\xf4\x90\x80\x80",
		} {
			t.Run(name, func(t *testing.T) {
				id := newUUID()
				sent := edited(t, full, set("/id", `"`+id+`"`), set("/result/response", `"@@"`))
				c.wantRefused(t, strings.Replace(sent, "@@", text, 1), id)
				sent = edited(t, full, set("/id", `"`+id+`"`), set("/result/extensions", `{"https://conformance.example/x":{"@@":1}}`))
				c.wantRefused(t, strings.Replace(sent, "@@", text, 1), id)
			})
		}
	})
}

// everyObject lists the pointer of one object of each kind in the full
// statement and the one with context agents.
var everyObject = []string{
	"", "/actor", "/verb", "/object", "/object/definition", "/object/definition/choices/0", "/result", "/result/score",
	"/context", "/context/instructor", "/context/team", "/context/team/member/0", "/context/contextActivities", "/context/contextActivities/parent/0",
	"/context/statement", "/attachments/0",
}

func TestUnknownPropertiesAreRefusedEverywhere(t *testing.T) {
	t.Parallel()
	var rows []row
	for _, object := range everyObject {
		rows = append(rows,
			bad("GEN-07 QX-01", set(object+"/dummy", `"x"`)),
			bad("GEN-07", set(object+"/dummy", `{}`)),
			bad("GEN-07 GEN-03", set(object+"/dummy", `null`)),
			bad("GEN-07", set(object+"/", `1`)),
		)
	}
	matrix(t, "", inFull, rows)
	var v2rows []row
	for _, object := range []string{"/context/contextAgents/0", "/context/contextAgents/0/agent", "/context/contextGroups/0", "/context/contextGroups/0/group"} {
		v2rows = append(v2rows, bad("GEN-07", set(object+"/dummy", `"x"`)).in(v2))
	}
	matrix(t, "", []place{{statement: withContextAgents}}, v2rows)
}

func TestNamesAndNullsAtEveryProperty(t *testing.T) {
	t.Parallel()
	properties := []string{
		"/actor", "/actor/name", "/actor/mbox", "/verb", "/verb/id", "/verb/display", "/verb/display/en", "/object", "/object/objectType",
		"/object/id", "/object/definition", "/object/definition/type", "/object/definition/name", "/object/definition/description",
		"/object/definition/moreInfo", "/object/definition/interactionType", "/object/definition/correctResponsesPattern",
		"/object/definition/correctResponsesPattern/0", "/object/definition/choices", "/object/definition/choices/0", "/object/definition/choices/0/id",
		"/object/definition/choices/0/description", "/object/definition/extensions", "/result", "/result/score", "/result/score/scaled",
		"/result/score/raw", "/result/score/min", "/result/score/max", "/result/success", "/result/completion", "/result/response",
		"/result/duration", "/result/extensions", "/context", "/context/registration", "/context/instructor", "/context/team", "/context/team/member",
		"/context/team/member/0", "/context/contextActivities", "/context/contextActivities/parent", "/context/contextActivities/parent/0",
		"/context/revision", "/context/platform", "/context/language", "/context/statement", "/context/statement/id", "/context/extensions",
		"/timestamp", "/attachments", "/attachments/0", "/attachments/0/usageType", "/attachments/0/display", "/attachments/0/contentType",
		"/attachments/0/length", "/attachments/0/sha2", "/attachments/0/fileUrl",
	}
	var rows []row
	for _, property := range properties {
		rows = append(rows, bad("GEN-03", set(property, `null`)))
		value := encode(t, at(decode(t, full), property))
		parent, name := property[:strings.LastIndexByte(property, '/')], property[strings.LastIndexByte(property, '/')+1:]
		if upper := strings.ToUpper(name); upper != name && !strings.HasSuffix(parent, "/display") {
			rows = append(rows, bad("GEN-05 GEN-07", del(property), set(parent+"/"+upper, value)))
		}
		for _, wrong := range wrongTypes(value) {
			rows = append(rows, bad("GEN-04", set(property, wrong)))
		}
	}
	matrix(t, "", inFull, rows)
}

// wrongTypes returns values of other JSON types than the value's. A context
// activity may be an object as well as an array.
func wrongTypes(value string) []string {
	switch value[0] {
	case '"':
		return []string{`7`, `true`, `{}`, `[]`}
	case '{':
		return []string{`7`, `"x"`, `true`, `[]`}
	case '[':
		return []string{`7`, `"x"`, `false`}
	case 't', 'f':
		return []string{`1`, `"true"`, `{}`, `[]`}
	default:
		return []string{`"1"`, `true`, `{}`, `[]`}
	}
}

func TestPropertiesTwiceAreRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-08", func(t *testing.T, c client) {
		sent := encode(t, decode(t, full))
		for name, change := range map[string][2]string{
			"actor":              {`"verb":`, `"actor":` + ann + `,"verb":`},
			"escaped":            {`"verb":`, `"act\u006fr":` + ann + `,"verb":`},
			"verb id":            {`"verb":{`, `"verb":{"id":"https://conformance.example/verbs/twice",`},
			"score":              {`"raw":5`, `"raw":5,"raw":5`},
			"language":           {`"name":{"en":"Question"`, `"name":{"en":"Question","en":"Question"`},
			"extension":          {`{"deep":`, `{"deep":1,"deep":`},
			"extension key":      {`"https://conformance.example/ext/r":null`, `"https://conformance.example/ext/r":null,"https://conformance.example/ext/r":null`},
			"escaped name":       {`{"deep":`, `{"\u0064eep":1,"deep":`},
			"context activities": {`"parent":[`, `"parent":[],"parent":[`},
			"member":             {`"member":[`, `"member":[],"member":[`},
			"attachment":         {`"length":27`, `"length":27,"length":27`},
		} {
			t.Run(name, func(t *testing.T) {
				body := strings.Replace(sent, change[0], change[1], 1)
				if body == sent {
					t.Fatalf("%q is not in %s", change[0], sent)
				}
				c.post(t, "/statements", body).want(http.StatusBadRequest)
				c.post(t, "/statements", inSubStatementText(t, body)).want(http.StatusBadRequest)
				c.post(t, "/statements", "["+simple+","+body+"]").want(http.StatusBadRequest)
			})
		}
	})
}

// inSubStatementText puts a statement that JSON decoders would repair into
// another as a SubStatement.
func inSubStatementText(t *testing.T, body string) string {
	t.Helper()
	outer := edited(t, simple, set("/object", `"@@"`))
	return strings.Replace(outer, `"@@"`, `{"objectType":"SubStatement",`+strings.TrimPrefix(body, "{"), 1)
}

func TestPropertiesComeInAnyOrder(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-09", func(t *testing.T, c client) {
		for _, body := range []string{
			`{"verb":{"id":"https://conformance.example/v"},"object":{"definition":{"name":{"en":"x"}},"id":"https://conformance.example/a","objectType":"Activity"},"actor":{"mbox":"mailto:a@conformance.example","objectType":"Agent"}}`,
			`{"context":{"platform":"before the object is known"},"result":{"score":{"max":1,"raw":0,"min":-1}},"object":{"id":"https://conformance.example/a"},"verb":{"id":"https://conformance.example/v"},"actor":{"member":[{"mbox":"mailto:a@conformance.example"}],"objectType":"Group"}}`,
			`{"object":{"id":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11","objectType":"StatementRef"},"verb":{"display":{},"id":"https://conformance.example/v"},"actor":{"mbox":"mailto:a@conformance.example"}}`,
			`{"object":{"object":{"id":"https://conformance.example/a"},"verb":{"id":"https://conformance.example/v"},"actor":{"mbox":"mailto:a@conformance.example"},"context":{"revision":"1"},"objectType":"SubStatement"},"verb":{"id":"https://conformance.example/v"},"actor":{"mbox":"mailto:a@conformance.example"}}`,
		} {
			c.post(t, "/statements", body).want(http.StatusOK)
		}
		for _, body := range []string{
			`{"context":{"platform":"x"},"object":{"mbox":"mailto:a@conformance.example","objectType":"Agent"},"verb":{"id":"https://conformance.example/v"},"actor":{"mbox":"mailto:a@conformance.example"}}`,
			`{"object":{"id":"https://conformance.example/a","objectType":"StatementRef"},"verb":{"id":"https://conformance.example/v"},"actor":{"mbox":"mailto:a@conformance.example"}}`,
			`{"object":{"id":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11","object":{},"objectType":"StatementRef"},"verb":{"id":"https://conformance.example/v"},"actor":{"mbox":"mailto:a@conformance.example"}}`,
			`{"object":{"id":"https://conformance.example/a"},"verb":{"id":"https://conformance.example/v"},"actor":{"member":[{"mbox":"mailto:a@conformance.example"}]}}`,
		} {
			c.post(t, "/statements", body).want(http.StatusBadRequest)
		}
	})
}

func TestLongPropertiesAndDeepNestingAreTaken(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GEN-14 IA-06", func(t *testing.T, c client) {
		long := `"` + strings.Repeat("long ", 200_000) + `"`
		patterns := `["` + strings.Repeat(`aaaa[,]bbbb","`, 5000) + `c"]`
		sent := edited(t, full, set("/result/response", long), set("/actor/name", long), set("/object/definition/name/en", long),
			set("/object/id", `"https://conformance.example/`+strings.Repeat("a", 100_000)+`"`),
			set("/object/definition/correctResponsesPattern", patterns))
		got := c.fetch(t, c.store(t, sent)[0])
		wantSame(t, "result", at(got, "/result"), at(decode(t, sent), "/result"))
		deep := set("/result/extensions", `{"https://conformance.example/x":`+strings.Repeat("[", 95)+strings.Repeat("]", 95)+`}`)
		c.post(t, "/statements", edited(t, full, deep)).want(http.StatusOK)
	})
}

func TestEmptyObjectsAreTaken(t *testing.T) {
	t.Parallel()
	var rows []row
	for _, pointer := range []string{"/context", "/result", "/result/score", "/object/definition", "/verb/display", "/result/extensions", "/context/contextActivities"} {
		rows = append(rows, good("GEN-12", set(pointer, `{}`)))
	}
	matrix(t, "", inFull, rows)
}
