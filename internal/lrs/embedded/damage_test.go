package embedded_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/problem"
)

// filled returns a configuration with a workload stored in it, and the dump.
func filled(t *testing.T, batches int) (workload, embedded.Config, string) {
	t.Helper()
	config := embedded.Config{Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}, SegmentSize: 6 << 10, FlushStatements: 20}
	s := openStore(t, config)
	w := makeWorkload(t, batches)
	for b := range w.batches {
		w.append(t, s, b)
	}
	answers := dump(t, s)
	closeStore(t, s)
	return w, config, answers
}

func TestTheIndexIsMadeAgainFromTheLog(t *testing.T) {
	_, config, want := filled(t, 40)
	index := filepath.Join(config.Dir, "index")
	for _, c := range []struct {
		name  string
		spoil func() error
	}{
		{"deleted", func() error { return os.RemoveAll(index) }},
		{"empty", func() error { return errors.Join(os.RemoveAll(index), os.Mkdir(index, 0o700)) }},
		{"without its manifests", func() error { return spoilFiles(index, "MANIFEST", os.Remove) }},
		{"with broken manifests", func() error {
			return spoilFiles(index, "MANIFEST", func(name string) error { return os.WriteFile(name, []byte("no manifest"), 0o600) })
		}},
		{"without its tables", func() error { return spoilFiles(index, ".sst", os.Remove) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.spoil(); err != nil {
				t.Fatal(err)
			}
			s := openStore(t, config)
			if got := dump(t, s); got != want {
				t.Fatalf("answers changed (-before +after):\n%s", diffLines(want, got))
			}
			closeStore(t, s)
		})
	}
}

// spoilFiles does something to the files of a directory with part in the name.
func spoilFiles(dir, part string, spoil func(name string) error) error {
	found := false
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(entry.Name(), part) {
			return err
		}
		found = true
		return spoil(name)
	})
	if err == nil && !found {
		return errors.New("there is no file to spoil")
	}
	return err
}

// A backup of the log restored under a newer index, and the other way round.
func TestAnIndexOfAnotherLogIsNotUsed(t *testing.T) {
	_, older, want := filled(t, 20)
	_, newer, wantNewer := filled(t, 40)
	restore := func(log, index embedded.Config, want string) {
		t.Helper()
		dir := t.TempDir()
		for name, from := range map[string]string{"log": log.Dir, "index": index.Dir} {
			if err := os.CopyFS(filepath.Join(dir, name), os.DirFS(filepath.Join(from, name))); err != nil {
				t.Fatal(err)
			}
		}
		s := openStore(t, embedded.Config{Dir: dir, FS: log.FS})
		if got := dump(t, s); got != want {
			t.Fatalf("answers are not those of the log (-log +store):\n%s", diffLines(want, got))
		}
		closeStore(t, s)
	}
	restore(older, newer, want)
	restore(newer, older, wantNewer)
}

func TestAFlippedByteIsNamedBeforeAnythingIsServed(t *testing.T) {
	_, config, _ := filled(t, 40)
	names, err := filepath.Glob(filepath.Join(config.Dir, "log", "*.log"))
	if err != nil || len(names) < 3 {
		t.Fatal(names, err)
	}
	expect := func(name string, err error) {
		t.Helper()
		var damage *seglog.DamageError
		if !errors.As(err, &damage) || damage.File != name {
			t.Fatalf("got %v, want damage of %s", err, name)
		}
	}
	open := func() error {
		s, err := embedded.Open(config)
		if err == nil {
			closeStore(t, s)
		}
		return err
	}
	// The end of the log looks like a torn write, were it not for the index,
	// which has what was there.
	last := names[len(names)-1]
	flip(t, last)
	expect(last, open())
	flip(t, last)
	if err := open(); err != nil {
		t.Fatalf("open what is whole again: %v", err)
	}
	// Elsewhere the log itself knows, when it is read.
	flip(t, names[0])
	expect(names[0], seglog.VerifyDir(t.Context(), config.FS, filepath.Join(config.Dir, "log"), 0, nil))
	if err := os.RemoveAll(filepath.Join(config.Dir, "index")); err != nil {
		t.Fatal(err)
	}
	expect(names[0], open())
}

// flip changes a bit in the middle of a file; a second time changes it back.
func flip(t *testing.T, name string) {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)/2] ^= 1
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestAnErrorOfTheDiskReachesTheClientAndReadsGoOn(t *testing.T) {
	for _, c := range []struct {
		name    string
		failing faultfs.Op
		cause   error
		want    problem.Kind
		after   problem.Kind // of the next append, when the disk works again
	}{
		{"fsync", faultfs.Sync, syscall.EIO, problem.Unavailable, problem.Unavailable},
		{"write", faultfs.Write, syscall.EIO, problem.Unavailable, problem.Unavailable},
		{"no space", faultfs.Write, syscall.ENOSPC, problem.Full, problem.Internal},
		{"no space at the sync", faultfs.Sync, syscall.ENOSPC, problem.Unavailable, problem.Unavailable},
	} {
		t.Run(c.name, func(t *testing.T) {
			disk := &faultfs.FS{Lazy: true}
			config := embedded.Config{Dir: t.TempDir(), FS: disk}.WithIndexIn(vfs.NewMem())
			s := openStore(t, config)
			w := makeWorkload(t, 10)
			for b := range 5 {
				w.append(t, s, b)
			}
			want := dump(t, s)
			failing := true
			disk.Before = func(op faultfs.Op, _ string) error {
				if failing && op == c.failing {
					return c.cause
				}
				return nil
			}
			if err := s.Append(t.Context(), w.store(5), w.records(5)); problem.KindOf(err) != c.want || !errors.Is(err, c.cause) {
				t.Fatalf("append: got %v, want kind %d", err, c.want)
			}
			failing = false
			if got := dump(t, s); got != want {
				t.Fatalf("answers changed (-before +after):\n%s", diffLines(want, got))
			}
			err := s.Append(t.Context(), w.store(5), w.records(5))
			if c.after == problem.Internal {
				if err != nil {
					t.Fatalf("append when there is space again: %v", err)
				}
			} else if !problem.Is(err, c.after) {
				t.Fatalf("append after the error: got %v, want kind %d", err, c.after)
			}
			stats, err := s.Stats()
			if err != nil || (stats.Stopped != nil) != (c.after == problem.Unavailable) {
				t.Fatalf("Stopped = %v, %v", stats.Stopped, err)
			}
		})
	}
}

func TestANearlyFullDiskRefusesAppends(t *testing.T) {
	s := openStore(t, embedded.Config{Dir: t.TempDir(), MinFree: 1 << 62}.WithIndexIn(vfs.NewMem()))
	w := makeWorkload(t, 1)
	if err := s.Append(t.Context(), 1, w.records(0)); !problem.Is(err, problem.Full) {
		t.Fatalf("got %v, want kind Full", err)
	}
	if list := ids(t, s, 1, workloadQueries()[0].query); len(list) != 0 {
		t.Fatalf("%d statements were stored", len(list))
	}
}

func TestAClosedStoreRefuses(t *testing.T) {
	s := openStore(t, embedded.Config{Dir: t.TempDir()}.WithIndexIn(vfs.NewMem()))
	w := makeWorkload(t, 1)
	closeStore(t, s)
	closeStore(t, s)
	if err := s.Append(t.Context(), 1, w.records(0)); !problem.Is(err, problem.Unavailable) {
		t.Fatalf("append: got %v, want kind Unavailable", err)
	}
	if _, err := s.Get(t.Context(), 1, w.batches[0][0].ID); !problem.Is(err, problem.Unavailable) {
		t.Fatalf("get: got %v, want kind Unavailable", err)
	}
}

func TestStoredRisesWhenTheClockIsSetBack(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	config := embedded.Config{Dir: t.TempDir(), Now: func() time.Time { return now }}.WithIndexIn(vfs.NewMem())
	s := openStore(t, config)
	w := makeWorkload(t, 12)
	last := int64(0)
	for b := range w.batches {
		safe, err := s.SafeTime(t.Context())
		if err != nil || safe < last {
			t.Fatalf("safe time %d after %d was stored, %v", safe, last, err)
		}
		last = max(last, safe)
		w.append(t, s, b)
		for _, record := range w.batches[b] {
			stored, err := s.Get(t.Context(), w.store(b), record.ID)
			if err != nil {
				t.Fatal(err)
			}
			if stored.Stored <= last {
				t.Fatalf("stored went from %d to %d", last, stored.Stored)
			}
			last = stored.Stored
		}
		now = now.Add(-time.Hour)
		if b == 6 {
			closeStore(t, s)
			s = openStore(t, config)
		}
	}
}
