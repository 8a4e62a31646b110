package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/server"
)

type step struct {
	Step    string
	Found   bool
	Count   int64
	More    bool
	TextKey string `json:"text_key"`

	Examples []struct {
		ID, Timestamp, Sentence, Source, Through string
		VoidedBy                                 string `json:"voided_by"`
		Rejection                                *refusal
	}
}

type refusal struct {
	ID                                                  int64
	Code, Rule, Pointer, Message, Explanation, Fix, Key string
	Status                                              int
}

// missing asks why a statement is not there.
func (w *world) missing(role access.Role, parameters string) map[string]step {
	w.t.Helper()
	var answer struct{ Steps []step }
	w.ask(http.StatusOK, role, "statements/missing?"+parameters, &answer)
	steps := make(map[string]step)
	for _, s := range answer.Steps {
		steps[s.Step] = s
		if want := map[bool]string{true: ".yes", false: ".no"}[s.Found]; s.TextKey != "missing."+s.Step+want {
			w.t.Errorf("the step %s has the text %s", s.Step, s.TextKey)
		}
	}
	return steps
}

// Where a statement is, or why it is not there, is said for each way to miss it;
// and to those who see some people only, nothing of others.
func TestWhyAStatementIsMissing(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		now := time.Now().UTC()
		at := func(d time.Duration) string { return `,"timestamp":"` + now.Add(d).Format(time.RFC3339) + `"` }
		w.store(
			statement(1, person("ann"), passed, fire, at(-time.Minute)),
			statement(2, person("ann"), passed, `{"id":"https://example.org/late"}`, at(-50*time.Hour)),
			statement(3, person("ann"), passed, `{"id":"https://example.org/ahead"}`, at(50*time.Hour)),
			statement(4, person("ben"), passed, `{"id":"https://example.org/gone"}`, at(-time.Minute)),
		)
		w.store(statement(5, person("cay"), voided, reference(4), ""))
		w.store(statement(1, person("ann"), passed, fire, at(-time.Minute)))
		if r := w.post("application/json", `{"id":"`+id(9)+`","actor":`+person("ann")+`,"verb":{"id":"no iri"},"object":{"id":"https://example.org/bad"}}`); r.StatusCode != http.StatusBadRequest {
			t.Fatalf("%d %s", r.StatusCode, r.body)
		}
		var refused struct {
			Rejections []refusal
			Reasons    []struct {
				Code, Rule, Explanation, Fix string
				Count                        int64
			}
			Next int64
		}
		for len(refused.Rejections) == 0 || w.missing(access.RoleOwner, "id="+id(1))["resent"].Count == 0 {
			w.ask(http.StatusOK, access.RoleOwner, "rejections", &refused) // they are written in the background
		}
		one := refused.Rejections[0]
		if one.Code != "invalid-statement" || one.Rule == "" || one.Pointer != "/verb/id" || !strings.Contains(one.Explanation, "breaks a rule") || one.Fix == "" ||
			len(refused.Reasons) != 1 || refused.Reasons[0].Count != 1 || refused.Reasons[0].Explanation != one.Explanation || refused.Next != 0 {
			t.Errorf("refused: %+v", refused)
		}
		w.ask(http.StatusOK, access.RoleOwner, "rejections?code=invalid-statement&status=400&limit=1&since="+now.Add(-time.Hour).Format(time.RFC3339)+"&key="+w.app.DemoKey().Key, &refused)
		if len(refused.Rejections) != 1 {
			t.Errorf("filtered: %+v", refused)
		}
		w.ask(http.StatusOK, access.RoleOwner, "rejections?key=another", &refused)
		if len(refused.Rejections) != 0 || len(refused.Reasons) != 0 {
			t.Errorf("of another key: %+v", refused)
		}
		w.ask(http.StatusForbidden, access.RoleManager, "rejections", nil)
		w.ask(http.StatusBadRequest, access.RoleOwner, "rejections?limit=501", nil)

		for name, c := range map[string]struct {
			role       access.Role
			parameters string
			found      string // the steps that find something, but resent
			examples   map[string]string
		}{
			"it is there":             {access.RoleOwner, "id=" + id(1), "present", map[string]string{"present": id(1)}},
			"its timestamp is old":    {access.RoleOwner, "id=" + id(2), "late present", map[string]string{"late": id(2)}},
			"its clock is wrong":      {access.RoleOwner, "id=" + id(3), "clock present", map[string]string{"clock": id(3)}},
			"it was voided":           {access.RoleOwner, "id=" + id(4), "voided", map[string]string{"voided": id(4)}},
			"it was rejected":         {access.RoleOwner, "id=" + id(9), "rejected", nil},
			"it never came":           {access.RoleOwner, "id=" + id(77), "", nil},
			"found by its activity":   {access.RoleOwner, "activity=https://example.org/late", "late present", map[string]string{"present": id(2)}},
			"rejected, by activity":   {access.RoleOwner, "actor=mailto:ann@example.org&activity=https://example.org/bad", "rejected", nil},
			"voided, by its activity": {access.RoleOwner, "actor=mailto:ben@example.org&activity=https://example.org/gone", "voided", map[string]string{"voided": id(4)}},
			"a manager's own":         {access.RoleManager, "id=" + id(1), "permission present", nil},
			"another's":               {access.RoleManager, "id=" + id(4), "permission", nil},
			"about another":           {access.RoleManager, "actor=mailto:ben@example.org", "permission", nil},
			"about ann":               {access.RoleManager, "actor=mailto:ann@example.org&activity=https://example.org/fire", "present", nil},
		} {
			t.Run(name, func(t *testing.T) {
				steps := w.missing(c.role, c.parameters)
				for step, s := range steps {
					if want := strings.Contains(" "+c.found+" ", " "+step+" "); s.Found != want && step != "resent" {
						t.Errorf("%s: found %t, want %t: %+v", step, s.Found, want, s)
					}
					if want := c.examples[step]; want != "" && (len(s.Examples) == 0 || s.Examples[0].ID != want) {
						t.Errorf("%s has the examples %+v, want %s", step, s.Examples, want)
					}
				}
				_, told := steps["rejected"]
				if _, followers := steps["followers"]; told != (c.role == access.RoleOwner) || followers != told {
					t.Errorf("as %s there are the steps %+v", c.role, steps)
				}
				if strings.Contains(c.found, "voided") && steps["voided"].Examples[0].VoidedBy != id(5) {
					t.Errorf("it was voided by %+v", steps["voided"].Examples)
				}
				if strings.Contains(c.found, "rejected") && steps["rejected"].Examples[0].Rejection.Explanation != one.Explanation {
					t.Errorf("it was rejected: %+v", steps["rejected"].Examples[0].Rejection)
				}
			})
		}
		w.ask(http.StatusBadRequest, access.RoleOwner, "statements/missing", nil)
		w.ask(http.StatusBadRequest, access.RoleOwner, "statements/missing?id=5", nil)
		w.ask(http.StatusBadRequest, access.RoleOwner, "statements/missing?actor=ann", nil)
	})
}

// How much others did is no business of those who see some people only, nor with whom
// they did it.
func TestWhatIsMissedTellsNothingOfOthers(t *testing.T) {
	w := newWorld(t, server.Config{})
	var many []string
	for n := range 1201 {
		many = append(many, statement(n+1, person("ben"), passed, fire, ""))
	}
	w.store(append(many, statement(9001, `{"objectType":"Group","member":[`+person("ann")+`,`+person("cay")+`]}`, passed, fire, ""))...)
	for parameters, found := range map[string]bool{
		"actor=mailto:ben@example.org": false, "actor=mailto:cay@example.org": false, "activity=https://example.org/fire": true,
	} {
		for _, s := range w.missing(access.RoleManager, parameters) {
			if s.More || s.Step == "present" && s.Found != found {
				t.Errorf("%s: a manager is told %+v", parameters, s)
			}
		}
	}
	if s := w.missing(access.RoleOwner, "actor=mailto:ben@example.org")["present"]; !s.More || !s.Found {
		t.Errorf("an owner is told %+v", s)
	}
}

// Whoever is signed in is told of their other stores, as far as they may see them.
func TestAMissingStatementIsFoundInTheOtherStoresOfASession(t *testing.T) {
	w := newWorld(t, server.Config{})
	w.store(statement(1, person("ann"), passed, fire, ""), statement(2, person("ben"), passed, fire, ""))
	registry := w.app.Registry()
	for _, name := range []string{"empty", "hidden"} {
		if _, err := registry.CreateStore(t.Context(), name); err != nil {
			t.Fatal(err)
		}
	}
	user, err := registry.CreateUser(t.Context(), access.UserSpec{Email: "root@example.org", Name: "Root", Grants: []access.Grant{
		{Store: "empty", Role: access.RoleOwner}, {Store: "demo", Role: access.RoleManager, Persons: []string{"mailto:ann@example.org"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := registry.StartSession(t.Context(), user.ID, access.Proof{How: "test"})
	if err != nil {
		t.Fatal(err)
	}
	for n, found := range map[int]bool{1: true, 2: false} {
		path := "/api/v1/statements/missing?store=empty&id=" + id(n)
		r := w.send(http.MethodGet, path, "", "Cookie", "lore_session="+cookie, "Sec-Fetch-Site", "same-origin")
		described(t, http.MethodGet, path, r)
		var answer struct {
			Steps []struct {
				Step     string
				Found    bool
				Examples []struct{ Store string }
			}
		}
		if err := json.Unmarshal(r.body, &answer); err != nil || r.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", r.StatusCode, r.body)
		}
		for _, s := range answer.Steps {
			if want := found && s.Step == "other_store"; s.Found != want || want && s.Examples[0].Store != "demo" {
				t.Errorf("statement %d: %+v", n, s)
			}
		}
	}
}

// Of a statement about a group, readers of some people see these members alone.
func TestGroupsShowTheMembersWhoMayBeSeen(t *testing.T) {
	w := newWorld(t, server.Config{})
	w.store(statement(1, `{"objectType":"Group","name":"Team","mbox":"mailto:team@example.org","member":[`+person("ann")+","+person("ben")+`]}`, passed, fire, ""))
	for role, want := range map[access.Role]string{access.RoleOwner: "Team passed Fire safety", access.RoleManager: "Ann passed Fire safety"} {
		var p page
		w.ask(http.StatusOK, role, "statements?"+q(`{"kind":"statements"}`), &p)
		var c card
		w.ask(http.StatusOK, role, "statements/"+id(1), &c)
		if len(p.Statements) != 1 || p.Statements[0].Sentence != want || c.Line.Sentence != want {
			t.Errorf("%s sees %+v, want %q", role, p, want)
		}
	}
}
