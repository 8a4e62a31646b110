package embedded

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// Referring implements lrs.Statements.
func (s *Store) Referring(_ context.Context, store lrs.StoreID, id xapi.UUID, limit int) ([]lrs.Reference, error) {
	if err := s.gate.enter(); err != nil {
		return nil, err
	}
	defer s.gate.leave()
	target := statementKey{store, id}
	// First the tail: what is flushed in between is met twice, never missed.
	list, err := s.index.appendReferrers(s.tail.referrersOf(target), target)
	if err != nil {
		return nil, fmt.Errorf("find what refers to a statement: %w", err)
	}
	references := make([]lrs.Reference, len(list))
	for i, from := range list {
		references[i] = lrs.Reference{ID: from.id, Voids: from.flags&seglog.Voids != 0}
	}
	slices.SortFunc(references, func(a, b lrs.Reference) int {
		if a.Voids != b.Voids {
			if a.Voids {
				return -1
			}
			return 1
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	references = slices.Compact(references)
	return references[:min(limit, len(references))], nil
}
