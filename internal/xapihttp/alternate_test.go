package xapihttp

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// formExchange is a POST of a form to /xapi/statements as it is before readForm.
func formExchange(t testing.TB, query, contentType, form string) (*exchange, error) {
	t.Helper()
	handler, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/xapi/statements", strings.NewReader(form))
	r.URL.RawQuery = query
	r.Header.Set("Content-Type", contentType)
	x := &exchange{handler: handler, w: httptest.NewRecorder(), r: r, method: r.Method}
	x.parameters, err = parseParameters(query)
	return x, x.readForm(err)
}

const formType = "application/x-www-form-urlencoded"

func TestAlternateRequest(t *testing.T) {
	x, err := formExchange(t, "method=PUT", formType+"; charset=UTF-8",
		"statementId=1&Authorization=Basic+eDp5&x-experience-api-version=1.0.3&Content-Type=text%2Fplain&If-Match=%22a%22&content=%7B%22a%22%3A%22%C3%A4%2B%22%7D")
	if err != nil {
		t.Fatal(err)
	}
	if x.method != http.MethodPut {
		t.Errorf("method %s, want PUT", x.method)
	}
	for name, want := range map[string]string{
		"Authorization": "Basic eDp5", versionHeader: "1.0.3", "If-Match": `"a"`,
	} {
		if got := x.header(name); got != want {
			t.Errorf("header %s is %q, want %q (AL-03)", name, got, want)
		}
	}
	if x.contentType() != "text/plain" {
		t.Errorf("content type %q, want the form's (AL-03)", x.contentType())
	}
	if body, err := x.body(100); err != nil || string(body) != `{"a":"ä+"}` {
		t.Errorf("content %q, %v (AL-02)", body, err)
	}
	if len(x.parameters) != 1 || x.parameters[0] != (parameter{"statementId", "1"}) {
		t.Errorf("parameters %v (AL-04)", x.parameters)
	}
	if _, err := x.body(3); !problem.Is(err, problem.TooLarge) {
		t.Errorf("content over the limit: %v, want TooLarge", err)
	}
}

func TestAlternateRequestRefuses(t *testing.T) {
	cases := []struct{ name, query, contentType, form, rule string }{
		{"another parameter", "method=PUT&statementId=1", formType, "content=x", "AL-01"},
		{"method twice", "method=PUT&method=GET", formType, "content=x", "AL-01"},
		{"method in lower case", "method=get", formType, "", "AL-01"},
		{"unknown method", "method=PATCH", formType, "", "AL-01"},
		{"empty method", "method=", formType, "", "AL-01"},
		{"JSON", "method=GET", "application/json", "{}", "AL-01"},
		{"no type", "method=GET", "", "", "AL-01"},
		{"PUT without content", "method=PUT", formType, "statementId=1", "AL-02"},
		{"POST without content", "method=POST", formType, "", "AL-02"},
		{"JSON though the type says form", "method=PUT", formType, `{"actor":{}}`, "AL-02"},
		{"content twice", "method=PUT", formType, "content=a&content=b", "HT-06"},
		{"header twice", "method=GET", formType, "If-Match=a&if-match=b", "HT-06"},
		{"broken escape", "method=PUT", formType, "content=%7", "GEN-13"},
		{"content not UTF-8", "method=PUT", formType, "content=%ff", "GEN-13"},
		{"broken escape in the query", "method=GET&%7", formType, "", "GEN-13"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := formExchange(t, c.query, c.contentType, c.form)
			checkRule(t, err, c.rule)
		})
	}
}

// FuzzAlternateSyntax holds that any form is either refused with an error for
// the client or taken apart so that nothing of it is lost or read twice.
func FuzzAlternateSyntax(f *testing.F) {
	f.Add("method=GET", "limit=1&Authorization=Basic+eDp5")
	f.Add("method=PUT", "statementId=1&content=%7B%7D&Content-Type=application%2Fjson")
	f.Add("method=DELETE", "If-None-Match=*&if-match=a&&x")
	f.Fuzz(func(t *testing.T, query, form string) {
		if parsed, _ := parseParameters(query); !parsed.has("method") {
			return
		}
		x, err := formExchange(t, query, formType, form)
		if err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Fatalf("?%s with %q: error %v is not Invalid", query, form, err)
			}
			return
		}
		if !slices.Contains(alternateMethods, x.method) {
			t.Fatalf("?%s gives the method %q", query, x.method)
		}
		fields, err := parseParameters(form)
		if err != nil {
			t.Fatalf("%q was taken, though %v", form, err)
		}
		taken := len(x.parameters) + len(x.form.headers)
		if x.form.content != nil {
			taken++
		}
		if taken != len(fields) {
			t.Fatalf("%q has %d fields, %d were taken", form, len(fields), taken)
		}
	})
}
