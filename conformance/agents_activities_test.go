package conformance

import (
	"net/http"
	"testing"
)

func TestPersons(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AG-01 AG-02 AG-03 AG-04", func(t *testing.T, c client) {
		for _, identifier := range identifiers() {
			agent := `{` + identifier + `}`
			unknown := c.get(t, "/agents", "agent", agent).want(http.StatusOK).object()
			wantPerson(t, unknown, agent)
			c.storeOne(t, set("/actor", edited(t, agent, set("/name", `"Ann"`))))
			c.storeOne(t, set("/actor", edited(t, agent, set("/name", `"Ann B."`))))
			c.storeOne(t, set("/actor", edited(t, agent, set("/name", `"Ann"`))))
			known := c.get(t, "/agents", "agent", edited(t, agent, set("/objectType", `"Agent"`))).want(http.StatusOK).object()
			wantPerson(t, known, agent)
			names, _ := known["name"].([]any)
			seen := map[any]bool{}
			for _, name := range names {
				seen[name] = true
			}
			if len(names) != 2 || !seen["Ann"] || !seen["Ann B."] {
				t.Errorf("the names are %v, want Ann and Ann B.", names)
			}
		}
		for _, bad := range []string{"", "{}", "x", crowd, `{"name":"Ann"}`, `{"mbox":"x"}`, "[]"} {
			c.get(t, "/agents", "agent", bad).want(http.StatusBadRequest)
		}
		c.get(t, "/agents").want(http.StatusBadRequest)
	})
}

// wantPerson checks that a Person has the one identifier of the agent, and
// arrays only.
func wantPerson(t *testing.T, person map[string]any, agent string) {
	t.Helper()
	if person["objectType"] != "Person" {
		t.Errorf("objectType is %v, want Person", person["objectType"])
	}
	for key, value := range decode(t, agent).(map[string]any) {
		wantSame(t, key, person[key], []any{value})
	}
	for key, value := range person {
		switch key {
		case "objectType":
		case "name", "mbox", "mbox_sha1sum", "openid", "account":
			if list, ok := value.([]any); !ok || key != "name" && len(list) > 0 && decode(t, agent).(map[string]any)[key] == nil {
				t.Errorf("a Person has %s: %v", key, value)
			}
		default:
			t.Errorf("a Person has the property %q", key)
		}
	}
}

func TestActivityObjects(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AY-01 AY-02 AY-03 OB-12 OB-13 OB-14 FM-07", func(t *testing.T, c client) {
		activity := newIRI("activities")
		ask := func() map[string]any {
			return c.get(t, "/activities", "activityId", activity).want(http.StatusOK).object()
		}
		wantSame(t, "an unknown activity", ask(), map[string]any{"objectType": "Activity", "id": activity})
		define := func(definition string) {
			c.storeOne(t, set("/object", `{"objectType":"Activity","id":`+quoted(activity)+`,"definition":`+definition+`}`))
		}
		define(`{"name":{"en":"One"},"description":{"en":"First"},"type":"https://conformance.example/types/lesson","extensions":{"https://conformance.example/x":{"n":1.50}}}`)
		define(`{"name":{"de":"Eins"}}`)
		wantSame(t, "the activity", ask(), decode(t, `{"objectType":"Activity","id":`+quoted(activity)+`,"definition":{"name":{"en":"One","de":"Eins"},"description":{"en":"First"},"type":"https://conformance.example/types/lesson","extensions":{"https://conformance.example/x":{"n":1.50}}}}`))
		c.storeOne(t, set("/context", `{"contextActivities":{"parent":{"id":`+quoted(activity)+`,"definition":{"name":{"en":"Uno"},"moreInfo":"https://conformance.example/more"}}}}`))
		got := ask()
		wantSame(t, "the names after a correction", at(got, "/definition/name"), decode(t, `{"en":"Uno","de":"Eins"}`))
		if at(got, "/definition/moreInfo") != "https://conformance.example/more" {
			t.Errorf("moreInfo is %v", at(got, "/definition/moreInfo"))
		}
		for _, bad := range []string{"", "one", "https://conformance.example/a b"} {
			c.get(t, "/activities", "activityId", bad).want(http.StatusBadRequest)
		}
		c.get(t, "/activities").want(http.StatusBadRequest)
	})
}

func TestNothingIsFetched(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SE-04 IRI-03", func(t *testing.T, c client) {
		asked := make(chan string, 16)
		trap := listen(t, func(w http.ResponseWriter, r *http.Request) {
			select {
			case asked <- r.URL.Path:
			default:
			}
		})
		statement := edited(t, full, set("/object/id", quoted(trap+"/activity")), set("/object/definition/moreInfo", quoted(trap+"/more")),
			set("/verb/id", quoted(trap+"/verb")), set("/attachments/0/fileUrl", quoted(trap+"/file")), set("/object/definition/type", quoted(trap+"/type")))
		id := c.store(t, statement)[0]
		c.fetch(t, id, "format", "canonical", "attachments", "false")
		c.get(t, "/statements", "statementId", id, "attachments", "true").want(http.StatusOK)
		c.get(t, "/activities", "activityId", trap+"/activity").want(http.StatusOK)
		jws := signers()[0].sign(t, map[string]any{"alg": "RS256", "x5u": trap + "/x5u", "jku": trap + "/jku"}, simple)
		c.postMixed(t, signedBody(t, simple, jws)).want(http.StatusOK)
		select {
		case path := <-asked:
			t.Errorf("the server asked for %s", path)
		default:
		}
	})
}
