package xapi

import (
	"cmp"
	"slices"
)

// Assigned is what the LRS sets in a statement.
type Assigned struct {
	// ID is written when the statement has none (ST-02).
	ID UUID
	// Authority is a JSON object that replaces one that was sent (AU-11). With
	// nil a sent one is kept; there must be one or the other (AU-10).
	Authority []byte
	// Version is the request's; a statement without a version gets "1.0.0" or
	// "2.0.0" (AU-20, AU-21).
	Version Version
}

// edit is a place of the received bytes that the stored form writes another
// way.
type edit struct {
	start, end int
	kind       editKind
}

type editKind uint8

const (
	// arrayEdit puts a single Activity into an array (CX-08).
	arrayEdit editKind = iota
	// timestampEdit writes an instant in UTC (TS-04).
	timestampEdit
	// storedEdit makes room for the time that the LRS sets (AU-01).
	storedEdit
	// authorityEdit puts in the authority that the LRS sets (AU-11).
	authorityEdit
)

func (p *parser) edit(n int, kind editKind) {
	start := p.nodes[p.statement].start
	p.edits = append(p.edits, edit{int(p.nodes[n].start - start), int(p.nodes[n].end - start), kind})
}

// sortEdits puts the edits into document order.
func (p *parser) sortEdits() {
	slices.SortFunc(p.edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
}

// unsetTime stands where PutStored is still to write; it is no valid time.
const unsetTime = "0000-00-00T00:00:00.000000Z"

// AppendStored appends the form in which a statement is kept and returned: as
// received, but with contextActivities as arrays (CX-08), timestamps in UTC
// with at least three digits of a second (TS-03, TS-04), and id, stored,
// authority, version and timestamp as the LRS sets them. storedAt lists where,
// counted from the start of dst, the text of `stored` (and of a `timestamp`
// that was absent: AU-03) is still to be written by PutStored.
func (s *Statement) AppendStored(dst []byte, set Assigned) (out []byte, storedAt []int) {
	const room = 256 // for what is appended, besides the authority
	dst = slices.Grow(dst, len(s.JSON)+len(set.Authority)+room)
	storedAt = make([]int, 0, 2)
	from := 0
	for _, e := range s.edits {
		dst = append(dst, s.JSON[from:e.start]...)
		sent := s.JSON[e.start:e.end]
		from = e.end
		switch {
		case e.kind == arrayEdit:
			dst = append(append(append(dst, '['), sent...), ']')
		case e.kind == timestampEdit:
			dst = append(appendUTC(append(dst, '"'), plain(sent[1:len(sent)-1])), '"')
		case e.kind == storedEdit:
			storedAt = append(storedAt, len(dst)+1)
			dst = append(dst, `"`+unsetTime+`"`...)
		case set.Authority != nil:
			dst = append(dst, set.Authority...)
		default:
			dst = append(dst, sent...)
		}
	}
	dst = append(dst, s.JSON[from:len(s.JSON)-1]...)
	if !s.HasID {
		dst = append(set.ID.AppendText(append(dst, `,"id":"`...)), '"')
	}
	if !s.HasTimestamp {
		dst = append(dst, `,"timestamp":"`...)
		storedAt = append(storedAt, len(dst))
		dst = append(dst, unsetTime+`"`...)
	}
	if !s.HasStored {
		dst = append(dst, `,"stored":"`...)
		storedAt = append(storedAt, len(dst))
		dst = append(dst, unsetTime+`"`...)
	}
	if s.Authority == nil && set.Authority != nil {
		dst = append(append(dst, `,"authority":`...), set.Authority...)
	}
	switch {
	case s.Version != "":
	case set.Version == Version1:
		dst = append(dst, `,"version":"1.0.0"`...)
	default:
		dst = append(dst, `,"version":"2.0.0"`...)
	}
	return append(dst, '}'), storedAt
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
