package engine

import (
	"math"
	"slices"
	"sync"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// block is the rows of some people, each person's together and in order (by
// timestamp, stored, place in the group). Rows of nobody come by their actor,
// with person 0. Its memory is used again for the next block.
type block struct {
	view *view
	n    int
	// starts are where each person's rows begin, and n.
	starts []int32
	person []uint32
	// timestamp and stored are in microseconds.
	timestamp, stored []int64
	// match says which rows match the scan's condition; the others are there only
	// where the scan asked for them.
	match []bool
	// marks has the scan's further conditions, where it has some.
	marks []uint16

	// pieces are what lies behind, rows what each row is: an index into all kept
	// rows of the pieces, one piece after the other.
	pieces []*raw
	used   int
	rows   []int32
	// first is the index of the first kept row of each piece.
	first []int32

	codesOf    [columns][]uint32
	integersOf [columns][]int64
	numbersOf  [columns][]float64
	gathered   [columns]bool

	registrationsOf []xapi.UUID
	scoresOf        []float64
	knows           struct{ registrations, scores bool }
	scratch         scratch
}

// blockPool keeps the memory of blocks for the next query.
type blockPool struct{ pool sync.Pool }

func (p *blockPool) take(v *view) *block {
	b, ok := p.pool.Get().(*block)
	if !ok {
		b = &block{}
	}
	b.view = v
	for _, r := range b.pieces {
		r.view = v
	}
	return b
}

// put gives a block back; it lets go of what belongs to the query.
func (p *blockPool) put(b *block) {
	b.view = nil
	for _, r := range b.pieces {
		r.forget()
	}
	p.pool.Put(b)
}

// scratch is memory for gathering.
type scratch struct {
	actors     []uint32
	timestamps []int64
	stored     []int64
	members    []int64
	match      []bool
	marks      []uint16
	counts     []int32
	codes      []uint32
	integers   []int64
	numbers    []float64
	ids        []xapi.UUID
}

func (b *block) codes(c column.Column) []uint32 {
	if !b.gathered[c] {
		b.scratch.codes = b.scratch.codes[:0]
		for _, r := range b.pieces[:b.used] {
			b.scratch.codes = appendKept(b.scratch.codes, r.codes(c), r.kept)
		}
		b.codesOf[c] = permute(b.codesOf[c], b.scratch.codes, b.rows)
		b.gathered[c] = true
	}
	return b.codesOf[c]
}

func (b *block) integers(c column.Column) []int64 {
	if !b.gathered[c] {
		b.scratch.integers = b.scratch.integers[:0]
		for _, r := range b.pieces[:b.used] {
			b.scratch.integers = appendKept(b.scratch.integers, r.integers(c), r.kept)
		}
		b.integersOf[c] = permute(b.integersOf[c], b.scratch.integers, b.rows)
		b.gathered[c] = true
	}
	return b.integersOf[c]
}

func (b *block) numbers(c column.Column) []float64 {
	if !b.gathered[c] {
		b.scratch.numbers = b.scratch.numbers[:0]
		for _, r := range b.pieces[:b.used] {
			b.scratch.numbers = appendKept(b.scratch.numbers, r.numbers(c), r.kept)
		}
		b.numbersOf[c] = permute(b.numbersOf[c], b.scratch.numbers, b.rows)
		b.gathered[c] = true
	}
	return b.numbersOf[c]
}

// derive gathers what fill computes for all rows of a range.
func derive[T any](b *block, fill func(r *raw) []T) []T {
	all := make([]T, 0, b.n)
	for _, r := range b.pieces[:b.used] {
		all = appendKept(all, fill(r), r.kept)
	}
	return permute(make([]T, 0, b.n), all, b.rows)
}

func appendKept[T any](dst, values []T, kept []int32) []T {
	if len(kept) == len(values) {
		return append(dst, values...)
	}
	for _, i := range kept {
		dst = append(dst, values[i])
	}
	return dst
}

// permute returns values in the order of rows.
func permute[T any](dst, values []T, rows []int32) []T {
	dst = dst[:0]
	for _, row := range rows {
		dst = append(dst, values[row])
	}
	return dst
}

// origin returns where a row of the block lies.
func (b *block) origin(i int) (r *raw, row int) {
	at := b.rows[i]
	piece, found := slices.BinarySearch(b.first, at)
	if !found {
		piece--
	}
	r = b.pieces[piece]
	return r, r.from + int(r.kept[at-b.first[piece]])
}

// id returns the id of a row's statement.
func (b *block) id(i int) xapi.UUID {
	r, row := b.origin(i)
	return r.part.ID(row)
}

// registrations returns the registration of each row; the zero UUID is none.
func (b *block) registrations() []xapi.UUID {
	if b.knows.registrations {
		return b.registrationsOf
	}
	all := b.scratch.ids[:0]
	for _, r := range b.pieces[:b.used] {
		list, codes := r.part.Registrations(), r.codes(column.Registration)
		for _, i := range r.kept {
			id := xapi.UUID{}
			if codes[i] != 0 {
				id = list[codes[i]]
			}
			all = append(all, id)
		}
	}
	b.scratch.ids = all
	b.registrationsOf = permute(b.registrationsOf, all, b.rows)
	b.knows.registrations = true
	return b.registrationsOf
}

// classes returns the verb class of each row.
func (b *block) classes(dst []meaning.Class) []meaning.Class {
	dst = dst[:0]
	for _, verb := range b.codes(column.Verb) {
		dst = append(dst, b.view.classOf(verb))
	}
	return dst
}

// courses returns the course of each row, 0 for none.
func (b *block) courses(dst []uint32) []uint32 {
	activities, contexts := b.codes(column.Activity), b.codes(column.Context)
	dst = dst[:0]
	for i, activity := range activities {
		course, _ := b.view.names.Course(activity, contexts[i])
		dst = append(dst, course)
	}
	return dst
}

// scores returns the comparable score of each row, NaN for none; do not write to
// it.
func (b *block) scores() []float64 {
	if b.knows.scores {
		return b.scoresOf
	}
	scaled, raw := b.numbers(column.Scaled), b.numbers(column.Raw)
	least, most := b.numbers(column.Min), b.numbers(column.Max)
	b.scoresOf = b.scoresOf[:0]
	for i := range b.n {
		b.scoresOf = append(b.scoresOf, scoreOf(scaled[i], raw[i], least[i], most[i]))
	}
	b.knows.scores = true
	return b.scoresOf
}

// times returns the column that the time range is about.
func (b *block) times() []int64 {
	if b.view.query.Time.OnStored {
		return b.stored
	}
	return b.timestamp
}

// none is a missing number.
var none = math.NaN()
