package live_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/live"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

const (
	store    = lrs.StoreID(1)
	patience = 20 * time.Second
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs a test on both engines.
func each(t *testing.T, test func(t *testing.T, statements lrs.Statements)) {
	t.Run("embedded", func(t *testing.T) { test(t, openEmbedded(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, openPostgres(t, pgtest.Shared(t).Database(t))) })
}

func openEmbedded(t testing.TB) lrs.Statements {
	engine, err := embedded.Open(embedded.Config{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	check(t, err)
	t.Cleanup(func() { check(t, engine.Close()) })
	return engine
}

func openPostgres(t testing.TB, url string) lrs.Statements {
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url})
	check(t, err)
	t.Cleanup(pools.Close)
	database, err := db.OpenPostgres(t.Context(), pools)
	check(t, err)
	t.Cleanup(func() { check(t, database.Close()) })
	engine, err := postgres.Open(t.Context(), postgres.Config{Pools: pools, Database: database})
	check(t, err)
	t.Cleanup(func() { check(t, engine.Close()) })
	return engine
}

// node is a hub behind HTTP, with a follower that steps when it is told.
type node struct {
	t       testing.TB
	log     lrs.Statements
	service *lrs.Service
	hub     *live.Hub
	server  *httptest.Server
	access  live.Access
	stop    context.CancelFunc
}

func newNode(t testing.TB, log lrs.Statements, change ...func(*live.Config)) *node {
	t.Helper()
	running, stop := context.WithCancel(context.Background())
	config := live.Config{Statements: log, Running: running, Pause: time.Millisecond}
	for _, c := range change {
		c(&config)
	}
	n := &node{t: t, log: log, hub: live.New(config), stop: stop, access: live.Access{Store: store, Everybody: true}}
	n.service = lrs.New(lrs.Config{Statements: log, CursorKey: bytes.Repeat([]byte{1}, 32)})
	n.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var refused *problem.Error
		if err := n.hub.Serve(w, r, n.access); errors.As(err, &refused) {
			http.Error(w, refused.Code, refused.Kind.Status())
		} else if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(n.server.Close)
	t.Cleanup(stop)
	return n
}

// follow has the hub follow the log to its end.
func (n *node) follow() {
	n.t.Helper()
	through := n.hub.Through(store)
	var batch []lrs.Stored
	err := n.log.Scan(n.t.Context(), store, lrs.Position{Stored: through - 1, ID: xapi.UUID(bytes.Repeat([]byte{255}, 16))}, func(s lrs.Stored) error {
		batch = append(batch, s)
		return nil
	})
	check(n.t, err)
	if len(batch) > 0 {
		through = batch[len(batch)-1].Stored + 1
	}
	check(n.t, n.hub.Follow(n.t.Context(), store, batch, through))
}

// followPast follows until the hub has come to the last of the statements: what
// another node stored is safe to follow a little later.
func (n *node) followPast(ids []string) {
	n.t.Helper()
	n.follow()
	if len(ids) == 0 {
		return
	}
	id, _ := xapi.ParseUUID(ids[len(ids)-1])
	last, err := n.log.Get(n.t.Context(), store, id)
	check(n.t, err)
	eventually(n.t, "the last statement is followed", func() bool {
		n.follow()
		return n.hub.Through(store) > last.Stored
	})
}

const authority = `{"objectType":"Agent","name":"LMS","account":{"homePage":"urn:lore:store:main","name":"lms-key"}}`

// put stores statements and returns their ids.
func (n *node) put(statements ...string) []string {
	n.t.Helper()
	agent, err := xapi.ParseAgent([]byte(authority), xapi.Version2)
	check(n.t, err)
	ids, err := n.service.StoreStatements(n.t.Context(), lrs.Caller{Store: store, Authority: []byte(authority), AuthorityIndex: agent.AuthorityIndex()},
		lrs.Submission{Version: xapi.Version2, Body: []byte("[" + strings.Join(statements, ",") + "]")})
	check(n.t, err)
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = id.String()
	}
	return texts
}

// some are n plain statements.
func some(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`{"actor":{"name":"Learner %[1]d","mbox":"mailto:learner-%[1]d@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/passed","display":{"en":"passed"}},`+
			`"object":{"id":"https://example.org/activities/%[1]d","definition":{"name":{"en":"Activity %[1]d"}}}}`, i)
	}
	return list
}

// event is one that a reader got.
type event struct {
	id, name, data string
}

// statement is the data of such an event.
type statement struct {
	ID    string `json:"id"`
	Actor struct {
		Name     string `json:"name"`
		Identity string `json:"identity"`
	} `json:"actor"`
	Verb struct {
		ID      string `json:"id"`
		Display string `json:"display"`
		Class   string `json:"class"`
	} `json:"verb"`
	Object struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"object"`
	Source    string `json:"source"`
	Sentence  string `json:"sentence"`
	Stored    string `json:"stored"`
	Timestamp string `json:"timestamp"`
	Statement any    `json:"statement"`
}

func (e event) statement(t testing.TB) (s statement) {
	t.Helper()
	if e.name != "statement" {
		t.Fatalf("the event is %+v, want a statement", e)
	}
	check(t, json.Unmarshal([]byte(e.data), &s))
	return s
}

// reader reads a stream as browsers do.
type reader struct {
	t      testing.TB
	body   io.ReadCloser
	lines  *bufio.Reader
	cancel context.CancelFunc
	// last is the last event id.
	last  string
	retry string
}

// open opens a stream; lastID is "" for a new one.
func (n *node) open(query, lastID string) *reader {
	n.t.Helper()
	response, cancel := n.ask(query, lastID)
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(response.Body)
		n.t.Fatalf("the stream is refused: %s %s", response.Status, text)
	}
	r := &reader{t: n.t, body: response.Body, lines: bufio.NewReader(response.Body), cancel: cancel, last: lastID}
	n.t.Cleanup(r.close)
	if e, ok := r.block(); !ok || e.name != "" || e.id == "" {
		n.t.Fatalf("the stream begins with %+v, want an id", e)
	}
	return r
}

func (n *node) ask(query, lastID string) (*http.Response, context.CancelFunc) {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(n.t.Context(), patience)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, n.server.URL+"?"+query, nil)
	check(n.t, err)
	if lastID != "" {
		request.Header.Set("Last-Event-ID", lastID)
	}
	response, err := n.server.Client().Do(request)
	check(n.t, err)
	n.t.Cleanup(func() { response.Body.Close(); cancel() })
	return response, cancel
}

func (r *reader) close() {
	r.cancel()
	r.body.Close()
}

// block reads up to an empty line.
func (r *reader) block() (e event, ok bool) {
	for {
		line, err := r.lines.ReadString('\n')
		if err != nil {
			return e, false
		}
		line = strings.TrimSuffix(line, "\n")
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "":
			if line == "" {
				return e, true
			}
		case "id":
			e.id, r.last = value, value
		case "event":
			e.name = value
		case "data":
			e.data += value
		case "retry":
			r.retry = value
		default:
			r.t.Errorf("the stream has the line %q", line)
		}
	}
}

// next returns the next event.
func (r *reader) next() event {
	r.t.Helper()
	for {
		e, ok := r.block()
		if !ok {
			r.t.Fatal("the stream ended, or nothing came in time")
		}
		if e.name != "" {
			return e
		}
	}
}

// nextOf returns the next event with a name.
func (r *reader) nextOf(name string) event {
	r.t.Helper()
	for {
		if e := r.next(); e.name == name {
			return e
		}
	}
}

// expect reads statements and compares their ids.
func (r *reader) expect(ids ...string) {
	r.t.Helper()
	for i, id := range ids {
		if s := r.nextOf("statement").statement(r.t); s.ID != id {
			r.t.Fatalf("statement %d of %d is %s, want %s", i+1, len(ids), s.ID, id)
		}
	}
}

// clock stands where a test puts it.
type clock struct {
	mu sync.Mutex
	by time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.by)
}

func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.by += by
}
