package api_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/facts/query"
)

// asked is what the engine was asked by a link.
type asked struct {
	scope api.Scope
	query *query.Query
}

// linked is a site with a dashboard of a text and two views, and a link to it.
type linked struct {
	*site
	owner     string
	dashboard int64
	views     [2]int64
	link      string // its path, to end it
	token     string

	mu   sync.Mutex
	last asked
}

const (
	hiddenVerb = "http://example.org/verbs/of-the-view"
	hiddenWord = "department-of-the-link"
)

func newLinked(t testing.TB) *linked {
	l := &linked{}
	l.site = newSite(t, func(s *site) {
		s.engine.ask = func(_ context.Context, scope api.Scope, q *query.Query, _ api.Effort) (*query.Answer, error) {
			l.mu.Lock()
			l.last = asked{scope, q}
			l.mu.Unlock()
			answer := s.engine.answer(q)
			answer.Rows[0][0] = "http://example.org/verbs/seen"
			answer.Meta.RowsScanned, answer.Meta.ClockSuspect, answer.Meta.ElapsedMS = 4711, 4712, 4713
			return answer, nil
		}
	})
	l.owner = l.site.token(access.RoleOwner)
	l.views[0] = l.saved("/api/v1/views", l.owner,
		`{"title":"A","query":{"kind":"table","metrics":["people"],"dimensions":["verb"],"filter":["is","verb",["`+hiddenVerb+`"]]},"display":{"as":"bar"},"shared":true}`)
	l.views[1] = l.saved("/api/v1/views", l.owner,
		`{"title":"B","query":{"kind":"funnel","steps":[{"name":"one","filter":["is","verb",["`+hiddenVerb+`"]]},{"name":"two","filter":["in_class","verb",["pass"]]}]},"display":{"as":"funnel"}}`)
	l.dashboard = l.saved("/api/v1/dashboards", l.owner, fmt.Sprintf(
		`{"title":"Monday","tiles":[{"kind":"text","text":"Hello","width":1},{"kind":"view","view":%d,"width":2},{"kind":"view","view":%d,"width":1}]}`, l.views[0], l.views[1]))
	l.link, l.token = l.share(`{"title":"Intranet","filter":["is","platform",["` + hiddenWord + `"]]}`)
	return l
}

// share makes a link, and returns its path and token.
func (l *linked) share(body string) (path, token string) {
	l.t.Helper()
	path = fmt.Sprintf("/api/v1/dashboards/%d/embeds", l.dashboard)
	made := read[struct{ ID, URL, Token string }](l.t, l.want(201, "POST", path, l.owner, body))
	if made.URL != "/embed#"+made.Token {
		l.t.Errorf("the URL is %s", made.URL)
	}
	return path + "/" + made.ID, made.Token
}

// asked returns what the engine was asked last.
func (l *linked) asked() asked {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.last
}

func TestALinkShowsItsDashboardThroughItsFilter(t *testing.T) {
	l := newLinked(t)
	shown := l.want(200, "GET", "/api/v1/embed", l.token, "")
	want := `{"title":"Monday","description":"","store":"school","tiles":[{"kind":"text","width":1,"text":"Hello"},` +
		`{"kind":"view","width":2,"title":"A","description":"","query":{"dimensions":["verb"],"kind":"table","metrics":["people"]},"display":{"as":"bar"}},` +
		`{"kind":"view","width":1,"title":"B","description":"","query":{"kind":"funnel","steps":[{"name":"one"},{"name":"two"}]},"display":{"as":"funnel"}}]}`
	if got := strings.TrimSpace(string(shown.body)); got != want {
		t.Errorf("it shows %s", got)
	}
	for tile := range 2 {
		answer := l.do("GET", fmt.Sprint("/api/v1/embed/tiles/", tile+1), l.token, "", "Accept-Language", "de;q=0.5, fr-CH, *;q=0.1")
		if answer.StatusCode != 200 {
			t.Fatalf("tile %d: %d %s", tile, answer.StatusCode, answer.body)
		}
		for _, secret := range []string{hiddenVerb, hiddenWord, "471", "token:", "owner"} {
			if strings.Contains(string(answer.body), secret) {
				t.Errorf("the answer has %s: %s", secret, answer.body)
			}
		}
		if !strings.Contains(string(answer.body), `"http://example.org/verbs/seen":{"display":"seen fr-CH de"`) {
			t.Errorf("names are missing: %s", answer.body)
		}
		got := l.asked()
		if got.scope.SeesPeople || got.scope.MinGroup != 5 || len(got.scope.Persons) != 0 {
			t.Errorf("asked as %+v", got.scope)
		}
		if text := string(got.query.Filter.Encode()); !strings.Contains(text, hiddenWord) {
			t.Errorf("the filter is %s", text)
		}
		plain := read[struct{ Answer query.Answer }](t, answer)
		if plain.Answer.Meta.QueryHash == got.query.Hash() || len(plain.Answer.Meta.QueryHash) != 32 {
			t.Errorf("the hash %s tells of the query", plain.Answer.Meta.QueryHash)
		}
	}
	// The store may ask for greater groups, never for smaller ones.
	for _, c := range []struct{ least, want int }{{1, 5}, {12, 12}} { // in this order: an answer of before is not asked for again
		l.exec(fmt.Sprintf(`UPDATE store SET min_group = %d`, c.least))
		l.want(200, "GET", "/api/v1/embed/tiles/1", l.token, "")
		if got := l.asked().scope.MinGroup; got != c.want {
			t.Errorf("with %d of the store groups of %d are told of", c.least, got)
		}
	}
	if list := string(l.want(200, "GET", strings.TrimSuffix(l.link, l.link[strings.LastIndex(l.link, "/"):]), l.owner, "").body); !strings.Contains(list, `"last_seen"`) || strings.Contains(list, l.token) {
		t.Errorf("listed is %s", list)
	}
	if log := l.log.String(); strings.Contains(log, l.token[len("lore-embed_")+17:]) || !strings.Contains(log, "token=embed:") {
		t.Error("the log has the secret of the link, or not its name")
	}
}

func TestALinkShowsWhatIsOnTheDashboardNow(t *testing.T) {
	l := newLinked(t)
	path := fmt.Sprintf("/api/v1/dashboards/%d", l.dashboard)
	l.want(200, "PUT", path, l.owner, fmt.Sprintf(`{"title":"Tuesday","tiles":[{"kind":"view","view":%d,"width":3}]}`, l.views[1]))
	l.want(200, "GET", "/api/v1/embed/tiles/0", l.token, "")
	if got := l.asked().query.Kind; got != query.Funnel {
		t.Errorf("asked for %s", got)
	}
	l.want(404, "GET", "/api/v1/embed/tiles/1", l.token, "")
	l.want(204, "DELETE", fmt.Sprintf("/api/v1/views/%d", l.views[1]), l.owner, "")
	if got := string(l.want(200, "GET", "/api/v1/embed", l.token, "").body); !strings.Contains(got, `"Tuesday"`) || !strings.Contains(got, `{"kind":"gone","width":3}`) {
		t.Errorf("it shows %s", got)
	}
	l.want(404, "GET", "/api/v1/embed/tiles/0", l.token, "")
}

// Whatever is tried with a link, it shows its own dashboard alone.
func TestAttacksOnALink(t *testing.T) {
	l := newLinked(t)
	other := l.saved("/api/v1/dashboards", l.owner, `{"title":"Secret","tiles":[],"shared":true}`)
	ended, endedToken := l.share(`{"title":"ended"}`)
	l.want(204, "DELETE", ended, l.owner, "")
	_, lateToken := l.share(`{"title":"late","expires":"2999-01-01T00:00:00Z"}`)
	l.exec(`UPDATE embed SET expires = 1 WHERE title = 'late'`)
	type attack struct {
		method, path, token, body string
		status                    int
	}
	attacks := []attack{
		{"GET", "/api/v1/embed", endedToken, "", 401},
		{"GET", "/api/v1/embed/tiles/1", endedToken, "", 401},
		{"GET", "/api/v1/embed/tiles/1", lateToken, "", 401},
		{"GET", "/api/v1/embed", l.owner, "", 401}, // an API token is none of a link
		{"GET", "/api/v1/embed", "", "", 401},
		{"POST", "/api/v1/embed/tiles/1", l.token, people, 405},
		{"GET", "/api/v1/embed/" + fmt.Sprint(other), l.token, "", 404},
		{"GET", "/api/v1/embed/tiles", l.token, "", 404},
	}
	for _, tile := range []string{"0", "3", "-1", "01", "+1", "1.0", "1e0", "0x1", "%31%00", "999999999999999999999", "..%2f1", "１", "1%20"} {
		attacks = append(attacks, attack{"GET", "/api/v1/embed/tiles/" + tile, l.token, "", 404})
	}
	for _, parameter := range []string{"filter=%5B%5D", "q=%7B%7D", "store=other", "min_group=1", "persons=x", "format=csv", "dashboard=" + fmt.Sprint(other), "as_of_seq=1", "1", "language=de"} {
		attacks = append(attacks, attack{"GET", "/api/v1/embed/tiles/1?" + parameter, l.token, "", 400}, attack{"GET", "/api/v1/embed?" + parameter, l.token, "", 400})
	}
	// Every other route takes no link's token.
	for _, route := range api.RoutesForTest() {
		if !route.Public && !strings.HasPrefix(route.Path, "embed") {
			path := strings.NewReplacer("{id}", fmt.Sprint(l.dashboard), "{", "", "}", "").Replace(route.Name)
			attacks = append(attacks, attack{route.Method, path, l.token, "{}", 401})
		}
	}
	times := l.engine.times()
	for _, a := range attacks {
		answer := l.do(a.method, a.path, a.token, a.body)
		if answer.StatusCode != a.status {
			t.Errorf("%s %s: got %d, want %d: %s", a.method, a.path, answer.StatusCode, a.status, answer.body)
		}
		for _, secret := range []string{hiddenVerb, hiddenWord, "Secret"} {
			if strings.Contains(string(answer.body), secret) {
				t.Errorf("%s %s tells %s", a.method, a.path, secret)
			}
		}
	}
	if l.engine.times() != times {
		t.Error("an attack reached the engine")
	}
	// Each byte of the token counts.
	for i := range len(l.token) {
		changed := []byte(l.token)
		changed[i] ^= 1
		if answer := l.do("GET", "/api/v1/embed", string(changed), ""); answer.StatusCode != 401 {
			t.Errorf("with byte %d changed: got %d", i, answer.StatusCode)
		}
	}
	// A cookie, a body or a header changes nothing.
	before := l.want(200, "GET", "/api/v1/embed/tiles/1", l.token, "")
	after := l.do("GET", "/api/v1/embed/tiles/1", l.token, `{"filter":null}`, "Cookie", "session=x", "X-Store", "other", "X-Http-Method-Override", "POST")
	if after.StatusCode != 200 || string(after.body) != string(before.body) {
		t.Errorf("got %d %s", after.StatusCode, after.body)
	}
	if head := l.want(200, http.MethodHead, "/api/v1/embed/tiles/1", l.token, ""); len(head.body) != 0 {
		t.Error("HEAD has a body")
	}
}

func TestWhatALinkCannotShowTellsNothing(t *testing.T) {
	l := newLinked(t)
	for name, text := range map[string]string{
		"people":  `{"kind":"statements","filter":["is","verb",["` + hiddenVerb + `"]]}`,
		"actors":  `{"kind":"table","metrics":["people"],"actors":{"metric":"people"},"filter":["is","verb",["` + hiddenVerb + `"]]}`,
		"segment": `{"kind":"table","metrics":["people"],"filter":["in_segment","sesame"]}`,
	} {
		l.want(204, "PUT", "/api/v1/meaning/segments/sesame", l.owner, `["is","verb",["`+hiddenVerb+`"]]`)
		view := l.saved("/api/v1/views", l.owner, `{"title":"`+name+`","query":`+text+`,"display":{"as":"table"}}`)
		l.want(204, "DELETE", "/api/v1/meaning/segments/sesame", l.owner, "")
		l.want(200, "PUT", fmt.Sprintf("/api/v1/dashboards/%d", l.dashboard), l.owner, fmt.Sprintf(`{"title":"x","tiles":[{"kind":"view","view":%d,"width":1}]}`, view))
		answer := l.want(403, "GET", "/api/v1/embed/tiles/0", l.token, "")
		if code, details := failureOf(t, answer); code != "tile-hidden" || len(details) != 0 || strings.Contains(string(answer.body), "sesame") {
			t.Errorf("%s: got %s", name, answer.body)
		}
	}
}

func TestLinksShareTheBoundsOfQueries(t *testing.T) {
	l := newLinked(t)
	first := l.want(200, "GET", "/api/v1/embed/tiles/1", l.token, "")
	times := l.engine.times()
	_, second := l.share(`{"title":"another","filter":["is","platform",["` + hiddenWord + `"]]}`)
	again := l.want(200, "GET", "/api/v1/embed/tiles/1", second, "")
	if l.engine.times() != times {
		t.Error("the answer was not kept")
	}
	names := []string{read[struct{ Answer query.Answer }](t, first).Answer.Meta.QueryHash, read[struct{ Answer query.Answer }](t, again).Answer.Meta.QueryHash}
	if slices.Equal(names[:1], names[1:]) {
		t.Error("tiles of two links have one name")
	}
	began, goOn := make(chan struct{}), make(chan struct{})
	ask := l.engine.ask
	l.engine.mu.Lock()
	l.engine.through++
	l.engine.mu.Unlock()
	l.engine.ask = func(ctx context.Context, scope api.Scope, q *query.Query, effort api.Effort) (*query.Answer, error) {
		began <- struct{}{}
		<-goOn
		return ask(ctx, scope, q, effort)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() { l.do("GET", "/api/v1/embed/tiles/1", l.token, "") })
	}
	for range 4 {
		<-began
	}
	if code, _ := failureOf(t, l.want(429, "GET", "/api/v1/embed/tiles/1", l.token, "")); code != "too-many-queries" {
		t.Errorf("got %s", code)
	}
	close(goOn)
	group.Wait()
}

// exec changes the database behind the server's back.
func (s *site) exec(text string) {
	s.t.Helper()
	err := s.database.Write(s.t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(s.t.Context(), text)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}
