package xapihttp

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// checkRule fails unless err is an Invalid one that cites the rule.
func checkRule(t *testing.T, err error, rule string) {
	t.Helper()
	var known *problem.Error
	if !errors.As(err, &known) || known.Kind != problem.Invalid {
		t.Fatalf("error %v, want an Invalid one that cites %s", err, rule)
	}
	for _, detail := range known.Details {
		if detail.Rule == rule {
			return
		}
	}
	t.Errorf("error %q has the details %v, none cites %s", known.Message, known.Details, rule)
}

func TestParameters(t *testing.T) {
	known := []string{"statementId", "agent", "since", "related_agents"}
	cases := []struct{ name, query, rule, message string }{
		{"none", "", "", ""},
		{"known", "agent=x&since=y", "", ""},
		{"empty pairs", "&&agent=x&", "", ""},
		{"escaped name", "%61gent=x", "", ""},
		{"unknown", "foo=bar", "HT-04", `"foo" is not known here; known are statementId`},
		{"unknown without value", "foo", "HT-04", "not known"},
		{"case", "StatementId=x", "HT-05", "must be spelled statementId"},
		{"case of an underscored one", "Related_Agents=true", "HT-05", "must be spelled related_agents"},
		{"twice", "agent=x&agent=x", "HT-06", "more than once"},
		{"broken escape in a value", "agent=%7", "GEN-13", "percent-encoded"},
		{"broken escape in a name", "%zz=1", "GEN-13", "percent-encoded"},
		{"not UTF-8", "agent=%ff", "GEN-13", "UTF-8"},
		{"raw bytes that are not UTF-8", "agent=\xff", "GEN-13", "UTF-8"},
		{"too many", strings.Repeat("agent=x&", 65), "HT-04", "more than 64"},
		{"name too long for a message", strings.Repeat("ä", 100) + "=1", "HT-04", "…"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := parseParameters(c.query)
			if err == nil {
				err = parsed.check(known)
			}
			if c.rule == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			checkRule(t, err, c.rule)
			if !strings.Contains(err.Error(), c.message) {
				t.Errorf("message %q, want it to say %q", err, c.message)
			}
		})
	}
	parsed, err := parseParameters("agent=a+b%2B%C3%A4")
	if err != nil {
		t.Fatal(err)
	}
	if value, _ := parsed.lookup("agent"); value != "a b+ä" {
		t.Errorf("value %q, want %q", value, "a b+ä")
	}
}

// FuzzParameters compares with the standard library's parser, which is laxer
// only where the tests above say so.
func FuzzParameters(f *testing.F) {
	for _, seed := range []string{"", "a=b", "a=b&a=c", "agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.c%22%7D", "a=%", "a;b=c", "=&=", "a+b=%2b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		parsed, err := parseParameters(query)
		if err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Fatalf("%q: error %v is not Invalid", query, err)
			}
			return
		}
		if strings.Contains(query, ";") {
			return // net/url refuses it
		}
		want, err := url.ParseQuery(query)
		if err != nil {
			t.Fatalf("%q was taken, net/url says %v", query, err)
		}
		got := url.Values{}
		for _, p := range parsed {
			got.Add(p.name, p.value)
		}
		if got.Encode() != want.Encode() {
			t.Fatalf("%q: %q, net/url reads %q", query, got.Encode(), want.Encode())
		}
		if err := parsed.check([]string{"agent"}); err != nil && !problem.Is(err, problem.Invalid) {
			t.Fatalf("%q: error %v is not Invalid", query, err)
		}
	})
}
