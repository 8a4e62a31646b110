package reference

import (
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// group is the rows of a combination of values.
type group struct {
	key  []any
	rows []*row
}

// groups puts rows into groups, in order of their values; with several values in
// a field a row is in a group for each. Without dimensions there is one.
func (w *world) groups(rows []*row, dimensions []query.Field) []*group {
	known := make(map[string]*group)
	var list []*group
	if len(dimensions) == 0 {
		return []*group{{nil, rows}}
	}
	for _, r := range rows {
		keys := [][]any{nil}
		for _, f := range dimensions {
			var longer [][]any
			for _, key := range keys {
				for _, value := range w.values(r, f) {
					longer = append(longer, append(slices.Clone(key), value))
				}
			}
			keys = longer
		}
		for _, key := range keys {
			name := nameOf(key)
			if known[name] == nil {
				known[name] = &group{key: key}
				list = append(list, known[name])
			}
			known[name].rows = append(known[name].rows, r)
		}
	}
	slices.SortFunc(list, func(a, b *group) int { return compareKeys(a.key, b.key) })
	return list
}

// nameOf is a text that only equal keys have.
func nameOf(key []any) string {
	name := ""
	for _, value := range key {
		name += fmt.Sprintf("%#v ", value)
	}
	return name
}

func compareKeys(a, b []any) int { return slices.CompareFunc(a, b, compareCells) }

// table answers kind table.
func (w *world) table(answer *query.Answer) {
	q := w.q
	for _, f := range q.Dimensions {
		answer.Columns = append(answer.Columns, column(f))
	}
	answer.Columns = append(answer.Columns, metricColumns(q.Metrics, "")...)
	now := w.period(w.span.From, w.span.To)
	groups := w.groups(now.match, q.Dimensions)
	before := w.previous(answer)
	past := make(map[string]*group)
	if before != nil {
		for _, g := range w.groups(before.match, q.Dimensions) {
			past[nameOf(g.key)] = g
			if !slices.ContainsFunc(groups, func(o *group) bool { return compareKeys(o.key, g.key) == 0 }) {
				groups = append(groups, &group{key: g.key})
			}
		}
		slices.SortFunc(groups, func(a, b *group) int { return compareKeys(a.key, b.key) })
	}
	var rows, earlier []*counted
	for _, g := range groups {
		rows = append(rows, w.countCell(g.key, &cell{p: now, rows: g.rows}))
		if before != nil {
			c := &cell{p: before}
			if g := past[nameOf(g.key)]; g != nil {
				c.rows = g.rows
			}
			earlier = append(earlier, w.countCell(g.key, c))
		}
	}
	w.suppress(answer, rows)
	w.suppress(answer, earlier)
	for i, r := range rows {
		cells := slices.Concat(r.key, r.cells)
		if before != nil {
			cells = append(cells, earlier[i].cells...)
		}
		answer.Rows = append(answer.Rows, cells)
	}
	w.sort(answer.Rows, answer.Columns)
	total := int64(len(answer.Rows))
	answer.Meta.Total = &total
	answer.Rows = answer.Rows[min(q.Offset, len(answer.Rows)):]
	cut(answer, q.Limit)
	now.tellMeta(answer, q.Metrics)
	w.addActors(answer)
}

// previous is the period to compare with, and adds its columns; nil for none.
func (w *world) previous(answer *query.Answer) *period {
	if w.span.Previous == nil {
		return nil
	}
	answer.Columns = append(answer.Columns, metricColumns(w.q.Metrics, "@previous")...)
	return w.period(w.span.Previous.From, w.span.Previous.To)
}

// sort orders rows, which are in order of their dimensions, as the query asks;
// without order by the first metric, the greatest first.
func (w *world) sort(rows [][]any, columns []query.Column) {
	orders := w.q.Order
	if len(orders) == 0 {
		orders = []query.Order{{Column: columns[len(w.q.Dimensions)].Name, Descending: true}}
	}
	slices.SortStableFunc(rows, func(a, b []any) int {
		for _, o := range orders {
			at := slices.IndexFunc(columns, func(c query.Column) bool { return c.Name == o.Column })
			x, y := sortable(a[at]), sortable(b[at])
			c := compareCells(x, y)
			if o.Descending && x != nil && y != nil {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
}

// sortable is a cell, nil for a share of nothing.
func sortable(cell any) any {
	if s, is := cell.(query.Share); is && s.Value == nil {
		return nil
	}
	return cell
}

// cut leaves the first rows.
func cut(answer *query.Answer, limit int) {
	if len(answer.Rows) > limit {
		answer.Rows = answer.Rows[:limit]
		answer.Meta.Truncated = true
	}
}
