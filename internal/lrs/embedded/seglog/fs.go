package seglog

import (
	"io"
	"os"
	"path/filepath"
)

// FS is what the log needs of a file system, so that tests can make each step
// fail. OS is the real one.
type FS interface {
	// MkdirAll makes a directory and its parents.
	MkdirAll(dir string) error
	// List returns the names in a directory.
	List(dir string) ([]string, error)
	// Create makes a new file for reading and writing; it must not exist.
	Create(name string) (File, error)
	// Open opens a file for reading and, unless readOnly, for writing.
	Open(name string, readOnly bool) (File, error)
	// Remove deletes a file.
	Remove(name string) error
	// SyncDir makes the directory's entries durable.
	SyncDir(dir string) error
	// Free returns how many bytes the file system that holds the directory has
	// left; more than can be used up where this cannot be known.
	Free(dir string) (int64, error)
}

// File is an open file.
type File interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	// Size returns the file's length in bytes.
	Size() (int64, error)
	// Sync makes what was written, and the length, durable.
	Sync() error
	// Truncate cuts the file to a length.
	Truncate(size int64) error
}

// OS is the file system of the operating system.
type OS struct{}

// MkdirAll implements FS.
func (OS) MkdirAll(dir string) error { return os.MkdirAll(dir, 0o700) }

// List implements FS.
func (OS) List(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, err
}

// Create implements FS.
func (OS) Create(name string) (File, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{file}, nil
}

// Open implements FS.
func (OS) Open(name string, readOnly bool) (File, error) {
	mode := os.O_RDWR
	if readOnly {
		mode = os.O_RDONLY
	}
	file, err := os.OpenFile(name, mode, 0)
	if err != nil {
		return nil, err
	}
	return osFile{file}, nil
}

// Remove implements FS.
func (OS) Remove(name string) error { return os.Remove(name) }

// SyncDir implements FS.
func (OS) SyncDir(dir string) error { return syncDir(filepath.Clean(dir)) }

// Free implements FS.
func (OS) Free(dir string) (int64, error) { return free(dir) }

type osFile struct{ *os.File }

func (f osFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f osFile) Sync() error { return syncData(f.File) }
