package postgres_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// A node that stands still in the middle of its rows (its machine answers, so
// the connection stays, and PostgreSQL waits for the rest of a COPY without any
// limit) does not hold back the safe time of all others.
func TestANodeThatStandsStillInACopyIsEnded(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	n := openNodeWith(t, url, func(*pgpool.Pools) {}, func(c postgres.Config) postgres.Config {
		return c.WithStalledAfter(200 * time.Millisecond)
	})
	defer n.close(t)
	conn, err := n.pools.Small.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), `BEGIN`); err != nil {
		t.Fatal(err)
	}
	var first int64
	if err := conn.QueryRow(t.Context(), `SELECT first FROM lrs_begin(1, 1, 0, 0)`).Scan(&first); err != nil {
		t.Fatal(err)
	}
	rest, silent := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		_, err := conn.Conn().PgConn().CopyFrom(context.Background(), rest, `COPY statement_key (bucket, store, key, stored) FROM STDIN`)
		ended <- err
	}()
	eventually(t, "the safe time passes the one who stands still", func() bool { return n.mustSafeTime(t) > first })
	if err := silent.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("who stood still could go on below the safe time")
	}
}

// A question for the safe time that is cut off where it has the lock for times
// does not leave it to a connection of the pool, for which all nodes would wait.
func TestAPromiseThatIsCutOffLeavesNoLock(t *testing.T) {
	n := openNodes(t, 1)[0]
	var whole string
	if err := n.pools.Small.QueryRow(t.Context(), `SELECT pg_get_functiondef('lrs_promise'::regproc)`).Scan(&whole); err != nil {
		t.Fatal(err)
	}
	execute := func(command string) {
		t.Helper()
		if _, err := n.pools.Small.Exec(t.Context(), command); err != nil {
			t.Fatal(err)
		}
	}
	execute(`
		CREATE OR REPLACE FUNCTION lrs_promise() RETURNS BIGINT LANGUAGE plpgsql AS $$
		BEGIN
			PERFORM pg_advisory_lock(1280262739, 0);
			RAISE EXCEPTION USING ERRCODE = 'query_canceled';
		END
		$$`)
	if _, err := n.SafeTime(t.Context()); err == nil {
		t.Fatal("the safe time is known although the question was cut off")
	}
	execute(whole)
	const held = `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1280262739)`
	eventually(t, "nobody has the lock for times", func() bool {
		var is bool
		if err := n.pools.Reports.QueryRow(t.Context(), held).Scan(&is); err != nil {
			t.Fatal(err)
		}
		return !is
	})
	n.mustAppend(t, made(t, 1, verbOf("did"), 0))
}
