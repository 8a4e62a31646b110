package engine

import (
	"context"
	"fmt"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
)

// compileHasDone finds out first who has done it, then asks rows for their
// person.
func (v *view) compileHasDone(ctx context.Context, f *query.Filter) (condition, error) {
	where, err := v.compile(ctx, f.Operands[0])
	if err != nil {
		return nil, err
	}
	end := min(v.span.To, v.now)
	within := window{minTime, end}
	if f.Within > 0 {
		within.from = end - f.Within.Microseconds()
	}
	// The time of has_done is always that of the timestamps, whatever the range is
	// about, and suspect ones are left out. Each worker writes other elements: a
	// person is in one block.
	past := *v
	past.query = &query.Query{Kind: query.Table, Time: query.Time{Zone: v.query.Time.Zone}}
	if !v.leavesOutSuspects() {
		past.parts = nil
		past.openParts(v.engine.known.of(v.scope.Store, v.snapshot, v.meaning, v.now))
	}
	did := make([]bool, v.names.People()+1)
	err = past.scan(ctx, demand{within: within, where: where}, func() func(*block) {
		return func(b *block) {
			for _, person := range b.person {
				if person != 0 {
					did[person] = true
				}
			}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("find out who has done it: %w", err)
	}
	passes := make([]bool, v.snapshot.Words(column.Actors)+1)
	for actor := range passes {
		passes[actor] = did[v.names.Person(uint32(actor))]
	}
	return byCode(column.Actor, passes), nil
}
