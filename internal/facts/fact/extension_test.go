package fact_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/facts/fact"
)

const withExtensions = `"object":{"id":"https://example.org/thing","definition":{"extensions":{"https://x.org/place":"hall"}}},
	"context":{"extensions":{"https://x.org/text":"a \"b\" \u00e4 \ud800","https://x.org/tree":{"b": [1, 2.50, null], "a": "x  y"},"https://x.org/empty":"","https://x.org/a[1]":true}},
	"result":{"extensions":{"https://x.org/text":7.0}}`

// extensionValues are all that withExtensions has.
var extensionValues = map[string]string{
	"context.extensions[https://x.org/text]":            "a \"b\" ä \ufffd",
	"context.extensions[https://x.org/tree]":            `{"b":[1,2.50,null],"a":"x  y"}`,
	"context.extensions[https://x.org/empty]":           "",
	"context.extensions[https://x.org/a[1]]":            "true",
	"result.extensions[https://x.org/text]":             "7.0",
	"object.definition.extensions[https://x.org/place]": "hall",
}

func TestExtensionIsTextOrJSONWithoutSpaces(t *testing.T) {
	for path, want := range extensionValues {
		got, ok, err := fact.Extension([]byte("{"+withExtensions+"}"), path)
		if err != nil || !ok || got != want {
			t.Errorf("%s is %q, %t, %v; want %q", path, got, ok, err, want)
		}
		if row := readOne(t, withExtensions, "context.extensions[https://x.org/none]", path); !cmp.Equal(row.Extensions, []string{"", want}) {
			t.Errorf("promoted, %s gives %q; want an empty one and %q", path, row.Extensions, want)
		}
	}
	if _, ok, err := fact.Extension([]byte("{"+withExtensions+"}"), "result.extensions[https://x.org/tree]"); ok || err != nil {
		t.Errorf("an extension that is not there: %t, %v", ok, err)
	}
}

func TestExtensionsListsWhatIsThere(t *testing.T) {
	got := make(map[string]int)
	fact.Extensions([]byte("{"+withExtensions+"}"), func(path string) { got[path]++ })
	want := make(map[string]int)
	for path := range extensionValues {
		want[path] = 1
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	fact.Extensions([]byte(`{"context":7}`), func(path string) { t.Errorf("what is no statement has %s", path) })
}

func TestPathsOfExtensions(t *testing.T) {
	for path, want := range map[string][2]string{
		"context.extensions[https://x.org/a]":           {"context.extensions", "https://x.org/a"},
		"result.extensions[urn:a]":                      {"result.extensions", "urn:a"},
		"object.definition.extensions[https://x.org/[]": {"object.definition.extensions", "https://x.org/["},
		"context.extensions":                            {},
		"context.extensions[]":                          {},
		"context.extensions[https://x.org/a":            {},
		"verb.extensions[https://x.org/a]":              {},
		"":                                              {},
	} {
		place, iri, ok := fact.ParseExtension(path)
		if ok != (want[0] != "") || ok && (place != want[0] || iri != want[1]) {
			t.Errorf("%q is %q, %q, %t; want %q", path, place, iri, ok, want)
		}
		if !ok {
			if _, err := fact.From(1, statementID, []byte(`{}`), []string{path}); err == nil {
				t.Errorf("%q can be promoted", path)
			}
		}
	}
}
