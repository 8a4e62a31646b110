package quality

import (
	"math"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
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
	statements              int64
	firstStored, lastStored int64
	firstTime, lastTime     int64
	hour, day, week         int64
	days                    [periodDays]int64

	// The following are of the period alone.
	month, voided           int64
	good, late              int64 // good: whose clock is not suspect
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

// span is what a report is about, in microseconds.
type span struct {
	now, since int64
	// edges are where the calendar days of the series begin, and where the last one
	// ends.
	edges [periodDays + 1]int64
}

func newSpan(now int64, zone *time.Location) span {
	s := span{now: now, since: now - period}
	today := time.UnixMicro(now).In(zone)
	for i := range s.edges {
		s.edges[i] = time.Date(today.Year(), today.Month(), today.Day()-periodDays+1+i, 0, 0, 0, 0, zone).UnixMicro()
	}
	return s
}

// first is the earliest time that anything but the totals is counted of.
func (s *span) first() int64 { return min(s.since, s.edges[0]) }

// dayOf returns the place of a time in the series; false when it is before it.
func (s *span) dayOf(at int64) (int, bool) {
	if at < s.edges[0] {
		return 0, false
	}
	// The days that have another length are few.
	i := min(int((at-s.edges[0])/day), periodDays-1)
	for at < s.edges[i] {
		i--
	}
	for i < periodDays-1 && at >= s.edges[i+1] {
		i++
	}
	return i, true
}

// pair is a source and a platform.
type pair struct{ source, platform column.Code }

// counter counts for one worker.
type counter struct {
	span    span
	tallies map[pair]*tally
	last    pair
	current *tally
	numbers map[*tally]int

	seen  seen
	late  []late
	told  []told
	parts []uint8
	// hasParent and hasGrouping are by context.
	hasParent, hasGrouping []bool
}

func newCounter(g *ground, s span) *counter {
	c := &counter{
		span: s, tallies: make(map[pair]*tally), numbers: make(map[*tally]int),
		hasParent: make([]bool, len(g.snapshot.Contexts)), hasGrouping: make([]bool, len(g.snapshot.Contexts)),
	}
	for i := range g.snapshot.Contexts {
		c.hasParent[i] = len(g.snapshot.Contexts[i].Parents) > 0
		c.hasGrouping[i] = len(g.snapshot.Contexts[i].Groupings) > 0
	}
	return c
}

// tallyOf returns the tally of a source and platform.
func (c *counter) tallyOf(of pair) *tally {
	if of == c.last && c.current != nil {
		return c.current
	}
	t := c.tallies[of]
	if t == nil {
		t = newTally()
		c.tallies[of] = t
		c.numbers[t] = len(c.numbers)
	}
	c.last, c.current = of, t
	return t
}

// take implements consumer.
func (c *counter) take(p *piece) {
	flags, sources, platforms := p.codes(column.Flags), p.codes(column.Source), p.codes(column.Platform)
	stored, times := p.integers(column.Stored), p.integers(column.Timestamp)
	var actors, verbs, activities []uint32
	if !p.old {
		actors, verbs, activities = p.codes(column.Actor), p.codes(column.Verb), p.codes(column.Activity)
		c.findParts(p, flags)
	}
	voided := p.voided()
	hour, yesterday, lastWeek := c.span.now-60*minute, c.span.now-day, c.span.now-week
	for i, bits := range flags {
		if bits&column.First == 0 {
			continue
		}
		at, happened := stored[i], times[i]
		t := c.tallyOf(pair{sources[i], platforms[i]})
		t.statements++
		t.firstStored, t.lastStored = min(t.firstStored, at), max(t.lastStored, at)
		t.firstTime, t.lastTime = min(t.firstTime, happened), max(t.lastTime, happened)
		if p.old {
			continue
		}
		if number, in := c.span.dayOf(at); in {
			t.days[number]++
		}
		if at < c.span.since {
			continue
		}
		t.month++
		parts := &t.partsBefore
		if at >= lastWeek {
			t.week++
			parts = &t.parts
			if at >= yesterday {
				t.day++
				if at >= hour {
					t.hour++
				}
			}
		}
		for mask, k := c.parts[i], 0; mask != 0; mask, k = mask>>1, k+1 {
			parts[k] += int64(mask & 1)
		}
		t.minutes.mark(at - c.span.since)
		isVoided := voided != nil && voided[i]
		if isVoided {
			t.voided++
		}
		if p.names.Class(verbs[i]) == meaning.Other {
			t.unknown++
			t.verbs[verbs[i]]++
		}
		if happened > at {
			t.ahead++
		}
		if p.names.Suspect(at, happened, sources[i]) {
			t.suspect++
			if happened > at {
				t.suspectAhead++
			}
		} else {
			t.good++
			t.lags.add(at - happened)
			if at-happened > lateAfter {
				t.late++
				c.late = append(c.late, late{actors[i], t, c.numbers[t], at})
			}
		}
		person := p.names.Person(actors[i])
		if person == 0 {
			t.personless++
			if bits&column.IsGroup != 0 {
				t.emptyGroups++
			}
			continue
		}
		if isVoided || activities[i] == 0 {
			continue
		}
		hash := hashOf(person, verbs[i], activities[i], happened)
		if p.names.Merged(person) {
			c.told = append(c.told, told{happening{hash, at}, t})
		} else if c.seen.again(hash, at) {
			t.likely++
		}
	}
}

// findParts finds out which of the watched parts each row has.
func (c *counter) findParts(p *piece, flags []uint32) {
	c.parts = slices.Grow(c.parts[:0], len(flags))[:len(flags)]
	for i, bits := range flags {
		parts := uint8(0)
		if bits&column.HasSuccess != 0 {
			parts |= 1 << withSuccess
		}
		if bits&column.HasCompletion != 0 {
			parts |= 1 << withCompletion
		}
		c.parts[i] = parts
	}
	for i, registration := range p.codes(column.Registration) {
		if registration != 0 {
			c.parts[i] |= 1 << withRegistration
		}
	}
	for i, context := range p.codes(column.Context) {
		if c.hasParent[context] {
			c.parts[i] |= 1 << withParent
		}
		if c.hasGrouping[context] {
			c.parts[i] |= 1 << withGrouping
		}
	}
	for i, duration := range p.integers(column.Duration) {
		if duration >= 0 {
			c.parts[i] |= 1 << withDuration
		}
	}
	for _, score := range []column.Column{column.Scaled, column.Raw} {
		for i, value := range p.numbers(score) {
			if value == value {
				c.parts[i] |= 1 << withScore
			}
		}
	}
}

// end implements consumer.
func (c *counter) end() {
	c.seen.forget()
	countOffline(c.late)
	c.late = c.late[:0]
}
