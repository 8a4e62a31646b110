package quality

import (
	"math/bits"
	"slices"
)

const (
	minute     = 60_000_000 // microseconds
	day        = 24 * 60 * minute
	week       = 7 * day
	periodDays = 28
	period     = periodDays * day
	periodSpan = period / minute
	// usualGaps is how many gaps must be known before one is usual, and
	// quietGaps how many times that a source is quiet.
	usualGaps = 10
	quietGaps = 5
)

// minutes says in which minutes of the period something was stored.
type minutes [periodSpan / 64]uint64

// mark marks the minute that begins so many microseconds after the period began.
func (m *minutes) mark(offset int64) {
	at := min(max(offset/minute, 0), periodSpan-1)
	m[at/64] |= 1 << (at % 64)
}

func (m *minutes) addAll(others *minutes) {
	for i := range m {
		m[i] |= others[i]
	}
}

// gaps returns the usual (median) and the longest distance between minutes in
// which something was stored, in seconds; known is false when there are too few.
func (m *minutes) gaps() (usual, longest float64, known bool) {
	var gaps []int64
	last := int64(-1)
	for i, word := range m {
		for ; word != 0; word &= word - 1 {
			at := int64(i*64 + bits.TrailingZeros64(word))
			if last >= 0 {
				gaps = append(gaps, at-last)
			}
			last = at
		}
	}
	if len(gaps) < usualGaps {
		return 0, 0, false
	}
	slices.Sort(gaps)
	return float64(gaps[(len(gaps)-1)/2]) * 60, float64(gaps[len(gaps)-1]) * 60, true
}

// Arrival says whether a source is heard of.
type Arrival string

// The arrivals.
const (
	// Never: nothing has come.
	Never Arrival = "never"
	// Rare: too little came in the period to say what is usual.
	Rare Arrival = "rare"
	// Sending: it came as usual.
	Sending Arrival = "sending"
	// Quiet: nothing came for more than 5 times the usual gap, but it was as quiet
	// before in the period.
	Quiet Arrival = "quiet"
	// Silent: quiet, and for longer than ever in the period.
	Silent Arrival = "silent"
)

// arrivalOf says how a source is heard of that was last heard of quiet seconds
// ago.
func arrivalOf(quiet, usual, longest float64, known bool) Arrival {
	switch {
	case !known:
		return Rare
	case quiet <= quietGaps*usual:
		return Sending
	case quiet <= longest:
		return Quiet
	default:
		return Silent
	}
}
