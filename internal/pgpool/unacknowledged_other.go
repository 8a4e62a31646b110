//go:build !linux

package pgpool

import "syscall"

// limitUnacknowledged leaves it to the kernel when to give up on a lost machine.
func limitUnacknowledged(string, string, syscall.RawConn) error { return nil }
