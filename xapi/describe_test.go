package xapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMergeDescription(t *testing.T) {
	const activity, verb, agent = DescribesActivity, DescribesVerb, NamesAgent
	for _, row := range []struct {
		name                  string
		kind                  DescriptionKind
		existing, value, want string // want is empty for existing itself
	}{
		// OB-13, OB-14.
		{"first definition", activity, "", `{"type":"http://t"}`, `{"type":"http://t"}`},
		{"another language", activity, `{"name":{"en":"A"}}`, `{"name":{"de":"B"}}`, `{"name":{"en":"A","de":"B"}}`},
		{"same language", activity, `{"name":{"en":"A","de":"B"}}`, `{"name":{"en":"C"}}`, `{"name":{"en":"C","de":"B"}}`},
		{"same language in other case", activity, `{"name":{"en-us":"A"}}`, `{"name":{"en-US":"C"}}`, `{"name":{"en-us":"C"}}`},
		{"description", activity, `{"description":{"en":"A"}}`, `{"description":{"de":"B"}}`, `{"description":{"en":"A","de":"B"}}`},
		{"language of an empty map", activity, `{"name":{}}`, `{"name":{"de":"B"}}`, `{"name":{"de":"B"}}`},
		{"empty map", activity, `{"name":{"en":"A"}}`, `{"name":{}}`, ""},
		{"more properties", activity, `{"name":{"en":"A"}}`, `{"type":"http://t","moreInfo":"http://m"}`, `{"name":{"en":"A"},"type":"http://t","moreInfo":"http://m"}`},
		{"other property", activity, `{"type":"http://t","moreInfo":"http://m"}`, `{"type":"http://u"}`, `{"type":"http://u","moreInfo":"http://m"}`},
		{"extensions", activity, `{"extensions":{"http://x":1,"http://y":2}}`, `{"extensions":{"http://x":3}}`, `{"extensions":{"http://x":3}}`},
		{"choices", activity, `{"choices":[{"id":"a"},{"id":"b"}]}`, `{"choices":[{"id":"c"}]}`, `{"choices":[{"id":"c"}]}`},
		{"the same", activity, `{"name":{"en":"A"},"type":"http://t"}`, `{"name":{"en":"A"},"type":"http://t"}`, ""},
		{"the same otherwise written", activity, `{"extensions":{"http://x":1.0},"type":"http://t"}`, `{"type":"http:\/\/t", "extensions":{"http://x":1}}`, ""},
		{"a part of it", activity, `{"name":{"en":"A","de":"B"},"type":"http://t"}`, `{"name":{"de":"B"}}`, ""},
		{"nothing", activity, `{"type":"http://t"}`, `{}`, ""},
		{"first display", verb, "", `{"en":"did"}`, `{"en":"did"}`},
		{"another display", verb, `{"en":"did"}`, `{"de":"tat","en":"has done"}`, `{"en":"has done","de":"tat"}`},
		{"the same display", verb, `{"en":"did","de":"tat"}`, `{"de":"tat"}`, ""},
		{"first name", agent, "", `"Ann"`, `["Ann"]`},
		{"another name", agent, `["Ann"]`, `"Bob"`, `["Ann","Bob"]`},
		{"known name", agent, `["Ann","Bob"]`, `"Ann"`, ""},
		{"known name otherwise written", agent, `["Ann"]`, `"\u0041nn"`, ""},
		{"name in other case", agent, `["Ann"]`, `"ann"`, `["Ann","ann"]`},
	} {
		t.Run(row.name, func(t *testing.T) {
			var existing []byte
			if row.existing != "" {
				existing = []byte(row.existing)
			}
			value := []byte(row.value)
			got := MergeDescription(row.kind, existing, value)
			if row.want == "" {
				if &got[0] != &existing[0] || string(got) != row.existing {
					t.Errorf("it becomes %s, want the existing one itself", got)
				}
				return
			}
			if string(got) != row.want {
				t.Errorf("it becomes %s, want %s", got, row.want)
			}
			clear(value)
			if string(got) != row.want {
				t.Error("the result aliases the value")
			}
			if again := MergeDescription(row.kind, got, []byte(row.value)); &again[0] != &got[0] {
				t.Errorf("merged twice it becomes %s, want %s itself", again, got)
			}
		})
	}
}

func TestOnlyTheNewestNamesAreKept(t *testing.T) {
	var names []byte
	for i := range 40 {
		names = MergeDescription(NamesAgent, names, fmt.Appendf(nil, `"name %d"`, i))
	}
	var kept []string
	if err := json.Unmarshal(names, &kept); err != nil {
		t.Fatal(err)
	}
	if len(kept) != 32 || kept[0] != "name 8" || kept[31] != "name 39" {
		t.Errorf("kept are %q, want the names 8 to 39", kept)
	}
}

func TestMergedDefinitionsSayAllThatWasSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := generator{t, Version2}
		first, second := []byte(g.definition()), []byte(g.definition())
		merged := MergeDescription(DescribesActivity, first, second)
		text := `{"actor":` + anAgent + `,"verb":` + aVerb + `,"object":{"id":"http://a","definition":` + string(merged) + `}}`
		if _, _, err := Parse([]byte(text), Version2, Limits{}); err != nil {
			t.Fatalf("%s and %s become %s: %v", first, second, merged, err)
		}
		if again := MergeDescription(DescribesActivity, merged, second); string(again) != string(merged) {
			t.Fatalf("%s does not say all of %s", merged, second)
		}
		var newer, all map[string]json.RawMessage
		for text, into := range map[*[]byte]*map[string]json.RawMessage{&first: &newer, &merged: &all} {
			if err := json.Unmarshal(*text, into); err != nil {
				t.Fatal(err)
			}
		}
		for key := range newer {
			if _, ok := all[key]; !ok {
				t.Fatalf("%s of %s is missing in %s", key, first, merged)
			}
		}
	})
}

func TestMergeTakesLongLanguageMaps(t *testing.T) {
	const many = 50_000
	tags := make([]string, many)
	for i := range many {
		tags[i] = fmt.Sprintf(`"en-x-%d":"a"`, i)
	}
	existing := "{" + strings.Join(tags, ",") + "}"
	value := "{" + strings.Join(append(tags[1:], `"de":"b"`), ",") + "}"
	want := existing[:len(existing)-1] + `,"de":"b"}`
	if got := MergeDescription(DescribesVerb, []byte(existing), []byte(value)); string(got) != want {
		t.Error("a long language map is merged wrongly")
	}
}

func TestAppendActivity(t *testing.T) {
	// AY-02, AY-03.
	for definition, want := range map[string]string{
		"":                    `{"objectType":"Activity","id":"http://a/\"é"}`,
		`{"type":"http://t"}`: `{"objectType":"Activity","id":"http://a/\"é","definition":{"type":"http://t"}}`,
	} {
		var bytes []byte
		if definition != "" {
			bytes = []byte(definition)
		}
		if got := string(AppendActivity(nil, `http://a/"é`, bytes)); got != want {
			t.Errorf("the activity is %s, want %s", got, want)
		}
	}
}

func FuzzMergeDescription(f *testing.F) {
	f.Add(uint8(1), []byte(`{"name":{"en":"A"}}`), []byte(`{"name":{"de":"B"},"type":1}`))
	f.Add(uint8(3), []byte(`["A"]`), []byte(`"B"`))
	f.Fuzz(func(t *testing.T, kind uint8, first, second []byte) {
		var description []byte
		for _, value := range [][]byte{first, second, first, second} {
			description = MergeDescription(DescriptionKind(kind%3+1), description, value)
			if description != nil && !json.Valid(description) {
				t.Fatalf("%q and %q become %q", first, second, description)
			}
		}
	})
}
