package aggregate_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/aggregate"
	"github.com/lore-lrs/lore/internal/problem"
)

// many are statements that differ in few ways, so that conditions match some.
func many(n int) []string {
	list := make([]string, n)
	for i := range list {
		actor := ada
		if i%3 != 0 {
			actor = account(fmt.Sprint("user", i%3))
		}
		rest := fmt.Sprintf(`"timestamp":"2026-%02d-01T00:00:00Z"`, 1+i%12)
		if i%4 != 0 {
			rest += fmt.Sprintf(`,"result":{"score":{"raw":%d},"success":%t}`, i%7, i%2 == 0)
		}
		if i%5 == 0 {
			rest += `,"context":{"platform":"LMS","contextActivities":{"parent":[{"id":"http://www.example.org/p1"},{"id":"http://www.example.org/p` + fmt.Sprint(i%2) + `"}]}}`
		}
		list[i] = statement(i+1, actor, fmt.Sprint("verb", i%4), fmt.Sprint("activity", i%6), rest)
	}
	return list
}

var paths = []string{
	"statement.verb.id", "statement.object.id", "statement.actor.mbox", "statement.actor.account.name", "statement.result.score.raw",
	"statement.result.success", "statement.context.platform", "statement.context.contextActivities.parent.id", "statement.nothing", "_id",
}

// valueFor draws a value that the field of the path may have.
func valueFor(t *rapid.T, path string) any {
	choices := map[string][]any{
		"statement.verb.id":                             {"http://www.example.org/verb0", "http://www.example.org/verb1"},
		"statement.object.id":                           {"http://www.example.org/activity1", "http://www.example.org/activity2"},
		"statement.actor.mbox":                          {"mailto:ada@example.org"},
		"statement.actor.account.name":                  {"user1", "user2"},
		"statement.result.score.raw":                    {0, 2, 3.5, 6},
		"statement.result.success":                      {true, false},
		"statement.context.platform":                    {"LMS"},
		"statement.context.contextActivities.parent.id": {"http://www.example.org/p0", "http://www.example.org/p1"},
		"_id": {"00000000-0000-4000-8000-000000000007"},
	}[path]
	return rapid.SampledFrom(append(choices, nil)).Draw(t, "value")
}

func condition(t *rapid.T, depth int) map[string]any {
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "nest") == 0 {
		var list []any
		for range rapid.IntRange(1, 3).Draw(t, "operands") {
			list = append(list, condition(t, depth-1))
		}
		return map[string]any{rapid.SampledFrom([]string{"$and", "$or", "$nor"}).Draw(t, "logic"): list}
	}
	path := rapid.SampledFrom(paths).Draw(t, "path")
	operator := rapid.SampledFrom([]string{"", "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$exists", "$not"}).Draw(t, "operator")
	switch operator {
	case "":
		return map[string]any{path: valueFor(t, path)}
	case "$in", "$nin":
		return map[string]any{path: map[string]any{operator: []any{valueFor(t, path), valueFor(t, path)}}}
	case "$exists":
		return map[string]any{path: map[string]any{operator: rapid.Bool().Draw(t, "exists")}}
	case "$not":
		return map[string]any{path: map[string]any{operator: map[string]any{"$gt": valueFor(t, path)}}}
	default:
		return map[string]any{path: map[string]any{operator: valueFor(t, path)}}
	}
}

// The naive evaluation: conditions on plain JSON, written without regard to
// anything but their meaning.

// reached returns the values at a path; missing is true where some way ends early.
func reached(v any, path []string) (values []any, missing bool) {
	if len(path) == 0 {
		return []any{v}, false
	}
	switch v := v.(type) {
	case map[string]any:
		inner, there := v[path[0]]
		if !there {
			return nil, true
		}
		return reached(inner, path[1:])
	case []any:
		for _, element := range v {
			found, gap := reached(element, path)
			values, missing = append(values, found...), missing || gap
		}
		return values, missing
	default:
		return nil, true
	}
}

func naiveMatch(document any, condition map[string]any) bool {
	for key, wanted := range condition {
		holds := true
		switch key {
		case "$and", "$or", "$nor":
			count, list := 0, wanted.([]any)
			for _, inner := range list {
				if naiveMatch(document, inner.(map[string]any)) {
					count++
				}
			}
			holds = key == "$and" && count == len(list) || key == "$or" && count > 0 || key == "$nor" && count == 0
		default:
			holds = naiveField(document, strings.Split(key, "."), wanted)
		}
		if !holds {
			return false
		}
	}
	return true
}

func naiveField(document any, path []string, wanted any) bool {
	operators, is := wanted.(map[string]any)
	if !is {
		operators = map[string]any{"$eq": wanted}
	}
	values, missing := reached(document, path)
	equal := func(wanted any) bool {
		return wanted == nil && missing || slices.Contains(values, wanted)
	}
	for operator, operand := range operators {
		holds := false
		switch operator {
		case "$eq":
			holds = equal(operand)
		case "$ne":
			holds = !equal(operand)
		case "$in", "$nin":
			holds = slices.ContainsFunc(operand.([]any), equal) == (operator == "$in")
		case "$exists":
			holds = (len(values) > 0) == operand.(bool)
		case "$not":
			holds = !naiveField(document, path, operand)
		default:
			holds = slices.ContainsFunc(values, func(v any) bool {
				order, comparable := naiveOrder(v, operand)
				return comparable && (operator == "$gt" && order > 0 || operator == "$gte" && order >= 0 ||
					operator == "$lt" && order < 0 || operator == "$lte" && order <= 0)
			})
		}
		if !holds {
			return false
		}
	}
	return true
}

func naiveOrder(a, b any) (order int, comparable bool) {
	switch a := a.(type) {
	case float64:
		b, is := b.(float64)
		return cmp.Compare(a, b), is
	case string:
		b, is := b.(string)
		return cmp.Compare(a, b), is
	case bool:
		b, is := b.(bool)
		order := map[bool]int{false: 0, true: 1}
		return order[a] - order[b], is
	default:
		return 0, a == nil && b == nil
	}
}

func text(t *rapid.T, v any) string {
	written, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// plain makes of a condition what JSON makes of it.
func plain(t *rapid.T, condition map[string]any) map[string]any {
	var read map[string]any
	if err := json.Unmarshal([]byte(text(t, condition)), &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func TestConditionsMeanWhatANaiveEvaluationSays(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	s.store(authority, many(60)...)
	all := s.run(`[]`)
	if len(all) != 60 {
		t.Fatalf("%d documents", len(all))
	}
	rapid.Check(t, func(t *rapid.T) {
		asked := condition(t, 3)
		var want []any
		for _, document := range all {
			if naiveMatch(document, plain(t, asked)) {
				want = append(want, document)
			}
		}
		for _, pipeline := range []string{
			`[{"$match":` + text(t, asked) + `}]`,             // looked up in the log where it can be
			`[{"$skip":0},{"$match":` + text(t, asked) + `}]`, // and never
		} {
			if got := ids(s.run(pipeline)); got != ids(want) {
				t.Fatalf("%s\ngot  %s\nwant %s", pipeline, got, ids(want))
			}
		}
	})
}

func TestGroupsSortsAndPagesAreAsANaiveEvaluationSays(t *testing.T) {
	s := newSite(t, openEmbedded(t), aggregate.Config{})
	s.store(authority, many(60)...)
	all := s.run(`[]`)
	single := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return strings.Contains(p, "parent") })
	one := func(document any, path string) any {
		values, _ := reached(document, strings.Split(path, "."))
		if len(values) == 0 {
			return nil
		}
		return values[0]
	}
	rapid.Check(t, func(t *rapid.T) {
		by := rapid.SampledFrom(single).Draw(t, "by")
		descending := rapid.Bool().Draw(t, "descending")
		direction := 1
		if descending {
			direction = -1
		}
		skip, limit := rapid.IntRange(0, 5).Draw(t, "skip"), rapid.IntRange(1, 70).Draw(t, "limit")

		ordered := slices.Clone(all)
		slices.SortStableFunc(ordered, func(a, b any) int {
			x, y := one(a, by), one(b, by)
			if x == nil || y == nil {
				return direction * (map[bool]int{true: 1}[x != nil] - map[bool]int{true: 1}[y != nil])
			}
			order, _ := naiveOrder(x, y)
			return direction * order
		})
		page := ordered[min(skip, len(ordered)):]
		page = page[:min(limit, len(page))]
		pipeline := fmt.Sprintf(`[{"$sort":{%q:%d}},{"$skip":%d},{"$limit":%d}]`, by, direction, skip, limit)
		if got := ids(s.run(pipeline)); got != ids(page) {
			t.Fatalf("%s\ngot  %s\nwant %s", pipeline, got, ids(page))
		}

		type group struct{ count, sum, scored float64 }
		groups := make(map[any]group)
		for _, document := range page {
			g := groups[one(document, by)]
			g.count++
			if raw, is := one(document, "statement.result.score.raw").(float64); is {
				g.sum += raw
				g.scored++
			}
			groups[one(document, by)] = g
		}
		got := s.run(strings.TrimSuffix(pipeline, "]") + fmt.Sprintf(
			`,{"$group":{"_id":"$%s","n":{"$sum":1},"sum":{"$sum":"$statement.result.score.raw"},"mean":{"$avg":"$statement.result.score.raw"}}}]`, by))
		if len(got) != len(groups) {
			t.Fatalf("%d groups, want %d", len(got), len(groups))
		}
		for _, document := range got {
			d := document.(map[string]any)
			g := groups[d["_id"]]
			mean := any(nil)
			if g.scored > 0 {
				mean = g.sum / g.scored
			}
			if d["n"] != g.count || d["sum"] != g.sum || d["mean"] != mean {
				t.Fatalf("the group %v is %v, want %+v", d["_id"], d, g)
			}
		}
	})
}

func FuzzPipeline(f *testing.F) {
	for _, text := range []string{
		`[{"$match":{"$or":[{"a.b":{"$in":[1,null,"x"]}},{"timestamp":{"$gte":{"$dte":"2017-04-01T00:00:00Z"}}}]}}]`,
		`[{"$project":{"a":"$b.c","d":{"e":0},"f":{"$year":"$timestamp"},"_id":0}}]`,
		`[{"$group":{"_id":{"x":"$a"},"n":{"$sum":1},"l":{"$addToSet":"$b"}}},{"$sort":{"n":-1}},{"$skip":1},{"$limit":2},{"$count":"n"}]`,
		`[{"$group":{"_id":{"$dateToString":{"format":"%Y%%","date":"$stored"}}}}]`,
	} {
		f.Add([]byte(text))
	}
	s := newSite(f, openEmbedded(f), aggregate.Config{})
	s.school()
	f.Fuzz(func(t *testing.T, text []byte) {
		err := aggregate.DecodeForTest(text)
		if err != nil && !problem.Is(err, problem.Invalid) {
			t.Fatalf("got %v, want a refusal", err)
		}
		// What can be read can be run.
		mine := *s
		mine.t = t
		status, answer, _ := mine.ask("GET", "pipeline="+url.QueryEscape(string(text)), "", "")
		if err == nil && status != 200 || err != nil && status != 400 {
			t.Fatalf("got %d %s", status, answer)
		}
		if status == 200 && !json.Valid([]byte(answer)) {
			t.Fatalf("this is not JSON: %s", answer)
		}
	})
}
