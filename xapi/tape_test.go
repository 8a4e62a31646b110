package xapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func mustTape(t testing.TB, text string) *tape {
	t.Helper()
	parsed := new(tape)
	if err := parseTape(parsed, []byte(text), Limits{}); err != nil {
		t.Fatalf("parseTape(%s): %v", text, err)
	}
	return parsed
}

func TestTapeHoldsValuesInDocumentOrder(t *testing.T) {
	parsed := mustTape(t, ` {"a": [1, -2.5e+3, {"b": null}], "c\u0041": "x\ny", "d": {}, "e": true} `)
	var keys []string
	for key, value := range parsed.members(0) {
		keys = append(keys, string(parsed.decoded(key))+"="+string(parsed.raw(value)))
	}
	want := []string{`a=[1, -2.5e+3, {"b": null}]`, `cA="x\ny"`, `d={}`, `e=true`}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	var items []nodeKind
	for item := range parsed.items(parsed.member(0, "a")) {
		items = append(items, parsed.kind(item))
	}
	if diff := cmp.Diff([]nodeKind{numberNode, numberNode, objectNode}, items); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if value := parsed.member(0, "cA"); !parsed.is(value, "x\ny") {
		t.Errorf("cA is %s", parsed.decoded(value))
	}
	if parsed.member(0, "none") != 0 || !parsed.empty(parsed.member(0, "d")) || parsed.empty(0) {
		t.Error("member or empty is wrong about what is not there")
	}
}

func TestTapePointerEscapesKeys(t *testing.T) {
	parsed := mustTape(t, `{"x": [], "a/b~c": [0, {"k\u0065y": [7]}]}`)
	value := parsed.member(0, "a/b~c")
	second := parsed.next(value + 1)
	for n, want := range map[int]string{
		0: "", value: "/a~1b~0c", value - 1: "/a~1b~0c", value + 1: "/a~1b~0c/0",
		second: "/a~1b~0c/1", second + 1: "/a~1b~0c/1/key", second + 3: "/a~1b~0c/1/key/0",
	} {
		if got := parsed.pointer(0, n); got != want {
			t.Errorf("pointer of node %d is %q, want %q", n, got, want)
		}
	}
	if got := parsed.pointer(value, second); got != "/1" {
		t.Errorf("pointer within the array is %q, want /1", got)
	}
}

func TestTapeRefusesWhatIsNotJSON(t *testing.T) {
	for _, test := range []struct{ name, text, rule, pointer string }{
		{"empty", ``, "GEN-01", ""},
		{"space only", " \n", "GEN-01", ""},
		{"truncated object", `{"a":{"b":1`, "GEN-01", "/a/b"},
		{"truncated key", `{"a`, "GEN-01", ""},
		{"truncated string", `["abcdefghijkl`, "GEN-01", "/0"},
		{"trailing comma in an object", `{"a":1,}`, "GEN-01", "/a"},
		{"trailing comma in an array", `[1,]`, "GEN-01", "/1"},
		{"missing comma", `[1 2]`, "GEN-01", "/0"},
		{"missing colon", `{"a" 1}`, "GEN-01", "/a"},
		{"text behind the value", `{} {}`, "GEN-01", ""},
		{"wrong closing", `{"a":[1}`, "GEN-01", "/a/0"},
		{"single quotes", `{'a':1}`, "GEN-01", ""},
		{"no quotes", `{a:1}`, "GEN-01", ""},
		{"comment", `{/**/}`, "GEN-01", ""},
		{"NaN", `[NaN]`, "GEN-01", "/0"},
		{"Infinity", `[-Infinity]`, "GEN-01", "/0"},
		{"leading zero", `[01]`, "GEN-01", "/0"},
		{"leading plus", `[+1]`, "GEN-01", "/0"},
		{"bare fraction", `[.5]`, "GEN-01", "/0"},
		{"bare point", `[5.]`, "GEN-01", "/0"},
		{"bare exponent", `[5e]`, "GEN-01", "/0"},
		{"wrong word", `[nul]`, "GEN-01", "/0"},
		{"byte order mark", "\ufeff{}", "GEN-01", ""},
		{"control character", "[\"a\tb\"]", "GEN-01", "/0"},
		{"unknown escape", `["\x41"]`, "GEN-01", "/0"},
		{"short escape", `["\u12g4"]`, "GEN-01", "/0"},
		{"invalid UTF-8", "[\"abcdefghijk\xff\"]", "GEN-02", "/0"},
		{"invalid UTF-8 in a short string", "[\"ab\xffcd\"        ]", "GEN-02", "/0"},
		{"surrogate in UTF-8", "[\"\xed\xa0\x80\"]", "GEN-02", "/0"},
		{"too deep", strings.Repeat("[", 257) + strings.Repeat("]", 257), "GEN-14", strings.Repeat("/0", 256)},
		{"repeated key", `{"a":{"x":1,"y":2,"x":3}}`, "GEN-08", "/a/x"},
		{"repeated key by an escape", `{"actor":1,"act\u006fr":2}`, "GEN-08", "/actor"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var invalid *ValidationError
			if err := parseTape(new(tape), []byte(test.text), Limits{}); !errors.As(err, &invalid) {
				t.Fatalf("parseTape(%s) = %v, want a *ValidationError", test.text, err)
			}
			if fault := invalid.Faults[0]; fault.Rule != test.rule || fault.Pointer != test.pointer {
				t.Errorf("got %+v, want rule %s at %q", fault, test.rule, test.pointer)
			}
		})
	}
}

func TestTapeSaysLineAndColumn(t *testing.T) {
	err := parseTape(new(tape), []byte("{\n \"é\": tru}"), Limits{})
	if want := "/é: line 2, column 7: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error is %q, want it to start with %q", err, want)
	}
}

func TestTapeKeepsHalfASurrogatePair(t *testing.T) {
	for text, want := range map[string]string{
		`"\ud83d\ude00!"`: "😀!", `"\ud800"`: "\ufffd", `"\ud800\u0041"`: "\ufffdA",
		`"\ude00\ud83d"`: "\ufffd\ufffd", `"\u0000\"\\\/\b\f\n\r\t"`: "\x00\"\\/\b\f\n\r\t",
	} {
		if got := string(mustTape(t, text).decoded(0)); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}

func TestTapeFindsRepeatedKeysAmongMany(t *testing.T) {
	for _, count := range []int{2, 7, 8, 9, fewKeys, fewKeys + 1, 500} {
		members := make([]string, count)
		for i := range members {
			members[i] = `"key of some length ` + strings.Repeat("x", i) + `":0`
		}
		if err := parseTape(new(tape), []byte("{"+strings.Join(members, ",")+"}"), Limits{}); err != nil {
			t.Errorf("%d different keys: %v", count, err)
		}
		members[count-1] = strings.Replace(members[0], "k", `\u006b`, 1)
		if err := parseTape(new(tape), []byte("{"+strings.Join(members, ",")+"}"), Limits{}); err == nil {
			t.Errorf("the first of %d keys stands twice: no error", count)
		}
	}
}

// jsonPieces are what mutated texts are made of.
var jsonPieces = []string{
	`{`, `}`, `[`, `]`, `,`, `:`, ` `, "\n", `"`, `"a"`, `"b":`, `\`, `\u`, `\u00e9`, `\ud83d`, `0`, `-`, `1`, `.`, `e`,
	`E+`, `true`, `false`, `null`, "é", "\xff", "\x00", "\u2028", `"long enough for a word of eight"`, `1e400`,
}

func TestTapeAgreesWithEncodingJSON(t *testing.T) {
	valid := `{"a":[1,-0.5e10,{"b":null,"c":"x\n\u00e9 and more"}],"d":{},"e":[true,false]}`
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(rapid.SampledFrom([]string{valid, "[]", `"text"`, "1"}).Draw(t, "start"))
		for range rapid.IntRange(0, 4).Draw(t, "mutations") {
			from := rapid.IntRange(0, len(text)).Draw(t, "from")
			to := min(len(text), from+rapid.IntRange(0, 3).Draw(t, "cut"))
			piece := rapid.SampledFrom(jsonPieces).Draw(t, "piece")
			text = append(append(append([]byte(nil), text[:from]...), piece...), text[to:]...)
		}
		checkAgainstEncodingJSON(t, text)
	})
}

// checkAgainstEncodingJSON fails when the tape takes what encoding/json does
// not, or refuses what it takes for a reason other than our own rules.
func checkAgainstEncodingJSON(t rapid.TB, text []byte) {
	t.Helper()
	parsed := new(tape)
	fault := parsed.scan(text, 256)
	switch valid := json.Valid(text); {
	case fault == nil && !valid:
		t.Fatalf("accepted %q, which encoding/json rejects", text)
	case fault != nil && valid && fault.Rule != "GEN-02" && fault.Rule != "GEN-14":
		t.Fatalf("rejected %q, which encoding/json accepts: %+v", text, fault)
	case fault != nil:
		return
	}
	for n := range parsed.nodes {
		if parsed.kind(n) != stringNode {
			continue
		}
		var want string
		if err := json.Unmarshal(parsed.raw(n), &want); err != nil || !bytes.Equal(parsed.decoded(n), []byte(want)) {
			t.Fatalf("%s is decoded as %q, want %q (%v)", parsed.raw(n), parsed.decoded(n), want, err)
		}
	}
}

func BenchmarkTape(b *testing.B) {
	text := []byte(strings.Repeat(" ", 4) + `{"actor":{"objectType":"Agent","account":{"homePage":"https://lms.example.com","name":"learner-000123"}},"verb":{"id":"http://adlnet.gov/expapi/verbs/completed","display":{"en-US":"completed","de-DE":"beendete"}},"object":{"id":"https://courses.example.com/algebra/unit-3/lesson-7","definition":{"name":{"en-US":"Lesson 7: linear equations"},"type":"http://adlnet.gov/expapi/activities/lesson"}},"result":{"score":{"scaled":0.95,"raw":95,"min":0,"max":100},"success":true,"duration":"PT35M12.4S"}}`)
	var t tape
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := parseTape(&t, text, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
