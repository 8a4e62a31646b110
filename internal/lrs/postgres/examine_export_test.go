package postgres

import (
	"context"

	"github.com/lore-lrs/lore/internal/pgpool"
)

// ExamineAtOnce is an examination that takes everything that is open for left
// behind.
func ExamineAtOnce(ctx context.Context, pools *pgpool.Pools) ([]Finding, error) {
	return examine(ctx, pools, limits{})
}
