package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/posting"
)

// Newer implements lrs.Statements. Like Scan it asks for no safe time.
func (s *Store) Newer(ctx context.Context, stores []lrs.StoreID, after int64) (newer []lrs.StoreID, err error) {
	if err := s.gate.enter(); err != nil {
		return nil, err
	}
	defer s.gate.leave()
	end := s.tail.lastVisible()
	if end <= after {
		return nil, nil
	}
	o := opener{index: s.index, ctx: ctx, direction: posting.Ascending}
	defer func() { err = errors.Join(err, o.close()) }()
	for _, store := range stores {
		position, err := s.next(&o, store, after+1)
		if err != nil {
			return nil, fmt.Errorf("look for newer statements: %w", err)
		}
		if position <= end {
			newer = append(newer, store)
		}
	}
	return newer, nil
}

// next returns the first position of a store from one on; behind the last one
// it is posting's end.
func (s *Store) next(o *opener, store lrs.StoreID, from int64) (int64, error) {
	key := listKey{store: store, kind: everything}
	// The tail first: what leaves it meanwhile is in the index then.
	seen := s.tail.glimpse(store, []listKey{key})
	pieces, err := o.list(key)
	if err != nil {
		return 0, err
	}
	for _, piece := range seen.lists[0] {
		pieces = append(pieces, posting.Slice(o.direction, piece))
	}
	return posting.Union(o.direction, pieces...).SeekTo(max(1, from))
}
