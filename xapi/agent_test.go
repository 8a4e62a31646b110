package xapi

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseAgent(t *testing.T) {
	digest := strings.Repeat("aF", 20)
	for name, row := range map[string]struct {
		text string
		want Agent
	}{
		"mbox":         {`{"mbox":"mailto:a@b.c"}`, Agent{Identifier: IFI{Kind: Mbox, Value: "mailto:a@b.c"}}},
		"mbox_sha1sum": {`{"mbox_sha1sum":"` + digest + `"}`, Agent{Identifier: IFI{Kind: MboxSHA1Sum, Value: digest}}},
		"openid":       {`{"openid":"https:\/\/b.c"}`, Agent{Identifier: IFI{Kind: OpenID, Value: "https://b.c"}}},
		"account and name": {
			`{"objectType":"Agent","name":"A\u00e9","account":{"name":"n","homePage":"http://h"}}`,
			Agent{Name: "Aé", Identifier: IFI{Account, "n", "http://h"}},
		},
		"identified group": {
			`{"mbox":"mailto:g@b.c","objectType":"Group"}`,
			Agent{Group: true, Identifier: IFI{Kind: Mbox, Value: "mailto:g@b.c"}},
		},
		"anonymous group": {
			`{"objectType":"Group","name":"G","member":[{"mbox":"mailto:a@b.c"},{"name":"B","openid":"http://b"}]}`,
			Agent{Group: true, Name: "G", Members: []Agent{
				{Identifier: IFI{Kind: Mbox, Value: "mailto:a@b.c"}},
				{Name: "B", Identifier: IFI{Kind: OpenID, Value: "http://b"}},
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			agent, err := ParseAgent([]byte(row.text), Version1)
			if err != nil {
				t.Fatal(err)
			}
			if string(agent.JSON) != row.text {
				t.Errorf("JSON is %s, want %s", agent.JSON, row.text)
			}
			if diff := cmp.Diff(row.want, agent, cmpopts.IgnoreFields(Agent{}, "JSON")); diff != "" {
				t.Errorf("agent (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseAgentSaysWhatIsWrong(t *testing.T) {
	for _, row := range []struct{ text, rule, pointer string }{
		{`{}`, "AC-03", ""},
		{`{"name":"Ann"}`, "AC-03", ""},
		{`{"mbox":"mailto:a@b.c","openid":"http://b"}`, "AC-03", ""},
		{`{"objectType":"Group"}`, "AC-05", ""},
		{`{"objectType":"Group","member":[]}`, "AC-05", "/member"},
		{`{"objectType":"Group","member":[{"objectType":"Group","mbox":"mailto:a@b.c"}]}`, "AC-06", "/member/0"},
		{`{"mbox":"mailto:a@b.c","member":[]}`, "AC-07", "/member"},
		{`{"mbox":"a@b.c"}`, "MB-01", "/mbox"},
		{`{"mbox":"mailto:a@b.c","name":null}`, "GEN-03", "/name"},
		{`{"mbox":"mailto:a@b.c","name":"A","name":"B"}`, "GEN-08", "/name"},
		{`{"mbox":"mailto:a@b.c","age":7}`, "GEN-07", "/age"},
		{`{"mbox":"mailto:a@b.c"}x`, "GEN-01", ""},
		{`"mailto:a@b.c"`, "GEN-04", ""},
		{`not JSON`, "GEN-01", ""},
		{``, "GEN-01", ""},
	} {
		_, err := ParseAgent([]byte(row.text), Version2)
		var invalid *ValidationError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: error is %v, want a ValidationError", row.text, err)
			continue
		}
		if fault := invalid.Faults[0]; fault.Rule != row.rule || fault.Pointer != row.pointer {
			t.Errorf("%s: %s at %q, want %s at %q", row.text, fault.Rule, fault.Pointer, row.rule, row.pointer)
		}
	}
}

func TestParseAgentCallsItTheValue(t *testing.T) {
	_, err := ParseAgent([]byte(`[]`), Version2)
	if want := "the value must be an object, not an array (GEN-04)"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestIFIKeyIsOfTheNormalForm(t *testing.T) {
	digest := strings.Repeat("aF", 20)
	for _, row := range []struct {
		a, b IFI
		same bool
	}{
		// MB-02, MB-04, AC-11.
		{IFI{Kind: Mbox, Value: "mailto:a@Example.COM"}, IFI{Kind: Mbox, Value: "mailto:a@example.com"}, true},
		{IFI{Kind: Mbox, Value: "mailto:A@example.com"}, IFI{Kind: Mbox, Value: "mailto:a@example.com"}, false},
		{IFI{Kind: MboxSHA1Sum, Value: digest}, IFI{Kind: MboxSHA1Sum, Value: strings.ToLower(digest)}, true},
		{IFI{Kind: OpenID, Value: "http://A"}, IFI{Kind: OpenID, Value: "http://a"}, false},
		{IFI{Account, "n", "http://h"}, IFI{Account, "n", "http://h"}, true},
		{IFI{Account, "n", "http://h"}, IFI{Account, "N", "http://h"}, false},
		{IFI{Account, "n", "http://h"}, IFI{Account, "n", "http://h/"}, false},
		{IFI{Account, "bc", "http://a"}, IFI{Account, "c", "http://ab"}, false},
		{IFI{Kind: OpenID, Value: "mailto:a@b.c"}, IFI{Kind: Mbox, Value: "mailto:a@b.c"}, false},
	} {
		if got := row.a.Key() == row.b.Key(); got != row.same {
			t.Errorf("%+v and %+v: same key is %v, want %v", row.a, row.b, got, row.same)
		}
	}
}

func TestAuthorityIndexIsThatOfStatements(t *testing.T) {
	for _, authority := range []string{
		`{"mbox":"mailto:a@B.c"}`,
		`{"objectType":"Group","member":[{"account":{"homePage":"http://h","name":"app"}},{"mbox":"mailto:u@x"}]}`,
	} {
		agent, err := ParseAgent([]byte(authority), Version1)
		if err != nil {
			t.Fatal(err)
		}
		statement := mustParse(t, Version1, `{"actor":`+anAgent+`,"verb":`+aVerb+`,"object":`+anActivity+`,"authority":`+authority+`}`)
		if got := agent.AuthorityIndex(); !slices.Equal(got, statement.AuthorityIndex) || len(got) == 0 {
			t.Errorf("%s: the index is %v, want %v", authority, got, statement.AuthorityIndex)
		}
	}
	twice := Agent{Group: true, Members: []Agent{{Identifier: IFI{Kind: OpenID, Value: "http://a"}}, {Identifier: IFI{Kind: OpenID, Value: "http://a"}}}}
	if got := twice.AuthorityIndex(); len(got) != 1 {
		t.Errorf("a member that is there twice has %d entries, want 1", len(got))
	}
}

func TestPerson(t *testing.T) {
	for _, row := range []struct {
		agent Agent
		names string
		want  string
	}{
		// AG-02, AG-03.
		{
			Agent{Identifier: IFI{Kind: Mbox, Value: "mailto:a@b.c"}},
			"",
			`{"objectType":"Person","mbox":["mailto:a@b.c"]}`,
		},
		{
			Agent{Name: "Ann \"A\"\n\x00é\\", Identifier: IFI{Kind: OpenID, Value: "http://a"}},
			"",
			`{"objectType":"Person","name":["Ann \"A\"\u000a\u0000é\\"],"openid":["http://a"]}`,
		},
		{
			Agent{Name: "Bob", Identifier: IFI{Account, "n", "http://h"}},
			`["Ann","Bob"]`,
			`{"objectType":"Person","name":["Ann","Bob"],"account":[{"homePage":"http://h","name":"n"}]}`,
		},
		{
			Agent{Name: "Cy", Identifier: IFI{Kind: MboxSHA1Sum, Value: "ab"}},
			`["Ann"]`,
			`{"objectType":"Person","name":["Ann","Cy"],"mbox_sha1sum":["ab"]}`,
		},
		{Agent{Group: true}, "", `{"objectType":"Person"}`},
	} {
		var names []byte
		if row.names != "" {
			names = []byte(row.names)
		}
		if got := string(AppendPerson([]byte("x"), row.agent, names)); got != "x"+row.want {
			t.Errorf("%+v with names %s is\n%s, want\n%s", row.agent, names, got[1:], row.want)
		}
	}
}

func FuzzParseAgent(f *testing.F) {
	for _, seed := range []string{
		`{"mbox":"mailto:a@b.c","name":"A"}`, `{"objectType":"Group","member":[{"openid":"http://a"}]}`,
		`{"account":{"homePage":"http://h","name":""}}`, `{"objectType":"Group","account":7}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		agent, err := ParseAgent(text, Version2)
		if err != nil {
			faultsOf(t, err)
			return
		}
		if agent.Identifier.Kind == 0 && len(agent.Members) == 0 {
			t.Errorf("%q is nobody", text)
		}
		person := AppendPerson(nil, agent, nil)
		if err := parseTape(new(tape), person, Limits{}); err != nil {
			t.Errorf("%q as a Person is %q: %v", text, person, err)
		}
	})
}
