package embedded_test

import (
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
)

// What a failed fsync leaves may be there after the next start: no safe time
// that is reported meanwhile lies behind it (GS-40).
func TestTheSafeTimeDoesNotPassAGroupOfUnknownFate(t *testing.T) {
	disk := &faultfs.FS{Lazy: true}
	config := embedded.Config{Dir: t.TempDir(), FS: disk}.WithIndexIn(vfs.NewMem())
	s := openStore(t, config)
	w := makeWorkload(t, 4)
	w.append(t, s, 0)
	disk.Before = func(op faultfs.Op, _ string) error {
		if op == faultfs.Sync {
			return syscall.EIO
		}
		return nil
	}
	for b := 1; b < 4; b++ {
		if err := s.Append(t.Context(), w.store(b), w.records(b)); err == nil {
			t.Fatal("a batch was taken that could not be synced")
		}
	}
	safe, err := s.SafeTime(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	disk.Before = nil
	s = openStore(t, config)
	stored, err := s.Get(t.Context(), w.store(1), w.batches[1][0].ID)
	if err != nil {
		t.Fatalf("the test means nothing unless the batch is there again: %v", err)
	}
	if stored.Stored <= safe {
		t.Errorf("stored %d appeared, although everything up to %d was said to be visible", stored.Stored, safe)
	}
}
