package embedded

import (
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// An id that leaves the tail for the index while the committer looks for it is
// found all the same; else the statement would be stored twice (PS-13).
func TestAnIDIsKnownWhileItMovesIntoTheIndex(t *testing.T) {
	s, err := Open(Config{Dir: t.TempDir(), FlushInterval: time.Hour, indexFS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	record, err := storetest.MakeRecord([]byte(`{"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/v"},"object":{"id":"http://example.com/a"}}`), storetest.DefaultOrigin())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), 1, []lrs.Record{record}); err != nil {
		t.Fatal(err)
	}
	moving := s.tail.active
	if err := s.index.write(moving, s.log.First()); err != nil {
		t.Fatal(err)
	}
	// The id comes last, behind many that nobody knows, so that some moves fall
	// into the search.
	records := make([]lrs.Record, 500)
	for i := range records {
		records[i].ID = xapi.NewUUID()
	}
	records = append(records, record)
	c := &committer{Store: s, ids: map[statementKey]bool{}}
	for range 2000 {
		s.tail.mu.Lock()
		s.tail.flushing, s.tail.active = moving, newGeneration()
		s.tail.mu.Unlock()
		r := &request{store: 1, records: records, flushes: s.tail.flushCount()}
		var move sync.WaitGroup
		move.Go(s.tail.flushed)
		known, err := c.isKnown(r)
		move.Wait()
		if err != nil || !known {
			t.Fatalf("known = %v, %v; want true", known, err)
		}
	}
}
