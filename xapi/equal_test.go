package xapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// aStatement returns a statement with these members instead of or besides
// actor, verb and object.
func aStatement(members ...string) string {
	for _, usual := range []string{`"actor":` + anAgent, `"verb":` + aVerb, `"object":` + anActivity} {
		key, _, _ := strings.Cut(usual, ":")
		if !slices.ContainsFunc(members, func(m string) bool { return strings.HasPrefix(m, key) }) {
			members = append(members, usual)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

// aSubStatement returns a statement whose object is a SubStatement with these
// members.
func aSubStatement(members ...string) string {
	return aStatement(`"object":` + aStatement(append(members, `"objectType":"SubStatement"`)...))
}

func TestEqual(t *testing.T) {
	const (
		ann = `{"mbox":"mailto:ann@example.com"}`
		bob = `{"mbox":"mailto:bob@example.com","name":"Bob"}`
		cy  = `{"account":{"homePage":"http://h","name":"cy"}}`
		a   = `{"id":"http://a"}`
		b   = `{"id":"http://b"}`
	)
	digest := strings.Repeat("aF", 20)
	statement := func(format string, values ...any) string { return aStatement(fmt.Sprintf(format, values...)) }
	for _, row := range []struct {
		rule string
		a, b string
		same bool
	}{
		{"EQ-01 authority", aStatement(`"authority":` + ann), aStatement(`"authority":` + bob), true},
		{"EQ-01 authority on one side", aStatement(`"authority":` + ann), aStatement(), true},
		{"EQ-01 stored", aStatement(`"stored":"2015-01-01T00:00:00Z"`), aStatement(`"stored":"2016-01-01T00:00:00Z"`), true},
		{"EQ-01 version", aStatement(`"version":"1.0.0"`), aStatement(`"version":"2.0.0"`), true},
		{"EQ-01 id on one side", aStatement(`"id":` + aUUID), aStatement(), true},
		{"EQ-01 another id", aStatement(`"id":` + aUUID), aStatement(`"id":"00000000-0000-0000-0000-000000000000"`), false},
		{"EQ-06 id in other case", aStatement(`"id":` + aUUID), aStatement(`"id":` + strings.ToUpper(aUUID)), true},
		{"EQ-01 timestamp on one side", aStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aStatement(), true},
		{"EQ-02 definition", aStatement(`"object":{"id":"http://a","definition":{"name":{"en":"A"}}}`), aStatement(`"object":` + a), true},
		{
			"EQ-02 definition in contextActivities",
			aStatement(`"context":{"contextActivities":{"other":[{"id":"http://a","definition":{"type":"http://t"}}]}}`),
			aStatement(`"context":{"contextActivities":{"other":[{"id":"http://a"}]}}`), true,
		},
		{"EQ-02 definition in a SubStatement", aSubStatement(`"object":{"id":"http://a","definition":{}}`), aSubStatement(`"object":` + a), true},
		{"EQ-02 display", aStatement(`"verb":{"id":"http://v","display":{"en":"did"}}`), aStatement(`"verb":{"id":"http://v"}`), true},
		{"EQ-02 display in a SubStatement", aSubStatement(`"verb":{"id":"http://v","display":{"en":"did"}}`), aSubStatement(`"verb":{"id":"http://v"}`), true},
		{"EQ-03 same instant", aStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aStatement(`"timestamp":"2015-01-01T01:00:00.000+01:00"`), true},
		{"EQ-03 another instant", aStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aStatement(`"timestamp":"2015-01-01T00:00:00.001Z"`), false},
		{"EQ-03 same instant in a SubStatement", aSubStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aSubStatement(`"timestamp":"2014-12-31T23:00:00-01:00"`), true},
		{"EQ-03 another instant in a SubStatement", aSubStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aSubStatement(`"timestamp":"2015-01-01T00:00:01Z"`), false},
		{"EQ-03 no instant in a SubStatement", aSubStatement(`"timestamp":"2015-01-01T00:00:00Z"`), aSubStatement(), false},
		{
			"EQ-04 member order", statement(`"actor":{"objectType":"Group","member":[%s,%s,%s]}`, ann, bob, cy),
			statement(`"actor":{"objectType":"Group","member":[%s,%s,%s]}`, cy, ann, bob), true,
		},
		{
			"EQ-04 member order in a team", statement(`"context":{"team":{"objectType":"Group","member":[%s,%s]}}`, ann, bob),
			statement(`"context":{"team":{"objectType":"Group","member":[%s,%s]}}`, bob, ann), true,
		},
		{
			"EQ-04 member order in contextGroups", statement(`"context":{"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","member":[%s,%s]}}]}`, ann, bob),
			statement(`"context":{"contextGroups":[{"objectType":"contextGroup","group":{"objectType":"Group","member":[%s,%s]}}]}`, bob, ann), true,
		},
		{"EQ-04 another member", statement(`"actor":{"objectType":"Group","member":[%s,%s]}`, ann, bob), statement(`"actor":{"objectType":"Group","member":[%s,%s]}`, ann, cy), false},
		{"EQ-04 a member twice", statement(`"actor":{"objectType":"Group","member":[%s,%s,%s]}`, ann, ann, bob), statement(`"actor":{"objectType":"Group","member":[%s,%s,%s]}`, ann, bob, bob), false},
		{"EQ-05 attachments", aStatement(`"attachments":[{"sha2":"00"}]`), aStatement(), true},
		{"EQ-05 attachments of a SubStatement", aSubStatement(`"attachments":[]`), aSubStatement(), true},
		{"EQ-06 mail domain", aStatement(`"actor":{"mbox":"mailto:ann@Example.COM"}`), aStatement(`"actor":` + ann), true},
		{"EQ-06 mail local part", aStatement(`"actor":{"mbox":"mailto:Ann@example.com"}`), aStatement(`"actor":` + ann), false},
		{"EQ-06 digest", statement(`"actor":{"mbox_sha1sum":"%s"}`, digest), statement(`"actor":{"mbox_sha1sum":"%s"}`, strings.ToUpper(digest)), true},
		{"EQ-06 registration", aStatement(`"context":{"registration":` + aUUID + `}`), aStatement(`"context":{"registration":` + strings.ToUpper(aUUID) + `}`), true},
		{"EQ-06 reference", aStatement(`"object":{"objectType":"StatementRef","id":` + aUUID + `}`), aStatement(`"object":{"id":` + strings.ToUpper(aUUID) + `,"objectType":"StatementRef"}`), true},
		{"EQ-06 context.statement", aStatement(`"context":{"statement":{"objectType":"StatementRef","id":` + aUUID + `}}`), aStatement(`"context":{"statement":{"objectType":"StatementRef","id":` + strings.ToUpper(aUUID) + `}}`), true},
		{"EQ-06 language", aStatement(`"context":{"language":"en-US"}`), aStatement(`"context":{"language":"EN-us"}`), true},
		{"EQ-06 account", aStatement(`"actor":` + cy), aStatement(`"actor":` + strings.ToUpper(cy)), false},
		{"EQ-06 IRIs", aStatement(`"verb":{"id":"http://v"}`), aStatement(`"verb":{"id":"HTTP://v"}`), false},
		{"EQ-06 platform", aStatement(`"context":{"platform":"LMS"}`), aStatement(`"context":{"platform":"lms"}`), false},
		{"EQ-07 single context activity", statement(`"context":{"contextActivities":{"parent":%s}}`, a), statement(`"context":{"contextActivities":{"parent":[%s]}}`, a), true},
		{"EQ-07 single context activity in a SubStatement", aSubStatement(`"context":{"contextActivities":{"parent":` + a + `}}`), aSubStatement(`"context":{"contextActivities":{"parent":[` + a + `]}}`), true},
		{"EQ-07 two context activities", statement(`"context":{"contextActivities":{"parent":[%s]}}`, a), statement(`"context":{"contextActivities":{"parent":[%s,%s]}}`, a, b), false},
		{"EQ-08 beyond 0.01 s", aStatement(`"result":{"duration":"P1DT12H36M0.12567S"}`), aStatement(`"result":{"duration":"P1DT12H36M0.12S"}`), true},
		{"EQ-08 cut, not rounded", aStatement(`"result":{"duration":"PT0.129S"}`), aStatement(`"result":{"duration":"PT0.13S"}`), false},
		{"EQ-08 within 0.01 s", aStatement(`"result":{"duration":"PT0.12S"}`), aStatement(`"result":{"duration":"PT0.13S"}`), false},
		{"EQ-08 nothing within 0.01 s", aStatement(`"result":{"duration":"PT1.001S"}`), aStatement(`"result":{"duration":"PT1S"}`), true},
		{"EQ-08 zeros", aStatement(`"result":{"duration":"PT1.001S"}`), aStatement(`"result":{"duration":"PT1.00S"}`), true},
		{"EQ-08 tens", aStatement(`"result":{"duration":"PT10S"}`), aStatement(`"result":{"duration":"PT1S"}`), false},
		{"EQ-08 units", aStatement(`"result":{"duration":"PT60S"}`), aStatement(`"result":{"duration":"PT1M"}`), false},
		{"EQ-08 other fractions", aStatement(`"result":{"duration":"PT1.129H"}`), aStatement(`"result":{"duration":"PT1.12H"}`), false},
		{"EQ-08 in a SubStatement", aSubStatement(`"result":{"duration":"PT0.129S"}`), aSubStatement(`"result":{"duration":"PT0.12S"}`), true},
		{"EQ-09 actor", aStatement(`"actor":` + ann), aStatement(`"actor":` + bob), false},
		{"EQ-09 actor name", aStatement(`"actor":{"name":"A","openid":"http://a"}`), aStatement(`"actor":{"name":"B","openid":"http://a"}`), false},
		{"EQ-09 identifier of another kind", aStatement(`"actor":{"openid":"http://a"}`), aStatement(`"actor":{"mbox":"http://a"}`), false},
		{"EQ-09 agent and group", aStatement(`"actor":{"objectType":"Group","openid":"http://a"}`), aStatement(`"actor":{"openid":"http://a"}`), false},
		{"EQ-09 verb", aStatement(`"verb":{"id":"http://v"}`), aStatement(`"verb":{"id":"http://w"}`), false},
		{"EQ-09 object", aStatement(`"object":` + a), aStatement(`"object":` + b), false},
		{"EQ-09 object of another kind", aStatement(`"object":{"objectType":"Agent","openid":"http://a"}`), aStatement(`"object":{"objectType":"Group","openid":"http://a"}`), false},
		{"EQ-09 object that is an agent or not", aStatement(`"object":{"objectType":"Agent","id":"http://a"}`), aStatement(`"object":` + a), false},
		{"EQ-09 object of a SubStatement", aSubStatement(`"object":` + a), aSubStatement(`"object":` + b), false},
		{"EQ-09 success", aStatement(`"result":{"success":true}`), aStatement(`"result":{"success":false}`), false},
		{"EQ-09 response", aStatement(`"result":{"response":""}`), aStatement(`"result":{}`), false},
		{"EQ-09 result on one side", aStatement(`"result":{}`), aStatement(), false},
		{"EQ-09 context on one side", aStatement(`"context":{}`), aStatement(), false},
		{"EQ-09 registration", aStatement(`"context":{"registration":` + aUUID + `}`), aStatement(`"context":{"registration":"00000000-0000-0000-0000-000000000000"}`), false},
		{"EQ-09 extension", aStatement(`"context":{"extensions":{"http://x":[1,null]}}`), aStatement(`"context":{"extensions":{"http://x":[null,1]}}`), false},
		{"EQ-09 instructor", aStatement(`"context":{"instructor":` + ann + `}`), aStatement(`"context":{"instructor":` + bob + `}`), false},
		{"EQ-09 context agents", aStatement(`"context":{"contextAgents":[{"agent":` + ann + `}]}`), aStatement(`"context":{"contextAgents":[{"agent":` + bob + `}]}`), false},
		{"EQ-09 kind of context activity", aStatement(`"context":{"contextActivities":{"parent":[]}}`), aStatement(`"context":{"contextActivities":{"other":[]}}`), false},
		{"EQ-10 numbers", aStatement(`"result":{"score":{"raw":1.0,"max":100}}`), aStatement(`"result":{"score":{"max":1e2,"raw":1}}`), true},
		{"EQ-10 other number", aStatement(`"result":{"score":{"raw":1.0}}`), aStatement(`"result":{"score":{"raw":1.0000000000000000000001}}`), false},
		{"EQ-10 zero", aStatement(`"result":{"score":{"raw":-0}}`), aStatement(`"result":{"score":{"raw":0.0e7}}`), true},
		{"EQ-10 sign", aStatement(`"result":{"score":{"raw":-1}}`), aStatement(`"result":{"score":{"raw":1}}`), false},
		{"EQ-10 huge numbers", aStatement(`"context":{"extensions":{"http://x":1e400}}`), aStatement(`"context":{"extensions":{"http://x":10E399}}`), true},
		{"EQ-10 huge exponents", aStatement(`"context":{"extensions":{"http://x":1e999999999}}`), aStatement(`"context":{"extensions":{"http://x":1e999999998}}`), false},
		{"EQ-10 64-bit numbers", aStatement(`"context":{"extensions":{"http://x":9007199254740993}}`), aStatement(`"context":{"extensions":{"http://x":9007199254740992}}`), false},
		{"EQ-10 number and string", aStatement(`"context":{"extensions":{"http://x":1}}`), aStatement(`"context":{"extensions":{"http://x":"1"}}`), false},
		{"EQ-10 true and false", aStatement(`"context":{"extensions":{"http://x":true}}`), aStatement(`"context":{"extensions":{"http://x":false}}`), false},
		{"EQ-10 null and absent", aStatement(`"context":{"extensions":{"http://x":null}}`), aStatement(`"context":{"extensions":{}}`), false},
		{"EQ-10 nesting", aStatement(`"context":{"extensions":{"http://x":[[1],[2]]}}`), aStatement(`"context":{"extensions":{"http://x":[[1,2],[]]}}`), false},
		{"EQ-10 strings", aStatement(`"result":{"response":"é\/\n"}`), aStatement(`"result":{"response":"\u00e9/\u000a"}`), true},
		{"EQ-10 composed characters", aStatement(`"result":{"response":"\u00e9"}`), aStatement(`"result":{"response":"e\u0301"}`), false},
		{"EQ-10 key order", aStatement(`"context":{"extensions":{"http://x":{"a":1,"b":2},"http://y":3}}`), aStatement(`"context":{"extensions":{"http://y":3,"http://x":{"b":2,"\u0061":1}}}`), true},
		{"EQ-10 key and value", aStatement(`"context":{"extensions":{"http://x":{"a":"b"}}}`), aStatement(`"context":{"extensions":{"http://x":{"b":"a"}}}`), false},
		{"EQ-10 space", aStatement(`"result":{}`), statement(" \"result\" :\n{ }"), true},
		{"EQ-10 default of the object", aStatement(`"object":{"objectType":"Activity","id":"http://a"}`), aStatement(`"object":` + a), true},
		{"EQ-10 default of a context activity", statement(`"context":{"contextActivities":{"parent":[{"objectType":"Activity","id":"http://a"}]}}`), statement(`"context":{"contextActivities":{"parent":[%s]}}`, a), true},
		{"EQ-10 default of the actor", aStatement(`"actor":{"objectType":"Agent","mbox":"mailto:ann@example.com"}`), aStatement(`"actor":` + ann), true},
		{"EQ-10 default of a member", statement(`"actor":{"objectType":"Group","member":[{"objectType":"Agent","mbox":"mailto:ann@example.com"}]}`), statement(`"actor":{"objectType":"Group","member":[%s]}`, ann), true},
		{"an unknown property", aStatement(`"note":1`), aStatement(), false},
		{"a repeated property", aStatement(`"result":{},"result":{}`), aStatement(`"result":{}`), false},
		{"no object", `[` + aStatement() + `]`, `[ ` + aStatement() + `]`, false},
		{"no JSON", `{`, `{ `, false},
		{"the same bytes", `{`, `{`, true},
	} {
		t.Run(row.rule, func(t *testing.T) {
			for _, pair := range [][2]string{{row.a, row.b}, {row.b, row.a}} {
				if got := Equal([]byte(pair[0]), []byte(pair[1])); got != row.same {
					t.Errorf("Equal is %v, want %v, for\n%s\n%s", got, row.same, pair[0], pair[1])
				}
			}
		})
	}
}

func TestStoredFormEqualsWhatWasSent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawStatement(t, Version2)
		statements, _, err := Parse([]byte(text), Version2, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		stored := store(&statements[0], Assigned{ID: NewUUID(), Authority: []byte(anAgent), Version: Version2})
		if !Equal([]byte(text), stored) || !Equal(stored, []byte(text)) {
			t.Fatalf("not equal:\n%s\n%s", text, stored)
		}
	})
}

// Writing a statement anew sorts its keys and changes escapes and space; the
// members of groups are shuffled too.
func TestAnotherWritingIsEqual(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawStatement(t, Version2)
		var statement any
		decode(t, text, &statement)
		eachLeaf(statement, nil, func([]string, any) any { return nil }, func(members []any) {
			shuffled := rapid.Permutation(members).Draw(t, "members")
			copy(members, shuffled)
		})
		again, err := json.Marshal(statement)
		if err != nil {
			t.Fatal(err)
		}
		if !Equal([]byte(text), again) {
			t.Fatalf("not equal:\n%s\n%s", text, again)
		}
	})
}

func TestOnlyWhatCountsMakesADifference(t *testing.T) {
	without := []string{"authority", "stored", "version", "attachments", "display", "definition"}
	rapid.Check(t, func(t *rapid.T) {
		text := drawStatement(t, Version2)
		var statement any
		decode(t, text, &statement)
		leaves := 0
		eachLeaf(statement, nil, func([]string, any) any { leaves++; return nil }, nil)
		change := rapid.IntRange(0, leaves-1).Draw(t, "leaf")
		var changed []string
		eachLeaf(statement, nil, func(path []string, leaf any) any {
			if leaves--; leaves != change {
				return nil
			}
			changed = slices.Clone(path)
			switch leaf := leaf.(type) {
			case string:
				return leaf + "x"
			case json.Number:
				return json.Number("4" + strings.TrimPrefix(string(leaf), "-"))
			case bool:
				return !leaf
			}
			return "x" // for null
		}, nil)
		again, err := json.Marshal(statement)
		if err != nil {
			t.Fatal(err)
		}
		counts := !slices.ContainsFunc(changed, func(key string) bool { return slices.Contains(without, key) })
		if Equal([]byte(text), again) == counts || Equal(again, []byte(text)) == counts {
			t.Fatalf("changed %v, which counts is %v:\n%s\n%s", changed, counts, text, again)
		}
	})
}

func decode(t rapid.TB, text string, into *any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// eachLeaf calls leaf for each string, number, boolean and null, in the order
// of the sorted keys, and sets it to what comes back if that is not nil. It
// calls group for the members of each group.
func eachLeaf(value any, path []string, leaf func(path []string, value any) any, group func([]any)) any {
	switch value := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(value))
		for key := range value {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			if members, ok := value[key].([]any); ok && key == "member" && group != nil {
				group(members)
			}
			if changed := eachLeaf(value[key], append(path, key), leaf, group); changed != nil {
				value[key] = changed
			}
		}
		return nil
	case []any:
		for i := range value {
			if changed := eachLeaf(value[i], append(path, strconv.Itoa(i)), leaf, group); changed != nil {
				value[i] = changed
			}
		}
		return nil
	}
	return leaf(path, value)
}

func TestEqualTakesLongGroupsAndObjects(t *testing.T) {
	const many = 20_000
	members, keys := make([]string, many), make([]string, many)
	for i := range many {
		members[i] = fmt.Sprintf(`{"mbox":"mailto:m%d@example.com"}`, i)
		keys[i] = fmt.Sprintf(`"http://x/%d":%d`, i, i)
	}
	large := func() []byte {
		return []byte(aStatement(`"actor":{"objectType":"Group","member":[`+strings.Join(members, ",")+`]}`,
			`"context":{"extensions":{`+strings.Join(keys, ",")+`}}`))
	}
	forwards := large()
	slices.Reverse(members)
	slices.Reverse(keys)
	if backwards := large(); !Equal(forwards, backwards) {
		t.Error("the order of members and keys counts")
	}
	members[0] = members[1]
	if other := large(); Equal(forwards, other) {
		t.Error("one of many members does not count")
	}
}

func TestEqualRefusesDeepNesting(t *testing.T) {
	deep := strings.Repeat("[", 1<<20) + strings.Repeat("]", 1<<20)
	text := aStatement(`"result":` + deep)
	if Equal([]byte(text), []byte(text+" ")) {
		t.Error("a text is compared that nests too deep for the stack")
	}
}

func FuzzEqual(f *testing.F) {
	f.Add([]byte(aStatement()), []byte(aSubStatement()))
	f.Add([]byte(`{"actor":{"member":[{"member":[1,2]},3]}}`), []byte(`{"result":{"duration":"PT1.005S"}}`))
	f.Add(realStatement, realStatement)
	f.Fuzz(func(t *testing.T, a, b []byte) {
		same := Equal(a, b)
		if same != Equal(b, a) {
			t.Errorf("not symmetric: %q and %q", a, b)
		}
		if spaced := append([]byte(" "), a...); isObject(a) && (!Equal(a, spaced) || Equal(spaced, b) != same) {
			t.Errorf("a space counts before %q", a)
		}
	})
}

func isObject(text []byte) bool {
	var tape tape
	return parseTape(&tape, text, Limits{}) == nil && tape.kind(0) == objectNode
}

func BenchmarkEqual(b *testing.B) {
	other := append(bytes.Clone(realStatement), ' ')
	b.SetBytes(int64(len(realStatement)))
	b.ReportAllocs()
	for b.Loop() {
		if !Equal(realStatement, other) {
			b.Fatal("not equal")
		}
	}
}
