package loadtest_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/loadtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
	"github.com/lore-lrs/lore/xapi"
)

// newServer runs a server with a key that may do everything.
func newServer(t testing.TB) (endpoint string) {
	t.Helper()
	app, err := server.Open(t.Context(), server.Config{Data: t.TempDir(), Listen: "127.0.0.1:0"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Registry().CreateStore(t.Context(), "load"); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Registry().CreateKey(t.Context(), access.KeySpec{
		Store: "load", Name: "load", Scopes: []access.Scope{access.ScopeAll}, Key: "key", Secret: "secret",
	}); err != nil {
		t.Fatal(err)
	}
	if err := app.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- app.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + app.Addr().String() + "/xapi"
}

func TestEveryModeIsAnsweredRight(t *testing.T) {
	endpoint := newServer(t)
	for _, test := range []struct {
		mode       loadtest.Mode
		version    xapi.Version
		statements int64 // written
		reads      int64
	}{
		{loadtest.Single, xapi.Version1, 50, 0},
		{loadtest.Batch, xapi.Version2, 50, 0},
		{loadtest.Mixed, xapi.Version2, 40, 10},
		{loadtest.Read, xapi.Version2, 0, 50},
	} {
		t.Run(string(test.mode), func(t *testing.T) {
			result, err := loadtest.Run(t.Context(), loadtest.Config{
				Endpoint: endpoint, Key: "key", Secret: "secret", Mode: test.mode, Version: test.version,
				Clients: 2, Count: 50, Batch: 10,
			})
			if err != nil {
				t.Fatal(err)
			}
			if result.Failed() {
				t.Errorf("failed: %+v", result)
			}
			written, read := int64(0), int64(0)
			for _, o := range result.Operations {
				if o.Name == "write" {
					written = o.Statements
				} else {
					read = o.Requests
				}
				if o.Latency.P50 <= 0 || o.Latency.P50 > o.Latency.P99 || o.Latency.P99 > o.Latency.Max {
					t.Errorf("%s: latencies %+v are out of order", o.Name, o.Latency)
				}
			}
			if written+read != 50 || test.reads == 0 && read > 0 || test.statements == 0 && written > 0 {
				t.Errorf("%d statements and %d reads, want about %d and %d", written, read, test.statements, test.reads)
			}
			var text bytes.Buffer
			if err := result.WriteText(&text); err != nil || !strings.Contains(text.String(), "p99") {
				t.Errorf("text %q, %v", text.String(), err)
			}
		})
	}
}

func TestWhatCannotBeMeasuredIsRefused(t *testing.T) {
	endpoint := newServer(t)
	good := loadtest.Config{Endpoint: endpoint, Key: "key", Secret: "secret", Mode: loadtest.Single, Count: 1}
	for name, change := range map[string]func(*loadtest.Config){
		"secret":     func(c *loadtest.Config) { c.Secret = "wrong" },
		"endpoint":   func(c *loadtest.Config) { c.Endpoint = "127.0.0.1" },
		"clients":    func(c *loadtest.Config) { c.Clients = -1 },
		"batch":      func(c *loadtest.Config) { c.Batch = -1 },
		"count":      func(c *loadtest.Config) { c.Count = -1 },
		"empty read": func(c *loadtest.Config) { c.Mode = loadtest.Read },
	} {
		config := good
		change(&config)
		if _, err := loadtest.Run(t.Context(), config); err == nil {
			t.Errorf("%s: no error", name)
		} else if name != "secret" && !problem.Is(err, problem.Invalid) {
			t.Errorf("%s: %v, want Invalid", name, err)
		}
	}
}

// A store that answers wrongly is found out: by its status, its ids, and by
// what it gives back.
func TestWrongAnswersAreCounted(t *testing.T) {
	about := func(w http.ResponseWriter) { fmt.Fprint(w, `{"version":["2.0.0"]}`) }
	for name, post := range map[string]http.HandlerFunc{
		"status": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "busy", http.StatusServiceUnavailable) },
		"no ids": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `[]`) },
		"foreign ids": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `["00000000-0000-4000-8000-000000000001"]`)
		},
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"loses": func(w http.ResponseWriter, r *http.Request) {
			var body bytes.Buffer
			_, _ = body.ReadFrom(r.Body) // a short body has no id to give back
			_, rest, _ := strings.Cut(body.String(), `"id":"`)
			fmt.Fprintf(w, `["%s"]`, rest[:36])
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/about":
					about(w)
				case r.Method == http.MethodPost:
					post(w, r)
				default:
					http.NotFound(w, r)
				}
			}))
			defer store.Close()
			result, err := loadtest.Run(t.Context(), loadtest.Config{Endpoint: store.URL, Mode: loadtest.Single, Count: 3, Clients: 1})
			if err != nil {
				t.Fatal(err)
			}
			if !result.Failed() {
				t.Errorf("not found out: %+v", result)
			}
		})
	}
}
