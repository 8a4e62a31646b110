package engine

import (
	"github.com/lore-lrs/lore/internal/facts/query"
)

// Small groups are protected (docs/query-api.md, Privacy): what tells of fewer
// than minGroup people is left out, and if that is one row alone, another one
// too, so that it cannot be found by subtracting.

// small reports whether a number of people is too small to tell; nobody is not.
func (v *view) small(people int64) bool { return people > 0 && people < int64(v.minGroup()) }

// suppressCell returns the value of an expression, nil where it counts few
// people.
func (v *view) suppressCell(t *tally, e query.Expr, cell int32) any {
	if v.minGroup() > 1 && v.tellsOfFew(t, e, cell) {
		return suppressed{}
	}
	return t.value(e, cell)
}

// suppressed stands in a cell until it is counted and made nil.
type suppressed struct{}

// tellsOfFew reports whether an expression is made of a number of people that is
// too small.
func (v *view) tellsOfFew(t *tally, e query.Expr, cell int32) bool {
	switch e.Operation {
	case query.Measure:
		return v.small(t.behind(e.Measure, cell))
	case query.Rate:
		share := t.share(e, cell)
		return v.small(share.Numerator) || v.small(share.Denominator)
	}
	for _, operand := range e.Operands {
		if v.tellsOfFew(t, operand, cell) {
			return true
		}
	}
	return false
}

// tellsTotals reports whether an answer may tell totals of all its rows beside
// them: not where groups are shown, or something is suppressed, since that could
// be had by subtraction.
func (v *view) tellsTotals(answer *query.Answer) bool {
	return v.minGroup() <= 1 || len(v.query.Dimensions) == 0 && answer.Meta.SuppressedCells == 0
}

// suppressRows leaves out the metrics of rows that tell of few people, and then
// single cells. The two periods of a comparison are looked at by themselves.
func (v *view) suppressRows(answer *query.Answer, rows []*tabled, dimensions int) {
	if v.minGroup() <= 1 {
		return
	}
	n := len(v.query.Metrics)
	v.suppressPeriod(answer, rows, dimensions, dimensions, dimensions+n, func(r *tabled) int64 { return r.people })
	if v.span.Previous != nil {
		v.suppressPeriod(answer, rows, dimensions, dimensions+n, dimensions+2*n, func(r *tabled) int64 { return r.before })
	}
}

func (v *view) suppressPeriod(answer *query.Answer, rows []*tabled, dimensions, from, to int, people func(*tabled) int64) {
	few, next := 0, (*tabled)(nil)
	for _, row := range rows {
		n := people(row)
		switch {
		case v.small(n):
			few++
			v.leaveOut(answer, row.cells[from:to])
		case n == 0:
		case next == nil || n < people(next) || n == people(next) && compareRows(row.cells, next.cells, dimensions) >= 0:
			next = row
		}
	}
	if few == 1 && next != nil {
		v.leaveOut(answer, next.cells[from:to])
	}
	for _, row := range rows {
		for i, cell := range row.cells[from:to] {
			if _, is := cell.(suppressed); is {
				row.cells[from+i] = nil
				answer.Meta.SuppressedCells++
			}
		}
	}
}

// leaveOut makes the metrics of a row nil, which counts once.
func (v *view) leaveOut(answer *query.Answer, cells []any) {
	clear(cells)
	answer.Meta.SuppressedCells++
}

// tell returns a number of people, nil where it is too small.
func (v *view) tell(answer *query.Answer, people int64) any {
	if v.small(people) {
		answer.Meta.SuppressedCells++
		return nil
	}
	return people
}
