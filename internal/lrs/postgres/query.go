package postgres

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/internal/lrs/posting"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// leastChunk is how many positions are read first where several conditions
// meet, and most positions are passed over.
const leastChunk = 256

// Query implements lrs.Statements.
func (s *Store) Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (page lrs.Page, err error) {
	visible := int64(math.MaxInt64)
	if (query.Since != 0 || query.Ascending) && query.Through == 0 {
		// Whoever goes on from what he saw must not have missed anything. Further
		// pages keep to the first one's bound, which was safe: another node may
		// have given it, and this one may not know that yet.
		safe, passed, err := s.bound(ctx)
		if err != nil {
			return lrs.Page{}, err
		}
		if !passed {
			return lrs.Page{}, problem.New(problem.Unavailable, "writes-pending",
				"another node has begun to write earlier statements and does not come to an end; try again in some seconds")
		}
		visible = safe - 1
	}
	err = s.whileSpread(ctx, store, func(in spread) error {
		from, release, err := s.reader(ctx, &query)
		if err != nil {
			return err
		}
		defer release()
		p := pager{ctx: ctx, from: from, store: store, query: &query, in: in, span: match.BoundsOf(&query, visible)}
		page, err = p.page()
		return err
	})
	if err != nil {
		return lrs.Page{}, fmt.Errorf("query statements: %w", pgpool.Refusal(err))
	}
	page.Through = query.Through
	if page.Through == 0 {
		page.Through = visible
	}
	if page.Through == math.MaxInt64 {
		page.Through = s.clock.known()
		if len(page.Statements) > 0 {
			page.Through = max(page.Through, page.Statements[0].Stored)
		}
	}
	return page, nil
}

// pager makes one page.
type pager struct {
	ctx   context.Context
	from  querier
	store lrs.StoreID
	query *lrs.Query
	in    spread
	span  match.Bounds

	direction posting.Direction
	walker    *match.Walker
	made      lrs.Page
	size      int
}

func (p *pager) page() (lrs.Page, error) {
	if p.span.Low > p.span.High {
		return lrs.Page{}, nil
	}
	p.direction = posting.Direction(p.query.Ascending)
	through, own := match.Conditions(p.query)
	conditions := append(own, through...)
	if len(conditions) == 0 {
		return p.made, p.everything()
	}
	if len(through) > 1 {
		p.walker = match.NewWalker(through, p.find)
	}
	// One more tells whether there are more.
	want := p.query.Limit + 1
	l := lookup{p.ctx, p.from, p.direction, p.in.all(p.store), p.store, p.span}
	found, err := l.candidates(conditions, want)
	if err != nil {
		return lrs.Page{}, err
	}
	if len(conditions) > 1 {
		want = max(want, leastChunk)
	}
	return p.made, p.listed(found, want)
}

// find looks a statement up for the walker.
func (p *pager) find(id xapi.UUID) (match.Statement, bool, error) {
	found, err := byID(p.ctx, p.from, p.in, p.store, []xapi.UUID{id})
	r, there := found[id]
	return r.toMatch(), there, err
}

// everything fills the page from the statements themselves.
func (p *pager) everything() error {
	query := selectDescending
	if p.direction == posting.Ascending {
		query = selectAscending
	}
	for {
		// The cursor's own statement is passed over; so are voided ones.
		want, count := p.query.Limit+2, 0
		full := false
		last := int64(0)
		err := each(p.ctx, p.from, func(r row) bool {
			count++
			if r.Stored.Stored == last {
				return true // in two buckets while the store is spread
			}
			last = r.Stored.Stored
			full = !p.take(r)
			return !full
		}, query, p.in.all(p.store), int32(p.store), p.span.Low, p.span.High, want)
		if err != nil || full || count < want {
			return err
		}
		p.advance(last)
	}
}

// advance leaves out what lies up to a position.
func (p *pager) advance(position int64) {
	if p.direction == posting.Ascending {
		p.span.Low = position + 1
	} else {
		p.span.High = position - 1
	}
}

// listed fills the page from candidates, of which it reads more and more at
// once.
func (p *pager) listed(found *candidates, want int) error {
	for !found.ended {
		positions, err := found.next(want)
		if err != nil {
			return err
		}
		full, err := p.fill(positions)
		if err != nil || full {
			return err
		}
		want = min(want*chunkGrowth, chunkMost)
	}
	return nil
}

// fill reads the statements at the positions and takes them into the page. It
// reports whether the page is full.
func (p *pager) fill(positions []int64) (full bool, err error) {
	// In pieces, so that a page of large statements is not read in vain.
	for piece := range slices.Chunk(positions, fillAtOnce) {
		if full, err := p.fillPiece(piece); err != nil || full {
			return full, err
		}
	}
	return false, nil
}

// fillPiece does so with one question, or in halves when the statements are too
// large to be held at once.
func (p *pager) fillPiece(piece []int64) (full bool, err error) {
	var rows []row
	size := 0
	err = each(p.ctx, p.from, func(r row) bool {
		rows, size = append(rows, r), size+len(r.JSON)
		return size <= match.PageBytes || len(piece) == 1
	}, selectAt, p.in.all(p.store), int32(p.store), piece)
	if err != nil {
		return false, err
	}
	if size > match.PageBytes && len(piece) > 1 {
		for half := range slices.Chunk(piece, (len(piece)+1)/2) {
			if full, err := p.fillPiece(half); err != nil || full {
				return full, err
			}
		}
		return false, nil
	}
	slices.SortFunc(rows, func(a, b row) int {
		if p.direction == posting.Ascending {
			return int(a.Stored.Stored - b.Stored.Stored)
		}
		return int(b.Stored.Stored - a.Stored.Stored)
	})
	rows = slices.CompactFunc(rows, func(a, b row) bool { return a.Stored.Stored == b.Stored.Stored })
	for _, r := range rows {
		if p.walker != nil && !r.Voided && r.isReference() {
			matches, err := p.walker.Matches(r.toMatch())
			if err != nil {
				return false, err
			}
			if !matches {
				continue
			}
		}
		if !p.take(r) {
			return true, nil
		}
	}
	return false, nil
}

// fillAtOnce is how many statements are read with one question.
const fillAtOnce = 128

// take adds a statement to the page, or notes that there are more and returns
// false when the page is full.
func (p *pager) take(r row) bool {
	if r.Voided || match.Passed(p.query, r.Position) {
		return true
	}
	if len(p.made.Statements) == p.query.Limit || p.size >= match.PageBytes {
		p.made.More = true
		return false
	}
	p.made.Statements = append(p.made.Statements, r.Stored)
	p.size += len(r.JSON)
	return true
}
