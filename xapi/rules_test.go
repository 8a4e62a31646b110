package xapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// ruleCase is a statement that keeps or breaks one rule: the members stand in
// place of those of a minimal statement, or come with them.
type ruleCase struct {
	name, members string
	// rule is the broken rule and pointer its place; empty when the statement
	// is valid.
	rule, pointer string
	// only is the version that the case is for; 0 is both.
	only Version
}

const (
	anAgent    = `{"mbox":"mailto:ann@example.com"}`
	anActivity = `{"id":"https://example.com/a"}`
	aVerb      = `{"id":"https://example.com/v"}`
	aUUID      = `"6690e6c9-3ef0-4ed3-8b37-7f3964730bee"`
	someSHA2   = `"495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a"`
)

// withMembers returns a JSON object of the base members, each replaced by the
// given member of the same key, and of the given ones besides.
func withMembers(t testing.TB, base, members string) string {
	t.Helper()
	given, parsed := new(tape), mustTape(t, base)
	if fault := given.scan([]byte("{"+members+"}"), 1000); fault != nil { // repeated keys are for the test to find
		t.Fatalf("members %s: %+v", members, fault)
	}
	var all []string
	for key, value := range parsed.members(0) {
		if given.member(0, string(parsed.decoded(key))) == 0 {
			all = append(all, fmt.Sprintf("%s:%s", parsed.raw(key), parsed.raw(value)))
		}
	}
	if members != "" {
		all = append(all, members)
	}
	return "{" + strings.Join(all, ",") + "}"
}

// statementWith returns a minimal statement with the members.
func statementWith(t testing.TB, members string) string {
	t.Helper()
	return withMembers(t, `{"actor":`+anAgent+`,"verb":`+aVerb+`,"object":`+anActivity+`}`, members)
}

// subStatementWith returns a statement whose SubStatement has the members.
func subStatementWith(t testing.TB, members string) string {
	t.Helper()
	sub := withMembers(t, `{"objectType":"SubStatement","actor":`+anAgent+`,"verb":`+aVerb+`,"object":`+anActivity+`}`, members)
	return statementWith(t, `"object":`+sub)
}

// runRules runs each case as a statement and, because a SubStatement is
// validated like a statement (SS-04), as a SubStatement too.
func runRules(t *testing.T, cases []ruleCase) {
	t.Helper()
	runStatementRules(t, cases)
	for _, test := range cases {
		t.Run("SubStatement "+test.name, func(t *testing.T) {
			if test.rule != "" {
				test.pointer = "/object" + test.pointer
			}
			test.check(t, subStatementWith(t, test.members))
		})
	}
}

// runStatementRules runs each case as a statement only.
func runStatementRules(t *testing.T, cases []ruleCase) {
	t.Helper()
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) { test.check(t, statementWith(t, test.members)) })
	}
}

func (test ruleCase) check(t *testing.T, statement string) {
	t.Helper()
	for _, version := range []Version{Version1, Version2} {
		if test.only != 0 && test.only != version {
			continue
		}
		_, _, err := Parse([]byte(statement), version, Limits{})
		if test.rule == "" {
			if err != nil {
				t.Errorf("version %s rejects %s: %v", version, statement, err)
			}
			continue
		}
		faults := faultsOf(t, err)
		if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Rule == test.rule && f.Pointer == test.pointer }) {
			t.Errorf("version %s, %s:\ngot  %+v\nwant %s at %q", version, statement, faults, test.rule, test.pointer)
		}
	}
}

func faultsOf(t testing.TB, err error) []Fault {
	t.Helper()
	if err == nil {
		return nil
	}
	var invalid *ValidationError
	if !errors.As(err, &invalid) {
		t.Fatalf("the error is a %T, want a *ValidationError: %v", err, err)
	}
	return invalid.Faults
}

// badValue breaks a rule at a place within the property.
type badValue struct{ value, rule, within string }

// property returns the cases of one property, whose values stand for the ? in
// the members. pointer is its place.
func property(members, pointer string, good []string, bad []badValue) (cases []ruleCase) {
	wrap := func(value string) string { return strings.Replace(members, "?", value, 1) }
	for _, value := range good {
		cases = append(cases, ruleCase{name: "takes " + pointer + " " + value, members: wrap(value)})
	}
	for _, b := range bad {
		cases = append(cases, ruleCase{
			name: b.rule + " refuses " + pointer + " " + b.value, members: wrap(b.value), rule: b.rule, pointer: pointer + b.within,
		})
	}
	return cases
}

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

func TestVerbRules(t *testing.T) {
	runRules(t, property(`"verb":?`, "/verb",
		[]string{
			aVerb, `{"id":"tag:example.com,2026:v","display":{}}`,
			`{"id":"https://example.com/v","display":{"en":"did","zh-Hans-CN":"做","x-private":""}}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"did"`, "GEN-04", ""},
			{`{}`, "VB-01", ""},
			{`{"display":{"en":"did"}}`, "VB-01", ""},
			{`{"id":null}`, "GEN-03", "/id"},
			{`{"id":1}`, "GEN-04", "/id"},
			{`{"id":"did"}`, "IRI-01", "/id"},
			{`{"id":""}`, "IRI-01", "/id"},
			{`{"id":"ab=c://should.fail.com"}`, "IRI-01", "/id"},
			{`{"id":"https://example.com/a b"}`, "IRI-01", "/id"},
			{`{"id":"https://example.com/%zz"}`, "IRI-01", "/id"},
			{`{"id":"https://example.com/v","display":null}`, "GEN-03", "/display"},
			{`{"id":"https://example.com/v","display":"did"}`, "GEN-04", "/display"},
			{`{"id":"https://example.com/v","display":[]}`, "GEN-04", "/display"},
			{`{"id":"https://example.com/v","display":{"en":null}}`, "GEN-03", "/display/en"},
			{`{"id":"https://example.com/v","display":{"en":1}}`, "GEN-04", "/display/en"},
			{`{"id":"https://example.com/v","display":{"en":{}}}`, "GEN-04", "/display/en"},
			{`{"id":"https://example.com/v","display":{"a12345678":"x"}}`, "LT-01", "/display/a12345678"},
			{`{"id":"https://example.com/v","display":{"en_US":"x"}}`, "LT-01", "/display/en_US"},
			{`{"id":"https://example.com/v","display":{"":"x"}}`, "LT-01", "/display/"},
			{`{"id":"https://example.com/v","name":"x"}`, "GEN-07", "/name"},
			{`{"ID":"https://example.com/v"}`, "GEN-05", "/ID"},
		}))
}

func TestObjectRules(t *testing.T) {
	runRules(t, property(`"object":?`, "/object",
		[]string{
			anActivity, `{"objectType":"Activity","id":"https://example.com/a","definition":{}}`,
			`{"objectType":"Agent","mbox":"mailto:b@example.com"}`,
			`{"objectType":"Group","member":[` + anAgent + `]}`,
			`{"objectType":"StatementRef","id":` + aUUID + `}`,
			`{"objectType":"StatementRef","id":"00000000-0000-0000-0000-000000000000"}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"x"`, "GEN-04", ""},
			{`{}`, "OB-10", ""},
			{`{"objectType":"activity","id":"https://example.com/a"}`, "OB-01", "/objectType"},
			{`{"objectType":"Thing","id":"https://example.com/a"}`, "OB-01", "/objectType"},
			{`{"objectType":null,"id":"https://example.com/a"}`, "GEN-03", "/objectType"},
			{`{"mbox":"mailto:b@example.com"}`, "OB-02", "/mbox"},
			{`{"id":` + aUUID + `}`, "IRI-01", "/id"},
			{`{"id":null}`, "GEN-03", "/id"},
			{`{"id":7}`, "GEN-04", "/id"},
			{`{"id":"https://example.com/a","definition":null}`, "GEN-03", "/definition"},
			{`{"id":"https://example.com/a","definition":"x"}`, "GEN-04", "/definition"},
			{`{"id":"https://example.com/a","name":"x"}`, "GEN-07", "/name"},
			{`{"id":"https://example.com/a","Definition":{}}`, "GEN-05", "/Definition"},
			{`{"objectType":"Agent"}`, "AC-03", ""},
			{`{"objectType":"StatementRef"}`, "SR-01", ""},
			{`{"objectType":"StatementRef","id":"x"}`, "SR-01", "/id"},
			{`{"objectType":"StatementRef","id":null}`, "GEN-03", "/id"},
			{`{"objectType":"StatementRef","id":` + aUUID + `,"definition":{}}`, "GEN-07", "/definition"},
			{`{"objectType":"statementref","id":` + aUUID + `}`, "OB-01", "/objectType"},
		}))
}

func TestDefinitionRules(t *testing.T) {
	runRules(t, property(`"object":{"id":"https://example.com/a","definition":?}`, "/object/definition",
		[]string{
			`{"name":{"en":"A"},"description":{},"type":"https://example.com/t","moreInfo":"https://example.com/i","extensions":{}}`,
			`{"extensions":{"https://example.com/e":null,"urn:x:y":[{"deep":[1e400,""]}]}}`,
			`{"interactionType":"true-false"}`, `{"interactionType":"fill-in"}`, `{"interactionType":"long-fill-in"}`,
			`{"interactionType":"performance","steps":[{"id":"a"}]}`, `{"interactionType":"numeric","correctResponsesPattern":["4[:]"]}`,
			`{"interactionType":"other","correctResponsesPattern":[]}`,
			`{"interactionType":"choice","correctResponsesPattern":["a[,]b"],"choices":[{"id":"a","description":{"en":"A"}},{"id":"b c"}]}`,
			`{"interactionType":"likert","scale":[]}`, `{"interactionType":"matching","source":[],"target":[]}`,
			`{"interactionType":"sequencing","steps":[],"scale":[{"id":"foreign list"}]}`,
		},
		[]badValue{
			{`{"name":null}`, "GEN-03", "/name"},
			{`{"name":"A"}`, "GEN-04", "/name"},
			{`{"name":{"something":"A"}}`, "LT-01", "/name/something"},
			{`{"description":{"en":2}}`, "GEN-04", "/description/en"},
			{`{"type":"lesson"}`, "IRI-01", "/type"},
			{`{"type":""}`, "IRI-01", "/type"},
			{`{"moreInfo":null}`, "GEN-03", "/moreInfo"},
			{`{"moreInfo":"info"}`, "IRI-01", "/moreInfo"},
			{`{"extensions":null}`, "GEN-03", "/extensions"},
			{`{"extensions":[]}`, "GEN-04", "/extensions"},
			{`{"extensions":{"key":1}}`, "EXT-01", "/extensions/key"},
			{`{"extensionS":{}}`, "GEN-05", "/extensionS"},
			{`{"titles":{}}`, "GEN-07", "/titles"},
			{`{"interactionType":"Choice"}`, "IA-01", "/interactionType"},
			{`{"interactionType":null}`, "GEN-03", "/interactionType"},
			{`{"correctResponsesPattern":[]}`, "IA-01", ""},
			{`{"choices":[]}`, "IA-01", ""},
			{`{"scale":[]}`, "IA-01", ""},
			{`{"source":[]}`, "IA-01", ""},
			{`{"target":[]}`, "IA-01", ""},
			{`{"steps":[]}`, "IA-01", ""},
			{`{"interactionType":"choice","correctResponsesPattern":"a"}`, "GEN-04", "/correctResponsesPattern"},
			{`{"interactionType":"choice","correctResponsesPattern":[1]}`, "GEN-04", "/correctResponsesPattern/0"},
			{`{"interactionType":"choice","correctResponsesPattern":["a",null]}`, "GEN-03", "/correctResponsesPattern/1"},
			{`{"interactionType":"choice","choices":{}}`, "GEN-04", "/choices"},
			{`{"interactionType":"choice","choices":["a"]}`, "GEN-04", "/choices/0"},
			{`{"interactionType":"choice","choices":[{}]}`, "IA-03", "/choices/0"},
			{`{"interactionType":"choice","choices":[{"id":1}]}`, "GEN-04", "/choices/0/id"},
			{`{"interactionType":"choice","choices":[{"id":"a","description":"A"}]}`, "GEN-04", "/choices/0/description"},
			{`{"interactionType":"choice","choices":[{"id":"a","text":"A"}]}`, "GEN-07", "/choices/0/text"},
		}))
	same := `"object":{"id":"https://example.com/a","definition":{"interactionType":"choice","choices":[{"id":"a"},{"id":"\u0061"}]}}`
	runRules(t, []ruleCase{
		{name: "IA-04 same component id", members: same, rule: "IA-04", pointer: "/object/definition/choices/1/id", only: Version1},
		{name: "same component id in 2.0", members: same, only: Version2},
	})
}

func TestResultRules(t *testing.T) {
	runRules(t, property(`"result":?`, "/result",
		[]string{
			`{}`, `{"success":true,"completion":false,"response":"","duration":"PT0S","extensions":{},"score":{}}`,
			`{"duration":"PT4H35M59.14S"}`, `{"duration":"P3Y1M29DT4H35M59.14S"}`, `{"duration":"P4W"}`, `{"duration":"P1DT12H36M0.12567S"}`,
			`{"score":{"scaled":1}}`, `{"score":{"scaled":-1}}`, `{"score":{"scaled":0}}`, `{"score":{"scaled":1.000}}`, `{"score":{"scaled":1e-400}}`,
			`{"score":{"raw":1e400,"min":1e399,"max":1e401}}`, `{"score":{"raw":5,"min":5,"max":6}}`, `{"score":{"raw":6,"min":5,"max":6}}`,
			`{"score":{"raw":0.1,"min":0.10000000000000000000,"max":0.10000000000000000001}}`,
			`{"score":{"min":-1e99999999999999999999,"max":1e99999999999999999999}}`, `{"extensions":{"https://example.com/e":null}}`,
		},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`"x"`, "GEN-04", ""},
			{`{"success":"true"}`, "GEN-04", "/success"},
			{`{"completion":1}`, "GEN-04", "/completion"},
			{`{"success":null}`, "GEN-03", "/success"},
			{`{"response":1}`, "GEN-04", "/response"},
			{`{"duration":"PA1H0M0S"}`, "DU-01", "/duration"},
			{`{"duration":"P4W1D"}`, "DU-01", "/duration"},
			{`{"duration":""}`, "DU-01", "/duration"},
			{`{"duration":"P0003-06-04T12:30:05"}`, "DU-01", "/duration"},
			{`{"duration":5}`, "GEN-04", "/duration"},
			{`{"extensions":{"key":1}}`, "EXT-01", "/extensions/key"},
			{`{"grade":1}`, "GEN-07", "/grade"},
			{`{"Score":{}}`, "GEN-05", "/Score"},
			{`{"score":null}`, "GEN-03", "/score"},
			{`{"score":5}`, "GEN-04", "/score"},
			{`{"score":{"scaled":"1"}}`, "GEN-04", "/score/scaled"},
			{`{"score":{"raw":null}}`, "GEN-03", "/score/raw"},
			{`{"score":{"scaled":1.0001}}`, "RS-04", "/score/scaled"},
			{`{"score":{"scaled":-1.01}}`, "RS-04", "/score/scaled"},
			{`{"score":{"scaled":1.00000000000000000000001}}`, "RS-04", "/score/scaled"},
			{`{"score":{"scaled":1e400}}`, "RS-04", "/score/scaled"},
			{`{"score":{"min":1,"max":1}}`, "RS-05", "/score/min"},
			{`{"score":{"min":2,"max":1}}`, "RS-05", "/score/min"},
			{`{"score":{"min":10e-1,"max":1.0}}`, "RS-05", "/score/min"},
			{`{"score":{"raw":0,"min":1}}`, "RS-06", "/score/raw"},
			{`{"score":{"raw":2,"max":1}}`, "RS-06", "/score/raw"},
			{`{"score":{"raw":1e999999999999999999999999,"max":1e400}}`, "RS-06", "/score/raw"},
			{`{"score":{"scaled":1,"percent":1}}`, "GEN-07", "/score/percent"},
		}))
}

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

func TestTimestampRules(t *testing.T) {
	runRules(t, property(`"timestamp":?`, "/timestamp",
		[]string{`"2015-12-18T12:17:00Z"`, `"2015-12-18T12:17:00+00:00"`, `"2015-12-18T12:17:00.123456789-08:00"`, `"2015-12-18T12:17:00"`, `"9999-01-01T00:00:00Z"`},
		[]badValue{
			{`null`, "GEN-03", ""},
			{`1`, "GEN-04", ""},
			{`""`, "TS-01", ""},
			{`"01/011/2015"`, "TS-01", ""},
			{`"should fail"`, "TS-01", ""},
			{`"2015-12-18"`, "TS-01", ""},
			{`"2015-12-18T12:17:00-00"`, "TS-02", ""},
			{`"2015-12-18T12:17:00-0000"`, "TS-02", ""},
			{`"2015-12-18T12:17:00-00:00"`, "TS-02", ""},
			{`"2015-02-30T12:17:00Z"`, "TS-01", ""},
			{`"2015-12-18T24:00:01Z"`, "TS-01", ""},
		}))
}

func TestAttachmentRules(t *testing.T) {
	base := `{"usageType":"https://example.com/u","display":{"en":"A"},"contentType":"text/plain; charset=ascii","length":27,"sha2":` + someSHA2 + `}`
	with := func(members string) string { return "[" + withMembers(t, base, members) + "]" }
	without := func(name string) string {
		fields := map[string]string{
			"usageType": `"usageType":"https://example.com/u"`, "display": `"display":{}`, "contentType": `"contentType":"text/plain"`,
			"length": `"length":0`, "sha2": `"sha2":` + someSHA2,
		}
		delete(fields, name)
		var rest []string
		for _, field := range fields {
			rest = append(rest, field)
		}
		return "[{" + strings.Join(rest, ",") + "}]"
	}
	runRules(t, property(`"attachments":?`, "/attachments",
		[]string{`[]`, with(``), with(`"fileUrl":"https://example.com/f","description":{"de":"B"}`), with(`"length":0`), with(`"sha2":"` + strings.Repeat("aB", 64) + `"`)},
		[]badValue{
			{`null`, "GEN-03", ""},
			{base, "GEN-04", ""},
			{`["x"]`, "GEN-04", "/0"},
			{without("usageType"), "AT-01", "/0"},
			{without("display"), "AT-01", "/0"},
			{without("contentType"), "AT-01", "/0"},
			{without("length"), "AT-01", "/0"},
			{without("sha2"), "AT-01", "/0"},
			{with(`"usageType":"x"`), "IRI-01", "/0/usageType"},
			{with(`"usageType":null`), "GEN-03", "/0/usageType"},
			{with(`"display":"A"`), "GEN-04", "/0/display"},
			{with(`"description":{"a12345678":"x"}`), "LT-01", "/0/description/a12345678"},
			{with(`"contentType":"text"`), "AT-04", "/0/contentType"},
			{with(`"contentType":1`), "GEN-04", "/0/contentType"},
			{with(`"length":"27"`), "GEN-04", "/0/length"},
			{with(`"length":27.0`), "NUM-02", "/0/length"},
			{with(`"length":-1`), "NUM-02", "/0/length"},
			{with(`"length":1e2`), "NUM-02", "/0/length"},
			{with(`"length":99999999999999999999`), "NUM-02", "/0/length"},
			{with(`"sha2":"abc"`), "AT-03", "/0/sha2"},
			{with(`"sha2":{}`), "GEN-04", "/0/sha2"},
			{with(`"fileUrl":"f"`), "IRI-01", "/0/fileUrl"},
			{with(`"fileurl":"https://example.com/f"`), "GEN-05", "/0/fileurl"},
			{with(`"size":1`), "GEN-07", "/0/size"},
		}))
}

func TestStatementRules(t *testing.T) {
	two := `{"objectType":"Group","member":[{"account":{"homePage":"https://example.com/oauth","name":"app"}},` + anAgent + `]}`
	runStatementRules(t, slices.Concat(
		property(`"id":?`, "/id", []string{aUUID, strings.ToUpper(aUUID), `"00000000-0000-0000-0000-000000000000"`}, []badValue{
			{`null`, "GEN-03", ""},
			{`1`, "GEN-04", ""},
			{`{}`, "GEN-04", ""},
			{`""`, "ST-02", ""},
			{`"6690e6c9-3ef0-4ed3-8b37-7f3964730bee0"`, "ST-02", ""},
			{`"M690e6c9-3ef0-4ed3-8b37-7f3964730bee"`, "ST-02", ""},
			{`"urn:uuid:6690e6c9-3ef0-4ed3-8b37-7f3964730bee"`, "ST-02", ""},
		}),
		property(`"stored":?`, "/stored", []string{`"2015-12-18T12:17:00Z"`}, []badValue{{`null`, "GEN-03", ""}, {`"x"`, "TS-01", ""}, {`1`, "GEN-04", ""}}),
		property(`"authority":?`, "/authority", []string{anAgent, two}, []badValue{
			{`null`, "GEN-03", ""},
			{`{}`, "AC-03", ""},
			{`{"objectType":"Group","mbox":"mailto:g@example.com"}`, "AU-12", "/mbox"},
			{strings.Replace(two, `"member"`, `"mbox":"mailto:g@example.com","member"`, 1), "AU-12", "/mbox"},
			{`{"objectType":"Group","member":[` + anAgent + `]}`, "AU-12", ""},
			{`{"objectType":"Group","member":[` + anAgent + `,` + anAgent + `,` + anAgent + `]}`, "AU-12", ""},
		}),
		property(`"version":?`, "/version", []string{`"1.0"`, `"1.0.0"`, `"1.0.9"`, `"1.0.3-rc.1"`}, []badValue{{`null`, "GEN-03", ""}, {`1.0`, "GEN-04", ""}}),
		[]ruleCase{
			{name: "ST-01 misspelt actor", members: `"actro":{}`, rule: "GEN-07", pointer: "/actro"},
			{name: "GEN-05 Actor", members: `"Actor":{}`, rule: "GEN-05", pointer: "/Actor"},
			{name: "GEN-07 dummy", members: `"dummy":1`, rule: "GEN-07", pointer: "/dummy"},
			{name: "GEN-07 objectType of a Statement", members: `"objectType":"Statement"`, rule: "GEN-07", pointer: "/objectType"},
			{name: "pointer escapes (RFC 6901)", members: `"a/b~c":1`, rule: "GEN-07", pointer: "/a~1b~0c"},
			{name: "GEN-08", members: `"result":{},"result":{}`, rule: "GEN-08", pointer: "/result"},
			{name: "GEN-08 deep in an extension", members: `"result":{"extensions":{"urn:a:b":{"k":1,"\u006b":2}}}`, rule: "GEN-08", pointer: "/result/extensions/urn:a:b/k"},
		},
	))
	for _, version := range []string{`"0.9.9"`, `"1.1.0"`, `"should fail"`, `""`, `"1.0."`, `"1.0.x"`, `"1.0.3-"`, `"1.00"`, `"2.1.0"`, `"2"`} {
		runStatementRules(t, []ruleCase{
			{name: "AU-20 refuses " + version, members: `"version":` + version, rule: "AU-20", pointer: "/version", only: Version1},
			{name: "AU-21 refuses " + version, members: `"version":` + version, rule: "AU-21", pointer: "/version", only: Version2},
		})
	}
	runStatementRules(t, []ruleCase{
		{name: "AU-20 refuses 2.0.0", members: `"version":"2.0.0"`, rule: "AU-20", pointer: "/version", only: Version1},
		{name: "AU-21 takes 2.0.0", members: `"version":"2.0.0"`, only: Version2},
		{name: "AU-21 takes 2.0", members: `"version":"2.0"`, only: Version2},
	})
}

func TestSubStatementRules(t *testing.T) {
	var cases []ruleCase
	for name, value := range map[string]string{
		"id": aUUID, "stored": `"2015-12-18T12:17:00Z"`, "version": `"1.0.0"`, "authority": anAgent,
	} {
		cases = append(cases, ruleCase{name: "SS-02 " + name, members: `"` + name + `":` + value, rule: "SS-02", pointer: "/object/" + name})
	}
	cases = append(cases,
		ruleCase{
			name: "SS-03", rule: "SS-03", pointer: "/object/object",
			members: `"object":{"objectType":"SubStatement","actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity + `}`,
		},
		ruleCase{name: "GEN-07", members: `"dummy":1`, rule: "GEN-07", pointer: "/object/dummy"},
		ruleCase{name: "SS-05 no voiding within", members: `"verb":{"id":"` + VoidedVerb + `"}`},
	)
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) { test.check(t, subStatementWith(t, test.members)) })
	}
}

func TestMissingProperties(t *testing.T) {
	members := map[string]string{"actor": anAgent, "verb": aVerb, "object": anActivity}
	for missing := range members {
		var rest []string
		for name, value := range members {
			if name != missing {
				rest = append(rest, `"`+name+`":`+value)
			}
		}
		body := strings.Join(rest, ",")
		t.Run(missing, func(t *testing.T) {
			ruleCase{rule: "ST-01"}.check(t, "{"+body+"}")
			ruleCase{rule: "SS-01", pointer: "/object"}.check(t, statementWith(t, `"object":{"objectType":"SubStatement",`+body+`}`))
		})
	}
}

func TestVoidingRules(t *testing.T) {
	voided := `"verb":{"id":"` + VoidedVerb + `"}`
	runStatementRules(t, []ruleCase{
		{name: "a voiding statement", members: voided + `,"object":{"objectType":"StatementRef","id":` + aUUID + `}`},
		{name: "VO-01 activity", members: voided, rule: "VO-01", pointer: "/object"},
		{name: "VO-01 Agent", members: voided + `,"object":{"objectType":"Agent","mbox":"mailto:a@example.com"}`, rule: "VO-01", pointer: "/object"},
		{name: "VO-01 no id", members: voided + `,"object":{"objectType":"StatementRef"}`, rule: "SR-01", pointer: "/object"},
	})
	statements, _, err := Parse([]byte(statementWith(t, voided+`,"object":{"objectType":"StatementRef","id":`+aUUID+`}`)), Version2, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if s := statements[0]; !s.Voids || !s.IsReference || s.Target.String() != strings.Trim(aUUID, `"`) {
		t.Errorf("Voids %v, IsReference %v, Target %s", s.Voids, s.IsReference, s.Target)
	}
}
