package column

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"
)

// How the values of a column lie in a segment.
const (
	// constant: no bytes; all values are base.
	constant uint8 = iota
	// offsets: width bytes a row; value = base + scale × offset.
	offsets
	// dictionary: count distinct values of 8 bytes, ascending as unsigned numbers,
	// then width bytes a row: the place of its value among them.
	dictionary
	// raw: bytes that are read in another way.
	raw
)

// packed says where and how a column lies in a segment.
type packed struct {
	kind, width uint8
	base, scale int64
	count       uint32
	offset      uint64
	length      uint64
	checksum    uint32
}

// overrun is how many bytes behind a column may be read with its last value;
// the segment's directory and trailer are longer.
const overrun = 8

// maxDistinct is how many distinct values a column with a dictionary can have.
const maxDistinct = 1 << 16

// widthOf is how many bytes a number needs; 0 needs none.
func widthOf(n uint64) uint8 { return uint8((bits.Len64(n) + 7) / 8) }

// appendWidth appends the lowest bytes of a number.
func appendWidth(dst []byte, n uint64, width uint8) []byte {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], n)
	return append(dst, b[:width]...)
}

// packCodes appends a column of codes.
func packCodes(dst []byte, codes []uint32) ([]byte, packed) {
	if len(codes) == 0 {
		return dst, packed{kind: constant}
	}
	least, most := slices.Min(codes), slices.Max(codes)
	if least == most {
		return dst, packed{kind: constant, base: int64(least)}
	}
	p := packed{kind: offsets, width: widthOf(uint64(most - least)), base: int64(least), scale: 1}
	for _, code := range codes {
		dst = appendWidth(dst, uint64(code-least), p.width)
	}
	return dst, p
}

// packIntegers appends a column of whole numbers.
func packIntegers(dst []byte, values []int64) ([]byte, packed) {
	least, most := slices.Min(values), slices.Max(values)
	if least == most {
		return dst, packed{kind: constant, base: least}
	}
	// Times of clocks that count milliseconds or seconds have a common divisor.
	scale := uint64(0)
	for _, value := range values {
		if scale = divisor(uint64(value)-uint64(least), scale); scale == 1 {
			break
		}
	}
	p := packed{kind: offsets, width: widthOf((uint64(most) - uint64(least)) / scale), base: least, scale: int64(scale)}
	if p.width > 2 {
		distinct := make(map[uint64]uint32)
		for _, value := range values {
			if distinct[uint64(value)] = 0; len(distinct) > maxDistinct {
				break
			}
		}
		if with, ok := packDistinct(dst, len(values), int(p.width), distinct, func(i int) uint64 { return uint64(values[i]) }); ok {
			return with.bytes, with.packed
		}
	}
	for _, value := range values {
		dst = appendWidth(dst, (uint64(value)-uint64(least))/scale, p.width)
	}
	return dst, p
}

// divisor is the greatest common divisor; that of a number and 0 is the number.
func divisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// packNumbers appends a column of numbers.
func packNumbers(dst []byte, values []float64) ([]byte, packed) {
	distinct := make(map[uint64]uint32)
	for _, value := range values {
		if distinct[math.Float64bits(value)] = 0; len(distinct) > maxDistinct {
			break
		}
	}
	bitsOf := func(i int) uint64 { return math.Float64bits(values[i]) }
	if len(distinct) == 1 {
		return dst, packed{kind: constant, base: int64(bitsOf(0))}
	}
	if with, ok := packDistinct(dst, len(values), 8, distinct, bitsOf); ok {
		return with.bytes, with.packed
	}
	for i := range values {
		dst = binary.LittleEndian.AppendUint64(dst, bitsOf(i))
	}
	return dst, packed{kind: offsets, width: 8, scale: 1}
}

type packedBytes struct {
	packed
	bytes []byte
}

// packDistinct appends a column with a dictionary, if that is smaller than
// width bytes a row.
func packDistinct(dst []byte, rows, width int, distinct map[uint64]uint32, value func(i int) uint64) (packedBytes, bool) {
	narrow := widthOf(uint64(len(distinct) - 1))
	if len(distinct) > maxDistinct || 8*len(distinct)+rows*int(narrow) >= rows*width {
		return packedBytes{}, false
	}
	sorted := make([]uint64, 0, len(distinct))
	for each := range distinct {
		sorted = append(sorted, each)
	}
	slices.Sort(sorted)
	for code, each := range sorted {
		distinct[each] = uint32(code)
		dst = binary.LittleEndian.AppendUint64(dst, each)
	}
	for i := range rows {
		dst = appendWidth(dst, uint64(distinct[value(i)]), narrow)
	}
	return packedBytes{packed{kind: dictionary, width: narrow, count: uint32(len(sorted))}, dst}, true
}

// fits reports whether a column of so many values can be what p says, in
// maximum width bytes each.
func (p *packed) fits(values int, maximum uint8) bool {
	switch p.kind {
	case constant:
		return p.length == 0
	case offsets:
		return p.width >= 1 && p.width <= maximum && p.length == uint64(values)*uint64(p.width)
	case dictionary:
		return p.width >= 1 && p.width <= 4 && p.count >= 1 && p.count <= maxDistinct &&
			p.length == uint64(values)*uint64(p.width)+8*uint64(p.count)
	default:
		return false
	}
}

// unpackCodes reads the values [from, to) of a column of codes, which begins
// at b and is not a dictionary.
func (p *packed) unpackCodes(b []byte, from, to int, dst []uint32) []uint32 {
	base := uint32(p.base)
	if p.kind == constant {
		return repeat(base, to-from, dst)
	}
	dst = slices.Grow(dst[:0], to-from)[:to-from]
	b = b[from*int(p.width) : to*int(p.width)+overrun]
	// Each width has a loop of its own: this is what a scan spends its time on.
	switch p.width {
	case 1:
		b = b[:len(dst)]
		for i := range dst {
			dst[i] = base + uint32(b[i])
		}
	case 2:
		for i := range dst {
			dst[i] = base + uint32(binary.LittleEndian.Uint16(b[2*i:]))
		}
	case 3:
		for i := range dst {
			dst[i] = base + binary.LittleEndian.Uint32(b[3*i:])&0xFFFFFF
		}
	default:
		for i := range dst {
			dst[i] = base + binary.LittleEndian.Uint32(b[4*i:])
		}
	}
	return dst
}

// unpackIntegers reads the values [from, to) of a column of whole numbers.
func (p *packed) unpackIntegers(b []byte, from, to int, dst []int64) []int64 {
	switch p.kind {
	case constant:
		return repeat(p.base, to-from, dst)
	case dictionary:
		return unpackDistinct(p, b, from, to, dst, func(bits uint64) int64 { return int64(bits) })
	}
	dst = slices.Grow(dst[:0], to-from)[:to-from]
	b = b[from*int(p.width) : to*int(p.width)+overrun]
	base, scale := p.base, p.scale
	switch p.width {
	case 1:
		b = b[:len(dst)]
		for i := range dst {
			dst[i] = base + scale*int64(b[i])
		}
	case 2:
		for i := range dst {
			dst[i] = base + scale*int64(binary.LittleEndian.Uint16(b[2*i:]))
		}
	case 3:
		for i := range dst {
			dst[i] = base + scale*int64(binary.LittleEndian.Uint32(b[3*i:])&0xFFFFFF)
		}
	case 4:
		for i := range dst {
			dst[i] = base + scale*int64(binary.LittleEndian.Uint32(b[4*i:]))
		}
	case 5:
		for i := range dst {
			dst[i] = base + scale*int64(binary.LittleEndian.Uint64(b[5*i:])&(1<<40-1))
		}
	case 8:
		for i := range dst {
			dst[i] = base + scale*int64(binary.LittleEndian.Uint64(b[8*i:]))
		}
	default:
		width, mask := int(p.width), uint64(1)<<(8*p.width)-1
		for i := range dst {
			dst[i] = base + scale*int64(binary.LittleEndian.Uint64(b[width*i:])&mask)
		}
	}
	return dst
}

// unpackNumbers reads the values [from, to) of a column of numbers.
func (p *packed) unpackNumbers(b []byte, from, to int, dst []float64) []float64 {
	switch p.kind {
	case constant:
		return repeat(math.Float64frombits(uint64(p.base)), to-from, dst)
	case dictionary:
		return unpackDistinct(p, b, from, to, dst, math.Float64frombits)
	}
	dst = slices.Grow(dst[:0], to-from)[:to-from]
	b = b[8*from : 8*to+overrun]
	for i := range dst {
		dst[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return dst
}

// unpackDistinct reads the values [from, to) of a column with a dictionary.
func unpackDistinct[T any](p *packed, b []byte, from, to int, dst []T, of func(bits uint64) T) []T {
	values, places := b[:8*p.count], b[8*p.count:]
	dst = slices.Grow(dst[:0], to-from)[:to-from]
	if p.width == 1 {
		// Of a code of one byte no damage leads beyond the end.
		var table [256]T
		for code := range min(len(table), int(p.count)) {
			table[code] = of(binary.LittleEndian.Uint64(values[8*code:]))
		}
		places = places[from : from+len(dst)]
		for i := range dst {
			dst[i] = table[places[i]]
		}
		return dst
	}
	const step = 512
	var codes [step]uint32
	column := packed{kind: offsets, width: p.width}
	for done := 0; done < len(dst); done += step {
		for i, code := range column.unpackCodes(places, from+done, min(from+done+step, to), codes[:]) {
			// Where bytes were damaged the code may lead beyond the end.
			at := min(8*int(code), len(values)-8)
			dst[done+i] = of(binary.LittleEndian.Uint64(values[at:]))
		}
	}
	return dst
}

// at is one value of a column that has no dictionary.
func (p *packed) at(b []byte, row int) uint64 {
	if p.kind == constant {
		return uint64(p.base)
	}
	n := binary.LittleEndian.Uint64(b[row*int(p.width):])
	if p.width < 8 {
		n &= 1<<(8*p.width) - 1
	}
	return uint64(p.base) + uint64(p.scale)*n
}
