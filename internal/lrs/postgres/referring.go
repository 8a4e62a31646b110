package postgres

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/xapi"
)

// While a store is spread anew a reference may be in two buckets.
const selectReferring = `
	SELECT DISTINCT source, voids
	FROM statement_reference
	WHERE bucket = ANY($1) AND store = $2 AND target = $3
	ORDER BY voids DESC, source
	LIMIT $4`

// Referring implements lrs.Statements.
func (s *Store) Referring(ctx context.Context, store lrs.StoreID, id xapi.UUID, limit int) (references []lrs.Reference, err error) {
	err = s.whileSpread(ctx, store, func(in spread) error {
		references = references[:0]
		rows, err := s.pools.Small.Query(ctx, selectReferring, in.bucketsOf(store, []xapi.UUID{id}), int32(store), [16]byte(id), limit)
		if err != nil {
			return err
		}
		var source [16]byte
		var voids bool
		_, err = pgx.ForEachRow(rows, []any{&source, &voids}, func() error {
			references = append(references, lrs.Reference{ID: source, Voids: voids})
			return nil
		})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find what refers to a statement: %w", pgpool.Refusal(err))
	}
	return slices.Clip(references), nil
}
