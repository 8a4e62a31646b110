package postgres_test

import (
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// Followers ask many times a second: the answer must come from the index of
// stored times, from the span that was asked for and nothing else.
func TestNewerReadsItsSpanOfTheIndexAlone(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	for from := 0; from < 5000; from += 500 {
		var batch []lrs.Record
		for i := range 500 {
			batch = append(batch, made(t, 1+from+i, verbOf("did"), 0))
		}
		n.mustAppend(t, batch...)
	}
	if _, err := n.pools.Small.Exec(t.Context(), `VACUUM ANALYZE statement`); err != nil {
		t.Fatal(err)
	}
	var newest int64
	if err := n.pools.Small.QueryRow(t.Context(), `SELECT max(stored) FROM statement WHERE bucket = 1 AND store = $1`, int32(tenant)).Scan(&newest); err != nil {
		t.Fatal(err)
	}
	plan := strings.Join(collect(t, n, `EXPLAIN `+postgres.SelectNewer, []int32{1, 2}, []int32{1, 2, 3}, newest-10, newest+10), "\n")
	for _, want := range []string{"Index Only Scan using statement_stored", "store = ANY", "stored >", "stored <", "bucket = ANY"} {
		if !strings.Contains(plan, want) {
			t.Errorf("the plan has no %q:\n%s", want, plan)
		}
	}
	if _, filter, found := strings.Cut(plan, "Filter:"); found && !strings.HasPrefix(strings.TrimSpace(filter), "(bucket = ANY") {
		t.Errorf("the plan reads what it then throws away:\n%s", plan)
	}
}
