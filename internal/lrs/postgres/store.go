// Package postgres is the engine for statements on PostgreSQL, plain or with
// Citus, for any number of nodes on one database.
package postgres

import (
	"context"
	"log/slog"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/xapi"
)

// Config is what a Store works on.
type Config struct {
	Pools    *pgpool.Pools
	Database *db.DB // on the same pools
	// Writers is how many transactions this node writes at once: default 4.
	Writers int
	Logger  *slog.Logger
}

// Store keeps statements in PostgreSQL. It implements lrs.Statements.
type Store struct{ config Config }

var _ lrs.Statements = (*Store)(nil)

// Open brings the engine's tables up to date and starts the writers.
func Open(ctx context.Context, config Config) (*Store, error) { panic("not built yet") }

// Close waits for what is being written and ends the writers; the pools stay open.
func (s *Store) Close() error { panic("not built yet") }

// Ready reports why the store cannot serve now; nil when it can.
func (s *Store) Ready(ctx context.Context) error { panic("not built yet") }

// Append implements lrs.Statements.
func (s *Store) Append(ctx context.Context, store lrs.StoreID, batch []lrs.Record) error {
	panic("not built yet")
}

// Get implements lrs.Statements.
func (s *Store) Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	panic("not built yet")
}

// Query implements lrs.Statements.
func (s *Store) Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (lrs.Page, error) {
	panic("not built yet")
}

// Scan implements lrs.Statements.
func (s *Store) Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	panic("not built yet")
}

// Describe implements lrs.Statements.
func (s *Store) Describe(ctx context.Context, store lrs.StoreID, kind xapi.DescriptionKind, key xapi.Key) ([]byte, error) {
	panic("not built yet")
}

// SafeTime implements lrs.Statements.
func (s *Store) SafeTime(ctx context.Context) (int64, error) { panic("not built yet") }

// Resolve mends what a node that died left half done: references whose target
// is there but was not linked. It may run on several nodes at once.
func (s *Store) Resolve(ctx context.Context) error { panic("not built yet") }

// SetBuckets chooses over how many buckets (1 to 32) a store without
// statements is spread. Errors: problem.Invalid for another number,
// problem.Conflict when the store has statements: Spread moves them.
func (s *Store) SetBuckets(ctx context.Context, store lrs.StoreID, buckets int) error {
	panic("not built yet")
}

// Spread moves a store to a larger number of buckets while it is in use.
// When it is interrupted, calling it again goes on. progress, if not nil, is
// told how many statements were moved so far.
func (s *Store) Spread(ctx context.Context, store lrs.StoreID, buckets int, progress func(moved int64)) error {
	panic("not built yet")
}

// InitCluster distributes the tables over the workers of Citus by bucket, in
// shards shards. Errors: problem.Invalid without the extension.
func (s *Store) InitCluster(ctx context.Context, shards int) error { panic("not built yet") }
