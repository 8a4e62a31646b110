package xapi

import (
	"strings"
	"testing"
)

func TestActorRules(t *testing.T) {
	account := `{"homePage":"https://example.com","name":"ann"}`
	identifiers := []string{
		`"mbox":"mailto:ann@example.com"`, `"mbox_sha1sum":"` + strings.Repeat("aB", 20) + `"`,
		`"openid":"https://ann.example.com/"`, `"account":` + account,
	}
	var cases []ruleCase
	for i, one := range identifiers {
		cases = append(cases,
			ruleCase{name: "Agent with " + one, members: `"actor":{` + one + `}`},
			ruleCase{name: "Agent with objectType and " + one, members: `"actor":{"objectType":"Agent","name":"Ann",` + one + `}`},
			ruleCase{name: "Group with " + one, members: `"actor":{"objectType":"Group",` + one + `}`},
			ruleCase{name: "Group with empty member and " + one, members: `"actor":{"objectType":"Group","member":[],` + one + `}`},
		)
		for _, two := range identifiers[i+1:] {
			cases = append(cases,
				ruleCase{name: "Agent with two", members: `"actor":{` + one + `,` + two + `}`, rule: "AC-03", pointer: "/actor"},
				ruleCase{name: "Group with two", members: `"actor":{"objectType":"Group",` + one + `,` + two + `}`, rule: "AC-04", pointer: "/actor"},
			)
		}
	}
	runRules(t, cases)
	runRules(t, property(`"actor":?`, "/actor",
		[]string{
			`{"objectType":"Group","member":[` + anAgent + `]}`,
			`{"objectType":"Group","name":"","member":[` + anAgent + `,{"objectType":"Agent","account":{"homePage":"https://a.example","name":""}}]}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"x"`, "GEN-04", ""},
			{`[]`, "GEN-04", ""},
			{`{}`, "AC-03", ""},
			{`{"name":"Ann"}`, "AC-03", ""},
			{`{"objectType":"Group"}`, "AC-05", ""},
			{`{"objectType":"Group","member":[]}`, "AC-05", "/member"},
			{`{"objectType":"Group","member":null}`, "GEN-03", "/member"},
			{`{"objectType":"Group","member":` + anAgent + `}`, "GEN-04", "/member"},
			{`{"objectType":"Group","member":[null]}`, "GEN-03", "/member/0"},
			{`{"objectType":"Group","member":[` + anAgent + `,{"objectType":"Group","mbox":"mailto:b@example.com"}]}`, "AC-06", "/member/1"},
			{`{"objectType":"Group","member":[{}]}`, "AC-03", "/member/0"},
			{`{"mbox":"mailto:ann@example.com","member":[]}`, "AC-07", "/member"},
			{`{"objectType":"Agent","mbox":"mailto:ann@example.com","member":[` + anAgent + `]}`, "AC-07", "/member"},
			{`{"objectType":"agent","mbox":"mailto:ann@example.com"}`, "AC-02", "/objectType"},
			{`{"objectType":"Person","mbox":"mailto:ann@example.com"}`, "AC-02", "/objectType"},
			{`{"objectType":"","mbox":"mailto:ann@example.com"}`, "AC-02", "/objectType"},
			{`{"objectType":null,"mbox":"mailto:ann@example.com"}`, "GEN-03", "/objectType"},
			{`{"objectType":1,"mbox":"mailto:ann@example.com"}`, "GEN-04", "/objectType"},
			{`{"name":1,"mbox":"mailto:ann@example.com"}`, "GEN-04", "/name"},
			{`{"name":null,"mbox":"mailto:ann@example.com"}`, "GEN-03", "/name"},
			{`{"mbox":"mailto:should.fail.com"}`, "MB-01", "/mbox"},
			{`{"mbox":"http://should.fail.com"}`, "MB-01", "/mbox"},
			{`{"mbox":"ann@example.com"}`, "MB-01", "/mbox"},
			{`{"mbox":""}`, "MB-01", "/mbox"},
			{`{"mbox":"MAILTO:ann@example.com"}`, "MB-01", "/mbox"},
			{`{"mbox":"mailto:ann@example.com?subject=x"}`, "MB-01", "/mbox"},
			{`{"mbox":null}`, "GEN-03", "/mbox"},
			{`{"mbox_sha1sum":"abc"}`, "MB-02", "/mbox_sha1sum"},
			{`{"mbox_sha1sum":"` + strings.Repeat("g", 40) + `"}`, "MB-02", "/mbox_sha1sum"},
			{`{"mbox_sha1sum":123}`, "GEN-04", "/mbox_sha1sum"},
			{`{"openid":"ann.example.com"}`, "IRI-05", "/openid"},
			{`{"openid":"https://änn.example.com/"}`, "IRI-05", "/openid"},
			{`{"openid":{}}`, "GEN-04", "/openid"},
			{`{"account":{}}`, "AC-09", "/account"},
			{`{"account":{"name":"ann"}}`, "AC-09", "/account"},
			{`{"account":{"homePage":"https://example.com"}}`, "AC-09", "/account"},
			{`{"account":{"homePage":"example.com","name":"ann"}}`, "IRI-01", "/account/homePage"},
			{`{"account":{"homePage":"","name":"ann"}}`, "IRI-01", "/account/homePage"},
			{`{"account":{"homePage":"https://example.com","name":7}}`, "GEN-04", "/account/name"},
			{`{"account":{"homePage":"https://example.com","name":null}}`, "GEN-03", "/account/name"},
			{`{"account":{"homepage":"https://example.com","name":"ann"}}`, "GEN-05", "/account/homepage"},
			{`{"account":{"homePage":"https://example.com","name":"ann","x":1}}`, "GEN-07", "/account/x"},
			{`{"account":[]}`, "GEN-04", "/account"},
			{`{"mbox":"mailto:ann@example.com","email":"x"}`, "GEN-07", "/email"},
			{`{"Mbox":"mailto:ann@example.com"}`, "GEN-05", "/Mbox"},
			{`{"mbox":"mailto:ann@example.com","objecttype":"Agent"}`, "GEN-05", "/objecttype"},
		}))
}
