package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/lore-lrs/lore/internal/web"
)

var files = fstest.MapFS{
	"index.html":       {Data: []byte(`<!doctype html><base href="/"><title>Lore</title>` + strings.Repeat(" ", 500))},
	"sw.js":            {Data: []byte("self")},
	"assets/main-1.js": {Data: []byte(strings.Repeat("code ", 500))},
}

func newHandler(t *testing.T, publicURL string) *web.Handler {
	t.Helper()
	h, err := web.New(web.Config{Files: files, PublicURL: publicURL})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, path, encoding string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestOnlyAddressesOfTheAppAreServed(t *testing.T) {
	h := newHandler(t, "")
	for path, want := range map[string]bool{
		"/": true, "/s/school/home": true, "/sign-in": true, "/setup": true, "/sw.js": true, "/assets/main-1.js": true, "/embed": true,
		"/xapi/statements": false, "/statements": false, "/stores/school/xapi/about": false, "/assets/other.js": false, "/api/v1/query": false, "/healthz": false,
	} {
		if got := h.Serves(httptest.NewRequest(http.MethodGet, path, nil)); got != want {
			t.Errorf("Serves(GET %s) = %v, want %v", path, got, want)
		}
	}
	if h.Serves(httptest.NewRequest(http.MethodPost, "/", nil)) {
		t.Error("a POST is not for the app")
	}
}

func TestPageIsStrictAndKnowsItsBase(t *testing.T) {
	h := newHandler(t, "https://example.org/lrs")
	for _, path := range []string{"/lrs/s/school/home", "/s/school/home"} {
		answer := get(h, path, "")
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(body), `<base href="/lrs/">`) {
			t.Errorf("%s: the page does not have the base /lrs/: %.80s", path, body)
		}
		policy := answer.Header.Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
	}
	if policy := get(h, "/lrs/embed", "").Header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors *") {
		t.Errorf("an embed may not be framed: %q", policy)
	}
}

func TestFilesAreKeptForeverWhenTheirNamesChange(t *testing.T) {
	h := newHandler(t, "")
	answer := get(h, "/assets/main-1.js", "gzip")
	if got := answer.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("Cache-Control of an asset is %q", got)
	}
	z, err := gzip.NewReader(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(z); err != nil || !strings.HasPrefix(string(body), "code ") {
		t.Errorf("the packed asset reads %.20q, %v", body, err)
	}
	if got := get(h, "/", "").Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control of the page is %q", got)
	}
}

func TestAppWithoutPageIsRefused(t *testing.T) {
	if _, err := web.New(web.Config{Files: fstest.MapFS{}}); err == nil {
		t.Error("an app without index.html was taken")
	}
	if _, err := web.New(web.Config{Files: files, PublicURL: "example.org"}); err == nil {
		t.Error("a public URL without a host was taken")
	}
}
