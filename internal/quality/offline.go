package quality

import (
	"cmp"
	"slices"
)

const (
	// offlineGap is how far apart the statements of an offline batch are stored at
	// most, and offlineLeast how many they are at least.
	offlineGap   = minute
	offlineLeast = 5
)

// late is a statement that came late.
type late struct {
	actor  uint32
	tally  *tally
	number int // of the tally
	stored int64
}

// countOffline counts the runs of late statements of one identity from one source
// and platform.
func countOffline(all []late) {
	slices.SortFunc(all, func(a, b late) int {
		return cmp.Or(cmp.Compare(a.actor, b.actor), cmp.Compare(a.number, b.number), cmp.Compare(a.stored, b.stored))
	})
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].actor == all[from].actor && all[to].tally == all[from].tally && all[to].stored-all[to-1].stored <= offlineGap {
			to++
		}
		if to-from >= offlineLeast {
			all[from].tally.offlineBatches++
			all[from].tally.offlineStatements += int64(to - from)
		}
		from = to
	}
}
