package xapi

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const setMicros = 1_450_441_020_123_456 // 2015-12-18T12:17:00.123456Z

// store returns the stored form of a statement.
func store(s *Statement, set Assigned) []byte {
	text, storedAt := s.AppendStored(nil, set)
	PutStored(text, storedAt, setMicros)
	return text
}

func TestStoredForm(t *testing.T) {
	set := Assigned{ID: UUID{15: 7}, Authority: []byte(`{"mbox":"mailto:key@example.com"}`), Version: Version2}
	const (
		start = `{"actor":` + anAgent + `,"verb":` + aVerb + `,"object":` + anActivity
		id    = `,"id":"00000000-0000-0000-0000-000000000007"`
		now   = `"2015-12-18T12:17:00.123456Z"`
		end   = `,"stored":` + now + `,"authority":{"mbox":"mailto:key@example.com"},"version":"2.0.0"}`
	)
	for _, test := range []struct{ name, sent, want string }{
		{"missing properties are appended", start + ` }`, start + ` ` + id + `,"timestamp":` + now + end},
		{
			"id and version stay as received (UUID-03, V2-21)",
			start + `,"version":"1.0","id":"6690E6C9-3ef0-4ed3-8b37-7f3964730bee","timestamp":"2015-01-01T00:00:00.000Z"}`,
			start + `,"version":"1.0","id":"6690E6C9-3ef0-4ed3-8b37-7f3964730bee","timestamp":"2015-01-01T00:00:00.000Z"` +
				`,"stored":` + now + `,"authority":{"mbox":"mailto:key@example.com"}}`,
		},
		{
			"stored and authority are replaced in their places (AU-01, AU-11)",
			`{"stored":"2001-01-01T00:00:00Z", "authority": ` + anAgent + ` ,` + start[1:] + `}`,
			`{"stored":` + now + `, "authority": {"mbox":"mailto:key@example.com"} ,` + start[1:] + id + `,"timestamp":` + now + `,"version":"2.0.0"}`,
		},
		{
			"single context activities become arrays (CX-08)",
			start + `,"context":{"contextActivities":{"parent": ` + anActivity + `,"other":[` + anActivity + `]}},"timestamp":"2015-01-01T00:00:00.1234Z"}`,
			start + `,"context":{"contextActivities":{"parent": [` + anActivity + `],"other":[` + anActivity + `]}},"timestamp":"2015-01-01T00:00:00.1234Z"` + id + end,
		},
		{
			"timestamps are in UTC with milliseconds at least (TS-03, TS-04)",
			start + `,"timestamp":"2015-01-01T00:30:00+01:00"}`, start + `,"timestamp":"2014-12-31T23:30:00.000Z"` + id + end,
		},
		{
			"no digit of a timestamp is lost (TS-03)",
			start + `,"timestamp":"2015-01-01T00:30:60.123456789123-08:00"}`, start + `,"timestamp":"2015-01-01T08:30:60.123456789123Z"` + id + end,
		},
		{
			"a comma is no point", start + `,"timestamp":"2015-01-01T00:30:00,12345Z"}`, start + `,"timestamp":"2015-01-01T00:30:00.12345Z"` + id + end,
		},
		{
			"an escape is no digit", start + `,"timestamp":"2015-01-01T00:30:00.12\u0033Z"}`, start + `,"timestamp":"2015-01-01T00:30:00.123Z"` + id + end,
		},
		{
			"the basic format becomes the extended one", start + `,"timestamp":"20150101T003000.1234567890Z"}`, start + `,"timestamp":"2015-01-01T00:30:00.1234567890Z"` + id + end,
		},
		{
			"a SubStatement gets no timestamp (SS-05), but arrays (CX-08)",
			`{"actor":` + anAgent + `,"verb":` + aVerb + `,"timestamp":"2015-01-01T00:00:00.000Z","object":{"objectType":"SubStatement","context":{"contextActivities":{"category":` + anActivity + `}},` + start[1:] + `}}`,
			`{"actor":` + anAgent + `,"verb":` + aVerb + `,"timestamp":"2015-01-01T00:00:00.000Z","object":{"objectType":"SubStatement","context":{"contextActivities":{"category":[` + anActivity + `]}},` + start[1:] + `}` + id + end,
		},
		{
			"a SubStatement's timestamp is in UTC too",
			`{"timestamp":"2015-01-01T00:00:00.000Z",` + `"actor":` + anAgent + `,"verb":` + aVerb + `,"object":{"timestamp":"2015\u002d01-01T00:00:00,5","objectType":"SubStatement",` + start[1:] + `}}`,
			`{"timestamp":"2015-01-01T00:00:00.000Z",` + `"actor":` + anAgent + `,"verb":` + aVerb + `,"object":{"timestamp":"2015-01-01T00:00:00.500Z","objectType":"SubStatement",` + start[1:] + `}` + id + end,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			statements, _, err := Parse([]byte(test.sent), Version2, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got := store(&statements[0], set)
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("stored form (-want +got):\n%s", diff)
			}
			if _, err := ParseStored(got); err != nil {
				t.Errorf("ParseStored: %v", err)
			}
		})
	}
}

func TestStoredFormKeepsASentAuthorityWhenNoneIsSet(t *testing.T) {
	statements, _, err := Parse([]byte(statementWith(t, `"authority":`+anAgent)), Version1, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	stored := store(&statements[0], Assigned{Version: Version1})
	if !bytes.Contains(stored, []byte(`"authority":`+anAgent)) || !bytes.HasSuffix(stored, []byte(`"version":"1.0.0"}`)) {
		t.Errorf("stored form is %s", stored)
	}
}

func TestStoredFormAppendsBehindWhatIsThere(t *testing.T) {
	statements, _, err := Parse([]byte(statementWith(t, "")), Version1, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	text, storedAt := statements[0].AppendStored([]byte("before"), Assigned{Version: Version1})
	PutStored(text, storedAt, setMicros)
	if s, err := ParseStored(text[len("before"):]); err != nil || s.Stored != setMicros || s.Timestamp != setMicros {
		t.Errorf("ParseStored: stored %d, timestamp %d, %v", s.Stored, s.Timestamp, err)
	}
}

func TestParseStoredRefusesWhatWasNotFinished(t *testing.T) {
	statements, _, err := Parse(realStatement, Version1, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	unset, _ := statements[0].AppendStored(nil, Assigned{Version: Version1})
	for name, text := range map[string][]byte{
		"time not put in": unset, "not stored": []byte(statementWith(t, "")), "empty": nil, "an array": []byte("[]"),
		"cut": realStatement[:len(realStatement)/2],
	} {
		if _, err := ParseStored(text); err == nil {
			t.Errorf("%s: ParseStored accepts %s", name, text)
		}
	}
}

// AU-12 is about what clients send; an authority that the LRS set may be any
// Agent or Group.
func TestParseStoredTakesAnyAuthority(t *testing.T) {
	s := mustParse(t, Version1, statementWith(t, ""))
	group := groupOf(agentNamed("a"), agentNamed("b"), agentNamed("c"))
	stored, err := ParseStored(store(&s, Assigned{Authority: []byte(group), Version: Version1}))
	if err != nil {
		t.Fatal(err)
	}
	want := []IndexEntry{{ByAuthority, agentKey("group")}, {ByAuthority, agentKey("a")}, {ByAuthority, agentKey("b")}, {ByAuthority, agentKey("c")}}
	if diff := cmp.Diff(want, stored.AuthorityIndex); diff != "" {
		t.Errorf("AuthorityIndex (-want +got):\n%s", diff)
	}
}

// checkStored checks that the stored form is found like the statement that
// came, and says the same.
func checkStored(t rapid.TB, s *Statement, version Version) {
	t.Helper()
	authority := []byte(`{"objectType":"Agent","mbox":"mailto:key@example.com"}`)
	text := store(s, Assigned{ID: UUID{15: 7}, Authority: authority, Version: version})
	again, err := ParseStored(text)
	if err != nil {
		t.Fatalf("ParseStored(%s): %v\nof %s", text, err, s.JSON)
	}
	want := *s
	want.JSON, want.Authority, want.edits, again.edits = text, authority, nil, nil
	want.AuthorityIndex = []IndexEntry{{ByAuthority, identifierKey(Mbox, "mailto:key@example.com", "")}}
	want.Index = slices.Concat(s.Index, want.AuthorityIndex)
	want.HasStored, want.Stored = true, setMicros
	if !s.HasTimestamp {
		want.HasTimestamp, want.Timestamp = true, setMicros
	}
	if !s.HasID {
		want.HasID, want.ID = true, UUID{15: 7}
	}
	if s.Version == "" {
		want.Version = map[Version]string{Version1: "1.0.0", Version2: "2.0.0"}[version]
	}
	if diff := cmp.Diff(want, again, cmp.AllowUnexported(Statement{})); diff != "" {
		t.Fatalf("%s\nread again (-want +got):\n%s", s.JSON, diff)
	}
	if second := store(&again, Assigned{Authority: authority, Version: version}); !bytes.Equal(second, text) {
		t.Fatalf("the stored form of the stored form differs:\n%s\n%s", text, second)
	}
	if diff := cmp.Diff(meaning(t, s.JSON), meaning(t, text)); diff != "" {
		t.Fatalf("%s\nmeans something else (-sent +stored):\n%s", s.JSON, diff)
	}
}

// meaning is a statement without what the LRS sets and writes another way.
func meaning(t rapid.TB, text []byte) map[string]any {
	t.Helper()
	var statement map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&statement); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, set := range []string{"id", "stored", "timestamp", "authority", "version"} {
		delete(statement, set)
	}
	normalise(statement)
	if sub, _ := statement["object"].(map[string]any); sub["objectType"] == "SubStatement" {
		normalise(sub)
		if timestamp, ok := sub["timestamp"].(string); ok {
			sub["timestamp"], _ = ParseTimestamp(timestamp)
		}
	}
	return statement
}

func normalise(statement map[string]any) {
	context, _ := statement["context"].(map[string]any)
	activities, _ := context["contextActivities"].(map[string]any)
	for kind, value := range activities {
		if _, single := value.(map[string]any); single {
			activities[kind] = []any{value}
		}
	}
}

func TestStoredFormIsFoundLikeTheStatement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		version := rapid.SampledFrom([]Version{Version1, Version2}).Draw(t, "version")
		text := drawStatement(t, version)
		statements, _, err := Parse([]byte(text), version, Limits{})
		if err != nil {
			t.Fatalf("Parse(%s): %v", text, err)
		}
		checkStored(t, &statements[0], version)
	})
}
