package postgres

import (
	"context"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// WithSpreadsTrusted returns the configuration with another time for which a
// node trusts what it knows of how stores are spread.
func (c Config) WithSpreadsTrusted(trusted time.Duration) Config {
	c.spreadsTrusted = trusted
	return c
}

// SpreadAtOnce gives a new store its buckets, known to this node only.
func (s *Store) SpreadAtOnce(ctx context.Context, store lrs.StoreID, buckets int) error {
	if _, err := s.pools.Small.Exec(ctx, `INSERT INTO spread (store, buckets, next) VALUES ($1, $2, 0)`, int32(store), buckets); err != nil {
		return err
	}
	_, err := s.spreads.load(ctx, s.pools.Small)
	return err
}

// BucketIn is the bucket of a statement in a store with a number of buckets.
func BucketIn(store lrs.StoreID, id xapi.UUID, buckets int) int32 {
	return bucketIn(store, id, int32(buckets))
}

// WhileSpread runs a reading function with the buckets where it must look.
func (s *Store) WhileSpread(ctx context.Context, store lrs.StoreID, read func(buckets []int32) error) error {
	return s.whileSpread(ctx, store, func(in spread) error { return read(in.all(store)) })
}

// Outlive waits until every transaction has ended that is open now.
func (s *Store) Outlive(ctx context.Context) error {
	return s.asMover(ctx, 1, 1, func(m *mover) error { return m.outlive(ctx) })
}
