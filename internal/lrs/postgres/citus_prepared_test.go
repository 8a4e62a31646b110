package postgres_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

// workersOf starts servers and has a coordinator know them as its workers.
func workersOf(t *testing.T, coordinator string, count int) (clusters []*pgtest.Cluster, urls []string) {
	t.Helper()
	parsed, err := url.Parse(coordinator)
	if err != nil {
		t.Fatal(err)
	}
	database := strings.TrimPrefix(parsed.Path, "/")
	for i := range count {
		cluster := pgtest.Start(t, pgtest.Options{Durable: true, Settings: map[string]string{"max_prepared_transactions": "10"}})
		worker := cluster.URL(database)
		execute(t, cluster.URL("postgres"), `CREATE DATABASE `+database)
		execute(t, worker, `CREATE TABLE shard (n INT)`)
		address, err := url.Parse(worker)
		if err != nil {
			t.Fatal(err)
		}
		execute(t, coordinator, fmt.Sprintf(`INSERT INTO pg_dist_node VALUES (%d, '%s', %s)`,
			i+1, address.Query().Get("host"), address.Query().Get("port")))
		clusters, urls = append(clusters, cluster), append(urls, worker)
	}
	return clusters, urls
}

func prepare(t *testing.T, worker, gid string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), worker)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, command := range []string{`BEGIN`, `INSERT INTO shard VALUES (1)`, `PREPARE TRANSACTION '` + gid + `'`} {
		if _, err := conn.Exec(t.Context(), command); err != nil {
			t.Fatalf("%s: %v", command, err)
		}
	}
}

// What is prepared on a worker holds the safe time back until it ends there,
// whatever else begins and ends meanwhile.
func TestPreparedTransactionsHoldTheSafeTime(t *testing.T) {
	coordinator := fakeCluster(t)
	clusters, workers := workersOf(t, coordinator, 2)
	n := openNodeOn(t, coordinator, withCitus)
	defer n.close(t)
	execute(t, coordinator, `INSERT INTO pg_dist_node VALUES (0, 'localhost', 1)`) // nobody connects to its name

	n.mustAppend(t, made(t, 1, verbOf("did"), 0))
	first := n.storedAt(t, 1)
	eventually(t, "the safe time passes a statement on an idle cluster", func() bool { return n.mustSafeTime(t) > first })

	prepare(t, workers[1], "citus_1_2_3_4")
	prepare(t, workers[0], "of somebody else") // is of no interest
	held := n.mustSafeTime(t)
	n.mustAppend(t, made(t, 2, verbOf("did"), 0))
	second := n.storedAt(t, 2)
	for i := range 5 {
		gid := fmt.Sprint("citus_1_2_3_", 5+i)
		prepare(t, workers[i%2], gid)
		if safe := n.mustSafeTime(t); safe > second {
			t.Fatalf("the safe time went from %d to %d, above %d, although a transaction is in doubt", held, safe, second)
		}
		execute(t, workers[i%2], `COMMIT PREPARED '`+gid+`'`)
	}
	execute(t, workers[1], `COMMIT PREPARED 'citus_1_2_3_4'`)
	eventually(t, "the safe time passes what was in doubt", func() bool { return n.mustSafeTime(t) > second })

	// A worker that is down may have anything prepared.
	clusters[0].Stop("immediate")
	n.mustAppend(t, made(t, 3, verbOf("did"), 0))
	third := n.storedAt(t, 3)
	for range 5 {
		if safe := n.mustSafeTime(t); safe > third {
			t.Fatalf("the safe time is %d, above %d, although a worker is down", safe, third)
		}
	}
	if got := n.found(t, verbOf("did")); len(got) != 3 {
		t.Errorf("%d statements are found while a worker is down, want 3", len(got))
	}
	clusters[0].Start()
	eventually(t, "the safe time goes on when the worker is back", func() bool { return n.mustSafeTime(t) > third })

	// One that was removed is not asked any more.
	clusters[0].Stop("immediate")
	execute(t, coordinator, `DELETE FROM pg_dist_node WHERE groupid = 1`)
	n.mustAppend(t, made(t, 4, verbOf("did"), 0))
	fourth := n.storedAt(t, 4)
	eventually(t, "the safe time goes on without a worker that was removed", func() bool { return n.mustSafeTime(t) > fourth })
}

func TestANodeThatFindsTransactionsInDoubtSaysSo(t *testing.T) {
	coordinator := fakeCluster(t)
	_, workers := workersOf(t, coordinator, 1)
	prepare(t, workers[0], "citus_1_2_3_4")
	n := openNodeOn(t, coordinator, withCitus)
	defer n.close(t)
	if _, err := n.SafeTime(t.Context()); !problem.Is(err, problem.Unavailable) {
		t.Errorf("the first safe time: %v, want the kind Unavailable", err)
	}
	execute(t, workers[0], `ROLLBACK PREPARED 'citus_1_2_3_4'`)
	eventually(t, "there is a safe time", func() bool {
		safe, err := n.SafeTime(t.Context())
		return err == nil && safe > 0
	})
	if _, err := n.Query(t.Context(), tenant, lrs.Query{Ascending: true, Limit: 1}); err != nil {
		t.Errorf("an ascending query: %v", err)
	}
}

func (n *node) storedAt(t *testing.T, number int) int64 {
	t.Helper()
	stored, err := n.Get(t.Context(), tenant, idOf(number))
	if err != nil {
		t.Fatal(err)
	}
	return stored.Stored
}
