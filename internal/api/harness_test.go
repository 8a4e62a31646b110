package api_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// engine answers as the test says; without word, with one row of one number.
type engine struct {
	ask func(ctx context.Context, scope api.Scope, q *query.Query, effort api.Effort) (*query.Answer, error)
	// look, if not nil, is called before words are told.
	look func(ctx context.Context) error

	meanings *meaning.Registry

	mu      sync.Mutex
	asked   int
	through int64
	words   api.WordQuery
}

func (e *engine) Ask(ctx context.Context, scope api.Scope, q *query.Query, effort api.Effort) (*query.Answer, error) {
	e.mu.Lock()
	e.asked++
	e.mu.Unlock()
	if e.ask != nil {
		return e.ask(ctx, scope, q, effort)
	}
	return e.answer(q), nil
}

func (e *engine) answer(q *query.Query) *query.Answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	asOf := q.AsOf
	if asOf == 0 {
		asOf = e.through
	}
	inForce, err := e.meanings.Meaning(context.Background(), 1)
	if err != nil {
		panic(err)
	}
	value := 0.5
	return &query.Answer{
		Columns: []query.Column{
			{Name: "verb", Type: query.ColumnText},
			{Name: "people", Type: query.ColumnCount},
			{Name: "share", Type: query.ColumnRate, Denominator: "people"},
			{Name: "list", Type: query.ColumnJSON},
		},
		Rows: [][]any{
			{"a,\"b\"", int64(7), query.Share{Value: &value, Numerator: 1, Denominator: 2}, []int{1, 2}},
			{nil, nil, nil, nil},
		},
		Meta: query.Meta{Kind: q.Kind, CountedBy: query.Definitions(q), AsOf: asOf, QueryHash: q.Hash(), Zone: "UTC", Meaning: inForce.Version},
	}
}

func (e *engine) Actors(ctx context.Context, scope api.Scope, cell *query.CellQuery, effort api.Effort) (*query.Answer, error) {
	return e.Ask(ctx, scope, cell.Query, effort)
}

func (e *engine) Estimate(_ context.Context, _ api.Scope, q *query.Query) (api.Estimate, error) {
	span, err := query.Spans(q.Time, 1_700_000_000_000_000, 1, 2)
	return api.Estimate{Rows: 42, Span: span, AsOf: 7}, err
}

func (e *engine) Through(context.Context, int64) (int64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.through, nil
}

func (e *engine) Words(ctx context.Context, _ api.Scope, ask api.WordQuery) ([]api.Word, error) {
	if e.look != nil {
		if err := e.look(ctx); err != nil {
			return nil, err
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.words = ask
	return []api.Word{{ID: "http://example.org/" + ask.Of, Name: ask.Prefix, Rows: 3}}, nil
}

// Names calls what it is asked for by the ends of their ids, in the first language
// wanted; people, if the scope sees people.
func (e *engine) Names(_ context.Context, scope api.Scope, ask api.NameQuery) (api.Names, error) {
	names := api.Names{Persons: map[string]string{}, Activities: map[string]api.ActivityName{}, Verbs: map[string]api.VerbName{}}
	called := func(id string) string {
		return strings.Join(append([]string{id[strings.LastIndexAny(id, "/:")+1:]}, ask.Languages...), " ")
	}
	for _, id := range ask.Persons {
		if scope.SeesPeople {
			names.Persons[id] = called(id)
		}
	}
	for _, id := range ask.Activities {
		names.Activities[id] = api.ActivityName{Name: called(id)}
	}
	for _, id := range ask.Verbs {
		names.Verbs[id] = api.VerbName{Display: called(id), Class: "other"}
	}
	return names, nil
}

func (e *engine) times() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked
}

// site is a server with the API on a database of its own.
type site struct {
	t        testing.TB
	database *db.DB
	access   *access.Registry
	meanings *meaning.Registry
	engine   *engine
	config   api.Config
	server   *httptest.Server
	log      *journal
}

// journal is where the server logs.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// newSite starts a server on SQLite; change may adapt what it is made of.
func newSite(t testing.TB, change func(*site)) *site {
	t.Helper()
	return siteOn(t, dbtest.SQLite(t)(), change)
}

func siteOn(t testing.TB, database *db.DB, change func(*site)) *site {
	t.Helper()
	s := &site{t: t, database: database, engine: &engine{through: 1000}, log: &journal{}}
	s.access = access.NewRegistry(database)
	s.meanings = meaning.NewRegistry(database, meaning.Config{})
	s.engine.meanings = s.meanings
	s.config = api.Config{
		Authenticator: s.access, Accounts: s.access, Version: "test", Engine: s.engine, Meanings: s.meanings,
		Logger:    slog.New(slog.NewTextHandler(s.log, nil)),
		Followers: func(context.Context) (any, error) { return []string{"facts"}, nil },
		Boards:    board.NewRegistry(database),
	}
	if change != nil {
		change(s)
	}
	handler, err := api.New(s.config)
	if err != nil {
		t.Fatal(err)
	}
	s.server = httptest.NewServer(handler)
	t.Cleanup(func() {
		s.server.CloseClientConnections()
		s.server.Close()
		http.DefaultClient.CloseIdleConnections()
	})
	if _, err := s.access.CreateStore(t.Context(), "school"); err != nil && !strings.Contains(err.Error(), "already") {
		t.Fatal(err)
	}
	return s
}

// token makes a token of a role.
func (s *site) token(role access.Role) string {
	s.t.Helper()
	spec := access.TokenSpec{Store: "school", Role: role}
	switch role {
	case access.RoleManager, access.RoleInstructor, access.RoleLearner:
		spec.Persons = []string{"mailto:ada@example.org"}
	}
	token, err := s.access.CreateToken(s.t.Context(), spec)
	if err != nil {
		s.t.Fatal(err)
	}
	return token.Token
}

// response is an answer with its body.
type response struct {
	*http.Response
	body []byte
}

func (s *site) do(method, path, token, body string, headers ...string) response {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	described(s.t, method, path, response{answer, text})
	return response{answer, text}
}

// want does a request and checks its status.
func (s *site) want(status int, method, path, token, body string) response {
	s.t.Helper()
	answer := s.do(method, path, token, body)
	if answer.StatusCode != status {
		s.t.Fatalf("%s %s: got %d, want %d: %s", method, path, answer.StatusCode, status, answer.body)
	}
	return answer
}
