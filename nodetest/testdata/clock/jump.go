package time

import (
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// jumped is how many seconds this process's clock is off. They stand in a file
// that another process may change at any moment.
var jumped = sync.OnceValue(func() *atomic.Int64 {
	path, set := syscall.Getenv("NODETEST_CLOCK")
	if !set {
		return new(atomic.Int64)
	}
	file, err := syscall.Open(path, syscall.O_RDONLY, 0)
	if err != nil {
		panic("time: open NODETEST_CLOCK: " + err.Error())
	}
	memory, err := syscall.Mmap(file, 0, 8, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic("time: map NODETEST_CLOCK: " + err.Error())
	}
	return (*atomic.Int64)(unsafe.Pointer(&memory[0]))
})
