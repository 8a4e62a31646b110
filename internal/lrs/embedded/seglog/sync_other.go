//go:build !linux

package seglog

import (
	"os"
	"runtime"
)

func syncData(file *os.File) error { return file.Sync() }

// Windows cannot sync a directory, and does not need to: NTFS logs the
// creation of files.
func syncDir(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
