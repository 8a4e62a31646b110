package seglog

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncData leaves out the file's times, which nobody reads; the length, which
// an append changes, is data enough for fdatasync to write it.
func syncData(file *os.File) error {
	for {
		err := unix.Fdatasync(int(file.Fd()))
		if err != unix.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}

func syncDir(name string) error {
	dir, err := os.Open(name)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
