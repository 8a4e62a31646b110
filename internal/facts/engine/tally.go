package engine

import (
	mathbits "math/bits"

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
