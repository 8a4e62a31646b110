package seglog

import (
	"errors"
	"fmt"
	"syscall"
)

// DamageError says that bytes which were committed are no longer what was
// written.
type DamageError struct {
	// File is the path of the segment.
	File string
	// Offset is where in the file the damage begins, in bytes.
	Offset int64
	// Reason says what is wrong there.
	Reason string
}

// Error names the file, the place and the way out.
func (e *DamageError) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d: %s; restore this file from a backup", e.File, e.Offset, e.Reason)
}

// ErrStopped is wrapped by the errors of Append once a write has failed in a
// way that leaves the state of the disk unknown: no more is taken in, what was
// committed can still be read.
var ErrStopped = errors.New("the statement log takes no more writes until the server is restarted")

// IsFull reports whether the disk or a quota is full.
func IsFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
