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
