package quality

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/lore-lrs/lore/internal/facts/column"
)

const (
	// pieceRows is how many rows are looked at at once: their columns fit into the
	// caches of a processor.
	pieceRows = 4096
	// batchRows is about how many rows a batch has: what a consumer remembers of
	// them fits into the caches, too. leastCut is how many rows of a part it has at
	// least, where there are many parts.
	batchRows = 32768
	leastCut  = 1024
)

// consumer takes in the facts in batches. One goroutine calls it.
type consumer interface {
	// take looks at rows of the batch. Each actor's rows of the period are in one
	// batch; parts come in their order, and the rows of a part in its order.
	take(p *piece)
	// end is called after the last piece of a batch.
	end()
}

// batch is the actors [from, to) of the parts of the period, or rows of a part
// from before it.
type batch struct {
	from, to column.Code
	old      column.Part
	row, end int
}

// scan gives the rows of all parts to consumers, one for each worker, made by make
// one after another. Parts that end before the period began (since, microseconds)
// are left out, or given with piece.old set.
func (g *ground) scan(ctx context.Context, workers int, since int64, withOld bool, newConsumer func() consumer) error {
	var recent, old []column.Part
	for _, part := range g.snapshot.Parts {
		if _, most := part.Span(column.Stored); part.Len() == 0 {
			continue
		} else if most < since {
			old = append(old, part)
		} else {
			recent = append(recent, part)
		}
	}
	batches := cut(recent)
	if withOld {
		for _, part := range old {
			for row := 0; row < part.Len(); row += batchRows {
				batches = append(batches, batch{old: part, row: row, end: min(row+batchRows, part.Len())})
			}
		}
	}
	var next atomic.Int64
	var working sync.WaitGroup
	for range min(workers, len(batches)) {
		c := newConsumer()
		working.Go(func() {
			p := &piece{ground: g}
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(batches) {
					return
				}
				b := batches[i]
				if b.old != nil {
					p.old = true
					p.walk(c, b.old, b.row, b.end)
				} else {
					p.old = false
					for _, part := range recent {
						actors, starts := part.Runs()
						low, _ := slices.BinarySearch(actors, b.from)
						high, _ := slices.BinarySearch(actors, b.to)
						p.walk(c, part, int(starts[low]), int(starts[high]))
					}
				}
				c.end()
			}
		})
	}
	working.Wait()
	return ctx.Err()
}

// cut makes batches of about as many rows of each part: every part proposes cuts,
// and one of so many as there are parts is made.
func cut(parts []column.Part) []batch {
	var cuts []column.Code
	if len(parts) == 0 {
		return nil
	}
	step := max(batchRows/len(parts), leastCut)
	last := column.Code(0)
	for _, part := range parts {
		actors, starts := part.Runs()
		last = max(last, actors[len(actors)-1])
		for row := step; row < part.Len(); row += step {
			if run, _ := slices.BinarySearch(starts, uint32(row)); run < len(actors) {
				cuts = append(cuts, actors[run])
			}
		}
	}
	slices.Sort(cuts)
	var batches []batch
	from := column.Code(0)
	for i, at := range cuts {
		if i%len(parts) == len(parts)/2 && at > from {
			batches = append(batches, batch{from: from, to: at})
			from = at
		}
	}
	return append(batches, batch{from: from, to: last + 1})
}

// piece is a few rows of a part that follow each other. Its columns are read when
// they are asked for.
type piece struct {
	*ground
	part     column.Part
	from, to int
	// old: all of it was stored before the period.
	old bool

	codesOf    [column.Registration + 1][]uint32
	integersOf [column.Duration + 1][]int64
	numbersOf  [column.VideoLength + 1][]float64
	haveCodes  [column.Registration + 1]bool
	voidedRows []bool
}

// walk gives the rows [from, to) of a part to the consumer.
func (p *piece) walk(c consumer, part column.Part, from, to int) {
	for ; from < to; from += pieceRows {
		p.part, p.from, p.to = part, from, min(from+pieceRows, to)
		p.haveCodes = [column.Registration + 1]bool{}
		c.take(p)
	}
}

func (p *piece) len() int { return p.to - p.from }

func (p *piece) codes(c column.Column) []uint32 {
	if !p.haveCodes[c] {
		p.codesOf[c] = p.part.Codes(c, p.from, p.to, p.codesOf[c])
		p.haveCodes[c] = true
	}
	return p.codesOf[c]
}

func (p *piece) integers(c column.Column) []int64 {
	p.integersOf[c] = p.part.Integers(c, p.from, p.to, p.integersOf[c])
	return p.integersOf[c]
}

func (p *piece) numbers(c column.Column) []float64 {
	p.numbersOf[c] = p.part.Numbers(c, p.from, p.to, p.numbersOf[c])
	return p.numbersOf[c]
}

// voided returns which rows were voided; nil when none was.
func (p *piece) voided() []bool {
	all := p.part.Voided()
	at, _ := slices.BinarySearchFunc(all, uint32(p.from), func(v column.Voided, row uint32) int { return int(v.Row) - int(row) })
	if at == len(all) || int(all[at].Row) >= p.to {
		return nil
	}
	p.voidedRows = append(p.voidedRows[:0], make([]bool, p.len())...)
	for ; at < len(all) && int(all[at].Row) < p.to; at++ {
		p.voidedRows[int(all[at].Row)-p.from] = true
	}
	return p.voidedRows
}
