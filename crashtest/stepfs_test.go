package crashtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
)

// errStopped is what a stepFS says once it has stopped.
var errStopped = errors.New("the machine has stopped")

// stepFS is the log's file system up to one operation that it stops in. What
// comes later has no effect: the files stay as a crash there leaves them.
type stepFS struct {
	seglog.OS
	random *rand.Rand
	// powerCut also takes away what was not durable.
	powerCut bool

	mu sync.Mutex
	// left is how many changing operations pass; negative: all.
	left    int
	done    int
	stopped string // what it stopped in
	files   map[string]*stepFile
	// unnamed are the new files whose directory was not synced.
	unnamed map[string]bool
}

func newStepFS(left int, powerCut bool, seed uint64) *stepFS {
	return &stepFS{
		left: left, powerCut: powerCut, random: rand.New(rand.NewPCG(seed, uint64(left))),
		files: make(map[string]*stepFile), unnamed: make(map[string]bool),
	}
}

// step counts an operation that changes something. The one to stop in is
// handed to partly, which leaves what the crash leaves of it.
func (f *stepFS) step(what string, whole func() error, partly func()) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stopped != "" {
		return errStopped
	}
	if f.done == f.left {
		f.stopped = what
		if partly != nil && f.random.IntN(4) > 0 {
			partly()
		}
		if f.powerCut {
			f.loseUnsynced()
		}
		return errStopped
	}
	f.done++
	return whole()
}

// stoppedIn says which operation the file system stopped in, "" while it runs.
func (f *stepFS) stoppedIn() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stopped
}

// loseUnsynced leaves the files as a power cut may: new names that were not
// synced are gone, and of the bytes that were not synced any sector may be
// there or not.
func (f *stepFS) loseUnsynced() {
	for name := range f.unnamed {
		if f.random.IntN(2) == 0 {
			os.Remove(name)
			delete(f.files, name)
		}
	}
	const sector = 512
	for name, file := range f.files {
		info, err := os.Stat(name)
		if err != nil || info.Size() <= file.durable {
			continue
		}
		if f.random.IntN(3) == 0 {
			must(file.real.Truncate(file.durable))
			continue
		}
		for at := file.durable; at < info.Size(); at += sector {
			if f.random.IntN(2) == 0 {
				_, err := file.real.WriteAt(make([]byte, min(sector, info.Size()-at)), at)
				must(err)
			}
		}
	}
}

// Create implements seglog.FS.
func (f *stepFS) Create(name string) (file seglog.File, err error) {
	create := func() error {
		real, err := f.OS.Create(name)
		if err != nil {
			return err
		}
		f.unnamed[name] = true
		f.files[name] = &stepFile{File: real, real: real, fs: f, name: name}
		file = f.files[name]
		return nil
	}
	err = f.step("create "+filepath.Base(name), create, func() { _ = create() })
	return file, err
}

// Open implements seglog.FS.
func (f *stepFS) Open(name string, readOnly bool) (seglog.File, error) {
	real, err := f.OS.Open(name, readOnly)
	if err != nil {
		return nil, err
	}
	size, err := real.Size()
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[name] = &stepFile{File: real, real: real, fs: f, name: name, durable: size}
	return f.files[name], nil
}

// Remove implements seglog.FS.
func (f *stepFS) Remove(name string) error {
	return f.step("remove "+filepath.Base(name), func() error {
		delete(f.files, name)
		return f.OS.Remove(name)
	}, nil)
}

// SyncDir implements seglog.FS.
func (f *stepFS) SyncDir(dir string) error {
	return f.step("sync directory", func() error {
		clear(f.unnamed)
		return f.OS.SyncDir(dir)
	}, nil)
}

// stepFile is an open file of a stepFS.
type stepFile struct {
	seglog.File
	real    seglog.File
	fs      *stepFS
	name    string
	durable int64 // how many bytes are synced
}

// WriteAt implements seglog.File. A crash may cut it at any byte.
func (f *stepFile) WriteAt(content []byte, at int64) (n int, err error) {
	err = f.fs.step(fmt.Sprintf("write %d bytes at %d of %s", len(content), at, filepath.Base(f.name)), func() error {
		n, err = f.real.WriteAt(content, at)
		return err
	}, func() {
		_, err := f.real.WriteAt(content[:f.fs.random.IntN(len(content)+1)], at)
		must(err)
	})
	return n, err
}

// must stops the test where a crash cannot be acted out.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Sync implements seglog.File.
func (f *stepFile) Sync() error {
	return f.fs.step("sync "+filepath.Base(f.name), func() error {
		size, err := f.real.Size()
		if err != nil {
			return err
		}
		f.durable = size
		return nil // the test's process lives on, so nothing has to reach the disk
	}, func() { f.durable = 1 << 62 })
}

// Truncate implements seglog.File.
func (f *stepFile) Truncate(size int64) error {
	return f.fs.step("truncate "+filepath.Base(f.name), func() error {
		f.durable = min(f.durable, size)
		return f.real.Truncate(size)
	}, nil)
}
