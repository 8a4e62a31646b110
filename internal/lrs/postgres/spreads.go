package postgres

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/xapi"
)

// spread says over how many buckets a store's statements lie. While they are
// moved, next is not 0: what is new goes there, and what is old may be in
// either place.
type spread struct{ buckets, next int32 }

// home returns the bucket where a statement is written.
func (s spread) home(store lrs.StoreID, id xapi.UUID) int32 {
	if s.next != 0 {
		return bucketIn(store, id, s.next)
	}
	return bucketIn(store, id, s.buckets)
}

// all returns every bucket that holds statements of the store.
func (s spread) all(store lrs.StoreID) []int32 {
	list := make([]int32, 0, 1)
	for i := range max(s.buckets, s.next) {
		list = append(list, bucket.Number(uint64(store)+uint64(i)))
	}
	return list
}

// bucketsOf returns the buckets where the statements with these ids may be.
func (s spread) bucketsOf(store lrs.StoreID, ids []xapi.UUID) []int32 {
	if s.buckets == 1 && s.next == 0 {
		return s.all(store)
	}
	var list []int32
	for _, id := range ids {
		list = append(list, bucketIn(store, id, s.buckets))
		if s.next != 0 {
			list = append(list, bucketIn(store, id, s.next))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// bucketIn returns the bucket of a statement in a store with a number of
// buckets. The first of a store's buckets is always the same: a store that
// grows keeps it.
func bucketIn(store lrs.StoreID, id xapi.UUID, buckets int32) int32 {
	slot := uint64(store)
	if buckets > 1 {
		h := fnv.New64a()
		h.Write(id[:])
		slot += h.Sum64() % uint64(buckets)
	}
	return bucket.Number(slot)
}

// spreadsTrusted is how long a node trusts what it has read of how stores are
// spread. Whoever moves a store waits for longer before the first row leaves
// its place.
const spreadsTrusted = 5 * time.Second

// spreads remembers how stores are spread, for readers. Writers learn it within
// their transaction.
type spreads struct {
	trusted time.Duration
	known   atomic.Pointer[knownSpreads]
}

type knownSpreads struct {
	stores map[lrs.StoreID]spread
	at     time.Time // when the database was asked
}

// of returns how a store is spread.
func (k *knownSpreads) of(store lrs.StoreID) spread {
	if known, ok := k.stores[store]; ok {
		return known
	}
	return spread{buckets: 1}
}

// whileSpread runs a reading function with how the store is spread, again if it
// turns out that this was out of date. It asks after the read: between a
// question before it and the read, a process may be paused for any time.
func (s *Store) whileSpread(ctx context.Context, store lrs.StoreID, read func(in spread) error) error {
	for in := s.spreads.known.Load().of(store); ; {
		if err := read(in); err != nil {
			return err
		}
		// Read when it was known for less than the trusted time that the store
		// was spread so, no row had left its place for another one.
		known := s.spreads.known.Load()
		if time.Since(known.at) >= s.spreads.trusted {
			var err error
			if known, err = s.spreads.load(ctx, s.pools.Small); err != nil {
				return fmt.Errorf("look how the store is spread: %w", err)
			}
		}
		latest := known.of(store)
		if latest == in {
			return nil
		}
		in = latest
	}
}

// load reads how stores are spread, and remembers it.
func (s *spreads) load(ctx context.Context, pool *pgxpool.Pool) (*knownSpreads, error) {
	known := &knownSpreads{stores: map[lrs.StoreID]spread{}, at: time.Now()}
	rows, err := pool.Query(ctx, `SELECT store, buckets, next FROM spread`)
	if err != nil {
		return nil, err
	}
	var store int32
	var found spread
	if _, err := pgx.ForEachRow(rows, []any{&store, &found.buckets, &found.next}, func() error {
		known.stores[lrs.StoreID(store)] = found
		return nil
	}); err != nil {
		return nil, err
	}
	s.known.Store(known)
	return known, nil
}

// followSpreads keeps what readers know up to date.
func (s *Store) followSpreads() {
	ticker := time.NewTicker(s.spreads.trusted / 2)
	defer ticker.Stop()
	for {
		select {
		case <-s.background.Done():
			return
		case <-ticker.C:
		}
		if _, err := s.spreads.load(s.background, s.pools.Small); err != nil && s.background.Err() == nil {
			s.config.Logger.Warn("cannot look how stores are spread", "error", fmt.Errorf("ask the database: %w", pgpool.Refusal(err)))
		}
	}
}
