package xapi

// Assigned is what the LRS sets in a statement.
type Assigned struct {
	// ID is written when the statement has none (ST-02).
	ID UUID
	// Authority is a JSON object that replaces one that was sent (AU-11).
	Authority []byte
	// Version is the request's; a statement without a version gets "1.0.0" or
	// "2.0.0" (AU-20, AU-21).
	Version Version
}

// AppendStored appends the form in which a statement is kept and returned: as
// received, but with contextActivities as arrays (CX-08), timestamps in UTC
// with at least three digits of a second (TS-03, TS-04), and id, stored,
// authority, version and timestamp as the LRS sets them. storedAt lists where,
// counted from the start of dst, the text of `stored` (and of a `timestamp`
// that was absent: AU-03) is still to be written by PutStored.
func (s *Statement) AppendStored(dst []byte, set Assigned) (out []byte, storedAt []int) {
	panic("not built yet")
}

// PutStored writes the time over the placeholder at each place, StoredLength
// bytes.
func PutStored(text []byte, storedAt []int, micros int64) {
	var buffer [StoredLength]byte
	stamp := AppendStoredTime(buffer[:0], micros)
	for _, at := range storedAt {
		copy(text[at:], stamp)
	}
}
