package quality

import (
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
)

// collector counts the combinations of one worker.
type collector struct {
	since int64
	known *byCode
	// numbers has the combinations that were met, from 1.
	numbers     map[combination]uint64
	pairNumbers map[pair]uint64
	recent      [256]struct {
		combination combination
		number      uint64
	}
	lastPair   pair
	pairNumber uint64
	// byPair and byActivity count by the number of a combination in the upper half,
	// and of the pair or activity in the lower.
	byPair, byActivity counts
	combinations       []combination
}

// take implements consumer.
func (c *collector) take(p *piece) {
	stored, times := p.integers(column.Stored), p.integers(column.Timestamp)
	flags, actors, verbs := p.codes(column.Flags), p.codes(column.Actor), p.codes(column.Verb)
	activities, contexts := p.codes(column.Activity), p.codes(column.Context)
	sources, platforms := p.codes(column.Source), p.codes(column.Platform)
	c.combinations = slices.Grow(c.combinations[:0], p.len())[:p.len()]
	for i := range c.combinations {
		c.combinations[i] = 0
	}
	for i, duration := range p.integers(column.Duration) {
		if duration >= 0 {
			c.combinations[i] |= combination(hasDuration)
		}
	}
	c.findScores(p)
	for i, length := range p.numbers(column.VideoLength) {
		if length == length {
			c.combinations[i] |= combination(hasVideoTime)
		}
	}
	voided := p.voided()
	for i, bits := range flags {
		if stored[i] < c.since || bits&column.First == 0 || voided != nil && voided[i] {
			continue
		}
		found := c.combinations[i] | c.known.verbs[verbs[i]] | combination(c.known.flags[bits]|c.known.activities[activities[i]]|c.known.contexts[contexts[i]])
		if p.names.Person(actors[i]) != 0 {
			found |= combination(hasPerson)
		}
		if !p.names.Suspect(stored[i], times[i], sources[i]) {
			found |= combination(goodClock)
		}
		course, _ := p.names.Course(activities[i], contexts[i])
		if course != 0 {
			found |= combination(hasCourse)
		}
		if p.names.Formal(course, sources[i]) {
			found |= combination(mappedCourse)
		}
		if bits&column.HasSuccess != 0 && found.traits()&hasItemType == 0 {
			if class := found.class(); class == meaning.Complete || class == meaning.Score {
				found |= combination(decides)
				if bits&column.Success != 0 {
					found |= combination(passes)
				}
			}
		}
		number := c.numberOf(found) << 32
		c.byPair.add(number | c.numberOfPair(pair{sources[i], platforms[i]}))
		c.byActivity.add(number | uint64(activities[i]))
	}
}

// findScores finds out which rows have a score, and one that can be compared.
func (c *collector) findScores(p *piece) {
	scaled, raw := p.numbers(column.Scaled), p.numbers(column.Raw)
	least, most := p.numbers(column.Min), p.numbers(column.Max)
	for i := range scaled {
		switch {
		case !math.IsNaN(scaled[i]), !math.IsNaN(raw[i]) && most[i] > least[i]:
			c.combinations[i] |= combination(hasScore | hasAnyScore | hasResult)
		case !math.IsNaN(raw[i]):
			c.combinations[i] |= combination(hasAnyScore | hasResult)
		}
	}
}

// numberOf returns the number of a combination.
func (c *collector) numberOf(of combination) uint64 {
	slot := &c.recent[(uint32(of)*2654435769)>>24]
	if slot.combination == of && slot.number != 0 {
		return slot.number
	}
	number := c.numbers[of]
	if number == 0 {
		number = uint64(len(c.numbers) + 1)
		c.numbers[of] = number
	}
	slot.combination, slot.number = of, number
	return number
}

func (c *collector) numberOfPair(of pair) uint64 {
	if of == c.lastPair && c.pairNumber != 0 {
		return c.pairNumber
	}
	number := c.pairNumbers[of]
	if number == 0 {
		number = uint64(len(c.pairNumbers) + 1)
		c.pairNumbers[of] = number
	}
	c.lastPair, c.pairNumber = of, number
	return number
}

// end implements consumer.
func (c *collector) end() {}
