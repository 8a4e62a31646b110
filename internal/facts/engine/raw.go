package engine

import (
	"context"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
)

// columns is how many columns may be decoded at once: those with a name, and
// promoted extensions are read aside.
const columns = int(column.Extension)

// raw is a range of a part's rows as they lie, with columns decoded when they
// are first asked for. Its memory is used again for the next range: slices that
// it gives are good until then.
type raw struct {
	view     *view
	part     *partView
	from, to int

	codesOf    [columns][]uint32
	integersOf [columns][]int64
	numbersOf  [columns][]float64
	decoded    [columns]bool
	// promoted are the columns of extensions, decoded.
	promoted map[column.Column][]uint32

	// kept are the rows that stay, from 0 for the first of the range.
	kept  []int32
	masks masks
}

// at moves to another range.
func (r *raw) at(part *partView, from, to int) {
	r.part, r.from, r.to = part, from, to
	clear(r.decoded[:])
	clear(r.promoted)
}

// forget lets go of the query and the part.
func (r *raw) forget() {
	r.at(nil, 0, 0)
	r.view = nil
}

// len is the number of rows in the range.
func (r *raw) len() int { return r.to - r.from }

func (r *raw) codes(c column.Column) []uint32 {
	if c >= column.Extension {
		return r.promotedCodes(c)
	}
	if !r.decoded[c] {
		r.codesOf[c] = r.part.Codes(c, r.from, r.to, r.codesOf[c])
		r.decoded[c] = true
	}
	return r.codesOf[c]
}

func (r *raw) promotedCodes(c column.Column) []uint32 {
	if codes, ok := r.promoted[c]; ok {
		return codes
	}
	if r.promoted == nil {
		r.promoted = make(map[column.Column][]uint32)
	}
	codes := r.part.Codes(c, r.from, r.to, nil)
	r.promoted[c] = codes
	return codes
}

func (r *raw) integers(c column.Column) []int64 {
	if !r.decoded[c] {
		r.integersOf[c] = r.part.Integers(c, r.from, r.to, r.integersOf[c])
		r.decoded[c] = true
	}
	return r.integersOf[c]
}

func (r *raw) numbers(c column.Column) []float64 {
	if !r.decoded[c] {
		r.numbersOf[c] = r.part.Numbers(c, r.from, r.to, r.numbersOf[c])
		r.decoded[c] = true
	}
	return r.numbersOf[c]
}

// window is a range of time in the column that a query's range is about;
// half-open, in microseconds.
type window struct{ from, to int64 }

// everything has no bounds.
var everything = window{minTime, maxTime}

const (
	minTime = -1 << 63
	maxTime = 1<<63 - 1
)

// keepVisible fills kept with the rows that are visible within the window.
// actors in skip are left out; skip may be nil.
func (r *raw) keepVisible(within window, skip []bool) []int32 {
	v := r.view
	kept := r.kept[:0]
	dead := r.part.dead
	if len(dead) > 0 {
		dead = dead[firstAtLeast(dead, uint32(r.from)):]
	}
	least, most := r.part.Span(v.timeColumn())
	timed := within.from > least || within.to <= most
	switch {
	case !timed && len(dead) == 0:
		for i := range int32(r.len()) {
			kept = append(kept, i)
		}
	case !timed:
		for i := range int32(r.len()) {
			if len(dead) > 0 && dead[0] == uint32(r.from)+uint32(i) {
				dead = dead[1:]
				continue
			}
			kept = append(kept, i)
		}
	default:
		times := r.integers(v.timeColumn())
		for i, at := range times {
			if len(dead) > 0 && dead[0] == uint32(r.from+i) {
				dead = dead[1:]
				continue
			}
			if at >= within.from && at < within.to {
				kept = append(kept, int32(i))
			}
		}
	}
	if r.part.recent {
		stored := r.integers(column.Stored)
		kept = filter(kept, func(i int32) bool { return stored[i] < v.now })
	}
	if v.allowed != nil {
		actors := r.codes(column.Actor)
		kept = filter(kept, func(i int32) bool { return v.allowed[v.names.Person(actors[i])] })
	}
	if skip != nil {
		actors := r.codes(column.Actor)
		kept = filter(kept, func(i int32) bool { return !skip[actors[i]] })
	}
	r.kept = kept
	return kept
}

// filter keeps the rows for which keep is true, in place.
func filter(rows []int32, keep func(int32) bool) []int32 {
	n := 0
	for _, i := range rows {
		rows[n] = i
		if keep(i) {
			n++
		}
	}
	return rows[:n]
}

// firstAtLeast returns the index of the first element not below x.
func firstAtLeast(ascending []uint32, x uint32) int {
	low, high := 0, len(ascending)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if ascending[middle] < x {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low
}

// rawRows is how many rows are decoded at once.
const rawRows = 8192

// eachRaw calls fn for the ranges of a part with the visible rows of each.
func (v *view) eachRaw(ctx context.Context, p *partView, within window, fn func(r *raw, kept []int32)) error {
	r := &raw{view: v}
	for from := 0; from < p.Len(); from += rawRows {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := min(from+rawRows, p.Len())
		r.at(p, from, to)
		kept := r.keepVisible(within, nil)
		v.looked(to-from, len(kept))
		fn(r, kept)
	}
	return nil
}

// Flags, read as answers.
func successOf(flags uint32) fact.Answer { return answerOf(flags, column.HasSuccess, column.Success) }

func completionOf(flags uint32) fact.Answer {
	return answerOf(flags, column.HasCompletion, column.Completion)
}

func answerOf(flags, has, is uint32) fact.Answer {
	switch {
	case flags&has == 0:
		return fact.Unknown
	case flags&is == 0:
		return fact.No
	default:
		return fact.Yes
	}
}
