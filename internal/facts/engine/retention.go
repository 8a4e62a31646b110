package engine

import (
	"context"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// retentionCohorts are the periods that a retention looks at.
type retentionCohorts struct {
	// edges are the bounds of the periods from the first cohort to now.
	edges []int64
	// cohorts is how many of them, from the first, begin in the time range.
	cohorts int
	// skip is how many begin before it.
	skip int
}

func (v *view) retentionCohorts() (r retentionCohorts, err error) {
	if v.span.From >= v.span.To || v.span.From >= v.now {
		return r, nil
	}
	period, zone := v.query.Period, v.query.Time.Zone
	r.edges = query.Bounds(period, zone, query.Floor(period, zone, v.span.From), query.Next(period, zone, v.now))
	if r.edges == nil {
		return r, problem.New(problem.Invalid, "too-many-buckets",
			"from the beginning of the time range to now there are more than %d periods of retention: choose longer ones or a later range", query.MostBuckets)
	}
	for i, edge := range r.edges[:len(r.edges)-1] {
		if edge < v.span.From && v.query.Time.Range != "all" {
			r.skip = i + 1
		}
		if edge < v.span.To {
			r.cohorts = i + 1
		}
	}
	return r, nil
}

// of returns the cohort of a person's times, or -1, and in which of the periods
// the person was active.
func (r *retentionCohorts) of(times []int64) (cohort int, active []bool) {
	if len(r.edges) == 0 || times[0] < r.edges[0] {
		return -1, nil
	}
	last := len(r.edges) - 1
	cohort = -1
	active = make([]bool, last)
	near := 0
	for _, at := range times {
		if at >= r.edges[last] {
			break
		}
		near = bucketOf(r.edges, at, near)
		if cohort < 0 {
			cohort = near
		}
		active[near] = true
	}
	if cohort < r.skip || cohort >= r.cohorts {
		return -1, nil
	}
	return cohort, active
}

// back reports whether the person came back in the k-th period of its cohort.
func (v *view) back(active []bool, cohort, k int) bool {
	if v.query.Unbounded {
		return slices.Contains(active[cohort+k:], true)
	}
	return active[cohort+k]
}

// retention answers kind retention.
func (v *view) retention(ctx context.Context) (*query.Answer, error) {
	r, err := v.retentionCohorts()
	if err != nil {
		return nil, err
	}
	periods := v.query.Periods
	type tally struct {
		size []int64
		back [][]int64
	}
	newTally := func() *tally {
		t := &tally{size: make([]int64, r.cohorts), back: make([][]int64, r.cohorts)}
		for c := range t.back {
			t.back[c] = make([]int64, periods)
		}
		return t
	}
	var tallies []*tally
	err = v.eachActive(ctx, v.now, func() func(uint32, []int64) {
		t := newTally()
		tallies = append(tallies, t)
		return func(_ uint32, times []int64) {
			cohort, active := r.of(times)
			if cohort < 0 {
				return
			}
			t.size[cohort]++
			for k := range min(periods, len(active)-cohort) {
				if v.back(active, cohort, k) {
					t.back[cohort][k]++
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	answer := &query.Answer{Columns: []query.Column{
		{Name: "cohort", Type: query.ColumnTime},
		{Name: "size", Type: query.ColumnCount},
		{Name: "k", Type: query.ColumnCount},
		{Name: "people", Type: query.ColumnCount},
		{Name: "share", Type: query.ColumnNumber},
	}}
	all := newTally()
	for _, t := range tallies {
		for c := range all.size {
			all.size[c] += t.size[c]
			for k := range periods {
				all.back[c][k] += t.back[c][k]
			}
		}
	}
	size, back := make([]int64, periods), make([]int64, periods)
	reached := make([]bool, periods)
	// hidden: some cohort in the sums is not told, and could be had from them.
	hidden := make([]bool, periods)
	for c, of := range all.size {
		if of == 0 {
			continue
		}
		for k := range periods {
			over := c+k+1 < len(r.edges) && r.edges[c+k+1] <= v.now
			row := []any{query.FormatTime(r.edges[c], v.query.Time.Zone), v.tell(answer, of), int64(k), nil, nil}
			if over {
				v.tellShare(answer, row[3:], all.back[c][k], of)
				size[k] += of
				back[k] += all.back[c][k]
				reached[k] = true
				hidden[k] = hidden[k] || v.small(of) || v.small(all.back[c][k])
			}
			answer.Rows = append(answer.Rows, row)
		}
	}
	for k := range periods {
		row := []any{nil, nil, int64(k), nil, nil}
		if hidden[k] {
			answer.Meta.SuppressedCells += 2
			answer.Rows = append(answer.Rows, row)
			continue
		}
		row[1] = v.tell(answer, size[k])
		if reached[k] {
			v.tellShare(answer, row[3:], back[k], size[k])
		}
		answer.Rows = append(answer.Rows, row)
	}
	return answer, nil
}

// tellShare writes a number of people and their share of others, unless one is
// too small to tell.
func (v *view) tellShare(answer *query.Answer, cells []any, people, of int64) {
	cells[0] = v.tell(answer, people)
	if cells[0] == nil || v.small(of) {
		cells[0] = nil
		return
	}
	cells[1] = float64(people) / float64(of)
}
