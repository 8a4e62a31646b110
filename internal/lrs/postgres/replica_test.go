package postgres_test

import (
	"net"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// withReplica has a node read from another server, too.
func withReplica(t testing.TB, url string) func(*pgpool.Pools) {
	return func(pools *pgpool.Pools) {
		replica, err := pgxpool.New(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		pools.Replica = replica
	}
}

// A replica that knows a safe time above a voiding statement may still lack that
// its target is voided: whoever was told that it is must not be shown it.
func TestAReplicaShowsNothingFromBeforeItWasVoided(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{})
	url := cluster.Database(t)
	standby := cluster.Replica(t)
	copied := standby.URL(databaseOf(t, url))
	nodes := []*node{openNodeOn(t, url, withReplica(t, copied)), openNodeOn(t, url, withReplica(t, copied))}
	for _, n := range nodes {
		defer n.close(t)
	}
	nodes[0].mustAppend(t, made(t, 1, verbOf("did"), 0))
	record := made(t, 2, voided, 1)
	release := sync.OnceFunc(nodes[0].holdLinks(t))
	defer release()
	appended := make(chan error, 1)
	go func() { appended <- nodes[0].Append(t.Context(), tenant, []lrs.Record{record}) }()
	eventually(t, "the replica shows the voiding statement and a safe time above it", func() bool {
		var shows bool
		nodes[1].mustSafeTime(t)
		const ask = `SELECT EXISTS (SELECT FROM statement WHERE id = $1 AND stored < (SELECT last_value FROM lrs_published))`
		err := nodes[1].pools.Replica.QueryRow(t.Context(), ask, [16]byte(idOf(2))).Scan(&shows)
		return err == nil && shows
	})
	if _, err := nodes[1].pools.Replica.Exec(t.Context(), `SELECT pg_wal_replay_pause()`); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the replica stands still", func() (still bool) {
		err := nodes[1].pools.Replica.QueryRow(t.Context(), `SELECT pg_get_wal_replay_pause_state() = 'paused'`).Scan(&still)
		return err == nil && still
	})
	release()
	if err := <-appended; err != nil {
		t.Fatal(err)
	}
	if found := nodes[0].found(t, verbOf("did")); len(found) != 0 && found[len(found)-1] == idOf(1) {
		t.Errorf("the voided statement is found: %v", found)
	}
}

// A replica whose machine takes connections and never answers costs one query
// half a second, and the others nothing.
func TestAReplicaThatDoesNotAnswerIsLeftAlone(t *testing.T) {
	deaf, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	n := openNodeOn(t, pgtest.Shared(t).Database(t), withReplica(t, "postgres://lore@"+deaf.Addr().String()+"/lore?sslmode=disable&connect_timeout=5"))
	defer n.close(t)
	n.mustAppend(t, made(t, 1, verbOf("did"), 0))
	began := time.Now()
	for range 5 {
		if found := n.found(t, verbOf("did")); len(found) != 1 {
			t.Fatalf("found %v, want one statement", found)
		}
	}
	if took := time.Since(began); took > 4*time.Second {
		t.Errorf("five queries took %v", took)
	}
}

func databaseOf(t testing.TB, url string) string {
	t.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return config.ConnConfig.Database
}
