package engine

import (
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
)

// grouper finds the cells of the rows of a block.
type grouper struct {
	t      *tally
	codes  [maxDimensions][]uint32
	each   [maxDimensions]func(i int) []column.Code
	last   groupKey
	lastAt int32
	fresh  bool
	// single: no field has several values.
	single bool
	cells  []int32
}

func (t *tally) grouper(b *block) *grouper {
	g := &grouper{t: t, fresh: true, single: true}
	for i, d := range t.plan.dimensions {
		if d.each != nil {
			g.single = false
			g.each[i] = d.each(b)
		} else {
			g.codes[i] = d.codes(b)
		}
	}
	return g
}

// of returns the first cells of the groups that a row belongs to.
func (g *grouper) of(i int) []int32 {
	g.cells = g.cells[:0]
	switch {
	case len(g.t.plan.dimensions) == 0:
		if g.fresh {
			g.lastAt, g.fresh = g.t.group(groupKey{}), false
		}
		g.cells = append(g.cells, g.lastAt)
		return g.cells
	case g.single && len(g.t.plan.dimensions) == 1:
		if code := g.codes[0][i]; g.fresh || code != g.last[0] {
			g.last[0] = code
			g.lastAt, g.fresh = g.t.group(g.last), false
		}
		g.cells = append(g.cells, g.lastAt)
		return g.cells
	case g.single:
		key := groupKey{}
		for d, codes := range g.codes[:len(g.t.plan.dimensions)] {
			key[d] = codes[i]
		}
		g.add(key)
		return g.cells
	}
	g.expand(i, 0, groupKey{})
	return g.cells
}

// add adds the first cell of a group.
func (g *grouper) add(key groupKey) {
	if g.fresh || key != g.last {
		g.last, g.lastAt, g.fresh = key, g.t.group(key), false
	}
	if !slices.Contains(g.cells, g.lastAt) {
		g.cells = append(g.cells, g.lastAt)
	}
}

func (g *grouper) expand(i, depth int, key groupKey) {
	if depth == len(g.t.plan.dimensions) {
		g.add(key)
		return
	}
	if g.each[depth] == nil {
		key[depth] = g.codes[depth][i]
		g.expand(i, depth+1, key)
		return
	}
	values := g.each[depth](i)
	if len(values) == 0 {
		g.expand(i, depth+1, key)
	}
	for _, code := range values {
		key[depth] = code
		g.expand(i, depth+1, key)
	}
}
