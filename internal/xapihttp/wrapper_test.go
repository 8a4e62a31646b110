package xapihttp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

// HT-11: browsers ask first, without version or credentials.
func TestCrossOriginRequests(t *testing.T) {
	s := open(t)
	for _, path := range []string{"statements", "activities", "activities/state", "activities/profile", "agents", "agents/profile", "about"} {
		s.do("OPTIONS", "/xapi/"+path, "", "Authorization:", "X-Experience-API-Version:", "Origin: https://content.example.org",
			"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization,x-experience-api-version").
			want(t, 204).has(t, "Access-Control-Allow-Origin", "*").has(t, "Access-Control-Allow-Headers", "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, Traceparent, X-Experience-API-Version, X-Request-Id, *").
			has(t, "X-Experience-API-Version", "2.0.0")
	}
	preflight := s.do("OPTIONS", "/xapi/statements", "", "Access-Control-Request-Method: PUT").want(t, 204)
	preflight.has(t, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS, POST, PUT")
	plain := s.do("OPTIONS", "/xapi/statements", "", "Authorization:").want(t, 204)
	plain.has(t, "Allow", "GET, HEAD, OPTIONS, POST, PUT").has(t, "Access-Control-Allow-Methods", "")
	for _, a := range []answer{
		s.do("GET", "/xapi/statements", "", "Origin: https://content.example.org").want(t, 200),
		s.do("GET", "/xapi/statements", "", "Authorization:").want(t, 401),
	} {
		a.has(t, "Access-Control-Allow-Origin", "*").has(t, "Access-Control-Allow-Credentials", "")
		exposed := a.Header.Get("Access-Control-Expose-Headers")
		for _, name := range []string{"ETag", "Last-Modified", "Location", "X-Experience-API-Version", "X-Experience-API-Consistent-Through"} {
			if !strings.Contains(exposed, name) {
				t.Errorf("%s is not exposed: %s", name, exposed)
			}
		}
	}
}

// HT-02: HEAD has the headers of GET and no body.
func TestHead(t *testing.T) {
	s := open(t)
	s.do("POST", "/xapi/statements", "["+statement(idOne)+strings.Repeat(","+statement(""), 30)+"]").want(t, 200)
	agent := "agent=" + url.QueryEscape(annAgent)
	s.do("PUT", "/xapi/agents/profile?profileId=p&"+agent, "x").want(t, 204)
	for _, path := range []string{
		"statements", "statements?statementId=" + idOne, "statements?attachments=true", "activities?activityId=https://example.org/a", "agents?" + agent,
		"activities/state?activityId=https://example.org/a&" + agent, "activities/profile?activityId=https://example.org/a",
		"agents/profile?profileId=p&" + agent, "about", "statements?foo=1",
		"activities/profile?profileId=none&activityId=https://example.org/a",
	} {
		for _, coding := range []string{"identity", "gzip", "zstd"} {
			get := s.do("GET", "/xapi/"+path, "", "Accept-Encoding: "+coding)
			head := s.do("HEAD", "/xapi/"+path, "", "Accept-Encoding: "+coding).want(t, get.StatusCode)
			if head.body != "" {
				t.Errorf("HEAD %s has the body %q", path, head.body)
			}
			for name := range get.Header {
				switch name {
				case "Date", "X-Request-Id", "X-Experience-Api-Consistent-Through":
					continue // change from request to request
				case "Content-Type", "Content-Length":
					if strings.Contains(path, "attachments") || get.StatusCode >= 400 {
						continue // a random boundary; the request's own id
					}
					if name == "Content-Length" && get.Header.Get("Content-Encoding") != "" {
						continue // may be left out
					}
				}
				head.has(t, name, get.Header.Get(name))
			}
		}
	}
}

func TestCompressedResponses(t *testing.T) {
	s := open(t)
	s.do("POST", "/xapi/statements", "["+statement("")+strings.Repeat(","+statement(""), 50)+"]").want(t, 200)
	plain := s.do("GET", "/xapi/statements", "").want(t, 200).has(t, "Content-Encoding", "").has(t, "Vary", "Accept-Encoding")
	for range 3 { // the writers are used again
		zipped := s.do("GET", "/xapi/statements", "", "Accept-Encoding: gzip, deflate").want(t, 200).has(t, "Content-Encoding", "gzip")
		reader, err := gzip.NewReader(strings.NewReader(zipped.body))
		check(t, err)
		text, err := io.ReadAll(reader)
		check(t, err)
		if string(text) != plain.body {
			t.Error("gzip: another body")
		}
		coded := s.do("GET", "/xapi/statements", "", "Accept-Encoding: gzip, zstd").want(t, 200).has(t, "Content-Encoding", "zstd")
		decoder, err := zstd.NewReader(strings.NewReader(coded.body))
		check(t, err)
		text, err = io.ReadAll(decoder)
		check(t, err)
		decoder.Close()
		if string(text) != plain.body {
			t.Error("zstd: another body")
		}
		if len(coded.body) > len(plain.body)/4 {
			t.Errorf("zstd: %d bytes of %d", len(coded.body), len(plain.body))
		}
	}
	s.do("GET", "/xapi/statements?format=canonical", "").want(t, 200).has(t, "Vary", "Accept-Encoding, Accept-Language")
	s.do("GET", "/xapi/about", "", "Accept-Encoding: gzip").want(t, 200).has(t, "Content-Encoding", "")
}

func compressed(t *testing.T, coding, text string) string {
	t.Helper()
	var out bytes.Buffer
	var writer io.WriteCloser
	if coding == "gzip" {
		writer = gzip.NewWriter(&out)
	} else {
		encoder, err := zstd.NewWriter(&out)
		check(t, err)
		writer = encoder
	}
	_, err := io.WriteString(writer, text)
	check(t, err)
	check(t, writer.Close())
	return out.String()
}

func TestCompressedRequests(t *testing.T) {
	s := open(t, func(c *xapihttp.Config) { c.MaxBody = 1 << 20 })
	for _, coding := range []string{"gzip", "zstd"} {
		header := "Content-Encoding: " + coding
		s.do("POST", "/xapi/statements", compressed(t, coding, statement("")), header).want(t, 200)
		s.do("POST", "/xapi/statements", compressed(t, coding, "{"), header).want(t, 400)
		s.do("POST", "/xapi/statements", statement(""), header).want(t, 400).says(t, "body-unreadable")
		whole := compressed(t, coding, statement(""))
		s.do("POST", "/xapi/statements", whole[:len(whole)-5], header).want(t, 400).says(t, "body-unreadable")
		bomb := compressed(t, coding, strings.Repeat(" ", 2<<20))
		if len(bomb) > 1<<16 {
			t.Fatalf("a bomb of %d bytes", len(bomb))
		}
		s.do("POST", "/xapi/statements", bomb, header).want(t, 413).says(t, "body-too-large")
	}
	s.do("POST", "/xapi/statements", statement(""), "Content-Encoding: identity").want(t, 200)
	for _, coding := range []string{"br", "deflate", "gzip, gzip", "x"} {
		s.do("POST", "/xapi/statements", statement(""), "Content-Encoding: "+coding).want(t, 400).says(t, "content-encoding-not-supported")
	}
}

func TestBodySize(t *testing.T) {
	s := open(t, func(c *xapihttp.Config) { c.MaxBody = 2000 })
	s.do("POST", "/xapi/statements", statement("")+strings.Repeat(" ", 2000-len(statement("")))).want(t, 200)
	s.do("POST", "/xapi/statements", statement("")+strings.Repeat(" ", 2001-len(statement("")))).want(t, 413).says(t, "2000 bytes")
	// Without a length, too.
	request, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/xapi/statements", io.MultiReader(strings.NewReader(strings.Repeat(" ", 5000))))
	check(t, err)
	request.Header.Set("Authorization", s.authorization)
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	check(t, err)
	check(t, response.Body.Close())
	if response.StatusCode != 413 {
		t.Errorf("a chunked body over the limit: status %d, want 413", response.StatusCode)
	}
}

func TestErrorForms(t *testing.T) {
	s := open(t)
	path := "/xapi/statements?%3Cscript%3E=1"
	s.do("GET", path, "", "X-Request-Id: abc-1").want(t, 400).has(t, "Content-Type", "application/json").has(t, "X-Request-Id", "abc-1").
		says(t, `{"error":{"code":"invalid-parameter","message":"the parameter \"<script>\" is not known here`).
		says(t, `"requestId":"abc-1","details":[{"parameter":"<script>","rule":"HT-04"`)
	s.do("GET", path, "", "Accept: text/plain").want(t, 400).has(t, "Content-Type", "text/plain; charset=utf-8").
		says(t, "400 Bad Request\nthe parameter").has(t, "Vary", "Accept, Accept-Encoding")
	page := s.do("GET", path, "", "Accept: text/html,*/*;q=0.5").want(t, 400).has(t, "Content-Type", "text/html; charset=utf-8").
		says(t, "<h1>400 Bad Request</h1>").says(t, "&lt;script&gt;").has(t, "Content-Security-Policy", "default-src 'none'; sandbox")
	if strings.Contains(page.body, "<script>") {
		t.Errorf("the page quotes the request unescaped: %s", page.body)
	}
}

// A panic or an error of ours tells the client nothing and the log everything.
func TestFaultsOfOurs(t *testing.T) {
	for name, authenticate := range map[string]authenticatorFunc{
		"panic": func(context.Context, string, string) (access.Principal, error) { panic("private detail") },
		"error": func(context.Context, string, string) (access.Principal, error) {
			return access.Principal{}, errors.New("private detail")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, func(c *xapihttp.Config) { c.Authenticator = authenticate })
			got := s.do("GET", "/xapi/statements", "").want(t, 500).says(t, `"code":"internal"`).has(t, "X-Experience-API-Version", "2.0.0")
			if strings.Contains(got.body, "private") {
				t.Errorf("the client is told %s", got.body)
			}
			waitForLog(t, s, "private detail")
			if !strings.Contains(s.log.String(), "level=ERROR") || !strings.Contains(s.log.String(), "id="+got.Header.Get("X-Request-Id")) {
				t.Errorf("the log says %s", s.log)
			}
		})
	}
}

type authenticatorFunc func(ctx context.Context, key, secret string) (access.Principal, error)

func (f authenticatorFunc) Authenticate(ctx context.Context, key, secret string) (access.Principal, error) {
	return f(ctx, key, secret)
}

// waitForLog waits for a text in the log: the line of a request is written
// behind its response.
func waitForLog(t *testing.T, s *store, text string) {
	t.Helper()
	s.client.CloseIdleConnections()
	for t.Context().Err() == nil {
		if strings.Contains(s.log.String(), text) {
			return
		}
		// Another request is a moment's wait, and its own line comes after.
		s.do("OPTIONS", "/xapi/about", "")
	}
	t.Fatalf("the log never said %q: %s", text, s.log)
}

func TestLogLine(t *testing.T) {
	first := make(chan xapihttp.Observation, 1)
	s := open(t, func(c *xapihttp.Config) {
		c.Observe = func(o xapihttp.Observation) {
			select {
			case first <- o:
			default:
			}
		}
	})
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	s.do("POST", "/xapi/statements", "["+statement(idOne)+","+statement(idTwo)+"]", "Traceparent: "+trace, "X-Request-Id: first").want(t, 200)
	s.do("GET", "/xapi/statements?agent="+url.QueryEscape(annAgent)+"&personal=hidden&limit=1", "", "X-Request-Id: no plain word").want(t, 400)
	s.do("POST", "/xapi/statements?method=GET", "limit=1&Authorization="+url.QueryEscape(s.authorization)+"&X-Experience-API-Version=1.0.3&agent="+url.QueryEscape(annAgent),
		"Authorization:", "Content-Type: application/x-www-form-urlencoded", "X-Request-Id: third").want(t, 200)
	s.do("GET", "/hidden/path", "", "Authorization: Basic aGlkZGVuOmhpZGRlbg==", "X-Request-Id: fourth").want(t, 404)
	waitForLog(t, s, "id=fourth")
	text := s.log.String()
	for _, want := range []string{
		"id=first method=POST route=statements status=200", "store=main", "stored=2", "traceparent=" + trace,
		"status=400", "parameters=agent,limit", "code=invalid-parameter",
		"id=third method=GET route=statements status=200", "alternate=true", "parameters=limit,agent",
		"id=fourth method=GET route=unknown status=404",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the log has no %q:\n%s", want, text)
		}
	}
	_, secret, _ := strings.Cut(s.authorization, " ")
	for _, never := range []string{"ann@", "hidden", secret, "plain word"} {
		if strings.Contains(text, never) {
			t.Errorf("the log tells %q:\n%s", never, text)
		}
	}
	if o := <-first; o.Route != "statements" || o.Method != "POST" || o.Status != 200 || o.Stored != 2 || o.Duration <= 0 {
		t.Errorf("observed %+v", o)
	}
}

// AL-01 to AL-06 through the whole handler.
func TestAlternateRequestSyntax(t *testing.T) {
	s := open(t)
	credentials := "&X-Experience-API-Version=1.0.3&Authorization=" + url.QueryEscape(s.authorization)
	bare := []string{"Authorization:", "X-Experience-API-Version:", "Content-Type: application/x-www-form-urlencoded"}
	s.do("POST", "/xapi/statements?method=PUT", "statementId="+idOne+"&content="+url.QueryEscape(statement(""))+credentials, bare...).want(t, 204)
	s.do("POST", "/xapi/statements?method=POST", "content="+url.QueryEscape(statement(idTwo))+credentials, bare...).want(t, 200).says(t, idTwo)
	s.do("POST", "/xapi/statements?method=GET", "limit=1"+credentials, bare...).want(t, 200).
		says(t, `"statements"`).says(t, `"more":"/xapi/statements?more=`).has(t, "X-Experience-API-Version", "1.0.3")
	head := s.do("POST", "/xapi/statements?method=HEAD", "limit=1"+credentials, bare...).want(t, 200).has(t, "Content-Type", "application/json")
	if head.body != "" {
		t.Errorf("HEAD has a body: %s", head.body)
	}
	state := "activityId=" + url.QueryEscape("https://example.org/a") + "&agent=" + url.QueryEscape(annAgent) + "&stateId=s" + credentials
	s.do("POST", "/xapi/activities/state?method=PUT", state+"&Content-Type="+url.QueryEscape("text/plain; charset=utf-8")+"&content="+url.QueryEscape("ä+b"), bare...).want(t, 204)
	s.do("POST", "/xapi/activities/state?method=GET", state, bare...).want(t, 200).says(t, "ä+b").has(t, "Content-Type", "text/plain; charset=utf-8")
	s.do("POST", "/xapi/activities/state?method=DELETE", state+`&If-Match="x"`, bare...).want(t, 412)
	s.do("POST", "/xapi/activities/state?method=DELETE", state+"&If-Match="+url.QueryEscape(etag("ä+b")), bare...).want(t, 204)

	form := "Content-Type: application/x-www-form-urlencoded"
	one := "X-Experience-API-Version: 1.0.3"
	s.do("POST", "/xapi/statements?method=GET", "LIMIT=1", form, one).want(t, 400).says(t, "HT-05")
	s.do("POST", "/xapi/statements?method=GET", "X-Experience-API-Version=0.8", form, one).want(t, 400).says(t, "version-not-supported")
	s.do("POST", "/xapi/statements?method=GET", "X-Experience-API-Version=1.0.3", form).want(t, 200)
	s.do("POST", "/xapi/statements?method=GET", "Authorization=Basic+eDp5", form, one).want(t, 401)
	s.do("POST", "/xapi/statements?method=GET", "", form, one, "Authorization:").want(t, 401)
	s.do("POST", "/xapi/statements?method=DELETE", "", form, one).want(t, 405)
	s.do("POST", "/xapi/statements?method=GET", "", form).want(t, 400).says(t, "AL-06")
	s.do("PUT", "/xapi/statements?method=POST", "content=x", form, one).want(t, 400).says(t, "HT-04")
	s.do("POST", "/xapi/statements?method=PUT&statementId="+idOne, "content=x", form, one).want(t, 400).says(t, "AL-01")
	s.do("POST", "/xapi/statements?method=PUT", statement(""), form, one).want(t, 400)
	s.do("POST", "/xapi/statements?method=PUT", "statementId="+idOne+credentials, bare...).want(t, 400).says(t, "AL-02")

	// A form without the parameter method is a document like any other.
	path := "/xapi/activities/state?activityId=https://example.org/a&stateId=form&agent=" + url.QueryEscape(annAgent)
	s.do("POST", path, "a=1&content=2", form).want(t, 204)
	s.do("GET", path, "").want(t, 200).says(t, "a=1&content=2").has(t, "Content-Type", "application/x-www-form-urlencoded")
}
