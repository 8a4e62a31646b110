package planted_test

import (
	"iter"
	"math/rand/v2"

	"github.com/lore-lrs/lore/internal/lrs"
)

// arrival is how statements come.
type arrival struct {
	name string
	// shuffled: in any order; doubled: some batches come again, later or at once.
	shuffled, doubled bool
	// size draws the size of a batch.
	size func(random *rand.Rand) int
	// follows: after one in so many batches the facts follow; 0 is at the end only.
	follows int
}

// anySize is from 1 to 500, as likely below 22 as above.
func anySize(random *rand.Rand) int {
	size := 1
	for size < 500 && random.IntN(6) > 0 {
		size += 1 + random.IntN(size+1)
	}
	return min(500, size)
}

var (
	inOrder  = arrival{name: "in order", size: func(*rand.Rand) int { return 500 }}
	anyhow   = arrival{name: "anyhow", shuffled: true, doubled: true, size: anySize, follows: 3}
	oneByOne = arrival{name: "one by one", shuffled: true, size: func(*rand.Rand) int { return 1 }, follows: 20}
)

// batches yields what comes at once.
func (a arrival) batches(records []lrs.Record, random *rand.Rand) iter.Seq[[]lrs.Record] {
	return func(yield func([]lrs.Record) bool) {
		if a.shuffled {
			random.Shuffle(len(records), func(i, k int) { records[i], records[k] = records[k], records[i] })
		}
		for begun := 0; begun < len(records); {
			end := min(len(records), begun+a.size(random))
			batch := records[begun:end]
			if a.doubled && begun > 0 && random.IntN(2) == 0 {
				// What came before comes again in the same request.
				n := min(end, max(1, 500-(end-begun)), 1+random.IntN(begun))
				from := random.IntN(begun - min(n, begun) + 1)
				batch = append(records[from:min(begun, from+n):min(begun, from+n)], batch...)
			}
			if !yield(batch) || a.doubled && random.IntN(8) == 0 && !yield(batch) {
				return
			}
			begun = end
		}
	}
}
