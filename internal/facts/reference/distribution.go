package reference

import (
	"cmp"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
	"github.com/lore-lrs/lore/xapi"
)

// distributed has the value of each row that has one.
func (w *world) distributed() map[*row]float64 {
	if w.q.Of.ID == query.Score {
		return w.period(w.span.From, w.span.To).chosen
	}
	values := make(map[*row]float64)
	for _, r := range w.matching(w.within(w.rows, w.span.From, w.span.To), w.q.Filter) {
		x, ok := w.number(r, w.q.Of)
		if ok && (w.q.Of.ID == query.Lag || r.person != "" && !r.InGroup) {
			values[r] = x
		}
	}
	return values
}

// distribution answers kind distribution.
func (w *world) distribution(answer *query.Answer) {
	q := w.q
	values := w.distributed()
	rows := w.matching(w.within(w.rows, w.span.From, w.span.To), q.Filter)
	incomparable := int64(0)
	if q.Of.ID == query.Score {
		incomparable = notComparable(rows)
	}
	rows = slices.DeleteFunc(rows, func(r *row) bool { _, has := values[r]; return !has })
	for _, f := range q.Dimensions {
		answer.Columns = append(answer.Columns, column(f))
	}
	answer.Columns = append(answer.Columns, query.Column{Name: "n", Type: query.ColumnCount}, query.Column{Name: "people", Type: query.ColumnCount})
	names := []string{"mean", "sd", "min", "p10", "p25", "median", "p75", "p90", "max", "iqr"}
	if q.Pass != nil {
		names = append(names, "share_at_least")
	}
	for _, name := range names {
		answer.Columns = append(answer.Columns, query.Column{Name: name, Type: query.ColumnNumber})
	}
	answer.Columns = append(answer.Columns, query.Column{Name: "bins", Type: query.ColumnJSON})
	var counts []*counted
	of := make(map[*counted][]float64)
	for _, g := range w.groups(rows, q.Dimensions) {
		r := &counted{key: g.key}
		var numbers []float64
		seen := make(map[xapi.UUID]bool)
		for _, one := range g.rows {
			if q.Of.ID == query.Lag && seen[one.ID] {
				continue
			}
			seen[one.ID] = true
			numbers = append(numbers, values[one])
		}
		people, _ := byPerson(g.rows)
		r.people = int64(len(people))
		r.cells = append([]any{int64(len(numbers)), r.people}, w.describe(numbers)...)
		r.cells = append(r.cells, nil)
		of[r] = numbers
		counts = append(counts, r)
	}
	w.suppress(answer, counts)
	if w.minGroup() <= 1 {
		answer.Meta.NotComparable = incomparable
	}
	var all []float64
	for _, r := range counts {
		if r.cells[0] != nil {
			all = append(all, of[r]...)
		}
	}
	answer.Meta.Bins = w.bins(all)
	for _, r := range counts {
		if r.cells[0] != nil {
			r.cells[len(r.cells)-1] = histogram(answer.Meta.Bins, of[r])
		}
	}
	slices.SortStableFunc(counts, func(a, b *counted) int {
		x, y := a.cells[0], b.cells[0]
		if x == nil || y == nil {
			return compareCells(x, y)
		}
		return cmp.Compare(y.(int64), x.(int64))
	})
	for _, r := range counts {
		answer.Rows = append(answer.Rows, slices.Concat(r.key, r.cells))
	}
	w.cutTotal(answer)
}

// describe has the columns from mean on, without the bins.
func (w *world) describe(values []float64) []any {
	cells := make([]any, 10)
	if len(values) > 0 {
		cells[0] = stat.Mean(values)
		for i, p := range []float64{0, 0.1, 0.25, 0.5, 0.75, 0.9, 1} {
			cells[2+i] = stat.Quantile(values, p)
		}
		cells[9] = stat.Quantile(values, 0.75) - stat.Quantile(values, 0.25)
	}
	if len(values) > 1 {
		cells[1] = stat.SD(values)
	}
	if w.q.Pass == nil {
		return cells
	}
	if len(values) == 0 {
		return append(cells, nil)
	}
	enough := 0
	for _, x := range values {
		if x >= *w.q.Pass {
			enough++
		}
	}
	return append(cells, float64(enough)/float64(len(values)))
}

// bins are the edges of the histogram.
func (w *world) bins(values []float64) []float64 {
	if len(values) == 0 && w.q.Of.ID != query.Score {
		return nil
	}
	low, high := math.Inf(1), math.Inf(-1)
	if len(values) > 0 {
		low, high = slices.Min(values), slices.Max(values)
	}
	if w.q.Of.ID == query.Score {
		if low < 0 {
			low, high = min(-1, low), max(1, high)
		} else {
			low, high = 0, max(1, high)
		}
	}
	if low == high {
		return []float64{low, high}
	}
	var edges []float64
	for i := range w.q.Bins + 1 {
		edges = append(edges, low+(high-low)*float64(i)/float64(w.q.Bins))
	}
	return edges
}

func histogram(edges, values []float64) []int64 {
	counts := make([]int64, max(0, len(edges)-1))
	for _, x := range values {
		low, high := edges[0], edges[len(edges)-1]
		bin := 0
		if low < high {
			bin = min(len(counts)-1, int(math.Floor((x-low)/(high-low)*float64(len(counts)))))
		}
		counts[bin]++
	}
	return counts
}
