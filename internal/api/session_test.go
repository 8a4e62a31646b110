package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/lore-lrs/lore/internal/access"
)

const (
	passphrase = "a horse, a battery"
	setupBody  = `{"link":%q,"email":"root@example.org","name":"Root","password":"` + passphrase + `","organisation":"Example","language":"de","zone":"Europe/Berlin","store":{"name":"first","title":"First"}}`
)

// page does a request as a page of the server does, without a session.
func (s *site) page(method, path, body string) response {
	s.t.Helper()
	return s.do(method, path, "", body, "Sec-Fetch-Site", "same-origin")
}

func cookieOf(t testing.TB, answer response) *http.Cookie {
	t.Helper()
	for _, cookie := range answer.Cookies() {
		if cookie.Name == "lore_session" {
			return cookie
		}
	}
	t.Fatalf("%s sets no cookie: %s", answer.Status, answer.body)
	return nil
}

type meForTest struct {
	SignedIn     bool `json:"signed_in"`
	NeedsSetup   bool `json:"needs_setup"`
	Version      string
	Organisation string
	Language     string
	User         *struct {
		Email         string
		Name          string
		Theme         string
		Administrator bool
		TOTP          bool
		Preferences   map[string]any
	}
	Stores []struct {
		Name     string
		Role     string
		Can      []string
		Persons  *[]string
		MinGroup int `json:"min_group"`
	}
}

func meOf(t testing.TB, answer response) (me meForTest) {
	t.Helper()
	if answer.StatusCode != 200 {
		t.Fatalf("%s: %s", answer.Status, answer.body)
	}
	if err := json.Unmarshal(answer.body, &me); err != nil {
		t.Fatal(err)
	}
	return me
}

func wantCode(t testing.TB, answer response, status int, code string) {
	t.Helper()
	if answer.StatusCode != status {
		t.Fatalf("got %d, want %d %s: %s", answer.StatusCode, status, code, answer.body)
	}
	if got, _ := failureOf(t, answer); got != code {
		t.Fatalf("got %q, want %q: %s", got, code, answer.body)
	}
}

// setUp makes the first account and returns its cookie.
func (s *site) setUp() string {
	s.t.Helper()
	link, err := s.access.SetupLink(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return cookieOf(s.t, s.page("POST", "/api/v1/session/setup", fmt.Sprintf(setupBody, link))).Value
}

func TestFirstAccountIsMadeByTheLink(t *testing.T) {
	s := newSite(t, nil)
	if me := meOf(t, s.page("GET", "/api/v1/session", "")); me.SignedIn || !me.NeedsSetup || me.Version != "test" || me.User != nil {
		t.Errorf("before: %+v", me)
	}
	wantCode(t, s.page("POST", "/api/v1/session/setup", fmt.Sprintf(setupBody, "wrong")), 403, "link-wrong")
	link, err := s.access.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer := s.page("POST", "/api/v1/session/setup", fmt.Sprintf(setupBody, "http://localhost/setup#"+link))
	me := meOf(t, answer)
	if !me.SignedIn || me.NeedsSetup || !me.User.Administrator || me.Organisation != "Example" || me.Language != "de" || len(me.Stores) != 2 {
		t.Errorf("the first account is %+v", me)
	}
	if store := me.Stores[0]; store.Name != "first" || store.Role != "owner" || !slices.Contains(store.Can, "manage_server") || store.Persons != nil {
		t.Errorf("the first store is %+v", store)
	}
	cookie := cookieOf(t, answer)
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Secure || cookie.MaxAge != 90*24*3600 {
		t.Errorf("the cookie is %+v", cookie)
	}
	wantCode(t, s.page("POST", "/api/v1/session/setup", fmt.Sprintf(setupBody, link)), 403, "link-wrong")
	if again := meOf(t, s.in(cookie.Value, "GET", "/api/v1/session", "")); !again.SignedIn || again.User.Email != "root@example.org" {
		t.Errorf("with the cookie: %+v", again)
	}
}

func TestSigningInAndOut(t *testing.T) {
	s := newSite(t, nil)
	s.setUp()
	wantCode(t, s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"wrong"}`), 401, "credentials-wrong")
	answer := s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"`+passphrase+`"}`)
	cookie := cookieOf(t, answer).Value
	if answer.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("other origins may read who signs in")
	}
	s.in(cookie, "GET", "/api/v1/sessions", "")
	out := s.in(cookie, "DELETE", "/api/v1/session", "")
	if out.StatusCode != 204 || cookieOf(t, out).MaxAge >= 0 {
		t.Errorf("signed out: %s %v", out.Status, out.Cookies())
	}
	wantCode(t, s.in(cookie, "GET", "/api/v1/sessions", ""), 401, "session-over")
	if me := meOf(t, s.in(cookie, "GET", "/api/v1/session", "")); me.SignedIn || me.NeedsSetup {
		t.Errorf("after: %+v", me)
	}
	for range 20 {
		answer = s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"wrong"}`)
	}
	wantCode(t, answer, 429, "too-many-tries")
	if after := answer.Header.Get("Retry-After"); len(after) < 2 {
		t.Errorf("try again after %q seconds", after)
	}
}

func TestCookieFollowsThePublicURL(t *testing.T) {
	s := newSite(t, func(s *site) { s.config.PublicURL = "https://lrs.example.org/lore/" })
	link, err := s.access.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// Behind a proxy the host is another one: the public origin is trusted.
	answer := s.do("POST", "/lore/api/v1/session/setup", "", fmt.Sprintf(setupBody, link), "Origin", "https://lrs.example.org", "Sec-Fetch-Site", "same-site")
	cookie := cookieOf(t, answer)
	if !cookie.Secure || cookie.Path != "/lore/" {
		t.Errorf("the cookie is %+v", cookie)
	}
	user := s.in(cookie.Value, "POST", "/api/v1/users", `{"email":"ann@example.org","name":"Ann","grants":[]}`)
	if !strings.Contains(string(user.body), `"link":"https://lrs.example.org/lore/invitation#`) {
		t.Errorf("the link is in %s", user.body)
	}
}

func TestPagesOfOtherOriginsActForNobody(t *testing.T) {
	s := newSite(t, nil)
	cookie := s.setUp()
	from := func(method, path string, headers ...string) response {
		return s.do(method, path, "", people, slices.Concat([]string{"Cookie", "lore_session=" + cookie}, headers)...)
	}
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"},
		{"Sec-Fetch-Site", "same-site"},
		{"Origin", "https://evil.example.org"},
		{"Origin", "null"},
	} {
		wantCode(t, from("POST", "/api/v1/query?store=school", headers...), 403, "other-origin")
		wantCode(t, from("DELETE", "/api/v1/sessions", headers...), 403, "other-origin")
		wantCode(t, from("POST", "/api/v1/session", headers...), 403, "other-origin")
		if read := from("GET", "/api/v1/meaning/verbs?store=school", headers...); read.StatusCode != 200 || read.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%v: read with %d and %q", headers, read.StatusCode, read.Header.Get("Access-Control-Allow-Origin"))
		}
	}
	if answer := from("POST", "/api/v1/query?store=school", "Sec-Fetch-Site", "same-origin"); answer.StatusCode != 200 {
		t.Errorf("its own page: %s", answer.body)
	}
	// A token says more than a cookie, and is for any page.
	answer := from("POST", "/api/v1/query", "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer "+s.token(access.RoleOwner))
	if answer.StatusCode != 200 || answer.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("a token: %d and %q", answer.StatusCode, answer.Header.Get("Access-Control-Allow-Origin"))
	}
}

func TestStoreIsNamedByAParameterThatNobodyElseSees(t *testing.T) {
	var seen []string
	s := newSite(t, func(s *site) {
		s.config.Sources = func(w http.ResponseWriter, r *http.Request, reader access.Reader) error {
			seen = append(seen, reader.StoreName+" "+r.URL.RawQuery)
			w.WriteHeader(http.StatusOK)
			return nil
		}
	})
	if _, err := s.access.CreateStore(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	_, both := s.user("both", false, grantOf("school", access.RoleOwner), grantOf("other", access.RoleAuditor))
	_, single := s.user("single", false, grantOf("other", access.RoleOwner))
	wantCode(t, s.in(both, "GET", "/api/v1/sources", ""), 400, "store-needed")
	for _, path := range []string{"?store=other", "?a=1&store=school&b=%20", "?%73tore=school", "?storey=1&store=other"} {
		if answer := s.in(both, "GET", "/api/v1/sources"+path, ""); answer.StatusCode != 200 {
			t.Errorf("%s: %s", path, answer.body)
		}
	}
	if answer := s.in(single, "GET", "/api/v1/sources", ""); answer.StatusCode != 200 {
		t.Errorf("the only store: %s", answer.body)
	}
	if want := []string{"other ", "school a=1&b=%20", "school ", "other storey=1", "other "}; !slices.Equal(seen, want) {
		t.Errorf("the room saw %q, want %q", seen, want)
	}
	wantCode(t, s.in(single, "GET", "/api/v1/sources?store=school", ""), 403, "store-forbidden")
	wantCode(t, s.in(single, "GET", "/api/v1/sources?store=nowhere", ""), 403, "store-forbidden")
	wantCode(t, s.in(both, "GET", "/api/v1/sources?store=school&store=other", ""), 400, "parameter-invalid")
	wantCode(t, s.in(both, "GET", "/api/v1/sources?store=%zz", ""), 400, "parameter-invalid")
	token := s.token(access.RoleOwner)
	s.want(200, "GET", "/api/v1/meaning/verbs?store=school", token, "")
	wantCode(t, s.do("GET", "/api/v1/meaning/verbs?store=other", token, ""), 403, "store-forbidden")
}

func TestUsersChangeTheirOwnAccount(t *testing.T) {
	s := newSite(t, nil)
	cookie := s.setUp()
	me := meOf(t, s.in(cookie, "PUT", "/api/v1/session/user", `{"name":"Ruth","language":"ar","zone":"UTC","theme":"dark","preferences":{"rail":"closed"}}`))
	if me.User.Name != "Ruth" || me.User.Theme != "dark" || me.User.Preferences["rail"] != "closed" {
		t.Errorf("changed: %+v", me.User)
	}
	wantCode(t, s.in(cookie, "PUT", "/api/v1/session/user", `{"name":"Ruth","theme":"pink"}`), 400, "theme-unknown")
	second := cookieOf(t, s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"`+passphrase+`"}`)).Value
	wantCode(t, s.in(cookie, "PUT", "/api/v1/session/password", `{"old":"wrong","new":"other words entirely"}`), 403, "password-wrong")
	wantCode(t, s.in(cookie, "PUT", "/api/v1/session/password", `{"old":"`+passphrase+`","new":"short"}`), 400, "password-invalid")
	if answer := s.in(cookie, "PUT", "/api/v1/session/password", `{"old":"`+passphrase+`","new":"other words entirely"}`); answer.StatusCode != 204 {
		t.Fatalf("%s: %s", answer.Status, answer.body)
	}
	wantCode(t, s.in(second, "GET", "/api/v1/sessions", ""), 401, "session-over")
	var list struct {
		Sessions []struct {
			ID      string
			Current bool
			How     string
		}
	}
	if err := json.Unmarshal(s.in(cookie, "GET", "/api/v1/sessions", "").body, &list); err != nil || len(list.Sessions) != 1 || !list.Sessions[0].Current {
		t.Errorf("%v: %+v", err, list)
	}
	wantCode(t, s.in(cookie, "DELETE", "/api/v1/sessions/nobody", ""), 404, "session-unknown")
	if answer := s.in(cookie, "DELETE", "/api/v1/sessions/"+list.Sessions[0].ID, ""); answer.StatusCode != 204 {
		t.Errorf("%s", answer.body)
	}
	wantCode(t, s.in(cookie, "GET", "/api/v1/sessions", ""), 401, "session-over")
}

func TestOneTimeCodesAreAskedFor(t *testing.T) {
	s := newSite(t, nil)
	cookie := s.setUp()
	var prepared struct{ Secret, URI string }
	if err := json.Unmarshal(s.in(cookie, "POST", "/api/v1/session/totp", "").body, &prepared); err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(prepared.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, s.in(cookie, "PUT", "/api/v1/session/totp", `{"code":"x"}`), 400, "code-wrong")
	var on struct{ Recovery []string }
	if err := json.Unmarshal(s.in(cookie, "PUT", "/api/v1/session/totp", `{"code":"`+code+`"}`).body, &on); err != nil || len(on.Recovery) != 10 {
		t.Fatal(on, err)
	}
	wantCode(t, s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"`+passphrase+`"}`), 401, "code-needed")
	wantCode(t, s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"`+passphrase+`","code":"`+code+`"}`), 401, "code-wrong")
	if me := meOf(t, s.page("POST", "/api/v1/session", `{"email":"root@example.org","password":"`+passphrase+`","code":"`+on.Recovery[0]+`"}`)); !me.User.TOTP {
		t.Errorf("%+v", me.User)
	}
	wantCode(t, s.in(cookie, "DELETE", "/api/v1/session/totp", `{"password":"x"}`), 403, "password-wrong")
	if answer := s.in(cookie, "DELETE", "/api/v1/session/totp", `{"password":"`+passphrase+`"}`); answer.StatusCode != 204 {
		t.Errorf("%s", answer.body)
	}
}

// Whoever's session ends, or whose role changes, gets no more of a stream.
func TestStreamOfAnEndedSessionEnds(t *testing.T) {
	s := newSite(t, func(s *site) { s.config.StreamEvery = 10 * time.Millisecond })
	id, cookie := s.user("ann", false, grantOf("school", access.RoleOwner))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.server.URL+"/api/v1/query/stream?store=school&q="+url.QueryEscape(people), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.AddCookie(&http.Cookie{Name: "lore_session", Value: cookie})
	events := s.events(request)
	if e := <-events; e.name != "snapshot" {
		t.Fatalf("the first event is %+v", e)
	}
	if err := s.access.DisableUser(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	e := <-events
	for e.name == "snapshot" {
		e = <-events
	}
	if e.name != "end" || !strings.Contains(e.data, "session-over") {
		t.Errorf("the last event is %+v", e)
	}
}

// Jobs of a user are the user's, and of what the user may see now.
func TestBoundsAreOfUsersNotOfSessions(t *testing.T) {
	s := newSite(t, func(s *site) { s.config.QueriesAtOnce = 1 })
	id, first := s.user("ann", false, grantOf("school", access.RoleOwner))
	second := s.session(id)
	reading, err := s.access.AuthenticateSession(t.Context(), first, "school")
	if err != nil {
		t.Fatal(err)
	}
	other, err := s.access.AuthenticateSession(t.Context(), second, "school")
	if err != nil {
		t.Fatal(err)
	}
	if reading.Holder() != other.Holder() || reading.Holder() == "" || reading.SessionID == other.SessionID {
		t.Errorf("%+v and %+v", reading, other)
	}
}
