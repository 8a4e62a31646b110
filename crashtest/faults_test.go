package crashtest

import (
	"errors"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/problem"
)

// faultyFS is the real file system until a fault is switched on.
type faultyFS struct {
	seglog.OS
	// full: the next write stores a part and says ENOSPC, as a full disk does.
	full atomic.Bool
	// syncFails: fsync says EIO.
	syncFails atomic.Bool
	syncs     atomic.Int64
}

func (f *faultyFS) Create(name string) (seglog.File, error) {
	if f.full.Load() {
		return nil, syscall.ENOSPC
	}
	return f.wrap(f.OS.Create(name))
}

func (f *faultyFS) Open(name string, readOnly bool) (seglog.File, error) {
	return f.wrap(f.OS.Open(name, readOnly))
}

func (f *faultyFS) wrap(file seglog.File, err error) (seglog.File, error) {
	if err != nil {
		return nil, err
	}
	return &faultyFile{file, f}, nil
}

type faultyFile struct {
	seglog.File
	fs *faultyFS
}

func (f *faultyFile) WriteAt(content []byte, at int64) (int, error) {
	if !f.fs.full.Load() {
		return f.File.WriteAt(content, at)
	}
	n, err := f.File.WriteAt(content[:len(content)/2], at)
	return n, errors.Join(err, syscall.ENOSPC)
}

func (f *faultyFile) Sync() error {
	if f.fs.syncFails.Load() {
		return syscall.EIO
	}
	f.fs.syncs.Add(1)
	return f.File.Sync()
}

// TestFullDiskRefusesAndDamagesNothing fills the disk below the store (an
// injected error, so that it runs for every user) at several fill levels of
// the last segment, makes room and goes on.
func TestFullDiskRefusesAndDamagesNothing(t *testing.T) {
	dir := t.TempDir()
	fs := &faultyFS{}
	engine, err := embedded.Open(smallConfig(dir, fs))
	if err != nil {
		t.Fatal(err)
	}
	batches := script()
	for i, b := range batches {
		fs.full.Store(true)
		for range 2 {
			if err := engine.Append(t.Context(), store, records(t, b)); !problem.Is(err, problem.Full) {
				t.Fatalf("append to a full disk: %v, want an error of kind Full", err)
			}
		}
		checkStatements(t, "while the disk is full", engine, batches[:i+1])
		fs.full.Store(false)
		if err := engine.Append(t.Context(), store, records(t, b)); err != nil {
			t.Fatalf("append after there is room again: %v", err)
		}
		b.acknowledged = true
	}
	if err := engine.Close(); err != nil {
		t.Fatal(err)
	}
	checkEngine(t, "filled", dir, batches)
}

// TestFailedFsyncStopsTheStore: after a failed fsync nobody knows what is on
// the disk, so nothing more is taken in; what was committed can be read, and a
// restart finds it.
func TestFailedFsyncStopsTheStore(t *testing.T) {
	dir := t.TempDir()
	fs := &faultyFS{}
	engine, err := embedded.Open(smallConfig(dir, fs))
	if err != nil {
		t.Fatal(err)
	}
	batches := script()
	half := len(batches) / 2
	for _, b := range batches[:half] {
		if err := engine.Append(t.Context(), store, records(t, b)); err != nil {
			t.Fatal(err)
		}
		b.acknowledged = true
	}
	fs.syncFails.Store(true)
	if err := engine.Append(t.Context(), store, records(t, batches[half])); !problem.Is(err, problem.Unavailable) {
		t.Fatalf("append while fsync fails: %v, want an error of kind Unavailable", err)
	}
	fs.syncFails.Store(false)
	before := fs.syncs.Load()
	for _, b := range batches[half:] {
		if err := engine.Append(t.Context(), store, records(t, b)); !problem.Is(err, problem.Unavailable) {
			t.Fatalf("append after a failed fsync: %v, want an error of kind Unavailable", err)
		}
	}
	if fs.syncs.Load() != before {
		t.Fatal("the store called fsync again after one had failed; the kernel may report success without having written")
	}
	checkStatements(t, "after a failed fsync", engine, batches)
	if err := engine.Close(); err != nil {
		t.Logf("close after a failed fsync: %v", err)
	}
	checkEngine(t, "after a failed fsync", dir, batches)
}
