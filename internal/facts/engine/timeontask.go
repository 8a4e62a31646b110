package engine

import (
	"context"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
)

// reported returns what each row contributes to reported time, in microseconds,
// and marks the rows whose duration was cut (docs/query-api.md, Time on task).
// The block must have all visible rows of the range.
func (b *block) reported(sessions []int32, gap time.Duration) (contributes []int64, clamped []bool) {
	contributes, clamped = make([]int64, b.n), make([]bool, b.n)
	durations, flags, activities := b.integers(column.Duration), b.codes(column.Flags), b.codes(column.Activity)
	classes := b.classes(nil)
	for from := 0; from < b.n; {
		to := from + 1
		for to < b.n && sessions[to] == sessions[from] {
			to++
		}
		if sessions[from] >= 0 {
			most := b.timestamp[to-1] - b.timestamp[from] + gap.Microseconds()
			for _, rows := range byActivity(activities, from, to) {
				reportedRows(rows, classes, durations, flags, func(i int, duration, sum int64) {
					contributes[i] = max(0, min(duration, most-sum))
					clamped[i] = contributes[i] < duration
				})
			}
		}
		from = to
	}
	return contributes, clamped
}

// byActivity returns the rows of a session by activity.
func byActivity(activities []uint32, from, to int) map[uint32][]int {
	rows := make(map[uint32][]int)
	for i := from; i < to; i++ {
		rows[activities[i]] = append(rows[activities[i]], i)
	}
	return rows
}

// reportedRows calls yield for the rows of a session and activity whose
// durations count, with the sum of those before: one kind of event only, for
// they tell of the same time.
func reportedRows(rows []int, classes []meaning.Class, durations []int64, flags []uint32, yield func(i int, duration, sum int64)) {
	for _, class := range []meaning.Class{meaning.Exit, meaning.Abandon} {
		sum, found := int64(0), false
		for _, i := range rows {
			if classes[i] == class && durations[i] >= 0 && flags[i]&column.InGroup == 0 {
				yield(i, durations[i], sum)
				sum += durations[i]
				found = true
			}
		}
		if found {
			return
		}
	}
	longest := -1
	for _, i := range rows {
		outcome := classes[i] == meaning.Complete || classes[i] == meaning.Pass || classes[i] == meaning.Fail
		if outcome && durations[i] >= 0 && flags[i]&column.InGroup == 0 && (longest < 0 || durations[i] > durations[longest]) {
			longest = i
		}
	}
	if longest >= 0 {
		yield(longest, durations[longest], 0)
	}
}

const (
	// gapSeconds is the longest gap that says how long an activity takes.
	gapSeconds = 3600
	// enoughGaps is how many of them say something about a type.
	enoughGaps = 20
	// usualGap stands for a type about which too little is known.
	usualGap = 30 * time.Minute
)

// pauses says for each activity type how long its events take.
type pauses struct {
	// most is the 90th percentile of the gaps, usual the median; microseconds.
	most, usual []int64
}

// pauses looks through all gaps in the range.
func (v *view) pauses(ctx context.Context, within window) (*pauses, error) {
	types := v.snapshot.Words(column.Types) + 1
	type counts = []*[gapSeconds + 1]int64
	var all []counts
	err := v.scan(ctx, demand{within: within}, func() func(*block) {
		mine := make(counts, types)
		all = append(all, mine)
		return func(b *block) {
			activities := b.codes(column.Activity)
			for i := 1; i < b.n; i++ {
				gap := b.timestamp[i] - b.timestamp[i-1]
				if b.person[i] == 0 || b.person[i] != b.person[i-1] || gap > gapSeconds*1e6 {
					continue
				}
				of := v.names.TypeOf(activities[i-1])
				if mine[of] == nil {
					mine[of] = new([gapSeconds + 1]int64)
				}
				mine[of][gap/1e6]++
			}
		}
	})
	p := &pauses{most: make([]int64, types), usual: make([]int64, types)}
	for of := range types {
		p.most[of] = usualGap.Microseconds()
		seconds, n := new([gapSeconds + 1]int64), int64(0)
		for _, mine := range all {
			if mine[of] == nil {
				continue
			}
			for second, count := range mine[of] {
				seconds[second] += count
				n += count
			}
		}
		if n >= enoughGaps {
			p.most[of] = nearestRank(seconds, n, 0.9)
			p.usual[of] = nearestRank(seconds, n, 0.5)
		}
	}
	return p, err
}

// nearestRank returns the least number of seconds, in microseconds, with at
// least the share of the counts at or below.
func nearestRank(seconds *[gapSeconds + 1]int64, n int64, share float64) int64 {
	below := int64(0)
	for second, count := range seconds {
		below += count
		if float64(below) >= share*float64(n) {
			return int64(second) * 1e6
		}
	}
	return gapSeconds * 1e6
}

// estimated returns what each row contributes to estimated time, in
// microseconds, when no event takes longer than most.
func (b *block) estimated(sessions []int32, p *pauses, most time.Duration) []int64 {
	contributes := make([]int64, b.n)
	flags, activities := b.codes(column.Flags), b.codes(column.Activity)
	for i := range contributes {
		if sessions[i] < 0 || flags[i]&column.InGroup != 0 {
			continue
		}
		of := b.view.names.TypeOf(activities[i])
		if i+1 < b.n && sessions[i+1] == sessions[i] {
			contributes[i] = min(b.timestamp[i+1]-b.timestamp[i], p.most[of], most.Microseconds())
		} else {
			contributes[i] = p.usual[of]
		}
	}
	return contributes
}
