package postgres_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/problem"
)

// distribution is how the tables are distributed: the number of shards by table
// if all lie beside each other.
func (n *node) distribution(t testing.TB) map[string]int {
	t.Helper()
	const look = `
		SELECT p.logicalrel::text, (SELECT COUNT(*) FROM pg_dist_shard s WHERE s.logicalrel = p.logicalrel)
		FROM pg_dist_partition p
		WHERE p.partkey = 'bucket' AND p.colocationid = 1`
	rows, err := n.pools.Small.Query(t.Context(), look)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	var table string
	var shards int
	if _, err := pgx.ForEachRow(rows, []any{&table, &shards}, func() error {
		found[table] = shards
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

func (n *node) mustBeDistributed(t testing.TB, shards int) {
	t.Helper()
	found := n.distribution(t)
	for _, table := range postgres.Distributed {
		if found[table] != shards {
			t.Errorf("%s is in %d shards beside the others, want %d", table, found[table], shards)
		}
		delete(found, table)
	}
	if len(found) != 0 {
		t.Errorf("the tables %v are distributed, too", found)
	}
}

// What has a bucket is distributed by it, and nothing else.
func TestTablesWithABucketAreDistributed(t *testing.T) {
	n := openNodes(t, 1)[0]
	const look = `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'bucket'`
	rows, err := n.pools.Small.Query(t.Context(), look)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Sorted(slices.Values(postgres.Distributed))
	if slices.Sort(tables); !slices.Equal(tables, want) {
		t.Errorf("the tables %v have a bucket, and %v are distributed", tables, want)
	}
}

func TestAClusterIsJoinedWhenTheTablesAreNew(t *testing.T) {
	url := fakeCluster(t)
	nodes := make([]*node, 3)
	var opening sync.WaitGroup
	for i := range nodes {
		opening.Go(func() { nodes[i] = openNodeOn(t, url, withCitus) })
	}
	opening.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, n := range nodes {
		defer n.close(t)
		n.mustBeDistributed(t, 32)
	}
	nodes[0].mustAppend(t, made(t, 1, verbOf("did"), 0))
	if got := nodes[1].found(t, verbOf("did")); len(got) != 1 {
		t.Errorf("%d statements are found, want 1", len(got))
	}
}

func TestTablesInUseAreDistributedOnDemandOnly(t *testing.T) {
	url := fakeCluster(t)
	before := openNode(t, url)
	before.mustAppend(t, made(t, 1, verbOf("did"), 0))
	if err := before.InitCluster(t.Context(), 16); !problem.Is(err, problem.Invalid) {
		t.Errorf("distribute without Citus: %v, want the kind Invalid", err)
	}
	before.close(t)

	n := openNodeOn(t, url, withCitus)
	defer func() { n.close(t) }()
	if found := n.distribution(t); len(found) != 0 {
		t.Fatalf("tables with statements were distributed by the way: %v", found)
	}
	for _, shards := range []int{-1, 0, 3, 64} {
		if err := n.InitCluster(t.Context(), shards); !problem.Is(err, problem.Invalid) {
			t.Errorf("distribute in %d shards: %v, want the kind Invalid", shards, err)
		}
	}
	for range 2 { // again changes nothing
		if err := n.InitCluster(t.Context(), 16); err != nil {
			t.Fatal(err)
		}
		n.mustBeDistributed(t, 16)
	}
	if err := n.InitCluster(t.Context(), 32); !problem.Is(err, problem.Invalid) {
		t.Errorf("distribute what is in 16 shards in 32: %v, want the kind Invalid", err)
	}
	var cleaned int
	if err := n.pools.Small.QueryRow(t.Context(), `SELECT COUNT(DISTINCT logicalrel) FROM cleaned`).Scan(&cleaned); err != nil || cleaned != len(postgres.Distributed) {
		t.Errorf("%d tables left nothing behind on the coordinator, %v; want %d", cleaned, err, len(postgres.Distributed))
	}
}

// A release that brings a table has it distributed beside the others.
func TestANewTableJoinsTheOthers(t *testing.T) {
	url := fakeCluster(t)
	n := openNode(t, url)
	defer n.close(t)
	execute(t, url, `SELECT create_distributed_table('statement', 'bucket', colocate_with => 'none', shard_count => 8)`)
	openNodeOn(t, url, withCitus).close(t)
	n.mustBeDistributed(t, 8)
}

// The fake refuses what Citus refuses; else the tests above show nothing.
func TestTheFakeIsStrict(t *testing.T) {
	url := fakeCluster(t)
	execute(t, url,
		`CREATE TABLE plain (bucket INT, id INT)`,
		`CREATE TABLE no_bucket (id INT)`,
		`CREATE TABLE other_key (bucket INT, id INT PRIMARY KEY)`,
		`CREATE TABLE referring (bucket INT, id INT REFERENCES other_key)`,
		`SELECT create_distributed_table('plain', 'bucket', colocate_with => 'none', shard_count => 4)`)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, call := range []string{
		`SELECT create_distributed_table('no_bucket', 'bucket', colocate_with => 'plain')`,
		`SELECT create_distributed_table('other_key', 'bucket', colocate_with => 'plain')`,
		`SELECT create_distributed_table('referring', 'bucket', colocate_with => 'plain')`,
		`SELECT create_distributed_table('plain', 'bucket', colocate_with => 'none', shard_count => 4)`,
		`SELECT create_distributed_table('plain', 'bucket', colocate_with => 'no_bucket')`,
		`SELECT truncate_local_data_after_distributing_table('no_bucket')`,
	} {
		if _, err := conn.Exec(t.Context(), call); err == nil {
			t.Errorf("%s was accepted", call)
		}
	}
}
