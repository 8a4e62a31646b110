package engine

import (
	"context"
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
)

// peopleOfItem are those behind a number of an item, with the row of the item that
// counts; where it is of those who have none, or of the whole assessment, with all rows
// that count of their first attempt.
func (v *view) peopleOfItem(ctx context.Context, cell query.Cell) (map[uint32]*person, error) {
	c := cell.Item
	if c == nil {
		return nil, noCell("say which item of which assessment is meant")
	}
	nobody := map[uint32]*person{}
	if asked := v.query.Assessment; asked != nil && (c.Assessment == nil || *c.Assessment != *asked) {
		return nobody, nil
	}
	assessment := uint32(0)
	if c.Assessment != nil {
		code, known := v.snapshot.Code(column.Activities, *c.Assessment)
		if !known {
			return nobody, nil
		}
		assessment = code
	}
	all, err := v.allTakers(ctx, func(of uint32) bool { return of == assessment })
	if err != nil {
		return nil, err
	}
	s, err := v.sheet(all[assessment])
	if err != nil {
		return nil, err
	}
	counts, ofItem, err := v.itemPart(ctx, s, c)
	if err != nil || counts == nil {
		return nobody, err
	}
	wanted := make(map[uint32]bool)
	for taker, t := range s.takers {
		if counts(taker) {
			wanted[t.person] = true
		}
	}
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	return v.collect(ctx, demand{within: window{v.span.From, v.span.To}, where: where}, func(b *block, add func(i int)) {
		var rows []int32
		v.takers(b, func(of uint32, t taker) {
			if of != assessment || !wanted[t.person] {
				return
			}
			for _, a := range t.answers {
				if !ofItem || v.snapshot.Word(column.Activities, a.item) == c.Item {
					rows = append(rows, a.row)
				}
			}
		})
		slices.Sort(rows)
		for _, i := range rows {
			add(int(i))
		}
	})
}

// itemPart says who counts for a part, and whether it is by their row of the item. It
// is nil where the sheet has no such item.
func (v *view) itemPart(ctx context.Context, s *sheet, c *query.ItemCell) (counts func(taker int) bool, ofItem bool, err error) {
	if c.Item == "" {
		if c.Part == query.PartComplete {
			used := s.used()
			return func(taker int) bool { _, whole := s.scores(taker, used); return whole }, false, nil
		}
		return func(int) bool { return true }, false, nil
	}
	item := slices.IndexFunc(s.items, func(code uint32) bool { return v.snapshot.Word(column.Activities, code) == c.Item })
	if item < 0 {
		return nil, false, nil
	}
	scored := func(taker int) bool { return !math.IsNaN(s.score(taker, item)) }
	switch c.Part {
	case query.PartRight:
		return func(taker int) bool { return s.score(taker, item) >= 1 }, true, nil
	case query.PartWrong:
		return func(taker int) bool { return s.score(taker, item) < 1 }, true, nil
	case query.PartOmitted:
		return func(taker int) bool { return !scored(taker) && s.wentOn(taker, item) }, false, nil
	case query.PartNotReached:
		return func(taker int) bool { return !scored(taker) && !s.wentOn(taker, item) }, false, nil
	case query.PartMismatch:
		d, err := v.definitionOf(ctx, c.Item)
		return func(taker int) bool { return v.mismatch(s.given[taker][item], d) }, true, err
	case query.PartResponse:
		return func(taker int) bool {
			a := s.given[taker][item]
			return a != nil && a.hasResponse && v.snapshot.Word(column.Labels, a.response) == c.Response
		}, true, nil
	default:
		return scored, true, nil
	}
}
