package postgres_test

import (
	"bytes"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// A request that the database cannot take does not fail the others that are
// written in the same transaction.
func TestARequestThatCannotBeStoredFailsAlone(t *testing.T) {
	n := openNodeWith(t, pgtest.Shared(t).Database(t), func(*pgpool.Pools) {}, func(c postgres.Config) postgres.Config {
		c.Writers = 1
		return c
	})
	defer n.close(t)
	tx, err := n.pools.Reports.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(t.Context()) }()
	if _, err := tx.Exec(t.Context(), `LOCK TABLE statement IN EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	bad := made(t, 2, verbOf("did"), 0)
	bad.JSON = bytes.Replace(bad.JSON, []byte("ann@"), []byte("a\xffn@"), 1)
	var outcomes [3]chan error
	for i, record := range []lrs.Record{made(t, 1, verbOf("did"), 0), bad, made(t, 3, verbOf("did"), 0)} {
		outcomes[i] = make(chan error, 1)
		go func() { outcomes[i] <- n.Append(t.Context(), tenant, []lrs.Record{record}) }()
		eventually(t, "the first request is being written and the others wait", func() bool {
			const busy = `SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'statement'::regclass AND NOT granted)`
			var is bool
			if err := n.pools.Reports.QueryRow(t.Context(), busy).Scan(&is); err != nil {
				t.Fatal(err)
			}
			return is && n.Stats().Queued == i
		})
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false, true} {
		if err := <-outcomes[i]; (err == nil) != want {
			t.Errorf("request %d ended with %v, want success: %t", i, err, want)
		}
	}
	if found := n.found(t, verbOf("did")); len(found) != 2 {
		t.Errorf("%v are stored, want two", found)
	}
}
