package quality

import (
	"cmp"
	"slices"
)

// seen remembers what happened to whom and when, for one batch: a statement that
// tells of the same with another id was probably sent twice.
type seen struct {
	table []happening
	used  int
}

// happening is the hash of a person, verb, activity and timestamp, and when the
// last statement about it was stored. No two statements of a store have the same
// stored time.
type happening struct {
	hash   uint64
	stored int64
}

// hashOf mixes what makes a happening. It is never 0.
func hashOf(person, verb, activity uint32, timestamp int64) uint64 {
	const a, b, c = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
	h := (uint64(person)<<32 | uint64(verb)) * a
	h ^= h >> 29
	h = (h + uint64(activity)) * b
	h ^= h >> 32
	h = (h + uint64(timestamp)) * c
	h ^= h >> 31
	h *= a
	h ^= h >> 32
	return h | 1
}

// again reports whether another statement told of the same before.
func (s *seen) again(hash uint64, stored int64) bool {
	if 2*s.used >= len(s.table) {
		s.grow()
	}
	mask := uint64(len(s.table) - 1)
	for i := (hash >> 1) & mask; ; i = (i + 1) & mask {
		h := &s.table[i]
		switch h.hash {
		case 0:
			*h = happening{hash, stored}
			s.used++
			return false
		case hash:
			other := h.stored != stored
			h.stored = stored
			return other
		}
	}
}

func (s *seen) grow() {
	old := s.table
	s.table = make([]happening, max(2*len(old), 1<<12))
	mask := uint64(len(s.table) - 1)
	for _, h := range old {
		if h.hash == 0 {
			continue
		}
		i := (h.hash >> 1) & mask
		for s.table[i].hash != 0 {
			i = (i + 1) & mask
		}
		s.table[i] = h
	}
}

func (s *seen) forget() {
	clear(s.table)
	s.used = 0
}

// told is a statement about a person of several identities, whose rows lie in
// several batches.
type told struct {
	happening
	tally *tally
}

// countTold counts the statements that tell of what another one told before.
func countTold(all []told) {
	slices.SortFunc(all, func(a, b told) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.stored, b.stored)) })
	for i := 1; i < len(all); i++ {
		if all[i].hash == all[i-1].hash && all[i].stored != all[i-1].stored {
			all[i].tally.likely++
		}
	}
}
