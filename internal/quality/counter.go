package quality

import (
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
)

// pair is a source and a platform.
type pair struct{ source, platform column.Code }

// counter counts for one worker.
type counter struct {
	ground  *ground
	span    span
	tallies map[pair]*tally
	last    pair
	current *tally

	seen  seen
	late  []late
	told  []told
	parts []uint8
	// hasParent and hasGrouping are by context.
	hasParent, hasGrouping []bool
}

func newCounter(g *ground, s span) *counter {
	c := &counter{
		ground: g, span: s, tallies: make(map[pair]*tally),
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
		t.number = uint64(len(c.tallies))
		c.tallies[of] = t
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
		} else if c.ground.loaded(at, happened) {
			t.loaded++
		} else {
			t.good++
			t.lags.add(at - happened)
			if at-happened > lateAfter {
				t.late++
				c.late = append(c.late, late{uint64(actors[i])<<32 | t.number, at, t})
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
