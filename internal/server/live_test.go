package server

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
)

// watch opens a stream as the role sees it and returns a function that waits for
// the next line with a text; what ends the stream ends the test.
func watch(t *testing.T, a *App, query string, spec access.TokenSpec) (await func(text string) string) {
	t.Helper()
	spec.Store = "demo"
	token, err := a.registry.CreateToken(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reader, err := a.registry.AuthenticateToken(r.Context(), r.Header.Get("Authorization"))
		if err == nil {
			err = a.live.serve(w, r, reader)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token.Token)
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	return func(text string) string {
		t.Helper()
		for lines.Scan() {
			if line := lines.Text(); strings.HasPrefix(line, "data: ") && strings.Contains(line, text) {
				return line
			}
		}
		t.Fatalf("the stream ended before it said %q: %v", text, lines.Err())
		return ""
	}
}

// A stream about some people knows who they are by now, and refused requests
// reach those who look after the store.
func TestLiveStreamsKnowWhatWasDecided(t *testing.T) {
	a := openApp(t, testConfig(t))
	stop := run(t, a)
	url := "http://" + a.endpoints[0].listener.Addr().String()
	store := func(name string) {
		t.Helper()
		body := strings.Replace(one, "ann@", name+"@", 1)
		if status, answer, err := post(a, http.DefaultClient, url, strings.NewReader(body)); err != nil || status != http.StatusOK {
			t.Fatalf("%d %s %v", status, answer, err)
		}
	}
	for _, name := range []string{"ben", "ann", "dan"} {
		store(name)
	}
	if _, err := a.meaning.Merge(t.Context(), 1, "mailto:dan@example.org", "mailto:ann@example.org"); err != nil {
		t.Fatal(err)
	}
	if err := a.meaning.SetVerb(t.Context(), 1, "https://example.org/v", "pass"); err != nil {
		t.Fatal(err)
	}
	await := watch(t, a, "events=statement&since=5m&class=pass", access.TokenSpec{Role: access.RoleManager, Persons: []string{"mailto:ann@example.org"}})
	var seen []string
	for range 2 {
		_, identity, _ := strings.Cut(await(`"class":"pass"`), "mailto:")
		seen = append(seen, identity[:3])
	}
	if !slices.Equal(seen, []string{"ann", "dan"}) {
		t.Errorf("the stream about ann showed %v, want ann and dan, who is the same person", seen)
	}
	awaitRejected := watch(t, a, "", access.TokenSpec{Role: access.RoleOwner})
	status, _, err := post(a, http.DefaultClient, url, strings.NewReader(`[5]`))
	if err != nil || status != http.StatusBadRequest {
		t.Fatal(status, err)
	}
	if line := awaitRejected(`"code":"invalid-statement"`); !strings.Contains(line, `"sample":"[5]"`) || !strings.Contains(line, `"key":"`) {
		t.Errorf("the refused request is shown as %s", line)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}
