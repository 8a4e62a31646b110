package nodetest

import (
	"net/http"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// TestTenNodesStartAtOnceOnAnEmptyDatabase: one of them makes the tables, all
// come up.
func TestTenNodesStartAtOnceOnAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	c := newCluster(t, pgtest.Shared(t).Database(t), 0, 0)
	var servers []*binarytest.Server
	var listening []<-chan string
	for range 10 {
		n := c.prepare(t)
		server, comes := binarytest.Launch(t, n.serve())
		n.server = server
		servers, listening = append(servers, server), append(listening, comes)
	}
	deadline := time.After(binarytest.Patience)
	for i, comes := range listening {
		select {
		case url, ok := <-comes:
			if !ok {
				<-servers[i].Ended
				t.Fatalf("%s does not come up: %s\n%s", c.nodes[i].name, servers[i].Cmd.ProcessState, servers[i].Log())
			}
			servers[i].URL = url
		case <-deadline:
			t.Fatalf("%s does not listen after %s\n%s", c.nodes[i].name, binarytest.Patience, servers[i].Log())
		}
	}
	migratedOnce(t, c.database)
	c.addTenant(t, "main")
	for _, n := range c.nodes {
		got, err := c.ask(t.Context(), n, c.tenants[0], http.MethodPost, "/statements", []byte(responding("11111111-1111-4111-8111-111111111111", "hello")))
		if err != nil || got.status != http.StatusOK {
			t.Errorf("%s answers a write with status %d, %v: %s", n.name, got.status, err, got.body)
		}
	}
	for _, n := range c.nodes {
		n.stop()
	}
}

// migratedOnce looks at the tables in which goose counts: a version that was
// applied twice stands there twice.
func migratedOnce(t testing.TB, database string) {
	t.Helper()
	for _, table := range []string{"goose_db_version", "lrs_schema"} {
		versions, different := 0, 0
		query := "SELECT count(*), count(DISTINCT version_id) FROM " + pgx.Identifier{table}.Sanitize()
		if err := connect(t, database).QueryRow(t.Context(), query).Scan(&versions, &different); err != nil {
			t.Fatal(err)
		}
		if versions != different || versions < 2 {
			t.Errorf("%s has %d rows with %d versions, want each version once", table, versions, different)
		}
	}
}
