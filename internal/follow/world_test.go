package follow_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// world is a log of statements and the database beside it.
type world struct {
	t        testing.TB
	database *db.DB
	log      lrs.Statements
	stores   []lrs.StoreID

	mu   sync.Mutex
	made int
}

// everyStore runs a test on the embedded store with SQLite, and on PostgreSQL.
func everyStore(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("embedded", func(t *testing.T) { test(t, embeddedWorld(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, postgresWorld(t)) })
}

func embeddedWorld(t testing.TB) *world {
	w := &world{t: t, database: dbtest.SQLite(t)(), stores: []lrs.StoreID{1, 2, 3}}
	log, err := embedded.Open(embedded.Config{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, log)
	w.log = log
	w.setUp()
	return w
}

func postgresWorld(t testing.TB) *world {
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: pgtest.Shared(t).Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pools.Close)
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, database)
	log, err := postgres.Open(t.Context(), postgres.Config{Pools: pools, Database: database})
	if err != nil {
		t.Fatal(err)
	}
	closeAfter(t, log)
	w := &world{t: t, database: database, log: log, stores: []lrs.StoreID{1, 2, 3}}
	w.setUp()
	return w
}

func closeAfter(t testing.TB, c interface{ Close() error }) {
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (w *world) setUp() {
	w.t.Helper()
	w.write(func(tx *sql.Tx) error {
		_, err := tx.Exec(`CREATE TABLE derived (follower TEXT NOT NULL, generation BIGINT NOT NULL, store BIGINT NOT NULL, stored BIGINT NOT NULL)`)
		return err
	})
}

func (w *world) write(fn func(tx *sql.Tx) error) {
	w.t.Helper()
	if err := w.database.Write(w.t.Context(), fn); err != nil {
		w.t.Fatal(err)
	}
}

// store appends statements with a verb.
func (w *world) store(store lrs.StoreID, count int, verb string) {
	w.t.Helper()
	var batch []lrs.Record
	for range count {
		w.mu.Lock()
		w.made++
		n := w.made
		w.mu.Unlock()
		record, err := storetest.MakeRecord(fmt.Appendf(nil,
			`{"id":"00000000-0000-4000-8000-%012x","actor":{"mbox":"mailto:ann@example.com"},"verb":{"id":"http://example.com/%s"},"object":{"id":"http://example.com/it"}}`, n, verb),
			storetest.DefaultOrigin())
		if err != nil {
			w.t.Fatal(err)
		}
		batch = append(batch, record)
	}
	if err := w.log.Append(w.t.Context(), store, batch); err != nil {
		w.t.Fatal(err)
	}
}

// statements returns the stored times of a store's log, without some verb.
func (w *world) statements(store lrs.StoreID, without string) (times []int64) {
	w.t.Helper()
	err := w.log.Scan(w.t.Context(), store, lrs.Position{}, func(s lrs.Stored) error {
		if without == "" || !strings.Contains(string(s.JSON), "/"+without+`"`) {
			times = append(times, s.Stored)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return times
}

// config is that of a node with short times.
func (w *world) config(node string) follow.Config {
	return follow.Config{
		Database: w.database, Statements: w.log, Node: node,
		Stores:  func(context.Context) ([]lrs.StoreID, error) { return w.stores, nil },
		Poll:    20 * time.Millisecond,
		Lease:   time.Second,
		Refresh: 30 * time.Millisecond,
		Pause:   5 * time.Millisecond,
	}
}

// running is a runner at work.
type running struct {
	*follow.Runner
	stop func()
}

func start(t testing.TB, config follow.Config) running {
	runner := follow.New(config)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- runner.Run(ctx) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	return running{runner, stop}
}

// eventually waits for a condition.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(30 * time.Second); !holds(); <-ticker.C {
		if time.Now().After(deadline) {
			t.Fatalf("after 30 s still not: %s", what)
		}
	}
}

var errPoison = errors.New("this statement is poison")

// ledger is a shared follower that writes every statement down. It refuses
// what has the verb poison, unless it is healed.
type ledger struct {
	called string
	mu     sync.Mutex
	healed bool
	// fault is asked in the middle of each batch.
	fault   func() error
	batches int
	drops   []int64
}

func (l *ledger) Name() string { return l.called }

func (l *ledger) Follow(ctx context.Context, tx *sql.Tx, generation int64, store lrs.StoreID, batch []lrs.Stored) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.batches++
	for i, s := range batch {
		if i == len(batch)/2 && l.fault != nil {
			if err := l.fault(); err != nil {
				return err
			}
		}
		if !l.healed && strings.Contains(string(s.JSON), "/poison") {
			return errPoison
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO derived (follower, generation, store, stored) VALUES ($1, $2, $3, $4)`,
			l.called, generation, int64(store), s.Stored); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) Drop(ctx context.Context, tx *sql.Tx, generation int64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drops = append(l.drops, generation)
	_, err := tx.ExecContext(ctx, `DELETE FROM derived WHERE follower = $1 AND generation = $2`, l.called, generation)
	return err
}

func (l *ledger) change(fn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn()
}

// derived is what the generation in force has of a store, in order.
func (w *world) derived(name string, store lrs.StoreID) (times []int64) {
	w.t.Helper()
	rows, err := w.database.Read().Query(`
		SELECT d.stored FROM derived d JOIN follower f ON f.name = d.follower AND f.generation = d.generation
		WHERE d.follower = $1 AND d.store = $2 ORDER BY d.stored`, name, int64(store))
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var at int64
		if err := rows.Scan(&at); err != nil {
			w.t.Fatal(err)
		}
		times = append(times, at)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return times
}
