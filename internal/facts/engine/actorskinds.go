package engine

import (
	"context"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// peopleOfStep are those who reached a step of a funnel, or dropped out before
// it.
func (v *view) peopleOfStep(ctx context.Context, cell query.Cell) (map[uint32]*person, error) {
	if cell.Step < 1 || cell.Step > len(v.query.Steps) {
		return nil, noCell("the funnel has the steps 1 to %d", len(v.query.Steps))
	}
	var by *dimension
	var is func(code uint32) bool
	if len(v.query.Dimensions) > 0 {
		var err error
		if by, err = v.dimension(v.query.Dimensions[0]); err != nil {
			return nil, err
		}
		if value, given := cell.Dimensions[by.column.Name]; given {
			is = func(code uint32) bool { return sameCell(by.value(code), value) }
		}
	}
	var lists []*peopleRows
	err := v.walkFunnel(ctx, by, func() func(*block, int, progress, []uint32) {
		mine := &peopleRows{make(map[uint32]*person)}
		lists = append(lists, mine)
		return func(b *block, at int, p progress, values []uint32) {
			wanted := len(p.times) >= cell.Step
			if cell.Dropped {
				wanted = len(p.times) == cell.Step-1
			}
			if !wanted || v.stillOpen(b, p) || is != nil && !slices.ContainsFunc(values, is) {
				return
			}
			for i := int(b.starts[at]); i < int(b.starts[at+1]); i++ {
				if b.match[i] && b.marks[i] != 0 {
					mine.add(b, i)
				}
			}
		}
	})
	return mergePeople(lists), err
}

func mergePeople(lists []*peopleRows) map[uint32]*person {
	all := make(map[uint32]*person)
	for _, list := range lists {
		for number, p := range list.all {
			all[number] = p
		}
	}
	return all
}

// peopleOfCohort are those of a cohort, in its k-th period if that is given.
func (v *view) peopleOfCohort(ctx context.Context, cell query.Cell) (map[uint32]*person, error) {
	r, err := v.retentionCohorts()
	if err != nil {
		return nil, err
	}
	wanted := -1
	for c := r.skip; c < r.cohorts; c++ {
		if query.FormatTime(r.edges[c], v.query.Time.Zone) == cell.Cohort {
			wanted = c
		}
	}
	if wanted < 0 {
		return nil, noCell("the answer has no cohort %q: use a value of its column cohort as it is written there", cell.Cohort)
	}
	return v.activePeople(ctx, v.now, func(times []int64) bool {
		cohort, active := r.of(times)
		if cohort != wanted {
			return false
		}
		return cell.K == nil || cohort+*cell.K < len(active) && v.back(active, cohort, *cell.K)
	})
}

// peopleOfStage are those in a column of a bucket of a lifecycle.
func (v *view) peopleOfStage(ctx context.Context, cell query.Cell) (map[uint32]*person, error) {
	stage := slices.Index(lifecycleNames[:], cell.Column)
	if stage < 0 {
		return nil, noCell("a lifecycle has the columns %s: name one as cell.column", strings.Join(lifecycleNames[:], ", "))
	}
	if _, err := v.bucketNamed(cell.Bucket); err != nil {
		return nil, err
	}
	edges := v.lifecycleEdges()
	return v.activePeople(ctx, v.span.To, func(times []int64) (is bool) {
		stages(edges, times, func(bucket, in int) {
			is = is || in == stage && query.FormatTime(edges[bucket+1], v.query.Time.Zone) == cell.Bucket
		})
		return is
	})
}

// activePeople collects the people whose times are wanted, with their
// qualifying rows that match.
func (v *view) activePeople(ctx context.Context, end int64, wanted func(times []int64) bool) (map[uint32]*person, error) {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	return v.collect(ctx, demand{within: window{minTime, end}, where: where}, func(b *block, add func(i int)) {
		classes, all := b.classes(nil), b.times()
		for p := range len(b.starts) - 1 {
			from, to := int(b.starts[p]), int(b.starts[p+1])
			var times []int64
			for i := from; i < to; i++ {
				if b.person[i] != 0 && classes[i].Qualifies() {
					times = append(times, all[i])
				}
			}
			slices.Sort(times)
			if len(times) == 0 || !wanted(times) {
				continue
			}
			for i := from; i < to; i++ {
				if classes[i].Qualifies() {
					add(i)
				}
			}
		}
	})
}
