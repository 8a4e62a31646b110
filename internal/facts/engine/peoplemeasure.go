package engine

import (
	"math"
	"math/bits"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
)

// peopleMeasures are the measures that count people: a row makes its person
// count in its cell for those in its set of bits.
var peopleMeasures = []query.MeasureID{
	query.People, query.ActivePeople, query.EnrolledPeople, query.StartedPeople, query.CompletedPeople,
	query.PassedPeople, query.FailedPeople, query.WaivedPeople,
	query.ActivePeople7, query.ActivePeople28, query.ActivePeople30,
}

// The bits of the first of them, in that order.
const (
	somebody uint16 = 1 << iota
	active
	enrolled
	started
	completed
	passed
	failed
	waived
)

// The bits of those who contribute to a measure that does not count people, after
// those of peopleMeasures. They are kept where small groups are protected.
const (
	withScore uint16 = 1 << (11 + iota)
	withReported
	withEstimated
	withVideo
)

// contributions is how many of them there are.
const contributions = 4

// behind is how many people are behind the value of a measure, where that is
// known; 0 for others, and for measures of all rows.
func (t *tally) behind(m query.MeasureID, cell int32) int64 {
	of := peopleBit(m)
	switch m {
	case query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90:
		of = withScore
	case query.TimeReported:
		of = withReported
	case query.TimeEstimated:
		of = withEstimated
	case query.TimeVideo:
		of = withVideo
	}
	if of == 0 {
		return 0
	}
	return t.people[bits.TrailingZeros16(of)][cell]
}

// contributes returns to which measures a row of a block makes its person
// contribute.
func (r *prepared) contributes(b *block, i int, flags uint32) (of uint16) {
	if r.scores != nil && !math.IsNaN(r.scores[i]) {
		of |= withScore
	}
	if r.reported != nil && r.reported[i] > 0 {
		of |= withReported
	}
	if r.estimated != nil && r.estimated[i] > 0 {
		of |= withEstimated
	}
	if flags&column.HasSegments != 0 && flags&column.InGroup == 0 && b.person[i] != 0 {
		of |= withVideo
	}
	return of
}

// peopleBit is the bit of a measure that counts people; 0 for others.
func peopleBit(m query.MeasureID) uint16 {
	if at := slices.Index(peopleMeasures, m); at >= 0 {
		return 1 << at
	}
	return 0
}

// rowBits returns for which people measures each row makes its person count.
func (t *tally) rowBits(b *block) []uint16 {
	bits := append(t.bits[:0], make([]uint16, b.n)...)
	t.bits = bits
	switch {
	case !t.plan.wishes.people:
		return bits
	case t.plan.wishes.onlyPeople:
		for i, person := range b.person {
			if person != 0 {
				bits[i] = somebody
			}
		}
		return bits
	}
	flags, activities := b.codes(column.Flags), b.codes(column.Activity)
	t.classes = b.classes(t.classes)
	for i, class := range t.classes {
		if b.person[i] != 0 {
			bits[i] = b.view.bitsOf(class, flags[i], activities[i])
		}
	}
	return bits
}

// bitsOf returns the people measures for which a row makes its person count.
func (v *view) bitsOf(class meaning.Class, flags uint32, activity uint32) uint16 {
	bits := somebody
	if class.Qualifies() {
		bits |= active
	}
	switch class {
	case meaning.Enrol:
		bits |= enrolled
	case meaning.Start:
		bits |= started
	case meaning.Waive:
		bits |= waived
	}
	if v.completes(class, flags) {
		bits |= completed
	}
	if v.passes(class, flags, activity) {
		bits |= passed
	}
	if v.fails(class, flags, activity) {
		bits |= failed
	}
	return bits
}

// completes reports whether a row completes its activity.
func (v *view) completes(class meaning.Class, flags uint32) bool {
	return class == meaning.Complete || flags&column.Completion != 0
}

// passes reports whether a row passes its activity; the success of an answer is
// none of the activity's.
func (v *view) passes(class meaning.Class, flags uint32, activity uint32) bool {
	return class == meaning.Pass || v.decides(class, flags, activity) && flags&column.Success != 0
}

// fails reports whether a row fails its activity.
func (v *view) fails(class meaning.Class, flags uint32, activity uint32) bool {
	return class == meaning.Fail || v.decides(class, flags, activity) && flags&column.Success == 0
}

// decides reports whether the success of a row is that of its activity.
func (v *view) decides(class meaning.Class, flags uint32, activity uint32) bool {
	return flags&column.HasSuccess != 0 && (class == meaning.Complete || class == meaning.Score) && v.names.InteractionOf(activity) == 0
}
