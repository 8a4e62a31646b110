package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// about returns the simple statement with edits, stored, by its id.
func (c client) storeOne(t *testing.T, edits ...edit) string {
	t.Helper()
	return c.store(t, edited(t, simple, edits...))[0]
}

func quoted(text string) string { return `"` + text + `"` }

func refTo(id string) edit { return set("/object", `{"objectType":"StatementRef","id":"`+id+`"}`) }

func TestStatementsAreFoundByID(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-01 GS-02 HT-07", func(t *testing.T, c client) {
		id := c.storeOne(t)
		if got := c.fetch(t, id)["id"]; got != id {
			t.Errorf("asked for %s, got %v", id, got)
		}
		c.get(t, "/statements", "statementId", newUUID()).want(http.StatusNotFound)
		c.get(t, "/statements", "voidedStatementId", newUUID()).want(http.StatusNotFound)
		c.get(t, "/statements", "voidedStatementId", id).want(http.StatusNotFound)
		c.store(t, voiding(t, id))
		c.wantVoided(t, id)
		for _, name := range []string{"statementId", "voidedStatementId"} {
			for _, bad := range []string{"", "x", strings.ReplaceAll(id, "-", ""), "{" + id + "}"} {
				c.get(t, "/statements", name, bad).want(http.StatusBadRequest)
			}
		}
	})
}

func TestIDsExcludeFilters(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-03", func(t *testing.T, c client) {
		id, gone := c.storeOne(t), c.storeOne(t)
		c.store(t, voiding(t, gone))
		c.get(t, "/statements", "statementId", id, "voidedStatementId", gone).want(http.StatusBadRequest)
		for name, value := range map[string]string{
			"agent": `{"mbox":"mailto:ann@conformance.example"}`, "verb": "https://conformance.example/v", "activity": "https://conformance.example/a",
			"registration": newUUID(), "related_activities": "true", "related_agents": "false", "since": "2020-01-01T00:00:00Z",
			"until": "2040-01-01T00:00:00Z", "limit": "1", "ascending": "true",
		} {
			c.get(t, "/statements", "statementId", id, name, value).want(http.StatusBadRequest)
			c.get(t, "/statements", "voidedStatementId", gone, name, value).want(http.StatusBadRequest)
		}
		for _, format := range []string{"ids", "exact", "canonical"} {
			c.get(t, "/statements", "statementId", id, "format", format, "attachments", "false").want(http.StatusOK)
			c.get(t, "/statements", "voidedStatementId", gone, "format", format, "attachments", "true").want(http.StatusOK)
		}
	})
}

func TestStatementResults(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-04 GS-10 PG-01 GS-31 HT-07", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		empty := c.get(t, "/statements", "verb", verb).want(http.StatusOK).object()
		wantSame(t, "an empty result", empty["statements"], []any{})
		if empty["more"] != "" {
			t.Errorf("more of an empty result is %v, want an empty string", empty["more"])
		}
		var ids []string
		for range 3 {
			ids = append(ids, c.storeOne(t, set("/verb/id", quoted(verb))))
		}
		answer := c.get(t, "/statements", "verb", verb, "ascending", "true").wantIDs(ids...)
		if got := answer.header.Get("Content-Type"); got != "application/json" {
			t.Errorf("Content-Type is %q", got)
		}
		slices.Reverse(ids)
		c.get(t, "/statements", "verb", verb).wantIDs(ids...)
		c.get(t, "/statements", "verb", verb, "ascending", "false", "attachments", "false").wantIDs(ids...)
		all := c.get(t, "/statements").want(http.StatusOK)
		if len(all.statements()) == 0 {
			t.Errorf("without filters nothing came:\n%s", all)
		}
		for key := range all.object() {
			if key != "statements" && key != "more" {
				t.Errorf("a StatementResult has the property %q", key)
			}
		}
	})
}

func TestFormatsOfQueryParameters(t *testing.T) {
	t.Parallel()
	values := map[string]struct{ good, bad []string }{
		"agent": {
			[]string{ann, group, `{"account":{"homePage":"https://conformance.example","name":"a"}}`, `{"mbox_sha1sum":"0c1d2e3f405162738495a6b7c8d9eaf001122334"}`, `{"openid":"https://conformance.example/"}`},
			[]string{"", "ann", `"ann"`, "mailto:ann@conformance.example", "{}", "[]", "null", `{"mbox":"ann"}`, `{"name":"Ann"}`, crowd, ann + "x", `{"mbox":"mailto:a@conformance.example","nick":1}`, `{"mbox":"mailto:a@conformance.example","name":null}`, `{"MBOX":"mailto:a@conformance.example"}`, `{"mbox":"mailto:a@conformance.example","mbox":"mailto:a@conformance.example"}`, `{"objectType":"agent","mbox":"mailto:a@conformance.example"}`, `{"mbox":"mailto:a@conformance.example","openid":"https://conformance.example/"}`},
		},
		"verb":               {[]string{"https://conformance.example/v", "urn:x:y"}, []string{"", "tried", "https://conformance.example/a b", `"https://conformance.example/v"`}},
		"activity":           {[]string{"https://conformance.example/a", "act:x"}, []string{"", "one", "ab=c://should.fail.com", "/a"}},
		"registration":       {[]string{"6d2a7b0c-9d55-4f5e-8a5e-7d1b2f6f0f10", "6D2A7B0C-9D55-4F5E-8A5E-7D1B2F6F0F10"}, []string{"", "x", "6d2a7b0c9d554f5e8a5e7d1b2f6f0f10", `"6d2a7b0c-9d55-4f5e-8a5e-7d1b2f6f0f10"`}},
		"since":              {[]string{"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678+01:00", "2026-01-02T03:04:05"}, []string{"", "yesterday", "2026-01-02", "1767323045", "2026-13-02T03:04:05Z"}},
		"until":              {[]string{"2046-01-02T03:04:05Z"}, []string{"", "tomorrow", "2026-01-02", "2026-01-02T03:04:05-00:00"}},
		"limit":              {[]string{"0", "1", "100", "100000", "01", "99999999999999999999999"}, []string{"", "-1", "1.5", "ten", "1e2", " 1"}},
		"ascending":          {[]string{"true", "false"}, []string{"", "1", "True", "TRUE", "yes", `"true"`}},
		"attachments":        {[]string{"true", "false"}, []string{"", "0", "True"}},
		"related_agents":     {[]string{"true", "false"}, []string{"", "1", "no"}},
		"related_activities": {[]string{"true", "false"}, []string{"", "1", "TRUE"}},
		"format":             {[]string{"ids", "exact", "canonical"}, []string{"", "IDS", "full", "id"}},
	}
	for name, value := range values {
		eachVersion(t, "GS-05 GEN-13 AC-09", func(t *testing.T, c client) {
			for _, text := range value.good {
				c.get(t, "/statements", name, text).want(http.StatusOK)
			}
			for _, text := range value.bad {
				answer := c.get(t, "/statements", name, text).want(http.StatusBadRequest)
				if !strings.Contains(string(answer.body), name) {
					t.Errorf("the refusal does not name the parameter %s:\n%s", name, answer)
				}
			}
		})
	}
}

func TestRelatedFlagsAloneHaveNoEffect(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-07", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		id := c.storeOne(t, set("/verb/id", quoted(verb)))
		c.get(t, "/statements", "verb", verb, "related_agents", "true", "related_activities", "true").wantIDs(id)
	})
}

// agentSpots are where an agent filter looks; related says that it takes
// related_agents.
var agentSpots = []struct {
	name    string
	related bool
	only    version
	edits   func(agent string) []edit
}{
	{"actor", false, "", func(a string) []edit { return []edit{set("/actor", a)} }},
	{"object", false, "", func(a string) []edit { return []edit{set("/object", a)} }},
	{"member of the actor", false, "", func(a string) []edit { return []edit{set("/actor", `{"objectType":"Group","member":[`+a+`]}`)} }},
	{"member of an identified actor", false, "", func(a string) []edit {
		return []edit{set("/actor", `{"objectType":"Group","mbox":"mailto:g@conformance.example","member":[{"mbox":"mailto:x@conformance.example"},`+a+`]}`)}
	}},
	{"member of the object", false, "", func(a string) []edit { return []edit{set("/object", `{"objectType":"Group","member":[`+a+`]}`)} }},
	{"instructor", true, "", func(a string) []edit { return []edit{set("/context", `{"instructor":`+a+`}`)} }},
	{"member of the instructor", true, "", func(a string) []edit {
		return []edit{set("/context", `{"instructor":{"objectType":"Group","member":[`+a+`]}}`)}
	}},
	{"member of the team", true, "", func(a string) []edit {
		return []edit{set("/context", `{"team":{"objectType":"Group","mbox":"mailto:g@conformance.example","member":[`+a+`]}}`)}
	}},
	{"contextAgent", true, v2, func(a string) []edit {
		return []edit{set("/context", `{"contextAgents":[{"objectType":"contextAgent","agent":`+a+`}]}`)}
	}},
	{"member of a contextGroup", true, v2, func(a string) []edit {
		return []edit{set("/context", `{"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","member":[`+a+`]}}]}`)}
	}},
}

func TestAgentFilters(t *testing.T) {
	t.Parallel()
	for _, spot := range agentSpots {
		t.Run(spot.name, func(t *testing.T) {
			t.Parallel()
			rules := "GS-06 AC-11"
			if spot.only == v2 {
				rules += " V2-10"
			}
			eachVersion(t, rules, func(t *testing.T, c client) {
				if spot.only != "" && spot.only != c.version {
					return
				}
				for _, identifier := range identifiers() {
					agent := `{"objectType":"Agent","name":"Someone",` + identifier + `}`
					asked := `{"name":"Somebody Else",` + identifier + `}`
					id := c.storeOne(t, spot.edits(agent)...)
					nested := c.store(t, inSubStatement(t, edited(t, simple, spot.edits(agent)...)))[0]
					related := c.get(t, "/statements", "agent", asked, "related_agents", "true")
					related.wantIDs(nested, id)
					direct := c.get(t, "/statements", "agent", asked)
					if spot.related {
						direct.wantIDs()
					} else {
						direct.wantIDs(id)
					}
				}
			})
		})
	}
}

// identifiers returns one new identifier of each kind, as a property.
func identifiers() []string {
	return []string{
		`"mbox":` + quoted(newMbox()),
		`"mbox_sha1sum":"` + strings.ReplaceAll(newUUID()+newUUID(), "-", "")[:40] + `"`,
		`"openid":` + quoted(newIRI("people")),
		`"account":{"homePage":"https://conformance.example","name":` + quoted(newUUID()) + `}`,
	}
}

func TestIdentifiersMustMatchWhole(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AC-11 MB-02 MB-04", func(t *testing.T, c client) {
		name := newUUID()
		id := c.storeOne(t, set("/actor", `{"account":{"homePage":"https://conformance.example","name":"`+name+`"}}`))
		c.get(t, "/statements", "agent", `{"account":{"homePage":"https://conformance.example","name":"`+name+`"}}`).wantIDs(id)
		c.get(t, "/statements", "agent", `{"account":{"homePage":"https://else.conformance.example","name":"`+name+`"}}`).wantIDs()
		digest := strings.ReplaceAll(newUUID()+newUUID(), "-", "")[:40]
		id = c.storeOne(t, set("/actor", `{"mbox_sha1sum":"`+digest+`"}`))
		c.get(t, "/statements", "agent", `{"mbox_sha1sum":"`+strings.ToUpper(digest)+`"}`).wantIDs(id)
		local := "Learner-" + newUUID()
		id = c.storeOne(t, set("/actor", `{"mbox":"mailto:`+local+`@Conformance.Example"}`))
		c.get(t, "/statements", "agent", `{"mbox":"mailto:`+local+`@conformance.example"}`).wantIDs(id)
		c.get(t, "/statements", "agent", `{"mbox":"mailto:`+strings.ToLower(local)+`@conformance.example"}`).wantIDs()
	})
}

func TestGroupsMatchByTheirOwnIdentifier(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-08 AC-11 AC-12", func(t *testing.T, c client) {
		groupMbox, member := newMbox(), newMbox()
		asked := `{"objectType":"Group","mbox":` + quoted(groupMbox) + `,"member":[{"mbox":` + quoted(member) + `}]}`
		byGroup := c.storeOne(t, set("/actor", asked))
		c.storeOne(t, set("/actor", `{"mbox":`+quoted(member)+`}`))
		byAgent := c.storeOne(t, set("/actor", `{"mbox":`+quoted(groupMbox)+`}`))
		c.get(t, "/statements", "agent", asked).wantIDs(byAgent, byGroup)
		c.get(t, "/statements", "agent", `{"mbox":`+quoted(groupMbox)+`}`).wantIDs(byAgent, byGroup)
	})
}

func TestAuthorityMatchesRelatedAgents(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-06", func(t *testing.T, c client) {
		c, _ = lore.newStore(t, c.version)
		id := c.storeOne(t)
		authority := encode(t, c.fetch(t, id)["authority"])
		c.get(t, "/statements", "agent", authority).wantIDs()
		c.get(t, "/statements", "agent", authority, "related_agents", "true").wantIDs(id)
	})
}

func TestActivityFilters(t *testing.T) {
	t.Parallel()
	for name, spot := range map[string]struct {
		related bool
		edit    func(activity string) edit
	}{
		"object":   {false, func(a string) edit { return set("/object", a) }},
		"parent":   {true, func(a string) edit { return set("/context", `{"contextActivities":{"parent":[`+a+`]}}`) }},
		"grouping": {true, func(a string) edit { return set("/context", `{"contextActivities":{"grouping":`+a+`}}`) }},
		"category": {true, func(a string) edit {
			return set("/context", `{"contextActivities":{"category":[{"id":"https://conformance.example/x"},`+a+`]}}`)
		}},
		"other": {true, func(a string) edit { return set("/context", `{"contextActivities":{"other":[`+a+`]}}`) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachVersion(t, "GS-06 OB-12", func(t *testing.T, c client) {
				iri := newIRI("activities")
				thing := `{"objectType":"Activity","id":` + quoted(iri) + `}`
				id := c.storeOne(t, spot.edit(thing))
				nested := c.store(t, inSubStatement(t, edited(t, simple, spot.edit(thing))))[0]
				c.get(t, "/statements", "activity", iri, "related_activities", "true").wantIDs(nested, id)
				direct := c.get(t, "/statements", "activity", iri)
				if spot.related {
					direct.wantIDs()
				} else {
					direct.wantIDs(id)
				}
			})
		})
	}
}

func TestFiltersCombineWithAND(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-06 GS-05", func(t *testing.T, c client) {
		verbs, activities, agents := []string{newIRI("v"), newIRI("v")}, []string{newIRI("a"), newIRI("a")}, []string{newMbox(), newMbox()}
		registrations := []string{newUUID(), newUUID()}
		ids := make(map[[4]int]string)
		for i := range 16 {
			pick := [4]int{i & 1, i >> 1 & 1, i >> 2 & 1, i >> 3 & 1}
			ids[pick] = c.storeOne(t, set("/verb/id", quoted(verbs[pick[0]])), set("/object/id", quoted(activities[pick[1]])),
				set("/actor/mbox", quoted(agents[pick[2]])), set("/context", `{"registration":`+quoted(registrations[pick[3]])+`}`))
		}
		for pick, id := range ids {
			c.get(t, "/statements", "verb", verbs[pick[0]], "activity", activities[pick[1]], "agent", `{"mbox":`+quoted(agents[pick[2]])+`}`,
				"registration", strings.ToUpper(registrations[pick[3]])).wantIDs(id)
		}
		c.get(t, "/statements", "verb", verbs[0], "activity", activities[1], "agent", `{"mbox":`+quoted(agents[1])+`}`).
			wantIDs(ids[[4]int{0, 1, 1, 1}], ids[[4]int{0, 1, 1, 0}])
	})
}

func TestSinceAndUntilCompareWithStored(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-11 GS-06 GS-05", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		var ids, times []string
		for range 4 {
			id := c.storeOne(t, set("/verb/id", quoted(verb)))
			ids, times = append(ids, id), append(times, c.fetch(t, id)["stored"].(string))
		}
		c.get(t, "/statements", "verb", verb, "since", times[1], "ascending", "true").wantIDs(ids[2], ids[3])
		c.get(t, "/statements", "verb", verb, "until", times[1], "ascending", "true").wantIDs(ids[0], ids[1])
		c.get(t, "/statements", "verb", verb, "since", times[0], "until", times[2]).wantIDs(ids[2], ids[1])
		c.get(t, "/statements", "verb", verb, "since", times[3]).wantIDs()
		// A poller that goes on from the last stored sees everything once.
		since, seen := "2000-01-01T00:00:00Z", []string(nil)
		for {
			page := c.get(t, "/statements", "verb", verb, "since", since, "ascending", "true", "limit", "1").want(http.StatusOK).statements()
			if len(page) == 0 {
				break
			}
			seen, since = append(seen, page[0]["id"].(string)), page[0]["stored"].(string)
		}
		if !slices.Equal(seen, ids) {
			t.Errorf("polling by since saw %q, want %q", seen, ids)
		}
	})
}

func TestReferencesMatchThroughTheirTargets(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-20 GS-22 QX-05", func(t *testing.T, c client) {
		verb, activity, agent, registration, related := newIRI("verbs"), newIRI("activities"), newMbox(), newUUID(), newIRI("activities")
		target, first, second := newUUID(), newUUID(), newUUID()
		refVerb := newIRI("verbs")
		put := func(id string, edits ...edit) {
			c.put(t, "/statements", edited(t, simple, edits...), "statementId", id).want(http.StatusNoContent)
		}
		put(second, refTo(first), set("/verb/id", quoted(refVerb)))
		put(first, refTo(target))
		targetEdits := []edit{
			set("/verb/id", quoted(verb)), set("/object/id", quoted(activity)), set("/actor/mbox", quoted(agent)),
			set("/context", `{"registration":`+quoted(registration)+`,"contextActivities":{"parent":{"id":`+quoted(related)+`}},"instructor":`+`{"mbox":`+quoted("mailto:instructor-"+agent[len("mailto:"):])+`}}`),
		}
		c.get(t, "/statements", "verb", verb).wantIDs()
		put(target, targetEdits...)
		all := []string{target, first, second}
		for name, value := range map[string]string{"verb": verb, "activity": activity, "agent": `{"mbox":` + quoted(agent) + `}`, "registration": registration} {
			c.get(t, "/statements", name, value).wantIDs(all...)
		}
		c.get(t, "/statements", "verb", verb, "activity", activity, "registration", registration).wantIDs(all...)
		c.get(t, "/statements", "activity", related, "related_activities", "true").wantIDs(all...)
		c.get(t, "/statements", "activity", related).wantIDs()
		c.get(t, "/statements", "agent", `{"mbox":`+quoted("mailto:instructor-"+agent[len("mailto:"):])+`}`, "related_agents", "true").wantIDs(all...)
		c.get(t, "/statements", "verb", verb, "limit", "1").wantIDs(target)
		// since asks the referring statement itself.
		c.get(t, "/statements", "verb", verb, "until", c.fetch(t, first)["stored"].(string)).wantIDs(first, second)
		c.get(t, "/statements", "verb", verb, "since", c.fetch(t, first)["stored"].(string)).wantIDs(target)
		// One statement of the chain must meet all filters.
		c.get(t, "/statements", "verb", refVerb).wantIDs(second)
		c.get(t, "/statements", "verb", refVerb, "activity", activity).wantIDs()
		later := c.storeOne(t, refTo(second))
		c.get(t, "/statements", "verb", verb).wantIDs(append([]string{later}, all...)...)
		c.get(t, "/statements", "verb", refVerb).wantIDs(later, second)
	})
}

func TestCyclesOfReferencesEnd(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-20", func(t *testing.T, c client) {
		a, b, verb := newUUID(), newUUID(), newIRI("verbs")
		c.put(t, "/statements", edited(t, simple, refTo(b), set("/verb/id", quoted(verb))), "statementId", a).want(http.StatusNoContent)
		c.put(t, "/statements", edited(t, simple, refTo(a)), "statementId", b).want(http.StatusNoContent)
		c.get(t, "/statements", "verb", verb).wantIDs(b, a)
		itself, own := newUUID(), newIRI("verbs")
		c.put(t, "/statements", edited(t, simple, refTo(itself), set("/verb/id", quoted(own))), "statementId", itself).want(http.StatusNoContent)
		c.get(t, "/statements", "verb", own).wantIDs(itself)
	})
}

func TestOnlyTheObjectReferencesForFilters(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-21 SS-05", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		target := c.storeOne(t, set("/verb/id", quoted(verb)))
		ref := `{"objectType":"StatementRef","id":` + quoted(target) + `}`
		c.storeOne(t, set("/context", `{"statement":`+ref+`}`))
		c.store(t, inSubStatement(t, edited(t, simple, set("/object", ref))))
		c.get(t, "/statements", "verb", verb).wantIDs(target)
		referring := c.storeOne(t, refTo(target))
		if got := c.fetch(t, referring)["id"]; got != referring {
			t.Errorf("statementId of a reference gave %v", got)
		}
		c.get(t, "/statements", "voidedStatementId", referring).want(http.StatusNotFound)
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	eachVersion(t, "GS-09", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		statement := edited(t, simple, set("/verb/id", quoted(verb)))
		const stored = 130
		ids := c.store(t, "["+strings.Repeat(statement+",", stored-1)+statement+"]")
		slices.Reverse(ids)
		for limit := 1; limit <= 4; limit++ {
			c.get(t, "/statements", "verb", verb, "limit", fmt.Sprint(limit)).wantIDs(ids[:limit]...)
		}
		most := len(c.get(t, "/statements", "verb", verb).want(http.StatusOK).ids())
		if lore.own && most != 100 {
			t.Errorf("a page without limit has %d statements, want the server's maximum, 100", most)
		}
		c.get(t, "/statements", "verb", verb, "limit", "0").wantIDs(ids[:most]...)
		c.get(t, "/statements", "verb", verb, "limit", "1000000").wantIDs(ids[:most]...)
	})
}

func TestLongChainsOfReferencesAreFollowedToTheirBound(t *testing.T) {
	t.Parallel()
	eachVersion(t, "QX-22", func(t *testing.T, c client) {
		const bound = 100
		verb := newIRI("verbs")
		chain := []string{c.storeOne(t, set("/verb/id", quoted(verb)))}
		for range bound + 20 {
			chain = append(chain, c.storeOne(t, refTo(chain[len(chain)-1])))
		}
		var found []string
		for _, page := range c.pages(t, "verb", verb, "ascending", "true") {
			found = append(found, page...)
		}
		if !slices.Equal(found, chain[:1+bound]) {
			t.Errorf("the first of a chain is found through %d references, want %d", len(found)-1, bound)
		}
	})
}

func TestPlusesOfTimestampsNeedNoEscape(t *testing.T) {
	t.Parallel()
	eachVersion(t, "QX-24", func(t *testing.T, c client) {
		registration := newUUID()
		id := c.storeOne(t, set("/context", `{"registration":`+quoted(registration)+`}`))
		// A space of a query value is sent as a plus.
		c.get(t, "/statements", "registration", registration, "since", "2020-01-02T03:04:05 01:00").wantIDs(id)
		c.get(t, "/statements", "registration", registration, "until", "2020-01-02T03:04:05 01:00").wantIDs()
		c.get(t, "/statements", "registration", registration, "since", "2020-01-02 03:04:05").want(http.StatusBadRequest)
	})
}
