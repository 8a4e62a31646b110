package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// fakeCitus is what Lore uses of Citus, made of plain tables and functions: they
// distribute nothing, and refuse what Citus 13 refuses.
var fakeCitus = []string{
	`CREATE TABLE pg_dist_node (groupid INT, nodename TEXT, nodeport INT, noderole TEXT DEFAULT 'primary', isactive BOOLEAN DEFAULT TRUE)`,
	`CREATE TABLE pg_dist_shard (logicalrel REGCLASS, shardid INT)`,
	`CREATE TABLE pg_dist_partition (logicalrel REGCLASS PRIMARY KEY, partkey TEXT, colocationid INT)`,
	`CREATE TABLE cleaned (logicalrel REGCLASS)`,
	`CREATE FUNCTION create_distributed_table(
		table_name REGCLASS, distribution_column TEXT, distribution_type TEXT DEFAULT 'hash',
		colocate_with TEXT DEFAULT 'default', shard_count INT DEFAULT NULL
	) RETURNS VOID LANGUAGE plpgsql AS $$
	DECLARE
		key INT;
		beside pg_dist_partition;
	BEGIN
		IF EXISTS (SELECT FROM pg_dist_partition WHERE logicalrel = table_name) THEN
			RAISE EXCEPTION 'table "%" is already distributed', table_name;
		END IF;
		SELECT attnum INTO key FROM pg_attribute WHERE attrelid = table_name AND attname = distribution_column;
		IF key IS NULL THEN
			RAISE EXCEPTION 'column "%" of relation "%" does not exist', distribution_column, table_name;
		END IF;
		IF EXISTS (SELECT FROM pg_index WHERE indrelid = table_name AND indisunique AND NOT key = ANY(indkey)) THEN
			RAISE EXCEPTION 'cannot create constraint on "%": unique keys must include the distribution column', table_name;
		END IF;
		IF EXISTS (SELECT FROM pg_constraint WHERE contype = 'f' AND table_name IN (conrelid, confrelid)) THEN
			RAISE EXCEPTION 'cannot create foreign key constraint of "%"', table_name;
		END IF;
		IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = table_name AND NOT tgisinternal) THEN
			RAISE EXCEPTION 'cannot distribute relation "%" because it has triggers', table_name;
		END IF;
		IF colocate_with = 'none' THEN
			INSERT INTO pg_dist_partition
				SELECT table_name, distribution_column, 1 + coalesce(max(colocationid), 0) FROM pg_dist_partition;
			INSERT INTO pg_dist_shard SELECT table_name, generate_series(1, shard_count);
			RETURN;
		END IF;
		IF shard_count IS NOT NULL THEN
			RAISE EXCEPTION 'cannot distribute table "%": shard_count cannot be combined with colocate_with', table_name;
		END IF;
		SELECT * INTO beside FROM pg_dist_partition WHERE logicalrel = colocate_with::regclass;
		IF beside IS NULL THEN
			RAISE EXCEPTION 'relation % is not distributed', colocate_with;
		END IF;
		INSERT INTO pg_dist_partition VALUES (table_name, distribution_column, beside.colocationid);
		INSERT INTO pg_dist_shard SELECT table_name, shardid FROM pg_dist_shard WHERE logicalrel = beside.logicalrel;
	END
	$$`,
	`CREATE FUNCTION truncate_local_data_after_distributing_table(function_name REGCLASS) RETURNS VOID LANGUAGE plpgsql AS $$
	BEGIN
		IF NOT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrel = function_name) THEN
			RAISE EXCEPTION 'supplied parameter is not a distributed relation';
		END IF;
		INSERT INTO cleaned VALUES (function_name);
	END
	$$`,
}

// fakeCluster makes a database that looks like a coordinator.
func fakeCluster(t testing.TB) (url string) {
	t.Helper()
	url = pgtest.Shared(t).Database(t)
	execute(t, url, fakeCitus...)
	return url
}

// withCitus has a node believe that the extension is installed.
func withCitus(pools *pgpool.Pools) { pools.Citus = true }

// execute runs commands in a database.
func execute(t testing.TB, url string, commands ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, command := range commands {
		if _, err := conn.Exec(t.Context(), command); err != nil {
			t.Fatalf("%s: %v", command, err)
		}
	}
}
