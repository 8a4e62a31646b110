package embedded_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
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

// A page of statements as big as requests may be ends before its limit, and
// the next one goes on there (GS-09, PG-05).
func TestAPageOfBigStatementsIsBoundedInBytes(t *testing.T) {
	const count, size = 12, 8 << 20
	s := openStore(t, embedded.Config{Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}}.WithIndexIn(vfs.NewMem()))
	for range count {
		record, err := storetest.MakeRecord(fmt.Appendf(nil,
			`{"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/v"},"object":{"id":"http://example.com/a"},"context":{"extensions":{"http://example.com/e":"%s"}}}`,
			strings.Repeat("x", size)), storetest.DefaultOrigin())
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(t.Context(), 1, []lrs.Record{record}); err != nil {
			t.Fatal(err)
		}
	}
	page, err := s.Query(t.Context(), 1, lrs.Query{Limit: count})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(page.Statements); n == 0 || n > 32<<20/size || !page.More {
		t.Errorf("a page has %d statements of %d MiB, more: %v", n, size>>20, page.More)
	}
	if found := ids(t, s, 1, lrs.Query{}); len(found) != count {
		t.Errorf("%d statements were found on all pages, want %d", len(found), count)
	}
}
