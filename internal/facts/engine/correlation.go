package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
)

// series is a person's chosen scores of one side of a correlation.
type series struct {
	sum         []float64
	first, last int64
	lastRow     int
	passed      bool // all of them
}

// pair is a person with both sides.
type pair struct {
	person       uint32
	x, y, given  float64
	hasGiven     bool
	groups       []uint32
	xPass, yPass bool
}

// The numbers of people under which a correlation says nothing, and little.
const (
	tooFew = 10
	few    = 30
	// mostPoints is how many points of a scatter are told.
	mostPoints = 2000
	bands      = 5
)

// correlation answers kind correlation: whether scores go together.
func (v *view) correlation(ctx context.Context) (*query.Answer, error) {
	pairs, by, err := v.pairs(ctx)
	if err != nil {
		return nil, err
	}
	answer := &query.Answer{Columns: []query.Column{
		{Name: "group", Type: query.ColumnText},
		{Name: "n", Type: query.ColumnCount},
		{Name: "rho", Type: query.ColumnNumber},
		{Name: "low", Type: query.ColumnNumber},
		{Name: "high", Type: query.ColumnNumber},
		{Name: "note", Type: query.ColumnText},
		{Name: "partial", Type: query.ColumnNumber},
		{Name: "points", Type: query.ColumnJSON},
		{Name: "bands", Type: query.ColumnJSON},
	}}
	answer.Meta.Sentence = "This shows they go together, not that one causes the other."
	pooled := v.correlationRow(ctx, answer, nil, pairs)
	answer.Rows = append(answer.Rows, pooled)
	groups := make(map[uint32][]pair)
	for _, p := range pairs {
		for _, code := range p.groups {
			groups[code] = append(groups[code], p)
		}
	}
	var rows [][]any
	against, large := 0, 0
	for code, members := range groups {
		row := v.correlationRow(ctx, answer, by.value(code), members)
		rows = append(rows, row)
		if rho, is := row[2].(float64); is && len(members) >= tooFew {
			large++
			if total, is := pooled[2].(float64); is && rho*total < 0 {
				against++
			}
		}
	}
	// What was given up has no numbers.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Or(descendingCells(a[1], b[1]), compareCells(a[0], b[0])) })
	answer.Rows = append(answer.Rows, rows...)
	if 2*against > large {
		answer.Meta.Warnings = append(answer.Meta.Warnings, "simpson")
	}
	x := !slices.ContainsFunc(pairs, func(p pair) bool { return !p.xPass })
	y := !slices.ContainsFunc(pairs, func(p pair) bool { return !p.yPass })
	if len(pairs) > 0 && !v.small(int64(len(pairs))) && (x || y) {
		answer.Meta.Warnings = append(answer.Meta.Warnings, "range")
	}
	return answer, nil
}

// pairs finds the people with both sides, in the order of their names.
func (v *view) pairs(ctx context.Context) ([]pair, *dimension, error) {
	var by *dimension
	if v.query.By != nil {
		var err error
		if by, err = v.dimension(*v.query.By); err != nil {
			return nil, nil, err
		}
	}
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, nil, err
	}
	d := demand{within: window{v.span.From, v.span.To}, where: where, all: true}
	sides := []*query.Series{v.query.X, v.query.Y}
	if v.query.Given != nil {
		sides = append(sides, v.query.Given)
	}
	for _, side := range sides {
		holds, err := v.compile(ctx, side.Filter)
		if err != nil {
			return nil, nil, err
		}
		d.marks = append(d.marks, holds)
	}
	var lists []*[]pair
	err = v.scan(ctx, d, func() func(*block) {
		list := new([]pair)
		lists = append(lists, list)
		return func(b *block) { *list = append(*list, v.pairsOf(b, sides, by)...) }
	})
	if err != nil {
		return nil, nil, err
	}
	var all []pair
	for _, list := range lists {
		all = append(all, *list...)
	}
	slices.SortFunc(all, func(a, b pair) int { return cmp.Compare(v.names.PersonName(a.person), v.names.PersonName(b.person)) })
	return all, by, nil
}

func (v *view) pairsOf(b *block, sides []*query.Series, by *dimension) (list []pair) {
	chosen := make([][]float64, len(sides))
	for k, side := range sides {
		chosen[k] = b.chosenScores(side.Attempts, func(i int) bool { return b.match[i] && b.marks[i]>>k&1 != 0 })
	}
	valuesOf := funnelValues(by, b)
	flags, activities, classes := b.codes(column.Flags), b.codes(column.Activity), b.classes(nil)
	passes := func(i int) bool {
		return flags[i]&column.Success != 0 || v.passes(classes[i], flags[i], activities[i])
	}
	for p := range len(b.starts) - 1 {
		from, to := int(b.starts[p]), int(b.starts[p+1])
		var of [3]series
		for k := range sides {
			of[k] = seriesOf(chosen[k], b.timestamp, from, to, passes)
		}
		x, y := of[0], of[1]
		if b.person[from] == 0 || len(x.sum) == 0 || len(y.sum) == 0 || x.last >= y.first {
			continue
		}
		if v.query.LagDays > 0 && y.first-x.last > int64(v.query.LagDays)*day {
			continue
		}
		one := pair{person: b.person[from], x: stat.Mean(x.sum), y: stat.Mean(y.sum), xPass: x.passed, yPass: y.passed}
		if len(of[2].sum) > 0 {
			one.given, one.hasGiven = stat.Mean(of[2].sum), true
		}
		if by != nil {
			one.groups = slices.Clone(valuesOf(x.lastRow))
		}
		list = append(list, one)
	}
	return list
}

func seriesOf(chosen []float64, times []int64, from, to int, passes func(i int) bool) series {
	s := series{passed: true}
	for i := from; i < to; i++ {
		if math.IsNaN(chosen[i]) {
			continue
		}
		if len(s.sum) == 0 {
			s.first = times[i]
		}
		s.sum = append(s.sum, chosen[i])
		s.last, s.lastRow = times[i], i
		s.passed = s.passed && passes(i)
	}
	return s
}

// correlationRow works out one group; less of it when ctx ends.
func (v *view) correlationRow(ctx context.Context, answer *query.Answer, group any, pairs []pair) []any {
	row := []any{group, int64(len(pairs)), nil, nil, nil, nil, nil, nil, nil}
	if v.small(int64(len(pairs))) {
		v.leaveOut(answer, row[1:])
		return row
	}
	switch {
	case len(pairs) < tooFew:
		row[5] = "none"
		return row
	case len(pairs) < few:
		row[5] = "few"
	}
	x, y := make([]float64, len(pairs)), make([]float64, len(pairs))
	for i, p := range pairs {
		x[i], y[i] = p.x, p.y
	}
	if rho, ok := stat.Spearman(x, y); ok {
		row[2] = rho
		if low, high, ok := stat.BootstrapSpearman(ctx, x, y); ok {
			row[3], row[4] = low, high
		}
	}
	if rho, of, ok := partial(pairs); ok && v.query.Given != nil && !v.small(of) {
		row[6] = rho
	}
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b pair) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	if v.scope.SeesPeople || v.minGroup() <= 1 {
		points := [][2]float64{}
		for _, p := range sorted[:min(len(sorted), mostPoints)] {
			points = append(points, [2]float64{p.x, p.y})
		}
		row[7] = points
	}
	if v.small(int64(len(sorted) / bands)) {
		return row // a band would be of too few
	}
	medians := make([]float64, 0, bands)
	for k := range bands {
		var band []float64
		for _, p := range sorted[k*len(sorted)/bands : (k+1)*len(sorted)/bands] {
			band = append(band, p.y)
		}
		medians = append(medians, stat.Quantile(band, 0.5))
	}
	row[8] = medians
	return row
}

// partial is the correlation among those with a prior score, given that score,
// and of how many people it is.
func partial(pairs []pair) (rho float64, of int64, ok bool) {
	var x, y, z []float64
	for _, p := range pairs {
		if p.hasGiven {
			x, y, z = append(x, p.x), append(y, p.y), append(z, p.given)
		}
	}
	if len(x) < tooFew {
		return 0, 0, false
	}
	rho, ok = stat.PartialSpearman(x, y, z)
	return rho, int64(len(x)), ok
}
