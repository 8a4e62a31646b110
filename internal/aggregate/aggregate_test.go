package aggregate_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/aggregate"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

const store = lrs.StoreID(1)

func openEmbedded(t testing.TB) lrs.Statements {
	t.Helper()
	engine, err := embedded.Open(embedded.Config{Dir: t.TempDir(), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

func openPostgres(t testing.TB) lrs.Statements {
	t.Helper()
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: pgtest.Shared(t).Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := database.Close(); err != nil {
			t.Error(err)
		}
	})
	engine, err := postgres.Open(t.Context(), postgres.Config{Pools: pools, Database: database})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return engine
}

// site is a door on a log.
type site struct {
	t       testing.TB
	log     lrs.Statements
	service *lrs.Service
	server  *httptest.Server
	caller  aggregate.Caller
}

func newSite(t testing.TB, log lrs.Statements, config aggregate.Config) *site {
	t.Helper()
	config.Statements = log
	door := aggregate.New(config)
	s := &site{t: t, log: log, caller: aggregate.Caller{Store: store}}
	s.service = lrs.New(lrs.Config{Statements: log, CursorKey: bytes.Repeat([]byte{1}, 32)})
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := door.Serve(w, r, s.caller)
		var refused *problem.Error
		if errors.As(err, &refused) {
			http.Error(w, refused.Code+": "+refused.Message, refused.Kind.Status())
		} else if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
	t.Cleanup(s.server.Close)
	return s
}

var authority = `{"objectType":"Agent","mbox":"mailto:authority@example.org"}`

func (s *site) store(authority string, statements ...string) {
	s.t.Helper()
	agent, err := xapi.ParseAgent([]byte(authority), xapi.Version1)
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = s.service.StoreStatements(s.t.Context(),
		lrs.Caller{Store: store, Authority: []byte(authority), AuthorityIndex: agent.AuthorityIndex()},
		lrs.Submission{Version: xapi.Version1, Body: []byte("[" + strings.Join(statements, ",") + "]")})
	if err != nil {
		s.t.Fatal(err)
	}
}

// ask sends a request and returns its status and body.
func (s *site) ask(method, query, body, contentType string) (int, string, http.Header) {
	s.t.Helper()
	request, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+"/api/statements/aggregate?"+query, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	answer, err := s.server.Client().Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

// run runs a pipeline and returns its documents.
func (s *site) run(pipeline string) []any {
	s.t.Helper()
	status, text, _ := s.ask("GET", "pipeline="+url.QueryEscape(pipeline), "", "")
	if status != http.StatusOK {
		s.t.Fatalf("%s: got %d: %s", pipeline, status, text)
	}
	var documents []any
	if err := json.Unmarshal([]byte(text), &documents); err != nil {
		s.t.Fatalf("%v: %s", err, text)
	}
	return documents
}

// same checks what a pipeline returns, whatever the order of keys.
func (s *site) same(pipeline, want string) {
	s.t.Helper()
	got, err := json.Marshal(s.run(pipeline))
	if err != nil {
		s.t.Fatal(err)
	}
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		s.t.Fatalf("%v: %s", err, want)
	}
	normal, err := json.Marshal(wanted)
	if err != nil {
		s.t.Fatal(err)
	}
	if string(got) != string(normal) {
		s.t.Errorf("%s\ngot  %s\nwant %s", pipeline, got, normal)
	}
}

func statement(id int, actor, verb, object, rest string) string {
	if rest != "" {
		rest = "," + rest
	}
	return fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","actor":%s,"verb":{"id":"http://www.example.org/%s","display":{"en":"%s"}},"object":{"objectType":"Activity","id":"http://www.example.org/%s"}%s}`,
		id, actor, verb, verb, object, rest)
}

func account(name string) string {
	return fmt.Sprintf(`{"objectType":"Agent","account":{"name":"%s","homePage":"http://www.example.org/user"}}`, name)
}

const ada = `{"objectType":"Agent","mbox":"mailto:ada@example.org"}`

// school has some statements of all kinds.
func (s *site) school() {
	s.store(authority,
		statement(1, account("123"), "verb", "a", `"timestamp":"2017-04-01T10:00:00Z","result":{"score":{"raw":1.50}},"context":{"extensions":{"http://www.example.com/extension":"x"}}`),
		statement(2, account("123"), "other", "b", `"timestamp":"2017-04-30T23:59:59Z","result":{"score":{"raw":4}}`),
		statement(3, ada, "otherverb", "a", `"timestamp":"2017-05-01T00:00:00Z","result":{"score":{"raw":10,"scaled":0.5},"success":true},"context":{"registration":"10000000-0000-4000-8000-000000000000","extensions":{"http://www.example.com/extension":"example_value"},"contextActivities":{"parent":[{"id":"http://www.example.org/p1"},{"id":"http://www.example.org/p2"}]}}`),
		statement(4, ada, "verb", "c", `"timestamp":"2018-01-01T00:00:00Z"`),
	)
	s.store(`{"objectType":"Agent","mbox":"mailto:else@example.org"}`,
		statement(5, ada, "verb", "d", `"timestamp":"2016-12-31T00:00:00Z"`),
		fmt.Sprintf(`{"id":"00000000-0000-4000-8000-000000000006","actor":%s,"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"00000000-0000-4000-8000-000000000005"},"timestamp":"2019-01-01T00:00:00Z"}`, ada),
	)
}

// ids projects the numbers of the statements.
func ids(documents []any) string {
	var list []string
	for _, d := range documents {
		id, _ := d.(map[string]any)["_id"].(string)
		list = append(list, strings.TrimLeft(id[max(0, len(id)-12):], "0"))
	}
	return strings.Join(list, " ")
}

func TestDocumentedExamples(t *testing.T) {
	for name, open := range map[string]func(testing.TB) lrs.Statements{"embedded": openEmbedded, "postgres": openPostgres} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, open(t), aggregate.Config{})
			s.school()
			documentedExamples(t, s)
		})
	}
}

func documentedExamples(t *testing.T, s *site) {
	t.Run("a simple request with all parameters", func(t *testing.T) {
		status, text, header := s.ask("GET", "cache=false&maxTimeMS=5000&maxScan=10000&pipeline="+
			"%5B%7B%22%24limit%22%3A%201%7D%2C%20%7B%22%24project%22%3A%20%7B%20%22statement%22%3A%201%2C%20%22_id%22%3A%200%20%7D%7D%5D", "", "")
		if status != 200 || header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Fatalf("got %d %v", status, header)
		}
		var got []struct {
			Statement struct {
				ID    string
				Actor struct{ Account struct{ Name string } }
			}
		}
		if err := json.Unmarshal([]byte(text), &got); err != nil || len(got) != 1 || got[0].Statement.Actor.Account.Name != "123" || strings.Contains(text, `"_id"`) {
			t.Errorf("got %s (%v)", text, err)
		}
		if !strings.Contains(text, `"raw":1.50`) {
			t.Errorf("the number is not as it was sent: %s", text)
		}
	})
	for _, c := range []struct{ name, pipeline, want string }{
		{
			"project", `[{"$limit":1},{"$project":{"userId":"$statement.actor.account.name","statement.verb":{"display":0},"statement.object.id":1}}]`,
			`[{"_id":"00000000-0000-4000-8000-000000000001","statement":{"verb":{"id":"http://www.example.org/verb"},"object":{"id":"http://www.example.org/a"}},"userId":"123"}]`,
		},
		{
			"project extension keys", `[{"$limit":2},{"$project":{"_id":0,"statement.context.extensions.http://www&46;example&46;com/extension":1}}]`,
			`[{"statement":{"context":{"extensions":{"http://www.example.com/extension":"x"}}}},{"statement":{}}]`,
		},
		{
			"group", `[{"$group":{"_id":{"actor_account_homePage":"$statement.actor.account.homePage","actor_account_name":"$statement.actor.account.name","actor_mbox":"$statement.actor.mbox","actor_mbox_sha1sum":"$statement.actor.mbox_sha1sum","actor_openid":"$statement.actor.openid"},"statements":{"$avg":"$statement.result.score.raw"}}}]`,
			`[{"_id":{"actor_account_homePage":"http://www.example.org/user","actor_account_name":"123"},"statements":2.75},{"_id":{"actor_mbox":"mailto:ada@example.org"},"statements":10}]`,
		},
		{
			"group by extension keys", `[{"$group":{"_id":"$statement.context.extensions.http://www&46;example&46;com/extension","statements":{"$avg":"$statement.result.score.raw"}}}]`,
			`[{"_id":"x","statements":1.5},{"_id":null,"statements":4},{"_id":"example_value","statements":10}]`,
		},
		{
			"seen in the field", `[{"$match":{"statement.verb.id":"http://www.example.org/verb","statement.actor.account.name":"123"}},{"$project":{"userName":"$statement.actor.account.name","grade":"$statement.result.score.raw"}},{"$group":{"_id":{"name":"$userName"},"average_score":{"$avg":"$grade"},"assignments":{"$push":"$grade"}}}]`,
			`[{"_id":{"name":"123"},"average_score":1.5,"assignments":[1.5]}]`,
		},
	} {
		t.Run(c.name, func(t *testing.T) { s.same(c.pipeline, c.want) })
	}
	for _, c := range []struct{ name, pipeline, want string }{
		{"match", `[{"$match":{"$or":[{"statement.actor.account.name":"123","statement.actor.account.homePage":"http://www.example.org/user"},{"statement.verb.id":{"$in":["http://www.example.org/verb","http://www.example.org/otherverb"]}}]}}]`, "1 2 3 4"},
		{"match extension keys", `[{"$match":{"statement.context.extensions.http://www&46;example&46;com/extension":{"$ne":"example_value"}}}]`, "1 2 4 6"},
		{"match on ids", `[{"$match":{"person._id":{"$oid":"mailto:ada@example.org"}}}]`, "3 4 6"},
		{"match on dates", `[{"$match":{"timestamp":{"$gte":{"$dte":"2017-04-01T00:00:00Z"},"$lt":{"$dte":"2017-05-01T00:00:00Z"}}}}]`, "1 2"},
		{"limit", `[{"$limit":1}]`, "1"},
		{"skip", `[{"$skip":1}]`, "2 3 4 6"},
		{"sort", `[{"$sort":{"timestamp":-1,"_id":1}}]`, "6 4 3 2 1"},
		{"sort by extension keys", `[{"$sort":{"statement.context.extensions.http://www&46;example&46;com/extension":1}}]`, "2 4 6 3 1"},
		{"voided when asked for", `[{"$match":{"voided":true}}]`, "5"},
		{"voided and not", `[{"$match":{"voided":{"$in":[true,false]}}}]`, "1 2 3 4 5 6"},
		{"elements of arrays", `[{"$match":{"statement.context.contextActivities.parent.id":"http://www.example.org/p2"}}]`, "3"},
		{"an element by its number", `[{"$match":{"statement.context.contextActivities.parent.0.id":"http://www.example.org/p2"}}]`, ""},
		{"exists", `[{"$match":{"statement.result":{"$exists":false}}}]`, "4 6"},
		{"null is missing too", `[{"$match":{"statement.result.success":null}}]`, "1 2 4 6"},
		{"not", `[{"$match":{"statement.result.score.raw":{"$not":{"$gt":3}}}}]`, "1 4 6"},
		{"nor", `[{"$match":{"$nor":[{"statement.result.score.raw":{"$lte":4}},{"statement.verb.id":"http://www.example.org/verb"}]}}]`, "3 6"},
		{"numbers are not texts", `[{"$match":{"statement.result.score.raw":{"$gt":"1"}}}]`, ""},
		{"stored from the future", `[{"$match":{"stored":{"$gte":{"$dte":"2100-01-01T00:00:00Z"}}}}]`, ""},
		{"stored before all", `[{"$match":{"stored":{"$lt":{"$dte":"1960-01-01T00:00:00Z"}}}}]`, ""},
		{"stored within", `[{"$match":{"stored":{"$gte":{"$dte":"2000-01-01T00:00:00Z"},"$lt":{"$dte":"2100-01-01T00:00:00Z"}}}}]`, "1 2 3 4 6"},
		{"a registration", `[{"$match":{"statement.context.registration":"10000000-0000-4000-8000-000000000000"}}]`, "3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ids(s.run(c.pipeline)); got != c.want {
				t.Errorf("%s\ngot %q, want %q", c.pipeline, got, c.want)
			}
		})
	}
}

func TestStagesInOneAnother(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	s.school()
	for _, c := range []struct{ pipeline, want string }{
		{`[{"$count":"n"}]`, `[{"n":5}]`},
		{`[{"$match":{"statement.verb.id":"none"}},{"$count":"n"}]`, `[]`},
		{
			`[{"$group":{"_id":{"y":{"$year":"$timestamp"},"m":{"$month":"$timestamp"}},"n":{"$sum":1}}},{"$sort":{"_id.y":1,"_id.m":1}},{"$project":{"_id":0,"when":"$_id","n":1}}]`,
			`[{"when":{"y":2017,"m":4},"n":2},{"when":{"y":2017,"m":5},"n":1},{"when":{"y":2018,"m":1},"n":1},{"when":{"y":2019,"m":1},"n":1}]`,
		},
		{`[{"$group":{"_id":{"$dateToString":{"format":"%Y-%m","date":"$timestamp"}},"n":{"$sum":1}}},{"$match":{"n":{"$gt":1}}}]`, `[{"_id":"2017-04","n":2}]`},
		{
			`[{"$group":{"_id":null,"least":{"$min":"$statement.result.score.raw"},"most":{"$max":"$statement.result.score.raw"},"sum":{"$sum":"$statement.result.score.raw"},
			"first":{"$first":"$statement.verb.id"},"last":{"$last":"$statement.verb.id"},"actors":{"$addToSet":"$statement.actor.account.name"},"raw":{"$push":"$statement.result.score.raw"},"none":{"$avg":"$nothing"}}}]`,
			`[{"_id":null,"least":1.5,"most":10,"sum":15.5,"first":"http://www.example.org/verb","last":"http://adlnet.gov/expapi/verbs/voided","actors":["123"],"raw":[1.5,4,10],"none":null}]`,
		},
		{
			`[{"$match":{"_id":"00000000-0000-4000-8000-000000000003"}},{"$project":{"_id":0,"parents":"$statement.context.contextActivities.parent.id","person":1,"at":"$timestamp","weekday":{"$dayOfWeek":"$timestamp"}}}]`,
			`[{"person":{"_id":"mailto:ada@example.org"},"parents":["http://www.example.org/p1","http://www.example.org/p2"],"at":"2017-05-01T00:00:00.000Z","weekday":2}]`,
		},
		{
			`[{"$sort":{"timestamp":1}},{"$skip":1},{"$limit":2},{"$project":{"statement":0,"stored":0,"person":0,"timestamp":0}}]`,
			`[{"_id":"00000000-0000-4000-8000-000000000002","voided":false},{"_id":"00000000-0000-4000-8000-000000000003","voided":false}]`,
		},
		{`[{"$limit":3},{"$group":{"_id":"$statement.verb.id"}},{"$limit":1},{"$count":"n"}]`, `[{"n":1}]`},
	} {
		s.same(c.pipeline, c.want)
	}
}

func TestWhatIsNotRunIsRefusedByName(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	for _, c := range []struct{ pipeline, message string }{
		{`[{"$out":"x"}]`, "/0/$out: the stage $out is not run here; instead: statements never change here"},
		{`[{"$lookup":{}}]`, "a query with dimensions"},
		{`[{"$nonsense":{}}]`, `the stage "$nonsense" is not run here; there are $match, $project`},
		{`[{"$match":{"statement.verb.id":{"$regex":"x"}}}]`, "contains and starts"},
		{`[{"$match":{"$where":"x"}}]`, "the operator $where"},
		{`[{"$match":{"timestamp":{"$gt":"2017-01-01"}}}]`, "timestamp is a date"},
		{`[{"$match":{"timestamp":{"$gt":{"$dte":"yesterday"}}}}]`, "$dte is an ISO 8601"},
		{`[{"$match":{"a":{"$function":{}}}}]`, "the operator $function"},
		{`[{"$project":{"x":{"$concat":["a","b"]}}}]`, "the operator $concat"},
		{`[{"$project":{"a":1,"b":0}}]`, "only _id can be left out"},
		{`[{"$project":{"a":1,"a.b":1}}]`, "a part of it"},
		{`[{"$group":{"n":{"$sum":1}}}]`, "has the key _id"},
		{`[{"$group":{"_id":null,"n":{"$stdDevPop":"$x"}}}]`, "one of $sum"},
		{`[{"$sort":{"a":2}}]`, "1 (ascending)"},
		{`[{"$limit":0}]`, "a whole number from 1"},
		{`[{"$match":{},"$limit":1}]`, "one key"},
		{`{}`, "an array of stages"},
		{`[`, "not JSON"},
	} {
		status, text, _ := s.ask("GET", "pipeline="+url.QueryEscape(c.pipeline), "", "")
		if status != 400 || !strings.Contains(text, c.message) {
			t.Errorf("%s: got %d %s", c.pipeline, status, text)
		}
	}
	for query, message := range map[string]string{
		"":                              "pipeline is missing",
		"pipeline=[]&sampleSize=5":      "sampleSize is not offered",
		"pipeline=[]&x=1":               "no parameter",
		"pipeline=[]&maxTimeMS=0":       "from 1",
		"pipeline=[]&pipeline=[]":       "more than once",
		"pipeline=[]&maxTimeMS=nothing": "whole number",
	} {
		if status, text, _ := s.ask("GET", query, "", ""); status != 400 || !strings.Contains(text, message) {
			t.Errorf("%s: got %d %s", query, status, text)
		}
	}
}

func TestPipelinesMayBePosted(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	s.school()
	for _, c := range []struct{ query, body, contentType string }{
		{"", `[{"$limit":1},{"$project":{"_id":1}}]`, "application/json"},
		{"cache=true", `{"pipeline":[{"$limit":1},{"$project":{"_id":1}}],"maxTimeMS":1000}`, "application/json"},
		{"", "pipeline=" + url.QueryEscape(`[{"$limit":1},{"$project":{"_id":1}}]`), "application/x-www-form-urlencoded"},
		{"pipeline=" + url.QueryEscape(`[{"$limit":1},{"$project":{"_id":1}}]`), "", ""},
	} {
		if status, text, _ := s.ask("POST", c.query, c.body, c.contentType); status != 200 || text != "[{\"_id\":\"00000000-0000-4000-8000-000000000001\"}]\n" {
			t.Errorf("%+v: got %d %s", c, status, text)
		}
	}
}

func TestOnlyMine(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	s.school()
	agent, err := xapi.ParseAgent([]byte(authority), xapi.Version1)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range agent.AuthorityIndex() {
		if entry.Kind == xapi.ByAuthority {
			s.caller.Authority = &entry.Key
		}
	}
	if got := ids(s.run(`[]`)); got != "1 2 3 4" {
		t.Errorf("got %s", got)
	}
	if status, _, _ := s.ask("GET", "pipeline="+url.QueryEscape(`[{"$match":{"voided":true}}]`), "", ""); status != 400 {
		t.Errorf("got %d", status)
	}
}

func TestBounds(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	for batch := range 11 {
		var list []string
		for i := range 1000 {
			list = append(list, statement(1+batch*1000+i, ada, "v", fmt.Sprint(batch*1000+i), ""))
		}
		s.store(authority, list...)
	}
	status, text, header := s.ask("GET", "pipeline="+url.QueryEscape(`[{"$project":{"_id":1}}]`), "", "")
	if status != 200 || header.Get("X-Lore-Truncated") != "10000" || strings.Count(text, "_id") != 10000 {
		t.Errorf("got %d, %s, %d documents", status, header.Get("X-Lore-Truncated"), strings.Count(text, "_id"))
	}
	for _, pipeline := range []string{
		`[{"$group":{"_id":"$statement.object.id"}}]`,
		`[{"$group":{"_id":null,"all":{"$push":"$_id"}}}]`,
	} {
		if status, text, _ := s.ask("GET", "pipeline="+url.QueryEscape(pipeline), "", ""); status != 413 || !strings.Contains(text, "10,000") {
			t.Errorf("%s: got %d %s", pipeline, status, text)
		}
	}
	s.same(`[{"$sort":{"_id":-1}},{"$limit":1},{"$project":{"_id":1}}]`, `[{"_id":"00000000-0000-4000-8000-000000011000"}]`)
	if status, text, _ := s.ask("GET", "maxScan=7&pipeline="+url.QueryEscape(`[{"$count":"n"}]`), "", ""); status != 200 || text != "[{\"n\":7}]\n" {
		t.Errorf("got %d %s", status, text)
	}
	if status, text, _ := s.ask("GET", "maxTimeMS=1&pipeline="+url.QueryEscape(`[{"$sort":{"statement.object.id":1}},{"$count":"n"}]`), "", ""); status != 413 || !strings.Contains(text, "pipeline-timeout") {
		t.Errorf("got %d %s", status, text)
	}
}

// A document that has itself twice, again and again, is as large as memory after
// thirty stages.
func TestComputedDocumentsAreBounded(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	s.school()
	doubled := func(stage, more string) string {
		return `[{"$project":{"a":"$statement"}}` + strings.Repeat(","+stage, 40) + more + `]`
	}
	for _, pipeline := range []string{
		doubled(`{"$project":{"a":{"x":"$a","y":"$a"}}}`, ""),
		doubled(`{"$project":{"a":{"x":"$a","y":"$a"}}}`, `,{"$group":{"_id":"$a"}},{"$count":"n"}`),
		doubled(`{"$group":{"_id":null,"a":{"$first":{"x":"$a","y":"$a"}}}}`, ""),
		`[{"$group":{"_id":"$statement"}}` + strings.Repeat(`,{"$group":{"_id":{"x":"$_id","y":"$_id"}}}`, 40) + `]`,
	} {
		status, text, _ := s.ask("GET", "pipeline="+url.QueryEscape(pipeline), "", "")
		if status != http.StatusRequestEntityTooLarge || !strings.Contains(text, "pipeline-too-large") {
			t.Errorf("%.60s: got %d %.200s, want a refusal", pipeline, status, text)
		}
	}
	s.same(`[{"$limit":1},{"$project":{"_id":0,"a":{"x":"$statement.object.id","y":"$statement.object.id"}}}]`,
		`[{"a":{"x":"http://www.example.org/a","y":"http://www.example.org/a"}}]`)
}
