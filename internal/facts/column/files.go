package column

import (
	"errors"
	"io/fs"
	"os"
	"runtime"
)

// files is what a table does to a file system, so that tests can stop it at
// each step.
type files interface {
	// write makes a file with a content, replacing one that is there, and makes
	// the content durable, but not the name.
	write(name string, content []byte) error
	// extend writes behind the first so many bytes of a file, which is made if it
	// does not exist, and makes that durable.
	extend(name string, at int64, content []byte) error
	truncate(name string, size int64) error
	rename(from, to string) error
	remove(name string) error
	// syncDir makes the names in a directory durable.
	syncDir(dir string) error
}

// disk is the file system of the operating system.
type disk struct{}

func (disk) write(name string, content []byte) error {
	return writeFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0, content)
}

func (disk) extend(name string, at int64, content []byte) error {
	return writeFile(name, os.O_WRONLY|os.O_CREATE, at, content)
}

func writeFile(name string, flags int, at int64, content []byte) error {
	file, err := os.OpenFile(name, flags, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(content, at)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func (disk) truncate(name string, size int64) error { return os.Truncate(name, size) }

func (disk) rename(from, to string) error { return os.Rename(from, to) }

func (disk) remove(name string) error {
	err := os.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Windows cannot sync a directory, and does not need to: NTFS logs the creation
// of files.
func (disk) syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	opened, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}
