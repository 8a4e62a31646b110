package api_test

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
)

var update = flag.Bool("update", false, "write the golden files anew")

// public are the routes that ask nobody who they are. A route that is added here
// shows nothing of anybody.
var public = []string{
	"GET query/schema.json", "GET query/answer-schema.json", "GET openapi.yaml",
	"GET session", "POST session", "POST session/setup", "POST session/invitation",
}

// embedded are the routes that ask for the token of a link.
var embedded = []string{"GET embed", "GET embed/tiles/{tile}"}

func TestEveryRouteAsks(t *testing.T) {
	for _, route := range api.RoutesForTest() {
		name := route.Method + " " + route.Path
		switch {
		case route.Public != slices.Contains(public, name):
			t.Errorf("%s: public is %t, and the list of public routes says otherwise", name, route.Public)
		case route.Embed != slices.Contains(embedded, name):
			t.Errorf("%s: it is for links is %t, and the list of those says otherwise", name, route.Embed)
		case (route.Public || route.Embed) != (route.Action == 0):
			t.Errorf("%s asks for the action %q", name, route.Action)
		}
	}
}

// user makes a user of a role in a store and begins a session.
func (s *site) user(name string, administrator bool, grants ...access.Grant) (id int64, cookie string) {
	s.t.Helper()
	user, err := s.access.CreateUser(s.t.Context(), access.UserSpec{
		Email: name + "@example.org", Name: name, Administrator: administrator, Grants: grants,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return user.ID, s.session(user.ID)
}

func (s *site) session(user int64) (cookie string) {
	s.t.Helper()
	cookie, err := s.access.StartSession(s.t.Context(), user, access.Proof{How: "test", UserAgent: "browser"})
	if err != nil {
		s.t.Fatal(err)
	}
	return cookie
}

// in does a request with the cookie of a session, as a page of the server does.
func (s *site) in(cookie, method, path, body string, headers ...string) response {
	s.t.Helper()
	return s.do(method, path, "", body, slices.Concat([]string{"Cookie", "lore_session=" + cookie, "Sec-Fetch-Site", "same-origin"}, headers)...)
}

var allRoles = []access.Role{
	access.RoleOwner, access.RoleDataAdmin, access.RoleCompliance, access.RoleAuditor,
	access.RoleManager, access.RoleInstructor, access.RoleAnalyst, access.RoleLearner,
}

// grantOf is a role in a store, about ada where it is about somebody.
func grantOf(store string, role access.Role) access.Grant {
	grant := access.Grant{Store: store, Role: role}
	switch role {
	case access.RoleManager, access.RoleInstructor, access.RoleLearner:
		grant.Persons = []string{"mailto:ada@example.org"}
	}
	return grant
}

// letIn says in a word what became of a request.
func letIn(t testing.TB, answer response) string {
	switch answer.StatusCode {
	case http.StatusUnauthorized:
		return "sign in"
	case http.StatusForbidden:
		switch code, _ := failureOf(t, answer); code {
		case "role-forbids", "administrators-only", "session-needed", "store-forbidden":
			return "-"
		}
	}
	return "yes"
}

// TestRolesReachTheirRoutes asks every route as everybody there is, by HTTP, in a
// session and with a token, and holds what comes to the table of roles, and to
// testdata/roles.txt, which is for people to read.
func TestRolesReachTheirRoutes(t *testing.T) {
	s := newSite(t, func(s *site) {
		offered := func(w http.ResponseWriter, _ *http.Request, _ access.Reader) error {
			w.WriteHeader(http.StatusOK)
			return nil
		}
		c := &s.config
		c.Aggregate = func(w http.ResponseWriter, r *http.Request, _ int64, _ *access.Principal) error {
			return offered(w, r, access.Reader{})
		}
		c.Live, c.ExportStatements, c.ExportFacts = offered, offered, offered
		c.Sources, c.Source, c.Readiness = offered, offered, offered
	})
	if _, err := s.access.CreateStore(t.Context(), "other"); err != nil {
		t.Fatal(err)
	}
	type person struct {
		name, cookie, token string
		id                  int64
	}
	people := []person{{name: "other store"}}
	people[0].id, people[0].cookie = s.user("other", false, grantOf("other", access.RoleOwner))
	for _, role := range allRoles {
		id, cookie := s.user(string(role), false, grantOf("school", role))
		people = append(people, person{string(role), cookie, s.token(role), id})
	}
	id, cookie := s.user("administrator", true)
	people = append(people, person{name: "administrator", cookie: cookie, id: id})

	var table strings.Builder
	fmt.Fprintf(&table, "%-6s  %-40s  %-17s  signed out", "", "route", "action")
	for _, p := range people {
		fmt.Fprintf(&table, "  %s", p.name)
	}
	table.WriteByte('\n')
	fill := strings.NewReplacer("{", "", "}", "")
	for _, route := range api.RoutesForTest() {
		if route.Public || route.Embed {
			continue
		}
		path := fill.Replace(route.Name)
		out := letIn(t, s.do(route.Method, path, "", ""))
		if out != "sign in" {
			t.Errorf("%s %s of nobody: %s", route.Method, route.Path, out)
		}
		fmt.Fprintf(&table, "%-6s  %-40s  %-17s  %-10s", route.Method, route.Path, route.Action, out)
		for i, p := range people {
			want := "-"
			if reader, err := s.access.AuthenticateSession(t.Context(), p.cookie, "school"); err == nil && reader.May(route.Action) == nil {
				want = "yes"
			}
			got := letIn(t, s.in(p.cookie, route.Method, path+"?store=school", ""))
			if route.Action == access.OwnAccount {
				people[i].cookie = s.session(p.id) // some end them
			}
			if got != want {
				t.Errorf("%s %s of %s in a session: %s, want %s", route.Method, route.Path, p.name, got, want)
			}
			fmt.Fprintf(&table, "  %-*s", len(p.name), got)
			if p.token == "" {
				continue
			}
			if route.Action == access.OwnAccount {
				want = "-"
			}
			if got := letIn(t, s.do(route.Method, path, p.token, "")); got != want {
				t.Errorf("%s %s of the token of %s: %s, want %s", route.Method, route.Path, p.name, got, want)
			}
		}
		table.WriteByte('\n')
	}
	golden(t, "roles.txt", trimLines(table.String()))
}

func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// golden compares a text with a file of testdata; -update writes it.
func golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(string(want), got); difference != "" {
		t.Errorf("%s differs (go test ./internal/api -run %s -update writes it; -want +got):\n%s", path, t.Name(), difference)
	}
}
