package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/posting"
)

// scanStep is how many positions a scan takes from the index at once. Nothing
// is held open while the caller works.
const scanStep = 2048

// Scan implements lrs.Statements.
func (s *Store) Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	if err := s.gate.enter(); err != nil {
		return err
	}
	defer s.gate.leave()
	reader := s.log.NewReader()
	// Not the safe time: to ask for it would keep imports from keeping theirs,
	// and nothing visible lies beyond this.
	end := s.tail.lastVisible()
	for from := after.Stored; ; {
		positions, voided, err := s.positions(ctx, store, from, end)
		if err != nil {
			return fmt.Errorf("scan statements: %w", err)
		}
		for i, position := range positions {
			record, err := reader.Read(position)
			if err != nil {
				return fmt.Errorf("scan statements: %w", err)
			}
			if position == after.Stored && bytes.Compare(record.ID[:], after.ID[:]) <= 0 {
				continue
			}
			stored := asStored(record)
			stored.Voided = voided[i]
			if err := fn(stored); err != nil {
				return err
			}
		}
		if len(positions) < scanStep {
			return nil
		}
		from = positions[len(positions)-1] + 1
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// positions returns the next statements of a store, and which are voided.
func (s *Store) positions(ctx context.Context, store lrs.StoreID, from, end int64) (list []int64, voided []bool, err error) {
	const direction = posting.Ascending
	key := listKey{store: store, kind: everything}
	seen := s.tail.glimpse(store, []listKey{key})
	o := opener{index: s.index, ctx: ctx, direction: direction}
	defer func() { err = errors.Join(err, o.close()) }()
	pieces, err := o.list(key)
	if err != nil {
		return nil, nil, err
	}
	for _, piece := range seen.lists[0] {
		pieces = append(pieces, posting.Slice(direction, piece))
	}
	stream := posting.Union(direction, pieces...)
	voids, err := o.voided(store, seen.voided)
	if err != nil {
		return nil, nil, err
	}
	for at := max(1, from); len(list) < scanStep; {
		position, err := stream.SeekTo(at)
		if err != nil {
			return nil, nil, err
		}
		if position > end {
			return list, voided, nil
		}
		isVoided := false
		if voids != nil {
			void, err := voids.SeekTo(position)
			if err != nil {
				return nil, nil, err
			}
			isVoided = void == position
		}
		list, voided = append(list, position), append(voided, isVoided)
		at = position + 1
	}
	return list, voided, nil
}
