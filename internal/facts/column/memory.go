package column

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/fact"
)

// Memory returns a snapshot of rows that are in memory only, for tests. The
// rows may come in any order; Void.Stored is not looked at.
func Memory(rows []fact.Row, voids []Void, promoted []string) *Snapshot {
	return MemoryParts(0, rows, voids, promoted)
}

// MemoryParts is Memory with parts of about so many rows each; 0 means one part
// for all. The rows of a statement stay together.
func MemoryParts(size int, all []fact.Row, voids []Void, promoted []string) *Snapshot {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b fact.Row) int {
		return cmp.Or(cmp.Compare(a.Stored, b.Stored), cmp.Compare(a.Member, b.Member))
	})
	t, err := newTable(Config{Promoted: promoted})
	if err != nil {
		panic(err)
	}
	for _, void := range voids {
		t.voids.expect(void)
		t.through = max(t.through, void.At+1)
	}
	last := t.through
	t.through = 0
	for len(all) > 0 {
		n := len(all)
		if size > 0 && size < n {
			n = size
			for n < len(all) && all[n].Stored == all[n-1].Stored {
				n++
			}
		}
		through := all[n-1].Stored + 1
		if err := t.insert(all[:n], nil, max(through, t.through)); err != nil {
			panic(fmt.Sprintf("sorted rows are refused: %v", err))
		}
		all = all[n:]
		t.memory = append(t.memory, t.buffer.sorted())
		t.buffer = newRows(len(promoted))
	}
	t.through = max(t.through, last)
	return t.Snapshot()
}
