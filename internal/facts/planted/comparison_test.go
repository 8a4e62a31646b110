package planted_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// compare compares what came with what was planted, row by row and exactly.
func (w *world) compare(when string, of truth, got, want [][]any) {
	w.t.Helper()
	for i := range max(len(got), len(want)) {
		g, h := "nothing", "nothing"
		if i < len(got) {
			g = string(mustJSON(got[i]))
		}
		if i < len(want) {
			h = string(mustJSON(want[i]))
		}
		if g != h && !(of.about && near(w.t, g, h)) {
			w.t.Errorf("%s, phase %s: row %d of %d is %s; planted was %s, of %d rows\n  columns %v %v\n  query %s\n  cell %s",
				when, w.phase, i, len(got), g, h, len(want), of.columns, of.meta, of.query, of.cell)
			return
		}
	}
}

// near compares two JSON texts whose numbers may differ in the tenth digit.
func near(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	for text, into := range map[string]*any{a: &x, b: &y} {
		if json.Unmarshal([]byte(text), into) != nil {
			return false
		}
	}
	return alike(x, y)
}

func alike(a, b any) bool {
	switch x := a.(type) {
	case float64:
		y, is := b.(float64)
		return is && math.Abs(x-y) <= 1e-9*max(1, math.Abs(y))
	case []any:
		y, is := b.([]any)
		return is && slices.EqualFunc(x, y, alike)
	case map[string]any:
		y, is := b.(map[string]any)
		if !is || len(x) != len(y) {
			return false
		}
		for key := range x {
			if !alike(x[key], y[key]) {
				return false
			}
		}
		return true
	default:
		return a == b
	}
}

// shown are some columns of all rows. One written as NAME:MEMBER,MEMBER is a list
// of objects, of which only those members are taken.
func shown(t *testing.T, answer *query.Answer, names []string) (rows [][]any) {
	t.Helper()
	var places []int
	for _, name := range names {
		name, _, _ = strings.Cut(name, ":")
		at := slices.IndexFunc(answer.Columns, func(c query.Column) bool { return c.Name == name })
		if at < 0 {
			t.Fatalf("the answer has no column %q: %v", name, answer.Columns)
		}
		places = append(places, at)
	}
	for _, row := range answer.Rows {
		var cells []any
		for i, at := range places {
			cells = append(cells, only(t, names[i], row[at]))
		}
		rows = append(rows, cells)
	}
	return rows
}

// told are some members of the answer's meta.
func told(t *testing.T, answer *query.Answer, names []string) (cells []any) {
	t.Helper()
	var meta map[string]any
	if err := json.Unmarshal(mustJSON(answer.Meta), &meta); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		key, _, _ := strings.Cut(name, ":")
		cells = append(cells, only(t, name, meta[key]))
	}
	return cells
}

// only keeps the members that a name asks for.
func only(t *testing.T, name string, cell any) any {
	t.Helper()
	_, members, asked := strings.Cut(name, ":")
	if !asked {
		return cell
	}
	var all, kept []map[string]any
	if err := json.Unmarshal(mustJSON(cell), &all); err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		some := make(map[string]any)
		for member := range strings.SplitSeq(members, ",") {
			some[member] = one[member]
		}
		kept = append(kept, some)
	}
	return kept
}
