package api_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/server"
)

// world is a whole server, with a store and a key.
type world struct {
	t   testing.TB
	app *server.App
	url string
	// tokens are by role; manager, instructor and learner are about ann.
	tokens map[access.Role]string
}

// eachWorld runs a test on each store.
func eachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("embedded", func(t *testing.T) { test(t, newWorld(t, server.Config{})) })
	t.Run("postgres", func(t *testing.T) {
		test(t, newWorld(t, server.Config{Database: pgtest.Shared(t).Database(t)}))
	})
}

func newWorld(t testing.TB, config server.Config) *world {
	t.Helper()
	config.Data, config.Listen, config.MetricsListen, config.DemoKey = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0", true
	app, err := server.Open(t.Context(), config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := app.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return &world{t: t, app: app, url: "http://" + app.Addr().String(), tokens: make(map[access.Role]string)}
}

// as returns a token of a role.
func (w *world) as(role access.Role) string {
	w.t.Helper()
	if w.tokens[role] == "" {
		spec := access.TokenSpec{Store: "demo", Role: role}
		switch role {
		case access.RoleManager, access.RoleInstructor, access.RoleLearner:
			spec.Persons = []string{"mailto:ann@example.org"}
		}
		token, err := w.app.Registry().CreateToken(w.t.Context(), spec)
		if err != nil {
			w.t.Fatal(err)
		}
		w.tokens[role] = token.Token
	}
	return w.tokens[role]
}

// post sends a body to the statements resource with the key.
func (w *world) post(contentType, body string) response {
	w.t.Helper()
	key := w.app.DemoKey()
	return w.send(http.MethodPost, "/xapi/statements", body,
		"Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(key.Key+":"+key.Secret)),
		"Content-Type", contentType, "X-Experience-API-Version", "2.0.0")
}

// store stores statements, and waits until queries count them.
func (w *world) store(statements ...string) {
	w.t.Helper()
	if r := w.post("application/json", "["+strings.Join(statements, ",")+"]"); r.StatusCode != http.StatusOK {
		w.t.Fatalf("store: %d %s", r.StatusCode, r.body)
	}
	w.settle()
}

// settle waits until queries count what was stored so far.
func (w *world) settle() {
	w.t.Helper()
	stored := time.Now().UnixMicro()
	for limit := 1; ; limit++ { // another query each time: answers are kept for a while
		var answer struct {
			Meta struct {
				AsOf int64 `json:"as_of_seq"`
			}
		}
		w.ask(http.StatusOK, access.RoleOwner, "query?"+q(fmt.Sprintf(`{"kind":"table","metrics":["statements"],"limit":%d}`, limit)), &answer)
		if answer.Meta.AsOf > stored {
			return
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-w.t.Context().Done():
			w.t.Fatal("what was stored is not counted")
		}
	}
}

func (w *world) send(method, path, body string, headers ...string) response {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return response{answer, text}
}

// ask does a request below /api/v1 in a role, holds the answer to the description,
// and reads it into v if it is not nil.
func (w *world) ask(status int, role access.Role, path string, v any, headers ...string) response {
	w.t.Helper()
	return w.do(status, http.MethodGet, role, path, "", v, headers...)
}

func (w *world) do(status int, method string, role access.Role, path, body string, v any, headers ...string) response {
	w.t.Helper()
	r := w.send(method, "/api/v1/"+path, body, append([]string{"Authorization", "Bearer " + w.as(role)}, headers...)...)
	described(w.t, method, "/api/v1/"+path, r)
	if r.StatusCode != status {
		w.t.Fatalf("%s %s as %s: %d, want %d: %s", method, path, role, r.StatusCode, status, r.body)
	}
	if v != nil {
		if err := json.Unmarshal(r.body, v); err != nil {
			w.t.Fatalf("%s %s: %v in %s", method, path, err, r.body)
		}
	}
	return r
}

// q is a query as a parameter.
func q(query string) string { return "q=" + url.QueryEscape(query) }
