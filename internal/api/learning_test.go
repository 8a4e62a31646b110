package api_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
)

// What learners record is theirs, counts as asserted by themselves, and is stored
// once.
func TestLearnersRecordWhatTheyLearned(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		entry := func(n int, kind, more string) string {
			return fmt.Sprintf(`{"id":%q,"timestamp":%q,"title":"Go in practice","kind":%q%s}`, id(n), time.Now().UTC().Add(-time.Hour).Truncate(time.Hour).Format(time.RFC3339), kind, more)
		}
		var stored struct{ ID string }
		for range 2 {
			w.do(http.StatusOK, http.MethodPost, access.RoleLearner, "learning", entry(1, "course", `,"minutes":90,"note":"Worth it","url":"https://example.org/go"`), &stored)
		}
		w.do(http.StatusOK, http.MethodPost, access.RoleLearner, "learning", entry(2, "mentoring", ""), nil)
		w.do(http.StatusConflict, http.MethodPost, access.RoleLearner, "learning", entry(1, "book", ""), nil)
		w.store(statement(3, person("ben"), passed, fire, ""))
		w.do(http.StatusConflict, http.MethodPost, access.RoleLearner, "learning", entry(3, "book", ""), nil)
		w.settle()

		var c card
		w.ask(http.StatusOK, access.RoleOwner, "statements/"+id(1), &c)
		if stored.ID != id(1) || c.Line.Actor.Identity != "mailto:ann@example.org" || c.Line.Source != "mailto:ann@example.org" || c.Line.Verb.Class != "complete" ||
			c.Line.Object.ID != "https://example.org/go" || c.Line.Object.Name != "Go in practice" || c.Line.Object.Type != "http://adlnet.gov/expapi/activities/course" ||
			c.Line.Result["duration"] != "PT5400S" || c.Line.Result["response"] != "Worth it" || c.Line.Result["completion"] != true {
			t.Errorf("the course: %+v", c.Line)
		}
		w.ask(http.StatusOK, access.RoleOwner, "statements/"+id(2), &c)
		if c.Line.Object.ID != "urn:lore:learning:"+id(2) || c.Line.Verb.ID != "http://adlnet.gov/expapi/verbs/experienced" {
			t.Errorf("the mentoring: %+v", c.Line)
		}
		var p page
		w.ask(http.StatusOK, access.RoleLearner, "statements?"+q(`{"kind":"statements","filter":["is","self_asserted",[true]]}`), &p)
		if len(p.Statements) != 2 {
			t.Errorf("self-asserted: %+v", p)
		}
		for name, body := range map[string]string{
			"no id":          `{"timestamp":"2026-01-01T00:00:00Z","title":"x","kind":"book"}`,
			"the future":     fmt.Sprintf(`{"id":%q,"timestamp":%q,"title":"x","kind":"book"}`, id(4), time.Now().Add(time.Hour).UTC().Format(time.RFC3339)),
			"long ago":       fmt.Sprintf(`{"id":%q,"timestamp":"1990-01-01T00:00:00Z","title":"x","kind":"book"}`, id(4)),
			"no title":       entry(4, "book", `,"title":""`),
			"unknown kind":   entry(4, "sleep", ""),
			"a bad address":  entry(4, "book", `,"url":"javascript:alert(1)"`),
			"negative time":  entry(4, "book", `,"minutes":-5`),
			"an unknown key": entry(4, "book", `,"actor":{}`),
		} {
			if r := w.send(http.MethodPost, "/api/v1/learning", body, "Authorization", "Bearer "+w.as(access.RoleLearner)); r.StatusCode != http.StatusBadRequest {
				t.Errorf("%s: %d %s", name, r.StatusCode, r.body)
			}
		}
		w.do(http.StatusForbidden, http.MethodPost, access.RoleOwner, "learning", entry(5, "book", ""), nil)
	})
}
