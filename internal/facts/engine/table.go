package engine

import (
	"context"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// tabled is a row of a table before it is ordered: the cells of its dimensions
// and metrics, and how many people it tells of.
type tabled struct {
	cells []any
	// people are those of the current period, and of the one before.
	people, before int64
}

// table answers kind table: a row for each combination of values.
func (v *view) table(ctx context.Context) (*query.Answer, error) {
	p, where, err := v.plan(ctx, nil)
	if err != nil {
		return nil, err
	}
	now, err := v.count(ctx, p, where, window{v.span.From, v.span.To})
	if err != nil {
		return nil, err
	}
	var before *tally
	if v.span.Previous != nil {
		// What is typical of the time on task is that of its own period.
		past := *p
		past.pauses = nil
		if before, err = v.count(ctx, &past, where, window{v.span.Previous.From, v.span.Previous.To}); err != nil {
			return nil, err
		}
	}
	if len(p.dimensions) == 0 {
		now.group(groupKey{})
	}
	answer := &query.Answer{Columns: v.tableColumns(p, before != nil)}
	rows, err := v.tableRows(ctx, p, now, before)
	if err != nil {
		return nil, err
	}
	// Each period has the groups of the other one, too.
	if err := now.fits(); err != nil {
		return nil, err
	}
	if before != nil {
		if err := before.fits(); err != nil {
			return nil, err
		}
	}
	v.suppressRows(answer, rows, len(p.dimensions))
	cells := v.arrange(answer, rows, len(p.dimensions))
	answer.Rows = cells
	v.countMeta(answer, now)
	if err := v.addActors(ctx, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// plan says what the query's metrics and dimensions need.
func (v *view) plan(ctx context.Context, edges []int64) (*plan, condition, error) {
	p := &plan{edges: edges, attempts: v.query.Attempts, gap: v.query.SessionGap, guarded: v.minGroup() > 1, held: v.held}
	for _, field := range v.query.Dimensions {
		d, err := v.dimension(field)
		if err != nil {
			return nil, nil, err
		}
		p.dimensions = append(p.dimensions, d)
	}
	for _, metric := range v.query.Metrics {
		p.note(metric.Expr)
	}
	p.measures[query.People] = p.measures[query.People] || v.minGroup() > 1
	where, err := v.compile(ctx, v.query.Filter)
	return p, where, err
}

func (v *view) tableColumns(p *plan, compared bool) []query.Column {
	var columns []query.Column
	for _, d := range p.dimensions {
		columns = append(columns, d.column)
	}
	columns = append(columns, v.metricColumns("")...)
	if compared {
		columns = append(columns, v.metricColumns("@previous")...)
	}
	return columns
}

func (v *view) metricColumns(suffix string) []query.Column {
	var columns []query.Column
	for _, metric := range v.query.Metrics {
		c := measureColumn(metric)
		c.Name += suffix
		columns = append(columns, c)
	}
	return columns
}

// tableRows has a row for each group of either period.
func (v *view) tableRows(ctx context.Context, p *plan, now, before *tally) ([]*tabled, error) {
	keys := slices.Clone(now.keys)
	if before != nil {
		for _, key := range before.keys {
			if _, known := now.groups[key]; !known {
				keys = append(keys, key)
			}
		}
	}
	width := len(p.dimensions) + len(v.query.Metrics)
	if before != nil {
		width += len(v.query.Metrics)
	}
	const header, perCell = 120, 24 // bytes
	if !v.held.take(int64(len(keys)) * int64(header+perCell*width)) {
		return nil, v.held.refusal()
	}
	rows := make([]*tabled, 0, len(keys))
	for i, key := range keys {
		if i%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		cell := now.group(key)
		row := &tabled{cells: p.values(key), people: now.peopleIn(cell)}
		row.cells = v.appendMetrics(row.cells, now, cell)
		if before != nil {
			past := before.group(key)
			row.before = before.peopleIn(past)
			row.cells = v.appendMetrics(row.cells, before, past)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// values returns the cells of a group's dimensions.
func (p *plan) values(key groupKey) []any {
	cells := make([]any, len(p.dimensions), len(p.dimensions)+8)
	for i, d := range p.dimensions {
		cells[i] = d.value(key[i])
	}
	return cells
}

// peopleIn returns how many people have rows in a cell; it counts them only
// where that may suppress something or was asked for.
func (t *tally) peopleIn(cell int32) int64 { return t.people[0][cell] }

func (v *view) appendMetrics(cells []any, t *tally, cell int32) []any {
	for _, metric := range v.query.Metrics {
		cells = append(cells, v.suppressCell(t, metric.Expr, cell))
	}
	return cells
}

// arrange orders the rows and cuts out those that are asked for.
func (v *view) arrange(answer *query.Answer, rows []*tabled, dimensions int) [][]any {
	sortRows(rows, v.sortKeys(answer.Columns, dimensions), dimensions)
	total := int64(len(rows))
	answer.Meta.Total = &total
	rows = rows[min(v.query.Offset, len(rows)):]
	if len(rows) > v.query.Limit {
		answer.Meta.Truncated = true
		rows = rows[:v.query.Limit]
	}
	cells := make([][]any, len(rows))
	for i, row := range rows {
		cells[i] = row.cells
	}
	return cells
}

// sortKey is a column to sort by.
type sortKey struct {
	at         int
	descending bool
}

// sortKeys are the query's, else the first metric, greatest first.
func (v *view) sortKeys(columns []query.Column, dimensions int) []sortKey {
	var keys []sortKey
	for _, o := range v.query.Order {
		at := slices.IndexFunc(columns, func(c query.Column) bool { return c.Name == o.Column })
		if at >= 0 {
			keys = append(keys, sortKey{at, o.Descending})
		}
	}
	if len(keys) == 0 && len(columns) > dimensions {
		keys = append(keys, sortKey{dimensions, true})
	}
	return keys
}

// sortRows orders rows by the keys, then by their dimensions; null metrics are
// last in both directions.
func sortRows(rows []*tabled, keys []sortKey, dimensions int) {
	slices.SortStableFunc(rows, func(a, b *tabled) int {
		for _, key := range keys {
			x, y := a.cells[key.at], b.cells[key.at]
			if isNull(x) || isNull(y) {
				if c := flag(isNull(x)) - flag(isNull(y)); c != 0 {
					return c
				}
				continue
			}
			c := compareCells(x, y)
			if key.descending {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return compareRows(a.cells, b.cells, dimensions)
	})
}

// countMeta tells what the counting found by the way.
func (v *view) countMeta(answer *query.Answer, t *tally) {
	if v.minGroup() <= 1 {
		answer.Meta.NotComparable = t.notComparable
		answer.Meta.Clamped = t.clamped
	}
	if t.plan.measures[query.TimeEstimated] && v.tellsTotals(answer) {
		answer.Meta.TimeEstimated = &query.Band{
			Total: float64(t.band[0]) / 1e6, Low: float64(t.band[1]) / 1e6, High: float64(t.band[2]) / 1e6,
		}
	}
}
