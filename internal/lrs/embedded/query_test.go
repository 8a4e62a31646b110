package embedded_test

import (
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
)

// Positions are never negative, but bounds from outside may be (GS-11).
func TestBoundsBeforeTheEpoch(t *testing.T) {
	s := openStore(t, embedded.Config{Dir: t.TempDir()}.WithIndexIn(vfs.NewMem()))
	w := makeWorkload(t, 4)
	for b := range w.batches {
		w.append(t, s, b)
		if err := s.Flush(); err != nil { // each makes a chunk of its own
			t.Fatal(err)
		}
	}
	everything := ids(t, s, 1, lrs.Query{Ascending: true})
	for _, at := range []int64{-1, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()} {
		for _, ascending := range []bool{true, false} {
			if got := ids(t, s, 1, lrs.Query{Since: at, Ascending: ascending}); len(got) != len(everything) {
				t.Errorf("since %d, ascending %v: %d statements, want all %d", at, ascending, len(got), len(everything))
			}
			if got := ids(t, s, 1, lrs.Query{Until: at, Ascending: ascending}); len(got) != 0 {
				t.Errorf("until %d, ascending %v: %d statements, want none", at, ascending, len(got))
			}
		}
	}
}
