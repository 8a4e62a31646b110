package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/xapi"
)

// retention is what deleting the oldest quarter of a store came to.
type retention struct {
	statements, keys int64
	deleting         time.Duration
	slowest          time.Duration // transaction
	logged           int64         // bytes of write-ahead log
	vacuuming        time.Duration
	// grown is what the tables and indexes grew by, in bytes, when as many
	// statements were stored again.
	grown int64
}

// deletedAtOnce is how many statements go in one transaction.
const deletedAtOnce = 1000

// measureRetention deletes the oldest quarter of the store as a retention rule
// would: a page of statements at a time in the order of their times, with all
// rows by which they are found, which follow from the statement itself.
func (d *database) measureRetention(ctx context.Context, e *engine) (r retention, err error) {
	fmt.Fprintln(os.Stderr, "bench: deleting the oldest quarter")
	var cutoff int64
	if err := d.connection.QueryRow(ctx, `SELECT stored FROM statement ORDER BY stored OFFSET $1 LIMIT 1`, e.stored/4).Scan(&cutoff); err != nil {
		return r, err
	}
	before, err := d.places(ctx, cutoff)
	if err != nil {
		return r, err
	}
	logged, err := d.logged(ctx)
	if err != nil {
		return r, err
	}
	for started := time.Now(); ; {
		began := time.Now()
		statements, keys, err := d.deletePage(ctx, cutoff)
		if err != nil {
			return r, err
		}
		r.statements, r.keys = r.statements+statements, r.keys+keys
		r.slowest = max(r.slowest, time.Since(began))
		if statements < deletedAtOnce {
			r.deleting = time.Since(started)
			break
		}
	}
	loggedAfter, err := d.logged(ctx)
	if err != nil {
		return r, err
	}
	r.logged = loggedAfter - logged
	after, err := d.places(ctx, cutoff)
	if err != nil {
		return r, err
	}
	if after != before {
		return r, errors.New("rows that stay were written anew")
	}
	left, err := d.orphans(ctx, cutoff)
	if err != nil {
		return r, err
	}
	if left > 0 {
		return r, fmt.Errorf("%d rows are left that lead to deleted statements", left)
	}
	started := time.Now()
	if _, err := d.connection.Exec(ctx, `VACUUM statement, statement_key`); err != nil {
		return r, err
	}
	r.vacuuming = time.Since(started)
	size, err := d.size(ctx)
	if err != nil {
		return r, err
	}
	if err := e.measure(ctx, fill, "--count", fmt.Sprint(r.statements)); err != nil {
		return r, err
	}
	sizeAfter, err := d.size(ctx)
	r.grown = sizeAfter - size
	return r, err
}

// places are sums over where the rows that stay lie: one that is written anew
// changes them.
type places struct{ statements, keys int64 }

func (d *database) places(ctx context.Context, cutoff int64) (p places, err error) {
	err = d.connection.QueryRow(ctx, `
		SELECT (SELECT bit_xor(hashtextextended(ctid::TEXT, stored)) FROM statement WHERE stored >= $1),
			(SELECT bit_xor(hashtextextended(ctid::TEXT, stored)) FROM statement_key WHERE stored >= $1)`, cutoff).Scan(&p.statements, &p.keys)
	return p, err
}

// orphans returns how many keys there are of statements before cutoff.
func (d *database) orphans(ctx context.Context, cutoff int64) (count int64, err error) {
	err = d.connection.QueryRow(ctx, `SELECT count(*) FROM statement_key WHERE stored < $1`, cutoff).Scan(&count)
	return count, err
}

// size returns what the tables and their indexes take, in bytes.
func (d *database) size(ctx context.Context) (bytes int64, err error) {
	err = d.connection.QueryRow(ctx, `SELECT pg_total_relation_size('statement') + pg_total_relation_size('statement_key')`).Scan(&bytes)
	return bytes, err
}

// deletePage deletes the oldest statements before cutoff, and returns how many
// rows went.
func (d *database) deletePage(ctx context.Context, cutoff int64) (statements, keys int64, err error) {
	err = pgx.BeginFunc(ctx, d.connection, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT bucket, store, stored, payload FROM statement
			WHERE store = 1 AND stored < $1 ORDER BY store, stored LIMIT $2`, cutoff, deletedAtOnce)
		if err != nil {
			return err
		}
		var bucket, store int32
		var payload []byte
		var stored, last int64
		var buckets []int32
		var facts [][16]byte
		var times []int64
		if _, err := pgx.ForEachRow(rows, []any{&bucket, &store, &stored, &payload}, func() error {
			statement, err := xapi.ParseStored(payload)
			if err != nil {
				return err
			}
			for _, list := range [][]xapi.IndexEntry{statement.Index, statement.AuthorityIndex} {
				for _, entry := range list {
					fact := [16]byte(entry.Key)
					fact[15] = byte(entry.Kind)
					buckets, facts, times = append(buckets, bucket), append(facts, fact), append(times, stored)
				}
			}
			last = stored
			return nil
		}); err != nil {
			return err
		}
		deleted, err := tx.Exec(ctx, `
			DELETE FROM statement_key k USING unnest($1::INTEGER[], $2::UUID[], $3::BIGINT[]) AS gone (bucket, key, stored)
			WHERE k.store = 1 AND k.bucket = gone.bucket AND k.key = gone.key AND k.stored = gone.stored`, buckets, facts, times)
		if err != nil {
			return err
		}
		keys = deleted.RowsAffected()
		deleted, err = tx.Exec(ctx, `DELETE FROM statement WHERE store = 1 AND stored <= $1`, last)
		statements = deleted.RowsAffected()
		return err
	})
	return statements, keys, err
}
