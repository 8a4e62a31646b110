package nodetest

import (
	"net/http"
	"strings"
	"testing"
)

// TestMoreThroughAnotherNode: a balancer sends each page of an answer to
// another node. Those know no more than a moment ago, and yet the pages
// together are what the first one promised (PG-03, GS-40).
func TestMoreThroughAnotherNode(t *testing.T) {
	t.Parallel()
	d := newDuel(t, 2)
	writer, other := d.cluster.nodes[0], d.cluster.nodes[1]
	cursor := int64(1)
	for round := range 30 {
		// Now the other node knows a safe time, from before the writing.
		if _, err := d.cluster.page(t.Context(), other, d.tenant, since(cursor, 1)); err != nil {
			t.Fatal(err)
		}
		var bodies []string
		for range 10 {
			bodies = append(bodies, responding(newID(d.random), "x"))
		}
		got, err := d.cluster.ask(t.Context(), writer, d.tenant, http.MethodPost, "/statements", []byte("["+strings.Join(bodies, ",")+"]"))
		if err != nil || got.status != http.StatusOK {
			t.Fatalf("status %d, %v: %s", got.status, err, got.body)
		}
		count := 0
		for path, n := since(cursor, 4), writer; path != ""; n = other {
			p, err := d.cluster.page(t.Context(), n, d.tenant, path)
			if err != nil {
				t.Fatal(err)
			}
			count += len(p.statements)
			cursor = p.statements[len(p.statements)-1].Stored
			path = p.more
		}
		if count != len(bodies) {
			t.Fatalf("round %d: through two nodes the pages have %d statements, want %d", round, count, len(bodies))
		}
	}
}
