package engine

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/lore-lrs/lore/internal/facts/column"
)

// demand is what a scan is to give.
type demand struct {
	within window
	where  condition
	// marks are further conditions, at most 16: those that hold for a row are the
	// bits of its mark.
	marks []condition
	// all gives every visible row, and says which match; else only those that do.
	all bool
	// unordered: the rows of a person need not be in the order of time.
	unordered bool
}

// batchRows is about how many rows make a block.
const batchRows = 16384

// batch is the actors [from, to), or the few that are one person.
type batch struct {
	from, to column.Code
	shared   []column.Code
}

// scan gives all blocks of the demand to consumers, one for each worker: newly
// made by consumer, called by one goroutine at a time. Each person is in one
// block.
func (v *view) scan(ctx context.Context, d demand, consumer func() func(*block)) error {
	parts := v.partsWithin(d.within)
	batches := v.batches(parts)
	if len(batches) == 0 {
		return nil
	}
	workers := v.engine.config.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	// All consumers are there before the first worker runs: they may share what
	// making one of them sets.
	consumers := make([]func(*block), min(workers, len(batches)))
	for i := range consumers {
		consumers[i] = consumer()
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var next, done atomic.Int64
	var working sync.WaitGroup
	for _, consume := range consumers {
		working.Go(func() {
			// A fault here would end the process, not the query alone.
			defer func() {
				if fault := recover(); fault != nil {
					stop(fmt.Errorf("work on a query: panic: %v\n%s", fault, debug.Stack()))
				}
			}()
			b := v.engine.blocks.take(v)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(batches) {
					break
				}
				if v.fill(b, batches[i], parts, d); b.n > 0 {
					consume(b)
				}
				if v.effort.Progress != nil {
					v.effort.Progress(float64(done.Add(1)) / float64(len(batches)))
				}
			}
			v.engine.blocks.put(b)
		})
	}
	working.Wait()
	return context.Cause(ctx)
}

// partsWithin leaves out the parts that have nothing in the window.
func (v *view) partsWithin(within window) []*partView {
	return slices.DeleteFunc(slices.Clone(v.parts), func(p *partView) bool {
		least, most := p.Span(v.timeColumn())
		return most < within.from || least >= within.to
	})
}

// batches cuts the actors into ranges with about as many rows each. Every part
// proposes where to cut, so that none has much more in one batch.
func (v *view) batches(parts []*partView) []batch {
	var cuts []column.Code
	last := column.Code(0)
	for _, p := range parts {
		actors, starts := p.Runs()
		if len(actors) == 0 {
			continue
		}
		last = max(last, actors[len(actors)-1])
		for row := batchRows; row < p.Len(); row += batchRows {
			run, _ := slices.BinarySearch(starts, uint32(row))
			if run < len(actors) {
				cuts = append(cuts, actors[run])
			}
		}
	}
	if len(parts) == 0 {
		return nil
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var batches []batch
	from := column.Code(0)
	for _, cut := range append(cuts, last+1) {
		if cut > from {
			batches = append(batches, batch{from: from, to: cut})
			from = cut
		}
	}
	for _, actors := range v.shared {
		batches = append(batches, batch{shared: actors})
	}
	return batches
}

// fill makes the block of a batch.
func (v *view) fill(b *block, work batch, parts []*partView, d demand) {
	b.n, b.used = 0, 0
	clear(b.gathered[:])
	b.knows.registrations, b.knows.scores = false, false
	s := &b.scratch
	s.actors, s.timestamps, s.stored, s.members, s.match = s.actors[:0], s.timestamps[:0], s.stored[:0], s.members[:0], s.match[:0]
	s.marks = s.marks[:0]
	b.first = b.first[:0]
	for _, p := range parts {
		actors, starts := p.Runs()
		if work.shared == nil {
			low, _ := slices.BinarySearch(actors, work.from)
			high, _ := slices.BinarySearch(actors, work.to)
			b.take(p, int(starts[low]), int(starts[high]), d, v.merged)
			continue
		}
		for _, actor := range work.shared {
			if run, found := slices.BinarySearch(actors, actor); found {
				b.take(p, int(starts[run]), int(starts[run+1]), d, nil)
			}
		}
	}
	b.n = len(s.actors)
	if b.n == 0 {
		return
	}
	b.order(work, d.unordered)
	b.person = b.person[:0]
	b.starts = b.starts[:0]
	previous := column.Code(0)
	for i, row := range b.rows {
		actor := s.actors[row]
		person := v.names.Person(actor)
		if i == 0 || actor != previous && (person == 0 || person != b.person[i-1]) {
			b.starts = append(b.starts, int32(i))
		}
		previous = actor
		b.person = append(b.person, person)
	}
	b.starts = append(b.starts, int32(b.n))
	b.timestamp = permute(b.timestamp, s.timestamps, b.rows)
	b.stored = permute(b.stored, s.stored, b.rows)
	b.match = permute(b.match, s.match, b.rows)
	if len(d.marks) > 0 {
		b.marks = permute(b.marks, s.marks, b.rows)
	}
}

// take keeps what a range of a part gives to the block.
func (b *block) take(p *partView, from, to int, d demand, skip []bool) {
	if from == to {
		return
	}
	if b.used == len(b.pieces) {
		b.pieces = append(b.pieces, &raw{view: b.view})
	}
	r := b.pieces[b.used]
	r.at(p, from, to)
	kept := r.keepVisible(d.within, skip)
	b.view.looked(to-from, len(kept))
	if len(kept) == 0 {
		return
	}
	s := &b.scratch
	if d.where == nil {
		for range kept {
			s.match = append(s.match, true)
		}
	} else {
		mask := r.masks.take(r.len())
		d.where(r, mask)
		if !d.all {
			kept = filter(kept, func(i int32) bool { return mask[i] })
			r.kept = kept
		}
		s.match = appendKept(s.match, mask, kept)
		r.masks.put(mask)
	}
	if len(kept) == 0 {
		return
	}
	b.mark(r, kept, d.marks)
	b.first = append(b.first, int32(len(s.actors)))
	s.actors = appendKept(s.actors, r.codes(column.Actor), kept)
	s.timestamps = appendKept(s.timestamps, r.integers(column.Timestamp), kept)
	s.stored = appendKept(s.stored, r.integers(column.Stored), kept)
	s.members = appendKept(s.members, r.integers(column.Member), kept)
	b.used++
}

// mark notes which of the conditions hold for the kept rows.
func (b *block) mark(r *raw, kept []int32, conditions []condition) {
	if len(conditions) == 0 {
		return
	}
	marks := make([]uint16, r.len())
	mask := r.masks.take(r.len())
	for bit, holds := range conditions {
		if holds == nil {
			fill(mask, true)
		} else {
			holds(r, mask)
		}
		for i, is := range mask {
			if is {
				marks[i] |= 1 << bit
			}
		}
	}
	r.masks.put(mask)
	b.scratch.marks = appendKept(b.scratch.marks, marks, kept)
}

// order finds the order of the block's rows. The pieces are in order already,
// so that little is out of place where there are several.
func (b *block) order(work batch, unordered bool) {
	b.rows = b.rows[:0]
	for i := range b.n {
		b.rows = append(b.rows, int32(i))
	}
	s := &b.scratch
	if work.shared != nil {
		// One person: only time counts.
		slices.SortFunc(b.rows, func(x, y int32) int { return s.compare(x, y) })
		return
	}
	if b.used == 1 {
		return
	}
	// By actor, keeping the order of pieces, then each actor's rows by time.
	least := s.actors[0]
	most := least
	for _, actor := range s.actors {
		least, most = min(least, actor), max(most, actor)
	}
	s.counts = append(s.counts[:0], make([]int32, int(most-least)+2)...)
	for _, actor := range s.actors {
		s.counts[actor-least+1]++
	}
	for i := 1; i < len(s.counts); i++ {
		s.counts[i] += s.counts[i-1]
	}
	for i, actor := range s.actors {
		at := &s.counts[actor-least]
		b.rows[*at] = int32(i)
		*at++
	}
	if unordered {
		return
	}
	for from := 0; from < b.n; {
		to := from + 1
		for to < b.n && s.actors[b.rows[to]] == s.actors[b.rows[from]] {
			to++
		}
		s.sort(b.rows[from:to])
		from = to
	}
}

// compare orders two rows of a person.
func (s *scratch) compare(x, y int32) int {
	switch {
	case s.timestamps[x] != s.timestamps[y]:
		return order(s.timestamps[x], s.timestamps[y])
	case s.stored[x] != s.stored[y]:
		return order(s.stored[x], s.stored[y])
	default:
		return order(s.members[x], s.members[y])
	}
}

func order(x, y int64) int {
	if x < y {
		return -1
	}
	return flag(x > y)
}

// sort sorts rows that are nearly sorted.
func (s *scratch) sort(rows []int32) {
	moved := 0
	for i := 1; i < len(rows); i++ {
		for j := i; j > 0 && s.compare(rows[j], rows[j-1]) < 0; j-- {
			rows[j], rows[j-1] = rows[j-1], rows[j]
			if moved++; moved > 8*len(rows) {
				slices.SortFunc(rows, s.compare)
				return
			}
		}
	}
}
