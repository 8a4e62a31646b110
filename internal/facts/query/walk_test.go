package query

import (
	"testing"
)

func TestAQueryNamesPeopleWhereverItsFiltersDo(t *testing.T) {
	const ada = `["is","person",["mailto:ada@example.org"]]`
	for text, want := range map[string]bool{
		`{"kind":"table","metrics":["people"]}`:                                                                         false,
		`{"kind":"table","metrics":["people"],"dimensions":["person"]}`:                                                 false,
		`{"kind":"table","metrics":["people"],"filter":["is","verb",["v"]]}`:                                            false,
		`{"kind":"table","metrics":["people"],"filter":["not",["or",["is","verb",["v"]],` + ada + `]]}`:                 true,
		`{"kind":"table","metrics":["people"],"filter":["has_done",{"filter":` + ada + `}]}`:                            true,
		`{"kind":"table","metrics":["people"],"filter":["is","source",["mailto:ada@example.org"]]}`:                     true,
		`{"kind":"table","metrics":["people"],"filter":["is","source",["lms"]]}`:                                        false,
		`{"kind":"table","metrics":["people"],"filter":["is","registration",["5b5e9c1a-9d3c-4d1b-8c3e-7f9f2f1b6a01"]]}`: true,
		`{"kind":"funnel","steps":[{"name":"a","filter":["is","verb",["v"]]},{"name":"b","filter":` + ada + `}]}`:       true,
		`{"kind":"correlation","x":{"filter":["is","verb",["v"]]},"y":{"filter":` + ada + `}}`:                          true,
	} {
		q, err := Decode([]byte(text), nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := q.NamesPeople(); got != want {
			t.Errorf("%s: got %t", text, got)
		}
	}
}

func TestNarrowedIsAsIfBothWereAsked(t *testing.T) {
	const locked = `["is","platform",["web"]]`
	filter, err := DecodeFilter([]byte(locked), nil)
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{
		`{"kind":"retention"}`: `{"kind":"retention","filter":` + locked + `}`,
		`{"kind":"retention","filter":["or",["is","verb",["v"]],["missing","verb"]]}`: `{"kind":"retention","filter":["and",` + locked + `,["or",["is","verb",["v"]],["missing","verb"]]]}`,
	} {
		q, err := Decode([]byte(given), nil)
		if err != nil {
			t.Fatal(err)
		}
		before := q.Hash()
		q.Narrow(nil)
		if q.Hash() != before {
			t.Errorf("%s: nothing narrows it", given)
		}
		q.Narrow(filter)
		both, err := Decode([]byte(want), nil)
		if err != nil {
			t.Fatal(err)
		}
		if q.Hash() != both.Hash() {
			t.Errorf("%s is narrowed to %s, want %s", given, q.Encode(), both.Encode())
		}
	}
}
