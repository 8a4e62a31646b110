package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// selectNewer reads the index statement_stored alone. It looks at everything in
// the span, which is short for followers that keep up.
const selectNewer = `
	SELECT DISTINCT store
	FROM statement
	WHERE bucket = ANY($1) AND store = ANY($2) AND stored > $3 AND stored < $4`

// Newer implements lrs.Statements.
func (s *Store) Newer(ctx context.Context, stores []lrs.StoreID, after int64) ([]lrs.StoreID, error) {
	if len(stores) == 0 {
		return nil, nil
	}
	if s.clock.known() == 0 {
		// Nobody asked this node for a safe time yet, which would keep imports from
		// keeping theirs.
		var last int64
		if err := s.pools.Small.QueryRow(ctx, `SELECT last_value FROM lrs_clock`).Scan(&last); err != nil {
			return nil, fmt.Errorf("look for newer statements: %w", pgpool.Refusal(err))
		}
		if last <= after {
			return nil, nil
		}
	}
	safe, _, err := s.bound(ctx)
	if err != nil {
		return nil, err
	}
	// No Scan of this node may have been shown more than is looked at here.
	safe = max(safe, s.clock.known())
	if safe <= after+1 {
		return nil, nil
	}
	numbers := make([]int32, len(stores))
	for i, store := range stores {
		numbers[i] = int32(store)
	}
	var found map[lrs.StoreID]bool
	err = s.whileAllSpread(ctx, stores, func(buckets []int32) error {
		found = map[lrs.StoreID]bool{}
		rows, err := s.pools.Small.Query(ctx, selectNewer, buckets, numbers, after, safe)
		if err != nil {
			return err
		}
		var store int32
		_, err = pgx.ForEachRow(rows, []any{&store}, func() error {
			found[lrs.StoreID(store)] = true
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for newer statements: %w", pgpool.Refusal(err))
	}
	return slices.DeleteFunc(slices.Clone(stores), func(store lrs.StoreID) bool { return !found[store] }), nil
}

// whileAllSpread is whileSpread for several stores at once: read is given the
// buckets of all of them.
func (s *Store) whileAllSpread(ctx context.Context, stores []lrs.StoreID, read func(buckets []int32) error) error {
	for known := s.spreads.known.Load(); ; {
		if err := read(known.buckets(stores)); err != nil {
			return err
		}
		latest := s.spreads.known.Load()
		if time.Since(latest.at) >= s.spreads.trusted {
			var err error
			if latest, err = s.spreads.load(ctx, s.pools.Small); err != nil {
				return fmt.Errorf("look how the stores are spread: %w", err)
			}
		}
		if !slices.ContainsFunc(stores, func(store lrs.StoreID) bool { return latest.of(store) != known.of(store) }) {
			return nil
		}
		known = latest
	}
}

// buckets returns every bucket that holds statements of one of the stores.
func (k *knownSpreads) buckets(stores []lrs.StoreID) []int32 {
	var list []int32
	for _, store := range stores {
		list = append(list, k.of(store).all(store)...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
