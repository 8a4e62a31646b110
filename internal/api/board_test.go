package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db/dbtest"
)

const viewText = `{"title":"People","query":{"kind":"table","metrics":["people"]},"display":{"as":"number"},"shared":true}`

// read reads an answer.
func read[T any](t testing.TB, r response) T {
	t.Helper()
	var value T
	if err := json.Unmarshal(r.body, &value); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	return value
}

// saved saves something and returns its id.
func (s *site) saved(path, token, body string) int64 {
	s.t.Helper()
	return read[struct{ ID int64 }](s.t, s.want(201, "POST", path, token, body)).ID
}

func TestBoardsAreSavedAndShown(t *testing.T) {
	for name, open := range map[string]func(testing.TB) *site{
		"sqlite":   func(t testing.TB) *site { return newSite(t, nil) },
		"postgres": func(t testing.TB) *site { return siteOn(t, dbtest.Postgres(t)(), nil) },
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			owner, analyst, auditor, learner := s.token(access.RoleOwner), s.token(access.RoleAnalyst), s.token(access.RoleAuditor), s.token(access.RoleLearner)
			view := s.saved("/api/v1/views", analyst, viewText)
			path := fmt.Sprintf("/api/v1/views/%d", view)
			seen := read[board.View](t, s.want(200, "GET", path, owner, ""))
			if seen.Title != "People" || seen.Mine || !seen.MayChange || seen.Owner.Name != "analyst" || seen.Owner.ID == "" {
				t.Errorf("the owner sees %+v", seen)
			}
			s.want(200, "PUT", path, owner, strings.Replace(viewText, "People", "Heads", 1))
			if list := read[struct{ Views []board.View }](t, s.want(200, "GET", "/api/v1/views", auditor, "")); len(list.Views) != 1 || list.Views[0].Title != "Heads" {
				t.Errorf("the auditor sees %+v", list)
			}
			s.want(403, "POST", "/api/v1/views", auditor, viewText)
			s.want(403, "GET", "/api/v1/views", learner, "")
			s.want(404, "GET", "/api/v1/views/x", owner, "")
			s.want(404, "GET", "/api/v1/views/999", owner, "")
			dashboard := s.saved("/api/v1/dashboards", owner, fmt.Sprintf(
				`{"title":"Monday","tiles":[{"kind":"view","view":%d,"width":2},{"kind":"text","text":"Hello","width":1}],"shared":true}`, view))
			path = fmt.Sprintf("/api/v1/dashboards/%d", dashboard)
			shown := read[struct {
				Dashboard board.Dashboard
				Views     []board.View
			}](t, s.want(200, "GET", path, analyst, ""))
			if shown.Dashboard.Title != "Monday" || len(shown.Views) != 1 || shown.Dashboard.MayChange {
				t.Errorf("the analyst sees %+v", shown)
			}
			s.want(403, "PUT", path, analyst, `{"title":"x","tiles":[]}`)
			s.want(200, "PUT", path, owner, `{"title":"Tuesday","tiles":[]}`)
			s.want(404, "GET", path, analyst, "") // shared no more
			if list := read[struct{ Dashboards []board.Dashboard }](t, s.want(200, "GET", "/api/v1/dashboards", owner, "")); len(list.Dashboards) != 1 {
				t.Errorf("the owner has %+v", list)
			}
			s.want(204, "DELETE", path, owner, "")
			s.want(204, "DELETE", fmt.Sprintf("/api/v1/views/%d", view), analyst, "")
		})
	}
}

func TestAFaultInASavedQueryHasItsPlace(t *testing.T) {
	s := newSite(t, nil)
	code, details := failureOf(t, s.want(400, "POST", "/api/v1/views", s.token(access.RoleOwner),
		`{"title":"x","query":{"kind":"table","metrics":["poeple"]},"display":{"as":"table"}}`))
	if code != "view-invalid" || len(details) != 1 || details[0].Pointer != "/query/metrics/0" {
		t.Errorf("got %s %+v", code, details)
	}
}

func TestKPIsOverHTTP(t *testing.T) {
	s := newSite(t, nil)
	owner := s.token(access.RoleOwner)
	const text = `{"title":"K","query":{"kind":"table","metrics":["people"]},"format":"count","direction":"up","target":10,"warn":5,"owner":"Olga","action":"Call.","on_home":true}`
	var ids []int64
	for range 6 {
		ids = append(ids, s.saved("/api/v1/kpis", owner, text))
	}
	if code, details := failureOf(t, s.want(409, "POST", "/api/v1/kpis", owner, text)); code != "home-full" || len(details) != 6 {
		t.Errorf("got %s %+v", code, details)
	}
	s.want(201, "POST", "/api/v1/kpis", owner, strings.Replace(text, `"on_home"`, fmt.Sprintf(`"replaces":%d,"on_home"`, ids[2]), 1))
	if code, details := failureOf(t, s.want(400, "POST", "/api/v1/kpis", owner, strings.Replace(text, `"Olga"`, `""`, 1))); code != "kpi-invalid" || details[0].Pointer != "/owner" {
		t.Errorf("got %s %+v", code, details)
	}
	s.want(403, "POST", "/api/v1/kpis", s.token(access.RoleManager), text)
	s.want(204, "DELETE", fmt.Sprintf("/api/v1/kpis/%d", ids[0]), owner, "")
	s.want(200, "PUT", fmt.Sprintf("/api/v1/kpis/%d", ids[2]), owner, text)
	kpis := read[struct{ KPIs []board.KPI }](t, s.want(200, "GET", "/api/v1/kpis", s.token(access.RoleManager), "")).KPIs
	if len(kpis) != 6 || kpis[0].MayChange {
		t.Errorf("the manager sees %+v", kpis)
	}
}

func TestNamesAreTold(t *testing.T) {
	s := newSite(t, func(s *site) {
		s.config.Language = func(_ context.Context, store string) (string, error) { return "fr-" + store, nil }
	})
	const ask = `{"persons":["mailto:ada@example.org"],"activities":["http://example.org/a"],"verbs":["http://example.org/v"],"language":"de-CH"}`
	got := string(s.want(200, "POST", "/api/v1/names", s.token(access.RoleOwner), ask).body)
	want := `{"persons":{"mailto:ada@example.org":"ada@example.org de-CH fr-school"},` +
		`"activities":{"http://example.org/a":{"name":"a de-CH fr-school"}},"verbs":{"http://example.org/v":{"display":"v de-CH fr-school","class":"other"}}}`
	if strings.TrimSpace(got) != want {
		t.Errorf("got %s", got)
	}
	if got := string(s.want(200, "POST", "/api/v1/names", s.token(access.RoleAnalyst), ask).body); !strings.Contains(got, `"persons":{}`) {
		t.Errorf("the analyst is told %s", got)
	}
	many := `{"verbs":["v"` + strings.Repeat(`,"v"`, 1000) + `]}`
	if _, details := failureOf(t, s.want(400, "POST", "/api/v1/names", s.token(access.RoleOwner), many)); details[0].Pointer != "/verbs" {
		t.Errorf("got %+v", details)
	}
}

func TestServersWithoutBoardsSaySo(t *testing.T) {
	s := newSite(t, func(s *site) { s.config.Boards = nil })
	for _, path := range []string{"views", "dashboards", "kpis", "dashboards/1/embeds"} {
		s.want(404, "GET", "/api/v1/"+path, s.token(access.RoleOwner), "")
	}
	if r := s.do(http.MethodGet, "/api/v1/embed?x="+url.QueryEscape("1"), "lore-embed_a_b", ""); r.StatusCode != 404 {
		t.Errorf("got %d", r.StatusCode)
	}
}
