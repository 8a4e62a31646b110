package conformance

import (
	"net/http"
	"testing"
)

func TestExactReturnsWhatWasReceived(t *testing.T) {
	t.Parallel()
	eachVersion(t, "FM-01 GEN-11 OB-14", func(t *testing.T, c client) {
		activity := newIRI("activities")
		sent := edited(t, full, set("/object/id", quoted(activity)))
		id := c.store(t, sent)[0]
		c.storeOne(t, set("/object", `{"id":`+quoted(activity)+`,"definition":{"name":{"fr":"Autre"}}}`), set("/verb", `{"id":"https://conformance.example/verbs/answered","display":{"fr":"répondit"}}`))
		bare := c.storeOne(t, set("/object/id", quoted(activity)), set("/verb/id", `"https://conformance.example/verbs/answered"`))
		for _, got := range []map[string]any{
			c.fetch(t, id), c.fetch(t, id, "format", "exact"),
			c.send(t, request{method: http.MethodGet, path: "/statements", query: params("statementId", id), header: map[string]string{"Accept-Language": "fr"}}).want(http.StatusOK).object(),
		} {
			for _, key := range []string{"actor", "verb", "object", "result", "context", "timestamp", "attachments"} {
				wantSame(t, key, got[key], at(decode(t, sent), "/"+key))
			}
		}
		wantSame(t, "an object without definition", c.fetch(t, bare)["object"], map[string]any{"id": activity})
		wantSame(t, "a verb without display", c.fetch(t, bare)["verb"], map[string]any{"id": "https://conformance.example/verbs/answered"})
	})
}

func TestIDsReturnsOnlyWhatIdentifies(t *testing.T) {
	t.Parallel()
	eachVersion(t, "FM-02 QX-16", func(t *testing.T, c client) {
		sent := edited(t, full,
			set("/context/instructor", `{"objectType":"Group","name":"Tutors","mbox":"mailto:tutors@conformance.example","member":[{"mbox":"mailto:ina@conformance.example"}]}`),
			set("/context/team/member/0", `{"objectType":"Agent","name":"Bob","account":{"homePage":"https://conformance.example","name":"bob"}}`),
			set("/context/contextActivities/parent/0", `{"objectType":"Activity","id":"https://conformance.example/p","definition":{"name":{"en":"P"}}}`))
		for prefix, statement := range map[string]string{"": sent, "/object": inSubStatement(t, sent)} {
			got := c.fetch(t, c.store(t, statement)[0], "format", "ids")
			for pointer, want := range map[string]string{
				"/verb":                             `{"id":"https://conformance.example/verbs/answered"}`,
				"/object":                           `{"id":"https://conformance.example/activities/question"}`,
				"/context/instructor":               `{"objectType":"Group","mbox":"mailto:tutors@conformance.example"}`,
				"/context/team":                     `{"objectType":"Group","member":[{"account":{"homePage":"https://conformance.example","name":"bob"}}]}`,
				"/context/contextActivities/parent": `[{"id":"https://conformance.example/p"}]`,
				"/context/contextActivities/other":  `[{"id":"https://conformance.example/activities/other"}]`,
			} {
				wantSame(t, prefix+pointer, withoutAgentTypes(at(got, prefix+pointer)), decode(t, want))
			}
			for _, pointer := range []string{"/result", "/attachments", "/context/registration", "/context/extensions", "/context/statement", "/context/platform", "/context/language"} {
				wantSame(t, prefix+pointer, at(got, prefix+pointer), at(decode(t, sent), pointer))
			}
			actor, _ := at(got, prefix+"/actor").(map[string]any)
			if actor["mbox"] != "mailto:ann@conformance.example" || len(actor) > 2 || actor["name"] != nil {
				t.Errorf("%s/actor is %v, want its identifier only", prefix, actor)
			}
			if authority, ok := got["authority"].(map[string]any); !ok || len(authority) > 2 || authority["name"] != nil {
				t.Errorf("the authority is %v, want its identifier only", got["authority"])
			}
		}
		agentObject := c.fetch(t, c.storeOne(t, set("/object", ann)), "format", "ids")["object"]
		wantSame(t, "an Agent as object", agentObject, decode(t, `{"objectType":"Agent","mbox":"mailto:ann@conformance.example"}`))
		groupObject := c.fetch(t, c.storeOne(t, set("/object", group)), "format", "ids")["object"]
		wantSame(t, "a Group as object", groupObject, decode(t, `{"objectType":"Group","mbox":"mailto:group@conformance.example"}`))
		ref := c.fetch(t, c.storeOne(t, set("/object", reference)), "format", "ids")["object"]
		wantSame(t, "a StatementRef as object", ref, decode(t, reference))
	})
}

// withoutAgentTypes leaves out objectType Agent, which format ids may keep.
func withoutAgentTypes(value any) any {
	switch value := value.(type) {
	case []any:
		for i := range value {
			value[i] = withoutAgentTypes(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = withoutAgentTypes(value[key])
		}
		if value["objectType"] == "Agent" {
			delete(value, "objectType")
		}
	}
	return value
}

func TestFormatsReachContextAgents(t *testing.T) {
	t.Parallel()
	inVersion(t, v2, "V2-12 FM-02", func(t *testing.T, c client) {
		sent := edited(t, withContextAgents, set("/context/contextAgents/0/agent", ann), set("/context/contextGroups/0/group", group))
		for prefix, statement := range map[string]string{"": sent, "/object": inSubStatement(t, sent)} {
			got := c.fetch(t, c.store(t, statement)[0], "format", "ids")
			wantSame(t, "contextAgents", withoutAgentTypes(at(got, prefix+"/context/contextAgents/0")),
				decode(t, `{"objectType":"contextAgent","agent":{"mbox":"mailto:ann@conformance.example"},"relevantTypes":["https://conformance.example/types/coach"]}`))
			wantSame(t, "contextGroups", at(got, prefix+"/context/contextGroups/0"),
				decode(t, `{"objectType":"contextGroup","group":{"objectType":"Group","mbox":"mailto:group@conformance.example"},"relevantTypes":["https://conformance.example/types/class"]}`))
			exact := c.fetch(t, c.store(t, statement)[0], "format", "canonical")
			wantSame(t, "contextAgents in canonical", at(exact, prefix+"/context/contextAgents"), at(decode(t, sent), "/context/contextAgents"))
		}
	})
}

// canonical asks for a statement in format canonical.
func (c client) canonical(t *testing.T, id, languages string) map[string]any {
	t.Helper()
	header := map[string]string{}
	if languages != "" {
		header["Accept-Language"] = languages
	}
	return c.send(t, request{method: http.MethodGet, path: "/statements", query: params("statementId", id, "format", "canonical"), header: header}).want(http.StatusOK).object()
}

func TestCanonicalReturnsWhatTheServerKnows(t *testing.T) {
	t.Parallel()
	eachVersion(t, "FM-03 FM-04 FM-07 OB-13 OB-14", func(t *testing.T, c client) {
		activity, parent, verb := newIRI("activities"), newIRI("activities"), newIRI("verbs")
		c.storeOne(t, set("/object", `{"id":`+quoted(activity)+`,"definition":{"name":{"en":"One","de":"Eins"},"type":"https://conformance.example/types/lesson","moreInfo":"https://conformance.example/more","interactionType":"choice","correctResponsesPattern":["a"],"choices":[{"id":"a","description":{"en":"A","de":"Ah"}}],"extensions":{"https://conformance.example/x":{"n":null}}}}`),
			set("/verb", `{"id":`+quoted(verb)+`,"display":{"en":"tried","de":"versuchte"}}`),
			set("/context", `{"contextActivities":{"parent":{"id":`+quoted(parent)+`,"definition":{"name":{"en":"Parent","de":"Eltern"}}}}}`))
		bare := edited(t, simple, set("/object/id", quoted(activity)), set("/verb/id", quoted(verb)), set("/context", `{"contextActivities":{"parent":{"id":`+quoted(parent)+`}}}`), set("/actor/name", `"Ann"`))
		for prefix, statement := range map[string]string{"": bare, "/object": inSubStatement(t, bare)} {
			got := c.canonical(t, c.store(t, statement)[0], "de")
			wantSame(t, prefix+"/object/definition", at(got, prefix+"/object/definition"), decode(t, `{"name":{"de":"Eins"},"type":"https://conformance.example/types/lesson","moreInfo":"https://conformance.example/more","interactionType":"choice","correctResponsesPattern":["a"],"choices":[{"id":"a","description":{"de":"Ah"}}],"extensions":{"https://conformance.example/x":{"n":null}}}`))
			wantSame(t, prefix+"/verb/display", at(got, prefix+"/verb/display"), decode(t, `{"de":"versuchte"}`))
			wantSame(t, prefix+"/context parent", at(got, prefix+"/context/contextActivities/parent/0/definition"), decode(t, `{"name":{"de":"Eltern"}}`))
			wantSame(t, prefix+"/actor", at(got, prefix+"/actor"), at(decode(t, bare), "/actor"))
		}
		unknown := newIRI("activities")
		object := c.canonical(t, c.storeOne(t, set("/object/id", quoted(unknown))), "de")["object"].(map[string]any)
		delete(object, "objectType")
		wantSame(t, "an activity that nobody defined", object, map[string]any{"id": unknown})
	})
}

func TestAcceptLanguageChoosesPerMap(t *testing.T) {
	t.Parallel()
	eachVersion(t, "FM-04 FM-05 FM-06 HT-03", func(t *testing.T, c client) {
		activity := newIRI("activities")
		id := c.storeOne(t, set("/object", `{"id":`+quoted(activity)+`,"definition":{"name":{"en-US":"color","en-GB":"colour","de":"Farbe","fr-CA":"couleur"},"description":{"fr":"une couleur","de-CH":"eine Farbe"}}}`))
		for _, test := range []struct{ languages, name, description string }{
			{"en-GB", "en-GB", ""},
			{"en-US", "en-US", ""},
			{"de", "de", "de-CH"},
			{"de-CH", "de", "de-CH"},
			{"fr", "fr-CA", "fr"},
			{"FR-ca;q=0.9, de;q=0.8", "fr-CA", ""},
			{"de;q=0.5, fr", "fr-CA", "fr"},
			{"de;q=0.5, fr;q=0.7, en-GB;q=0.6", "fr-CA", "fr"},
			{"it, de;q=0.1", "de", "de-CH"},
			{"en-GB;q=0, de;q=0.1", "de", "de-CH"},
			{"en-AU", "", ""},
			{"*", "", ""},
			{"it", "", ""},
			{"", "", ""},
			{"de;q=nonsense, fr;q=0.2", "fr-CA", "fr"},
		} {
			got := c.canonical(t, id, test.languages)["object"]
			for pointer, want := range map[string]string{"/definition/name": test.name, "/definition/description": test.description} {
				chosen, _ := at(got, pointer).(map[string]any)
				if len(chosen) != 1 {
					t.Errorf("Accept-Language %q: %s is %v, want one language", test.languages, pointer, chosen)
				}
				if want != "" && chosen[want] == nil {
					t.Errorf("Accept-Language %q: %s is %v, want %s", test.languages, pointer, chosen, want)
				}
			}
		}
		// en-AU is not there: the same primary language comes before others.
		name, _ := at(c.canonical(t, id, "en-AU"), "/object/definition/name").(map[string]any)
		if name["en-US"] == nil && name["en-GB"] == nil {
			t.Errorf("for en-AU came %v, want another English", name)
		}
		if name, _ := at(c.canonical(t, id, "it"), "/object/definition/name").(map[string]any); lore.own && name["en-US"] == nil && name["en-GB"] == nil {
			t.Errorf("for it came %v, want the server's language, en", name)
		}
		for range 3 {
			wantSame(t, "the fixed choice", c.canonical(t, id, "it")["object"], c.canonical(t, id, "it")["object"])
		}
	})
}
