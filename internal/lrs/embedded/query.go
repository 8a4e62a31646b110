package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/posting"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// condition is met by a statement that is found by any of the kinds and the key.
type condition struct {
	key   xapi.Key
	kinds []xapi.IndexKind
}

// conditions translates the filters of a query. through has those that a
// reference may meet through its target (GS-20), own the one that asks the
// statement itself.
func conditions(query *lrs.Query) (through, own []condition) {
	add := func(key *xapi.Key, kinds ...xapi.IndexKind) {
		if key != nil {
			through = append(through, condition{*key, kinds})
		}
	}
	agent := []xapi.IndexKind{xapi.ByAgent}
	if query.RelatedAgents {
		agent = append(agent, xapi.ByRelatedAgent, xapi.ByAuthority)
	}
	activity := []xapi.IndexKind{xapi.ByActivity}
	if query.RelatedActivities {
		activity = append(activity, xapi.ByRelatedActivity)
	}
	add(query.Agent, agent...)
	add(query.Registration, xapi.ByRegistration)
	add(query.Activity, activity...)
	add(query.Verb, xapi.ByVerb)
	if query.Authority != nil {
		own = append(own, condition{*query.Authority, []xapi.IndexKind{xapi.ByAuthority}})
	}
	return through, own
}

// bounds are the positions a page may hold, both inclusive.
type bounds struct{ low, high int64 }

func boundsOf(query *lrs.Query, visible int64) bounds {
	b := bounds{low: max(1, query.Since+1), high: visible} // rows of positions below 0 would sort last
	if query.Until != 0 {
		b.high = min(b.high, query.Until)
	}
	if query.Through != 0 {
		b.high = min(b.high, query.Through)
	}
	if query.After != (lrs.Position{}) {
		// The position itself is looked at again: see passed.
		if query.Ascending {
			b.low = max(b.low, query.After.Stored)
		} else {
			b.high = min(b.high, query.After.Stored)
		}
	}
	return b
}

// passed reports whether a statement at the cursor's stored time lies before
// the cursor or is it. A cursor need not come from a statement of this engine.
func passed(query *lrs.Query, record *seglog.Record) bool {
	if query.After == (lrs.Position{}) || record.Position != query.After.Stored {
		return false
	}
	order := bytes.Compare(record.ID[:], query.After.ID[:])
	if query.Ascending {
		return order <= 0
	}
	return order >= 0
}

// pageBytes is the size from which a page takes no more statements, whatever
// its limit: a thousand as big as requests may be would not fit into memory.
const pageBytes = 32 << 20

// Query implements lrs.Statements.
func (s *Store) Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (lrs.Page, error) {
	if err := s.gate.enter(); err != nil {
		return lrs.Page{}, err
	}
	defer s.gate.leave()
	page, err := s.page(ctx, store, &query)
	if err != nil {
		return lrs.Page{}, fmt.Errorf("query statements: %w", err)
	}
	return page, nil
}

func (s *Store) page(ctx context.Context, store lrs.StoreID, query *lrs.Query) (page lrs.Page, err error) {
	through, own := conditions(query)
	direction := posting.Direction(query.Ascending)
	stream, visible, done, err := s.stream(ctx, store, direction, append(own, through...))
	if err != nil {
		return lrs.Page{}, err
	}
	defer func() { err = errors.Join(err, done()) }()

	page.Through = query.Through
	if page.Through == 0 {
		page.Through = visible
	}
	var walker *walker
	if len(through) > 1 {
		walker = newWalker(s, store, through)
	}
	span := boundsOf(query, visible)
	size := 0
	at := span.low
	if direction == posting.Descending {
		at = span.high
	}
	for {
		position, err := stream.SeekTo(at)
		if err != nil {
			return lrs.Page{}, err
		}
		if position == direction.End() || position < span.low || position > span.high {
			return page, nil
		}
		at = direction.After(position)
		if err := ctx.Err(); err != nil {
			return lrs.Page{}, err
		}
		record, err := s.log.Read(position)
		if err != nil {
			return lrs.Page{}, err
		}
		if passed(query, &record) {
			continue
		}
		if walker != nil && record.Flags&seglog.Reference != 0 {
			if matches, err := walker.matches(&record); err != nil {
				return lrs.Page{}, err
			} else if !matches {
				continue
			}
		}
		if len(page.Statements) == query.Limit || size >= pageBytes {
			page.More = true
			return page, nil
		}
		page.Statements = append(page.Statements, asStored(record))
		size += len(record.JSON)
	}
}

func asStored(record seglog.Record) lrs.Stored {
	return lrs.Stored{Position: lrs.Position{Stored: record.Position, ID: record.ID}, JSON: record.JSON}
}

// stream returns the stream of the statements that meet all conditions and are
// not voided (GS-23), over the index and the tail as they are now, and the last
// position that was visible then. done must be called.
func (s *Store) stream(ctx context.Context, store lrs.StoreID, direction posting.Direction, conditions []condition) (stream posting.Stream, visible int64, done func() error, err error) {
	var keys []listKey
	for _, c := range conditions {
		for _, kind := range c.kinds {
			keys = append(keys, listKey{store, kind, c.key})
		}
	}
	if len(keys) == 0 {
		conditions = []condition{{kinds: []xapi.IndexKind{everything}}}
		keys = []listKey{{store: store, kind: everything}}
	}
	// The tail first: what leaves it meanwhile is met in the index, perhaps
	// twice, but not missed.
	seen := s.tail.glimpse(store, keys)
	o := opener{index: s.index, ctx: ctx, direction: direction}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close())
		}
	}()
	var all []posting.Stream
	for _, c := range conditions {
		var alternatives []posting.Stream
		for range c.kinds {
			pieces, err := o.list(keys[0])
			if err != nil {
				return nil, 0, nil, err
			}
			for _, piece := range seen.lists[0] {
				pieces = append(pieces, posting.Slice(direction, piece))
			}
			alternatives = append(alternatives, pieces...)
			keys, seen.lists = keys[1:], seen.lists[1:]
		}
		all = append(all, posting.Union(direction, alternatives...))
	}
	stream = posting.Intersection(direction, all...)
	voided, err := o.voided(store, seen.voided)
	if err != nil {
		return nil, 0, nil, err
	}
	if voided != nil {
		stream = posting.Difference(direction, stream, voided)
	}
	return stream, seen.visible, o.close, nil
}
