package xapi

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func mustParse(t testing.TB, version Version, text string) Statement {
	t.Helper()
	statements, array, err := Parse([]byte(text), version, Limits{})
	if err != nil || array || len(statements) != 1 {
		t.Fatalf("Parse(%s): %d statements, array %v, %v", text, len(statements), array, err)
	}
	return statements[0]
}

func mustUUID(t testing.TB, text string) UUID {
	t.Helper()
	id, ok := ParseUUID(text)
	if !ok {
		t.Fatalf("%s is no UUID", text)
	}
	return id
}

func TestParseReadsAStatement(t *testing.T) {
	s := mustParse(t, Version1, string(realStatement))
	if !s.HasID || s.ID.String() != "7c3d4f3e-2b1a-4c5d-8e6f-9a0b1c2d3e4f" || s.Version != "1.0.3" {
		t.Errorf("ID %s (%v), Version %s", s.ID, s.HasID, s.Version)
	}
	if string(s.Authority) != `{"account":{"homePage":"https://lrs.example.com","name":"key-1"}}` {
		t.Errorf("Authority is %s", s.Authority)
	}
	timestamp, _ := ParseTimestamp("2026-03-04T10:15:30.123Z")
	if !s.HasTimestamp || s.Timestamp != timestamp || !s.HasStored || s.Stored != timestamp+333_000 {
		t.Errorf("Timestamp %d (%v), Stored %d (%v)", s.Timestamp, s.HasTimestamp, s.Stored, s.HasStored)
	}
	if s.IsReference || s.Voids {
		t.Errorf("IsReference %v, Voids %v", s.IsReference, s.Voids)
	}
}

// agentKey is the key of mailto:name@example.com.
func agentKey(name string) Key { return identifierKey(Mbox, "mailto:"+name+"@example.com", "") }

func agentNamed(name string) string { return `{"mbox":"mailto:` + name + `@example.com"}` }

func groupOf(members ...string) string {
	return `{"objectType":"Group","mbox":"mailto:group@example.com","member":[` + strings.Join(members, ",") + `]}`
}

func TestIndexHoldsEveryPlaceOfTheFilterTable(t *testing.T) {
	activity := func(name string) Key { return ActivityKey("https://example.com/" + name) }
	inContext := `"context":{"registration":` + aUUID + `,"instructor":` + agentNamed("teacher") + `,"team":` + groupOf(agentNamed("member")) +
		`,"statement":{"objectType":"StatementRef","id":` + aUUID + `}` +
		`,"contextAgents":[{"objectType":"contextAgent","agent":` + agentNamed("helper") + `}]` +
		`,"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","member":[` + agentNamed("guest") + `]}}]` +
		`,"contextActivities":{"parent":{"id":"https://example.com/p"},"other":[{"id":"https://example.com/o"}]}}`
	related := []IndexEntry{
		{ByRelatedAgent, agentKey("teacher")},
		{ByRelatedAgent, agentKey("group")},
		{ByRelatedAgent, agentKey("member")},
		{ByRelatedAgent, agentKey("helper")},
		{ByRelatedAgent, agentKey("guest")},
		{ByRelatedActivity, activity("p")},
		{ByRelatedActivity, activity("o")},
	}
	direct := []IndexEntry{{ByAgent, agentKey("ann")}, {ByVerb, VerbKey("https://example.com/v")}}
	registration := IndexEntry{ByRegistration, RegistrationKey(mustUUID(t, strings.Trim(aUUID, `"`)))}
	for _, test := range []struct {
		name, members string
		want          []IndexEntry
	}{
		{"activity", `"object":` + anActivity, append(slices.Clip(direct), IndexEntry{ByActivity, activity("a")})},
		{"object Agent", `"object":{"objectType":"Agent","mbox":"mailto:b@EXAMPLE.com"}`, append(slices.Clip(direct), IndexEntry{ByAgent, agentKey("b")})},
		{
			"GS-08: a Group by itself and by its members", `"actor":` + groupOf(agentNamed("b"), agentNamed("c")),
			[]IndexEntry{{ByAgent, agentKey("group")}, {ByAgent, agentKey("b")}, {ByAgent, agentKey("c")}, direct[1], {ByActivity, activity("a")}},
		},
		{
			"an anonymous Group by its members", `"object":{"objectType":"Group","member":[` + agentNamed("b") + `]}`,
			append(slices.Clip(direct), IndexEntry{ByAgent, agentKey("b")}),
		},
		{"GS-21: a StatementRef by nothing of its own", `"object":{"objectType":"StatementRef","id":` + aUUID + `}`, direct},
		{"context", inContext, slices.Concat(direct, []IndexEntry{{ByActivity, activity("a")}, registration}, related)},
		{
			"each entry once", `"object":{"objectType":"Agent","mbox":"mailto:ann@example.com"},"context":{"instructor":` + agentNamed("x") + `,"team":` + groupOf(agentNamed("x"), agentNamed("ann")) + `}`,
			slices.Concat(direct, []IndexEntry{{ByRelatedAgent, agentKey("x")}, {ByRelatedAgent, agentKey("group")}}),
		},
		{
			"SS-05: a SubStatement by related queries only",
			`"object":{"objectType":"SubStatement","actor":` + agentNamed("sub") + `,"verb":{"id":"https://example.com/other"},"object":{"id":"https://example.com/s"},` + inContext + `}`,
			slices.Concat(direct, []IndexEntry{{ByRelatedAgent, agentKey("sub")}, {ByRelatedActivity, activity("s")}}, related),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			byKind := func(a, b IndexEntry) int { return int(a.Kind) - int(b.Kind) }
			got := slices.Clone(mustParse(t, Version2, statementWith(t, test.members)).Index)
			slices.SortStableFunc(got, byKind)
			slices.SortStableFunc(test.want, byKind)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("index (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIndexHoldsALargeGroupOnce(t *testing.T) {
	var members []string
	for i := range 500 {
		members = append(members, agentNamed(fmt.Sprint("member", i%250)))
	}
	s := mustParse(t, Version1, statementWith(t, `"actor":`+groupOf(members...)+`,"context":{"team":`+groupOf(members[:9]...)+`}`))
	if want := 250 + 1 + 2; len(s.Index) != want {
		t.Errorf("%d index entries, want %d", len(s.Index), want)
	}
}

func TestAuthorityIsIndexedApart(t *testing.T) {
	s := mustParse(t, Version1, statementWith(t, `"authority":{"objectType":"Group","member":[`+agentNamed("app")+`,`+agentNamed("user")+`]}`))
	want := []IndexEntry{{ByAuthority, agentKey("app")}, {ByAuthority, agentKey("user")}}
	if diff := cmp.Diff(want, s.AuthorityIndex); diff != "" {
		t.Errorf("AuthorityIndex (-want +got):\n%s", diff)
	}
	if len(s.Index) != 3 {
		t.Errorf("Index is %v, want actor, verb and object", s.Index)
	}
	_ = append(s.Index, IndexEntry{}, IndexEntry{}) // as a caller does who sets another authority
	if diff := cmp.Diff(want, s.AuthorityIndex); diff != "" {
		t.Errorf("AuthorityIndex after appending to Index (-want +got):\n%s", diff)
	}
}

func TestDescriptionsComeFromEveryPlace(t *testing.T) {
	s := mustParse(t, Version1, statementWith(t, `"actor":{"name":"Ann","mbox":"mailto:ann@example.com"},"verb":{"id":"https://example.com/v","display":{"en":"did"}},
		"object":{"objectType":"SubStatement","actor":`+anAgent+`,"verb":`+aVerb+`,"object":{"id":"https://example.com/s","definition":{"name":{"en":"S"}}}},
		"context":{"contextActivities":{"parent":{"id":"https://example.com/p","definition":{"name":{"en":"P"}}},"other":[{"id":"https://example.com/o","definition":{}}]}},
		"authority":{"name":"Key","mbox":"mailto:key@example.com"}`))
	want := []Description{
		{NamesAgent, agentKey("ann"), []byte(`"Ann"`)},
		{DescribesVerb, VerbKey("https://example.com/v"), []byte(`{"en":"did"}`)},
		{DescribesActivity, ActivityKey("https://example.com/s"), []byte(`{"name":{"en":"S"}}`)},
		{DescribesActivity, ActivityKey("https://example.com/p"), []byte(`{"name":{"en":"P"}}`)},
	}
	if diff := cmp.Diff(want, s.Descriptions); diff != "" {
		t.Errorf("Descriptions (-want +got):\n%s", diff)
	}
}

func TestAttachmentsOfASubStatementCount(t *testing.T) {
	attachment := func(sha2 string) string {
		return `"attachments":[{"usageType":"urn:x:u","display":{},"contentType":"text/plain","length":27,"sha2":"` + sha2 + `","fileUrl":"urn:x:f"}]`
	}
	upper := strings.Repeat("AB", 32)
	s := mustParse(t, Version1, statementWith(t, attachment(upper)+`,"object":{"objectType":"SubStatement","actor":`+anAgent+`,"verb":`+aVerb+`,"object":`+anActivity+`,`+attachment(upper)+`}`))
	want := Attachment{UsageType: "urn:x:u", ContentType: "text/plain", SHA2: strings.ToLower(upper), Length: 27, FileURL: "urn:x:f", Pointer: "/object/attachments/0"}
	outer := want
	outer.Pointer = "/attachments/0"
	if diff := cmp.Diff([]Attachment{want, outer}, s.Attachments); diff != "" { // MP-12
		t.Errorf("Attachments (-want +got):\n%s", diff)
	}
}

func TestParseTellsAllFaultsInDocumentOrder(t *testing.T) {
	body := `[` + statementWith(t, "") + `,{"verb":{"id":"x"},"actor":{"mbox":"mailto:a@example.com","openid":"https://a.example/"},"objct":{},"result":{"score":{"scaled":2,"raw":null}}}]`
	_, array, err := Parse([]byte(body), Version1, Limits{})
	var got []string
	for _, fault := range faultsOf(t, err) {
		got = append(got, fault.Pointer+" "+fault.Rule)
	}
	want := []string{"/1 ST-01", "/1/verb/id IRI-01", "/1/actor AC-03", "/1/objct GEN-07", "/1/result/score/scaled RS-04", "/1/result/score/raw GEN-03"}
	if diff := cmp.Diff(want, got); diff != "" || !array {
		t.Errorf("array %v; faults (-want +got):\n%s", array, diff)
	}
}

func TestMessagesSayWhatToDo(t *testing.T) {
	for members, want := range map[string]string{
		`"actor":{"mbox":"mailto:a@example.com","openid":"https://a.example/"}`: "an Agent needs exactly one of mbox, mbox_sha1sum, openid, account; found two",
		`"actor":{}`:                 "an Agent needs exactly one of mbox, mbox_sha1sum, openid, account; found none",
		`"Result":{}`:                "keys are case-sensitive: write result, not Result",
		`"resutl":{}`:                `"resutl" is not a property of a Statement; did you mean result?`,
		`"reslt":{}`:                 `"reslt" is not a property of a Statement; did you mean result?`,
		`"resullt":{}`:               `"resullt" is not a property of a Statement; did you mean result?`,
		`"resulx":{}`:                `"resulx" is not a property of a Statement; did you mean result?`,
		`"":{}`:                      `"" is not a property of a Statement; it may have id, actor, verb, object, result, context, timestamp, stored, authority, version, attachments`,
		`"timestamp":null`:           "timestamp must not be null; give a string, or leave it out if it is optional",
		`"result":{"success":"yes"}`: "success must be true or false, not a string",
		`"id":"1"`:                   `id must be a UUID, such as 6690e6c9-3ef0-4ed3-8b37-7f3964730bee, not "1"`,
		`"verb":{"id":"urn:x:y","display":"did"}`:                                           `display must be a language map, such as {"en-US": "answered"}, not a string`,
		`"object":{"id":"urn:x:y","definition":{"interactionType":"choice","choices":[1]}}`: "each entry of choices must be an object, not a number",
	} {
		_, _, err := Parse([]byte(statementWith(t, members)), Version1, Limits{})
		if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Message != want {
			t.Errorf("%s:\ngot  %+v\nwant %s", members, faults, want)
		}
	}
}

func TestValidationErrorSaysTheFirstFault(t *testing.T) {
	one := Fault{"/actor", "AC-03", "an Agent needs an identifier"}
	for want, faults := range map[string][]Fault{
		"/actor: an Agent needs an identifier (AC-03)":             {one},
		"/actor: an Agent needs an identifier (AC-03), and 2 more": {one, one, one},
		"a Statement must be an object, not an array (ST-04)":      {{"", "ST-04", "a Statement must be an object, not an array"}},
	} {
		if got := (&ValidationError{faults}).Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFaultsAreBounded(t *testing.T) {
	bad := `{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"k":1,"l":1}`
	_, _, err := Parse([]byte(bad), Version1, Limits{})
	if got := len(faultsOf(t, err)); got != maxFaults {
		t.Errorf("%d faults of one statement, want %d", got, maxFaults)
	}
	_, _, err = Parse([]byte("["+strings.Repeat(bad+",", 50)+bad+"]"), Version1, Limits{})
	if got := len(faultsOf(t, err)); got != maxBatchFaults {
		t.Errorf("%d faults of a batch, want %d", got, maxBatchFaults)
	}
}

func TestAnswersToHostileKeysAreShort(t *testing.T) {
	long := strings.Repeat("ä/", 100_000)
	for name, body := range map[string]string{
		"unknown key": statementWith(t, `"`+long+`":1`), "value of a language map": statementWith(t, `"verb":{"id":"urn:x:y","display":{"`+long+`":null}}`),
		"malformed": `{"` + long + `":{"a":nul}}`, "value": statementWith(t, `"verb":{"id":"`+long+`"}`),
		"repeated": statementWith(t, `"result":{"extensions":{"urn:x:y":{"`+long+`":{"a":1,"a":2}}}}`), "number": statementWith(t, `"result":{"score":{"scaled":`+strings.Repeat("9", 100_000)+`}}`),
	} {
		_, _, err := Parse([]byte(body), Version2, Limits{})
		for _, fault := range faultsOf(t, err) {
			if len(fault.Pointer) > longestPointer+10 || len(fault.Message) > 500 {
				t.Errorf("%s: pointer of %d bytes, message of %d", name, len(fault.Pointer), len(fault.Message))
			}
		}
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestBatches(t *testing.T) {
	with := func(id string) string { return statementWith(t, `"id":"`+id+`"`) }
	lower, upper := strings.Trim(aUUID, `"`), strings.ToUpper(strings.Trim(aUUID, `"`))
	for _, test := range []struct{ name, body, rule, pointer string }{
		{"ST-04 string", `"x"`, "ST-04", ""},
		{"ST-04 null", `null`, "ST-04", ""},
		{"ST-04 member", `[` + with(lower) + `,[]]`, "ST-04", "/1"},
		{"PS-06", `[` + with(lower) + `,` + with(NewUUID().String()) + `,` + with(upper) + `]`, "PS-06", "/2/id"},
		{"too many", `[` + strings.Repeat("0,", 20) + `0]`, "GEN-14", ""},
		{"GEN-08 in a batch", `[` + with(lower) + `,` + statementWith(t, `"result":{"success":true,"success":true}`) + `,` + statementWith(t, "") + `]`, "GEN-08", "/1/result/success"},
		{"GEN-01 in a batch", `[` + with(lower) + `,{"actor":}]`, "GEN-01", "/1/actor"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := Parse([]byte(test.body), Version2, Limits{Statements: 20})
			if faults := faultsOf(t, err); len(faults) != 1 || faults[0].Rule != test.rule || faults[0].Pointer != test.pointer {
				t.Errorf("got %+v, want %s at %q", faults, test.rule, test.pointer)
			}
		})
	}
	for body, want := range map[string]int{`[]`: 0, `[` + with(lower) + `]`: 1, `[` + with(lower) + `,` + statementWith(t, "") + `,` + statementWith(t, "") + `]`: 3} {
		statements, array, err := Parse([]byte(body), Version1, Limits{})
		if err != nil || !array || len(statements) != want {
			t.Errorf("%s: %d statements, array %v, %v", body, len(statements), array, err)
		}
	}
}

func TestDepthLimit(t *testing.T) {
	nested := func(depth int) []byte { // the statement, result and extensions are three levels
		return []byte(statementWith(t, `"result":{"extensions":{"urn:x:e":`+strings.Repeat("[", depth-3)+strings.Repeat("]", depth-3)+`}}`))
	}
	for _, test := range []struct{ limit, depth int }{{0, 256}, {120, 120}, {1, 100}} {
		if _, _, err := Parse(nested(test.depth), Version1, Limits{Depth: test.limit}); err != nil {
			t.Errorf("limit %d, depth %d: %v", test.limit, test.depth, err)
		}
		_, _, err := Parse(nested(test.depth+1), Version1, Limits{Depth: test.limit})
		if invalid := (*ValidationError)(nil); !errors.As(err, &invalid) || invalid.Faults[0].Rule != "GEN-14" {
			t.Errorf("limit %d, depth %d: %v, want GEN-14", test.limit, test.depth+1, err)
		}
	}
}

// What was parsed must outlive the next call, which uses the same memory.
func TestResultsOutliveTheNextCall(t *testing.T) {
	parse := func() Statement { return mustParse(t, Version1, string(realStatement)) }
	first, again := parse(), parse()
	for range 10 {
		if _, _, err := Parse(realBatch(7), Version1, Limits{}); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(again, first, cmp.AllowUnexported(Statement{}, edit{})); diff != "" {
		t.Errorf("first result changed (-want +got):\n%s", diff)
	}
}

// A batch remembers what it spoke of; its statements must still be what they
// are alone.
func TestBatchReadsStatementsAsIfAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var alone []Statement
		var texts []string
		ids := map[UUID]bool{}
		for range rapid.IntRange(1, 4).Draw(t, "statements") {
			text := drawStatement(t, Version2)
			statements, _, err := Parse([]byte(text), Version2, Limits{})
			if err != nil {
				t.Fatalf("Parse(%s): %v", text, err)
			}
			if ids[statements[0].ID] {
				continue
			}
			ids[statements[0].ID] = statements[0].HasID
			alone, texts = append(alone, statements[0]), append(texts, text)
		}
		batch, _, err := Parse([]byte("["+strings.Join(texts, ",")+"]"), Version2, Limits{})
		if err != nil {
			t.Fatalf("Parse of a batch of %s: %v", texts, err)
		}
		if diff := cmp.Diff(alone, batch, cmp.AllowUnexported(Statement{}, edit{})); diff != "" {
			t.Fatalf("alone and in a batch (-alone +batch):\n%s", diff)
		}
	})
}

func TestBatchTellsEqualIRIsApart(t *testing.T) {
	statement := statementWith(t, `"actor":{"openid":"https://example.com/x"},"verb":{"id":"https://example.com/x"},"object":{"id":"https://example.com/x"}`)
	batch, _, err := Parse([]byte("["+statement+","+statement+"]"), Version1, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []IndexEntry{
		{ByAgent, identifierKey(OpenID, "https://example.com/x", "")},
		{ByVerb, VerbKey("https://example.com/x")},
		{ByActivity, ActivityKey("https://example.com/x")},
	}
	for i, s := range batch {
		if diff := cmp.Diff(want, s.Index); diff != "" {
			t.Errorf("index of statement %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestBatchRefusesWhatItRefusedBefore(t *testing.T) {
	for members, rule := range map[string]string{
		`"verb":{"id":"no IRI"}`: "IRI-01", `"object":{"id":""}`: "IRI-01", `"actor":{"mbox":"no address"}`: "MB-01",
		`"actor":{"account":{"homePage":"x","name":"y"}}`:                             "IRI-01",
		`"actor":{"account":{"homePage":"https://example.com","name":"y","x":1}}`:     "GEN-07",
		`"actor":{"objectType":"Agent","openid":"https://example.com/ü"}`:             "IRI-05",
		`"verb":{"id":"https://example.com/v"},"actor":{"openid":"mailto:x y@z.com"}`: "IRI-05",
	} {
		statement := statementWith(t, members)
		_, _, err := Parse([]byte("["+statement+","+statement+"]"), Version1, Limits{})
		faults := faultsOf(t, err)
		if len(faults) != 2 || faults[0].Rule != rule || faults[1].Rule != rule {
			t.Errorf("%s twice: %+v, want %s twice", members, faults, rule)
		}
	}
}
