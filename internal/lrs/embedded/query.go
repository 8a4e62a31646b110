package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/internal/lrs/posting"
	"github.com/lore-lrs/lore/xapi"
)

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
	through, own := match.Conditions(query)
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
	var walker *match.Walker
	if len(through) > 1 {
		walker = match.NewWalker(through, func(id xapi.UUID) (match.Statement, bool, error) {
			return s.step(statementKey{store, id})
		})
	}
	span := match.BoundsOf(query, visible)
	size := 0
	at := span.Low
	if direction == posting.Descending {
		at = span.High
	}
	for {
		position, err := stream.SeekTo(at)
		if err != nil {
			return lrs.Page{}, err
		}
		if position == direction.End() || position < span.Low || position > span.High {
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
		found := asStored(record)
		if match.Passed(query, found.Position) {
			continue
		}
		if walker != nil && record.Flags&seglog.Reference != 0 {
			if matches, err := walker.Matches(asStep(&record)); err != nil {
				return lrs.Page{}, err
			} else if !matches {
				continue
			}
		}
		if len(page.Statements) == query.Limit || size >= match.PageBytes {
			page.More = true
			return page, nil
		}
		page.Statements = append(page.Statements, found)
		size += len(found.JSON)
	}
}

func asStored(record seglog.Record) lrs.Stored {
	return lrs.Stored{
		Position: lrs.Position{Stored: record.Position, ID: record.ID},
		JSON:     record.JSON,
		Defines:  record.Flags&seglog.Defines != 0,
	}
}

// step looks up the next statement of a chain of references.
func (s *Store) step(key statementKey) (match.Statement, bool, error) {
	where, found, err := s.find(key)
	if err != nil || !found {
		return match.Statement{}, false, err
	}
	record, err := s.log.Read(where.position)
	if err != nil {
		return match.Statement{}, false, err
	}
	return asStep(&record), true, nil
}

func asStep(record *seglog.Record) match.Statement {
	return match.Statement{
		ID: record.ID, JSON: record.JSON,
		Target: record.Target, IsReference: record.Flags&seglog.Reference != 0,
	}
}

// stream returns the stream of the statements that meet all conditions and are
// not voided (GS-23), over the index and the tail as they are now, and the last
// position that was visible then. done must be called.
func (s *Store) stream(ctx context.Context, store lrs.StoreID, direction posting.Direction, conditions []match.Condition) (stream posting.Stream, visible int64, done func() error, err error) {
	var keys []listKey
	for _, c := range conditions {
		for _, kind := range c.Kinds {
			keys = append(keys, listKey{store, kind, c.Key})
		}
	}
	if len(keys) == 0 {
		conditions = []match.Condition{{Kinds: []xapi.IndexKind{everything}}}
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
		for range c.Kinds {
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
