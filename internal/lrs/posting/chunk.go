// Package posting holds what an inverted index is made of: chunks of
// delta-coded positions, and sorted streams that are united, intersected and
// subtracted. It knows nothing of where the chunks are kept.
//
// A position is the stored time of a statement in microseconds: positive, and
// distinct for every statement of an engine.
package posting

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// ChunkLimit is the size in bytes that a chunk's value stays under.
const ChunkLimit = 900

// ErrCorrupt is wrapped by the errors of DecodeChunk.
var ErrCorrupt = errors.New("corrupt posting chunk")

// AppendChunk appends the value of a chunk that holds as many of the ascending
// positions as fit into ChunkLimit bytes, and returns how many those are. The
// first position is not part of the value: it is the chunk's key.
//
// The value of a single position is empty; else it is the distance from the
// first to the last position, then the distance of each from the one before,
// as varints. The first distance lets a reader pass over a chunk undecoded.
func AppendChunk(dst []byte, positions []int64) (value []byte, n int) {
	size, n := 0, 1
	for n < len(positions) {
		more := varintSize(positions[n] - positions[n-1])
		if size+more > ChunkLimit-binary.MaxVarintLen64 {
			break
		}
		size += more
		n++
	}
	if n == 1 {
		return dst, 1
	}
	dst = binary.AppendUvarint(dst, uint64(positions[n-1]-positions[0]))
	for i := 1; i < n; i++ {
		dst = binary.AppendUvarint(dst, uint64(positions[i]-positions[i-1]))
	}
	return dst, n
}

func varintSize(v int64) int { return (bits.Len64(uint64(v)|1) + 6) / 7 }

// ChunkLast returns the last position of a chunk without decoding the rest.
func ChunkLast(first int64, value []byte) (int64, error) {
	if len(value) == 0 {
		return first, nil
	}
	span, n := binary.Uvarint(value)
	if n <= 0 || int64(span) <= 0 || first+int64(span) < first {
		return 0, fmt.Errorf("%w: bad span", ErrCorrupt)
	}
	return first + int64(span), nil
}

// DecodeChunk appends the positions of a chunk to dst.
func DecodeChunk(dst []int64, first int64, value []byte) ([]int64, error) {
	last, err := ChunkLast(first, value)
	if err != nil {
		return nil, err
	}
	dst = append(dst, first)
	if len(value) == 0 {
		return dst, nil
	}
	_, n := binary.Uvarint(value)
	position := first
	for rest := value[n:]; len(rest) > 0; rest = rest[n:] {
		var delta uint64
		delta, n = binary.Uvarint(rest)
		if n <= 0 || delta == 0 || delta > uint64(last-position) {
			return nil, fmt.Errorf("%w: bad distance", ErrCorrupt)
		}
		position += int64(delta)
		dst = append(dst, position)
	}
	if position != last {
		return nil, fmt.Errorf("%w: it ends before its last position", ErrCorrupt)
	}
	return dst, nil
}
