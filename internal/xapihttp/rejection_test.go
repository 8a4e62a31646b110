package xapihttp_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

func basic(key, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"+secret))
}

// Whoever looks after a store is told of each refusal, its reason and what was
// sent, and never of a secret.
func TestRejectionsAreTold(t *testing.T) {
	var told []xapihttp.Rejection
	s := open(t, func(c *xapihttp.Config) {
		c.Rejected = func(r xapihttp.Rejection) { told = append(told, r) }
		c.MaxBody = 8 << 10
	})
	s.do("POST", "/xapi/statements", statement(idOne)).want(t, http.StatusOK)
	reader := s.key("main", access.ScopeStatementsRead)
	const secret = "hunter2-hunter2"
	other := strings.Replace(statement(idOne), "did", "undid", 1)
	for name, c := range map[string]struct {
		method, path, body, authorization string
		contentType                       string
		want                              *xapihttp.Rejection
		sample                            string
	}{
		"an invalid statement": {
			method: "POST", path: "/xapi/statements", body: `[5, "` + strings.Repeat("x", 5000) + `"]`, authorization: s.authorization,
			want:   &xapihttp.Rejection{Status: 400, Code: "invalid-statement", Rule: "ST-04", Pointer: "/0", Store: 1},
			sample: `[5, "` + strings.Repeat("x", xapihttp.MaxSample-5),
		},
		"a conflict": {
			method: "POST", path: "/xapi/statements", body: other, authorization: s.authorization,
			want: &xapihttp.Rejection{Status: 409, Code: "statement-conflict", Store: 1}, sample: other,
		},
		"too much": {
			method: "POST", path: "/xapi/statements", body: strings.Repeat("[", 9<<10), authorization: s.authorization,
			want: &xapihttp.Rejection{Status: 413, Code: "body-too-large", Store: 1},
		},
		"credentials in the body": {
			method: "POST", path: "/xapi/statements", authorization: s.authorization,
			body:   `{"password": "` + secret + `", "api_key":"` + secret + `","auth":"Bearer ` + secret + `"}`,
			want:   &xapihttp.Rejection{Status: 400, Code: "invalid-statement", Store: 1},
			sample: `{"password": "…", "api_key":"…","auth":""…""}`,
		},
		"credentials in a form": {
			method: "POST", path: "/xapi/statements?method=POST", contentType: "application/x-www-form-urlencoded",
			body: "X-Experience-API-Version=1.0.3&Authorization=" + strings.ReplaceAll(s.authorization, "+", "%2B") + "&content=%5B5%5D",
			want: &xapihttp.Rejection{Status: 400, Code: "invalid-statement", Store: 1}, sample: "[5]",
		},
		"a form that cannot be read": {
			method: "POST", path: "/stores/main/xapi/statements?method=POST", contentType: "application/x-www-form-urlencoded",
			body: "Authorization=" + secret + "&content=1&content=2",
			want: &xapihttp.Rejection{Status: 400, Code: "invalid-alternate-request"},
		},
		"a wrong secret": {
			method: "POST", path: "/xapi/statements", body: `[5]`, authorization: basic("lms", secret),
			want: &xapihttp.Rejection{Status: 401, Code: "credentials-wrong", KeyID: "lms"},
		},
		"a scope that is missing": {
			method: "POST", path: "/xapi/statements", body: `[5]`, authorization: reader,
			want: &xapihttp.Rejection{Status: 403, Store: 1},
		},
		"a wrong parameter": {
			method: "GET", path: "/xapi/statements?limit=-1", authorization: s.authorization,
			want: &xapihttp.Rejection{Status: 400, Parameter: "limit", Store: 1},
		},
		"a path that is wrong": {
			method: "POST", path: "/xapi/statement", authorization: basic("lms", secret),
			want: &xapihttp.Rejection{Status: 404, Code: "no-such-resource", KeyID: "lms"},
		},
		"a search for what is not there": {
			method: "GET", path: "/xapi/statements?statementId=" + idTwo, authorization: s.authorization,
		},
		"nobody": {method: "GET", path: "/xapi/statements"},
		"a document that is refused": {
			method: "PUT", path: "/xapi/agents/profile?profileId=1", body: secret, authorization: s.authorization,
			want: &xapihttp.Rejection{Status: 400, Store: 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			told = nil
			request := httptest.NewRequest(c.method, c.path, strings.NewReader(c.body))
			request.Header.Set("X-Experience-API-Version", "2.0.0")
			request.Header.Set("User-Agent", "player/1")
			request.Header.Set("Content-Type", "application/json")
			if c.contentType != "" {
				request.Header.Set("Content-Type", c.contentType)
				request.Header.Del("X-Experience-API-Version")
			}
			if c.authorization != "" {
				request.Header.Set("Authorization", c.authorization)
			}
			s.handler.ServeHTTP(httptest.NewRecorder(), request)
			if c.want == nil {
				if len(told) != 0 {
					t.Errorf("told of %+v", told)
				}
				return
			}
			if len(told) != 1 {
				t.Fatalf("told %d times: %+v", len(told), told)
			}
			got, want := told[0], *c.want
			if got.Status != want.Status || want.Code != "" && got.Code != want.Code || want.Rule != "" && got.Rule != want.Rule ||
				want.Pointer != "" && got.Pointer != want.Pointer || want.Parameter != "" && got.Parameter != want.Parameter ||
				got.Store != want.Store || want.KeyID != "" && got.KeyID != want.KeyID {
				t.Errorf("told\n%+v, want\n%+v", got, want)
			}
			if got.UserAgent != "player/1" || got.RequestID == "" || got.Message == "" || got.At.IsZero() || got.Method == "" || got.Resource == "" {
				t.Errorf("told too little: %+v", got)
			}
			if strings.Contains(string(got.Sample), secret) {
				t.Errorf("the sample shows a secret: %s", got.Sample)
			}
			if c.sample != "" && string(got.Sample) != c.sample {
				t.Errorf("the sample is %s, want %s", got.Sample, c.sample)
			}
			if c.sample == "" && want.Status != 413 && got.Sample != nil {
				t.Errorf("a sample was taken: %s", got.Sample)
			}
		})
	}
}
