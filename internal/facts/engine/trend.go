package engine

import (
	"context"
	"math/bits"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// trend answers kind trend: a row for each bucket of each group.
func (v *view) trend(ctx context.Context) (*query.Answer, error) {
	p, where, err := v.plan(ctx, v.span.Edges)
	if err != nil {
		return nil, err
	}
	answer := &query.Answer{}
	answer.Columns = append(answer.Columns, query.Column{Name: "bucket", Type: query.ColumnTime})
	for _, d := range p.dimensions {
		answer.Columns = append(answer.Columns, d.column)
	}
	answer.Columns = append(answer.Columns, v.metricColumns("")...)
	now, err := v.countTrend(ctx, p, where, v.span, nil)
	if err != nil {
		return nil, err
	}
	var before *tally
	if v.span.Previous != nil {
		answer.Columns = append(answer.Columns, query.Column{Name: "previous_bucket", Type: query.ColumnTime})
		answer.Columns = append(answer.Columns, v.metricColumns("@previous")...)
		past := *p
		past.pauses, past.edges = nil, v.span.Previous.Edges
		if before, err = v.countTrend(ctx, &past, where, *v.span.Previous, now.keys); err != nil {
			return nil, err
		}
	}
	if len(p.dimensions) == 0 {
		now.group(groupKey{})
	}
	keys := v.trendGroups(answer, p, now)
	v.trendRows(answer, p, keys, now, before)
	v.countMeta(answer, now)
	if err := v.addActors(ctx, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// countTrend counts by bucket, and apart what looks back before the range: of
// the groups that occur in it, and of others that are to be shown.
func (v *view) countTrend(ctx context.Context, p *plan, where condition, span query.Span, others []groupKey) (*tally, error) {
	within := window{span.From, span.To}
	if p.buckets() == 0 {
		t := newTally(p)
		t.countGrouped()
		return t, nil
	}
	t, err := v.count(ctx, p, where, within)
	if err != nil {
		return nil, err
	}
	if len(p.dimensions) == 0 {
		t.group(groupKey{})
	}
	for _, key := range others {
		t.group(key)
	}
	if err := t.fits(); err != nil {
		return nil, err
	}
	for m, days := range trailing {
		if !p.measures[m] {
			continue
		}
		if err := v.countTrailing(ctx, t, where, m, days, within); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// countTrailing counts for each bucket the people with a qualifying row in the
// days that end with it.
func (v *view) countTrailing(ctx context.Context, t *tally, where condition, m query.MeasureID, days int, within window) error {
	edges := t.plan.edges
	n := len(edges) - 1
	from := make([]int64, n)
	for i := range from {
		from[i] = v.daysBefore(min(edges[i+1], within.to), days)
	}
	p := &plan{dimensions: t.plan.dimensions, edges: edges, onStored: v.query.Time.OnStored, held: v.held}
	p.measures[m] = true
	bit := peopleBit(m)
	var tallies []*tally
	err := v.scan(ctx, demand{within: window{from[0], within.to}, where: where}, func() func(*block) {
		mine := newTally(p)
		tallies = append(tallies, mine)
		return func(b *block) { mine.addTrailing(b, from, bit) }
	})
	if err != nil {
		return err
	}
	for _, mine := range tallies {
		if err := mine.fits(); err != nil {
			return err
		}
		mine.sumTrailing(bit)
		// Only groups that are shown have rows.
		for key, first := range mine.groups {
			if to, known := t.groups[key]; known {
				for k := range t.perGroup() {
					t.people[slices.Index(peopleMeasures, m)][to+k] += mine.people[slices.Index(peopleMeasures, m)][first+k]
				}
			}
		}
	}
	return nil
}

// daysBefore returns when the n calendar days begin that end with the one in
// which the moment before end is.
func (v *view) daysBefore(end int64, n int) int64 {
	zone := v.query.Time.Zone
	year, month, day := time.UnixMicro(end - 1).In(zone).Date()
	return time.Date(year, month, day-n+1, 0, 0, 0, 0, zone).UnixMicro()
}

// addTrailing counts the rows of a block for every bucket whose days they are
// in. Times only grow, so that the buckets that a person's rows reach are few
// runs: what is noted of them is where each begins and, with a minus, where it
// is over; sumTrailing adds up.
func (t *tally) addTrailing(b *block, from []int64, bit uint16) {
	if t.full {
		return
	}
	groups := t.grouper(b)
	classes := b.classes(nil)
	edges := t.plan.edges
	times := b.times()
	var seen []int32
	var rows []int
	for person := range len(b.starts) - 1 {
		rows = inOrder(rows, times, int(b.starts[person]), int(b.starts[person+1]), t.plan.onStored)
		first, end := 0, 0
		for _, i := range rows {
			if b.person[i] == 0 || !classes[i].Qualifies() {
				continue
			}
			// The buckets that end after the row, up to those whose days begin by then.
			first, end = advance(edges[1:], times[i], first), advance(from, times[i], end)
			for _, cell := range groups.of(i) {
				t.run(cell, max(int32(first), t.person.session[cell]), int32(end), bit)
				seen = append(seen, cell)
				if times[i] >= edges[0] {
					t.touch(cell, bit)
				}
			}
		}
		for _, cell := range seen {
			t.person.session[cell] = 0
		}
		seen = seen[:0]
		t.endPerson()
	}
}

// run notes that the person counts in the buckets [begin, end) of a group, and
// that those before end are done.
func (t *tally) run(cell, begin, end int32, bit uint16) {
	if end <= begin {
		return
	}
	counts := t.people[bits.TrailingZeros16(bit)]
	counts[cell+1+begin]++
	if end < t.perGroup()-1 {
		counts[cell+1+end]--
	}
	t.person.session[cell] = end
}

// sumTrailing makes counts of what run noted.
func (t *tally) sumTrailing(bit uint16) {
	counts := t.people[bits.TrailingZeros16(bit)]
	n := int(t.perGroup())
	for cell := range counts {
		if k := cell % n; k > 1 {
			counts[cell] += counts[cell-1]
		}
	}
}

// advance returns how many of the times are not after at, which grows from call
// to call; known is what it returned last.
func advance(times []int64, at int64, known int) int {
	if known == 0 {
		known, _ = slices.BinarySearch(times, at)
	}
	for known < len(times) && times[known] <= at {
		known++
	}
	return known
}

// inOrder lists the rows of a person by their times: they are in the order of
// timestamps already.
func inOrder(rows []int, times []int64, from, to int, onStored bool) []int {
	rows = rows[:0]
	for i := from; i < to; i++ {
		rows = append(rows, i)
	}
	if onStored {
		slices.SortFunc(rows, func(a, b int) int { return order(times[a], times[b]) })
	}
	return rows
}

func (t *tally) touch(cell int32, bits uint16) {
	if t.person.bits[cell] == 0 {
		t.person.touched = append(t.person.touched, cell)
	}
	t.person.bits[cell] |= bits
}

// trendGroups returns the groups to show, in order.
func (v *view) trendGroups(answer *query.Answer, p *plan, now *tally) []groupKey {
	rows := make([]*tabled, 0, len(now.keys))
	byRow := make(map[*tabled]groupKey, len(now.keys))
	for _, key := range now.keys {
		cell := now.group(key)
		row := &tabled{cells: p.values(key), people: now.peopleIn(cell)}
		for _, metric := range v.query.Metrics {
			value := v.suppressCell(now, metric.Expr, cell)
			if _, hidden := value.(suppressed); hidden || v.small(row.people) {
				value = nil
			}
			row.cells = append(row.cells, value)
		}
		rows = append(rows, row)
		byRow[row] = key
	}
	sortRows(rows, v.sortKeys(answer.Columns[1:], len(p.dimensions)), len(p.dimensions))
	if len(p.dimensions) > 0 {
		total := int64(len(rows))
		answer.Meta.Total = &total
	}
	if len(rows) > v.query.Limit {
		rows = rows[:v.query.Limit]
		answer.Meta.Truncated = true
	}
	keys := make([]groupKey, len(rows))
	for i, row := range rows {
		keys[i] = byRow[row]
	}
	return keys
}

// trendRows writes a row for each bucket of each group.
func (v *view) trendRows(answer *query.Answer, p *plan, keys []groupKey, now, before *tally) {
	zone := v.query.Time.Zone
	dimensions := len(p.dimensions)
	byBucket := make([][]*tabled, p.buckets())
	var all []*tabled
	for _, key := range keys {
		cell := now.group(key)
		past := int32(0)
		if before != nil {
			past = before.group(key)
		}
		for k := range p.buckets() {
			// Dimensions first, so that rows compare; the bucket goes before them below.
			at := cell + 1 + int32(k)
			row := &tabled{cells: p.values(key), people: now.peopleIn(at)}
			row.cells = v.appendMetrics(row.cells, now, at)
			if before != nil {
				if k < before.plan.buckets() {
					row.before = before.peopleIn(past + 1 + int32(k))
					row.cells = v.appendMetrics(row.cells, before, past+1+int32(k))
				} else {
					row.cells = append(row.cells, make([]any, len(v.query.Metrics))...)
				}
			}
			byBucket[k] = append(byBucket[k], row)
			all = append(all, row)
		}
	}
	if dimensions == 0 {
		v.suppressRows(answer, all, 0)
	} else {
		for _, rows := range byBucket {
			v.suppressRows(answer, rows, dimensions)
		}
	}
	metrics := len(v.query.Metrics)
	for i, row := range all {
		k := i % p.buckets()
		cells := append([]any{query.FormatTime(p.edges[k], zone)}, row.cells[:dimensions+metrics]...)
		if before != nil {
			var bucket any
			if k < before.plan.buckets() {
				bucket = query.FormatTime(before.plan.edges[k], zone)
			}
			cells = append(append(cells, bucket), row.cells[dimensions+metrics:]...)
		}
		answer.Rows = append(answer.Rows, cells)
	}
}
