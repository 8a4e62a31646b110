package seglog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
)

const (
	formatVersion = 1
	headerSize    = 32
	frameHead     = 36
	trailerSize   = 40
	entrySize     = 12
	suffix        = ".log"

	// maxFrame bounds what a frame's length may claim, so that a damaged one
	// cannot ask for the whole memory.
	maxFrame = 1 << 30
)

var (
	headerMagic  = []byte("LORELOG\n")
	frameMagic   = []byte{0xF5, 'L', 'r', 0x8A}
	trailerMagic = []byte("\nLOREEND")
	castagnoli   = crc32.MakeTable(crc32.Castagnoli)
)

// segmentName returns the file name of a segment that starts at a position.
func segmentName(first int64) string { return fmt.Sprintf("%016d%s", first, suffix) }

// parseSegmentName is the inverse of segmentName.
func parseSegmentName(name string) (first int64, ok bool) {
	digits, ok := strings.CutSuffix(name, suffix)
	if !ok || len(digits) < 16 {
		return 0, false
	}
	first, err := strconv.ParseInt(digits, 10, 64)
	return first, err == nil && segmentName(first) == name
}

// header is the start of a segment.
type header struct {
	salt  uint32
	first int64
}

func (h header) append(dst []byte) []byte {
	start := len(dst)
	dst = append(dst, headerMagic...)
	dst = binary.LittleEndian.AppendUint32(dst, formatVersion)
	dst = binary.LittleEndian.AppendUint32(dst, h.salt)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(h.first))
	dst = binary.LittleEndian.AppendUint32(dst, 0)
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

var errHeader = errors.New("the segment's header is damaged")

func parseHeader(b []byte) (header, error) {
	if len(b) < headerSize || !bytes.HasPrefix(b, headerMagic) ||
		crc32.Checksum(b[:headerSize-4], castagnoli) != binary.LittleEndian.Uint32(b[headerSize-4:]) {
		return header{}, errHeader
	}
	if version := binary.LittleEndian.Uint32(b[8:]); version != formatVersion {
		return header{}, fmt.Errorf("the segment has format version %d; this program reads version %d: use the version that wrote it, or a newer one", version, formatVersion)
	}
	return header{
		salt:  binary.LittleEndian.Uint32(b[12:]),
		first: int64(binary.LittleEndian.Uint64(b[16:])),
	}, nil
}

// frame is the head of a block of records.
type frame struct {
	checksum    uint32
	length      uint32 // of the compressed records
	group       uint32 // where in the segment the frame's group starts
	first, last int64
	count       uint16
	endsGroup   bool
}

// put writes the head over b, which the payload follows, and its checksum.
func (f frame) put(b []byte, salt uint32) {
	copy(b, frameMagic)
	binary.LittleEndian.PutUint32(b[8:], f.length)
	binary.LittleEndian.PutUint32(b[12:], f.group)
	binary.LittleEndian.PutUint64(b[16:], uint64(f.first))
	binary.LittleEndian.PutUint64(b[24:], uint64(f.last))
	binary.LittleEndian.PutUint16(b[32:], f.count)
	b[34], b[35] = 0, 0
	if f.endsGroup {
		b[34] = 1
	}
	binary.LittleEndian.PutUint32(b[4:], crc32.Update(salt, castagnoli, b[8:frameHead+int(f.length)]))
}

// parseFrame reads the head of a frame; ok is false where there is none.
func parseFrame(b []byte) (f frame, ok bool) {
	if len(b) < frameHead || !bytes.HasPrefix(b, frameMagic) {
		return frame{}, false
	}
	f = frame{
		checksum:  binary.LittleEndian.Uint32(b[4:]),
		length:    binary.LittleEndian.Uint32(b[8:]),
		group:     binary.LittleEndian.Uint32(b[12:]),
		first:     int64(binary.LittleEndian.Uint64(b[16:])),
		last:      int64(binary.LittleEndian.Uint64(b[24:])),
		count:     binary.LittleEndian.Uint16(b[32:]),
		endsGroup: b[34] == 1,
	}
	return f, f.length <= maxFrame && f.first <= f.last && f.count > 0
}

// checkFrame parses the frame at the start of b and checks its checksum.
func checkFrame(b []byte, salt uint32) (f frame, size int, ok bool) {
	f, ok = parseFrame(b)
	size = frameHead + int(f.length)
	if !ok || len(b) < size || crc32.Update(salt, castagnoli, b[8:size]) != f.checksum {
		return frame{}, 0, false
	}
	return f, size, true
}

// entry says where in a segment a block starts, and its first position.
type entry struct {
	first  int64
	offset uint32
}

func appendEntry(dst []byte, e entry) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, uint64(e.first))
	return binary.LittleEndian.AppendUint32(dst, e.offset)
}

func parseEntry(b []byte) entry {
	return entry{int64(binary.LittleEndian.Uint64(b)), binary.LittleEndian.Uint32(b[8:])}
}

// trailer ends a sealed segment.
type trailer struct {
	directory int64 // offset of the directory, which is where the frames end
	count     int64 // of its entries
	last      int64 // position
}

// appendFooter appends the directory and the trailer of a segment whose frames
// end at offset end.
func appendFooter(dst []byte, entries []entry, end, last int64, salt uint32) []byte {
	start := len(dst)
	for _, e := range entries {
		dst = appendEntry(dst, e)
	}
	dst = binary.LittleEndian.AppendUint64(dst, uint64(end))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(len(entries)))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(last))
	dst = binary.LittleEndian.AppendUint32(dst, 0)
	dst = binary.LittleEndian.AppendUint32(dst, crc32.Update(salt, castagnoli, dst[start:]))
	return append(dst, trailerMagic...)
}

// parseTrailer reads the last trailerSize bytes of a file of the given size.
// The checksum is checkFooter's.
func parseTrailer(b []byte, size int64) (trailer, bool) {
	if len(b) != trailerSize || !bytes.HasSuffix(b, trailerMagic) {
		return trailer{}, false
	}
	t := trailer{
		directory: int64(binary.LittleEndian.Uint64(b)),
		count:     int64(binary.LittleEndian.Uint64(b[8:])),
		last:      int64(binary.LittleEndian.Uint64(b[16:])),
	}
	fits := t.directory >= headerSize && t.count > 0 && t.count <= size/entrySize &&
		t.directory+t.count*entrySize+trailerSize == size
	return t, fits
}

// checkFooter checks the directory and trailer together, the last bytes of a
// sealed segment.
func checkFooter(footer []byte, salt uint32) bool {
	checked := len(footer) - len(trailerMagic) - 4
	return crc32.Update(salt, castagnoli, footer[:checked]) == binary.LittleEndian.Uint32(footer[checked:])
}
