package xapi

import (
	"bytes"
	"sync"
)

// Equal reports whether two statements are the same by the comparison rules
// (EQ-01 to EQ-10, V2-20): what the LRS sets, verb displays, activity
// definitions, attachments, member order and the writing of numbers and
// strings do not count. Either may be in the stored form. What is no JSON
// equals only the same bytes.
func Equal(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	c := comparisons.Get().(*comparison)
	defer c.release()
	return c.left.read(a) && c.right.read(b) && c.equal(allRules)
}

// rules says how strictly statements are compared.
type rules uint8

const (
	// allRules are those of 1.0.3, which call nothing equal that 2.0 calls
	// different.
	allRules rules = iota
	// signatureRules leave out timestamps, as 2.0 does (EQ-03, V2-20).
	signatureRules
)

// comparison is the memory of one call, to be used again.
type comparison struct{ left, right normalForm }

var comparisons = sync.Pool{New: func() any { return new(comparison) }}

func (c *comparison) release() {
	c.left.forget()
	c.right.forget()
	comparisons.Put(c)
}

// equal compares the statements that were read. An id or timestamp that only
// one of them has was set by an LRS (EQ-01); so was a timestamp that is its
// statement's stored time (AU-03), also while both are still to be written.
func (c *comparison) equal(by rules) bool {
	if c.left.kind(0) != objectNode || c.right.kind(0) != objectNode {
		return false
	}
	if !c.sameIfBoth("id", (*normalForm).uuid) {
		return false
	}
	if by == allRules && !c.left.timestampIsStored() && !c.right.timestampIsStored() &&
		!c.sameIfBoth("timestamp", (*normalForm).instant) {
		return false
	}
	left, right := c.left.begin(by), c.right.begin(by)
	left.event(0, false)
	right.event(0, false)
	return bytes.Equal(left.form, right.form)
}

// difference names the first property in which unequal statements differ.
func (c *comparison) difference() string {
	if !c.sameIfBoth("id", (*normalForm).uuid) {
		return "id"
	}
	for _, property := range [...]string{"actor", "verb", "object", "result", "context"} {
		if !bytes.Equal(c.left.part(property), c.right.part(property)) {
			return property
		}
	}
	return "a property that no statement has"
}

// sameIfBoth compares a property in the form that write gives it, if both
// statements have it.
func (c *comparison) sameIfBoth(property string, write func(*normalForm, int)) bool {
	left, right := c.left.member(0, property), c.right.member(0, property)
	if left == 0 || right == 0 {
		return true
	}
	write(c.left.begin(allRules), left)
	write(c.right.begin(allRules), right)
	return bytes.Equal(c.left.form, c.right.form)
}

// timestampIsStored reports whether the statement's timestamp is the very text
// of its stored time, as the stored form has it when none was sent.
func (f *normalForm) timestampIsStored() bool {
	timestamp, stored := f.member(0, "timestamp"), f.member(0, "stored")
	return timestamp != 0 && stored != 0 && bytes.Equal(f.raw(timestamp), f.raw(stored))
}
