package xapihttp_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

func TestStatementsAreStoredAndRead(t *testing.T) {
	s := open(t)
	for _, version := range []string{"1.0.3", "2.0.0"} {
		v := "X-Experience-API-Version: " + version
		s.do("POST", "/xapi/statements", statement(idOne), v).want(t, 200).
			has(t, "Content-Type", "application/json").says(t, `["`+idOne+`"]`)
		s.do("POST", "/xapi/statements", "["+statement(idOne)+","+statement(idTwo)+"]", v).want(t, 200).
			says(t, `["`+idOne+`","`+idTwo+`"]`)
		s.do("POST", "/xapi/statements", "[]", v).want(t, 200).says(t, "[]")
		put := s.do("PUT", "/xapi/statements?statementId="+idTwo, statement(""), v).want(t, 204)
		if put.body != "" || put.Header.Get("Content-Type") != "" {
			t.Errorf("204 with the body %q (PS-03)", put.body)
		}
	}
	s.do("PUT", "/xapi/statements", statement(""), "Content-Type: application/json").want(t, 400).says(t, "PS-01")
	s.do("PUT", "/xapi/statements?statementId=x", statement("")).want(t, 400).says(t, "UUID-01")
	s.do("POST", "/xapi/statements?statementId="+idOne, statement("")).want(t, 400).says(t, "HT-04")

	one := s.do("GET", "/xapi/statements?statementId="+idOne, "").want(t, 200).has(t, "Content-Type", "application/json")
	var read struct{ Stored time.Time }
	check(t, json.Unmarshal([]byte(one.body), &read))
	one.has(t, "Last-Modified", read.Stored.UTC().Format(http.TimeFormat)) // GS-41
	list := s.do("GET", "/xapi/statements", "").want(t, 200).has(t, "Content-Type", "application/json").says(t, `"more":""`)
	var result struct{ Statements []struct{ Stored time.Time } }
	check(t, json.Unmarshal([]byte(list.body), &result))
	if len(result.Statements) != 2 {
		t.Fatalf("%d statements, want 2: %s", len(result.Statements), list.body)
	}
	list.has(t, "Last-Modified", result.Statements[0].Stored.UTC().Format(http.TimeFormat))
	empty := s.do("GET", "/xapi/statements?since="+url.QueryEscape("2100-01-01T00:00:00Z"), "").want(t, 200).says(t, `"statements":[]`)
	empty.has(t, "Last-Modified", "")
}

// GS-40 on every response of the resource, whatever its status.
func TestConsistentThrough(t *testing.T) {
	s := open(t)
	before := time.Now().Add(-time.Minute)
	reader := s.key("main", access.ScopeAllRead)
	answers := []answer{
		s.do("POST", "/xapi/statements", statement(idOne)).want(t, 200),
		s.do("PUT", "/xapi/statements?statementId="+idTwo, statement("")).want(t, 204),
		s.do("GET", "/xapi/statements", "").want(t, 200),
		s.do("HEAD", "/xapi/statements", "").want(t, 200),
		s.do("GET", "/xapi/statements?LIMIT=1", "").want(t, 400),
		s.do("GET", "/xapi/statements?statementId=33333333-3333-4333-8333-333333333333", "").want(t, 404),
		s.do("POST", "/xapi/statements", "{").want(t, 400),
		s.do("GET", "/xapi/statements", "", "Authorization:").want(t, 401),
		s.do("POST", "/xapi/statements", statement(""), "Authorization: "+reader).want(t, 403),
		s.do("DELETE", "/xapi/statements", "").want(t, 405),
	}
	for _, a := range answers {
		through, err := time.Parse(time.RFC3339Nano, a.Header.Get("X-Experience-API-Consistent-Through"))
		if err != nil || through.Before(before) || through.After(time.Now().Add(time.Minute)) {
			t.Errorf("%s %s: %d with Consistent-Through %v, %v", a.Request.Method, a.Request.URL, a.StatusCode, through, err)
		}
	}
	s.do("GET", "/xapi/about", "").has(t, "X-Experience-API-Consistent-Through", "")
}

func TestStatementParameters(t *testing.T) {
	s := open(t)
	s.do("POST", "/xapi/statements", statement(idOne)).want(t, 200)
	agent := url.QueryEscape(`{"mbox":"mailto:ann@example.org"}`)
	good := []string{
		"", "limit=0", "limit=1", "limit=99999999999999999999", "ascending=true", "ascending=false",
		"agent=" + agent, "agent=" + agent + "&related_agents=true", "related_activities=true",
		"verb=https%3A%2F%2Fexample.org%2Fverbs%2Fdid", "activity=https://example.org/activities/one&related_activities=false",
		"registration=" + idOne, "format=ids", "format=exact", "format=canonical", "attachments=false",
		"since=2020-01-01T00:00:00Z&until=2100-01-01T00:00:00.000%2B01:00", "since=1960-01-01T00:00:00Z",
		"since=2020-01-01T00:00:00+01:00", // an unescaped "+" arrives as a space
	}
	for _, query := range good {
		s.do("GET", "/xapi/statements?"+query, "").want(t, 200).says(t, `"more"`)
	}
	// Nothing was stored by then: not «no bound».
	s.do("GET", "/xapi/statements?until=1970-01-01T00:00:00Z", "").want(t, 200).says(t, `"statements":[]`)
	bad := map[string]string{
		"limit=":                       "GS-05",
		"limit=-1":                     "GS-05",
		"limit=1.0":                    "GS-05",
		"limit=%2B1":                   "GS-05",
		"limit=one":                    "GS-05",
		"ascending=TRUE":               "GS-05",
		"ascending=1":                  "GS-05",
		"ascending":                    "GS-05",
		"related_agents=yes":           "GS-05",
		"attachments=":                 "GS-05",
		"format=Exact":                 "GS-05",
		"format=":                      "GS-05",
		"verb=did":                     "IRI-01",
		"verb=":                        "IRI-01",
		"activity=a%20b://c":           "IRI-01",
		"registration=1":               "UUID-01",
		"registration={" + idOne + "}": "UUID-01",
		"since=yesterday":              "TS-01",
		"since=":                       "TS-01",
		"until=2020-01-01":             "TS-01",
		"agent=ann":                    "",
		"agent=%7B%7D":                 "AC-03",
		"agent=" + url.QueryEscape(`{"objectType":"Group","member":[{"mbox":"mailto:a@b.cd"}]}`): "GS-05",
		"statementId=x":               "UUID-01",
		"more=":                       "PG-04",
		"more=x&limit=1":              "PG-04",
		"more=x&attachments=true":     "PG-04",
		"more=x&statementId=" + idOne: "PG-04",
		"more=forged":                 "",
		"statementId=" + idOne + "&voidedStatementId=" + idOne: "GS-03",
	}
	for _, single := range []string{"statementId", "voidedStatementId"} {
		for _, other := range []string{
			"agent=" + agent, "verb=https://example.org/v", "activity=https://example.org/a", "registration=" + idTwo,
			"related_activities=true", "related_agents=false", "since=2020-01-01T00:00:00Z", "until=2020-01-01T00:00:00Z",
			"limit=1", "ascending=true",
		} {
			bad[single+"="+idOne+"&"+other] = "GS-03"
		}
	}
	for query, rule := range bad {
		s.do("GET", "/xapi/statements?"+query, "").want(t, 400).says(t, rule)
	}
	for _, spaced := range []string{
		"activity=https://example.org/a+b",
		"agent=" + `{%22mbox%22:%22mailto:ann+lms@example.org%22}`,
	} {
		s.do("GET", "/xapi/statements?"+spaced, "").want(t, 400).says(t, "%2B")
	}
	s.do("GET", "/xapi/statements?limit=x&ascending=y&since=z", "").want(t, 400).
		says(t, `"limit"`).says(t, `"ascending"`).says(t, `"since"`) // all at once
	s.do("GET", "/xapi/statements?attachments=false&format=ids&statementId="+idOne, "").want(t, 200)
	s.do("GET", "/xapi/statements?voidedStatementId="+idOne, "").want(t, 404)
}

// PG-01, PG-06: the link is what a client behind the proxy can follow.
func TestMoreLinkBehindAPrefix(t *testing.T) {
	for _, c := range []struct{ public, base, want string }{
		{"", "/xapi", "/xapi/statements?more="},
		{"", "/stores/main/xapi", "/stores/main/xapi/statements?more="},
		{"https://lrs.example.org", "/xapi", "/xapi/statements?more="},
		{"https://lrs.example.org/", "/xapi", "/xapi/statements?more="},
		{"https://lrs.example.org/records/lore/", "/xapi", "/records/lore/xapi/statements?more="},
		{"https://lrs.example.org/b%C3%BCcher", "/xapi", "/b%C3%BCcher/xapi/statements?more="},
		{"https://lrs.example.org/records", "/stores/main/xapi", "/records/stores/main/xapi/statements?more="},
	} {
		t.Run(c.public+c.base, func(t *testing.T) {
			s := open(t, func(config *xapihttp.Config) { config.PublicURL = c.public })
			s.do("POST", "/xapi/statements", "["+statement(idOne)+","+statement(idTwo)+"]").want(t, 200)
			seen := make(map[string]bool)
			path := c.base + "/statements?limit=1&format=ids"
			for pages := 0; path != ""; pages++ {
				if pages == 2 {
					t.Fatalf("a third page: %s (PG-05)", path)
				}
				page := s.do("GET", path, "").want(t, 200)
				var result struct {
					Statements []struct{ ID string }
					More       string
				}
				check(t, json.Unmarshal([]byte(page.body), &result))
				if len(result.Statements) != 1 {
					t.Fatalf("page %s", page.body)
				}
				seen[result.Statements[0].ID] = true
				if path = result.More; path != "" && !strings.HasPrefix(path, c.want) {
					t.Errorf("more is %q, want it to start with %q", path, c.want)
				}
			}
			if len(seen) != 2 {
				t.Errorf("two pages with the statements %v", seen)
			}
		})
	}
	for _, wrong := range []string{"lrs.example.org", "/records", "https://", "https://a.b/?x", "https://a b/"} {
		if _, err := xapihttp.New(xapihttp.Config{PublicURL: wrong}); err == nil {
			t.Errorf("the public URL %q was taken", wrong)
		}
	}
}

// withAttachment returns a statement with one attachment and its digest.
func withAttachment(id, content string) (text, sha2 string) {
	sum := sha256.Sum256([]byte(content))
	sha2 = hex.EncodeToString(sum[:])
	attachment := fmt.Sprintf(`,"attachments":[{"usageType":"https://example.org/usage","display":{"en":"x"},"contentType":"text/plain","length":%d,"sha2":"%s"}]}`, len(content), sha2)
	return strings.TrimSuffix(statement(id), "}") + attachment, sha2
}

func TestAttachmentsComeBackInMultipart(t *testing.T) {
	s := open(t)
	const content = "line\r\n--x\r\n\x00\xff<script>"
	text, sha2 := withAttachment(idOne, content)
	body := "\r\n--=_a:b\r\nContent-Type:application/json\r\n\r\n[" + text + "," + strings.Replace(text, idOne, idTwo, 1) + "]" +
		"\r\n--=_a:b\r\nContent-Type:text/plain\r\nContent-Transfer-Encoding:binary\r\nX-Experience-API-Hash:" + sha2 + "\r\n\r\n" + content +
		"\r\n--=_a:b--\r\n"
	s.do("POST", "/xapi/statements", body, "Content-Type: multipart/mixed; boundary==_a:b").want(t, 200)

	for _, path := range []string{"statementId=" + idOne + "&attachments=true", "attachments=true", "attachments=true&limit=1"} {
		got := s.do("GET", "/xapi/statements?"+path, "", "Accept-Encoding: gzip").want(t, 200).
			has(t, "Content-Encoding", "").has(t, "X-Content-Type-Options", "nosniff").
			has(t, "Content-Security-Policy", "default-src 'none'; sandbox")
		media, parameters, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
		check(t, err)
		boundary := parameters["boundary"]
		if media != "multipart/mixed" || strings.Trim(boundary, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("Content-Type %s", got.Header.Get("Content-Type"))
		}
		reader := multipart.NewReader(strings.NewReader(got.body), boundary)
		first, err := reader.NextRawPart()
		check(t, err)
		if first.Header.Get("Content-Type") != "application/json" {
			t.Errorf("the first part is %v (GS-30)", first.Header)
		}
		statements, err := io.ReadAll(first)
		check(t, err)
		if !json.Valid(statements) {
			t.Errorf("the first part is %q", statements)
		}
		second, err := reader.NextRawPart()
		check(t, err)
		data, err := io.ReadAll(second)
		check(t, err)
		if string(data) != content || second.Header.Get("X-Experience-API-Hash") != sha2 ||
			second.Header.Get("Content-Transfer-Encoding") != "binary" || second.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("the second part is %q with %v", data, second.Header)
		}
		if _, err := reader.NextRawPart(); err != io.EOF {
			t.Errorf("a third part, or %v", err)
		}
	}
	single := s.do("GET", "/xapi/statements?attachments=true&statementId="+idOne, "")
	if n := strings.Count(single.body, sha2); n != 2 {
		t.Errorf("the hash occurs %d times, want 2: in the statement and before its data", n)
	}
	s.do("GET", "/xapi/statements?attachments=false", "").want(t, 200).has(t, "Content-Type", "application/json")

	// QX-13: also with nothing to attach.
	s.do("GET", "/xapi/statements?attachments=true&verb=https://example.org/none", "").want(t, 200).
		says(t, "\r\n\r\n{\"statements\":[]")

	// `more` keeps the setting (GS-30).
	page := s.do("GET", "/xapi/statements?attachments=true&limit=1", "").want(t, 200)
	_, link, _ := strings.Cut(page.body, `"more":"`)
	link, _, _ = strings.Cut(link, `"`)
	next := s.do("GET", link, "").want(t, 200)
	if !strings.HasPrefix(next.Header.Get("Content-Type"), "multipart/mixed; boundary=") {
		t.Errorf("the second page has the Content-Type %s", next.Header.Get("Content-Type"))
	}
}

func TestStatementContentTypes(t *testing.T) {
	s := open(t)
	s.do("POST", "/xapi/statements", statement(""), "Content-Type: Application/JSON; charset=utf-8").want(t, 200)
	for _, contentType := range []string{
		"", " ", "text/plain", "multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "application/jsonx", "application",
	} {
		s.do("POST", "/xapi/statements", statement(""), "Content-Type: "+contentType).want(t, 400).says(t, "MP-01")
		s.do("PUT", "/xapi/statements?statementId="+idOne, statement(""), "Content-Type: "+contentType).want(t, 400).says(t, "MP-01")
	}
	s.do("POST", "/xapi/statements", statement(""), "Content-Type: ").want(t, 400).says(t, "this request has none")
	s.do("POST", "/xapi/statements", "--b\r\n", "Content-Type: multipart/mixed").want(t, 400).says(t, "MP-03")
	s.do("POST", "/xapi/statements", "--b\r\nContent-Type: application/json\r\n\r\n"+statement("")+"\r\n--b--", "Content-Type: multipart/mixed; boundary=b").
		want(t, 200) // MP-11
}
