package posting

import "math"

// Direction is the order in which a stream is read.
type Direction bool

// The two directions; results default to Descending, the newest first (GS-10).
const (
	Descending Direction = false
	Ascending  Direction = true
)

// End is what SeekTo returns when nothing is left: it lies behind every
// position in the direction, so that comparisons need no special case.
func (d Direction) End() int64 {
	if d == Ascending {
		return math.MaxInt64
	}
	return -1
}

// Before reports whether a comes before b in the direction.
func (d Direction) Before(a, b int64) bool {
	if d == Ascending {
		return a < b
	}
	return a > b
}

// After returns the position that follows p in the direction.
func (d Direction) After(p int64) int64 {
	if d == Ascending {
		return p + 1
	}
	return p - 1
}
