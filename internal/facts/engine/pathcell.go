package engine

import (
	"context"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/query"
)

// peopleOfPath are those who go along an arrow, or are at a node, with the rows with
// which they are at its ends.
func (v *view) peopleOfPath(ctx context.Context, cell query.Cell) (map[uint32]*person, error) {
	if cell.Path == nil {
		return nil, noCell("say which arrow or node of the paths is meant, by «from» and «to»")
	}
	of, err := v.dimension(v.query.Of)
	if err != nil {
		return nil, err
	}
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, err
	}
	layered := v.query.From != nil || v.query.To != nil
	var top map[node]bool
	if layered {
		if top, err = v.shownNodes(ctx, of); err != nil {
			return nil, err
		}
	}
	return v.collect(ctx, v.pathDemand(where), func(b *block, add func(i int)) {
		var rows []int32
		w := walker{enter: func(node, visit) {}, follow: func(arrow, visit, visit) {}}
		is := func(value uint32, side query.Side) bool {
			cell, kind := of.side(value)
			return kind == side.Kind && (kind != query.SideNode || cell == any(side.Value))
		}
		if to := cell.Path.To; to != nil {
			w.follow = func(a arrow, from, at visit) {
				if a.layer == cell.Path.Layer && is(a.from, cell.Path.From) && is(a.to, *to) {
					rows = append(rows, from.row, at.row)
				}
			}
		} else {
			w.enter = func(n node, at visit) {
				if n.layer == cell.Path.Layer && is(n.value, cell.Path.From) {
					rows = append(rows, at.row)
				}
			}
		}
		v.eachSequence(b, of.codes(b), func(_ uint32, sequence []visit) {
			if layered {
				v.layers(of, top, sequence, w)
			} else {
				v.neighbours(sequence, w)
			}
		})
		// In the order of the block, in which rows of one statement follow each other.
		slices.Sort(rows)
		for _, i := range slices.Compact(rows) {
			add(int(i))
		}
	})
}
