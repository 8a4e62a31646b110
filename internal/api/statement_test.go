package api_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/lore-lrs/lore/internal/access"
)

const (
	passed  = `{"id":"http://adlnet.gov/expapi/verbs/passed","display":{"en":"passed","de":"bestand"}}`
	fire    = `{"id":"https://example.org/fire","definition":{"name":{"en":"Fire safety","de":"Brandschutz"},"type":"http://adlnet.gov/expapi/activities/assessment"}}`
	voided  = `{"id":"http://adlnet.gov/expapi/verbs/voided"}`
	mention = `{"id":"http://adlnet.gov/expapi/verbs/commented","display":{"en":"commented on"}}`
)

// id is the n-th id of a test.
func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func person(name string) string {
	return fmt.Sprintf(`{"name":%q,"mbox":"mailto:%s@example.org"}`, strings.ToUpper(name[:1])+name[1:], name)
}

func statement(n int, actor, verb, object, more string) string {
	return fmt.Sprintf(`{"id":%q,"actor":%s,"verb":%s,"object":%s%s}`, id(n), actor, verb, object, more)
}

func reference(n int) string { return fmt.Sprintf(`{"objectType":"StatementRef","id":%q}`, id(n)) }

type line struct {
	ID, Stored, Timestamp, Sentence, Source string
	Actor                                   struct{ Name, Identity string }
	Verb                                    struct{ ID, Display, Class string }
	Object                                  struct{ ID, Name, Type string }
	Voided                                  bool
	Result                                  map[string]any
	Context                                 map[string]string
	Attachments                             int
}

type page struct {
	Statements []line
	Next       string
}

// pages asks for all pages of a query, without its closing brace, and returns the
// ids.
func (w *world) pages(role access.Role, query string) (ids []string) {
	w.t.Helper()
	cursor := ""
	for {
		text := query + `,"limit":7}`
		if cursor != "" {
			text = query + `,"limit":7,"cursor":"` + cursor + `"}`
		}
		var p page
		w.ask(http.StatusOK, role, "statements?"+q(text), &p)
		for _, l := range p.Statements {
			ids = append(ids, l.ID)
		}
		if cursor = p.Next; cursor == "" {
			return ids
		}
	}
}

// exported returns the ids of an export of a query, in each format.
func (w *world) exported(query string) map[string][]string {
	w.t.Helper()
	all := make(map[string][]string)
	for _, format := range []string{"csv", "ndjson", "parquet"} {
		r := w.ask(http.StatusOK, access.RoleOwner, "export/statements?format="+format+"&"+q(query), nil)
		var ids []string
		switch format {
		case "csv":
			rows, err := csv.NewReader(strings.NewReader(string(r.body))).ReadAll()
			if err != nil {
				w.t.Fatal(err)
			}
			for _, row := range rows[1:] {
				ids = append(ids, row[0])
			}
		case "ndjson":
			for text := range strings.Lines(string(r.body)) {
				var row struct{ ID string }
				if err := json.Unmarshal([]byte(text), &row); err != nil {
					w.t.Fatal(err)
				}
				ids = append(ids, row.ID)
			}
		default:
			rows, err := parquet.Read[struct {
				ID string `parquet:"id"`
			}](strings.NewReader(string(r.body)), int64(len(r.body)))
			if err != nil {
				w.t.Fatal(err)
			}
			for _, row := range rows {
				ids = append(ids, row.ID)
			}
		}
		all[format] = ids
	}
	return all
}

// Every statement of a query comes once, in its order, over all pages and in each
// format of an export; voided ones are left out.
func TestPagesAndExportsHaveTheSameStatements(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		var all []string
		for n := range 60 {
			actor := person([]string{"ann", "ben", "cay"}[n%3])
			if n%10 == 4 {
				actor = `{"objectType":"Group","member":[` + person("ann") + "," + person("ben") + "," + person("cay") + `]}`
			}
			// Many share a timestamp, and it goes another way than the times of storage.
			at := time.Now().UTC().Add(-time.Duration(n%5) * time.Hour).Truncate(time.Hour)
			all = append(all, statement(n, actor, passed, fire, `,"timestamp":"`+at.Format(time.RFC3339)+`"`))
		}
		w.store(all...)
		w.store(statement(100, person("cay"), voided, reference(3), ""), statement(101, person("cay"), mention, reference(4), ""))
		for _, query := range []string{
			`{"kind":"statements"`,
			`{"kind":"statements","order":[["stored","asc"]]`,
			`{"kind":"statements","order":[["stored","desc"]]`,
			`{"kind":"statements","order":[["timestamp","asc"]],"filter":["is","person",["mailto:ben@example.org"]]`,
			`{"kind":"statements","time":{"range":"today"}`,
		} {
			ids := w.pages(access.RoleOwner, query)
			unique := slices.Clone(ids)
			slices.Sort(unique)
			if unique = slices.Compact(unique); len(unique) != len(ids) || slices.Contains(ids, id(3)) {
				t.Errorf("%s: %d ids, %d of them different; the voided one there: %t", query, len(ids), len(unique), slices.Contains(ids, id(3)))
			}
			for format, exported := range w.exported(query + "}") {
				if !slices.Equal(exported, ids) {
					t.Errorf("%s: the export as %s has\n%v, the pages\n%v", query, format, exported, ids)
				}
			}
			if strings.Contains(query, "stored") {
				if want := slices.IsSortedFunc(ids, func(a, b string) int { return strings.Compare(a, b) }); want != strings.Contains(query, "asc") || len(ids) != 59 {
					t.Errorf("%s: %d statements, ascending: %t", query, len(ids), want)
				}
			}
		}
		if got := w.exported(`{"kind":"statements","limit":5}`)["csv"]; len(got) != 59 {
			t.Errorf("an export of a query has %d rows, whatever page the query wants: want 59", len(got))
		}
		r := w.ask(http.StatusOK, access.RoleOwner, "export/statements?format=ndjson&limit=9&"+q(`{"kind":"statements"}`), nil)
		if n := strings.Count(string(r.body), "\n"); n != 9 {
			t.Errorf("at most 9 rows: %d came", n)
		}
		w.ask(http.StatusBadRequest, access.RoleOwner, "export/statements?format=csv&"+q(`{"kind":"table","metrics":["people"]}`), nil)
		w.ask(http.StatusBadRequest, access.RoleOwner, "export/statements?format=csv&since=2026-01-01&"+q(`{"kind":"statements"}`), nil)
		if ann := w.pages(access.RoleManager, `{"kind":"statements"`); len(ann) != 23 {
			t.Errorf("the manager of ann sees %d statements, want 23", len(ann))
		}
	})
}

// A line says what happened, in the language that is wanted, with the names that
// the store knows.
func TestLinesAreReadable(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.store(statement(1, person("ann"), passed, fire, `,"timestamp":"2026-01-02T03:04:05Z",
			"result":{"score":{"scaled":0.92},"success":true,"completion":true,"duration":"PT5M","response":"half \ud800 a pair"},
			"context":{"platform":"Moodle","registration":"11111111-2222-4333-8444-555555555555","contextActivities":{
				"grouping":[{"id":"https://example.org/course","definition":{"type":"http://adlnet.gov/expapi/activities/course"}}]}}`))
		w.store(statement(2, person("ben"), `{"id":"http://adlnet.gov/expapi/verbs/passed"}`, `{"id":"https://example.org/fire"}`, `,"timestamp":"2026-01-01T00:00:00Z"`))
		var p page
		w.ask(http.StatusOK, access.RoleOwner, "statements?language=de&"+q(`{"kind":"statements"}`), &p)
		if len(p.Statements) != 2 {
			t.Fatalf("%+v", p)
		}
		first, second := p.Statements[0], p.Statements[1]
		if first.Sentence != "Ann bestand Brandschutz, 92 %" || second.Sentence != "Ben bestand Brandschutz" ||
			second.Object.Type != "http://adlnet.gov/expapi/activities/assessment" || first.Verb.Class != "pass" ||
			first.Source != w.app.DemoKey().Key || first.Actor.Identity != "mailto:ann@example.org" || first.Timestamp != "2026-01-02T03:04:05.000Z" {
			t.Errorf("lines %+v", p.Statements)
		}
		if want := map[string]string{"platform": "Moodle", "registration": "11111111-2222-4333-8444-555555555555", "course": "https://example.org/course"}; !reflect.DeepEqual(first.Context, want) {
			t.Errorf("context %v, want %v", first.Context, want)
		}
		if first.Result["duration"] != "PT5M" || first.Result["success"] != true || first.Result["score"].(map[string]any)["scaled"] != 0.92 {
			t.Errorf("result %v", first.Result)
		}
		w.ask(http.StatusOK, access.RoleOwner, "statements?"+q(`{"kind":"statements"}`), &p, "Accept-Language", "en")
		if p.Statements[0].Sentence != "Ann passed Fire safety, 92 %" {
			t.Errorf("in English: %s", p.Statements[0].Sentence)
		}
		w.ask(http.StatusBadRequest, access.RoleOwner, "statements", nil)
		w.ask(http.StatusBadRequest, access.RoleOwner, "statements?"+q(`{"kind":"statements","limit":1001}`), nil)
		w.ask(http.StatusBadRequest, access.RoleOwner, "statements?"+q(`{"kind":"table","metrics":["people"]}`), nil)
		w.ask(http.StatusForbidden, access.RoleAnalyst, "statements?"+q(`{"kind":"statements"}`), nil)
	})
}

type card struct {
	Statement   map[string]any
	Line        line
	VoidedBy    string `json:"voided_by"`
	Voids       string
	RefersTo    string   `json:"refers_to"`
	ReferredBy  []string `json:"referred_by"`
	Attachments []struct {
		Display, ContentType, SHA2 string
		Here                       bool
	}
}

// Voiding and references are followed both ways, and readers of some people learn
// nothing of others.
func TestCardsFollowReferencesBothWays(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		w.store(statement(1, person("ann"), passed, fire, ""), statement(2, person("ben"), passed, fire, ""))
		w.store(statement(3, person("ben"), voided, reference(1), ""), statement(4, person("ann"), mention, reference(1), ""), statement(5, person("ben"), mention, reference(1), ""))
		look := func(role access.Role, n int) (c card) {
			t.Helper()
			w.ask(http.StatusOK, role, "statements/"+id(n), &c)
			return c
		}
		c := look(access.RoleOwner, 1)
		if !c.Line.Voided || c.VoidedBy != id(3) || !slices.Equal(c.ReferredBy, []string{id(4), id(5)}) || c.Statement["id"] != id(1) {
			t.Errorf("the voided one: %+v", c)
		}
		if c := look(access.RoleOwner, 3); c.Voids != id(1) || c.RefersTo != "" || c.Line.Voided {
			t.Errorf("the voiding one: %+v", c)
		}
		if c := look(access.RoleOwner, 4); c.RefersTo != id(1) || c.Voids != "" || len(c.ReferredBy) != 0 {
			t.Errorf("the comment: %+v", c)
		}
		// Ben's statements are not there for the manager of ann, as links neither.
		c = look(access.RoleManager, 1)
		if c.Statement != nil || !c.Line.Voided || c.VoidedBy != "" || !slices.Equal(c.ReferredBy, []string{id(4)}) {
			t.Errorf("for the manager: %+v", c)
		}
		hidden := w.ask(http.StatusNotFound, access.RoleManager, "statements/"+id(2), nil)
		unknown := w.ask(http.StatusNotFound, access.RoleManager, "statements/"+id(99), nil)
		if normal(hidden.body) != normal(unknown.body) {
			t.Errorf("hidden and unknown differ:\n%s\n%s", hidden.body, unknown.body)
		}
		w.ask(http.StatusNotFound, access.RoleOwner, "statements/no-id", nil)
	})
}

// normal leaves out of a problem what is of the one request.
func normal(body []byte) string {
	var p map[string]any
	if json.Unmarshal(body, &p) != nil {
		return string(body)
	}
	for _, key := range []string{"request_id", "instance"} {
		delete(p, key)
	}
	text, _ := json.Marshal(p)
	return strings.NewReplacer(id(2), "ID", id(99), "ID").Replace(string(text))
}
