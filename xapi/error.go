package xapi

import (
	"fmt"
	"strconv"
	"strings"
)

// Fault is one thing that is wrong with a statement.
type Fault struct {
	// Pointer is the JSON pointer (RFC 6901) of the place.
	Pointer string
	// Rule is the id of the broken rule, such as "AC-03".
	Rule string
	// Message is for a content author: "an Agent needs exactly one of mbox,
	// mbox_sha1sum, openid, account; found two".
	Message string
}

// ValidationError lists what is wrong with what was parsed; it has at least
// one fault.
type ValidationError struct{ Faults []Fault }

// Error returns the first fault as "/actor: an Agent needs …", and how many more there are.
func (e *ValidationError) Error() string {
	var b strings.Builder
	first := e.Faults[0]
	if first.Pointer != "" {
		b.WriteString(first.Pointer + ": ")
	}
	fmt.Fprintf(&b, "%s (%s)", first.Message, first.Rule)
	if more := len(e.Faults) - 1; more > 0 {
		fmt.Fprintf(&b, ", and %d more", more)
	}
	return b.String()
}

// quote returns a value as a message shows it: in quotes, short, without
// control characters.
func quote(value []byte) string { return strconv.Quote(shortened(value)) }

// shortened returns the start of a value that is longer than a message shows.
func shortened(value []byte) string {
	const shown = 80
	if len(value) <= shown {
		return string(value)
	}
	return strings.ToValidUTF8(string(value[:shown]), "") + "…"
}
