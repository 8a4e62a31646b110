package reference

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/stat"
)

// pair is a person with a score on both sides.
type pair struct {
	x, y         float64
	given        []float64
	groups       []any
	xPass, yPass bool
}

// side are the chosen rows of each person, in order.
func (w *world) chosenRows(p *period, s *query.Series) map[string][]*row {
	chosen := p.choose(s.Attempts, w.matching(p.match, s.Filter))
	rows := slices.DeleteFunc(slices.Clone(p.match), func(r *row) bool { _, is := chosen[r]; return !is })
	_, of := byPerson(rows)
	return of
}

func mean(rows []*row) float64 {
	var scores []float64
	for _, r := range rows {
		scores = append(scores, score(r))
	}
	return stat.Mean(scores)
}

func allPassed(rows []*row) bool {
	return !slices.ContainsFunc(rows, func(r *row) bool { return r.Success != fact.Yes && !counts(query.PassedPeople, r) })
}

// pairs are those of people in order.
func (w *world) pairs() []pair {
	p := w.period(w.span.From, w.span.To)
	xs, ys := w.chosenRows(p, w.q.X), w.chosenRows(p, w.q.Y)
	var givens map[string][]*row
	if w.q.Given != nil {
		givens = w.chosenRows(p, w.q.Given)
	}
	people, _ := byPerson(p.match)
	var list []pair
	for _, person := range people {
		x, y := xs[person], ys[person]
		if x == nil || y == nil {
			continue
		}
		last := x[len(x)-1]
		lag := y[0].Timestamp - last.Timestamp
		if lag <= 0 || w.q.LagDays > 0 && lag > int64(w.q.LagDays)*(24*time.Hour).Microseconds() {
			continue
		}
		one := pair{x: mean(x), y: mean(y), xPass: allPassed(x), yPass: allPassed(y)}
		if given := givens[person]; given != nil {
			one.given = []float64{mean(given)}
		}
		if w.q.By != nil {
			one.groups = w.values(last, *w.q.By)
		}
		list = append(list, one)
	}
	return list
}

// correlation answers kind correlation.
func (w *world) correlation(answer *query.Answer) {
	answer.Columns = []query.Column{
		{Name: "group", Type: query.ColumnText},
		{Name: "n", Type: query.ColumnCount},
		{Name: "rho", Type: query.ColumnNumber},
		{Name: "low", Type: query.ColumnNumber},
		{Name: "high", Type: query.ColumnNumber},
		{Name: "note", Type: query.ColumnText},
		{Name: "partial", Type: query.ColumnNumber},
		{Name: "points", Type: query.ColumnJSON},
		{Name: "bands", Type: query.ColumnJSON},
	}
	answer.Meta.Sentence = "This shows they go together, not that one causes the other."
	pairs := w.pairs()
	pooled := w.correlate(answer, nil, pairs)
	groups := make(map[any][]pair)
	for _, p := range pairs {
		for _, value := range p.groups {
			groups[value] = append(groups[value], p)
		}
	}
	against, large := 0, 0
	for value, members := range groups {
		cells := w.correlate(answer, value, members)
		answer.Rows = append(answer.Rows, cells)
		if rho, is := cells[2].(float64); is && len(members) >= 10 {
			large++
			if total, is := pooled[2].(float64); is && rho*total < 0 {
				against++
			}
		}
	}
	slices.SortFunc(answer.Rows, func(a, b []any) int { return cmp.Or(descending(a[1], b[1]), compareCells(a[0], b[0])) })
	answer.Rows = append([][]any{pooled}, answer.Rows...)
	if 2*against > large {
		answer.Meta.Warnings = append(answer.Meta.Warnings, "simpson")
	}
	x := !slices.ContainsFunc(pairs, func(p pair) bool { return !p.xPass })
	y := !slices.ContainsFunc(pairs, func(p pair) bool { return !p.yPass })
	if len(pairs) > 0 && !w.small(int64(len(pairs))) && (x || y) {
		answer.Meta.Warnings = append(answer.Meta.Warnings, "range")
	}
}

func (w *world) correlate(answer *query.Answer, group any, pairs []pair) []any {
	cells := []any{group, int64(len(pairs)), nil, nil, nil, nil, nil, nil, nil}
	switch {
	case w.small(int64(len(pairs))):
		answer.Meta.SuppressedCells++
		return []any{group, nil, nil, nil, nil, nil, nil, nil, nil}
	case len(pairs) < 10:
		cells[5] = "none"
		return cells
	case len(pairs) < 30:
		cells[5] = "few"
	}
	var x, y, gx, gy, given []float64
	for _, p := range pairs {
		x, y = append(x, p.x), append(y, p.y)
		if p.given != nil {
			gx, gy, given = append(gx, p.x), append(gy, p.y), append(given, p.given[0])
		}
	}
	if rho, ok := stat.Spearman(x, y); ok {
		cells[2] = rho
		if low, high, ok := stat.BootstrapSpearman(context.Background(), x, y); ok {
			cells[3], cells[4] = low, high
		}
	}
	if rho, ok := stat.PartialSpearman(gx, gy, given); ok && len(given) >= 10 && !w.small(int64(len(given))) {
		cells[6] = rho
	}
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b pair) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	if w.Scope.SeesPeople || w.minGroup() <= 1 {
		var points [][2]float64
		for _, p := range sorted[:min(2000, len(sorted))] {
			points = append(points, [2]float64{p.x, p.y})
		}
		cells[7] = points
	}
	if w.small(int64(len(sorted) / 5)) {
		return cells
	}
	var bands []float64
	for k := range 5 {
		var band []float64
		for _, p := range sorted[k*len(sorted)/5 : (k+1)*len(sorted)/5] {
			band = append(band, p.y)
		}
		bands = append(bands, stat.Quantile(band, 0.5))
	}
	cells[8] = bands
	return cells
}
