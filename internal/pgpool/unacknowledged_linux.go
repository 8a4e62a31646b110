package pgpool

import (
	"errors"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// unacknowledged is how long sent bytes may stay without an answer of the other
// machine's kernel, in milliseconds. Linux itself would try for a quarter of an
// hour, and a request on a lost machine would hang for as long.
const unacknowledged = 15_000

func limitUnacknowledged(network, _ string, connection syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var refused error
	err := connection.Control(func(descriptor uintptr) {
		refused = unix.SetsockoptInt(int(descriptor), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, unacknowledged)
	})
	return errors.Join(err, refused)
}
