//go:build !linux

package pgtest

import "syscall"

// dieWithParent can do nothing here: a server that outlives its test process
// ends when the next one removes its data.
func dieWithParent(*syscall.SysProcAttr) {}
