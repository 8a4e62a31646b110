package engine

import (
	"context"
	"math"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
)

// distribution answers kind distribution: how the values of a number lie.
func (v *view) distribution(ctx context.Context) (*query.Answer, error) {
	p := &plan{attempts: v.query.Attempts, gap: v.query.SessionGap, distributed: true, held: v.held}
	p.measures[query.People] = true
	for _, field := range v.query.Dimensions {
		d, err := v.dimension(field)
		if err != nil {
			return nil, err
		}
		p.dimensions = append(p.dimensions, d)
	}
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	chosen := v.query.Of.ID == query.Score && p.attempts != query.AllAttempts
	var tallies []*tally
	err = v.scan(ctx, demand{within: window{v.span.From, v.span.To}, where: where, all: chosen}, func() func(*block) {
		t := newTally(p)
		tallies = append(tallies, t)
		return func(b *block) { v.addValues(t, b) }
	})
	if err != nil {
		return nil, err
	}
	all := newTally(p)
	for i, t := range tallies {
		if i == 0 {
			all = t
		} else {
			all.merge(t)
		}
	}
	if err := all.fits(); err != nil {
		return nil, err
	}
	for key, lag := range all.grouped {
		all.scores[key.cell] = append(all.scores[key.cell], float64(lag)/1e6)
	}
	if len(p.dimensions) == 0 {
		all.group(groupKey{})
	}
	return v.distributionAnswer(p, all), nil
}

// addValues keeps the values of a block in the cells' scores.
func (v *view) addValues(t *tally, b *block) {
	flags := b.codes(column.Flags)
	groups := t.grouper(b)
	lag := v.query.Of.ID == query.Lag
	values := v.valuesOf(t, b)
	for person := range len(b.starts) - 1 {
		for i := int(b.starts[person]); i < int(b.starts[person+1]); i++ {
			if !b.match[i] {
				continue
			}
			inGroup := flags[i]&column.InGroup != 0
			if v.query.Of.ID == query.Score && isNotComparable(b, i) {
				t.notComparable++
			}
			if math.IsNaN(values[i]) || !lag && (inGroup || b.person[i] == 0) {
				continue
			}
			for _, cell := range groups.of(i) {
				if inGroup {
					t.grouped[cellStatement{cell, b.stored[i]}] = b.stored[i] - b.timestamp[i]
				} else {
					t.scores[cell] = append(t.scores[cell], values[i])
				}
				if b.person[i] != 0 {
					t.touch(cell, somebody)
				}
			}
		}
		t.endPerson()
	}
}

// isNotComparable reports whether a row has a score that is none in the sense
// of docs/query-api.md.
func isNotComparable(b *block, i int) bool {
	raw := b.numbers(column.Raw)[i]
	return !math.IsNaN(raw) && math.IsNaN(scoreOf(b.numbers(column.Scaled)[i], raw, b.numbers(column.Min)[i], b.numbers(column.Max)[i]))
}

// valuesOf returns the number of each row, NaN for none.
func (v *view) valuesOf(t *tally, b *block) []float64 {
	if v.query.Of.ID == query.Score {
		return b.chosenScores(t.plan.attempts, func(i int) bool { return b.match[i] })
	}
	return derive(b, v.numbersOf(v.query.Of))
}

func (v *view) distributionAnswer(p *plan, t *tally) *query.Answer {
	answer := &query.Answer{}
	for _, d := range p.dimensions {
		answer.Columns = append(answer.Columns, d.column)
	}
	for _, name := range []string{"n", "people"} {
		answer.Columns = append(answer.Columns, query.Column{Name: name, Type: query.ColumnCount})
	}
	names := []string{"mean", "sd", "min", "p10", "p25", "median", "p75", "p90", "max", "iqr"}
	if v.query.Pass != nil {
		names = append(names, "share_at_least")
	}
	for _, name := range names {
		answer.Columns = append(answer.Columns, query.Column{Name: name, Type: query.ColumnNumber})
	}
	answer.Columns = append(answer.Columns, query.Column{Name: "bins", Type: query.ColumnJSON})
	var rows []*tabled
	valuesOf := make(map[*tabled][]float64)
	for _, key := range t.keys {
		cell := t.group(key)
		values := t.scores[cell]
		if len(values) == 0 && len(p.dimensions) > 0 {
			continue
		}
		row := &tabled{cells: p.values(key), people: t.people[0][cell]}
		row.cells = append(row.cells, int64(len(values)), row.people)
		row.cells = append(append(row.cells, v.spread(values)...), nil)
		valuesOf[row] = values
		rows = append(rows, row)
	}
	width := len(p.dimensions)
	if v.minGroup() > 1 {
		v.suppressPeriod(answer, rows, width, width, len(answer.Columns), func(r *tabled) int64 { return r.people })
	}
	// The edges of bins are values, too: of what is told alone.
	for _, row := range rows {
		if row.cells[width] == nil {
			delete(valuesOf, row)
		}
	}
	answer.Meta.Bins = v.binEdges(valuesOf)
	for row, values := range valuesOf {
		row.cells[len(row.cells)-1] = binned(answer.Meta.Bins, values)
	}
	if v.minGroup() <= 1 {
		answer.Meta.NotComparable = t.notComparable
	}
	sortRows(rows, []sortKey{{width, true}}, width)
	for _, row := range rows {
		answer.Rows = append(answer.Rows, row.cells)
	}
	v.cut(answer)
	return answer
}

// spread describes values; everything is nil where there are none.
func (v *view) spread(values []float64) []any {
	n := 10
	if v.query.Pass != nil {
		n++
	}
	cells := make([]any, n)
	if len(values) == 0 {
		return cells
	}
	cells[0] = finite(stat.Mean(values))
	if len(values) > 1 {
		cells[1] = finite(stat.SD(values))
	}
	for i, p := range []float64{0, 0.1, 0.25, 0.5, 0.75, 0.9, 1} {
		cells[2+i] = finite(stat.Quantile(values, p))
	}
	cells[9] = finite(stat.Quantile(values, 0.75) - stat.Quantile(values, 0.25))
	if v.query.Pass != nil {
		enough := 0
		for _, x := range values {
			enough += flag(x >= *v.query.Pass)
		}
		cells[10] = float64(enough) / float64(len(values))
	}
	return cells
}

// finite is nil for what is beyond all numbers, which JSON does not have.
func finite(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}

// binEdges are the bounds of the histogram's bins, for all groups the same.
func (v *view) binEdges(valuesOf map[*tabled][]float64) []float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, values := range valuesOf {
		for _, x := range values {
			low, high = min(low, x), max(high, x)
		}
	}
	if v.query.Of.ID == query.Score {
		switch {
		case low < 0:
			low, high = min(low, -1), max(high, 1)
		default:
			low, high = 0, max(high, 1)
		}
	}
	switch {
	case low > high:
		return []float64{}
	case low == high:
		return []float64{low, high}
	}
	edges := make([]float64, v.query.Bins+1)
	for i := range edges {
		edges[i] = low + (high-low)*float64(i)/float64(v.query.Bins)
		if math.IsInf(high-low, 0) {
			part := float64(i) / float64(v.query.Bins)
			edges[i] = low*(1-part) + high*part
		}
	}
	return edges
}

// binned counts values by bin.
func binned(edges []float64, values []float64) []int64 {
	counts := make([]int64, max(0, len(edges)-1))
	if len(counts) == 0 {
		return counts
	}
	low, high := edges[0], edges[len(edges)-1]
	for _, x := range values {
		bin := 0
		if high > low {
			bin = int(math.Floor(placeOf(x, low, high) * float64(len(counts))))
		}
		counts[min(bin, len(counts)-1)]++
	}
	return counts
}

// placeOf is where a value lies between two others, from 0 to 1, be they as far
// apart as numbers go.
func placeOf(x, low, high float64) float64 {
	if math.IsInf(high-low, 0) {
		x, low, high = x/2, low/2, high/2
	}
	return (x - low) / (high - low)
}
