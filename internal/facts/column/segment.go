package column

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
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

// segmentHead is the beginning of a directory.
type segmentHead struct {
	rows, promoted, runs, registrations, played uint32
	spans                                       [2][2]int64
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
