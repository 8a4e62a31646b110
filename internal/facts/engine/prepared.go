package engine

import (
	"math"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/xapi"
)

// prepared is what was worked out about the rows of a block.
type prepared struct {
	sessions  []int32
	attempts  []int32
	scores    []float64
	reported  []int64
	cut       []bool
	estimated []int64
	narrow    []int64
	wide      []int64
	ids       []xapi.UUID
	activity  []uint32
	raw, own  []float64 // to tell scores that cannot be compared
}

// The gaps between which estimated time is shown to depend on the method.
const (
	narrowGap = 15 * time.Minute
	wideGap   = 60 * time.Minute
)

func (t *tally) prepare(b *block) prepared {
	p := t.plan
	r := prepared{activity: b.codes(column.Activity)}
	if p.wants(query.Sessions, query.TimeReported, query.TimeEstimated) {
		r.sessions = b.sessions(p.gap)
		most := int32(-1)
		for i, session := range r.sessions {
			if session >= 0 {
				most = max(most, session)
				r.sessions[i] += t.sessionsSeen
			}
		}
		t.sessionsSeen += most + 1
	}
	if p.measures[query.AttemptsCount] {
		r.attempts = b.attempts()
	}
	if p.wants(query.AttemptsCount, query.Registrations) {
		r.ids = b.registrations()
	}
	if p.wants(query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90) {
		r.scores = b.chosenScores(p.attempts, func(i int) bool { return b.match[i] })
		r.raw, r.own = b.numbers(column.Raw), b.scores()
	}
	if p.measures[query.TimeReported] {
		r.reported, r.cut = b.reported(r.sessions, p.gap)
	}
	if p.measures[query.TimeEstimated] {
		r.estimated = b.estimated(r.sessions, p.pauses, maxGap)
		r.narrow = b.estimated(b.sessions(narrowGap), p.pauses, narrowGap)
		r.wide = b.estimated(b.sessions(wideGap), p.pauses, wideGap)
	}
	return r
}

// maxGap is beyond every gap that counts.
const maxGap = 24 * time.Hour

// notComparable is 1 for a row whose score cannot be compared with others.
func (r *prepared) notComparable(i int) int64 {
	return int64(flag(r.raw != nil && math.IsNaN(r.own[i]) && !math.IsNaN(r.raw[i])))
}

func (t *tally) countTotals(r *prepared, i int) {
	if r.cut != nil && r.cut[i] {
		t.clamped++
	}
	if r.estimated != nil {
		t.band[0] += r.estimated[i]
		t.band[1] += r.narrow[i]
		t.band[2] += r.wide[i]
	}
}
