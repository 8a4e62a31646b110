package server

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/lore-lrs/lore/internal/problem"
)

// directory is a data directory that this process holds alone.
type directory struct {
	path string
	lock *os.File
}

// openDirectory makes the data directory if it is absent, for its owner only,
// and locks it until close or the end of the process, however that comes.
func openDirectory(path string) (*directory, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open the data directory: %w", err)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, refuseDirectory(path, err)
	}
	lock, err := os.OpenFile(filepath.Join(path, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, refuseDirectory(path, err)
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = problem.New(problem.Conflict, "data-directory-in-use",
				"the data directory %s is in use by another server%s; stop that one, or give this one a directory of its own with --data",
				path, holder(lock))
		}
		return nil, errors.Join(err, lock.Close())
	}
	// The number is for people: what counts is the lock.
	err = lock.Truncate(0)
	if err == nil {
		_, err = lock.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	}
	if err != nil {
		return nil, errors.Join(refuseDirectory(path, err), lock.Close())
	}
	return &directory{path: path, lock: lock}, nil
}

// holder names the process that wrote its number into the lock file.
func holder(lock *os.File) string {
	var text [32]byte
	n, _ := lock.ReadAt(text[:], 0) // an unread number is left out of the message
	pid, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (process %d)", pid)
}

// refuseDirectory says what to do about a directory that cannot be used.
func refuseDirectory(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EROFS):
		return problem.Wrap(problem.Unavailable, "data-directory-read-only", err,
			"the data directory %s cannot be written by this user; give it to the user that runs the server, or choose another with --data", path)
	case errors.Is(err, unix.ENOSPC), errors.Is(err, unix.EDQUOT):
		return problem.Wrap(problem.Full, "disk-full", err,
			"there is no space left for the data directory %s; make room and start again", path)
	case errors.Is(err, unix.ENOTDIR), errors.Is(err, fs.ErrExist):
		return problem.Wrap(problem.Invalid, "data-directory-no-directory", err,
			"%s is not a directory; choose another with --data", path)
	}
	return fmt.Errorf("open the data directory %s: %w", path, err)
}

// free returns the space that is left to this user, in bytes.
func (d *directory) free() (int64, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(d.path, &stat); err != nil {
		return 0, fmt.Errorf("look for free space in %s: %w", d.path, err)
	}
	return int64(stat.Bavail) * int64(stat.Bsize), nil // Bsize is narrower elsewhere than on Linux
}

func (d *directory) join(name string) string { return filepath.Join(d.path, name) }

// close gives the directory up.
func (d *directory) close() error { return d.lock.Close() }
