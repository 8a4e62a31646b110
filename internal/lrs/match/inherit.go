package match

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/xapi"
)

// MaxInherited is how many entries a statement takes over from those that it
// refers to: what a whole chain of usual ones has. Two requests could else ask
// for more memory than there is: a statement with a million activities, and
// ten thousand that refer to it.
const MaxInherited = 2000

// Inheritable returns entries as a referring statement has them, at most
// MaxInherited. The authority is asked of a statement itself only, but a
// target's authority is still one of its related agents (GS-20).
func Inheritable(entries []xapi.IndexEntry) []xapi.IndexEntry {
	inherited := slices.Clone(entries)
	for i := range inherited {
		if inherited[i].Kind == xapi.ByAuthority {
			inherited[i].Kind = xapi.ByRelatedAgent
		}
	}
	return Bounded(inherited)
}

// Bounded cuts entries down to MaxInherited. Those that most queries ask for
// come first, and the choice does not depend on the order: a rebuilt index comes
// to the same.
func Bounded(entries []xapi.IndexEntry) []xapi.IndexEntry {
	if len(entries) <= MaxInherited {
		return entries
	}
	entries = slices.SortedFunc(slices.Values(entries), func(a, b xapi.IndexEntry) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), bytes.Compare(a.Key[:], b.Key[:]))
	})
	entries = slices.Compact(entries)
	return slices.Clone(entries[:min(len(entries), MaxInherited)])
}
