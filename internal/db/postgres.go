package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/lore-lrs/lore/internal/pgpool"
)

// OpenPostgres returns the database that the pools lead to, after the
// migrations that it lacks. Any number of nodes may do so at once. A database
// that a newer Lore has migrated is taken as long as that one allows it.
// Closing the database leaves the pools open. Errors: problem.Unavailable when
// PostgreSQL does not answer.
func OpenPostgres(ctx context.Context, pools *pgpool.Pools) (*DB, error) {
	db := &DB{
		dialect:    PostgreSQL,
		reader:     stdlib.OpenDBFromPool(pools.Small),
		connection: pools.Small.Config().ConnConfig,
	}
	if err := db.migrateOwn(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), db.Close())
	}
	return db, nil
}
