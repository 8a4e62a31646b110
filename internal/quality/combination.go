package quality

import (
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
)

// traits are what a row has of what features need, as bits.
type traits uint32

const (
	hasPerson traits = 1 << iota
	// alone: not as a member of a group, nor as one without members.
	alone
	hasActivity
	hasType
	hasItemType // an interaction type
	isVideo     // of the type video
	hasCourse
	// mappedCourse: the course is one that was mapped, or the source is formal.
	mappedCourse
	hasPlace // a parent or grouping
	goodClock
	// hasScore: a scaled score, or a raw one whose range is known; hasAnyScore: any.
	hasScore
	hasAnyScore
	hasResult // response, success or score
	hasDuration
	hasPlayed    // played segments
	hasVideoTime // the length of a video
	completes    // of class complete, or result.completion is true
	// decides: of class pass or fail, or with the success of a completion or score
	// that is not of a question.
	decides
	passes        // of class pass, or decides with success
	countsAsStart // of class start or enrol
	knownVerb     // of a class other than other
	qualifies     // counts as activity of the learner
	othersAttest  // not self-asserted
	traitCount    = iota
)

// classShift is where the class of the verb is in a combination.
const classShift = traitCount

// combination is the traits and the class of a row. There are few different ones.
type combination uint32

func (c combination) traits() traits       { return traits(c & (1<<classShift - 1)) }
func (c combination) class() meaning.Class { return meaning.Class(c >> classShift) }

// videoType is the type of activities that are videos.
const videoType = "https://w3id.org/xapi/video/activity-type/video"

// byCode is what each code of a snapshot adds to the traits of its rows.
type byCode struct {
	verbs      []combination // with the class
	activities []traits
	contexts   []traits
	flags      [1 << 10]traits
}

func newByCode(g *ground) *byCode {
	b := &byCode{
		verbs:      make([]combination, g.snapshot.Words(column.Verbs)+1),
		activities: make([]traits, g.snapshot.Words(column.Activities)+1),
		contexts:   make([]traits, len(g.snapshot.Contexts)),
	}
	for verb := range b.verbs {
		class := g.names.Class(column.Code(verb))
		has := traits(0)
		if class != meaning.Other {
			has |= knownVerb
		}
		if class.Qualifies() {
			has |= qualifies
		}
		switch class {
		case meaning.Start, meaning.Enrol:
			has |= countsAsStart
		case meaning.Complete:
			has |= completes
		case meaning.Pass:
			has |= decides | passes
		case meaning.Fail:
			has |= decides
		}
		b.verbs[verb] = combination(has) | combination(class)<<classShift
	}
	video, known := g.snapshot.Code(column.Types, videoType)
	for activity := 1; activity < len(b.activities); activity++ {
		has := hasActivity
		if kind := g.names.TypeOf(column.Code(activity)); kind != 0 {
			has |= hasType
			if known && kind == video {
				has |= isVideo
			}
		}
		if g.names.InteractionOf(column.Code(activity)) != 0 {
			has |= hasItemType
		}
		b.activities[activity] = has
	}
	for i := range g.snapshot.Contexts {
		if c := &g.snapshot.Contexts[i]; len(c.Parents)+len(c.Groupings) > 0 {
			b.contexts[i] = hasPlace
		}
	}
	for flags := range b.flags {
		b.flags[flags] = traitsOf(uint32(flags))
	}
	return b
}

// traitsOf are the traits that follow from the flags of a row.
func traitsOf(flags uint32) (has traits) {
	for _, f := range []struct {
		when bool
		then traits
	}{
		{flags&(column.InGroup|column.IsGroup) == 0, alone},
		{flags&column.SelfAsserted == 0, othersAttest},
		{flags&column.HasSuccess != 0, hasResult},
		{flags&column.Completion != 0, completes},
		{flags&column.HasResponse != 0, hasResult},
		{flags&column.HasSegments != 0, hasPlayed},
	} {
		if f.when {
			has |= f.then
		}
	}
	return has
}

// counts counts by a key that is not 0, in a table that grows.
type counts struct {
	keys   []uint64
	values []int64
	used   int
}

func (c *counts) add(key uint64) {
	if 2*c.used >= len(c.keys) {
		c.grow()
	}
	c.addTo(key, 1)
}

func (c *counts) addTo(key uint64, n int64) {
	mask := uint64(len(c.keys) - 1)
	for i := (key * 0x9E3779B97F4A7C15) >> 32 & mask; ; i = (i + 1) & mask {
		switch c.keys[i] {
		case key:
			c.values[i] += n
			return
		case 0:
			c.keys[i], c.values[i] = key, n
			c.used++
			return
		}
	}
}

func (c *counts) grow() {
	keys, values := c.keys, c.values
	size := max(2*len(keys), 1<<8)
	c.keys, c.values, c.used = make([]uint64, size), make([]int64, size), 0
	for i, key := range keys {
		if key != 0 {
			c.addTo(key, values[i])
		}
	}
}

// all gives every key and its count, in no order.
func (c *counts) all(yield func(key uint64, n int64) bool) {
	for i, key := range c.keys {
		if key != 0 && !yield(key, c.values[i]) {
			return
		}
	}
}
