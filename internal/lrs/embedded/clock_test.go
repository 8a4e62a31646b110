package embedded_test

import (
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
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

// A safe time that was reported holds after a kill too, when the clock stands
// an hour behind it or statements ask for the times in between (GS-40).
func TestASafeTimeHoldsAcrossAKill(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	config := embedded.Config{Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}, Now: func() time.Time { return now }}
	s := openStore(t, config.WithIndexIn(vfs.NewMem()))
	w := makeWorkload(t, 3)
	w.append(t, s, 0)
	now = now.Add(2 * time.Hour)
	safe, err := s.SafeTime(t.Context())
	if err != nil || safe != now.UnixMicro() {
		t.Fatalf("the safe time of an idle store is %d, %v; want the present, %d", safe, err, now.UnixMicro())
	}
	for _, c := range []struct {
		name     string
		now      time.Time
		imported int64
	}{
		{"the clock is right, an import asks for the past", now.Add(time.Minute), now.Add(-time.Hour).UnixMicro()},
		{"the clock was set back", now.Add(-time.Hour), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			killed := t.TempDir()
			if err := os.CopyFS(killed, os.DirFS(config.Dir)); err != nil {
				t.Fatal(err)
			}
			s := openStore(t, embedded.Config{Dir: killed, FS: config.FS, Now: func() time.Time { return c.now }}.WithIndexIn(vfs.NewMem()))
			records := w.records(1)
			for i := range records {
				records[i].Stored = c.imported
			}
			if err := s.Append(t.Context(), 1, records); err != nil {
				t.Fatal(err)
			}
			page, err := s.Query(t.Context(), 1, lrs.Query{Ascending: true, Since: safe, Limit: 100})
			if err != nil || len(page.Statements) != len(records) {
				t.Errorf("%d statements were stored after the safe time, %v; want all %d", len(page.Statements), err, len(records))
			}
			if again, err := s.SafeTime(t.Context()); err != nil || again < safe {
				t.Errorf("the safe time went from %d back to %d, %v", safe, again, err)
			}
		})
	}
}

// Without a kill the next start goes on with the present, not with the second
// that is promised ahead.
func TestStoredIsNotAheadOfTheClockAfterAStop(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	config := embedded.Config{Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}, Now: func() time.Time { return now }}.WithIndexIn(vfs.NewMem())
	for range 3 {
		s := openStore(t, config)
		now = now.Add(10 * time.Millisecond)
		if safe, err := s.SafeTime(t.Context()); err != nil || safe != now.UnixMicro() {
			t.Errorf("the safe time is %d, %v; want the present, %d", safe, err, now.UnixMicro())
		}
		closeStore(t, s)
	}
}

// The present is reported as safe only when the next start will know of it; and
// the promise before survives the one whose write was torn.
func TestASafeTimeThatCannotBeKeptIsNotReported(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, failing := range []faultfs.Op{faultfs.Create, faultfs.SyncDir, faultfs.Write, faultfs.Sync} {
		t.Run(string(failing), func(t *testing.T) {
			disk := &faultfs.FS{Lazy: true}
			config := embedded.Config{Dir: t.TempDir(), FS: disk, Now: func() time.Time { return now }}.WithIndexIn(vfs.NewMem())
			s := openStore(t, config)
			fail := func(op faultfs.Op, _ string) error {
				if op == failing {
					return syscall.EIO
				}
				return nil
			}
			disk.Before = fail
			if safe, err := s.SafeTime(t.Context()); err != nil || safe != 0 {
				t.Fatalf("got %d, %v; want 0, since nothing is stored and nothing could be promised", safe, err)
			}
			disk.Before = nil
			safe, err := s.SafeTime(t.Context())
			if err != nil {
				t.Fatalf("when the disk works again: %v", err)
			}
			now = now.Add(time.Minute)
			disk.Before = fail
			still, err := s.SafeTime(t.Context()) // torn, where writes fail
			if failing == faultfs.Write || failing == faultfs.Sync {
				if err != nil || still < safe || still >= now.UnixMicro() {
					t.Fatalf("got %d, %v; want at least %d, which was reported, and less than the present", still, err, safe)
				}
			}
			disk.Before = nil
			closeStore(t, s)
			now = now.Add(-time.Hour)
			s = openStore(t, config)
			if again, err := s.SafeTime(t.Context()); err != nil || again < still {
				t.Errorf("the safe time went from %d back to %d, %v", still, again, err)
			}
		})
	}
}
