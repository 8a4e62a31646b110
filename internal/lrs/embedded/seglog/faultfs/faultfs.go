// Package faultfs is a file system for tests of the log: it fails where it is
// told to, and copies the files as a crash would leave them.
package faultfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
)

// Op is a call that changes something.
type Op string

// The operations.
const (
	Create   Op = "create"
	Write    Op = "write"
	Sync     Op = "sync"
	Truncate Op = "truncate"
	Remove   Op = "remove"
	SyncDir  Op = "sync directory"
)

// FS is the operating system's file system with a hook.
type FS struct {
	seglog.OS
	// Before is called ahead of each operation, which does not happen when it
	// returns an error; of a write, the first half happens.
	Before func(op Op, name string) error
	// Lazy leaves out the work of syncing, which takes most of the time of a
	// test that opens many logs.
	Lazy bool

	// running is held, shared, by each operation; see Hold.
	running sync.RWMutex

	mu sync.Mutex
	// durable has, for each file whose name is durable, how many bytes of it
	// are; fresh the files whose names are not.
	durable map[string]int64
	fresh   map[string]int64
}

func (f *FS) before(op Op, name string) error {
	if f.Before == nil {
		return nil
	}
	return f.Before(op, name)
}

// Hold calls fn while no operation is under way.
func (f *FS) Hold(fn func() error) error {
	f.running.Lock()
	defer f.running.Unlock()
	return fn()
}

// Create implements seglog.FS.
func (f *FS) Create(name string) (seglog.File, error) {
	if err := f.before(Create, name); err != nil {
		return nil, err
	}
	f.running.RLock()
	defer f.running.RUnlock()
	opened, err := f.OS.Create(name)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fresh == nil {
		f.fresh = map[string]int64{}
	}
	f.fresh[name] = 0
	return &file{opened, f, name}, nil
}

// Open implements seglog.FS. What is there is taken to be durable.
func (f *FS) Open(name string, readOnly bool) (seglog.File, error) {
	opened, err := f.OS.Open(name, readOnly)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.durable == nil {
		f.durable = map[string]int64{}
	}
	if _, known := f.durable[name]; !known {
		size, err := opened.Size()
		if err != nil {
			return nil, err
		}
		f.durable[name] = size
	}
	return &file{opened, f, name}, nil
}

// Remove implements seglog.FS.
func (f *FS) Remove(name string) error {
	if err := f.before(Remove, name); err != nil {
		return err
	}
	f.running.RLock()
	defer f.running.RUnlock()
	f.mu.Lock()
	delete(f.durable, name)
	delete(f.fresh, name)
	f.mu.Unlock()
	return f.OS.Remove(name)
}

// SyncDir implements seglog.FS.
func (f *FS) SyncDir(dir string) error {
	if err := f.before(SyncDir, dir); err != nil {
		return err
	}
	f.running.RLock()
	defer f.running.RUnlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.durable == nil {
		f.durable = map[string]int64{}
	}
	for name, size := range f.fresh {
		f.durable[name] = size
	}
	clear(f.fresh)
	if f.Lazy {
		return nil
	}
	return f.OS.SyncDir(dir)
}

// CopyDurable copies into a directory what a loss of power must leave: the
// files whose names were made durable, as far as they were synced.
func (f *FS) CopyDurable(into string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for name, size := range f.durable {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(into, filepath.Base(name)), content[:min(size, int64(len(content)))], 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Copy copies the files of a directory into another: what the kill of a
// process leaves.
func Copy(from, into string) error {
	entries, err := os.ReadDir(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the crash came before it was made
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		content, err := os.ReadFile(filepath.Join(from, entry.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(into, entry.Name()), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

type file struct {
	seglog.File
	fs   *FS
	name string
}

func (f *file) WriteAt(b []byte, at int64) (int, error) {
	if err := f.fs.before(Write, f.name); err != nil {
		n, partial := f.File.WriteAt(b[:len(b)/2], at)
		if partial != nil {
			return n, fmt.Errorf("%w, then %w", err, partial)
		}
		return n, err
	}
	f.fs.running.RLock()
	defer f.fs.running.RUnlock()
	return f.File.WriteAt(b, at)
}

func (f *file) Sync() error {
	if err := f.fs.before(Sync, f.name); err != nil {
		return err
	}
	f.fs.running.RLock()
	defer f.fs.running.RUnlock()
	if !f.fs.Lazy {
		if err := f.File.Sync(); err != nil {
			return err
		}
	}
	size, err := f.Size()
	if err != nil {
		return err
	}
	f.fs.mu.Lock()
	defer f.fs.mu.Unlock()
	if _, isFresh := f.fs.fresh[f.name]; isFresh {
		f.fs.fresh[f.name] = size
	} else {
		f.fs.durable[f.name] = size
	}
	return nil
}

func (f *file) Truncate(size int64) error {
	if err := f.fs.before(Truncate, f.name); err != nil {
		return err
	}
	f.fs.running.RLock()
	defer f.fs.running.RUnlock()
	return f.File.Truncate(size)
}
