package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
)

// Distributed are the tables that Citus distributes by their bucket: all that
// grow with what clients send. Rows of one bucket lie on one machine, whatever
// their table.
//
// All other tables (stores, keys, secrets, leases, how stores are spread) stay
// on the coordinator, to which every node of Lore talks. As reference tables
// they would be on all machines, and could not be written while one of them is
// down.
var Distributed = []string{"statement", "statement_key", "statement_reference", "description", "document", "attachment"}

// clusterLock is the number of the advisory lock of who distributes tables.
const clusterLock = 1280262742

// shardCounts are the numbers of shards in which the buckets come out evenly.
var shardCounts = []int{1, 2, 4, 8, 16, bucket.Count}

// InitCluster distributes the tables over the workers of Citus by bucket, in 1,
// 2, 4, 8, 16 or 32 shards. Tables that are distributed stay as they are; what
// is stored goes along, and writes wait meanwhile. Errors: problem.Invalid
// without the extension, for another number, or when the tables are in another
// number of shards.
func (s *Store) InitCluster(ctx context.Context, shards int) error {
	if !slices.Contains(shardCounts, shards) {
		return problem.New(problem.Invalid, "shards", "the tables can be in 1, 2, 4, 8, 16 or %d shards, not in %d", bucket.Count, shards)
	}
	if !s.pools.Citus {
		return problem.New(problem.Invalid, "no-citus",
			"the database has no Citus: install the extension on all its servers, then run CREATE EXTENSION citus in the database, and start Lore again")
	}
	err := s.asDistributor(ctx, func(conn *pgxpool.Conn) error {
		for _, table := range Distributed {
			before, err := shardsOf(ctx, conn, table)
			if err != nil {
				return err
			}
			if before != 0 && before != shards {
				return problem.New(problem.Invalid, "shards",
					"the table %[1]s is in %[2]d shards already; Citus can change that: SELECT alter_distributed_table('%[3]s', shard_count := %[4]d, cascade_to_colocated := true)",
					table, before, Distributed[0], shards)
			}
			if before == 0 {
				if err := distribute(ctx, conn, table, shards); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("distribute the tables: %w", pgpool.Refusal(err))
	}
	return nil
}

// joinCluster distributes, on Citus, the tables that nobody has used. Those with
// rows are left to InitCluster: to move them may take long.
func (s *Store) joinCluster(ctx context.Context) error {
	if !s.pools.Citus {
		return nil
	}
	return s.asDistributor(ctx, func(conn *pgxpool.Conn) error {
		shards := bucket.Count
		var left []string
		for _, table := range Distributed {
			found, err := shardsOf(ctx, conn, table)
			if err != nil {
				return err
			}
			if found == 0 {
				left = append(left, table)
			} else {
				shards = found
			}
		}
		for _, table := range left {
			var used bool
			look := `SELECT EXISTS (SELECT FROM ` + table + ` WHERE bucket = ANY($1))`
			if err := conn.QueryRow(ctx, look, bucket.All()).Scan(&used); err != nil {
				return err
			}
			if used {
				s.config.Logger.Warn("Citus is installed, but tables with rows are not distributed: run «lore cluster init»", "table", table)
				return nil
			}
		}
		for _, table := range left {
			if err := distribute(ctx, conn, table, shards); err != nil {
				return err
			}
			s.config.Logger.Info("distributed a table", "table", table, "shards", shards)
		}
		return nil
	})
}

// asDistributor runs fn on a connection, one at a time in all nodes.
func (s *Store) asDistributor(ctx context.Context, fn func(conn *pgxpool.Conn) error) (err error) {
	conn, err := s.pools.Reports.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1, 0)`, clusterLock); err != nil {
		return fmt.Errorf("wait for others who distribute tables: %w", err)
	}
	defer func() {
		if _, unlockErr := conn.Exec(ctx, `SELECT pg_advisory_unlock($1, 0)`, clusterLock); unlockErr != nil {
			err = errors.Join(err, unlockErr, conn.Conn().Close(context.WithoutCancel(ctx)))
		}
	}()
	return fn(conn)
}

// shardsOf returns in how many shards a table is; 0 when it is not distributed.
func shardsOf(ctx context.Context, conn *pgxpool.Conn, table string) (shards int, err error) {
	err = conn.QueryRow(ctx, `SELECT COUNT(*) FROM pg_dist_shard WHERE logicalrel = $1::text::regclass`, table).Scan(&shards)
	if err != nil {
		return 0, fmt.Errorf("look how %s is distributed: %w", table, err)
	}
	return shards, nil
}

// distribute distributes one table beside the first.
func distribute(ctx context.Context, conn *pgxpool.Conn, table string, shards int) error {
	const (
		first  = `SELECT create_distributed_table($1::text::regclass, 'bucket', colocate_with => 'none', shard_count => $2)`
		beside = `SELECT create_distributed_table($1::text::regclass, 'bucket', colocate_with => $2)`
		// What was in the table lies on the coordinator still, invisible.
		leave = `SELECT truncate_local_data_after_distributing_table($1::text::regclass)`
	)
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = 0`); err != nil {
			return err
		}
		if table == Distributed[0] {
			_, err := tx.Exec(ctx, first, table, shards)
			return err
		}
		_, err := tx.Exec(ctx, beside, table, Distributed[0])
		return err
	})
	if err != nil {
		return fmt.Errorf("distribute %s: %w", table, err)
	}
	if _, err := conn.Exec(ctx, leave, table); err != nil {
		return fmt.Errorf("remove what %s left on the coordinator: %w", table, err)
	}
	return nil
}
