package nodetest

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// revokedWithin is how long a revoked key may go on working anywhere.
const revokedWithin = 5 * time.Second

// TestARevokedKeyStopsOnEveryNode does it twice: while nodes hear of changes at
// once, and while every connection on which they listen is cut again and again.
func TestARevokedKeyStopsOnEveryNode(t *testing.T) {
	t.Parallel()
	c := newCluster(t, pgtest.Shared(t).Database(t), 3, 2)
	c.revoke(t, c.tenants[0])

	listeners := connect(t, c.database)
	cut := 0
	cutAll := func(ctx context.Context) {
		ended, err := listeners.Exec(ctx, `
			SELECT pg_terminate_backend(pid)
			FROM pg_stat_activity
			WHERE datname = current_database() AND query ILIKE 'listen %' AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
		cut += int(ended.RowsAffected())
	}
	cutAll(t.Context())
	if cut < len(c.nodes) {
		t.Fatalf("%d nodes listen on %d connections", len(c.nodes), cut)
	}
	c.revoke(t, c.tenants[1], cutAll)
}

// revoke takes a key back through the first node and waits until no node takes
// it any more, not too long. meanwhile is done over and over.
func (c *cluster) revoke(t *testing.T, who *tenant, meanwhile ...func(context.Context)) {
	t.Helper()
	status := func(n *node) int {
		got, err := c.ask(t.Context(), n, who, http.MethodGet, "/statements?limit=1", nil)
		if err != nil {
			t.Fatalf("ask %s: %v", n.name, err)
		}
		return got.status
	}
	for _, n := range c.nodes {
		if got := status(n); got != http.StatusOK {
			t.Fatalf("%s answers a good key with status %d", n.name, got)
		}
	}
	c.nodes[0].command(t, "key", "revoke", who.key)
	revoked := time.Now()
	for _, n := range c.nodes {
		binarytest.Eventually(t, n.name+" refuses the revoked key", func() bool {
			for _, do := range meanwhile {
				do(t.Context())
			}
			return status(n) == http.StatusUnauthorized
		})
	}
	took := time.Since(revoked)
	if took > revokedWithin {
		t.Errorf("a revoked key worked for %s, want at most %s", took, revokedWithin)
	}
	t.Logf("the key was of no use after %s", took.Round(time.Millisecond))
}
