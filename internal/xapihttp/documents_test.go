package xapihttp_test

import (
	"crypto/sha1"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/xapihttp"
)

const annAgent = `{"mbox":"mailto:ann@example.org"}`

// documentPaths are the contexts of the three resources, without the id.
func documentPaths() map[string]string {
	agent := "agent=" + url.QueryEscape(annAgent)
	return map[string]string{
		"stateId":                "/xapi/activities/state?activityId=https://example.org/a&" + agent,
		"profileId of activity":  "/xapi/activities/profile?activityId=https://example.org/a",
		"profileId of the agent": "/xapi/agents/profile?" + agent,
	}
}

func etag(content string) string {
	sum := sha1.Sum([]byte(content))
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func TestDocuments(t *testing.T) {
	for name, context := range documentPaths() {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			id, _, _ := strings.Cut(name, " ")
			path := context + "&" + id + "=a%20b"
			s.do("GET", path, "").want(t, 404)
			s.do("GET", context, "").want(t, 200).says(t, "[]").has(t, "Content-Type", "application/json")
			for _, content := range []string{"<b>one</b>", "", "\x00\xff"} {
				if content != "<b>one</b>" {
					s.do("DELETE", path, "").want(t, 204)
				}
				s.do("PUT", path, content, "Content-Type: text/html; charset=x", "If-None-Match: *").want(t, 204)
				got := s.do("GET", path, "").want(t, 200).
					has(t, "Content-Type", "text/html; charset=x").has(t, "Etag", etag(content)).
					has(t, "X-Content-Type-Options", "nosniff").has(t, "Content-Security-Policy", "default-src 'none'; sandbox").
					has(t, "Cache-Control", "private, no-cache")
				if got.body != content {
					t.Errorf("content %q, want %q (DC-05)", got.body, content)
				}
				if _, err := time.Parse(time.RFC1123, got.Header.Get("Last-Modified")); err != nil {
					t.Errorf("Last-Modified: %v (DC-10)", err)
				}
			}
			s.do("GET", context, "").want(t, 200).says(t, `["a b"]`)
			s.do("GET", context+"&since=2100-01-01T00:00:00Z", "").want(t, 200).says(t, "[]")
			s.do("DELETE", path, "", "If-Match: "+etag("x")).want(t, 412)
			s.do("DELETE", path, "").want(t, 204)
			s.do("DELETE", path, "").want(t, 204) // DC-04

			s.do("POST", path, `{"a":1,"b":{"c":1}}`).want(t, 204)
			s.do("POST", path, `{"b":2}`).want(t, 204)
			s.do("GET", path, "").want(t, 200).says(t, `"a":1`).says(t, `"b":2`)
			s.do("POST", path, `x`, "Content-Type: text/plain").want(t, 400)
			s.do("PUT", path, "x", "Content-Type:").want(t, 409)
			s.do("PUT", path, "x", "Content-Type:", "If-Match: *").want(t, 204)
			s.do("GET", path, "").want(t, 200).has(t, "Content-Type", "application/octet-stream")
		})
	}
}

func TestDocumentPreconditions(t *testing.T) {
	s := open(t)
	path := "/xapi/activities/profile?activityId=https://example.org/a&profileId=p"
	large := strings.Repeat("text ", 1000)
	s.do("PUT", path, large, "Content-Type: text/plain").want(t, 204)
	tag := etag(large)

	plain := s.do("GET", path, "").want(t, 200).has(t, "Etag", tag).has(t, "Content-Encoding", "")
	coded := s.do("GET", path, "", "Accept-Encoding: gzip").want(t, 200).has(t, "Content-Encoding", "gzip").has(t, "Etag", "W/"+tag)
	if plain.Header.Get("Etag") == coded.Header.Get("Etag") {
		t.Error("both codings have the same ETag (CC-02)")
	}
	for _, held := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
		not := s.do("GET", path, "", "If-None-Match: "+held).want(t, 304).has(t, "Etag", tag).has(t, "X-Experience-API-Version", "2.0.0")
		if not.body != "" {
			t.Errorf("304 with a body %q", not.body)
		}
		s.do("GET", path, "", "If-Match: "+held).want(t, 200)
	}
	s.do("GET", path, "", `If-None-Match: "x"`).want(t, 200)
	s.do("GET", path, "", `If-Match: "x"`).want(t, 412)

	s.do("PUT", path, "2", "If-None-Match: *").want(t, 412)
	s.do("PUT", path, "2", `If-Match: "x"`).want(t, 412)
	s.do("GET", path, "").want(t, 200).has(t, "Etag", tag) // unchanged (CC-03)
	// The tag of the coded body names the same document.
	s.do("PUT", path, "2", "If-Match: W/"+tag).want(t, 204)
	// Two lines of a header are one list (CC-04).
	s.do("PUT", path, "3", `If-Match: "x"`, "If-Match: "+etag("2")).want(t, 204)
	s.do("POST", path, "{}", `If-Match: "x"`).want(t, 412)
}

func TestDocumentParameters(t *testing.T) {
	s := open(t)
	agent := "agent=" + url.QueryEscape(annAgent)
	activity := "activityId=https://example.org/a"
	group := "agent=" + url.QueryEscape(`{"objectType":"Group","member":[{"mbox":"mailto:a@b.cd"}]}`)
	cases := []struct{ methods, path, rule string }{
		{"GET PUT POST DELETE", "activities/state?stateId=s&" + agent, "DC-01"},
		{"GET PUT POST DELETE", "activities/state?stateId=s&" + activity, "DC-01"},
		{"PUT POST", "activities/state?" + activity + "&" + agent, "DC-01"},
		{"GET PUT POST DELETE", "activities/state?stateId=&" + activity + "&" + agent, "DC-02"},
		{"GET PUT POST DELETE", "activities/state?stateId=s&activityId=a&" + agent, "IRI-01"},
		{"GET PUT POST DELETE", "activities/state?stateId=s&" + activity + "&agent=true", ""},
		{"GET PUT POST DELETE", "activities/state?stateId=s&" + activity + "&" + group, "GS-05"},
		{"GET PUT POST DELETE", "activities/state?stateId=s&registration=true&" + activity + "&" + agent, "UUID-01"},
		{"GET", "activities/state?stateId=s&since=2020-01-01T00:00:00Z&" + activity + "&" + agent, "DC-09"},
		{"GET", "activities/state?since=true&" + activity + "&" + agent, "TS-01"},
		{"PUT POST DELETE", "activities/state?stateId=s&since=2020-01-01T00:00:00Z&" + activity + "&" + agent, "HT-04"},
		{"GET PUT POST DELETE", "activities/state?stateid=s&" + activity + "&" + agent, "HT-05"},
		{"GET PUT POST DELETE", "activities/profile?profileId=p", "DC-01"},
		{"PUT POST", "activities/profile?" + activity, "DC-01"},
		{"DELETE", "activities/profile?" + activity, "DC-07"},
		{"GET PUT POST DELETE", "activities/profile?profileId=p&" + activity + "&" + agent, "HT-04"},
		{"GET PUT POST DELETE", "agents/profile?profileId=p", "DC-01"},
		{"PUT POST", "agents/profile?" + agent, "DC-01"},
		{"DELETE", "agents/profile?" + agent, "DC-07"},
		{"GET PUT POST DELETE", "agents/profile?profileId=p&agent=%7&x", "GEN-13"},
	}
	for _, c := range cases {
		for method := range strings.FieldsSeq(c.methods) {
			s.do(method, "/xapi/"+c.path, "").want(t, 400).says(t, c.rule)
		}
	}
	// DC-07: DELETE of a whole context is the state resource's alone.
	context := "/xapi/activities/state?" + activity + "&" + agent
	s.do("PUT", context+"&stateId=1", "x").want(t, 204)
	s.do("PUT", context+"&stateId=2&registration="+idOne, "x").want(t, 204)
	s.do("GET", context, "").want(t, 200).says(t, `["1","2"]`)
	s.do("DELETE", context, "").want(t, 204)
	s.do("GET", context, "").want(t, 200).says(t, "[]")
}

func TestDocumentSize(t *testing.T) {
	s := open(t, func(c *xapihttp.Config) { c.MaxDocument = 10 })
	path := "/xapi/agents/profile?profileId=p&agent=" + url.QueryEscape(annAgent)
	s.do("PUT", path, "0123456789").want(t, 204)
	s.do("PUT", path, "0123456789x", "If-Match: *").want(t, 413).says(t, "10 bytes")
	s.do("GET", path, "").want(t, 200).says(t, "0123456789")
}

func TestActivitiesAgentsAbout(t *testing.T) {
	s := open(t)
	s.do("GET", "/xapi/activities?activityId=https://example.org/unknown", "").want(t, 200).
		says(t, `"id":"https://example.org/unknown"`).has(t, "Content-Type", "application/json") // AY-03
	s.do("GET", "/xapi/activities", "").want(t, 400).says(t, "AY-01")
	s.do("GET", "/xapi/activities?activityId=x", "").want(t, 400).says(t, "IRI-01")
	s.do("GET", "/xapi/agents?agent="+url.QueryEscape(annAgent), "").want(t, 200).
		says(t, `"objectType":"Person"`).says(t, "mailto:ann@example.org") // AG-02, AG-03
	s.do("GET", "/xapi/agents", "").want(t, 400).says(t, "AG-01")
	s.do("GET", "/xapi/agents?agent=%7B%7D", "").want(t, 400).says(t, "AC-03")
	about := s.do("GET", "/xapi/about", "", "Authorization:", "X-Experience-API-Version: nonsense").want(t, 200)
	if about.body != `{"version":["1.0.3","2.0.0"]}` {
		t.Errorf("about is %s (AB-01)", about.body)
	}
	s.do("GET", "/xapi/about?x=1", "").want(t, 400).says(t, "HT-04")
}
