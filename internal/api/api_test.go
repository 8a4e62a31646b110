package api_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

const people = `{"kind":"table","metrics":["people"]}`

// failureOf reads a problem document and checks its form.
func failureOf(t testing.TB, r response) (code string, errors []problem.Detail) {
	t.Helper()
	var failure struct {
		Type, Title, Detail, Code string
		Status                    int
		RequestID                 string `json:"request_id"`
		Errors                    []problem.Detail
	}
	if err := json.Unmarshal(r.body, &failure); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	if r.Header.Get("Content-Type") != "application/problem+json" || failure.Status != r.StatusCode ||
		failure.Type != "urn:lore:problem:"+failure.Code || failure.Title == "" || failure.Detail == "" ||
		failure.RequestID != r.Header.Get("X-Request-Id") {
		t.Fatalf("this is no problem document: %s", r.body)
	}
	return failure.Code, failure.Errors
}

func TestQueryIsAnswered(t *testing.T) {
	s := newSite(t, nil)
	token := s.token(access.RoleOwner)
	for name, answer := range map[string]response{
		"POST": s.want(200, "POST", "/api/v1/query", token, people),
		"GET":  s.want(200, "GET", "/api/v1/query?q="+url.QueryEscape(people), token, ""),
	} {
		var got query.Answer
		if err := json.Unmarshal(answer.body, &got); err != nil || got.Meta.Kind != query.Table || len(got.Rows) != 2 {
			t.Errorf("%s: %v: %s", name, err, answer.body)
		}
		if got := answer.Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control is %q", name, got)
		}
	}
	if head := s.want(200, "HEAD", "/api/v1/query?q="+url.QueryEscape(people), token, ""); len(head.body) != 0 {
		t.Errorf("HEAD has a body: %s", head.body)
	}
}

func TestAnswersInOtherForms(t *testing.T) {
	s := newSite(t, nil)
	token := s.token(access.RoleOwner)
	csv := s.want(200, "POST", "/api/v1/query?format=csv", token, people)
	want := "verb,people,share,share.numerator,share.denominator,list\r\n\"a,\"\"b\"\"\",7,0.5,1,2,\"[1,2]\"\r\n,,,,,\r\n"
	if string(csv.body) != want || !strings.HasPrefix(csv.Header.Get("Content-Type"), "text/csv") {
		t.Errorf("got %q, want %q", csv.body, want)
	}
	lines := s.want(200, "POST", "/api/v1/query?format=ndjson", token, people)
	if got := strings.Split(string(lines.body), "\n"); len(got) != 3 || got[1] != `{"verb":null,"people":null,"share":null,"list":null}` {
		t.Errorf("got %q", lines.body)
	}
	if code, details := failureOf(t, s.want(400, "POST", "/api/v1/query?format=xml", token, people)); code != "parameter-invalid" || details[0].Parameter != "format" {
		t.Errorf("got %s %v", code, details)
	}
}

func TestFailuresAreProblemDocuments(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.engine.ask = func(_ context.Context, _ api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
			if q.Kind == query.Retention {
				panic("the secret cause")
			}
			return nil, errors.New("the secret cause")
		}
	})
	token := s.token(access.RoleOwner)
	for _, c := range []struct {
		name, method, path, token, body string
		status                          int
		code                            string
	}{
		{"no token", "POST", "/api/v1/query", "", people, 401, "token-missing"},
		{"wrong token", "POST", "/api/v1/query", "lore_x_y", people, 401, "token-wrong"},
		{"no such path", "GET", "/api/v1/nothing", token, "", 404, "no-such-resource"},
		{"outside", "GET", "/api/v2/query", token, "", 404, "no-such-resource"},
		{"no such method", "DELETE", "/api/v1/query", token, "", 405, "method-not-allowed"},
		{"wrong query", "POST", "/api/v1/query", token, `{"kind":"tabel"}`, 400, "query-invalid"},
		{"no query", "GET", "/api/v1/query", token, "", 400, "parameter-invalid"},
		{"unknown parameter", "POST", "/api/v1/query?x=1", token, people, 400, "parameter-invalid"},
		{"doubled parameter", "POST", "/api/v1/query?format=csv&format=csv", token, people, 400, "parameter-invalid"},
		{"large", "POST", "/api/v1/query", token, strings.Repeat(" ", 1<<20+1), 413, "body-too-large"},
		{"fault", "POST", "/api/v1/query", token, people, 500, "internal"},
		{"panic", "POST", "/api/v1/query", token, `{"kind":"retention"}`, 500, "internal"},
		{"not offered", "GET", "/api/v1/live", token, "", 404, "not-offered"},
		{"no jobs", "GET", "/api/v1/query/jobs", token, "", 404, "not-offered"},
		{"unknown key", "PUT", "/api/v1/meaning/verbs/x", token, `{"clas":"pass"}`, 400, "body-invalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			answer := s.want(c.status, c.method, c.path, c.token, c.body)
			if code, _ := failureOf(t, answer); code != c.code {
				t.Errorf("the code is %s, want %s", code, c.code)
			}
			if strings.Contains(string(answer.body), "secret") {
				t.Errorf("the answer shows the cause: %s", answer.body)
			}
			if c.status == 401 && answer.Header.Get("Www-Authenticate") == "" {
				t.Error("no challenge")
			}
			if c.status == 405 && answer.Header.Get("Allow") != "GET, HEAD, OPTIONS, POST" {
				t.Errorf("Allow is %q", answer.Header.Get("Allow"))
			}
		})
	}
	if log := s.log.String(); strings.Count(log, "the secret cause") != 2 || strings.Count(log, "msg=request") != 15 {
		t.Errorf("the log has not one line a request, or not the causes:\n%s", log)
	}
	if strings.Contains(s.log.String(), token) {
		t.Error("the log has a token")
	}
}

func TestFaultsOfAQueryHavePointers(t *testing.T) {
	s := newSite(t, nil)
	_, details := failureOf(t, s.want(400, "POST", "/api/v1/query", s.token(access.RoleOwner), `{"kind":"table","metrics":["poeple"],"limit":0}`))
	if len(details) != 2 || details[1].Pointer != "/metrics/0" && details[0].Pointer != "/metrics/0" {
		t.Errorf("got %+v", details)
	}
}

func TestAnswersAreKept(t *testing.T) {
	s := newSite(t, nil)
	token, other := s.token(access.RoleOwner), s.token(access.RoleAnalyst)
	first := s.want(200, "POST", "/api/v1/query", token, people)
	again := s.want(200, "POST", "/api/v1/query", token, `{"metrics":["people"],"kind":"table","limit":100}`)
	if s.engine.times() != 1 || string(first.body) != string(again.body) {
		t.Errorf("asked %d times, want once", s.engine.times())
	}
	s.want(200, "POST", "/api/v1/query", other, people) // sees something else
	s.engine.mu.Lock()
	s.engine.through++ // a statement came
	s.engine.mu.Unlock()
	s.want(200, "POST", "/api/v1/query", token, people)
	s.want(204, "PUT", "/api/v1/meaning/verbs/"+url.PathEscape("http://example.org/v"), token, `{"class":"pass"}`)
	s.want(200, "POST", "/api/v1/query", token, people) // words mean something else
	if s.engine.times() != 4 {
		t.Errorf("asked %d times, want 4", s.engine.times())
	}
}

func TestScopeIsTheTokens(t *testing.T) {
	var got api.Scope
	s := newSite(t, func(s *site) {
		s.engine.ask = func(_ context.Context, scope api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
			got = scope
			return s.engine.answer(q), nil
		}
	})
	for role, want := range map[access.Role]api.Scope{
		access.RoleOwner:   {SeesPeople: true, MinGroup: 1},
		access.RoleAnalyst: {MinGroup: 5},
		access.RoleLearner: {SeesPeople: true, MinGroup: 1, Persons: []string{"mailto:ada@example.org"}},
	} {
		s.want(200, "POST", "/api/v1/query", s.token(role), people)
		if got.SeesPeople != want.SeesPeople || got.MinGroup != want.MinGroup || !slices.Equal(got.Persons, want.Persons) || got.Store == 0 {
			t.Errorf("%s: got %+v, want %+v", role, got, want)
		}
	}
}

func TestPeopleAreForRolesThatSeeThem(t *testing.T) {
	s := newSite(t, nil)
	analyst, manager, owner := s.token(access.RoleAnalyst), s.token(access.RoleManager), s.token(access.RoleOwner)
	for _, text := range []string{
		`{"kind":"statements"}`, `{"kind":"episodes"}`,
		`{"kind":"table","metrics":["people"],"actors":{"metric":"people"}}`,
	} {
		s.want(403, "POST", "/api/v1/query", analyst, text)
		s.want(403, "POST", "/api/v1/query/explain", analyst, text)
		s.want(200, "POST", "/api/v1/query", manager, text)
	}
	s.want(403, "POST", "/api/v1/query", manager, `{"kind":"statements","fields":["statement"]}`)
	s.want(200, "POST", "/api/v1/query", owner, `{"kind":"statements","fields":["statement"]}`)
	s.want(403, "GET", "/api/v1/meaning/persons", manager, "")
}

func TestSlowQueriesPointToJobs(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.config.Timeout = 10 * time.Millisecond
		s.engine.ask = func(ctx context.Context, _ api.Scope, _ *query.Query, _ api.Effort) (*query.Answer, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	answer := s.want(413, "POST", "/api/v1/query", s.token(access.RoleOwner), people)
	if code, _ := failureOf(t, answer); code != "query-timeout" || !strings.Contains(string(answer.body), "/api/v1/query/jobs") {
		t.Errorf("got %s", answer.body)
	}
}

func TestTooManyQueriesOfAToken(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	s := newSite(t, func(s *site) {
		s.config.QueriesAtOnce = 2
		s.engine.ask = func(ctx context.Context, _ api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
			if q.Kind == query.Table {
				entered <- struct{}{}
				<-release
			}
			return s.engine.answer(q), nil
		}
	})
	token, other := s.token(access.RoleOwner), s.token(access.RoleOwner)
	done := make(chan int, 2)
	for _, limit := range []string{"1", "2"} {
		go func() {
			done <- s.do("POST", "/api/v1/query", token, `{"kind":"table","metrics":["people"],"limit":`+limit+`}`).StatusCode
		}()
		<-entered
	}
	answer := s.want(429, "POST", "/api/v1/query", token, `{"kind":"retention"}`)
	if code, _ := failureOf(t, answer); code != "too-many-queries" || answer.Header.Get("Retry-After") == "" {
		t.Errorf("got %s", answer.body)
	}
	s.want(200, "POST", "/api/v1/query", other, `{"kind":"retention"}`)
	close(release)
	if a, b := <-done, <-done; a != 200 || b != 200 {
		t.Errorf("got %d and %d", a, b)
	}
	s.want(200, "POST", "/api/v1/query", token, `{"kind":"retention"}`)
}

func TestExplainSaysWhatAQueryMeans(t *testing.T) {
	s := newSite(t, nil)
	answer := s.want(200, "POST", "/api/v1/query/explain", s.token(access.RoleAnalyst),
		`{"kind":"trend","metrics":["people"],"dimensions":["verb"],"filter":["exists","score"],"time":{"range":"7d","bucket":"day","compare":"previous"}}`)
	var got struct {
		CountedBy []string `json:"counted_by"`
		Range     []string
		Compare   []string
		Buckets   int
		Reads     []string
		Scope     struct{ Words []string }
		Estimate  struct{ Rows int }
		Query     map[string]any
	}
	if err := json.Unmarshal(answer.body, &got); err != nil {
		t.Fatal(err)
	}
	if got.Buckets != 7 || len(got.Compare) != 2 || got.Estimate.Rows != 42 || !slices.Equal(got.Reads, []string{"score", "verb"}) ||
		len(got.CountedBy) < 2 || len(got.Scope.Words) != 3 || got.Query["limit"] != 20.0 {
		t.Errorf("got %s", answer.body)
	}
}

func TestSchemaHelpsToWriteQueries(t *testing.T) {
	s := newSite(t, nil)
	token := s.token(access.RoleLearner)
	answer := s.want(200, "GET", "/api/v1/schema?of=verbs,platforms&prefix=x&limit=7", token, "")
	var got struct {
		Kinds  []string
		Fields []struct {
			Name, Type string
			Dimension  bool
		}
		Metrics []struct{ Name string }
		Classes []string `json:"verb_classes"`
		Seen    map[string][]api.Word
	}
	if err := json.Unmarshal(answer.body, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Kinds) != 11 || len(got.Metrics) != 24 || len(got.Classes) != 15 || len(got.Seen) != 2 ||
		got.Seen["platforms"][0].ID != "http://example.org/platforms" {
		t.Errorf("got %s", answer.body)
	}
	if s.engine.words != (api.WordQuery{Of: "platforms", Prefix: "x", Limit: 7}) {
		t.Errorf("asked for %+v", s.engine.words)
	}
	s.want(400, "GET", "/api/v1/schema?of=people", token, "")
	s.want(400, "GET", "/api/v1/schema?limit=0", token, "")
	for _, path := range []string{"/api/v1/query/schema.json", "/api/v1/query/answer-schema.json", "/api/v1/openapi.yaml"} {
		if public := s.want(200, "GET", path, "", ""); len(public.body) < 1000 {
			t.Errorf("%s is short: %s", path, public.body)
		}
	}
}

// To look for words takes a scan of all facts for each list.
func TestWordsAreHeldToTheBoundsOfQueries(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.config.Timeout = 10 * time.Millisecond
		s.engine.look = func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}
	})
	if code, _ := failureOf(t, s.want(413, "GET", "/api/v1/schema", s.token(access.RoleLearner), "")); code != "query-timeout" {
		t.Errorf("got %s", code)
	}
}

func TestMeaningIsDecidedOverHTTP(t *testing.T) {
	s := newSite(t, nil)
	token := s.token(access.RoleDataAdmin)
	path := func(parts ...string) string {
		text := "/api/v1/meaning"
		for _, part := range parts {
			text += "/" + url.PathEscape(part)
		}
		return text
	}
	verb, activity := "http://example.org/verbs/tried?x=1", "https://lms.example.org/a/1"
	s.want(204, "PUT", path("verbs", verb), token, `{"class":"pass"}`)
	s.want(400, "PUT", path("verbs", verb), token, `{"class":"nonsense"}`)
	s.want(204, "PUT", path("courses", activity), token, `{"course":"https://lms.example.org/course/7"}`)
	s.want(204, "PUT", path("sources", "key1", "formal"), token, "")
	s.want(204, "PUT", path("extensions", "context.extensions[https://example.org/x/y]"), token, "")
	s.want(204, "PUT", path("segments", "mine/too"), token, `["is","platform",["LMS"]]`)
	merge := s.want(201, "POST", path("persons"), token, `{"identity":"mailto:a@example.org","target":"mailto:b@example.org"}`)
	for _, c := range []struct{ list, text string }{
		{"verbs", verb},
		{"courses", activity},
		{"sources", "key1"},
		{"segments", "mine/too"},
		{"extensions", "context.extensions[https://example.org/x/y]"},
		{"persons", "mailto:a@example.org"},
	} {
		if answer := s.want(200, "GET", path(c.list), token, ""); !strings.Contains(string(answer.body), c.text) {
			t.Errorf("%s lacks %s: %s", c.list, c.text, answer.body)
		}
	}
	s.want(200, "POST", "/api/v1/query", token, `{"kind":"retention","filter":["in_segment","mine/too"]}`)
	s.want(400, "PUT", path("segments", "a"), token, `["in_segment","a"]`)
	s.want(400, "PUT", path("segments", "a"), token, `["is","verbb",["x"]]`)
	s.want(204, "PUT", path("segments", "a"), token, `["in_segment","mine/too"]`)
	s.want(400, "PUT", path("segments", "mine/too"), token, `["in_segment","a"]`)

	var made struct{ ID json.Number }
	if err := json.Unmarshal(merge.body, &made); err != nil {
		t.Fatal(err)
	}
	s.want(204, "DELETE", path("persons", made.ID.String()), token, "")
	s.want(404, "DELETE", path("persons", "x"), token, "")
	s.want(204, "DELETE", path("verbs", verb), token, "")
	s.want(404, "DELETE", path("verbs", verb), token, "")
	s.want(204, "DELETE", path("courses", activity), token, "")
	s.want(204, "DELETE", path("sources", "key1", "formal"), token, "")
	s.want(204, "DELETE", path("extensions", "context.extensions[https://example.org/x/y]"), token, "")
	s.want(204, "DELETE", path("segments", "a"), token, "")
}

func TestRoomsAreMounted(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.config.Live = func(w http.ResponseWriter, r *http.Request, reader access.Reader) error {
			if r.URL.Query().Has("wrong") {
				return problem.New(problem.Invalid, "filter-invalid", "wrong")
			}
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = w.Write([]byte("data: " + reader.StoreName + "\n\n"))
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			if r.URL.Query().Has("late") {
				return errors.New("too late to tell")
			}
			return nil
		}
	})
	token := s.token(access.RoleManager)
	if answer := s.want(200, "GET", "/api/v1/live?any=1", token, ""); string(answer.body) != "data: school\n\n" {
		t.Errorf("got %q", answer.body)
	}
	if code, _ := failureOf(t, s.want(400, "GET", "/api/v1/live?wrong", token, "")); code != "filter-invalid" {
		t.Errorf("got %s", code)
	}
	s.want(200, "GET", "/api/v1/live?late", token, "")
	s.want(403, "GET", "/api/v1/live", s.token(access.RoleLearner), "")
	if head := s.want(405, "HEAD", "/api/v1/live", token, ""); head.Header.Get("Allow") != "GET, OPTIONS" {
		t.Errorf("Allow is %q", head.Header.Get("Allow"))
	}
}

// One token must not take all the exports and reports that a server can bear.
func TestATokenHasOnlySoManyExportsAtOnce(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	s := newSite(t, func(s *site) {
		s.config.QueriesAtOnce = 1
		s.config.ExportFacts = func(w http.ResponseWriter, _ *http.Request, _ access.Reader) error {
			entered <- struct{}{}
			<-release
			w.WriteHeader(http.StatusOK)
			return nil
		}
	})
	token, other := s.token(access.RoleAnalyst), s.token(access.RoleAnalyst)
	done := make(chan int, 2)
	export := func(token string) { done <- s.do("GET", "/api/v1/export/facts", token, "").StatusCode }
	go export(token)
	<-entered
	if code, _ := failureOf(t, s.want(429, "GET", "/api/v1/export/facts", token, "")); code != "too-many-queries" {
		t.Errorf("got %s", code)
	}
	go export(other)
	<-entered
	close(release)
	if a, b := <-done, <-done; a != 200 || b != 200 {
		t.Errorf("got %d and %d", a, b)
	}
}

// Filters that name people are not shown to those who do not see everybody:
// neither by themselves nor put in their places in a query.
func TestSavedFiltersNameNobodyToThoseWhoDoNotSeeEverybody(t *testing.T) {
	s := newSite(t, nil)
	admin := s.token(access.RoleDataAdmin)
	for name, filter := range map[string]string{
		"plain":     `["is","platform",["LMS"]]`,
		"crew":      `["is","person",["mailto:eve@example.org"]]`,
		"coached":   `["not",["has_done",{"filter":["is","instructor",["mailto:eve@example.org"]]}]]`,
		"inside":    `["or",["in_segment","crew"],["exists","score"]]`,
		"authority": `["is","source",["mailto:eve@example.org"]]`,
	} {
		for range 2 { // crew may come after inside
			s.do("PUT", "/api/v1/meaning/segments/"+name, admin, filter)
		}
	}
	s.want(204, "PUT", "/api/v1/meaning/segments/inside", admin, `["or",["in_segment","crew"],["exists","score"]]`)
	s.want(204, "PUT", "/api/v1/meaning/sources/mailto:eve@example.org/formal", admin, "")
	s.want(204, "PUT", "/api/v1/meaning/sources/key1/formal", admin, "")
	for _, role := range []access.Role{access.RoleAnalyst, access.RoleManager, access.RoleInstructor, access.RoleLearner} {
		token := s.token(role)
		for _, name := range []string{"crew", "coached", "inside", "authority"} {
			answer := s.want(400, "POST", "/api/v1/query/explain", token, `{"kind":"retention","filter":["in_segment","`+name+`"]}`)
			if strings.Contains(string(answer.body), "eve@") {
				t.Errorf("%s: explain names somebody: %s", role, answer.body)
			}
			s.want(400, "POST", "/api/v1/query", token, `{"kind":"retention","filter":["in_segment","`+name+`"]}`)
			if role != access.RoleAnalyst {
				s.want(400, "POST", "/api/v1/query/actors", token, `{"query":{"kind":"table","metrics":["people"],"filter":["in_segment","`+name+`"]},"cell":{}}`)
			}
		}
		s.want(200, "POST", "/api/v1/query/explain", token, `{"kind":"retention","filter":["in_segment","plain"]}`)
		for path, want := range map[string]string{
			"/api/v1/schema?of=verbs": `"segments":["plain"]`, "/api/v1/meaning/segments": `"plain"`, "/api/v1/meaning/sources": "key1",
		} {
			answer := s.do("GET", path, token, "")
			if text := string(answer.body); answer.StatusCode != 403 && (!strings.Contains(text, want) || strings.Contains(text, "eve@") || strings.Contains(text, "crew")) {
				t.Errorf("%s %s: got %d %s", role, path, answer.StatusCode, text)
			}
		}
	}
	if answer := s.want(200, "GET", "/api/v1/meaning/segments", admin, ""); !strings.Contains(string(answer.body), "coached") {
		t.Errorf("the administrator sees %s", answer.body)
	}
}

func TestOtherOriginsMayAsk(t *testing.T) {
	s := newSite(t, nil)
	answer := s.do("OPTIONS", "/api/v1/query", "", "", "Origin", "https://example.org", "Access-Control-Request-Method", "POST")
	if answer.StatusCode != 204 || answer.Header.Get("Access-Control-Allow-Origin") != "*" ||
		answer.Header.Get("Access-Control-Allow-Credentials") != "" || !strings.Contains(answer.Header.Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("got %d %v", answer.StatusCode, answer.Header)
	}
}

func TestRequestIDIsTakenOver(t *testing.T) {
	s := newSite(t, nil)
	if answer := s.do("GET", "/api/v1/x", "", "", "X-Request-Id", "abc-1"); answer.Header.Get("X-Request-Id") != "abc-1" {
		t.Errorf("got %q", answer.Header.Get("X-Request-Id"))
	}
	if answer := s.do("GET", "/api/v1/x", "", "", "X-Request-Id", "a b"); len(answer.Header.Get("X-Request-Id")) != 16 {
		t.Errorf("got %q", answer.Header.Get("X-Request-Id"))
	}
}

func TestLearningLockersClientsComeWithKeys(t *testing.T) {
	var got []string
	s := newSite(t, func(s *site) {
		s.config.Keys = s.access
		s.config.Aggregate = func(w http.ResponseWriter, r *http.Request, store int64, by *access.Principal) error {
			got = append(got, fmt.Sprint(store > 0, " ", by != nil, " ", r.URL.Query().Get("pipeline")))
			_, err := w.Write([]byte("[]"))
			return err
		}
	})
	key := func(scopes ...access.Scope) string {
		made, err := s.access.CreateKey(t.Context(), access.KeySpec{Store: "school", Name: "client", Scopes: scopes})
		if err != nil {
			t.Fatal(err)
		}
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(made.Key+":"+made.Secret))
	}
	const path = "/api/statements/aggregate?pipeline=[]&anything=1"
	for authorization, status := range map[string]int{
		key(access.ScopeStatementsRead):                             200,
		key(access.ScopeStatementsReadMine):                         200,
		key(access.ScopeStatementsWrite):                            403,
		"Bearer " + s.token(access.RoleAuditor):                     200,
		"Bearer " + s.token(access.RoleManager):                     403,
		"Basic " + base64.StdEncoding.EncodeToString([]byte("x:y")): 401,
		"": 401,
	} {
		if answer := s.do("GET", path, "", "", "Authorization", authorization); answer.StatusCode != status {
			t.Errorf("%s: got %d, want %d: %s", authorization, answer.StatusCode, status, answer.body)
		}
	}
	slices.Sort(got)
	if want := []string{"true false []", "true false []", "true true []"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	// Keys are for this alone.
	if answer := s.do("POST", "/api/v1/query", "", people, "Authorization", key(access.ScopeAll)); answer.StatusCode != 401 {
		t.Errorf("got %d", answer.StatusCode)
	}
}

// Single statements, the search for one that is missing, and attachments cost as pages
// of them do, and are under the same limit: those of one token must not take all that a
// server can bear.
func TestSingleStatementsAndAttachmentsCountAsQueries(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	blobs := &heldBlobs{entered: entered, release: release}
	s := newSite(t, func(s *site) {
		s.config.QueriesAtOnce, s.config.Timeout = 1, 50*time.Millisecond
		s.config.Browser = browse.New(browse.Config{Blobs: blobs})
		s.engine.ask = func(_ context.Context, _ api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
			entered <- struct{}{}
			<-release
			return s.engine.answer(q), nil
		}
	})
	token, other := s.token(access.RoleOwner), s.token(access.RoleOwner)
	done := make(chan int, 3)
	attachment := "/api/v1/attachments/" + strings.Repeat("a", 64)
	go func() { done <- s.do("POST", "/api/v1/query", token, people).StatusCode }()
	go func() { done <- s.do("GET", attachment, token, "").StatusCode }()
	<-entered
	<-entered
	for _, path := range []string{"/api/v1/statements/" + id(1), "/api/v1/statements/missing?id=" + id(1), attachment} {
		answer := s.want(http.StatusTooManyRequests, "GET", path, token, "")
		if code, _ := failureOf(t, answer); code != "too-many-queries" || answer.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, answer.body)
		}
	}
	s.want(http.StatusNotFound, "GET", "/api/v1/statements/none", other, "")
	go func() { done <- s.do("GET", attachment, other, "").StatusCode }()
	<-entered
	close(release)
	if a, b, c := <-done, <-done, <-done; a != 200 || b != 200 || c != 200 {
		t.Errorf("got %d, %d and %d", a, b, c)
	}
	s.want(200, "GET", attachment, token, "")
}

// heldBlobs has every attachment, and holds whoever reads one.
type heldBlobs struct {
	lrs.Blobs
	entered, release chan struct{}
}

func (b *heldBlobs) Read(context.Context, lrs.StoreID, string) ([]byte, error) {
	select {
	case b.entered <- struct{}{}:
		<-b.release
	case <-b.release:
	}
	return []byte("bytes"), nil
}
