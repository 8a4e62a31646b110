package pgtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	directoryPrefix = "lore-pgtest-"
	// longestBase leaves room for the name of the socket, whose path may have
	// no more than 107 bytes.
	longestBase = 60
	// settling is how long a new directory may be without its lock.
	settling = time.Minute
)

// directory holds a cluster: data/, the socket, and a lock that the kernel
// takes away when the test process ends, so that others see what is stale.
type directory struct {
	path string
	lock *os.File
}

// newDirectory makes a directory that belongs to the user of the programs. It
// is not below the test's own one, whose parents only the test's user may
// enter.
func newDirectory(owner *syscall.Credential) (*directory, error) {
	base := os.TempDir()
	if len(base) > longestBase || owner != nil && !everybodyMayEnter(base) {
		base = "/tmp"
	}
	removeStale(base)
	path, err := os.MkdirTemp(base, directoryPrefix)
	if err != nil {
		return nil, fmt.Errorf("make a directory for PostgreSQL: %w", err)
	}
	made := &directory{path: path}
	if made.lock, err = lockDirectory(path); err == nil {
		err = os.Chmod(path, 0o711)
	}
	if err == nil && owner != nil {
		err = os.Chown(path, int(owner.Uid), int(owner.Gid))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make a directory for PostgreSQL: %w", err), made.remove())
	}
	return made, nil
}

func (d *directory) data() string { return filepath.Join(d.path, "data") }

func (d *directory) remove() error {
	err := os.RemoveAll(d.path)
	if d.lock != nil {
		err = errors.Join(err, d.lock.Close())
	}
	return err
}

func everybodyMayEnter(path string) bool {
	for {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		parent := filepath.Dir(path)
		if parent == path {
			return true
		}
		path = parent
	}
}

func lockDirectory(path string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// removeStale removes what killed test processes left behind. A server that is
// still there ends when it finds its data gone. Errors are of no interest: the
// directory is another user's, or its process is alive.
func removeStale(base string) {
	found, err := filepath.Glob(filepath.Join(base, directoryPrefix+"*"))
	if err != nil {
		return
	}
	for _, path := range found {
		info, err := os.Stat(path)
		if err != nil || time.Since(info.ModTime()) < settling {
			continue
		}
		if lock, err := lockDirectory(path); err == nil {
			_ = (&directory{path, lock}).remove()
		}
	}
}
