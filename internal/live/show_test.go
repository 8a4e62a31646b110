package live_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/live"
	"github.com/lore-lrs/lore/internal/lrs"
)

const (
	ana   = `"actor":{"name":"Ana","mbox":"mailto:ana@Example.org"}`
	ben   = `"actor":{"account":{"homePage":"https://lms.example.org","name":"ben"}}`
	pass  = `"verb":{"id":"http://adlnet.gov/expapi/verbs/passed","display":{"de":"bestand","en-GB":"passed"}}`
	fail  = `"verb":{"id":"http://adlnet.gov/expapi/verbs/failed"}`
	fire  = `"object":{"id":"https://example.org/fire","definition":{"name":{"en":"Fire safety","de":"Brandschutz"}}}`
	plain = `"object":{"id":"https://example.org/first-aid/"}`
)

func object(parts ...string) string { return "{" + strings.Join(parts, ",") + "}" }

func TestSentences(t *testing.T) {
	n := newNode(t, openEmbedded(t))
	for name, c := range map[string]struct {
		statement, language, want string
	}{
		"all that there is": {object(ana, pass, fire, `"result":{"score":{"scaled":0.92,"raw":46,"max":50}}`), "en", "Ana passed Fire safety, 92 %"},
		"another language":  {object(ana, pass, fire), "de-DE;q=0.3, de, en;q=0.5", "Ana bestand Brandschutz"},
		"names from ids":    {object(ben, fail, plain), "", "ben failed first-aid"},
		"a raw score":       {object(ana, fail, fire, `"result":{"score":{"raw":12.26,"max":50}}`), "en", "Ana failed Fire safety, 12.3 of 50"},
		"a score alone":     {object(ana, fail, fire, `"result":{"score":{"raw":-3}}`), "en", "Ana failed Fire safety, -3"},
		"an address":        {object(`"actor":{"mbox":"mailto:cleo@example.org"}`, pass, fire), "en", "cleo@example.org passed Fire safety"},
		"a group":           {object(`"actor":{"objectType":"Group","member":[{"mbox":"mailto:a@example.org"},{"mbox":"mailto:b@example.org"}]}`, pass, fire), "en", "a group of 2 passed Fire safety"},
		"somebody else":     {object(ana, `"verb":{"id":"https://example.org/verbs/met"}`, `"object":{"objectType":"Agent","name":"Ben","openid":"https://ben.example.org/"}`), "en", "Ana met Ben"},
		"a statement":       {object(ana, `"verb":{"id":"https://example.org/verbs/doubted"}`, `"object":{"objectType":"StatementRef","id":"11111111-1111-4111-8111-111111111111"}`), "en", "Ana doubted a statement"},
		"a plan":            {object(ana, `"verb":{"id":"https://example.org/verbs/planned"}`, `"object":{"objectType":"SubStatement",`+ana+`,`+pass+`,`+fire+`}`), "en", "Ana planned «passed Fire safety»"},
	} {
		t.Run(name, func(t *testing.T) {
			r := n.open("events=statement&language="+url.QueryEscape(c.language), "")
			n.putAndFollow(c.statement)
			if got := r.next().statement(t).Sentence; got != c.want {
				t.Errorf("the sentence is %q, want %q", got, c.want)
			}
			r.close()
		})
	}
}

func TestEventOfAStatement(t *testing.T) {
	n := newNode(t, openEmbedded(t), classes)
	n.access.Statements = true
	r := n.open("events=statement&json=true&language=en", "")
	ids := n.putAndFollow(strings.ReplaceAll(object(ana, pass, fire, `"timestamp":"2026-03-04T05:06:07.000Z"`), ",", ",\n"))
	e := r.next()
	s := e.statement(t)
	whole, _ := s.Statement.(map[string]any)
	if whole["id"] != ids[0] || s.ID != ids[0] || s.Stored != whole["stored"] || s.Timestamp != "2026-03-04T05:06:07.000Z" {
		t.Errorf("the event is %+v", s)
	}
	s.Statement, s.Stored = nil, ""
	want := statement{ID: ids[0], Source: "lms-key", Sentence: "Ana passed Fire safety", Timestamp: "2026-03-04T05:06:07.000Z"}
	want.Actor.Name, want.Actor.Identity = "Ana", "mailto:ana@example.org"
	want.Verb.ID, want.Verb.Display, want.Verb.Class = "http://adlnet.gov/expapi/verbs/passed", "passed", "pass"
	want.Object.ID, want.Object.Name = "https://example.org/fire", "Fire safety"
	if !reflect.DeepEqual(s, want) {
		t.Errorf("the event is\n%+v, want\n%+v", s, want)
	}
}

func classes(c *live.Config) {
	c.Class = func(_ lrs.StoreID, verb string) string {
		if strings.HasSuffix(verb, "passed") {
			return "pass"
		}
		return "other"
	}
}

func TestFilters(t *testing.T) {
	n := newNode(t, openEmbedded(t), classes)
	for name, c := range map[string]struct {
		query string
		want  []int
	}{
		"none":             {"", []int{0, 1, 2, 3}},
		"verb":             {"verb=http://adlnet.gov/expapi/verbs/passed", []int{0, 2}},
		"two verbs":        {"verb=http://adlnet.gov/expapi/verbs/passed&verb=http://adlnet.gov/expapi/verbs/failed", []int{0, 1, 2, 3}},
		"activity":         {"activity=https://example.org/fire", []int{0, 3}},
		"class":            {"class=other", []int{1, 3}},
		"source":           {"source=lms-key", []int{0, 1, 2, 3}},
		"another source":   {"source=app", nil},
		"actor as text":    {"actor=mailto:ana@EXAMPLE.org", []int{0, 1, 3}},
		"actor as JSON":    {"actor=" + url.QueryEscape(`{"account":{"homePage":"https://lms.example.org","name":"ben"}}`), []int{2}},
		"actor of a group": {"actor=mailto:dan@example.org", []int{3}},
		"all":              {"class=pass&activity=https://example.org/fire&actor=mailto:ana@example.org", []int{0}},
	} {
		t.Run(name, func(t *testing.T) {
			r := n.open("events=statement&"+c.query, "")
			ids := n.putAndFollow(
				object(ana, pass, fire),
				object(ana, fail, plain),
				object(ben, pass, plain),
				object(`"actor":{"objectType":"Group","member":[{"mbox":"mailto:ana@example.org"},{"mbox":"mailto:dan@example.org"}]}`, fail, fire),
			)
			last := n.putAndFollow(object(ana, pass, fire, `"context":{}`), object(ben, pass, plain), object(ben, fail, fire))
			var want []string
			for _, i := range c.want {
				want = append(want, ids[i])
			}
			r.expect(want...)
			_ = last
			r.close()
		})
	}
}

type summary struct {
	At          string  `json:"at"`
	CountedFrom string  `json:"counted_from"`
	PerSecond   []int64 `json:"per_second"`
	Active      int     `json:"active"`
	Verbs       struct {
		Top []struct {
			ID, Name string
			Count    int64
		}
		Other int64
	}
	Sources, Activities struct {
		Top []struct {
			ID, Name string
			Count    int64
		}
		Other int64
	}
	Stream struct {
		Statements, Sent int64
		Rejected         *int64
	}
}

func (r *reader) summary() (s summary) {
	r.t.Helper()
	e := r.nextOf("summary")
	if e.id != "" {
		r.t.Errorf("a summary has the id %s", e.id)
	}
	check(r.t, json.Unmarshal([]byte(e.data), &s, json.MatchCaseInsensitiveNames(true)))
	return s
}

func TestSummaries(t *testing.T) {
	c := &clock{}
	n := newNode(t, openEmbedded(t), func(config *live.Config) {
		config.Now = c.now
		*config = config.WithClock(fast, slow)
	})
	n.put(some(3)...) // what was stored before the stream began counts, too
	r := n.open("events=summary&language=en", "")
	for range 12 {
		n.putAndFollow(append(some(12)[11:], object(ana, pass, fire), object(ben, fail, fire))...)
	}
	var s summary
	eventually(t, "everything is counted", func() bool { s = r.summary(); return s.Stream.Statements == 36 })
	if s.Stream.Sent != 0 || s.Active != 6 || s.Stream.Rejected != nil {
		t.Errorf("the summary says %+v", s)
	}
	if v := s.Verbs.Top; len(v) != 2 || v[0].Count != 27 || v[0].Name != "passed" || v[1].ID != "http://adlnet.gov/expapi/verbs/failed" || v[1].Count != 12 {
		t.Errorf("the verbs are %+v", v)
	}
	if a := s.Activities; len(a.Top) != 5 || a.Top[0].ID != "https://example.org/fire" || a.Top[0].Name != "Fire safety" || a.Top[0].Count != 24 || a.Other != 0 {
		t.Errorf("the activities are %+v", a)
	}
	if len(s.Sources.Top) != 1 || s.Sources.Top[0].ID != "lms-key" || s.Sources.Top[0].Count != 39 {
		t.Errorf("the sources are %+v", s.Sources)
	}
	if len(s.PerSecond) != 60 {
		t.Errorf("there are %d counts of a second", len(s.PerSecond))
	}
	c.move(2e9)
	eventually(t, "the last seconds are shown", func() bool {
		total := int64(0)
		for _, count := range r.summary().PerSecond {
			total += count
		}
		return total == 39
	})
	n.putAndFollow(some(40)...)
	eventually(t, "only the top ten are listed", func() bool {
		a := r.summary().Activities
		return len(a.Top) == 10 && a.Top[0].Count == 24 && a.Other == 31
	})
	c.move(301e9)
	eventually(t, "everything is forgotten", func() bool {
		s := r.summary()
		return s.Active == 0 && len(s.Verbs.Top) == 0 && len(s.Activities.Top) == 0 && s.Stream.Statements == 76
	})
}

// Whoever may see some people sees and counts nobody else.
func TestScope(t *testing.T) {
	n := newNode(t, openEmbedded(t), func(config *live.Config) { *config = config.WithClock(fast, slow) })
	n.access.Everybody = false
	n.access.Persons = func(identity string) bool { return identity == "mailto:ana@example.org" }
	n.put(object(ana, pass, fire), object(ben, fail, plain))
	r := n.open("since=5m", "")
	group := `"actor":{"objectType":"Group","member":[{"mbox":"mailto:ana@example.org"},{"mbox":"mailto:dan@example.org"}]}`
	n.putAndFollow(object(ben, pass, fire), object(group, pass, fire), object(`"actor":{"objectType":"Group","member":[]`+`,"mbox":"mailto:g@example.org"}`, pass, fire), object(ana, fail, plain))
	for range 2 {
		if e := r.nextOf("statement").statement(t); e.Actor.Name != "Ana" {
			t.Errorf("a statement about %s was shown", e.Actor.Name)
		}
	}
	var s summary
	eventually(t, "they are counted", func() bool { s = r.summary(); return s.Stream.Statements == 1 })
	if s.Active != 1 || s.Stream.Sent != 2 || len(s.Verbs.Top) != 2 || s.Verbs.Top[0].Count != 1 {
		t.Errorf("the summary says %+v", s)
	}
	n.access.Persons = nil
	none := n.open("since=5m", "")
	if s := none.summary(); s.Active != 0 || s.Stream.Sent != 0 || len(s.Verbs.Top) != 0 {
		t.Errorf("who may see nobody is told %+v", s)
	}
}
