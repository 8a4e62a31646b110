package xapi

import "testing"

func TestContextRules(t *testing.T) {
	runRules(t, property(`"context":?`, "/context",
		[]string{
			`{}`, `{"registration":"EC531277-B57B-4C15-8D91-D292C5B2B8F7","revision":"","platform":"x","language":"es-419","extensions":{}}`,
			`{"instructor":` + anAgent + `}`, `{"instructor":{"objectType":"Group","member":[` + anAgent + `]}}`,
			`{"team":{"objectType":"Group","mbox":"mailto:t@example.com"}}`,
			`{"statement":{"objectType":"StatementRef","id":` + aUUID + `}}`,
			`{"contextActivities":{}}`, `{"contextActivities":{"parent":[],"other":` + anActivity + `}}`,
			`{"contextActivities":{"grouping":[` + anActivity + `,{"objectType":"Activity","id":"urn:a:b"}],"category":` + anActivity + `}}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`[]`, "GEN-04", ""},
			{`{"registration":"x"}`, "CX-02", "/registration"},
			{`{"registration":null}`, "GEN-03", "/registration"},
			{`{"registration":1}`, "GEN-04", "/registration"},
			{`{"registration":"{ec531277-b57b-4c15-8d91-d292c5b2b8f7}"}`, "CX-02", "/registration"},
			{`{"instructor":{}}`, "AC-03", "/instructor"},
			{`{"instructor":"x"}`, "GEN-04", "/instructor"},
			{`{"team":` + anAgent + `}`, "CX-04", "/team"},
			{`{"team":{"objectType":"Agent","mbox":"mailto:t@example.com"}}`, "CX-04", "/team"},
			{`{"team":{"objectType":"Group"}}`, "AC-05", "/team"},
			{`{"revision":1}`, "GEN-04", "/revision"},
			{`{"platform":null}`, "GEN-03", "/platform"},
			{`{"language":"en_US"}`, "CX-06", "/language"},
			{`{"language":""}`, "CX-06", "/language"},
			{`{"language":{}}`, "GEN-04", "/language"},
			{`{"statement":{"id":` + aUUID + `}}`, "SR-02", "/statement"},
			{`{"statement":{"objectType":"StatementRef"}}`, "SR-01", "/statement"},
			{`{"statement":{"objectType":"StatementRef","id":"x"}}`, "SR-01", "/statement/id"},
			{`{"statement":` + aUUID + `}`, "GEN-04", "/statement"},
			{`{"statement":{"objectType":"SubStatement","id":` + aUUID + `}}`, "SR-02", "/statement"},
			{`{"extensions":{"key":1}}`, "EXT-01", "/extensions/key"},
			{`{"course":"x"}`, "GEN-07", "/course"},
			{`{"Platform":"x"}`, "GEN-05", "/Platform"},
			{`{"contextActivities":[]}`, "GEN-04", "/contextActivities"},
			{`{"contextActivities":null}`, "GEN-03", "/contextActivities"},
			{`{"contextActivities":{"parents":[]}}`, "GEN-07", "/contextActivities/parents"},
			{`{"contextActivities":{"Parent":[]}}`, "GEN-05", "/contextActivities/Parent"},
			{`{"contextActivities":{"parent":"x"}}`, "GEN-04", "/contextActivities/parent"},
			{`{"contextActivities":{"parent":null}}`, "GEN-03", "/contextActivities/parent"},
			{`{"contextActivities":{"parent":{"objectType":"Agent","mbox":"mailto:a@example.com"}}}`, "CX-07", "/contextActivities/parent/objectType"},
			{`{"contextActivities":{"other":[` + anActivity + `,{}]}}`, "OB-10", "/contextActivities/other/1"},
			{`{"contextActivities":{"other":[null]}}`, "GEN-03", "/contextActivities/other/0"},
			{`{"contextActivities":{"other":[` + anAgent + `]}}`, "OB-02", "/contextActivities/other/0/mbox"},
			{`{"contextActivities":{"other":{"id":"https://example.com/a","definition":{"type":"x"}}}}`, "IRI-01", "/contextActivities/other/definition/type"},
		}))
	for _, object := range []string{
		`{"objectType":"Agent","mbox":"mailto:b@example.com"}`, `{"objectType":"Group","member":[` + anAgent + `]}`,
		`{"objectType":"StatementRef","id":` + aUUID + `}`,
	} {
		runRules(t, []ruleCase{
			{name: "CX-05 revision and " + object, members: `"object":` + object + `,"context":{"revision":"1"}`, rule: "CX-05", pointer: "/context/revision"},
			{name: "CX-05 platform and " + object, members: `"context":{"platform":"1"},"object":` + object, rule: "CX-05", pointer: "/context/platform"},
		})
	}
	sub := `"object":{"objectType":"SubStatement","actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity
	runStatementRules(t, []ruleCase{
		{name: "CX-05 platform and SubStatement", members: sub + `},"context":{"platform":"1"}`, rule: "CX-05", pointer: "/context/platform"},
		{name: "platform within SubStatement", members: sub + `,"context":{"platform":"1"}}`},
	})
}

func TestContextAgentsAndGroupsAreNewInVersion2(t *testing.T) {
	var cases []ruleCase
	for _, of := range []struct{ list, objectType, property, rule, good, wrong string }{
		{"contextAgents", "contextAgent", "agent", "V2-07", anAgent, `{"objectType":"Group","mbox":"mailto:g@example.com"}`},
		{"contextGroups", "contextGroup", "group", "V2-08", `{"objectType":"Group","member":[` + anAgent + `]}`, anAgent},
	} {
		item := func(members string) string { return `"context":{"` + of.list + `":[{` + members + `}]}` }
		typed := `"objectType":"` + of.objectType + `"`
		who := `"` + of.property + `":` + of.good
		place := "/context/" + of.list
		for members, where := range map[string]struct{ rule, pointer string }{
			item(typed + "," + who): {},
			item(typed + "," + who + `,"relevantTypes":["https://example.com/t"]`): {},
			item(who):                           {of.rule, place + "/0"},
			item(`"objectType":"Agent",` + who): {of.rule, place + "/0"},
			item(typed):                         {of.rule, place + "/0"},
			item(typed + `,"` + of.property + `":` + of.wrong):                   {of.rule, place + "/0/" + of.property},
			item(typed + `,"` + of.property + `":null`):                          {"GEN-03", place + "/0/" + of.property},
			item(typed + "," + who + `,"relevantTypes":[]`):                      {of.rule, place + "/0/relevantTypes"},
			item(typed + "," + who + `,"relevantTypes":["abc"]`):                 {"IRI-01", place + "/0/relevantTypes/0"},
			item(typed + "," + who + `,"relevantTypes":"https://example.com/t"`): {"GEN-04", place + "/0/relevantTypes"},
			item(typed + "," + who + `,"name":"x"`):                              {"GEN-07", place + "/0/name"},
			`"context":{"` + of.list + `":{}}`:                                   {"GEN-04", place},
			`"context":{"` + of.list + `":["x"]}`:                                {"GEN-04", place + "/0"},
			`"context":{"` + of.list + `":[]}`:                                   {},
		} {
			cases = append(cases,
				ruleCase{name: "2.0 " + members, members: members, rule: where.rule, pointer: where.pointer, only: Version2},
				ruleCase{name: "1.0.3 " + members, members: members, rule: "V2-11", pointer: place, only: Version1})
		}
	}
	runRules(t, cases)
}
