package engine

import (
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// sessions numbers the sessions of the block's rows, from 0; -1 for rows of
// nobody. The block must have all visible rows of the range.
func (b *block) sessions(gap time.Duration) []int32 {
	numbers := make([]int32, b.n)
	next := int32(-1)
	for p := range len(b.starts) - 1 {
		from, to := b.starts[p], b.starts[p+1]
		if b.person[from] == 0 {
			for i := from; i < to; i++ {
				numbers[i] = -1
			}
			continue
		}
		for i := from; i < to; i++ {
			if i == from || b.timestamp[i]-b.timestamp[i-1] > gap.Microseconds() {
				next++
			}
			numbers[i] = next
		}
	}
	return numbers
}

// runGap is the gap that ends an attempt without registration.
const runGap = 24 * time.Hour

// attempts numbers the attempts of the block's rows, from 0; -1 for rows that
// belong to none. Attempts of nobody, told apart by registration alone, are not
// numbered either. The block must have all visible rows of the range.
func (b *block) attempts() []int32 {
	numbers := make([]int32, b.n)
	registrations := b.registrations()
	activities := b.codes(column.Activity)
	classes := b.classes(nil)
	type run struct {
		number int32
		last   int64
	}
	byRegistration := make(map[xapi.UUID]int32)
	byActivity := make(map[uint32]run)
	next := int32(0)
	for p := range len(b.starts) - 1 {
		clear(byRegistration)
		clear(byActivity)
		for i := b.starts[p]; i < b.starts[p+1]; i++ {
			numbers[i] = -1
			switch {
			case b.person[i] == 0:
			case registrations[i] != xapi.UUID{}:
				number, known := byRegistration[registrations[i]]
				if !known {
					number = next
					next++
					byRegistration[registrations[i]] = number
				}
				numbers[i] = number
			case activities[i] != 0:
				at, known := byActivity[activities[i]]
				if !known || classes[i] == meaning.Start || b.timestamp[i]-at.last > runGap.Microseconds() {
					at.number = next
					next++
				}
				at.last = b.timestamp[i]
				byActivity[activities[i]] = at
				numbers[i] = at.number
			}
		}
	}
	return numbers
}
