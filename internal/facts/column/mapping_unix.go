//go:build unix

package column

import (
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

// mapFile maps a file that does not change any more into memory. It may be
// removed while it is mapped.
func mapFile(name string) (*mapping, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return &mapping{}, nil
	}
	bytes, err := unix.Mmap(int(file.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, os.NewSyscallError("mmap", err)
	}
	m := &mapping{bytes}
	// Queries may still read a segment that the table has let go.
	runtime.AddCleanup(m, func(bytes []byte) { _ = unix.Munmap(bytes) }, bytes)
	return m, nil
}
