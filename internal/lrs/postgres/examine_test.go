package postgres_test

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// examined is what an examination found, by check.
type examined map[string][]postgres.Finding

func examine(t *testing.T, pools *pgpool.Pools) examined {
	t.Helper()
	return byCheck(t, pools, postgres.Examine)
}

func byCheck(t *testing.T, pools *pgpool.Pools, examine func(context.Context, *pgpool.Pools) ([]postgres.Finding, error)) examined {
	t.Helper()
	findings, err := examine(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	found := examined{}
	for _, f := range findings {
		found[f.Check] = append(found[f.Check], f)
	}
	return found
}

// wants says that one of a check's findings has the verdict and the text.
func (e examined) wants(t *testing.T, check string, is postgres.Verdict, text string) {
	t.Helper()
	for _, f := range e[check] {
		if f.Verdict == is && strings.Contains(f.Message, text) {
			return
		}
	}
	t.Errorf("%s: %+v, want %q with %q", check, e[check], is, text)
}

// session runs a statement in a session of its own, which stays open.
func session(t *testing.T, url string, statements ...string) {
	t.Helper()
	connection, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close(t.Context()) }) // the server may have ended it
	for _, statement := range statements {
		if _, err := connection.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestExaminationOfAGoodDatabase(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Durable: true})
	url := cluster.Database(t)
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer pools.Close()
	empty := examine(t, pools)
	empty.wants(t, "schema", postgres.Warning, "no tables of Lore yet")
	if len(empty["indexes"])+len(empty["clock"])+len(empty["space"]) > 0 {
		t.Errorf("an empty database: %+v", empty)
	}

	n := openNode(t, url)
	defer n.close(t)
	found := examine(t, pools)
	for _, check := range []string{"database", "durability", "schema", "indexes", "clock", "space", "vacuum", "transactions", "replication", "connections"} {
		found.wants(t, check, postgres.Good, "")
	}
	for check, findings := range found {
		for _, f := range findings {
			if f.Verdict != postgres.Good && check != "checksums" { // which initdb leaves out by default
				t.Errorf("%s: %+v", check, f)
			}
		}
	}
}

func TestExaminationFindsWhatIsWrong(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Settings: map[string]string{
		"max_prepared_transactions": "2", "max_connections": "30", "autovacuum": "off", "wal_level": "logical",
	}})
	url := cluster.Database(t)
	n := openNode(t, url)
	defer n.close(t)
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: url + "&statement_timeout=0", Name: "lore first"})
	if err != nil {
		t.Fatal(err)
	}
	defer pools.Close()
	other, err := pgpool.Open(t.Context(), pgpool.Config{URL: url, Name: "lore second"})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := other.Small.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	session(t, url,
		`DROP INDEX statement_stored`,
		`UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'statement_key_pkey'::regclass`,
		`INSERT INTO store (id, name, created) VALUES (1, 'school', 1)`,
		`INSERT INTO statement (bucket, store, stored, id, flags, voided, payload)
			VALUES (8, 1, 4000000000000000, gen_random_uuid(), 0, FALSE, '{}')`,
		`SELECT pg_create_logical_replication_slot('forgotten', 'pgoutput')`,
		`CREATE TABLE fill AS SELECT generate_series(1, 200000) AS n`,
		`DELETE FROM fill`, `SELECT pg_stat_force_next_flush()`,
	)
	found := examine(t, pools)
	found.wants(t, "durability", postgres.Wrong, "fsync")
	found.wants(t, "durability", postgres.Wrong, "full_page_writes")
	found.wants(t, "durability", postgres.Wrong, "synchronous_commit")
	found.wants(t, "autovacuum", postgres.Wrong, "off")
	found.wants(t, "timeouts", postgres.Warning, "statement_timeout")
	found.wants(t, "connections", postgres.Warning, "servers running: 2, which may open 21 each, together too many")
	found.wants(t, "indexes", postgres.Wrong, "statement_stored is missing")
	found.wants(t, "indexes", postgres.Wrong, "REINDEX INDEX CONCURRENTLY statement_key_pkey")
	found.wants(t, "clock", postgres.Wrong, "setval('lrs_clock', 4000000000000000)")
	found.wants(t, "vacuum", postgres.Warning, "fill has 200000 dead rows")
	found.wants(t, "replication slots", postgres.Warning, "pg_drop_replication_slot('forgotten')")

	session(t, url, `SELECT setval('lrs_clock', 4000000000000000)`)
	examine(t, pools).wants(t, "clock", postgres.Warning, "stands")
}

func TestExaminationFindsWhatWasLeftOpen(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Settings: map[string]string{"max_prepared_transactions": "2"}})
	url := cluster.Database(t)
	n := openNode(t, url)
	defer n.close(t)
	session(t, url, `BEGIN`, `SELECT 1`)
	session(t, url, `BEGIN`, `SELECT lrs_begin(1, 1, 0, 0)`)
	session(t, url, `BEGIN`, `SELECT lrs_begin(2, 1, 0, 0)`, `PREPARE TRANSACTION 'left over'`)
	found := byCheck(t, n.pools, postgres.ExamineAtOnce)
	found.wants(t, "transactions", postgres.Warning, "vacuum cannot clean up behind it")
	found.wants(t, "transactions", postgres.Wrong, "Consistent-Through stands still")
	found.wants(t, "prepared transactions", postgres.Wrong, `"left over"`)
	if open := examine(t, n.pools); len(open["transactions"]) != 1 || open["transactions"][0].Verdict != postgres.Good {
		t.Errorf("transactions that began just now: %+v", open["transactions"])
	}
	session(t, url, `ROLLBACK PREPARED 'left over'`)
}

func TestExaminationLooksAtReplicas(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{})
	n := openNode(t, cluster.Database(t))
	defer n.close(t)
	replica := cluster.Replica(t)
	for streams := false; !streams; {
		const ask = `SELECT EXISTS (SELECT FROM pg_stat_replication WHERE state = 'streaming')`
		if err := n.pools.Small.QueryRow(t.Context(), ask).Scan(&streams); err != nil {
			t.Fatal(err)
		}
	}
	found := examine(t, n.pools)
	found.wants(t, "replication", postgres.Good, replica.Name())
	found.wants(t, "replication", postgres.Warning, "no replica is synchronous")
}
