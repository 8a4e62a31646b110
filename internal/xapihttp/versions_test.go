package xapihttp_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/xapihttp"
	"github.com/lore-lrs/lore/xapi"
)

// VR-01 to VR-04 on every resource and method.
func TestVersions(t *testing.T) {
	cases := []struct {
		headers []string
		answer  string // the version of the answer; "" when the request is refused
	}{
		{[]string{"1.0"}, "1.0.3"},
		{[]string{"1.0.0"}, "1.0.3"},
		{[]string{"1.0.3"}, "1.0.3"},
		{[]string{"1.0.9"}, "1.0.3"},
		{[]string{"2.0"}, "2.0.0"},
		{[]string{"2.0.0"}, "2.0.0"},
		{[]string{"2.0.9"}, "2.0.0"},
		{[]string{"  2.0.0  "}, "2.0.0"}, // HTTP does not count spaces around a value
		{nil, ""},
		{[]string{" "}, ""},
		{[]string{"1"}, ""},
		{[]string{"0.9"}, ""},
		{[]string{"0.95"}, ""},
		{[]string{"1.1.0"}, ""},
		{[]string{"2"}, ""},
		{[]string{"2.1.0"}, ""},
		{[]string{"3.0.0"}, ""},
		{[]string{"bad version"}, ""},
		{[]string{"1.0.3 2.0.0"}, ""},
		{[]string{"1.0.3", "1.0.3"}, ""},
		{[]string{"1.0.3", "2.0.0"}, ""},
	}
	s := open(t)
	for _, row := range xapihttp.Table() {
		for _, c := range cases {
			headers := []string{"X-Experience-API-Version:"}
			for _, value := range c.headers {
				headers = append(headers, "X-Experience-API-Version: "+value)
			}
			got := s.do(row.Method, "/xapi/"+row.Resource, "", headers...)
			want := c.answer
			if want == "" {
				want = "2.0.0" // the default version
				if row.Public {
					got.want(t, http.StatusOK)
				} else {
					got.want(t, http.StatusBadRequest).says(t, `"version-`)
				}
			} else if refused := got.StatusCode == http.StatusBadRequest && strings.Contains(got.body, `"version-`); refused {
				t.Errorf("%s %s with the version %q was refused: %s", row.Method, row.Resource, c.headers, got.body)
			}
			got.has(t, "X-Experience-API-Version", want)
			if row.Resource == "statements" && got.Header.Get("X-Experience-API-Consistent-Through") == "" {
				t.Errorf("%s with the version %q has no Consistent-Through (GS-40)", row.Method, c.headers)
			}
		}
	}
}

func TestOfferedVersions(t *testing.T) {
	one := open(t, func(c *xapihttp.Config) { c.Versions = []xapi.Version{xapi.Version1} })
	one.do("GET", "/xapi/about", "").want(t, 200).says(t, `{"version":["1.0.3"]}`).has(t, "X-Experience-API-Version", "1.0.3")
	one.do("GET", "/xapi/statements", "").want(t, 400).has(t, "X-Experience-API-Version", "1.0.3").says(t, "send 1.0.3")
	one.do("GET", "/xapi/statements", "", "X-Experience-API-Version: 1.0.3").want(t, 200)

	both := open(t, func(c *xapihttp.Config) { c.DefaultVersion = xapi.Version1 })
	both.do("GET", "/xapi/about", "", "X-Experience-API-Version:").want(t, 200).
		says(t, `{"version":["1.0.3","2.0.0"]}`).has(t, "X-Experience-API-Version", "1.0.3")
	both.do("GET", "/xapi/statements", "", "X-Experience-API-Version:").want(t, 400).has(t, "X-Experience-API-Version", "1.0.3")
}

// ER-05: who is not known learns nothing about the rest of the request.
func TestOrderOfChecks(t *testing.T) {
	s := open(t)
	s.do("GET", "/xapi/statements?foo=1", "", "Authorization:", "X-Experience-API-Version: 9").want(t, 401)
	s.do("GET", "/xapi/statements?foo=1", "", "Authorization: "+s.key("main", "state"), "X-Experience-API-Version: 9").want(t, 400).says(t, "version-not-supported")
	s.do("GET", "/xapi/statements?foo=1", "", "Authorization: "+s.key("main", "state")).want(t, 403)
	s.do("POST", "/xapi/statements?foo=1", "{").want(t, 400).says(t, "HT-04")
	s.do("POST", "/xapi/statements?"+url.QueryEscape("method")+"=GET", "", "Content-Type: application/x-www-form-urlencoded").
		want(t, 400).says(t, "AL-06")
}
