package reference

import (
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// trend answers kind trend.
func (w *world) trend(answer *query.Answer) {
	q := w.q
	answer.Columns = append(answer.Columns, query.Column{Name: "bucket", Type: query.ColumnTime})
	for _, f := range q.Dimensions {
		answer.Columns = append(answer.Columns, column(f))
	}
	answer.Columns = append(answer.Columns, metricColumns(q.Metrics, "")...)
	byGroup := slices.Clone(answer.Columns[1:])
	if w.span.Previous != nil {
		answer.Columns = append(answer.Columns, query.Column{Name: "previous_bucket", Type: query.ColumnTime})
	}
	now := w.period(w.span.From, w.span.To)
	before := w.previous(answer)
	keys := w.trendGroups(answer, now, byGroup)
	if len(w.span.Edges) == 0 {
		keys = nil
	}
	w.trendRows(answer, keys, now, before)
	now.tellMeta(answer, q.Metrics)
	w.addActors(answer)
}

// trendGroups returns the groups to show, in order of their numbers over the
// whole range.
func (w *world) trendGroups(answer *query.Answer, now *period, columns []query.Column) [][]any {
	var rows [][]any
	for _, g := range w.groups(now.match, w.q.Dimensions) {
		r := w.countCell(g.key, &cell{p: now, rows: g.rows})
		for i := range r.cells {
			if r.hidden[i] || w.small(r.people) {
				r.cells[i] = nil
			}
		}
		rows = append(rows, slices.Concat(r.key, r.cells))
	}
	w.sort(rows, columns)
	if len(w.q.Dimensions) > 0 {
		total := int64(len(rows))
		answer.Meta.Total = &total
	}
	if len(rows) > w.q.Limit {
		rows = rows[:w.q.Limit]
		answer.Meta.Truncated = true
	}
	var keys [][]any
	for _, r := range rows {
		keys = append(keys, r[:len(w.q.Dimensions)])
	}
	return keys
}

// trendCell counts a bucket of a group; the rows of a group are those that have
// its values.
func (w *world) trendCell(p *period, edges []int64, bucket int, key []any) *counted {
	from, to := edges[bucket], edges[bucket+1]
	pick := func(rows []*row) []*row {
		for _, g := range w.groups(rows, w.q.Dimensions) {
			if compareKeys(g.key, key) == 0 {
				return g.rows
			}
		}
		return nil
	}
	c := &cell{p: p, rows: pick(w.within(p.match, from, to)), windows: make(map[query.MeasureID][]*row)}
	for _, m := range w.q.Metrics {
		m.Expr.Each(func(id query.MeasureID) {
			if days := windowDays[id]; days > 0 {
				c.windows[id] = pick(w.matching(w.within(w.rows, w.daysBefore(to, days), to), w.q.Filter))
			}
		})
	}
	return w.countCell(key, c)
}

// daysBefore is when the calendar days begin that end with the day in which the
// moment before an instant is.
func (w *world) daysBefore(end int64, days int) int64 {
	zone := w.q.Time.Zone
	at := query.Floor(query.ByDay, zone, end-1)
	for range days - 1 {
		at = query.Floor(query.ByDay, zone, at-1)
	}
	return at
}

func (w *world) trendRows(answer *query.Answer, keys [][]any, now, before *period) {
	zone := w.q.Time.Zone
	buckets := max(0, len(w.span.Edges)-1)
	past := 0
	if before != nil {
		past = max(0, len(w.span.Previous.Edges)-1)
	}
	rows, earlier := make(map[string][]*counted), make(map[string][]*counted)
	for _, key := range keys {
		for k := range buckets {
			rows[nameOf(key)] = append(rows[nameOf(key)], w.trendCell(now, w.span.Edges, k, key))
			if k < past {
				earlier[nameOf(key)] = append(earlier[nameOf(key)], w.trendCell(before, w.span.Previous.Edges, k, key))
			}
		}
	}
	for _, all := range []map[string][]*counted{rows, earlier} {
		w.suppressTrend(answer, keys, all)
	}
	for _, key := range keys {
		for k, r := range rows[nameOf(key)] {
			cells := slices.Concat([]any{query.FormatTime(w.span.Edges[k], zone)}, key, r.cells)
			switch {
			case before != nil && k < past:
				cells = append(append(cells, query.FormatTime(w.span.Previous.Edges[k], zone)), earlier[nameOf(key)][k].cells...)
			case before != nil:
				cells = append(cells, make([]any, 1+len(w.q.Metrics))...)
			}
			answer.Rows = append(answer.Rows, cells)
		}
	}
}

// suppressTrend suppresses the rows of each bucket, or without dimensions all.
func (w *world) suppressTrend(answer *query.Answer, keys [][]any, rows map[string][]*counted) {
	if len(w.q.Dimensions) == 0 {
		w.suppress(answer, rows[nameOf(nil)])
		return
	}
	keys = slices.Clone(keys)
	slices.SortFunc(keys, compareKeys)
	for k := 0; ; k++ {
		var bucket []*counted
		for _, key := range keys {
			if of := rows[nameOf(key)]; k < len(of) {
				bucket = append(bucket, of[k])
			}
		}
		if bucket == nil {
			return
		}
		w.suppress(answer, bucket)
	}
}
