package nodetest

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// TestAReadReplicaNeverShowsLessThanTheHeaderSays lets nodes read from a
// replica, which falls behind and catches up again while clients write.
func TestAReadReplicaNeverShowsLessThanTheHeaderSays(t *testing.T) {
	t.Parallel()
	primary := pgtest.Start(t, pgtest.Options{})
	replica := primary.Replica(t)
	database := primary.Database(t)
	parsed, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	copied := replica.URL(parsed.Path[1:])
	c := newCluster(t, database, 3, 2, "--read-database", copied)
	onReplica := connect(t, copied)
	s := newScene(t, c, primary)
	rounds := []trouble{
		{"the replica is up to date", func(s *scene) {
			before := reads(t, onReplica)
			binarytest.Eventually(t, "the replica answers queries", func() bool { return reads(t, onReplica) > before })
		}},
		{"the replica stands still", func(s *scene) {
			replay(t, onReplica, "pause")
			s.load.progress(some)
			d := duel{t, c, c.tenants[0], s.random}
			d.readOwnWrites(20)
		}},
		{"the replica catches up", func(s *scene) {
			replay(t, onReplica, "resume")
			d := duel{t, c, c.tenants[0], s.random}
			d.readOwnWrites(20)
		}},
	}
	for started := time.Now(); ; {
		for _, round := range rounds {
			s.play(round)
		}
		if time.Since(started) >= allTime() {
			break
		}
	}
	s.play(trouble{"the replica is killed", func(s *scene) { replica.Kill() }})
	s.finish()
}

// reads is how often the replica was asked for statements.
func reads(t testing.TB, replica *pgx.Conn) (count int64) {
	t.Helper()
	const query = `SELECT coalesce(sum(seq_scan + idx_scan), 0)::BIGINT FROM pg_stat_user_tables WHERE relname = 'statement'`
	if err := replica.QueryRow(t.Context(), query).Scan(&count); err != nil {
		t.Fatal(err)
	}
	return count
}

func replay(t testing.TB, replica *pgx.Conn, what string) {
	t.Helper()
	if _, err := replica.Exec(t.Context(), "SELECT pg_wal_replay_"+what+"()"); err != nil {
		t.Fatal(err)
	}
}

// readOwnWrites stores statements and asks for each at once through the same
// node, by a filter.
func (d *duel) readOwnWrites(rounds int) {
	d.t.Helper()
	for round := range rounds {
		n := d.cluster.nodes[round%len(d.cluster.nodes)]
		id := newID(d.random)
		entry := d.tenant.ledger.open([]string{id})
		verb := "http://example.com/verbs/" + id
		body := referring(id, verb, newID(d.random))
		got, err := d.cluster.ask(d.t.Context(), n, d.tenant, http.MethodPost, "/statements", []byte(body))
		if err != nil || got.status != http.StatusOK {
			d.t.Fatalf("%s answers a write with status %d, %v: %s", n.name, got.status, err, got.body)
		}
		d.tenant.ledger.settle(entry, acknowledged)
		if found := d.withVerb(n, verb); len(found) != 1 {
			d.t.Errorf("%s finds %d statements by the verb of the one it has just stored", n.name, len(found))
		}
	}
}
