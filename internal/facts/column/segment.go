package column

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"sort"
	"sync/atomic"
	"weak"

	"github.com/lore-lrs/lore/xapi"
)

// A segment is a part in a file, which never changes:
//
//	segment   = header column… directory trailer
//	header    = magic, format version (4 bytes)
//	directory = rows, promoted, runs, registrations, played (4 bytes each),
//	            spans of Stored and Timestamp, then an entry for each column
//	trailer   = offset of the directory (8 bytes), checksum of header and
//	            directory, magic
//
// Integers are little-endian, checksums CRC-32C. The columns are, in order:
// those of codes but for the actor, whole numbers, numbers, the actors of the
// runs, where each run starts, ids, registrations from the second on, the rows
// with played segments, where each one's bytes start, and those bytes.
const (
	segmentVersion = 1
	segmentHeader  = 12
	directoryHead  = 5*4 + 4*8
	entrySize      = 1 + 1 + 8 + 8 + 4 + 8 + 8 + 4
	trailerSize    = 8 + 4 + 8
)

var (
	segmentMagic = []byte("LOREFACT")
	trailerMagic = []byte("FACTLORE")
	castagnoli   = crc32.MakeTable(crc32.Castagnoli)
)

// ErrDamaged is wrapped by errors about files that are not what was written.
var ErrDamaged = errors.New("the bytes are not what was written")

// segment is columns in a file.
type segment struct {
	*mapping
	head    segmentHead
	entries []packed
	// What is decoded from the file is kept as long as somebody holds it.
	runs          atomic.Pointer[weak.Pointer[decodedRuns]]
	registrations atomic.Pointer[weak.Pointer[[]xapi.UUID]]
}

type segmentHead struct {
	rows, promoted, runs, registrations, played uint32
	spans                                       [2][2]int64
}

type decodedRuns struct {
	actors []Code
	starts []uint32
}

// Where the columns are in the entries: those of codes but for the actor come
// first.
func (h *segmentHead) integers() int  { return codeColumns - 1 + int(h.promoted) }
func (h *segmentHead) numbers() int   { return h.integers() + integerColumns }
func (h *segmentHead) rest(i int) int { return h.numbers() + numberColumns + i }

// The columns after those of numbers.
const (
	runActors = iota
	runStarts
	ids
	registrationList
	playedRows
	playedStarts
	playedBytes
	restColumns
)

// appendSegment appends the file of a part.
func appendSegment(dst []byte, p *part, promoted int) []byte {
	start, n := len(dst), p.Len()
	dst = append(dst, segmentMagic...)
	dst = binary.LittleEndian.AppendUint32(dst, segmentVersion)
	head := segmentHead{rows: uint32(n), promoted: uint32(promoted)}
	head.spans[0][0], head.spans[0][1] = p.Span(Stored)
	head.spans[1][0], head.spans[1][1] = p.Span(Timestamp)
	var entries []packed
	put := func(pack func() ([]byte, packed)) {
		before := len(dst)
		var entry packed
		dst, entry = pack()
		entry.offset, entry.length = uint64(before-start), uint64(len(dst)-before)
		entry.checksum = crc32.Checksum(dst[before:], castagnoli)
		entries = append(entries, entry)
	}
	putCodes := func(codes []uint32) { put(func() ([]byte, packed) { return packCodes(dst, codes) }) }
	putRaw := func(b []byte) { put(func() ([]byte, packed) { return append(dst, b...), packed{kind: raw} }) }
	var codes []uint32
	for i := 1; i < codeColumns+promoted; i++ {
		codes = p.Codes(codeColumn(i), 0, n, codes)
		putCodes(codes)
	}
	for i := range integerColumns {
		put(func() ([]byte, packed) { return packIntegers(dst, p.Integers(Stored+Column(i), 0, n, nil)) })
	}
	for i := range numberColumns {
		put(func() ([]byte, packed) { return packNumbers(dst, p.Numbers(Scaled+Column(i), 0, n, nil)) })
	}
	actors, starts := p.Runs()
	head.runs = uint32(len(actors))
	putCodes(actors)
	putCodes(starts)
	put(func() ([]byte, packed) {
		for row := range n {
			id := p.ID(row)
			dst = append(dst, id[:]...)
		}
		return dst, packed{kind: raw}
	})
	list := p.Registrations()
	head.registrations = uint32(len(list))
	put(func() ([]byte, packed) {
		for _, id := range list[1:] {
			dst = append(dst, id[:]...)
		}
		return dst, packed{kind: raw}
	})
	var played, begins []uint32
	var content []byte
	for row, flags := range p.Codes(Flags, 0, n, nil) {
		if flags&HasSegments != 0 {
			played, begins = append(played, uint32(row)), append(begins, uint32(len(content)))
			content = appendPlayed(content, p.Segments(row))
		}
	}
	head.played = uint32(len(played))
	putCodes(played)
	putCodes(begins)
	putRaw(content)

	directory := uint64(len(dst) - start)
	dst = head.append(dst)
	for i := range entries {
		dst = entries[i].append(dst)
	}
	sum := crc32.Checksum(dst[start:start+segmentHeader], castagnoli)
	sum = crc32.Update(sum, castagnoli, dst[start+int(directory):])
	dst = binary.LittleEndian.AppendUint64(dst, directory)
	dst = binary.LittleEndian.AppendUint32(dst, sum)
	return append(dst, trailerMagic...)
}

func (h *segmentHead) append(dst []byte) []byte {
	for _, n := range []uint32{h.rows, h.promoted, h.runs, h.registrations, h.played} {
		dst = binary.LittleEndian.AppendUint32(dst, n)
	}
	for _, span := range h.spans {
		dst = binary.LittleEndian.AppendUint64(dst, uint64(span[0]))
		dst = binary.LittleEndian.AppendUint64(dst, uint64(span[1]))
	}
	return dst
}

func (h *segmentHead) parse(b []byte) {
	for i, n := range []*uint32{&h.rows, &h.promoted, &h.runs, &h.registrations, &h.played} {
		*n = binary.LittleEndian.Uint32(b[4*i:])
	}
	for i := range 4 {
		h.spans[i/2][i%2] = int64(binary.LittleEndian.Uint64(b[20+8*i:]))
	}
}

func (p *packed) append(dst []byte) []byte {
	dst = append(dst, p.kind, p.width)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(p.base))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(p.scale))
	dst = binary.LittleEndian.AppendUint32(dst, p.count)
	dst = binary.LittleEndian.AppendUint64(dst, p.offset)
	dst = binary.LittleEndian.AppendUint64(dst, p.length)
	return binary.LittleEndian.AppendUint32(dst, p.checksum)
}

func (p *packed) parse(b []byte) {
	*p = packed{
		kind: b[0], width: b[1],
		base:     int64(binary.LittleEndian.Uint64(b[2:])),
		scale:    int64(binary.LittleEndian.Uint64(b[10:])),
		count:    binary.LittleEndian.Uint32(b[18:]),
		offset:   binary.LittleEndian.Uint64(b[22:]),
		length:   binary.LittleEndian.Uint64(b[30:]),
		checksum: binary.LittleEndian.Uint32(b[38:]),
	}
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

// appendPlayed appends played segments: their number, then each end as the
// distance from the one before it, as varints.
func appendPlayed(dst []byte, pairs []int64) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(pairs)))
	last := int64(0)
	for _, at := range pairs {
		dst = binary.AppendVarint(dst, at-last)
		last = at
	}
	return dst
}

// parsePlayed is the inverse of appendPlayed; nil where bytes were damaged.
func parsePlayed(b []byte) []int64 {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)) {
		return nil
	}
	b = b[size:]
	pairs := make([]int64, n)
	last := int64(0)
	for i := range pairs {
		distance, size := binary.Varint(b)
		if size <= 0 {
			return nil
		}
		b = b[size:]
		last += distance
		pairs[i] = last
	}
	return pairs
}
