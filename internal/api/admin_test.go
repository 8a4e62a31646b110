package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
)

type userForTest struct {
	ID            int64
	Email         string
	Name          string
	Administrator bool
	Disabled      bool
	Invited       bool
	Grants        []access.Grant
}

func readAs[T any](t testing.TB, status int, answer response) (value T) {
	t.Helper()
	if answer.StatusCode != status {
		t.Fatalf("got %d, want %d: %s", answer.StatusCode, status, answer.body)
	}
	if err := json.Unmarshal(answer.body, &value); err != nil {
		t.Fatalf("%v: %s", err, answer.body)
	}
	return value
}

func TestOwnersManageTheUsersOfTheirStoreAlone(t *testing.T) {
	s := newSite(t, nil)
	root := s.setUp()
	if _, err := s.access.CreateStore(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	_, owner := s.user("owner", false, grantOf("school", access.RoleOwner))
	elsewhere, _ := s.user("elsewhere", false, grantOf("other", access.RoleOwner))
	ours, oursCookie := s.user("ours", false, grantOf("school", access.RoleAuditor))
	both, _ := s.user("both", false, grantOf("school", access.RoleAuditor), grantOf("other", access.RoleOwner))
	admin, _ := s.user("admin", true, grantOf("school", access.RoleAuditor))

	// What an owner sees.
	type users struct{ Users []userForTest }
	for _, user := range readAs[users](t, 200, s.in(owner, "GET", "/api/v1/users", "")).Users {
		if user.ID == elsewhere || len(user.Grants) != 1 || user.Grants[0].Store != "school" {
			t.Errorf("an owner sees %+v", user)
		}
	}
	if all := readAs[users](t, 200, s.in(root, "GET", "/api/v1/users", "")).Users; len(all) != 6 {
		t.Errorf("an administrator sees %d users, want 6", len(all))
	}

	// Taking over an account is for administrators, where it reaches further.
	path := func(id int64, rest string) string { return fmt.Sprintf("/api/v1/users/%d%s", id, rest) }
	wantCode(t, s.in(owner, "POST", path(elsewhere, "/link"), ""), 404, "user-unknown")
	wantCode(t, s.in(owner, "POST", path(both, "/link"), ""), 403, "other-stores")
	wantCode(t, s.in(owner, "POST", path(admin, "/link"), ""), 403, "administrators-only")
	wantCode(t, s.in(owner, "DELETE", path(elsewhere, ""), ""), 404, "user-unknown")
	wantCode(t, s.in(owner, "DELETE", path(both, ""), ""), 403, "other-stores")
	wantCode(t, s.in(owner, "DELETE", path(admin, ""), ""), 403, "administrators-only")
	wantCode(t, s.in(owner, "PUT", path(both, ""), `{"name":"New name","grants":[]}`), 403, "other-stores")
	wantCode(t, s.in(owner, "PUT", path(both, ""), `{"name":"both","email":"evil@example.org","grants":[]}`), 403, "other-stores")
	wantCode(t, s.in(owner, "PUT", path(ours, ""), `{"name":"ours","administrator":true,"grants":[]}`), 403, "administrators-only")
	wantCode(t, s.in(owner, "PUT", path(ours, ""), `{"name":"ours","grants":[{"store":"other","role":"owner"}]}`), 403, "other-stores")
	wantCode(t, s.in(owner, "POST", "/api/v1/users", `{"email":"x@example.org","name":"X","administrator":true,"grants":[{"store":"school","role":"auditor"}]}`), 403, "administrators-only")
	wantCode(t, s.in(owner, "POST", "/api/v1/users", `{"email":"x@example.org","name":"X","grants":[]}`), 403, "other-stores")

	// What says nothing of roles takes none away.
	for _, body := range []string{`{"name":"ours"}`, `{"disabled":false}`, `null`} {
		wantCode(t, s.in(root, "PUT", path(ours, ""), body), 400, "body-invalid")
	}
	if user, err := s.access.FindUser(t.Context(), ours); err != nil || len(user.Grants) != 1 {
		t.Errorf("left: %+v (%v)", user, err)
	}

	// A role in the own store changes, those in others stay.
	changed := readAs[userForTest](t, 200, s.in(owner, "PUT", path(both, ""), `{"name":"both","grants":[{"store":"school","role":"analyst","min_group":7}]}`))
	if len(changed.Grants) != 1 || changed.Grants[0].Role != access.RoleAnalyst || changed.Grants[0].MinGroup != 7 {
		t.Errorf("changed: %+v", changed)
	}
	if user, err := s.access.FindUser(t.Context(), both); err != nil || len(user.Grants) != 2 {
		t.Errorf("kept: %+v (%v)", user, err)
	}

	// Somebody of another store gets a role here, and no link; who is new gets one.
	type made struct {
		User userForTest
		Link string
	}
	added := readAs[made](t, 201, s.in(owner, "POST", "/api/v1/users", `{"email":"Elsewhere@example.org","name":"Other name","grants":[{"store":"school","role":"auditor"}]}`))
	if added.Link != "" || added.User.ID != elsewhere || added.User.Name != "elsewhere" || len(added.User.Grants) != 1 {
		t.Errorf("added: %+v", added)
	}
	wantCode(t, s.in(owner, "POST", "/api/v1/users", `{"email":"elsewhere@example.org","name":"E","grants":[{"store":"school","role":"auditor"}]}`), 409, "user-exists")
	fresh := readAs[made](t, 201, s.in(owner, "POST", "/api/v1/users", `{"email":"new@example.org","name":"New","grants":[{"store":"school","role":"learner","persons":["mailto:new@example.org"]}]}`))
	_, link, found := strings.Cut(fresh.Link, "/invitation#")
	if !found || !fresh.User.Invited {
		t.Fatalf("made: %+v", fresh)
	}
	answer := s.page("POST", "/api/v1/session/invitation", fmt.Sprintf(`{"link":%q,"name":"Nell","password":%q}`, link, passphrase))
	if me := meOf(t, answer); me.User.Name != "Nell" || me.Stores[0].Persons == nil || len(*me.Stores[0].Persons) != 1 || strings.Join(me.Stores[0].Can, " ") != "assert_learning query_answers see_people" {
		t.Errorf("the learner is %+v", me)
	}

	// A disabled user is out at once.
	if answer := s.in(owner, "DELETE", path(ours, ""), ""); answer.StatusCode != 204 {
		t.Fatalf("%s", answer.body)
	}
	wantCode(t, s.in(oursCookie, "GET", "/api/v1/sessions", ""), 401, "session-over")
	if user := readAs[userForTest](t, 200, s.in(owner, "PUT", path(ours, ""), `{"name":"ours","disabled":false,"grants":[{"store":"school","role":"owner"}]}`)); user.Disabled || user.Grants[0].Role != access.RoleOwner {
		t.Errorf("let in again: %+v", user)
	}
	rootID := readAs[struct{ User struct{ ID int64 } }](t, 200, s.in(root, "GET", "/api/v1/session", "")).User.ID
	if answer := s.in(root, "DELETE", path(admin, ""), ""); answer.StatusCode != 204 {
		t.Fatalf("%s", answer.body)
	}
	wantCode(t, s.in(root, "DELETE", path(rootID, ""), ""), 409, "last-administrator")
}

func TestManagersOfNobodySeeNobody(t *testing.T) {
	s := newSite(t, nil)
	_, cookie := s.user("boss", false, access.Grant{Store: "school", Role: access.RoleManager})
	me := meOf(t, s.in(cookie, "GET", "/api/v1/session", ""))
	if me.Stores[0].Persons == nil || len(*me.Stores[0].Persons) != 0 {
		t.Errorf("the manager of nobody is told of %v", me.Stores[0].Persons)
	}
	explained := s.in(cookie, "POST", "/api/v1/query/explain", people)
	if !strings.Contains(string(explained.body), `"persons":1`) {
		t.Errorf("the scope is %s", explained.body)
	}
}

func TestGroupsAreOfTheirStore(t *testing.T) {
	s := newSite(t, nil)
	root := s.setUp()
	wantCode(t, s.in(root, "GET", "/api/v1/groups", ""), 400, "store-needed")
	saved := s.in(root, "PUT", "/api/v1/groups/north?store=school", `{"title":"North","persons":["mailto:ada@EXAMPLE.org"]}`)
	if saved.StatusCode != 200 || !strings.Contains(string(saved.body), "mailto:ada@example.org") {
		t.Errorf("%s", saved.body)
	}
	if list := string(s.in(root, "GET", "/api/v1/groups?store=first", "").body); strings.TrimSpace(list) != `{"groups":[]}` {
		t.Errorf("the other store has %s", list)
	}
	wantCode(t, s.in(root, "DELETE", "/api/v1/groups/north?store=first", ""), 404, "group-unknown")
	wantCode(t, s.in(root, "PUT", "/api/v1/groups/No%20Name?store=school", `{"title":"N","persons":[]}`), 400, "group-name")
	if answer := s.in(root, "DELETE", "/api/v1/groups/north?store=school", ""); answer.StatusCode != 204 {
		t.Errorf("%s", answer.body)
	}
}

func TestKeysAndTokensAreOfTheirStore(t *testing.T) {
	s := newSite(t, nil)
	s.setUp()
	_, data := s.user("data", false, grantOf("school", access.RoleDataAdmin))
	_, other := s.user("other", false, grantOf("first", access.RoleOwner))
	type key struct{ Key, Secret, Name, Created, Revoked string }
	made := readAs[key](t, 201, s.in(data, "POST", "/api/v1/keys", `{"name":"Moodle","scopes":["statements/write"]}`))
	if principal, err := s.access.Authenticate(t.Context(), made.Key, made.Secret); err != nil || principal.StoreName != "school" {
		t.Errorf("%+v (%v)", principal, err)
	}
	wantCode(t, s.in(data, "POST", "/api/v1/keys", `{"name":"x","scopes":["everything"]}`), 400, "scope-unknown")
	wantCode(t, s.in(other, "DELETE", "/api/v1/keys/"+made.Key, ""), 404, "key-unknown")
	wantCode(t, s.in(other, "POST", "/api/v1/keys/"+made.Key+"/rotation", ""), 404, "key-unknown")
	rotated := readAs[key](t, 201, s.in(data, "POST", "/api/v1/keys/"+made.Key+"/rotation", ""))
	if rotated.Name != "Moodle" || rotated.Key == made.Key || rotated.Secret == "" {
		t.Errorf("rotated: %+v", rotated)
	}
	if answer := s.in(data, "DELETE", "/api/v1/keys/"+made.Key, ""); answer.StatusCode != 204 {
		t.Errorf("%s", answer.body)
	}
	list := readAs[struct{ Keys []key }](t, 200, s.in(data, "GET", "/api/v1/keys", "")).Keys
	if len(list) != 2 || list[0].Revoked == "" || list[1].Revoked != "" || list[1].Secret != "" {
		t.Errorf("listed: %+v", list)
	}

	// Nobody makes a token that may do more than they may.
	wantCode(t, s.in(data, "POST", "/api/v1/tokens", `{"name":"x","role":"owner"}`), 403, "role-too-high")
	wantCode(t, s.in(data, "POST", "/api/v1/tokens", `{"name":"x","role":"king"}`), 400, "role-unknown")
	wantCode(t, s.in(data, "POST", "/api/v1/tokens", `{"name":"x","role":"auditor","expires":"2020-01-01T00:00:00Z"}`), 400, "lifetime")
	type token struct{ ID, Token, Role, Expires, Revoked string }
	bearer := readAs[token](t, 201, s.in(data, "POST", "/api/v1/tokens", `{"name":"Reports","role":"analyst","min_group":3,"expires":"2090-01-01T00:00:00Z"}`))
	s.want(200, "GET", "/api/v1/meaning/verbs", bearer.Token, "")
	wantCode(t, s.in(other, "DELETE", "/api/v1/tokens/"+bearer.ID, ""), 404, "token-unknown")
	if answer := s.in(data, "DELETE", "/api/v1/tokens/"+bearer.ID, ""); answer.StatusCode != 204 {
		t.Errorf("%s", answer.body)
	}
	s.want(401, "GET", "/api/v1/meaning/verbs", bearer.Token, "")
	tokens := readAs[struct{ Tokens []token }](t, 200, s.in(data, "GET", "/api/v1/tokens", "")).Tokens
	if len(tokens) != 1 || tokens[0].Token != "" || tokens[0].Revoked == "" || !strings.HasPrefix(tokens[0].Expires, "2090-01-01") && !strings.HasPrefix(tokens[0].Expires, "2089-12-31") {
		t.Errorf("listed: %+v", tokens)
	}
}

func TestAdministratorsManageStores(t *testing.T) {
	s := newSite(t, nil)
	root := s.setUp()
	_, owner := s.user("owner", false, grantOf("school", access.RoleOwner))
	type store struct {
		Name, Title, Accent string
		MinGroup            int `json:"min_group"`
	}
	made := readAs[store](t, 201, s.in(root, "POST", "/api/v1/stores", `{"name":"third","title":"The third"}`))
	if made.Title != "The third" || made.MinGroup != 5 {
		t.Errorf("made: %+v", made)
	}
	wantCode(t, s.in(root, "POST", "/api/v1/stores", `{"name":"third"}`), 409, "store-exists")
	changed := readAs[store](t, 200, s.in(root, "PUT", "/api/v1/stores/school", `{"title":"School","language":"en","zone":"UTC","accent":"teal","min_group":9}`))
	if changed.Accent != "teal" || changed.MinGroup != 9 {
		t.Errorf("changed: %+v", changed)
	}
	settings := readAs[store](t, 200, s.in(owner, "PUT", "/api/v1/settings", `{"title":"Our school","language":"","zone":"","accent":"","min_group":6,"organisation":"Example"}`))
	if settings.Title != "Our school" || settings.MinGroup != 6 {
		t.Errorf("settings: %+v", settings)
	}
	wantCode(t, s.in(owner, "PUT", "/api/v1/settings", `{"title":"S","language":"","zone":"","accent":"","min_group":6,"organisation":"Mine"}`), 403, "administrators-only")
	renamed := s.in(root, "PUT", "/api/v1/settings?store=school", `{"title":"S","language":"","zone":"","accent":"","min_group":6,"organisation":"Ours"}`)
	if !strings.Contains(string(renamed.body), `"organisation":"Ours"`) {
		t.Errorf("%s", renamed.body)
	}
	wantCode(t, s.in(root, "DELETE", "/api/v1/stores/school?confirm=scool", ""), 400, "parameter-invalid")
	if answer := s.in(root, "DELETE", "/api/v1/stores/school?confirm=school", ""); answer.StatusCode != 204 {
		t.Fatalf("%s", answer.body)
	}
	wantCode(t, s.in(owner, "GET", "/api/v1/keys?store=school", ""), 403, "store-forbidden")
	list := readAs[struct{ Stores []store }](t, 200, s.in(root, "GET", "/api/v1/stores", "")).Stores
	if len(list) != 2 || list[0].Name != "first" || list[1].Name != "third" {
		t.Errorf("listed: %+v", list)
	}
}
