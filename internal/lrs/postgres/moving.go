package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// Untouched reports whether no statement was ever stored in the database and no
// safe time ever told: whether any stored time of the past is still kept.
func (s *Store) Untouched(ctx context.Context) (bool, error) {
	var last int64
	if err := s.pools.Small.QueryRow(ctx, `SELECT last_value FROM lrs_clock`).Scan(&last); err != nil {
		return false, fmt.Errorf("look at the clock of statements: %w", pgpool.Refusal(err))
	}
	return last == 0, nil
}

const lastStoredSQL = `SELECT coalesce(max(stored), 0) FROM statement WHERE bucket = ANY($1)`

// Rewind forgets the times that were handed out or promised behind the last
// statement, and returns that one's: statements of a move that were not stored
// get theirs after all. It is for a database that nobody but a move uses.
func (s *Store) Rewind(ctx context.Context) (last int64, err error) {
	all := make([]int32, bucket.Count)
	for i := range all {
		all[i] = bucket.Number(uint64(i))
	}
	err = pgx.BeginFunc(ctx, s.pools.Reports, func(tx pgx.Tx) error {
		// Behind every transaction that writes: the one of a move that was killed
		// may still be on its way.
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(1280262740, 0)`); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, lastStoredSQL, all).Scan(&last); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `SELECT setval('lrs_clock', $1)`, last)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find the last statement: %w", pgpool.Refusal(err))
	}
	return last, nil
}

// Clock is the database's present, by which Append tells whether a stored time
// lies in the future, in microseconds.
func (s *Store) Clock(ctx context.Context) (int64, error) {
	var now int64
	if err := s.pools.Small.QueryRow(ctx, `SELECT floor(extract(epoch FROM clock_timestamp()) * 1000000)::BIGINT`).Scan(&now); err != nil {
		return 0, fmt.Errorf("ask the database for its time: %w", pgpool.Refusal(err))
	}
	return now, nil
}

// Buckets returns the number of buckets of the stores that have more than one,
// or are on their way there.
func (s *Store) Buckets(ctx context.Context) (map[lrs.StoreID]int, error) {
	rows, err := s.pools.Small.Query(ctx, `SELECT store, greatest(buckets, next) FROM spread`)
	if err != nil {
		return nil, fmt.Errorf("look how stores are spread: %w", pgpool.Refusal(err))
	}
	spread := map[lrs.StoreID]int{}
	var store, buckets int32
	if _, err := pgx.ForEachRow(rows, []any{&store, &buckets}, func() error {
		spread[lrs.StoreID(store)] = int(buckets)
		return nil
	}); err != nil {
		return nil, fmt.Errorf("look how stores are spread: %w", pgpool.Refusal(err))
	}
	return spread, nil
}
