package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/server"
	"github.com/lore-lrs/lore/xapi"
	"github.com/lore-lrs/lore/xapi/client"
)

// newStore runs a record store and returns a client with every permission.
func newStore(t testing.TB, version xapi.Version) *client.Client {
	t.Helper()
	app, err := server.Open(t.Context(), server.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", PageSize: 10}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := app.Registry().CreateStore(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Registry().CreateKey(t.Context(), access.KeySpec{
		Store: "test", Name: "test", Scopes: []access.Scope{access.ScopeAll}, Key: "key", Secret: "secret",
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
		if err := errors.Join(<-ended, app.Close()); err != nil {
			t.Error(err)
		}
	})
	c, err := client.New(client.Config{
		Endpoint: "http://" + app.Addr().String() + "/xapi", Key: "key", Secret: "secret", Version: version,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const statement = `{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/v"},"object":{"id":"http://example.org/o"}}`

func statusOf(err error) int {
	var e *client.Error
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

func TestStatementsGoThereAndBack(t *testing.T) {
	for _, version := range []xapi.Version{xapi.Version1, xapi.Version2} {
		t.Run(version.String(), func(t *testing.T) {
			ctx, c := t.Context(), newStore(t, version)
			var batch [][]byte
			for range 25 {
				batch = append(batch, []byte(statement))
			}
			ids, err := c.Send(ctx, batch)
			if err != nil || len(ids) != 25 {
				t.Fatalf("%d ids, %v", len(ids), err)
			}
			got, err := c.Statement(ctx, ids[3])
			if err != nil || !bytes.Contains(got, []byte(ids[3].String())) {
				t.Errorf("read back %s, %v", got, err)
			}
			n := 0
			for one, err := range c.Statements(ctx, client.Query{Ascending: true, Verb: "http://example.org/v", Limit: 7}) {
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Contains(one, []byte(ids[n].String())) {
					t.Fatalf("statement %d is %s, want id %s", n, one, ids[n])
				}
				n++
			}
			if n != 25 {
				t.Errorf("%d statements in all pages, want 25", n)
			}
			for page, err := range c.Pages(ctx, client.Query{Limit: 7}) {
				if err != nil || len(page.Statements) != 7 || page.More == "" || page.ConsistentThrough.IsZero() {
					t.Errorf("first page: %d statements, more %q, consistent through %v, %v", len(page.Statements), page.More, page.ConsistentThrough, err)
				}
				break
			}
			id := xapi.NewUUID()
			if err := c.Put(ctx, id, []byte(statement)); err != nil {
				t.Error(err)
			}
			voiding := fmt.Sprintf(`{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":%q},"object":{"objectType":"StatementRef","id":"%s"}}`, xapi.VoidedVerb, id)
			if _, err := c.SendOne(ctx, []byte(voiding)); err != nil {
				t.Error(err)
			}
			if _, err := c.Statement(ctx, id); statusOf(err) != 404 {
				t.Errorf("a voided statement: %v, want 404", err)
			}
			if _, err := c.VoidedStatement(ctx, id); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAttachmentsGoThereAndBack(t *testing.T) {
	ctx, c := t.Context(), newStore(t, xapi.Version2)
	content := []byte("binary\x00\r\n--data")
	const sha2 = "SHA2"
	text := strings.TrimSuffix(statement, "}") + `,"attachments":[{"usageType":"http://example.org/u","display":{"en":"x"},"contentType":"application/octet-stream","length":14,"sha2":"` + sha2 + `"}]}`
	attachment := client.Attachment{ContentType: "application/octet-stream", Content: content}
	digest := digestOf(content)
	id, err := c.SendOne(ctx, []byte(strings.Replace(text, sha2, digest, 1)), attachment)
	if err != nil {
		t.Fatal(err)
	}
	_, attachments, err := c.StatementWithAttachments(ctx, id)
	if err != nil || len(attachments) != 1 || attachments[0].SHA2 != digest || !bytes.Equal(attachments[0].Content, content) {
		t.Errorf("attachments %+v, %v", attachments, err)
	}
	for page, err := range c.Pages(ctx, client.Query{Attachments: true}) {
		if err != nil || len(page.Statements) != 1 || len(page.Attachments) != 1 {
			t.Errorf("page with %d statements, %d attachments, %v", len(page.Statements), len(page.Attachments), err)
		}
	}
}

func TestDocumentsAndTheirPreconditions(t *testing.T) {
	ctx, c := t.Context(), newStore(t, xapi.Version2)
	agent := `{"mbox":"mailto:a@example.org"}`
	registration := xapi.NewUUID()
	for _, key := range []client.DocumentKey{
		{Resource: client.State, ActivityID: "http://example.org/o", Agent: agent, Registration: &registration, ID: "bookmark"},
		{Resource: client.ActivityProfile, ActivityID: "http://example.org/o", ID: "settings"},
		{Resource: client.AgentProfile, Agent: agent, ID: "preferences"},
	} {
		t.Run(string(key.Resource), func(t *testing.T) {
			if _, err := c.Document(ctx, key); statusOf(err) != 404 {
				t.Errorf("before: %v, want 404", err)
			}
			first := client.Document{ContentType: "application/json", Content: []byte(`{"page":1}`)}
			if err := c.PutDocument(ctx, key, first, client.Precondition{IfAbsent: true}); err != nil {
				t.Fatal(err)
			}
			if err := c.PutDocument(ctx, key, first, client.Precondition{IfAbsent: true}); statusOf(err) != 412 {
				t.Errorf("when it is there: %v, want 412", err)
			}
			if err := c.PostDocument(ctx, key, client.Document{ContentType: "application/json", Content: []byte(`{"zoom":2}`)}, client.Precondition{}); err != nil {
				t.Error(err)
			}
			got, err := c.Document(ctx, key)
			if err != nil || got.ETag == "" || got.Updated.IsZero() || !json.Valid(got.Content) || !bytes.Contains(got.Content, []byte("zoom")) {
				t.Errorf("merged: %+v, %v", got, err)
			}
			if err := c.PutDocument(ctx, key, first, client.Precondition{IfMatch: `"0000"`}); statusOf(err) != 412 {
				t.Errorf("with another ETag: %v, want 412", err)
			}
			ids, err := c.DocumentIDs(ctx, withoutID(key), time.Time{})
			if err != nil || len(ids) != 1 || ids[0] != key.ID {
				t.Errorf("ids %v, %v", ids, err)
			}
			if ids, err := c.DocumentIDs(ctx, withoutID(key), time.Now().Add(time.Hour)); err != nil || len(ids) != 0 {
				t.Errorf("ids written later: %v, %v", ids, err)
			}
			if err := c.DeleteDocument(ctx, key, client.Precondition{IfMatch: got.ETag}); err != nil {
				t.Error(err)
			}
		})
	}
}

func withoutID(key client.DocumentKey) client.DocumentKey {
	key.ID = ""
	return key
}

func TestOtherResources(t *testing.T) {
	ctx, c := t.Context(), newStore(t, xapi.Version2)
	about, err := c.About(ctx)
	if err != nil || len(about.Version) == 0 {
		t.Errorf("about %+v, %v", about, err)
	}
	if activity, err := c.Activity(ctx, "http://example.org/o"); err != nil || !bytes.Contains(activity, []byte("http://example.org/o")) {
		t.Errorf("activity %s, %v", activity, err)
	}
	if person, err := c.Person(ctx, `{"mbox":"mailto:a@example.org"}`); err != nil || !bytes.Contains(person, []byte("Person")) {
		t.Errorf("person %s, %v", person, err)
	}
}

// flaky answers with each of its statuses in turn, then well; it records the
// bodies.
func flaky(t testing.TB, statuses ...int) (c *client.Client, requests *atomic.Int64, bodies chan string) {
	t.Helper()
	requests, bodies = new(atomic.Int64), make(chan string, 100)
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // what came of a cut request is of no interest
		bodies <- string(body)
		n := int(requests.Add(1))
		switch {
		case n <= len(statuses) && statuses[n-1] == 0:
			panic(http.ErrAbortHandler) // hang up
		case n <= len(statuses):
			w.Header().Set("Retry-After", "0")
			http.Error(w, "not now", statuses[n-1])
		case r.Method == http.MethodPost:
			_, rest, _ := strings.Cut(string(body), `"id":"`)
			fmt.Fprintf(w, `["%s"]`, rest[:36])
		default:
			fmt.Fprint(w, `{"version":[]}`)
		}
	}))
	t.Cleanup(store.Close)
	c, err := client.New(client.Config{Endpoint: store.URL, RetryDelay: time.Millisecond, Retries: 3})
	if err != nil {
		t.Fatal(err)
	}
	return c, requests, bodies
}

func TestSendingAgainSendsTheSameIDs(t *testing.T) {
	c, requests, bodies := flaky(t, 0, 503, 429)
	if _, err := c.SendOne(t.Context(), []byte(statement)); err != nil {
		t.Fatal(err)
	}
	if requests.Load() != 4 {
		t.Errorf("%d requests, want 4", requests.Load())
	}
	first := <-bodies
	for range 3 {
		if again := <-bodies; again != first {
			t.Errorf("sent again as %s, first as %s", again, first)
		}
	}
}

func TestWhatIsRepeated(t *testing.T) {
	state := client.DocumentKey{Resource: client.State, ActivityID: "a", Agent: "{}", ID: "x"}
	for _, test := range []struct {
		name     string
		statuses []int
		do       func(context.Context, *client.Client) error
		requests int64
		status   int // of the error, 0 for none
	}{
		{"a read", []int{502, 504}, func(ctx context.Context, c *client.Client) error { _, err := c.About(ctx); return err }, 3, 0},
		{"a read, too often", []int{503, 503, 503, 503, 503}, func(ctx context.Context, c *client.Client) error { _, err := c.About(ctx); return err }, 4, 503},
		{"what is wrong", []int{400}, func(ctx context.Context, c *client.Client) error { _, err := c.About(ctx); return err }, 1, 400},
		{"a fault of the server", []int{500}, func(ctx context.Context, c *client.Client) error { _, err := c.About(ctx); return err }, 1, 500},
		{"a document", []int{503}, func(ctx context.Context, c *client.Client) error {
			return c.PutDocument(ctx, state, client.Document{}, client.Precondition{IfMatch: "x"})
		}, 1, 503},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, requests, _ := flaky(t, test.statuses...)
			err := test.do(t.Context(), c)
			if requests.Load() != test.requests || statusOf(err) != test.status || (err == nil) != (test.status == 0) {
				t.Errorf("%d requests, %v; want %d and status %d", requests.Load(), err, test.requests, test.status)
			}
		})
	}
}

func TestMoreOfAnotherHostIsNotFollowed(t *testing.T) {
	stolen := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("credentials were sent to another host")
	}))
	defer stolen.Close()
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"statements":[],"more":%q}`, stolen.URL+"/xapi/statements")
	}))
	defer store.Close()
	c, err := client.New(client.Config{Endpoint: store.URL, Key: "k", Secret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	var last error
	for _, err := range c.Pages(t.Context(), client.Query{}) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), "another host") {
		t.Errorf("error %v, want one that names another host", last)
	}
}

func TestStatementsGetIDs(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:        `[{"id":"ID"}]`,
		` {"a":1} `: `[{"id":"ID","a":1}]`,
		`{"id":"00000000-0000-4000-8000-000000000001"}`: `[{"id":"00000000-0000-4000-8000-000000000001"}]`,
		`{"a":{"id":1}}`: `[{"id":"ID","a":{"id":1}}]`,
	} {
		c, _, bodies := flaky(t)
		id, err := c.SendOne(t.Context(), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Replace(<-bodies, id.String(), "ID", 1); got != strings.Replace(want, "00000000-0000-4000-8000-000000000001", "ID", 1) {
			t.Errorf("%s was sent as %s, want %s", text, got, want)
		}
	}
	c, requests, _ := flaky(t)
	for _, text := range []string{``, `[]`, `{`, `{"a"}`} {
		if _, err := c.SendOne(t.Context(), []byte(text)); err == nil || requests.Load() > 0 {
			t.Errorf("%q: %v after %d requests, want an error before any", text, err, requests.Load())
		}
	}
}

func TestNewRefusesWhatIsNoEndpoint(t *testing.T) {
	for _, endpoint := range []string{"", "lrs.example/xapi", "ftp://lrs.example", "http://", ":"} {
		if _, err := client.New(client.Config{Endpoint: endpoint}); err == nil {
			t.Errorf("%q was taken", endpoint)
		}
	}
}
