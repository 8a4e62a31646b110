package engine

import (
	"context"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// eachActive calls what visitor makes with the times, ascending, of each
// person's qualifying rows that match, from the first ever to the end.
func (v *view) eachActive(ctx context.Context, end int64, visitor func() func(person uint32, times []int64)) error {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return err
	}
	return v.scan(ctx, demand{within: window{minTime, end}, where: where}, func() func(*block) {
		visit := visitor()
		var active []int64
		return func(b *block) {
			times := b.times()
			classes := b.classes(nil)
			for person := range len(b.starts) - 1 {
				from, to := b.starts[person], b.starts[person+1]
				if b.person[from] == 0 {
					continue
				}
				active = active[:0]
				for i := from; i < to; i++ {
					if classes[i].Qualifies() {
						active = append(active, times[i])
					}
				}
				if len(active) == 0 {
					continue
				}
				if v.query.Time.OnStored {
					slices.Sort(active)
				}
				visit(b.person[from], active)
			}
		}
	})
}

// The places of the columns of kind lifecycle.
const (
	isActive = iota
	isNew
	isReturning
	isResurrected
	isDormant
	lifecycleColumns
)

var lifecycleNames = [lifecycleColumns]string{"active", "new", "returning", "resurrected", "dormant"}

// stages calls yield with each bucket and stage that a person's times put it
// into. edges[0] begins the bucket before the range.
func stages(edges, times []int64, yield func(bucket, stage int)) {
	next := 0
	for next < len(times) && times[next] < edges[0] {
		next++
	}
	before := false
	for bucket := range len(edges) - 1 {
		first := next
		for next < len(times) && times[next] < edges[bucket+1] {
			next++
		}
		active := next > first
		if bucket > 0 {
			switch {
			case active:
				yield(bucket-1, isActive)
				switch {
				case first == 0:
					yield(bucket-1, isNew)
				case before:
					yield(bucket-1, isReturning)
				default:
					yield(bucket-1, isResurrected)
				}
			case before:
				yield(bucket-1, isDormant)
			}
		}
		before = active
	}
}

// lifecycleEdges are the bounds of the buckets, with one before.
func (v *view) lifecycleEdges() []int64 {
	edges := v.span.Edges
	if len(edges) < 2 {
		return nil
	}
	before := query.Floor(v.query.Time.Bucket, v.query.Time.Zone, edges[0]-1)
	return append([]int64{before}, edges...)
}

// lifecycle answers kind lifecycle.
func (v *view) lifecycle(ctx context.Context) (*query.Answer, error) {
	answer := &query.Answer{Columns: []query.Column{{Name: "bucket", Type: query.ColumnTime}}}
	for _, name := range lifecycleNames {
		answer.Columns = append(answer.Columns, query.Column{Name: name, Type: query.ColumnCount})
	}
	edges := v.lifecycleEdges()
	days := v.lastDays(28)
	type tally struct {
		counts [][lifecycleColumns]int64
		daily  int64
		mau    int64
	}
	var tallies []*tally
	err := v.eachActive(ctx, max(v.span.To, days[len(days)-1]), func() func(uint32, []int64) {
		t := &tally{counts: make([][lifecycleColumns]int64, max(0, len(edges)-2))}
		tallies = append(tallies, t)
		return func(_ uint32, times []int64) {
			if len(edges) > 0 {
				stages(edges, times, func(bucket, stage int) { t.counts[bucket][stage]++ })
			}
			if active := daysActive(days, times); active > 0 {
				t.daily += active
				t.mau++
			}
		}
	})
	if err != nil {
		return nil, err
	}
	for bucket := range max(0, len(edges)-2) {
		var counts [lifecycleColumns]int64
		for stage := range lifecycleColumns {
			for _, t := range tallies {
				counts[stage] += t.counts[bucket][stage]
			}
		}
		answer.Rows = append(answer.Rows, v.lifecycleRow(answer, edges[bucket+1], counts))
	}
	s := &query.Stickiness{}
	daily := int64(0)
	for _, t := range tallies {
		daily += t.daily
		s.MAU += t.mau
	}
	s.DAUMean = float64(daily) / 28
	if s.MAU > 0 {
		value := s.DAUMean / float64(s.MAU)
		s.Value = &value
	}
	if v.small(s.MAU) {
		s = nil
		answer.Meta.SuppressedCells++
	}
	answer.Meta.Stickiness = s
	return answer, nil
}

// lifecycleRow writes the counts of a bucket. They add up, within the bucket and
// with the one before: where one part is too small to tell, none is told.
func (v *view) lifecycleRow(answer *query.Answer, bucket int64, counts [lifecycleColumns]int64) []any {
	row := []any{query.FormatTime(bucket, v.query.Time.Zone), v.tell(answer, counts[isActive])}
	parts := counts[isNew:]
	if slices.ContainsFunc(parts, v.small) {
		answer.Meta.SuppressedCells += int64(len(parts))
		return append(row, make([]any, len(parts))...)
	}
	counts[isDormant] = -counts[isDormant]
	for _, n := range parts {
		row = append(row, n)
	}
	return row
}

// lastDays are the bounds of the n calendar days that end with the last day of
// the range, or with today if that is earlier.
func (v *view) lastDays(n int) []int64 {
	zone := v.query.Time.Zone
	year, month, day := time.UnixMicro(min(v.span.To-1, v.now)).In(zone).Date()
	edges := make([]int64, n+1)
	for i := range edges {
		edges[i] = time.Date(year, month, day-n+1+i, 0, 0, 0, 0, zone).UnixMicro()
	}
	return edges
}

// daysActive counts the days that have one of the times.
func daysActive(days, times []int64) int64 {
	count, last := int64(0), -1
	from, _ := slices.BinarySearch(times, days[0])
	for _, at := range times[from:] {
		if at >= days[len(days)-1] {
			break
		}
		if d := bucketOf(days, at, max(0, last)); d != last {
			count++
			last = d
		}
	}
	return count
}
