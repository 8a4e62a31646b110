package column

import (
	"cmp"
	"math"
	"slices"

	"github.com/lore-lrs/lore/xapi"
)

// columns is a Part without what changes: the voided rows.
type columns interface {
	Len() int
	Span(column Column) (least, most int64)
	Runs() (actors []Code, starts []uint32)
	Codes(column Column, from, to int, dst []uint32) []uint32
	Integers(column Column, from, to int, dst []int64) []int64
	Numbers(column Column, from, to int, dst []float64) []float64
	Constant(column Column) (Code, bool)
	ID(row int) xapi.UUID
	Registrations() []xapi.UUID
	Segments(row int) []int64
}

// part is columns and which of their rows are voided. A voiding makes a new
// part of the same columns.
type part struct {
	columns
	voided []Voided
}

// Voided implements Part.
func (p *part) Voided() []Voided { return p.voided }

// vector is a column in memory: a value for each row, or one for all.
type vector[T any] struct {
	each []T
	same T
}

// newVector takes the values of a column in the order of the rows given.
func newVector[T any](values []T, order []sortedRow, equal func(a, b T) bool) vector[T] {
	for _, value := range values {
		if !equal(value, values[0]) {
			each := make([]T, len(order))
			for i, row := range order {
				each[i] = values[row.row]
			}
			return vector[T]{each: each}
		}
	}
	return vector[T]{same: values[0]}
}

func (v *vector[T]) read(from, to int, dst []T) []T {
	if v.each != nil {
		return append(dst[:0], v.each[from:to]...)
	}
	return repeat(v.same, to-from, dst)
}

// repeat returns n times the value in dst's memory.
func repeat[T any](value T, n int, dst []T) []T {
	dst = slices.Grow(dst[:0], n)[:n]
	for i := range dst {
		dst[i] = value
	}
	return dst
}

// plain is columns as arrays in memory.
type plain struct {
	len           int
	codes         []vector[uint32] // by codeIndex
	integers      [integerColumns]vector[int64]
	numbers       [numberColumns]vector[float64]
	ids           []xapi.UUID
	played        []played
	registrations []xapi.UUID
	actors        []Code
	starts        []uint32
	spans         [2][2]int64 // of Stored and Timestamp
}

// sortedRow is a row by what parts are sorted by. Rows come in order of
// their position and member, hence their numbers decide between equal times.
type sortedRow struct {
	time  int64
	actor Code
	row   uint32
}

// sorted makes a part of rows; there must be one at least. Where rows came
// from several parts, they must lie in the order of the parts.
func (r *rows) sorted() *part {
	order := make([]sortedRow, r.len())
	for i := range order {
		order[i] = sortedRow{r.integers[Timestamp-Stored][i], r.codes[Actor][i], uint32(i)}
	}
	slices.SortFunc(order, func(a, b sortedRow) int {
		return cmp.Or(cmp.Compare(a.actor, b.actor), cmp.Compare(a.time, b.time), cmp.Compare(a.row, b.row))
	})
	p := &plain{
		len:           len(order),
		codes:         make([]vector[uint32], len(r.codes)),
		ids:           make([]xapi.UUID, len(order)),
		registrations: slices.Clip(r.registrations),
	}
	for i := range r.codes {
		p.codes[i] = newVector(r.codes[i], order, func(a, b uint32) bool { return a == b })
	}
	for i := range r.integers {
		p.integers[i] = newVector(r.integers[i], order, func(a, b int64) bool { return a == b })
	}
	for i := range r.numbers {
		p.numbers[i] = newVector(r.numbers[i], order, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
	}
	for i, row := range order {
		p.ids[i] = r.ids[row.row]
		if i == 0 || row.actor != order[i-1].actor {
			p.actors = append(p.actors, row.actor)
			p.starts = append(p.starts, uint32(i))
		}
	}
	p.starts = append(p.starts, uint32(len(order)))
	for i := range p.spans {
		p.spans[i] = [2]int64{slices.Min(r.integers[i]), slices.Max(r.integers[i])}
	}
	if len(r.played) == 0 && len(r.voided) == 0 {
		return &part{columns: p}
	}
	place := make([]uint32, len(order))
	for i, row := range order {
		place[row.row] = uint32(i)
	}
	for _, row := range r.played {
		p.played = append(p.played, played{place[row.row], row.pairs})
	}
	slices.SortFunc(p.played, func(a, b played) int { return cmp.Compare(a.row, b.row) })
	moved := make([]Voided, 0, len(r.voided))
	for _, row := range r.voided {
		moved = append(moved, Voided{place[row.Row], row.At})
	}
	slices.SortFunc(moved, func(a, b Voided) int { return cmp.Compare(a.Row, b.Row) })
	return &part{columns: p, voided: moved}
}

// merged makes one part of several with ascending, separate ranges of Stored.
func merged(parts []*part, promoted int) *part {
	if len(parts) == 1 {
		return parts[0]
	}
	all := newRows(promoted)
	for _, p := range parts {
		all.addPart(p)
	}
	return all.sorted()
}

func (p *plain) Len() int { return p.len }

func (p *plain) Span(c Column) (least, most int64) {
	span := p.spans[c-Stored]
	return span[0], span[1]
}

func (p *plain) Runs() (actors []Code, starts []uint32) { return p.actors, p.starts }

func (p *plain) Codes(c Column, from, to int, dst []uint32) []uint32 {
	return p.codes[codeIndex(c)].read(from, to, dst)
}

func (p *plain) Integers(c Column, from, to int, dst []int64) []int64 {
	return p.integers[c-Stored].read(from, to, dst)
}

func (p *plain) Numbers(c Column, from, to int, dst []float64) []float64 {
	return p.numbers[c-Scaled].read(from, to, dst)
}

func (p *plain) Constant(c Column) (Code, bool) {
	v := &p.codes[codeIndex(c)]
	return v.same, v.each == nil
}

func (p *plain) ID(row int) xapi.UUID { return p.ids[row] }

func (p *plain) Registrations() []xapi.UUID { return p.registrations }

func (p *plain) Segments(row int) []int64 {
	i, ok := slices.BinarySearchFunc(p.played, uint32(row), func(a played, row uint32) int { return cmp.Compare(a.row, row) })
	if !ok {
		return nil
	}
	return p.played[i].pairs
}
