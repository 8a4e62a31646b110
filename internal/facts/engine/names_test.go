package engine_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

// named is an engine over a store that was sent the statements.
func named(t testing.TB, s lrs.Statements, inForce *meaning.Meaning, statements []string) *engine.Engine {
	t.Helper()
	for batch := range slices.Chunk(statements, 500) {
		var records []lrs.Record
		for _, text := range batch {
			record, err := storetest.MakeRecord([]byte(text), storetest.Origin{
				Version: xapi.Version2, Authority: []byte(`{"objectType":"Agent","account":{"homePage":"https://lms.example.org","name":"key"}}`), Define: true,
			})
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, record)
		}
		if err := s.Append(t.Context(), corpusStore, records); err != nil {
			t.Fatal(err)
		}
	}
	p, err := facts.Open(facts.Config{Dir: t.TempDir(), Statements: s, Promoted: func(context.Context, lrs.StoreID) ([]string, error) { return nil, nil }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	var through int64
	err = s.Scan(t.Context(), corpusStore, lrs.Position{}, func(stored lrs.Stored) error {
		through = stored.Stored + 1
		return p.Follow(t.Context(), corpusStore, []lrs.Stored{stored}, through)
	})
	if err != nil {
		t.Fatal(err)
	}
	return engine.New(engine.Config{
		Snapshot: func(_ context.Context, store lrs.StoreID) (*column.Snapshot, int64, error) {
			snapshot, err := p.Snapshot(store)
			return snapshot, through, err
		},
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
		Log:     s,
	})
}

func said(n int, actor, verb, object string) string {
	return fmt.Sprintf(`{"id":"00000000-0000-4000-8000-%012d","actor":%s,"verb":%s,"object":%s,"timestamp":"2026-10-01T00:00:00Z"}`, n, actor, verb, object)
}

func TestNamesOfPeopleAreForThoseWhoMaySeeThem(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		const verb, object = `{"id":"http://example.org/v"}`, `{"id":"http://example.org/a"}`
		inForce := &meaning.Meaning{Persons: map[string]string{"mailto:ada@home.example": "mailto:ada@example.org"}}
		e := named(t, s, inForce, []string{
			said(1, `{"mbox":"mailto:ada@example.org","name":"A. Lovelace"}`, verb, object),
			said(2, `{"mbox":"mailto:ada@example.org","name":"Ada Lovelace"}`, verb, object),
			said(3, `{"mbox":"mailto:ada@home.example","name":"ada"}`, verb, object),
			said(4, `{"mbox":"mailto:bob@example.org","name":"Bob"}`, verb, object),
			said(5, `{"mbox":"mailto:cy@example.org"}`, verb, object),
		})
		ask := engine.NameQuery{Persons: []string{
			"mailto:ada@example.org", "mailto:ada@home.example", "mailto:bob@example.org", "mailto:cy@example.org", "mailto:nobody@example.org",
			"person:abcdefg", "", "no identity",
		}}
		ada := map[string]string{"mailto:ada@example.org": "Ada Lovelace", "mailto:ada@home.example": "ada"}
		everybody := maps.Clone(ada)
		everybody["mailto:bob@example.org"] = "Bob"
		for name, c := range map[string]struct {
			scope engine.Scope
			want  map[string]string
		}{
			"everybody":     {engine.Scope{Store: corpusStore, SeesPeople: true}, everybody},
			"one person":    {engine.Scope{Store: corpusStore, SeesPeople: true, Persons: []string{"mailto:ada@home.example"}}, ada},
			"nobody":        {engine.Scope{Store: corpusStore, SeesPeople: true, Persons: []string{"mailto:nobody@example.org"}}, map[string]string{}},
			"no people":     {engine.Scope{Store: corpusStore, MinGroup: 5, Pseudonym: pseudonym}, map[string]string{}},
			"another store": {engine.Scope{Store: 7, SeesPeople: true, Persons: []string{"mailto:ada@example.org"}}, map[string]string{}},
		} {
			names, err := e.Names(t.Context(), c.scope, ask)
			if err != nil {
				t.Fatal(err)
			}
			if difference := cmp.Diff(c.want, names.Persons); difference != "" {
				t.Errorf("%s (-want +got):\n%s", name, difference)
			}
		}
	})
}

func TestNamesComeInTheLanguageWanted(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		const ada = `{"mbox":"mailto:ada@example.org"}`
		inForce := &meaning.Meaning{Verbs: map[string]meaning.Class{"http://example.org/passed": meaning.Pass, "http://example.org/bare": meaning.Fail}}
		activity := func(id, name, more string) string {
			return `{"id":"http://example.org/` + id + `","definition":{"name":` + name + more + `}}`
		}
		e := named(t, s, inForce, []string{
			said(1, ada, `{"id":"http://example.org/passed","display":{"en-US":"passed","de":"bestand"}}`,
				activity("fire", `{"de":"Brand","de-CH":"Brand (Schweiz)","en-GB":"Fire","fr":"Feu"}`, `,"type":"http://example.org/types/course","description":{"en":"Hot."}`)),
			said(2, ada, `{"id":"http://example.org/bare"}`, activity("und", `{"und":"42","fr":"quarante-deux"}`, "")),
			said(3, ada, `{"id":"http://example.org/unknown"}`, activity("first", `{"sv":"Svenska","it":"Italiano","ja":" "}`, "")),
			said(4, ada, `{"id":"http://example.org/unknown"}`, activity("austria", `{"de-AT":"Jänner","en":"January"}`, "")),
			said(5, ada, `{"id":"http://example.org/unknown"}`, `{"id":"http://example.org/nameless"}`),
		})
		scope := engine.Scope{Store: corpusStore, MinGroup: 5, Pseudonym: pseudonym}
		for _, c := range []struct {
			languages                      []string
			fire, und, first, austria, say string
		}{
			{nil, "Fire", "42", "Italiano", "January", "passed"},
			{[]string{"de-CH"}, "Brand (Schweiz)", "42", "Italiano", "Jänner", "bestand"},
			{[]string{"DE"}, "Brand", "42", "Italiano", "Jänner", "bestand"},
			{[]string{"de-CH-1996", "fr"}, "Brand (Schweiz)", "quarante-deux", "Italiano", "Jänner", "bestand"},
			{[]string{"sv-FI", "fr"}, "Feu", "quarante-deux", "Svenska", "January", "passed"},
			{[]string{"en-US", "de"}, "Fire", "42", "Italiano", "January", "passed"},
			{[]string{"-", "", "--x"}, "Fire", "42", "Italiano", "January", "passed"},
		} {
			ids := []string{"fire", "und", "first", "austria", "nameless", "unheard-of"}
			for i := range ids {
				ids[i] = "http://example.org/" + ids[i]
			}
			names, err := e.Names(t.Context(), scope, engine.NameQuery{
				Activities: ids, Verbs: []string{"http://example.org/passed", "http://example.org/bare", "http://example.org/unknown"}, Languages: c.languages,
			})
			if err != nil {
				t.Fatal(err)
			}
			want := engine.Names{
				Persons: map[string]string{},
				Activities: map[string]engine.ActivityName{
					ids[0]: {Name: c.fire, Type: "http://example.org/types/course", Description: "Hot."},
					ids[1]: {Name: c.und}, ids[2]: {Name: c.first}, ids[3]: {Name: c.austria},
				},
				Verbs: map[string]engine.VerbName{"http://example.org/passed": {Display: c.say, Class: "pass"}, "http://example.org/bare": {Class: "fail"}},
			}
			if difference := cmp.Diff(want, names); difference != "" {
				t.Errorf("%q (-want +got):\n%s", c.languages, difference)
			}
		}
	})
}

// BenchmarkNames tells a thousand names of each kind, on each store: at most 20 ms.
func BenchmarkNames(b *testing.B) {
	ask := engine.NameQuery{Languages: []string{"de-CH", "fr"}}
	var statements []string
	for i := range 1000 {
		person, verb, activity := fmt.Sprintf("mailto:p%d@example.org", i), fmt.Sprintf("http://example.org/verbs/%d", i), fmt.Sprintf("http://example.org/activities/%d", i)
		ask.Persons, ask.Verbs, ask.Activities = append(ask.Persons, person), append(ask.Verbs, verb), append(ask.Activities, activity)
		statements = append(statements, said(i, `{"mbox":"`+person+`","name":"Somebody"}`, `{"id":"`+verb+`","display":{"en":"did","de":"tat"}}`,
			`{"id":"`+activity+`","definition":{"name":{"en":"Fire safety","de":"Brandschutz","fr":"Incendie"},"description":{"en":"What to do when it burns."},"type":"http://example.org/t"}}`))
	}
	for name, open := range map[string]func() lrs.Statements{
		"embedded": func() lrs.Statements { return lrstest.Embedded(b, b.TempDir()) },
		"postgres": func() lrs.Statements {
			s, _ := lrstest.Postgres(b, pgtest.Shared(b).Database(b))
			return s
		},
	} {
		b.Run(name, func(b *testing.B) {
			e := named(b, open(), &meaning.Meaning{Verbs: meaning.Seeds()}, statements)
			b.ReportAllocs()
			for b.Loop() {
				names, err := e.Names(b.Context(), engine.Scope{Store: corpusStore, SeesPeople: true}, ask)
				if err != nil || len(names.Persons) != 1000 || len(names.Activities) != 1000 || len(names.Verbs) != 1000 {
					b.Fatalf("%v: %d people, %d activities, %d verbs", err, len(names.Persons), len(names.Activities), len(names.Verbs))
				}
			}
		})
	}
}

// What one client called an activity must not keep the names of all others away: half
// a surrogate pair, and a key that is there twice, are no faults in a statement.
func TestNamesOutliveTextsThatAreHardToRead(t *testing.T) {
	lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
		e := named(t, s, &meaning.Meaning{}, []string{
			said(1, `{"mbox":"mailto:ada@example.org","name":"A \ud800"}`, `{"id":"http://example.org/v","display":{"en":"did \ud800"}}`,
				`{"id":"http://example.org/a","definition":{"name":{"en":"half \ud800"},"description":{"en":"\udc00 more"}}}`),
			said(2, `{"mbox":"mailto:ada@example.org"}`, `{"id":"http://example.org/w"}`, `{"id":"http://example.org/b","definition":{"name":{"en":"Fire"}}}`),
		})
		scope := engine.Scope{Store: corpusStore, SeesPeople: true, MinGroup: 1}
		got, err := e.Names(t.Context(), scope, engine.NameQuery{
			Persons: []string{"mailto:ada@example.org"}, Activities: []string{"http://example.org/a", "http://example.org/b"}, Verbs: []string{"http://example.org/v"},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{got.Persons["mailto:ada@example.org"], got.Activities["http://example.org/a"].Name, got.Verbs["http://example.org/v"].Display} {
			if text == "" || !utf8.ValidString(text) {
				t.Errorf("%q is among the names", text)
			}
		}
		if got.Activities["http://example.org/b"].Name != "Fire" {
			t.Errorf("got %+v", got)
		}
	})
}
