package corpus

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// RandomQuery draws a valid query as JSON; saved filters are those of Segments.
func RandomQuery(t *rapid.T) string {
	d := drawer{t}
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	kind := d.pick("kind", []string{"table", "table", "trend", "statements", "distribution", "funnel", "paths", "retention", "lifecycle", "items", "episodes", "correlation"})
	add(`"kind": %q`, kind)
	if d.maybe("filter") {
		add(`"filter": %s`, d.filter(3))
	}
	if d.maybe("min group") {
		add(`"min_group": %d`, d.number("min group", 0, 6))
	}
	if d.maybe("session gap") {
		add(`"session_gap": %d`, d.number("session gap", 1, 240))
	}
	if d.number("pinned", 0, 5) == 0 {
		add(`"as_of_seq": %d`, Begin.UnixMicro()+int64(d.number("as of", 0, 20*24*3600))*1_000_000)
	}
	add(`"time": %s`, d.time(kind))
	switch kind {
	case "table", "trend":
		d.metrics(kind, add)
	case "distribution":
		of := d.pick("of", numberNames)
		add(`"of": %q, "bins": %d, "pass": %d`, of, d.number("bins", 1, 30), d.number("pass", 0, 3))
		d.dimensions(2, add)
		if of == "score" {
			d.attempts(add)
		}
	case "funnel":
		var filters []string
		for range d.number("steps", 2, 4) {
			filters = append(filters, d.filter(2))
		}
		add(`"steps": %s, "match": %q, "unit": %q`, steps(filters...), d.pick("match", []string{"ordered", "strict", "any"}), d.pick("unit", []string{"person", "registration"}))
		if d.maybe("within") {
			add(`"within": "%d%s"`, d.number("within", 1, 40), d.pick("unit of time", []string{"h", "d"}))
		}
		d.dimensions(1, add)
	case "paths":
		d.paths(add)
	case "retention":
		add(`"period": %q, "periods": %d, "unbounded": %v`, d.pick("period", []string{"day", "week", "month"}), d.number("periods", 1, 10), d.maybe("unbounded"))
	case "episodes":
		add(`"limit": %d, "milestones": %v`, d.number("limit", 1, 60), d.maybe("milestones"))
	case "statements":
		add(`"limit": %d, "order": [[%q, %q]]`, d.number("limit", 1, 200), d.pick("by", []string{"timestamp", "stored"}), d.pick("direction", []string{"asc", "desc"}))
	case "items":
		if d.maybe("assessment") {
			add(`"assessment": "https://lms.example.org/module/%d"`, d.number("assessment", 0, 4))
		}
	case "correlation":
		series := func() string {
			return fmt.Sprintf(`{"filter": %s, "attempts": %q}`, d.filter(2), d.pick("attempts", []string{"first", "best", "last", "all"}))
		}
		add(`"x": %s, "y": %s`, series(), series())
		if d.maybe("by") {
			add(`"by": %q`, d.pick("by", fieldNames))
		}
		if d.maybe("given") {
			add(`"given": %s`, series())
		}
		if d.maybe("lag") {
			add(`"lag_days": %d`, d.number("lag", 1, 20))
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// drawer draws parts of a query.
type drawer struct{ t *rapid.T }

func (d drawer) pick(label string, from []string) string {
	return rapid.SampledFrom(from).Draw(d.t, label)
}

func (d drawer) number(label string, least, most int) int {
	return rapid.IntRange(least, most).Draw(d.t, label)
}

func (d drawer) maybe(label string) bool { return rapid.Bool().Draw(d.t, label+"?") }

// filter draws a filter of at most so many levels, below which nothing looks
// deeper than two.
func (d drawer) filter(levels int) string {
	if levels <= 1 || d.maybe("leaf") {
		return d.pick("filter", filters)
	}
	switch d.number("operator", 0, 3) {
	case 0:
		return fmt.Sprintf(`["and", %s, %s]`, d.filter(levels-1), d.filter(levels-1))
	case 1:
		return fmt.Sprintf(`["or", %s, %s]`, d.filter(levels-1), d.filter(levels-1))
	case 2:
		return fmt.Sprintf(`["not", %s]`, d.filter(levels-1))
	default:
		return fmt.Sprintf(`[%q, {"filter": %s, "within": "%dd"}]`, d.pick("done", []string{"has_done", "has_not_done"}), d.filter(levels-1), d.number("days", 1, 60))
	}
}

func (d drawer) time(kind string) string {
	i := d.number("range", 0, len(ranges)-1)
	parts := []string{ranges[i], fmt.Sprintf(`"zone": %q`, d.pick("zone", zones))}
	if d.maybe("stored") {
		parts = append(parts, `"on": "stored"`)
	}
	switch kind {
	case "trend":
		parts = append(parts, fmt.Sprintf(`"bucket": %q`, d.pick("bucket", buckets[2:])))
	case "lifecycle":
		parts = append(parts, fmt.Sprintf(`"bucket": %q`, d.pick("bucket", buckets[2:])))
	}
	if (kind == "trend" || kind == "table") && i > 0 && d.maybe("compare") {
		parts = append(parts, `"compare": "previous"`)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (d drawer) dimensions(most int, add func(string, ...any)) []string {
	names := rapid.SliceOfNDistinct(rapid.SampledFrom(append(append([]string{}, fieldNames...), numberNames[:8]...)), 0, most, rapid.ID[string]).Draw(d.t, "dimensions")
	if len(names) > 0 {
		add(`"dimensions": %s`, quoted(names))
	}
	return names
}

func (d drawer) attempts(add func(string, ...any)) {
	add(`"attempts": %q`, d.pick("attempts", []string{"first", "best", "last", "all"}))
}

func (d drawer) metrics(kind string, add func(string, ...any)) {
	choices := append(append([]string{}, metricNames...), formulas...)
	most := 3
	if kind == "trend" {
		choices = append(choices, windowNames...)
		most = 2
	}
	metrics := rapid.SliceOfNDistinct(rapid.SampledFrom(choices), 1, 4, rapid.ID[string]).Draw(d.t, "metrics")
	add(`"metrics": %s`, list(metrics))
	names := d.dimensions(most, add)
	d.attempts(add)
	add(`"limit": %d`, d.number("limit", 1, 12))
	if len(names) > 0 && d.maybe("order") {
		add(`"order": [[%q, %q]]`, names[0], d.pick("direction", []string{"asc", "desc"}))
	}
}

func (d drawer) paths(add func(string, ...any)) {
	of := d.pick("of", []string{"activity", "verb_class", "course", "activity.type"})
	ends := map[string][]string{
		"activity": {home + "module/1", home + "item/0"}, "verb_class": {"start", "answer", "complete"},
		"course": {home + "course/0", home + "course/1"}, "activity.type": {types + "module", types + "course"},
	}
	add(`"of": %q, "in": %q`, of, d.pick("in", []string{"session", "registration"}))
	if end := d.pick("end", []string{"", "from", "to"}); end != "" {
		add(`%q: %q, "depth": %d, "top": %d`, end, d.pick("value", ends[of]), d.number("depth", 1, 6), d.number("top", 1, 5))
	}
	if d.maybe("limit") {
		add(`"limit": %d`, d.number("limit", 1, 20))
	}
}
