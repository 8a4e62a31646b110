package quality

import "slices"

const (
	// offlineGap is how far apart the statements of an offline batch are stored at
	// most, and offlineLeast how many they are at least.
	offlineGap   = minute
	offlineLeast = 5
)

// late is a statement that came late.
type late struct {
	// who has the actor in the upper half, and the number of the tally in the lower.
	who    uint64
	stored int64
	tally  *tally
}

// countOffline counts the runs of late statements of one identity from one source
// and platform.
func countOffline(all []late) {
	// Of an archive everything is late: written out, it takes half the time.
	slices.SortFunc(all, func(a, b late) int {
		switch {
		case a.who < b.who, a.who == b.who && a.stored < b.stored:
			return -1
		case a.who == b.who && a.stored == b.stored:
			return 0
		default:
			return 1
		}
	})
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].who == all[from].who && all[to].stored-all[to-1].stored <= offlineGap {
			to++
		}
		if to-from >= offlineLeast {
			all[from].tally.offlineBatches++
			all[from].tally.offlineStatements += int64(to - from)
		}
		from = to
	}
}
