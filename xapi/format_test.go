package xapi

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseFormat(t *testing.T) {
	for text, want := range map[string]Format{"exact": Exact, "ids": IDs, "canonical": Canonical} {
		if got, ok := ParseFormat(text); !ok || got != want {
			t.Errorf("%q is format %v, %v; want %v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "IDs", "id", "Exact", "exact "} {
		if _, ok := ParseFormat(text); ok {
			t.Errorf("%q is taken for a format", text)
		}
	}
}

func TestIDs(t *testing.T) {
	const (
		full       = `{"objectType":"Agent","name":"Ann","mbox":"mailto:ann@example.com"}`
		short      = `{"mbox":"mailto:ann@example.com"}`
		account    = `{"account": {"name": "n", "homePage": "http://h"}}`
		identified = `{"name":"G","member":[` + full + `],"openid":"http://g","objectType":"Group"}`
		anonymous  = `{"objectType":"Group","name":"G","member":[` + full + `,` + account + `]}`
		activity   = `{"objectType":"Activity","definition":{"name":{"en":"A"}},"id":"http://a"}`
		rest       = `"verb":{"id":"http://v"},"object":{"id":"http://a"}`
	)
	for _, row := range []struct{ name, stored, want string }{
		{"agent", `{"actor":` + full + `,` + rest + `}`, `{"actor":` + short + `,` + rest + `}`},
		{"agent with an account", `{"actor":{"name":"Ann","account": {"name": "n", "homePage": "http://h"}}}`, `{"actor":{"account":{"homePage":"http://h","name":"n"}}}`},
		{"identified group", `{"actor":` + identified + `}`, `{"actor":{"objectType":"Group","openid":"http://g"}}`},
		{"anonymous group", `{"actor":` + anonymous + `}`, `{"actor":{"objectType":"Group","member":[` + short + `,` + account + `]}}`},
		{"authority", `{"authority":` + full + `}`, `{"authority":` + short + `}`},
		{"verb", `{"verb":{"display":{"en":"did"},"id":"http://v"}}`, `{"verb":{"id":"http://v"}}`},
		{"activity", `{"object":` + activity + `}`, `{"object":{"id":"http://a"}}`},
		{"object agent", `{"object":` + full + `}`, `{"object":{"objectType":"Agent","mbox":"mailto:ann@example.com"}}`},
		{"object group", `{"object":` + identified + `}`, `{"object":{"objectType":"Group","openid":"http://g"}}`},
		{"reference", `{"object":{"objectType":"StatementRef","id":` + aUUID + `}}`, `{"object":{"objectType":"StatementRef","id":` + aUUID + `}}`},
		{
			"substatement",
			`{"object":{"objectType":"SubStatement","actor":` + full + `,"verb":{"id":"http://v","display":{}},"object":` + activity + `,"context":{"team":` + identified + `}}}`,
			`{"object":{"objectType":"SubStatement","actor":` + short + `,"verb":{"id":"http://v"},"object":{"id":"http://a"},"context":{"team":{"objectType":"Group","openid":"http://g"}}}}`,
		},
		{
			"context",
			`{"context":{"instructor":` + full + `,"team":` + anonymous + `,"contextActivities":{"parent":[` + activity + `,` + activity + `],"other":[]},"platform":"p","extensions":{"http://x":` + activity + `}}}`,
			`{"context":{"instructor":` + short + `,"team":{"objectType":"Group","member":[` + short + `,` + account + `]},"contextActivities":{"parent":[{"id":"http://a"},{"id":"http://a"}],"other":[]},"platform":"p","extensions":{"http://x":` + activity + `}}}`,
		},
		{
			"context agents and groups", // V2-12
			`{"context":{"contextAgents":[{"objectType":"contextAgent","agent":` + full + `,"relevantTypes":["http://t"]}],"contextGroups":[{"group":` + identified + `,"objectType":"contextGroup"}]}}`,
			`{"context":{"contextAgents":[{"objectType":"contextAgent","agent":` + short + `,"relevantTypes":["http://t"]}],"contextGroups":[{"group":{"objectType":"Group","openid":"http://g"},"objectType":"contextGroup"}]}}`,
		},
		{
			"the rest",
			`{"id":` + aUUID + `,"result":{"score":{"raw":1.50},"extensions":{"http://x":null}},"attachments":[{"display":{"en":"a"}}],"timestamp":"2015-01-01T00:00:00.000Z"}`,
			`{"id":` + aUUID + `,"result":{"score":{"raw":1.50},"extensions":{"http://x":null}},"attachments":[{"display":{"en":"a"}}],"timestamp":"2015-01-01T00:00:00.000Z"}`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := AppendIDs([]byte("x"), []byte(row.stored))
			if got[0] != 'x' {
				t.Errorf("what was there is overwritten: %s", got)
			}
			sameJSON(t, row.want, got[1:])
		})
	}
}

func sameJSON(t rapid.TB, want string, got []byte) {
	t.Helper()
	var wanted, gotten any
	decode(t, want, &wanted)
	decode(t, string(got), &gotten)
	if diff := cmp.Diff(wanted, gotten); diff != "" {
		t.Errorf("%s\n(-want +got):\n%s", got, diff)
	}
}

func TestCanonical(t *testing.T) {
	described := map[Key]string{
		VerbKey("http://v"):      `{"de":"tat","en-US":"did"}`,
		VerbKey("http://empty"):  `{}`,
		ActivityKey("http://a"):  `{"name":{"en-US":"A","fr":"à"},"description":{"fr":"d"},"type":"http://t","moreInfo":"http://m","extensions":{"http://x":{"en":1,"de":2}}}`,
		ActivityKey("http://\n"): `{}`,
		ActivityKey("http://q"):  `{"interactionType":"matching","correctResponsesPattern":["a[.]b"],"source":[{"id":"a","description":{"en":"x","de":"y"}},{"id":"c"}],"target":[{"description":{"fr":"z"},"id":"b"}],"choices":[],"scale":[{"id":"s","description":{"en":"1","fr":"2"}}],"steps":[{"id":"s","description":{}}]}`,
	}
	describe := func(kind DescriptionKind, key Key) []byte {
		if text, ok := described[key]; ok {
			return []byte(text)
		}
		return nil
	}
	const (
		a = `{"id":"http://a","objectType":"Activity","definition":{"name":{"en-US":"A"},"type":"http://t","moreInfo":"http://m","description":{"fr":"d"},"extensions":{"http://x":{"en":1,"de":2}}}}`
		v = `{"id":"http://v","display":{"en-US":"did"}}`
	)
	for _, row := range []struct{ name, stored, want string }{
		// FM-03, FM-04, FM-07.
		{"verb", `{"verb":{"id":"http://v"}}`, `{"verb":` + v + `}`},
		{"verb with a display of its own", `{"verb":{"display":{"es":"hizo"},"id":"http:\/\/v"}}`, `{"verb":` + v + `}`},
		{"verb that nobody described", `{"verb":{"id":"http://w","display":{"en":"w"}}}`, `{"verb":{"id":"http://w"}}`},
		{"verb without languages", `{"verb":{"id":"http://empty"}}`, `{"verb":{"id":"http://empty","display":{}}}`},
		{"activity", `{"object":{"objectType":"Activity","id":"http://a","definition":{"name":{"es":"own"}}}}`, `{"object":` + a + `}`},
		{"activity that nobody defined", `{"object":{"id":"http://b","objectType":"Activity"}}`, `{"object":{"id":"http://b","objectType":"Activity"}}`},
		{"activity without objectType", `{"object":{"id":"http://b","definition":{}}}`, `{"object":{"id":"http://b"}}`},
		{
			"interaction", `{"object":{"id":"http://q"}}`,
			`{"object":{"id":"http://q","definition":{"interactionType":"matching","correctResponsesPattern":["a[.]b"],"source":[{"id":"a","description":{"en":"x"}},{"id":"c"}],"target":[{"description":{"fr":"z"},"id":"b"}],"choices":[],"scale":[{"id":"s","description":{"en":"1"}}],"steps":[{"id":"s","description":{}}]}}}`,
		},
		{
			"context activities", `{"context":{"contextActivities":{"parent":[{"id":"http://a","objectType":"Activity"},{"id":"http://b"}]}}}`,
			`{"context":{"contextActivities":{"parent":[` + a + `,{"id":"http://b"}]}}}`,
		},
		{
			"substatement",
			`{"object":{"objectType":"SubStatement","actor":` + anAgent + `,"verb":{"id":"http://v"},"object":{"id":"http://a","objectType":"Activity"},"context":{"contextActivities":{"other":[{"id":"http://b"}]}}}}`,
			`{"object":{"objectType":"SubStatement","actor":` + anAgent + `,"verb":` + v + `,"object":` + a + `,"context":{"contextActivities":{"other":[{"id":"http://b"}]}}}}`,
		},
		{
			"agents and the rest",
			`{"actor":{"objectType":"Agent","name":"Ann","mbox":"mailto:ann@example.com"},"object":{"objectType":"Group","name":"G","member":[]},"authority":` + anAgent + `,"context":{"contextAgents":[{"agent":{"name":"A"}}]},"attachments":[{"display":{"en":"a","de":"b"}}],"result":{"extensions":{"http://a":{"id":"http://a"}}}}`,
			`{"actor":{"objectType":"Agent","name":"Ann","mbox":"mailto:ann@example.com"},"object":{"objectType":"Group","name":"G","member":[]},"authority":` + anAgent + `,"context":{"contextAgents":[{"agent":{"name":"A"}}]},"attachments":[{"display":{"en":"a","de":"b"}}],"result":{"extensions":{"http://a":{"id":"http://a"}}}}`,
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			sameJSON(t, row.want, AppendCanonical(nil, []byte(row.stored), describe, ParseLanguageRanges("en-GB, en;q=0.8", "")))
		})
	}
}

func TestLanguageIsChosenForEachMap(t *testing.T) {
	describe := func(DescriptionKind, Key) []byte {
		return []byte(`{"name":{"de":"d","en":"e"},"description":{"en":"e","fr":"f"}}`)
	}
	stored := []byte(`{"object":{"id":"http://a"}}`)
	for header, want := range map[string]string{
		"fr, de":         `{"name":{"de":"d"},"description":{"fr":"f"}}`,
		"de;q=0.5, fr":   `{"name":{"de":"d"},"description":{"fr":"f"}}`,
		"en":             `{"name":{"en":"e"},"description":{"en":"e"}}`,
		"de, en;q=0, it": `{"name":{"de":"d"},"description":{"fr":"f"}}`,
		"":               `{"name":{"de":"d"},"description":{"en":"e"}}`,
	} {
		got := AppendCanonical(nil, stored, describe, ParseLanguageRanges(header, ""))
		sameJSON(t, `{"object":{"id":"http://a","definition":`+want+`}}`, got)
	}
}

func TestFormatsOfAnyStatement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawStatement(t, Version2)
		statements, _, err := Parse([]byte(text), Version2, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		stored := store(&statements[0], Assigned{ID: NewUUID(), Authority: []byte(anAgent), Version: Version2})
		ids := AppendIDs(nil, stored)
		shortened, err := ParseStored(ids)
		if err != nil {
			t.Fatalf("not a statement: %v\n%s", err, ids)
		}
		whole, err := ParseStored(stored)
		if err != nil {
			t.Fatal(err)
		}
		// The members of identified groups are gone, all else is found as before.
		for _, entry := range shortened.Index {
			if !slices.ContainsFunc(whole.Index, func(e IndexEntry) bool { return e.Key == entry.Key }) {
				t.Fatalf("%v is new in %s\nof %s", entry, ids, stored)
			}
		}
		if len(shortened.Descriptions) > 0 {
			t.Fatalf("the format ids describes something: %s", ids)
		}
		if again := AppendIDs(nil, ids); string(again) != string(ids) {
			t.Fatalf("the format ids of the format ids differs:\n%s\n%s", ids, again)
		}
		describe := func(kind DescriptionKind, key Key) []byte {
			for _, d := range whole.Descriptions {
				if d.Kind == kind && d.Key == key {
					return d.Value
				}
			}
			return nil
		}
		canonical := AppendCanonical(nil, stored, describe, LanguageRanges{})
		if _, err := ParseStored(canonical); err != nil {
			t.Fatalf("not a statement: %v\n%s", err, canonical)
		}
		if !Equal(stored, canonical) {
			t.Fatalf("the format canonical says something else:\n%s\n%s", stored, canonical)
		}
	})
}

func FuzzFormats(f *testing.F) {
	f.Add(realStatement)
	f.Add([]byte(`{"actor":7,"verb":{"id":1},"object":{"id":{}},"context":{"contextAgents":[{"agent":[]}],"team":[]}}`))
	f.Add([]byte(`{"object":{"objectType":"SubStatement","object":{"objectType":"SubStatement"}}}`))
	f.Fuzz(func(t *testing.T, stored []byte) {
		if _, err := ParseStored(stored); err != nil {
			return
		}
		for _, text := range [][]byte{
			AppendIDs(nil, stored),
			AppendCanonical(nil, stored, func(DescriptionKind, Key) []byte { return stored }, LanguageRanges{}),
		} {
			if !json.Valid(text) {
				t.Errorf("%q becomes %q", stored, text)
			}
		}
	})
}

func BenchmarkAppendIDs(b *testing.B) {
	var out []byte
	b.SetBytes(int64(len(realStatement)))
	b.ReportAllocs()
	for b.Loop() {
		out = AppendIDs(out[:0], realStatement)
	}
}

func BenchmarkAppendCanonical(b *testing.B) {
	display := []byte(`{"en-US":"completed","de-DE":"beendete"}`)
	definition := []byte(`{"name":{"en-US":"Lesson 7: linear equations","de":"Lektion 7"},"type":"http://adlnet.gov/expapi/activities/lesson"}`)
	describe := func(kind DescriptionKind, _ Key) []byte {
		if kind == DescribesVerb {
			return display
		}
		return definition
	}
	languages := ParseLanguageRanges("de-CH, de;q=0.9, en;q=0.5", "en")
	var out []byte
	b.SetBytes(int64(len(realStatement)))
	b.ReportAllocs()
	for b.Loop() {
		out = AppendCanonical(out[:0], realStatement, describe, languages)
	}
}
