package reference

import (
	"math"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// behindItem are the rows of the people who count for a part of an item: the row of the
// item that counts, or all of the first attempt where the part is of those without one.
func (w *world) behindItem(c *query.ItemCell) (rows []*row) {
	var wanted any
	if c.Assessment != nil {
		wanted = *c.Assessment
	}
	d := w.defined(c.Item)
	for _, e := range w.exams() {
		if e.assessment != wanted || c.Item != "" && !slices.Contains(e.items, c.Item) {
			continue
		}
		for _, t := range e.takers {
			counts, ofItem := e.countsFor(t, c, d)
			switch {
			case counts && ofItem:
				rows = append(rows, t.given[c.Item])
			case counts:
				for _, item := range t.order {
					rows = append(rows, t.given[item])
				}
			}
		}
	}
	return rows
}

func (e *exam) countsFor(t *taker, c *query.ItemCell, d defined) (counts, ofItem bool) {
	x := e.score(t, c.Item)
	none := math.IsNaN(x)
	later := func() bool {
		return slices.ContainsFunc(e.items[slices.Index(e.items, c.Item)+1:], func(item string) bool { return !math.IsNaN(e.score(t, item)) })
	}
	switch c.Part {
	case query.PartPeople:
		return true, false
	case query.PartComplete:
		any := false
		for _, item := range e.items {
			used := slices.ContainsFunc(e.takers, func(t *taker) bool { return !math.IsNaN(e.score(t, item)) })
			if any = any || used; used && math.IsNaN(e.score(t, item)) {
				return false, false
			}
		}
		return any, false
	case query.PartN:
		return !none, true
	case query.PartRight:
		return x >= 1, true
	case query.PartWrong:
		return x < 1, true
	case query.PartOmitted:
		return none && later(), false
	case query.PartNotReached:
		return none && !later(), false
	case query.PartMismatch:
		return d.disagrees(t.given[c.Item]), true
	default:
		r := t.given[c.Item]
		return r != nil && r.HasResponse && r.Response == c.Response, true
	}
}
