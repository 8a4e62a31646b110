package conformance

import "testing"

const (
	ann   = `{"objectType":"Agent","name":"Ann","mbox":"mailto:ann@conformance.example"}`
	group = `{"objectType":"Group","name":"Group","mbox":"mailto:group@conformance.example","member":[{"mbox":"mailto:ann@conformance.example"}]}`
	crowd = `{"objectType":"Group","name":"Crowd","member":[{"mbox":"mailto:ann@conformance.example"},{"mbox":"mailto:bob@conformance.example"}]}`
)

const withContextAgents = `{
	"actor": {"mbox": "mailto:ann@conformance.example"},
	"verb": {"id": "https://conformance.example/verbs/tried"},
	"object": {"id": "https://conformance.example/activities/one"},
	"context": {
		"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:ann@conformance.example"}, "relevantTypes": ["https://conformance.example/types/coach"]}],
		"contextGroups": [{"objectType": "contextGroup", "group": {"objectType": "Group", "mbox": "mailto:group@conformance.example"}, "relevantTypes": ["https://conformance.example/types/class"]}],
		"contextActivities": {"parent": [{"id": "https://conformance.example/activities/test"}]}
	}
}`

// agentPlaces are all places of a statement where an Agent may stand.
var agentPlaces = []place{
	{statement: simple, pointer: "/actor"},
	{statement: simple, pointer: "/object"},
	{statement: simple, pointer: "/authority", top: true},
	{statement: full, pointer: "/context/instructor"},
	{statement: full, pointer: "/context/team/member/0", name: "member"},
	{statement: withContextAgents, pointer: "/context/contextAgents/0/agent", name: "contextAgent", only: v2},
}

// groupPlaces are all places where a Group may stand, but for the authority,
// which takes special ones.
var groupPlaces = []place{
	{statement: simple, pointer: "/actor"},
	{statement: simple, pointer: "/object"},
	{statement: full, pointer: "/context/instructor"},
	{statement: full, pointer: "/context/team", name: "team"},
	{statement: withContextAgents, pointer: "/context/contextGroups/0/group", name: "contextGroup", only: v2},
}

func TestAgents(t *testing.T) {
	t.Parallel()
	matrix(t, ann, agentPlaces, []row{
		good("AC-01"),
		good("AC-01", del("/name")),
		good("AC-02", del("/objectType")).except("/object"),
		bad("AC-02", set("/objectType", `"Person"`)),
		bad("AC-02 GEN-06", set("/objectType", `"agent"`)),
		bad("AC-02 GEN-04", set("/objectType", `1`)),
		bad("AC-02 GEN-03", set("/objectType", `null`)),
		bad("AC-02 GEN-10", set("/objectType", `""`)),
		bad("AC-03", del("/mbox")),
		bad("AC-03", set("/mbox_sha1sum", `"0c1d2e3f405162738495a6b7c8d9eaf001122334"`)),
		bad("AC-03", set("/openid", `"https://ann.conformance.example"`)),
		bad("AC-03", set("/account", `{"homePage":"https://conformance.example","name":"ann"}`)),
		bad("AC-03", set("", `{"objectType":"Agent","mbox_sha1sum":"0c1d2e3f405162738495a6b7c8d9eaf001122334","openid":"https://ann.conformance.example"}`)),
		bad("AC-03", set("", `{"objectType":"Agent","mbox_sha1sum":"0c1d2e3f405162738495a6b7c8d9eaf001122334","account":{"homePage":"https://conformance.example","name":"ann"}}`)),
		bad("AC-03", set("", `{"objectType":"Agent","openid":"https://ann.conformance.example","account":{"homePage":"https://conformance.example","name":"ann"}}`)),
		bad("AC-03", set("", `{"objectType":"Agent","mbox":"mailto:a@conformance.example","mbox_sha1sum":"0c1d2e3f405162738495a6b7c8d9eaf001122334","openid":"https://ann.conformance.example","account":{"homePage":"https://conformance.example","name":"ann"}}`)),
		bad("AC-07", set("/member", `[{"mbox":"mailto:bob@conformance.example"}]`)),
		bad("AC-07", set("/member", `[]`)),
		bad("AC-08 GEN-04", set("/name", `1`)),
		bad("AC-08 GEN-03", set("/name", `null`)),
		bad("AC-08 GEN-04", set("/name", `{"en":"Ann"}`)),
		good("AC-08", set("/name", `""`)),
		bad("GEN-07 AC-01", set("/nickname", `"A"`)),
		bad("GEN-05 GEN-07", del("/name"), set("/Name", `"Ann"`)),
		bad("GEN-05 AC-03", del("/mbox"), set("/MBox", `"mailto:ann@conformance.example"`)),
		bad("EXT-02", set("/extensions", `{"https://conformance.example/x":1}`)),
		bad("GEN-04", set("", `"mailto:ann@conformance.example"`)),
		bad("GEN-04", set("", `[]`)),
		bad("GEN-03", set("", `null`)),
		bad("AC-03", set("", `{}`)).except("/object"),
	})
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	sha1sum := func(value string) edit { return set("", `{"objectType":"Agent","mbox_sha1sum":`+value+`}`) }
	openid := func(value string) edit { return set("", `{"objectType":"Agent","openid":`+value+`}`) }
	account := func(value string) edit { return set("", `{"objectType":"Agent","account":`+value+`}`) }
	matrix(t, ann, agentPlaces, []row{
		good("MB-01", set("/mbox", `"mailto:a.b+c@sub.conformance.example"`)),
		bad("MB-01", set("/mbox", `"ann@conformance.example"`)),
		bad("MB-01", set("/mbox", `"mailto:should.fail.com"`)),
		bad("MB-01", set("/mbox", `"http://should.fail.com"`)),
		bad("MB-01", set("/mbox", `"mailto:"`)),
		bad("MB-01", set("/mbox", `"mailto:@conformance.example"`)),
		bad("MB-01", set("/mbox", `"mailto:ann@"`)),
		bad("MB-01", set("/mbox", `"mailto:ann@bob@conformance.example"`)),
		bad("MB-01", set("/mbox", `"mailto:ann smith@conformance.example"`)),
		bad("MB-01", set("/mbox", `"mailto:ann@conformance.example?subject=hi"`)),
		bad("MB-01", set("/mbox", `"MAILTO:ann@conformance.example"`)),
		bad("MB-01 GEN-10", set("/mbox", `""`)),
		bad("MB-01 GEN-04", set("/mbox", `1`)),
		bad("MB-01 GEN-03", set("/mbox", `null`)),
		good("MB-02", sha1sum(`"0c1d2e3f405162738495a6b7c8d9eaf001122334"`)),
		good("MB-02", sha1sum(`"0C1D2E3F405162738495A6B7C8D9EAF001122334"`)),
		bad("MB-02", sha1sum(`"0c1d2e3f405162738495a6b7c8d9eaf00112233"`)),
		bad("MB-02", sha1sum(`"0c1d2e3f405162738495a6b7c8d9eaf0011223344"`)),
		bad("MB-02", sha1sum(`"zc1d2e3f405162738495a6b7c8d9eaf001122334"`)),
		bad("MB-02 GEN-10", sha1sum(`""`)),
		bad("MB-02 GEN-04", sha1sum(`5`)),
		good("IRI-05", openid(`"https://ann.conformance.example/"`)),
		bad("IRI-05 IRI-01", openid(`"ann.conformance.example"`)),
		bad("IRI-05", openid(`"https://änn.conformance.example/"`)),
		bad("IRI-05 IRI-02", openid(`"https://ann.conformance.example/a b"`)),
		bad("IRI-05 GEN-10", openid(`""`)),
		bad("IRI-05 GEN-04", openid(`{}`)),
		good("AC-09", account(`{"homePage":"https://conformance.example","name":"ann"}`)),
		good("AC-09", account(`{"homePage":"https://conformance.example","name":""}`)),
		bad("AC-09", account(`{"homePage":"https://conformance.example"}`)),
		bad("AC-09", account(`{"name":"ann"}`)),
		bad("AC-09", account(`{}`)),
		bad("AC-09 IRI-01", account(`{"homePage":"conformance.example","name":"ann"}`)),
		bad("AC-09 IRI-02", account(`{"homePage":"ab=c://should.fail.com","name":"ann"}`)),
		bad("AC-09 GEN-04", account(`{"homePage":"https://conformance.example","name":7}`)),
		bad("AC-09 GEN-03", account(`{"homePage":"https://conformance.example","name":null}`)),
		bad("AC-09 GEN-04", account(`{"homePage":7,"name":"ann"}`)),
		bad("AC-09 GEN-07", account(`{"homePage":"https://conformance.example","name":"ann","id":"1"}`)),
		bad("AC-09 GEN-05", account(`{"homepage":"https://conformance.example","name":"ann"}`)),
		bad("AC-09 GEN-04", account(`"ann"`)),
		bad("AC-09 GEN-04", account(`[]`)),
	})
}

func TestGroups(t *testing.T) {
	t.Parallel()
	matrix(t, group, groupPlaces, []row{
		good("AC-04"),
		good("AC-04", del("/member")),
		good("AC-04 AC-05", set("/member", `[]`)),
		good("AC-04", set("", `{"objectType":"Group","mbox_sha1sum":"0c1d2e3f405162738495a6b7c8d9eaf001122334"}`)),
		good("AC-04", set("", `{"objectType":"Group","openid":"https://group.conformance.example"}`)),
		good("AC-04", set("", `{"objectType":"Group","account":{"homePage":"https://conformance.example","name":"g"}}`)),
		bad("AC-04", set("/openid", `"https://group.conformance.example"`)),
		bad("AC-04", set("/mbox_sha1sum", `"0c1d2e3f405162738495a6b7c8d9eaf001122334"`)),
		bad("AC-04", set("/account", `{"homePage":"https://conformance.example","name":"g"}`)),
		good("AC-05", set("", crowd)),
		bad("AC-05", set("", `{"objectType":"Group"}`)),
		bad("AC-05", set("", `{"objectType":"Group","name":"Crowd"}`)),
		bad("AC-05", set("", `{"objectType":"Group","member":[]}`)),
		bad("AC-06", set("/member/0", `{"objectType":"Group","mbox":"mailto:inner@conformance.example"}`)),
		bad("AC-06", set("/member/0", `{"objectType":"Group","member":[{"mbox":"mailto:ann@conformance.example"}]}`)),
		bad("AC-06 GEN-04", set("/member", `{"mbox":"mailto:ann@conformance.example"}`)),
		bad("AC-06 GEN-04", set("/member/0", `"mailto:ann@conformance.example"`)),
		bad("AC-06 GEN-03", set("/member/0", `null`)),
		bad("AC-03", set("/member/0", `{"name":"Ann"}`)),
		bad("AC-08", set("/name", `[]`)),
		bad("AC-01 GEN-07", set("/members", `[]`)),
		bad("AC-02", set("/objectType", `"Groups"`)),
		bad("AC-02 GEN-06", set("/objectType", `"group"`)),
		bad("AC-07", del("/objectType"), set("/member", `[{"mbox":"mailto:ann@conformance.example"}]`)),
		bad("EXT-02", set("/extensions", `{"https://conformance.example/x":1}`)),
		bad("MB-01", set("/mbox", `"group"`)),
	})
}
