package lrs

import (
	"bytes"
	"encoding/json"
	"maps"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/problem"
)

func jsonDocument(text string) Document {
	return Document{ContentType: "application/json", Content: []byte(text)}
}

// DC-21: top level only; null is a value.
func TestMerge(t *testing.T) {
	for name, c := range map[string]struct{ current, posted, want string }{
		"adds":                     {`{"a":1}`, `{"b":2}`, `{"a":1,"b":2}`},
		"replaces in place":        {`{"a":1,"b":2}`, `{"a":3}`, `{"a":3,"b":2}`},
		"nested objects whole":     {`{"a":{"x":1,"y":2}}`, `{"a":{"x":3}}`, `{"a":{"x":3}}`},
		"null is a value":          {`{"a":1,"b":2}`, `{"a":null}`, `{"a":null,"b":2}`},
		"type may change":          {`{"a":[1]}`, `{"a":"x"}`, `{"a":"x"}`},
		"empty into full":          {`{"a":1}`, `{}`, `{"a":1}`},
		"full into empty":          {`{}`, `{"a":1}`, `{"a":1}`},
		"numbers keep their text":  {`{"a":1.50,"b":123456789012345678901234567890}`, `{"c":1e400}`, `{"a":1.50,"b":123456789012345678901234567890,"c":1e400}`},
		"escaped names are names":  {`{"a":1,"é":2}`, `{"\u0061":3,"\u00e9":4}`, `{"a":3,"é":4}`},
		"white space":              {" { \"a\" : { \"x\" : 1 } } \n", "\t{ \"b\" : 2 }", `{"a":{ "x" : 1 },"b":2}`},
		"names compare with case":  {`{"a":1}`, `{"A":2}`, `{"a":1,"A":2}`},
		"empty and NUL names":      {`{"":1,"\u0000":2}`, `{"\u0000":3}`, `{"":1,"\u0000":3}`},
		"strings keep their text":  {`{"a":"\u00e9\/"}`, `{}`, `{"a":"\u00e9\/"}`},
		"long values are not lost": {`{"a":"` + string(bytes.Repeat([]byte("x"), 1<<16)) + `"}`, `{"b":1}`, `{"a":"` + string(bytes.Repeat([]byte("x"), 1<<16)) + `","b":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := mergeDocuments(jsonDocument(c.current), jsonDocument(c.posted))
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Content) != c.want {
				t.Errorf("merged to %s, want %s", got.Content, c.want)
			}
		})
	}
}

// DC-22, DC-24
func TestMergeRefusesWhatIsNoObject(t *testing.T) {
	good := jsonDocument(`{"a":1}`)
	for _, text := range []string{``, `[]`, `"x"`, `1`, `null`, `{`, `{"a":1}{`, `{"a":1} x`, `{"a":1,}`, `{'a':1}`, `{"a":NaN}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"b":1,"b":1}}`, "{\"a\":\"\xff\"}", "\ufeff{}"} {
		if _, err := mergeDocuments(good, jsonDocument(text)); !problem.Is(err, problem.Invalid) {
			t.Errorf("merging %q into an object returned %v, want the kind Invalid", text, err)
		}
		if _, err := mergeDocuments(jsonDocument(text), good); !problem.Is(err, problem.Invalid) {
			t.Errorf("merging an object into %q returned %v, want the kind Invalid", text, err)
		}
	}
	for contentType, want := range map[string]bool{
		"application/json":                 true,
		"application/json;charset=utf-8":   true,
		"Application/JSON ; charset=UTF-8": true,
		"application/json; charset":        true,
		"application/ld+json":              false,
		"application/jsonp":                false,
		"text/json":                        false,
		"application/octet-stream":         false,
		"":                                 false,
	} {
		other := Document{ContentType: contentType, Content: []byte(`{"b":2}`)}
		for _, pair := range [][2]Document{{good, other}, {other, good}} {
			_, err := mergeDocuments(pair[0], pair[1])
			if (err == nil) != want {
				t.Errorf("merging %q into %q: %v", pair[1].ContentType, pair[0].ContentType, err)
			}
		}
	}
}

func TestMergeKeepsEveryProperty(t *testing.T) {
	value := rapid.Custom(func(t *rapid.T) any {
		return rapid.SampledFrom([]any{nil, true, 1.0, "x", []any{}, map[string]any{"a": 1.0}}).Draw(t, "value")
	})
	object := rapid.MapOf(rapid.SampledFrom([]string{"", "a", "b", "é", "\x00", `"`, "\u2028", "c/d"}), value)
	rapid.Check(t, func(t *rapid.T) {
		current, posted := object.Draw(t, "current"), object.Draw(t, "posted")
		want := map[string]any{}
		for _, properties := range []map[string]any{current, posted} {
			for name, value := range properties {
				want[name] = value
			}
		}
		merged := mergeText(t, mustJSON(t, current), mustJSON(t, posted))
		var got map[string]any
		if err := json.Unmarshal(merged, &got); err != nil {
			t.Fatalf("%s is no JSON: %v", merged, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("merged wrongly (-want +got):\n%s", diff)
		}
		if again := mergeText(t, merged, mustJSON(t, posted)); !bytes.Equal(again, merged) {
			t.Fatalf("merging twice changed %s to %s", merged, again)
		}
	})
}

// FuzzMerge: what merges is JSON again and has every property of both, the
// posted one's value where both have it.
func FuzzMerge(f *testing.F) {
	for _, pair := range [][2]string{{`{"a":1}`, `{"b":[]}`}, {` {"a" : {"a":1}} `, `{"\u0061":null}`}, {`{}`, `[]`}, {`{"a":1,"a":2}`, `{}`}} {
		f.Add([]byte(pair[0]), []byte(pair[1]))
	}
	f.Fuzz(func(t *testing.T, current, posted []byte) {
		merged, err := mergeDocuments(Document{ContentType: "application/json", Content: current}, Document{ContentType: "application/json", Content: posted})
		if err != nil {
			if !problem.Is(err, problem.Invalid) {
				t.Errorf("merging returned %v, want the kind Invalid", err)
			}
			return
		}
		var want, changes, got map[string]json.RawMessage
		for _, text := range []struct {
			json []byte
			into *map[string]json.RawMessage
		}{{current, &want}, {posted, &changes}, {merged.Content, &got}} {
			if err := json.Unmarshal(text.json, text.into); err != nil {
				t.Fatalf("%q is no JSON object: %v", text.json, err)
			}
		}
		maps.Copy(want, changes)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("merged wrongly (-want +got):\n%s", diff)
		}
	})
}

func mustJSON(t *rapid.T, value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func mergeText(t *rapid.T, current, posted []byte) []byte {
	merged, err := mergeDocuments(jsonDocument(string(current)), jsonDocument(string(posted)))
	if err != nil {
		t.Fatalf("merging %s into %s: %v", posted, current, err)
	}
	return merged.Content
}

// DC-23: what calls itself JSON must be, even where nothing is merged.
func TestCheckJSON(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true, `[]`: true, ` "x" `: true, `1`: true, `null`: true, `[{"a":1},{"a":1}]`: true,
		``: false, ` `: false, `{`: false, `{}{`: false, `{} x`: false, `{"a":1,"a":1}`: false, `nul`: false, "\"\xff\"": false,
	} {
		if err := checkJSON([]byte(text)); (err == nil) != want {
			t.Errorf("%q: %v", text, err)
		} else if err != nil && !problem.Is(err, problem.Invalid) {
			t.Errorf("%q: %v, want the kind Invalid", text, err)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	text := []byte(`{"first":0`)
	for i := range 50 {
		text = append(text, `,"property `+strconv.Itoa(i)+`":"some value"`...)
	}
	current := jsonDocument(string(append(text, '}')))
	posted := jsonDocument(`{"property 7":"changed","new":true}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := mergeDocuments(current, posted); err != nil {
			b.Fatal(err)
		}
	}
}
