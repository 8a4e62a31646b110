package quality

import (
	"math"

	"github.com/lore-lrs/lore/internal/facts/column"
)

// lateAfter is how long after it happened a statement is late, in microseconds.
const lateAfter = 60 * minute

// The parts of statements whose share is watched, in the order of driftParts.
const (
	withScore = iota
	withSuccess
	withCompletion
	withDuration
	withRegistration
	withParent
	withGrouping
	driftCount
)

var driftParts = [driftCount]string{"score", "success", "completion", "duration", "registration", "parent", "grouping"}

// tally is what is counted of one source and platform. Only statements count: of
// those of a group the first row.
type tally struct {
	// number tells it from the others of the same counter.
	number                  uint64
	statements              int64
	firstStored, lastStored int64
	firstTime, lastTime     int64
	hour, day, week         int64
	days                    [periodDays]int64

	// The following are of the period alone.
	month, voided           int64
	good, late              int64 // good: whose clock is not suspect, and not loaded
	loaded                  int64
	suspect, suspectAhead   int64
	ahead                   int64
	likely                  int64
	unknown                 int64
	personless, emptyGroups int64
	offlineBatches          int64
	offlineStatements       int64
	lags                    lags
	verbs                   map[column.Code]int64 // the unknown ones
	minutes                 *minutes
	parts, partsBefore      [driftCount]int64
}

func newTally() *tally {
	return &tally{
		firstStored: math.MaxInt64, lastStored: math.MinInt64, firstTime: math.MaxInt64, lastTime: math.MinInt64,
		verbs: make(map[column.Code]int64), minutes: new(minutes),
	}
}

// addAll adds what another tally counted.
func (t *tally) addAll(o *tally) {
	t.firstStored, t.lastStored = min(t.firstStored, o.firstStored), max(t.lastStored, o.lastStored)
	t.firstTime, t.lastTime = min(t.firstTime, o.firstTime), max(t.lastTime, o.lastTime)
	for _, n := range []struct {
		to *int64
		of int64
	}{
		{&t.statements, o.statements},
		{&t.hour, o.hour},
		{&t.day, o.day},
		{&t.week, o.week},
		{&t.month, o.month},
		{&t.voided, o.voided},
		{&t.good, o.good},
		{&t.late, o.late},
		{&t.loaded, o.loaded},
		{&t.suspect, o.suspect},
		{&t.suspectAhead, o.suspectAhead},
		{&t.ahead, o.ahead},
		{&t.likely, o.likely},
		{&t.unknown, o.unknown},
		{&t.personless, o.personless},
		{&t.emptyGroups, o.emptyGroups},
		{&t.offlineBatches, o.offlineBatches},
		{&t.offlineStatements, o.offlineStatements},
	} {
		*n.to += n.of
	}
	for i, n := range o.days {
		t.days[i] += n
	}
	for i := range t.parts {
		t.parts[i] += o.parts[i]
		t.partsBefore[i] += o.partsBefore[i]
	}
	for verb, n := range o.verbs {
		t.verbs[verb] += n
	}
	t.lags.addAll(&o.lags)
	t.minutes.addAll(o.minutes)
}
