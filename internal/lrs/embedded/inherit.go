package embedded

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/xapi"
)

// maxInherited is how many entries a statement takes over from those that it
// refers to: what a whole chain of usual ones has. Two requests could else ask
// for more memory than there is: a statement with a million activities, and
// ten thousand that refer to it.
const maxInherited = 2000

// inheritable returns entries as a referring statement has them. The authority
// is asked of a statement itself only, but a target's authority is still one of
// its related agents.
func inheritable(entries []xapi.IndexEntry) []xapi.IndexEntry {
	inherited := slices.Clone(entries)
	for i := range inherited {
		if inherited[i].Kind == xapi.ByAuthority {
			inherited[i].Kind = xapi.ByRelatedAgent
		}
	}
	return bounded(inherited)
}

// bounded cuts entries down to maxInherited. Those that most queries ask for
// come first, and the choice does not depend on the order: a rebuilt index comes
// to the same.
func bounded(entries []xapi.IndexEntry) []xapi.IndexEntry {
	if len(entries) <= maxInherited {
		return entries
	}
	entries = slices.SortedFunc(slices.Values(entries), func(a, b xapi.IndexEntry) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.Key[:], b.Key[:]))
	})
	entries = slices.Compact(entries)
	return slices.Clone(entries[:min(len(entries), maxInherited)])
}

// join is append, but a first list is shared and not copied: the references to
// one statement are in each list that it is in.
func join(list, more []int64) []int64 {
	if list == nil {
		return slices.Clip(more)
	}
	return append(list, more...)
}
