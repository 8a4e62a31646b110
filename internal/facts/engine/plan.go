package engine

import (
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// trailing are the measures of the days that end with a bucket.
var trailing = map[query.MeasureID]int{query.ActivePeople7: 7, query.ActivePeople28: 28, query.ActivePeople30: 30}

// plan is what a table or trend must count.
type plan struct {
	dimensions []*dimension
	measures   [query.Measures]bool
	// rates are pairs of people bits: the second, and both.
	rates []ratePair
	// edges are the bounds of buckets; empty for a table.
	edges    []int64
	attempts query.Attempts
	gap      time.Duration
	pauses   *pauses
	wishes   wishes
	settled  bool
	// onStored: rows are not in the order of the times that buckets are about.
	onStored bool
	// guarded: small groups are protected.
	guarded bool
	// distributed: the values of a distribution are kept as scores.
	distributed bool
	// held is the memory that cells take; nil is not counted.
	held *holding
}

// wishes are what the measures need, looked up once.
type wishes struct {
	people, onlyPeople bool // some people measure; none but people itself
	registrations      bool
	attempts           bool
	sessions           bool
	video, lags        bool
	// totals: cells of the whole range are needed beside those of buckets.
	totals bool
	// plain: nothing but statements and people is counted.
	plain bool
	// scores, reported, estimated, late and session say what else cells have.
	scores, reported, estimated, late, session bool
	// counted are the kinds of people that cells have, by place in tally.people,
	// and kept the bits of those.
	counted []int
	kept    uint16
	// cellBytes is about what a cell takes.
	cellBytes int64
}

// settle looks up what the measures need.
func (p *plan) settle() {
	p.settled = true
	w := &p.wishes
	for _, m := range peopleMeasures {
		w.people = w.people || p.measures[m]
		w.onlyPeople = w.onlyPeople || p.measures[m] && m != query.People
	}
	w.onlyPeople = !w.onlyPeople && len(p.rates) == 0
	w.people = w.people || len(p.rates) > 0
	w.registrations, w.attempts, w.sessions = p.measures[query.Registrations], p.measures[query.AttemptsCount], p.measures[query.Sessions]
	w.video, w.lags = p.measures[query.TimeVideo], p.measures[query.LagP95]
	w.totals = p.buckets() == 0 || len(p.dimensions) > 0
	w.scores = p.distributed || p.wants(query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90)
	w.reported, w.estimated, w.late = p.measures[query.TimeReported], p.measures[query.TimeEstimated], p.measures[query.LateShare]
	w.session = w.sessions
	for i, m := range peopleMeasures {
		// Whether somebody is there at all decides what may be told.
		if i == 0 || p.measures[m] {
			w.counted = append(w.counted, i)
			w.kept |= 1 << i
		}
		w.session = w.session || p.measures[m] && trailing[m] > 0
	}
	if p.guarded {
		for i := range contributions {
			w.counted = append(w.counted, len(peopleMeasures)+i)
			w.kept |= withScore << i
		}
	}
	w.cellBytes = 16 + 8*int64(len(w.counted)+len(p.rates)+
		flag(w.sessions)+flag(w.attempts)+flag(w.reported)+flag(w.estimated)+flag(w.video)+3*flag(w.scores)+3*flag(w.lags)+flag(w.late)) + 4*int64(flag(w.session))
	w.plain = true
	for m, wanted := range p.measures {
		if wanted && query.MeasureID(m) != query.StatementsCount && peopleBit(query.MeasureID(m)) == 0 {
			w.plain = false
		}
	}
}

// ratePair is a numerator and a denominator.
type ratePair struct{ numerator, denominator uint16 }

func (p *plan) buckets() int { return max(0, len(p.edges)-1) }

// wants reports whether one of the measures is asked for.
func (p *plan) wants(measures ...query.MeasureID) bool {
	return slices.ContainsFunc(measures, func(m query.MeasureID) bool { return p.measures[m] })
}

// needsAll: some measure depends on rows that do not match.
func (p *plan) needsAll() bool {
	scored := p.wants(query.ScoreMean, query.ScoreMedian, query.ScoreP10, query.ScoreP90) && p.attempts != query.AllAttempts
	return scored || p.wants(query.Sessions, query.AttemptsCount, query.TimeReported, query.TimeEstimated)
}
