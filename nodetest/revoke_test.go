package nodetest

import (
	"net/http"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// revokedWithin is how long a revoked key may go on working anywhere.
const revokedWithin = 5 * time.Second

// TestARevokedKeyStopsOnEveryNode revokes keys while nodes hear of it at once,
// while every connection on which they listen is cut again and again, and
// without any notice.
func TestARevokedKeyStopsOnEveryNode(t *testing.T) {
	t.Parallel()
	c := newCluster(t, pgtest.Shared(t).Database(t), 3, 3)
	through := func(who *tenant) func() {
		return func() { c.nodes[0].command(t, "key", "revoke", who.key) }
	}
	c.stops(t, "with notices", c.tenants[0], through(c.tenants[0]), func() {})

	connection := connect(t, c.database)
	cut := 0
	cutAll := func() {
		ended, err := connection.Exec(t.Context(), `
			SELECT pg_terminate_backend(pid)
			FROM pg_stat_activity
			WHERE datname = current_database() AND query ILIKE 'listen %' AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
		cut += int(ended.RowsAffected())
	}
	cutAll()
	if cut < len(c.nodes) {
		t.Fatalf("%d nodes listen on %d connections", len(c.nodes), cut)
	}
	c.stops(t, "with the listening connections cut", c.tenants[1], through(c.tenants[1]), cutAll)

	// As a notice that is lost: the tables say it, and nobody is told.
	c.stops(t, "without a notice", c.tenants[2], func() {
		execute(t, c.database, `UPDATE access_key SET revoked = 1 WHERE id = $1`, c.tenants[2].key)
		execute(t, c.database, `UPDATE counter SET value = value + 1 WHERE name = 'access'`)
	}, func() {})
}

// stops revokes a key that every node knows, and waits until none takes it any
// more, not too long. meanwhile is done over and over.
func (c *cluster) stops(t *testing.T, how string, who *tenant, revoke, meanwhile func()) {
	t.Helper()
	status := func(n *node) int {
		got, err := c.ask(t.Context(), n, who, http.MethodGet, "/statements?limit=1", nil)
		if err != nil {
			t.Fatalf("%s, ask %s: %v", how, n.name, err)
		}
		return got.status
	}
	for _, n := range c.nodes {
		if got := status(n); got != http.StatusOK {
			t.Fatalf("%s, %s answers a good key with status %d", how, n.name, got)
		}
	}
	revoke()
	revoked := time.Now()
	for _, n := range c.nodes {
		binarytest.Eventually(t, how+", "+n.name+" refuses the revoked key", func() bool {
			meanwhile()
			return status(n) == http.StatusUnauthorized
		})
	}
	took := time.Since(revoked)
	if took > revokedWithin {
		t.Errorf("%s, a revoked key worked for %s, want at most %s", how, took, revokedWithin)
	}
	t.Logf("%s, the key was of no use after %s", how, took.Round(time.Millisecond))
}
