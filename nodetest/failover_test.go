package nodetest

import (
	"net/url"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/pgtest"
)

// TestFailoverUnderLoad kills the primary and promotes its replica while
// clients write. A commit waits until the replica has it, so nothing that was
// acknowledged is missing; clients try again for seconds.
func TestFailoverUnderLoad(t *testing.T) {
	t.Parallel()
	for range max(1, int(*minutes)) {
		failOver(t)
	}
}

func failOver(t *testing.T) {
	t.Helper()
	primary := pgtest.Start(t, pgtest.Options{Durable: true})
	replica := primary.Replica(t)
	primary.Set(map[string]string{"synchronous_standby_names": replica.Name(), "synchronous_commit": "remote_apply"})
	database := primary.Database(t)
	waits(t, database)
	name, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	c := newCluster(t, either(t, database, replica.URL(name.Path[1:])), 3, 2)
	s := newScene(t, c, primary)
	s.play(trouble{"the primary is killed and its replica promoted", func(s *scene) {
		s.database.Stop("immediate")
		replica.Promote()
		killed := time.Now()
		s.load.progress(some)
		t.Logf("%s after the promotion %d requests were acknowledged", time.Since(killed).Round(time.Millisecond), some)
	}})
	s.finish()
}

// waits checks that commits on a database wait for its replica.
func waits(t testing.TB, database string) {
	t.Helper()
	var commit string
	var replicas int
	const query = `SELECT current_setting('synchronous_commit'), (SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync')`
	if err := connect(t, database).QueryRow(t.Context(), query).Scan(&commit, &replicas); err != nil {
		t.Fatal(err)
	}
	if commit != "remote_apply" || replicas != 1 {
		t.Fatalf("commits wait for %s on %d replicas, want remote_apply on one", commit, replicas)
	}
}
