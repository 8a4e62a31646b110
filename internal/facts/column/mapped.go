package column

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"sort"
	"sync/atomic"
	"weak"

	"github.com/lore-lrs/lore/xapi"
)

// segment is columns in a file.
type segment struct {
	*mapping
	head    segmentHead
	entries []packed
	// What is decoded from the file is kept as long as somebody holds it.
	runs          atomic.Pointer[weak.Pointer[decodedRuns]]
	registrations atomic.Pointer[weak.Pointer[[]xapi.UUID]]
}

// decodedRuns are where the rows of each actor begin.
type decodedRuns struct {
	actors []Code
	starts []uint32
}

// openSegment reads the directory of a segment and checks everything that
// reading its columns relies on. What the columns contain is checked by verify.
func openSegment(m *mapping, promoted int) (*segment, error) {
	b := m.bytes
	if len(b) < segmentHeader+directoryHead+trailerSize || !bytes.HasPrefix(b, segmentMagic) || !bytes.HasSuffix(b, trailerMagic) {
		return nil, ErrDamaged
	}
	if version := binary.LittleEndian.Uint32(b[8:]); version != segmentVersion {
		return nil, fmt.Errorf("%w: format version %d where this program reads %d", ErrDamaged, version, segmentVersion)
	}
	trailer := len(b) - trailerSize
	directory := binary.LittleEndian.Uint64(b[trailer:])
	if directory < segmentHeader || directory > uint64(trailer-directoryHead) {
		return nil, ErrDamaged
	}
	d := b[directory:trailer]
	sum := crc32.Update(crc32.Checksum(b[:segmentHeader], castagnoli), castagnoli, d)
	if sum != binary.LittleEndian.Uint32(b[trailer+8:]) {
		return nil, ErrDamaged
	}
	s := &segment{mapping: m}
	s.head.parse(d)
	d = d[directoryHead:]
	if h := &s.head; h.rows == 0 || h.runs == 0 || h.runs > h.rows || h.played > h.rows || h.registrations == 0 || int(h.promoted) != promoted ||
		len(d) != entrySize*s.head.rest(restColumns) {
		return nil, ErrDamaged
	}
	s.entries = make([]packed, s.head.rest(restColumns))
	next := uint64(segmentHeader)
	for i := range s.entries {
		e := &s.entries[i]
		e.parse(d[i*entrySize:])
		if e.offset != next || e.length > directory-next || !s.fits(i, e) {
			return nil, ErrDamaged
		}
		next += e.length
	}
	if next != directory {
		return nil, ErrDamaged
	}
	actors, starts := s.Runs()
	if !increasing(actors) || !increasing(starts) || starts[0] != 0 || starts[len(actors)] != s.head.rows {
		return nil, ErrDamaged
	}
	return s, nil
}

// fits reports whether the column at a place in the directory can be what its
// entry says.
func (s *segment) fits(i int, e *packed) bool {
	h := &s.head
	switch {
	case i < h.integers(), i == h.rest(playedRows), i == h.rest(playedStarts), i == h.rest(runActors), i == h.rest(runStarts):
		values := h.rows
		switch i {
		case h.rest(playedRows), h.rest(playedStarts):
			values = h.played
		case h.rest(runActors):
			values = h.runs
		case h.rest(runStarts):
			values = h.runs + 1
		}
		return e.kind != dictionary && e.fits(int(values), 4)
	case i < h.numbers():
		return e.fits(int(h.rows), 8)
	case i < h.rest(0):
		return e.fits(int(h.rows), 8) && (e.kind != offsets || e.width == 8)
	case i == h.rest(ids):
		return e.kind == raw && e.length == 16*uint64(h.rows)
	case i == h.rest(registrationList):
		return e.kind == raw && e.length == 16*uint64(h.registrations-1)
	default:
		return e.kind == raw
	}
}

// increasing reports whether each number is greater than the one before it.
func increasing(list []uint32) bool {
	for i := 1; i < len(list); i++ {
		if list[i] <= list[i-1] {
			return false
		}
	}
	return true
}

// verify checks the checksums of all columns.
func (s *segment) verify() error {
	defer runtime.KeepAlive(s.mapping)
	for i := range s.entries {
		e := &s.entries[i]
		if crc32.Checksum(s.bytes[e.offset:e.offset+e.length], castagnoli) != e.checksum {
			return ErrDamaged
		}
	}
	return nil
}

// column returns how a column lies and the bytes from its beginning on.
func (s *segment) column(i int) (*packed, []byte) {
	e := &s.entries[i]
	return e, s.bytes[e.offset:]
}

func (s *segment) Len() int { return int(s.head.rows) }

func (s *segment) Span(c Column) (least, most int64) {
	span := s.head.spans[c-Stored]
	return span[0], span[1]
}

func (s *segment) Runs() (actors []Code, starts []uint32) {
	if kept := s.runs.Load(); kept != nil {
		if runs := kept.Value(); runs != nil {
			return runs.actors, runs.starts
		}
	}
	defer runtime.KeepAlive(s.mapping)
	n := int(s.head.runs)
	p, b := s.column(s.head.rest(runActors))
	runs := &decodedRuns{actors: p.unpackCodes(b, 0, n, nil)}
	p, b = s.column(s.head.rest(runStarts))
	runs.starts = p.unpackCodes(b, 0, n+1, nil)
	kept := weak.Make(runs)
	s.runs.Store(&kept)
	return runs.actors, runs.starts
}

func (s *segment) Codes(c Column, from, to int, dst []uint32) []uint32 {
	if c == Actor {
		return s.actorCodes(from, to, dst)
	}
	defer runtime.KeepAlive(s.mapping)
	p, b := s.column(codeIndex(c) - 1)
	return p.unpackCodes(b, from, to, dst)
}

// actorCodes writes out the runs.
func (s *segment) actorCodes(from, to int, dst []uint32) []uint32 {
	actors, starts := s.Runs()
	dst = slices.Grow(dst[:0], to-from)[:0]
	run := sort.Search(len(actors), func(i int) bool { return int(starts[i+1]) > from })
	for ; from < to; run++ {
		for end := min(int(starts[run+1]), to); from < end; from++ {
			dst = append(dst, actors[run])
		}
	}
	return dst
}

func (s *segment) Integers(c Column, from, to int, dst []int64) []int64 {
	defer runtime.KeepAlive(s.mapping)
	p, b := s.column(s.head.integers() + int(c-Stored))
	return p.unpackIntegers(b, from, to, dst)
}

func (s *segment) Numbers(c Column, from, to int, dst []float64) []float64 {
	defer runtime.KeepAlive(s.mapping)
	p, b := s.column(s.head.numbers() + int(c-Scaled))
	return p.unpackNumbers(b, from, to, dst)
}

func (s *segment) Constant(c Column) (Code, bool) {
	if c == Actor {
		actors, _ := s.Runs()
		return actors[0], len(actors) == 1
	}
	p, _ := s.column(codeIndex(c) - 1)
	return Code(p.base), p.kind == constant
}

func (s *segment) ID(row int) xapi.UUID {
	defer runtime.KeepAlive(s.mapping)
	_, b := s.column(s.head.rest(ids))
	return xapi.UUID(b[16*row : 16*row+16])
}

func (s *segment) Registrations() []xapi.UUID {
	if kept := s.registrations.Load(); kept != nil {
		if list := kept.Value(); list != nil {
			return *list
		}
	}
	defer runtime.KeepAlive(s.mapping)
	_, b := s.column(s.head.rest(registrationList))
	list := make([]xapi.UUID, s.head.registrations)
	for i := 1; i < len(list); i++ {
		list[i] = xapi.UUID(b[16*(i-1) : 16*i])
	}
	kept := weak.Make(&list)
	s.registrations.Store(&kept)
	return list
}

func (s *segment) Segments(row int) []int64 {
	defer runtime.KeepAlive(s.mapping)
	p, b := s.column(s.head.rest(playedRows))
	i, ok := sort.Find(int(s.head.played), func(i int) int { return cmp.Compare(uint64(row), p.at(b, i)) })
	if !ok {
		return nil
	}
	p, b = s.column(s.head.rest(playedStarts))
	start := p.at(b, i)
	e, content := s.column(s.head.rest(playedBytes))
	return parsePlayed(content[min(start, e.length):e.length])
}
