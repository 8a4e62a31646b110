package engine

import (
	"math"
	mathbits "math/bits"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// maxDimensions is the most dimensions of a query.
const maxDimensions = 6

// maxCells is the most cells that one worker counts: 50 to 300 bytes each.
const maxCells = 1_500_000

// maxDirect bounds the codes for which groups are found without a map.
const maxDirect = 1 << 20

// groupKey is the codes of a group's values.
type groupKey [maxDimensions]uint32

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

// tally counts over cells: for each group one for the whole range and one for
// each bucket. It belongs to one worker.
type tally struct {
	plan   *plan
	groups map[groupKey]int32
	keys   []groupKey
	// full: there would be more than fits into memory.
	full bool
	// weighed is how many entries of maps were counted.
	weighed int
	// direct has the first cell, and one, of groups by their only code.
	direct []int32

	// By cell, and only where asked for.
	statements []int64
	people     [][]int64 // by place in peopleMeasures, then of those who contribute
	both       [][]int64 // by place in plan.rates
	sessions   []int64
	attempts   []int64
	reported   []int64 // microseconds
	estimated  []int64
	video      []int64 // milliseconds
	scores     [][]float64
	lags       [][]int64
	late       []int64

	// Statements about members of groups, and what several people share, may come
	// to several workers.
	grouped       map[cellStatement]int64 // its lag
	registrations map[cellRegistration]struct{}
	registered    []int64                       // by cell, when all is counted
	nobodys       map[cellRegistration]struct{} // attempts without a person

	notComparable int64
	clamped       int64
	// totals of the estimated time over all rows that match: as asked, and with
	// the shortest and the longest gaps.
	band [3]int64

	person personTally
	// bits and classes are memory for the rows of a block.
	bits    []uint16
	classes []meaning.Class
	// sessionsSeen numbers sessions through all blocks.
	sessionsSeen int32
}

type cellStatement struct {
	cell   int32
	stored int64
}

type cellRegistration struct {
	cell int32
	id   xapi.UUID
}

// personTally is what is known of the person whose rows are being counted.
type personTally struct {
	bits    []uint16 // by cell
	touched []int32
	session []int32 // by cell: the last session counted, and one; or the first bucket not yet reached
	tries   map[cellAttempt]struct{}
	played  map[cellActivity][]int64
}

type (
	cellAttempt  struct{ cell, attempt int32 }
	cellActivity struct {
		cell     int32
		activity uint32
	}
)

func newTally(p *plan) *tally {
	if !p.settled {
		p.settle() // before any worker runs
	}
	kept := len(peopleMeasures)
	if p.guarded {
		kept += contributions
	}
	return &tally{
		plan: p, groups: make(map[groupKey]int32),
		people: make([][]int64, kept), both: make([][]int64, len(p.rates)),
		grouped: make(map[cellStatement]int64), registrations: make(map[cellRegistration]struct{}),
		nobodys: make(map[cellRegistration]struct{}),
		person:  personTally{tries: make(map[cellAttempt]struct{}), played: make(map[cellActivity][]int64)},
	}
}

// perGroup is how many cells a group has: the first is the whole range's.
func (t *tally) perGroup() int32 { return int32(t.plan.buckets()) + 1 }

// group returns the first cell of a group, which it makes when it is new.
func (t *tally) group(key groupKey) int32 {
	direct := int(key[0]) < maxDirect && len(t.plan.dimensions) <= 1
	if direct && int(key[0]) < len(t.direct) && t.direct[key[0]] != 0 {
		return t.direct[key[0]] - 1
	}
	at, known := t.groups[key]
	if known {
		return at
	}
	n := int(t.perGroup())
	w := &t.plan.wishes
	if len(t.keys) > 0 && (len(t.statements)+n > maxCells || !t.plan.held.take(int64(n)*w.cellBytes)) {
		t.full = true
		return 0 // what is counted from now on is thrown away
	}
	at = int32(len(t.statements))
	t.groups[key] = at
	if direct {
		if missing := int(key[0]) + 1 - len(t.direct); missing > 0 {
			t.direct = extend(t.direct, missing)
		}
		t.direct[key[0]] = at + 1
	}
	t.keys = append(t.keys, key)
	t.statements = extend(t.statements, n)
	for _, i := range w.counted {
		t.people[i] = extend(t.people[i], n)
	}
	for i := range t.both {
		t.both[i] = extend(t.both[i], n)
	}
	t.sessions, t.attempts = extendIf(w.sessions, t.sessions, n), extendIf(w.attempts, t.attempts, n)
	t.reported, t.estimated, t.video = extendIf(w.reported, t.reported, n), extendIf(w.estimated, t.estimated, n), extendIf(w.video, t.video, n)
	t.scores, t.lags, t.late = extendIf(w.scores, t.scores, n), extendIf(w.lags, t.lags, n), extendIf(w.late, t.late, n)
	if t.registered != nil {
		t.registered = extend(t.registered, n)
	}
	t.person.bits, t.person.session = extend(t.person.bits, n), extendIf(w.session, t.person.session, n)
	return at
}

func extendIf[T any](wanted bool, s []T, n int) []T {
	if !wanted {
		return s
	}
	return extend(s, n)
}

func extend[T any](s []T, n int) []T { return append(s, make([]T, n)...) }

// add counts a block.
func (t *tally) add(b *block) {
	if t.full {
		return
	}
	defer t.weigh()
	p := t.plan
	flags := b.codes(column.Flags)
	bits := t.rowBits(b)
	groups := t.grouper(b)
	if p.wishes.plain {
		t.addPlain(b, groups, flags, bits)
		return
	}
	r := t.prepare(b)
	times := b.times()
	bucket := 0
	for person := range len(b.starts) - 1 {
		for i := int(b.starts[person]); i < int(b.starts[person+1]); i++ {
			if !b.match[i] {
				continue
			}
			if len(p.edges) > 0 {
				bucket = bucketOf(p.edges, times[i], bucket)
			}
			t.notComparable += r.notComparable(i)
			t.countTotals(&r, i)
			for _, cell := range groups.of(i) {
				if p.wishes.totals {
					t.addRow(b, &r, i, cell, flags[i], bits[i])
				}
				if len(p.edges) > 0 {
					t.addRow(b, &r, i, cell+1+int32(bucket), flags[i], bits[i])
				}
			}
		}
		t.endPerson()
	}
}

// addPlain counts a block where only statements and people are asked for: what
// most dashboards ask, and what must be fastest.
func (t *tally) addPlain(b *block, groups *grouper, flags []uint32, bits []uint16) {
	times, edges := b.times(), t.plan.edges
	bucket := 0
	for person := range len(b.starts) - 1 {
		for i := int(b.starts[person]); i < int(b.starts[person+1]); i++ {
			if !b.match[i] {
				continue
			}
			if len(edges) > 0 {
				bucket = bucketOf(edges, times[i], bucket)
			}
			for _, cell := range groups.of(i) {
				if t.plan.wishes.totals {
					t.countPlain(cell, b.stored[i], flags[i], bits[i])
				}
				if len(edges) > 0 {
					t.countPlain(cell+1+int32(bucket), b.stored[i], flags[i], bits[i])
				}
			}
		}
		t.endPerson()
	}
}

func (t *tally) countPlain(cell int32, stored int64, flags uint32, bits uint16) {
	if flags&column.InGroup != 0 {
		t.grouped[cellStatement{cell, stored}] = 0
	} else {
		t.statements[cell]++
	}
	if bits != 0 {
		if t.person.bits[cell] == 0 {
			t.person.touched = append(t.person.touched, cell)
		}
		t.person.bits[cell] |= bits
	}
}

// weigh counts what is kept beside cells: registrations and statements about
// members of groups.
func (t *tally) weigh() {
	const entry = 64 // bytes
	if n := len(t.registrations) + len(t.nobodys) + len(t.grouped); n > t.weighed {
		if !t.plan.held.take(int64(n-t.weighed) * entry) {
			t.full = true
		}
		t.weighed = n
	}
}

// bucketOf returns the bucket of a time, which lies within the edges; near is
// where to look first. Buckets are about equally long, so that the place is
// nearly known.
func bucketOf(edges []int64, at int64, near int) int {
	if edges[near] <= at && at < edges[near+1] {
		return near
	}
	last := len(edges) - 2
	first := edges[0]
	guess := int(float64(at-first) / float64(edges[last+1]-first) * float64(last+1))
	guess = max(0, min(guess, last))
	for at < edges[guess] {
		guess--
	}
	for at >= edges[guess+1] {
		guess++
	}
	return guess
}

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

// addRow counts a row in a cell.
func (t *tally) addRow(b *block, r *prepared, i int, cell int32, flags uint32, bits uint16) {
	p := t.plan
	lag := b.stored[i] - b.timestamp[i]
	if flags&column.InGroup != 0 {
		t.grouped[cellStatement{cell, b.stored[i]}] = lag
	} else {
		t.statements[cell]++
		t.addLag(cell, lag)
	}
	if p.guarded {
		bits |= r.contributes(b, i, flags)
	}
	if bits != 0 {
		if t.person.bits[cell] == 0 {
			t.person.touched = append(t.person.touched, cell)
		}
		t.person.bits[cell] |= bits
	}
	if p.wishes.sessions && r.sessions[i] >= 0 && t.person.session[cell] != r.sessions[i]+1 {
		t.person.session[cell] = r.sessions[i] + 1
		t.sessions[cell]++
	}
	if p.wishes.registrations || p.wishes.attempts {
		t.addAttempt(b, r, i, cell)
	}
	if r.scores != nil && !math.IsNaN(r.scores[i]) {
		t.scores[cell] = append(t.scores[cell], r.scores[i])
	}
	if r.reported != nil {
		t.reported[cell] += r.reported[i]
	}
	if r.estimated != nil {
		t.estimated[cell] += r.estimated[i]
	}
	if p.wishes.video && flags&column.HasSegments != 0 && flags&column.InGroup == 0 && b.person[i] != 0 {
		from, row := b.origin(i)
		key := cellActivity{cell, r.activity[i]}
		t.person.played[key] = append(t.person.played[key], from.part.Segments(row)...)
	}
}

func (t *tally) addLag(cell int32, lag int64) {
	if t.plan.wishes.lags {
		t.lags[cell] = append(t.lags[cell], lag)
	}
	if t.plan.wishes.late && lag > lateAfter.Microseconds() {
		t.late[cell]++
	}
}

// lateAfter is the lag from which a statement is late.
const lateAfter = time.Hour

func (t *tally) addAttempt(b *block, r *prepared, i int, cell int32) {
	if t.plan.wishes.registrations && r.ids[i] != (xapi.UUID{}) {
		t.registrations[cellRegistration{cell, r.ids[i]}] = struct{}{}
	}
	if !t.plan.wishes.attempts {
		return
	}
	if b.person[i] == 0 {
		if r.ids[i] != (xapi.UUID{}) {
			t.nobodys[cellRegistration{cell, r.ids[i]}] = struct{}{}
		}
		return
	}
	if r.attempts[i] < 0 {
		return
	}
	key := cellAttempt{cell, r.attempts[i]}
	if _, counted := t.person.tries[key]; !counted {
		t.person.tries[key] = struct{}{}
		t.attempts[cell]++
	}
}

// endPerson counts the person whose rows were added.
func (t *tally) endPerson() {
	for _, cell := range t.person.touched {
		bits := t.person.bits[cell]
		t.person.bits[cell] = 0
		for left := bits & t.plan.wishes.kept; left != 0; left &= left - 1 {
			t.people[mathbits.TrailingZeros16(left)][cell]++
		}
		for k, rate := range t.plan.rates {
			if bits&rate.numerator != 0 && bits&rate.denominator != 0 {
				t.both[k][cell]++
			}
		}
	}
	t.person.touched = t.person.touched[:0]
	if len(t.person.tries) > 0 {
		clear(t.person.tries)
	}
	for key, segments := range t.person.played {
		t.video[key.cell] += unionLength(segments)
	}
	clear(t.person.played)
}
