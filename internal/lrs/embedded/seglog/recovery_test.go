package seglog_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
)

// written is a log as it was built: its groups, and where each ended in the
// file it is in.
type written struct {
	dir    string
	groups [][]seglog.Record
	files  []string
	ends   []int64
}

// build appends groups of the given sizes; small segments make them roll.
func build(t testing.TB, segmentSize int64, sizes ...int) written {
	t.Helper()
	w := written{dir: t.TempDir()}
	l := open(t, seglog.Config{Dir: w.dir, SegmentSize: segmentSize})
	position := int64(1_000_000)
	for _, n := range sizes {
		g := group(position, n)
		position += int64(n)
		if err := l.Append(g); err != nil {
			t.Fatal(err)
		}
		files := l.Files()
		last := files[len(files)-1]
		w.groups, w.files, w.ends = append(w.groups, g), append(w.files, last.Name), append(w.ends, last.Size)
	}
	l.Close()
	return w
}

// records returns the records of the first n groups.
func (w written) records(n int) []seglog.Record { return slices.Concat(w.groups[:n]...) }

// reopen opens what content leaves of the last segment, and checks that it holds
// the first n groups and goes on from there.
func (w written) reopen(t testing.TB, last string, content []byte, n int) {
	t.Helper()
	dir := t.TempDir()
	if err := faultfs.Copy(w.dir, dir); err != nil {
		t.Fatal(err)
	}
	// Removed first: ext4 syncs a file that is truncated and written again.
	if err := errors.Join(os.Remove(filepath.Join(dir, last)), os.WriteFile(filepath.Join(dir, last), content, 0o600)); err != nil {
		t.Fatal(err)
	}
	goesOn(t, dir, w.records(n))
}

// goesOn opens a log, checks what it holds, and that it takes more.
func goesOn(t testing.TB, dir string, want []seglog.Record) {
	t.Helper()
	fs := &faultfs.FS{Lazy: true}
	l := open(t, seglog.Config{Dir: dir, FS: fs})
	check(t, l, want)
	more := group(2_000_000, 3)
	if err := l.Append(more); err != nil {
		t.Fatalf("append after recovery: %v", err)
	}
	l.Close()
	l = open(t, seglog.Config{Dir: dir, FS: fs})
	check(t, l, append(slices.Clone(want), more...))
	l.Close()
}

func TestATornWriteIsCutOffWhereverItWasTorn(t *testing.T) {
	w := build(t, 0, 1, 18, 2, 17)
	last := w.files[len(w.files)-1]
	whole, err := os.ReadFile(filepath.Join(w.dir, last))
	if err != nil {
		t.Fatal(err)
	}
	for cut := 0; cut <= len(whole); cut++ {
		n := 0
		for n < len(w.ends) && w.ends[n] <= int64(cut) {
			n++
		}
		w.reopen(t, last, whole[:cut], n)
		if cut >= int(w.ends[2]) && cut < len(whole) && cut%3 == 0 {
			// The file was made longer before its content arrived, or the
			// parts of the group arrived in another order.
			zeroed := slices.Clone(whole)
			clear(zeroed[cut:])
			w.reopen(t, last, zeroed, 3)
			holed := slices.Clone(whole)
			clear(holed[w.ends[2] : cut+1])
			w.reopen(t, last, holed, 3)
		}
	}
}

func TestAFlippedByteIsFoundAndNamed(t *testing.T) {
	w := build(t, 1<<10, 1, 40, 2, 33, 20, 7)
	names := slices.Compact(slices.Clone(w.files))
	if len(names) < 3 {
		t.Fatalf("the log has %d segments, the test wants sealed ones", len(names))
	}
	fs := &faultfs.FS{Lazy: true}
	for _, name := range names {
		path := filepath.Join(w.dir, name)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		lastGroup := int64(len(whole))
		if name == names[len(names)-1] {
			lastGroup = w.ends[len(w.ends)-2]
		}
		for at := range whole {
			flip(t, path, int64(at))
			// With the last position known, a broken last group is damage too:
			// it was acknowledged.
			err := verify(seglog.Config{Dir: w.dir, FS: fs, Known: w.groups[len(w.groups)-1][6].Position})
			var damage *seglog.DamageError
			if !errors.As(err, &damage) || damage.File != path || damage.Offset > int64(at) {
				t.Fatalf("byte %d of %s was flipped: got %v", at, name, err)
			}
			if int64(at) >= lastGroup {
				if err := seglog.VerifyDir(context.Background(), fs, w.dir, 0, nil); err != nil {
					t.Fatalf("byte %d of the last group was flipped, which looks like a torn write: got %v", at, err)
				}
			}
			flip(t, path, int64(at))
		}
	}
}

// flip changes a bit of one byte of a file; a second time changes it back.
func flip(t testing.TB, path string, at int64) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var b [1]byte
	if _, err := file.ReadAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 0x10
	if _, err := file.WriteAt(b[:], at); err != nil {
		t.Fatal(err)
	}
}

func verify(config seglog.Config) error {
	l, err := seglog.Open(config)
	if err != nil {
		return err
	}
	defer l.Close()
	return l.Verify(context.Background(), nil)
}

// crash is a state of the disk at one moment, and how many groups had been
// acknowledged by then.
type crash struct {
	name  string
	dir   string
	acked int
}

func TestACrashAtAnyStepLosesNothingAcknowledged(t *testing.T) {
	dir := t.TempDir()
	groups := [][]seglog.Record{}
	var crashes []crash
	acked := 0
	fs := &faultfs.FS{}
	shot := func(name string, copy func(into string) error) {
		into := t.TempDir()
		if err := copy(into); err != nil {
			t.Fatal(err)
		}
		crashes = append(crashes, crash{name, into, acked})
	}
	fs.Before = func(op faultfs.Op, name string) error {
		step := fmt.Sprintf("before %s of %s", op, filepath.Base(name))
		shot(step+", process killed", func(into string) error { return faultfs.Copy(dir, into) })
		shot(step+", power lost", fs.CopyDurable)
		return nil
	}
	l := open(t, seglog.Config{Dir: dir, FS: fs, SegmentSize: 2 << 10})
	for n := range 12 {
		g := group(int64(1_000_000+100*n), 1+n*5)
		groups = append(groups, g)
		if err := l.Append(g); err != nil {
			t.Fatal(err)
		}
		acked++
	}
	l.Close()
	if len(crashes) < 60 {
		t.Fatalf("only %d states were taken", len(crashes))
	}
	for _, c := range crashes {
		t.Run(c.name, func(t *testing.T) {
			l := open(t, seglog.Config{Dir: c.dir})
			last := l.Last()
			l.Close()
			n := 0
			for n < len(groups) && groups[n][0].Position <= last {
				n++
			}
			if n < c.acked {
				t.Fatalf("%d groups are left of %d acknowledged", n, c.acked)
			}
			goesOn(t, c.dir, slices.Concat(groups[:n]...))
		})
	}
}

func TestAFailedStepStoresNothingAndDamagesNothing(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, syscall.EIO} {
		for step := 0; ; step++ {
			done := false
			t.Run(fmt.Sprintf("%v at step %d", cause, step), func(t *testing.T) {
				done = failAt(t, step, cause)
			})
			if done {
				if step < 20 {
					t.Fatalf("only %d steps were made to fail", step)
				}
				break
			}
		}
	}
}

// failAt lets one operation fail while groups are appended.
func failAt(t *testing.T, step int, cause error) (done bool) {
	dir := t.TempDir()
	count := 0
	failed := faultfs.Op("")
	fs := &faultfs.FS{}
	l := open(t, seglog.Config{Dir: dir, FS: fs, SegmentSize: 2 << 10})
	fs.Before = func(op faultfs.Op, name string) error {
		count++
		if count-1 != step {
			return nil
		}
		failed = op
		return &os.PathError{Op: string(op), Path: name, Err: cause}
	}
	var want, unsure []seglog.Record
	for n := range 8 {
		g := group(int64(1_000_000+100*n), 1+n*5)
		err := l.Append(g)
		if err == nil {
			want = append(want, g...)
			continue
		}
		if !errors.Is(err, cause) {
			t.Fatalf("the error is %v, which does not wrap %v", err, cause)
		}
		stopped := errors.Is(err, seglog.ErrStopped)
		wantStopped := cause != syscall.ENOSPC || failed == faultfs.Sync || failed == faultfs.SyncDir
		if stopped != wantStopped {
			t.Fatalf("after %v of a %s the log has stopped: %v, want %v (%v)", cause, failed, stopped, wantStopped, err)
		}
		if stopped {
			if failed == faultfs.Sync {
				unsure = g // it may be there after the next start
			}
			break
		}
	}
	if l.Stopped() != nil {
		if err := l.Append(group(3_000_000, 1)); !errors.Is(err, seglog.ErrStopped) {
			t.Fatalf("a stopped log took a group: %v", err)
		}
	}
	check(t, l, want)
	l.Close()
	again := open(t, seglog.Config{Dir: dir})
	if len(unsure) > 0 && again.Last() == unsure[len(unsure)-1].Position {
		want = append(want, unsure...)
	}
	check(t, again, want)
	again.Close()
	return failed == ""
}

func TestATruncationThatFailsStopsTheLog(t *testing.T) {
	fs := &faultfs.FS{}
	l := open(t, seglog.Config{Dir: t.TempDir(), FS: fs})
	g := group(1_000_000, 20)
	if err := l.Append(g); err != nil {
		t.Fatal(err)
	}
	fs.Before = func(op faultfs.Op, _ string) error {
		switch op {
		case faultfs.Write:
			return syscall.ENOSPC
		case faultfs.Truncate:
			return syscall.EIO
		}
		return nil
	}
	if err := l.Append(group(1_000_100, 20)); !errors.Is(err, seglog.ErrStopped) || !errors.Is(err, syscall.EIO) {
		t.Fatalf("got %v, want a stop because of the truncation", err)
	}
	check(t, l, g)
}

// A kill at any step leaves in the page cache what is not on the disk yet. The
// next start must make it durable before it builds on it: power may be lost
// after that.
func TestALossOfPowerAfterAKillLosesNothingAcknowledged(t *testing.T) {
	for step := 0; ; step++ {
		dir := t.TempDir()
		count, last := 0, ""
		fs := &faultfs.FS{Lazy: true}
		config := seglog.Config{Dir: dir, FS: fs, SegmentSize: 2 << 10}
		l := open(t, config)
		fs.Before = func(op faultfs.Op, name string) error {
			if count++; count <= step {
				return nil
			}
			last = fmt.Sprintf("%s of %s", op, filepath.Base(name))
			return errKilled
		}
		position := int64(1_000_000)
		for n := range 8 {
			position = int64(1_000_000 + 100*n)
			if l.Append(group(position, 1+n*5)) != nil {
				break
			}
		}
		if last == "" {
			break // the last step was tried
		}
		l.Close()
		fs.Before = nil
		l = open(t, config)
		want := group(position+50, 3)
		if err := l.Append(want); err != nil {
			t.Fatalf("killed before the %s: append after the restart: %v", last, err)
		}
		var all []seglog.Record
		blocks := func(records []seglog.Record) error {
			all = append(all, records...)
			return nil
		}
		if err := l.Blocks(t.Context(), 0, blocks); err != nil {
			t.Fatal(err)
		}
		l.Close()
		copied := t.TempDir()
		if err := fs.CopyDurable(copied); err != nil {
			t.Fatal(err)
		}
		l, err := seglog.Open(seglog.Config{Dir: copied})
		if err != nil {
			t.Fatalf("killed before the %s, power lost later: %v", last, err)
		}
		check(t, l, all)
		l.Close()
	}
}

var errKilled = errors.New("killed")

// After a failed fsync the kernel takes the pages for clean: only what is
// written again reaches the disk.
func TestTheLastGroupIsWrittenAgainAtTheStart(t *testing.T) {
	w := build(t, 0, 3, 20)
	var ops []faultfs.Op
	fs := &faultfs.FS{Before: func(op faultfs.Op, _ string) error {
		ops = append(ops, op)
		return nil
	}}
	l := open(t, seglog.Config{Dir: w.dir, FS: fs})
	check(t, l, w.records(2))
	if i := slices.Index(ops, faultfs.Write); i < 0 || !slices.Contains(ops[i:], faultfs.Sync) {
		t.Fatalf("opening did %v, no write and sync", ops)
	}
}
