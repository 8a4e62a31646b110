package conformance

import (
	"net/http"
	"testing"
)

func TestContexts(t *testing.T) {
	t.Parallel()
	// activityOnly leaves the context with what any object allows.
	activityOnly := func(pointer, raw string) []edit {
		return []edit{set("/object", raw), del("/context/revision"), del("/context/platform"), set("/context"+pointer, `"x"`)}
	}
	none := []edit{del("/context/revision"), del("/context/platform")}
	whole := []row{
		bad("CX-05", activityOnly("/revision", ann)...),
		bad("CX-05", activityOnly("/platform", ann)...),
		bad("CX-05", activityOnly("/revision", group)...),
		bad("CX-05", activityOnly("/platform", crowd)...),
		bad("CX-05", activityOnly("/revision", reference)...),
		bad("CX-05", activityOnly("/platform", reference)...),
		good("CX-05", append(none, set("/object", ann))...),
		good("CX-05", append(none, set("/object", reference))...),
		good("CX-05", del("/object/objectType")),
	}
	matrix(t, "", inFull, whole)
	matrix(t, "", []place{{statement: full, top: true}}, []row{
		bad("CX-05", activityOnly("/revision", subStatement)...),
		bad("CX-05", activityOnly("/platform", subStatement)...),
		good("CX-05", append(none, set("/object", subStatement))...),
		good("CX-05 SS-04", append(none, set("/object", subStatement), set("/object/context", `{"platform":"x","revision":"1"}`))...),
	})
	matrix(t, "", []place{{statement: full, pointer: "/context"}}, []row{
		good("CX-01"),
		good("GEN-12 CX-01", set("", `{}`)),
		bad("CX-01 GEN-07", set("/note", `"x"`)),
		bad("CX-01 GEN-05", del("/platform"), set("/Platform", `"x"`)),
		bad("CX-01 GEN-04", set("", `[]`)),
		bad("GEN-03", set("", `null`)),
		bad("CX-02 UUID-01", set("/registration", `"not a uuid"`)),
		bad("CX-02 GEN-04", set("/registration", `7`)),
		bad("CX-02 GEN-03", set("/registration", `null`)),
		good("CX-03", set("/instructor", ann)),
		good("CX-03", set("/instructor", group)),
		good("CX-03", set("/instructor", crowd)),
		bad("CX-03", set("/instructor", `"Ina"`)),
		bad("CX-03", set("/instructor", activity)),
		good("CX-04", set("/team", group)),
		good("CX-04", set("/team", crowd)),
		bad("CX-04", set("/team", ann)),
		bad("CX-04", set("/team", `{"mbox":"mailto:team@conformance.example"}`)),
		bad("CX-04 GEN-04", set("/team", `[]`)),
		bad("CX-05 GEN-04", set("/revision", `1`)),
		bad("CX-05 GEN-03", set("/revision", `null`)),
		bad("CX-05 GEN-04", set("/platform", `{}`)),
		bad("CX-06 GEN-04", set("/language", `1`)),
		bad("CX-06 GEN-10", set("/language", `""`)),
		bad("CX-06 LT-01", set("/language", `"a12345678"`)),
		bad("CX-06", set("/language", `"en_US"`)),
		bad("CX-06", set("/language", `{"en":"x"}`)),
		good("CX-06", set("/language", `"sr-Latn-RS"`)),
		good("SR-02", set("/statement", reference)),
		bad("SR-02", set("/statement", `{"id":"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"}`)),
		bad("SR-02", set("/statement", `{"objectType":"StatementRef"}`)),
		bad("SR-02 UUID-01", set("/statement/id", `"x"`)),
		bad("SR-02", set("/statement/objectType", `"Activity"`)),
		bad("SR-02 GEN-07", set("/statement/note", `1`)),
		bad("SR-02", set("/statement", `"0f2c9d2e-0a2e-4d8e-9a39-2f5a0d6b9a11"`)),
		bad("EXT-01", set("/extensions", `[1]`)),
		bad("EXT-01 IRI-01", set("/extensions", `{"shouldfail":1}`)),
		bad("EXT-01 GEN-03", set("/extensions", `null`)),
		bad("V2-11 GEN-07", set("/contextAgents", `[{"objectType":"contextAgent","agent":`+ann+`}]`)).in(v1),
		bad("V2-11 GEN-07", set("/contextGroups", `[{"objectType":"contextGroup","group":`+group+`}]`)).in(v1),
	})
}

func TestContextActivities(t *testing.T) {
	t.Parallel()
	rows := []row{
		good("CX-07"),
		good("CX-20", set("", `{}`)),
		bad("CX-07 GEN-07", set("/children", `[]`)),
		bad("CX-07 GEN-06", set("/Parent", `[]`)),
		bad("CX-07 GEN-04", set("", `[]`)),
		bad("CX-07 GEN-04", set("", `"x"`)),
		bad("CX-07 GEN-03", set("", `null`)),
	}
	for _, key := range []string{"/parent", "/grouping", "/category", "/other"} {
		rows = append(rows,
			good("CX-07", set(key, `{"id":"https://conformance.example/activities/single"}`)),
			good("CX-07", set(key, `[{"id":"https://conformance.example/a"},{"id":"https://conformance.example/b","objectType":"Activity"}]`)),
			good("CX-20", set(key, `[]`)),
			bad("CX-07", set(key, ann)),
			bad("CX-07", set(key, `[`+reference+`]`)),
			bad("CX-07 GEN-04", set(key, `"https://conformance.example/a"`)),
			bad("CX-07 GEN-04", set(key, `["https://conformance.example/a"]`)),
			bad("CX-07 GEN-03", set(key, `null`)),
			bad("CX-07 GEN-03", set(key, `[null]`)),
			bad("CX-07 OB-10", set(key, `{}`)),
		)
	}
	matrix(t, "", []place{{statement: full, pointer: "/context/contextActivities"}}, rows)
}

func TestSingleContextActivitiesComeBackAsArrays(t *testing.T) {
	t.Parallel()
	eachVersion(t, "CX-08", func(t *testing.T, c client) {
		single := `{"parent":{"id":"https://conformance.example/p"},"grouping":{"id":"https://conformance.example/g"},"category":[{"id":"https://conformance.example/c"}],"other":{"id":"https://conformance.example/o"}}`
		statement := edited(t, simple, set("/context", `{"contextActivities":`+single+`}`))
		nested := inSubStatement(t, statement)
		for prefix, sent := range map[string]string{"": statement, "/object": nested} {
			id := c.store(t, sent)[0]
			for _, format := range []string{"exact", "ids", "canonical"} {
				got := c.fetch(t, id, "format", format)
				for _, key := range []string{"parent", "grouping", "category", "other"} {
					list, ok := at(got, prefix+"/context/contextActivities/"+key).([]any)
					if !ok || len(list) != 1 {
						t.Errorf("format %s: %s%s is %v, want an array of one", format, prefix, key, at(got, prefix+"/context/contextActivities/"+key))
					}
				}
			}
		}
	})
}

func TestContextAgentsAndGroups(t *testing.T) {
	t.Parallel()
	var rows []row
	for key, kind := range map[string]string{"contextAgents": "V2-07 CX-30", "contextGroups": "V2-08 CX-30"} {
		list, first := "/"+key, "/"+key+"/0"
		inner := first + map[string]string{"contextAgents": "/agent", "contextGroups": "/group"}[key]
		rows = append(rows,
			good(kind),
			good(kind, del(first+"/relevantTypes")),
			good(kind, set(list, `[]`)),
			bad(kind, del(first+"/objectType")),
			bad(kind, set(first+"/objectType", `"Agent"`)),
			bad(kind+" GEN-06", set(first+"/objectType", `"contextagent"`)),
			bad(kind+" GEN-06", set(first+"/objectType", `"ContextGroup"`)),
			bad(kind, del(inner)),
			bad(kind, set(inner, `{}`)),
			bad(kind, set(inner, `"Ann"`)),
			bad(kind+" GEN-03", set(inner, `null`)),
			bad(kind, set(first+"/relevantTypes", `[]`)),
			bad(kind+" IRI-01", set(first+"/relevantTypes", `["abc"]`)),
			bad(kind+" GEN-04", set(first+"/relevantTypes", `"https://conformance.example/t"`)),
			bad(kind+" GEN-04", set(first+"/relevantTypes", `[1]`)),
			bad(kind+" GEN-07", set(first+"/note", `1`)),
			bad(kind+" GEN-04", set(list, `{}`)),
			bad(kind+" GEN-04", set(list, `["x"]`)),
			bad(kind+" GEN-03", set(list, `null`)),
		)
	}
	rows = append(rows,
		bad("V2-07", set("/contextAgents/0/agent", group)),
		bad("V2-07", set("/contextAgents/0/group", group)),
		good("V2-07", set("/contextAgents/1", `{"objectType":"contextAgent","agent":{"mbox":"mailto:ann@conformance.example"}}`)),
		good("V2-08", set("/contextGroups/0/group", crowd)),
		bad("V2-08", set("/contextGroups/0/group", ann)),
		bad("V2-08", set("/contextGroups/0/group", `{"mbox":"mailto:group@conformance.example"}`)),
	)
	for i := range rows {
		rows[i] = rows[i].in(v2)
	}
	matrix(t, "", []place{{statement: withContextAgents, pointer: "/context"}}, rows)
}

func TestInstructorAndTeamStayWhatTheyAre(t *testing.T) {
	t.Parallel()
	eachVersion(t, "V2-09", func(t *testing.T, c client) {
		sent := edited(t, simple, set("/context", `{"instructor":`+ann+`,"team":`+group+`}`))
		got := c.fetch(t, c.store(t, sent)[0])
		wantSame(t, "context", at(got, "/context"), at(decode(t, sent), "/context"))
		mine := newMbox()
		id := c.store(t, edited(t, sent, set("/context/instructor/mbox", `"`+mine+`"`)))[0]
		c.get(t, "/statements", "agent", `{"mbox":"`+mine+`"}`, "related_agents", "true").want(http.StatusOK).wantIDs(id)
	})
}
