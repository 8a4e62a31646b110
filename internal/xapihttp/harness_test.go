package xapihttp_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// store is a real record store behind the HTTP binding on a listener of its own.
type store struct {
	t        testing.TB
	url      string
	handler  http.Handler
	registry *access.Registry
	client   *http.Client
	log      *logBuffer
	// authorization is what requests carry unless told otherwise.
	authorization string
}

// logBuffer is written by the server while tests read it.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// open starts a store named main with a key that may do everything.
func open(t testing.TB, change ...func(*xapihttp.Config)) *store {
	t.Helper()
	dir := t.TempDir()
	s := &store{t: t, log: &logBuffer{}}
	database, err := db.Open(t.Context(), filepath.Join(dir, "lore.db"))
	check(t, err)
	t.Cleanup(func() { check(t, database.Close()) })
	s.registry = access.NewRegistry(database)
	engine, err := embedded.Open(embedded.Config{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	check(t, err)
	t.Cleanup(func() { check(t, engine.Close()) })
	blobs, err := blob.Open("", filepath.Join(dir, "blobs"), "", "")
	check(t, err)
	config := xapihttp.Config{
		Service: lrs.New(lrs.Config{
			Statements: engine, Documents: documents.New(database), Blobs: blobs,
			CursorKey: bytes.Repeat([]byte{1}, 32),
		}),
		Authenticator: s.registry,
		Logger:        slog.New(slog.NewTextHandler(s.log, nil)),
	}
	for _, c := range change {
		c(&config)
	}
	handler, err := xapihttp.New(config)
	check(t, err)
	s.handler = handler
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s.url, s.client = server.URL, server.Client()
	s.client.Transport.(*http.Transport).DisableCompression = true
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	_, err = s.registry.CreateStore(t.Context(), "main")
	check(t, err)
	s.authorization = s.key("main", access.ScopeAll)
	return s
}

// key makes a key and returns the Authorization that presents it.
func (s *store) key(store string, scopes ...access.Scope) string {
	s.t.Helper()
	key, err := s.registry.CreateKey(s.t.Context(), access.KeySpec{Store: store, Name: "test", Scopes: scopes})
	check(s.t, err)
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(key.Key+":"+key.Secret))
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body string
}

// do sends a request with credentials and version 2.0.0. A header is given as
// "Name: value", without it as "Name:"; given twice, it is sent twice.
func (s *store) do(method, path, body string, headers ...string) answer {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, strings.NewReader(body))
	check(s.t, err)
	request.Header.Set("Authorization", s.authorization)
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	given := map[string]bool{}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ":")
		if !given[name] {
			request.Header.Del(name)
		}
		given[name] = true
		if value != "" {
			request.Header.Add(name, strings.TrimPrefix(value, " "))
		}
	}
	response, err := s.client.Do(request)
	check(s.t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	check(s.t, err)
	return answer{response, string(content)}
}

// want fails unless the answer has the status.
func (a answer) want(t testing.TB, status int) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("%s %s: status %d, want %d; body %s", a.Request.Method, a.Request.URL, a.StatusCode, status, a.body)
	}
	return a
}

// says fails unless the body holds the text.
func (a answer) says(t testing.TB, text string) answer {
	t.Helper()
	if !strings.Contains(a.body, text) {
		t.Errorf("%s %s: body %s, want it to say %q", a.Request.Method, a.Request.URL, a.body, text)
	}
	return a
}

// has fails unless the header has the value.
func (a answer) has(t testing.TB, name, want string) answer {
	t.Helper()
	if got := strings.Join(a.Header.Values(name), " | "); got != want {
		t.Errorf("%s %s: header %s is %q, want %q", a.Request.Method, a.Request.URL, name, got, want)
	}
	return a
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// statement is a small valid one.
func statement(id string) string {
	if id != "" {
		id = `"id":"` + id + `",`
	}
	return `{` + id + `"actor":{"mbox":"mailto:ann@example.org"},"verb":{"id":"https://example.org/verbs/did"},"object":{"id":"https://example.org/activities/one"}}`
}

const (
	idOne = "11111111-1111-4111-8111-111111111111"
	idTwo = "22222222-2222-4222-8222-222222222222"
)
