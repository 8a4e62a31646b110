package postgres

import (
	"context"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// scanStep is how many statements a scan reads at once. Nothing is held open
// while the caller works.
const scanStep = 500

// Scan implements lrs.Statements.
func (s *Store) Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	safe, _, err := s.bound(ctx)
	if err != nil {
		return err
	}
	query := lrs.Query{Ascending: true, After: after}
	span := match.BoundsOf(&query, safe-1)
	for span.Low <= span.High {
		var rows []row
		count, size := 0, 0
		err := s.whileSpread(ctx, store, func(in spread) error {
			rows, count, size = rows[:0], 0, 0
			return each(ctx, s.pools.Reports, func(r row) bool {
				count++
				if n := len(rows); n == 0 || rows[n-1].Stored.Stored != r.Stored.Stored {
					rows = append(rows, r)
				}
				size += len(r.JSON)
				return size < match.PageBytes
			}, selectAscending, in.all(store), int32(store), span.Low, span.High, scanStep)
		})
		if err != nil {
			return fmt.Errorf("scan statements: %w", pgpool.Refusal(err))
		}
		for _, r := range rows {
			if match.Passed(&query, r.Position) {
				continue
			}
			if err := fn(r.Stored); err != nil {
				return err
			}
		}
		if count < scanStep && size < match.PageBytes {
			return nil
		}
		span.Low = rows[len(rows)-1].Stored.Stored + 1
	}
	return nil
}
