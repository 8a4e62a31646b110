package query

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a generator of queries as JSON values, whose limits it keeps.
type drawn struct {
	t     *rapid.T
	nodes int
}

func (d *drawn) bool(name string) bool             { return rapid.Bool().Draw(d.t, name) }
func (d *drawn) between(name string, a, b int) int { return rapid.IntRange(a, b).Draw(d.t, name) }
func (d *drawn) of(name string, words ...string) string {
	return rapid.SampledFrom(words).Draw(d.t, name)
}

func (d *drawn) field(may func(Field) bool) string {
	var names []string
	for _, field := range Fields() {
		if may(field) {
			names = append(append(names, field.Name()), field.Aliases()...)
		}
	}
	return d.of("field", append(names, "context.extensions[https://example.org/a]", "result.extensions[tag:b]")...)
}

// fields draws distinct fields, up to most.
func (d *drawn) fields(most int, may func(Field) bool) []string {
	names, seen := []string{}, make(map[Field]bool)
	for range d.between("fields", 0, most) {
		name := d.field(may)
		if field, _ := ParseField(name); !seen[field] {
			seen[field] = true
			names = append(names, name)
		}
	}
	return names
}

func (d *drawn) instant() string {
	return d.of("instant", "2026-10-01", "2024-02-29", "2026-10-25T02:30:00+02:00", "1999-12-31T23:59:59.999999Z")
}

func (d *drawn) value(f Field) any {
	switch f.Type() {
	case NumberField:
		return rapid.Float64Range(-1e6, 1e6).Draw(d.t, "number")
	case TimeField:
		return d.instant()
	case BooleanField:
		return d.bool("flag")
	}
	switch f.ID {
	case VerbClass:
		return d.of("class", classNames()...)
	case Registration, StatementID:
		return d.of("id", "EC531277-B57B-4C15-8D91-D292C5B2B8F7", "00000000-0000-0000-0000-000000000000")
	default:
		return rapid.StringN(1, 20, -1).Draw(d.t, "text")
	}
}

func (d *drawn) values(f Field) []any {
	var list []any
	for range d.between("values", 1, 4) {
		list = append(list, d.value(f))
	}
	return list
}

func (d *drawn) filter(levels int) []any {
	d.nodes++
	choices := 6
	if levels > 1 && d.nodes < 30 {
		choices = 9
	}
	name := d.field(Field.MayFilter)
	field, _ := ParseField(name)
	switch d.between("form", 0, choices-1) {
	case 1:
		if field.Type() == TextField && field.ID != StatementID || field.Type() == TextsField {
			return []any{d.of("operator", "contains", "starts"), name, []any{rapid.StringN(1, 9, -1).Draw(d.t, "text")}}
		}
	case 2:
		return []any{"in_class", "verb", []any{d.of("class", classNames()...)}}
	case 3:
		if field.Type() == NumberField || field.Type() == TimeField {
			return []any{d.of("operator", "gt", "gte", "lt", "lte"), name, d.value(field)}
		}
	case 4:
		if field.Type() == NumberField {
			return []any{"between", name, []any{-1, d.between("to", -1, 9)}}
		}
	case 5:
		if field.ID != StatementID {
			return []any{d.of("operator", "exists", "missing"), name}
		}
	case 6:
		list := []any{d.of("operator", "and", "or")}
		for range d.between("operands", 1, 3) {
			list = append(list, d.filter(levels-1))
		}
		return list
	case 7:
		return []any{"not", d.filter(levels - 1)}
	case 8:
		done := map[string]any{"filter": d.filter(levels - 1)}
		if d.bool("within") {
			done["within"] = fmt.Sprintf("%dd", d.between("days", 1, 3660))
		}
		return []any{d.of("operator", "has_done", "has_not_done"), done}
	}
	return []any{d.of("operator", "is", "is_not"), name, d.values(field)}
}

func (d *drawn) root() []any {
	d.nodes = 0
	return d.filter(mostLevels)
}

func (d *drawn) metrics(kind Kind) (metrics []any, names []string) {
	var measures, people []string
	for id := range Measures {
		if !id.Windowed() || kind == Trend {
			measures = append(measures, id.String())
		}
		if id.OfPeople() {
			people = append(people, id.String())
		}
	}
	for i := range d.between("metrics", 1, 3) {
		as := fmt.Sprint("m_", i)
		switch d.between("form", 0, 2) {
		case 0:
			name := d.of("metric", measures...)
			if !slices.Contains(names, name) {
				metrics = append(metrics, name)
				if id, _ := ParseMeasure(name); !id.Windowed() {
					names = append(names, name)
				} else {
					return metrics, names
				}
			}
		case 1:
			metrics = append(metrics, map[string]any{"rate": []any{d.of("metric", people...), d.of("metric", people...)}, "as": as})
			names = append(names, as)
		default:
			inner := map[string]any{d.of("operation", "divide", "add"): []any{d.of("metric", people...), 2.5}}
			metrics = append(metrics, map[string]any{d.of("operation", "multiply", "subtract"): []any{inner, d.of("metric", people...)}, "as": as})
			names = append(names, as)
		}
	}
	return metrics, names
}

func (d *drawn) time(kind Kind) map[string]any {
	t := make(map[string]any)
	if d.bool("range") {
		t["range"] = d.of("range", append(slices.Clone(rangeWords), "7d", "3660d")...)
	} else if d.bool("instants") {
		t["range"] = []any{"1999-01-01", d.of("to", "2026-10-01", "2026-10-25T02:30:00+02:00")}
	}
	if d.bool("zone") {
		t["zone"] = d.of("zone", someZones...)
	}
	if d.bool("on") {
		t["on"] = d.of("on", "timestamp", "stored")
	}
	switch kind {
	case Trend:
		t["bucket"] = d.of("bucket", bucketWords...)
	case Lifecycle:
		t["bucket"] = d.of("bucket", bucketWords[1:]...)
	}
	if (kind == Trend || kind == Table) && t["range"] != nil && t["range"] != "all" && d.bool("compare") {
		t["compare"] = "previous"
	}
	return t
}

// query draws a query that must be read.
func (d *drawn) query() map[string]any {
	kind := rapid.SampledFrom(Kinds()).Draw(d.t, "kind")
	q := map[string]any{"kind": string(kind)}
	maybe := func(key string, value func() any) {
		if d.bool(key) {
			q[key] = value()
		}
	}
	if t := d.time(kind); len(t) > 0 || kind == Trend || kind == Lifecycle {
		q["time"] = t
	}
	maybe("filter", func() any { return d.root() })
	maybe("min_group", func() any { return d.between("min_group", 0, 20) })
	maybe("as_of_seq", func() any { return d.between("as_of", 1, 1<<50) })
	maybe("session_gap", func() any { return d.between("gap", 1, 240) })
	attempts := func() any { return d.of("attempts", "first", "best", "last", "all") }
	switch kind {
	case Table, Trend:
		metrics, names := d.metrics(kind)
		dimensions := d.fields(3, Field.MayGroup)
		q["metrics"], q["dimensions"] = metrics, dimensions
		maybe("attempts", attempts)
		maybe("limit", func() any { return d.between("limit", 1, 200) })
		if columns := append(slices.Clone(dimensions), names...); len(columns) > 0 {
			maybe("order", func() any { return []any{[]any{d.of("column", columns...), d.of("direction", "asc", "desc")}} })
		}
		maybe("actors", func() any { return map[string]any{"metric": "people"} })
	case Statements:
		if columns := d.fields(5, Field.MayShow); len(columns) > 0 {
			q["fields"] = columns
		}
		maybe("order", func() any { return []any{[]any{d.of("column", "timestamp", "stored"), "asc"}} })
		maybe("limit", func() any { return d.between("limit", 1, 1000) })
		maybe("cursor", func() any { return "abc" })
	case Distribution:
		q["dimensions"] = d.fields(2, Field.MayGroup)
		maybe("bins", func() any { return d.between("bins", 1, 100) })
		maybe("pass", func() any { return 0.5 })
		maybe("attempts", attempts)
	case Funnel:
		var steps []any
		for i := range d.between("steps", 2, 4) {
			steps = append(steps, map[string]any{"name": fmt.Sprint("step ", i), "filter": d.root()})
		}
		q["steps"] = steps
		maybe("within", func() any { return d.of("within", "7d", "36h", "3660d") })
		maybe("match", func() any { return d.of("match", "ordered", "strict", "any") })
		maybe("unit", func() any { return d.of("unit", "person", "registration") })
		q["dimensions"] = d.fields(1, Field.MayGroup)
	case Paths:
		maybe("of", func() any { return d.of("of", "activity", "verb", "verb_class", "activity.type", "course") })
		maybe(d.of("end", "from", "to"), func() any { return "x" })
		maybe("depth", func() any { return d.between("depth", 1, 6) })
	case Retention:
		maybe("period", func() any { return d.of("period", "day", "week", "month") })
		maybe("unbounded", func() any { return d.bool("unbounded") })
	case Items:
		maybe("assessment", func() any { return "x" })
	case Episodes:
		maybe("milestones", func() any { return true })
	case Correlation:
		q["x"] = map[string]any{"filter": d.root(), "attempts": attempts()}
		q["y"] = map[string]any{"filter": d.root()}
		maybe("lag_days", func() any { return d.between("lag", 1, 3660) })
		maybe("by", func() any { return d.field(Field.MayGroup) })
	}
	return q
}

// backwards writes an object with its keys in the opposite order.
func backwards(t *rapid.T, q map[string]any) string {
	var parts []string
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(q))) {
		value, err := json.Marshal(q[key])
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, fmt.Sprintf("%q:%s", key, value))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func TestEveryQueryThatKeepsTheGrammarIsReadAndStaysItself(t *testing.T) {
	schema := compile(t, Schema())
	rapid.Check(t, func(t *rapid.T) {
		drawing := &drawn{t: t}
		value := drawing.query()
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		q, err := Decode(text, nil)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		encoded := q.Encode()
		again, err := Decode(encoded, nil)
		if err != nil || string(again.Encode()) != string(encoded) {
			t.Fatalf("it does not stay itself (%v)\n%s\n%s", err, text, encoded)
		}
		other, err := Decode([]byte(backwards(t, value)), nil)
		if err != nil || other.Hash() != q.Hash() {
			t.Fatalf("in another order it has another hash (%v)\n%s", err, text)
		}
		for _, text := range [][]byte{text, encoded} {
			var value any
			if err := json.Unmarshal(text, &value); err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(value); err != nil {
				t.Fatalf("%s does not fit the schema: %v", text, err)
			}
		}
	})
}
