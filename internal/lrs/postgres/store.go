// Package postgres is the engine for statements on PostgreSQL, plain or with
// Citus, for any number of nodes on one database.
//
// A request's batch waits in a queue; a few writers take what is there for one
// store, and write it in one transaction: the statements, and a row for each
// fact that they are found by. Queries walk sorted streams of positions, as in
// the embedded engine. What references mean is entered after the commit, by
// whoever committed last (link.go). How times keep their order without a node
// that decides is in clock.go.
package postgres

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// Config is what a Store works on.
type Config struct {
	Pools    *pgpool.Pools
	Database *db.DB // on the same pools
	// Writers is how many transactions this node writes at once: default 4.
	Writers int
	Logger  *slog.Logger

	// spreadsTrusted and stalledAfter, if not 0, replace the constants: in tests.
	spreadsTrusted, stalledAfter time.Duration
}

// defaultWriters keeps a database with a few cores busy; more only make the
// transactions smaller.
const defaultWriters = 4

// Store keeps statements in PostgreSQL. It implements lrs.Statements.
type Store struct {
	config    Config
	pools     *pgpool.Pools
	queue     *queue
	clock     clock
	spreads   spreads
	prepared  prepared
	resolving resolving
	described describedCache
	counters  counters
	// replicaBack is when a replica that was away is asked again, in ns since 1970.
	replicaBack atomic.Int64

	// background ends when the store closes; running counts what uses it.
	background context.Context
	stop       context.CancelFunc
	running    sync.WaitGroup
}

var _ lrs.Statements = (*Store)(nil)

//go:embed migrations/*.sql
var migrations embed.FS

// migrationTable is where goose counts this engine's migrations, apart from
// those of the portable tables.
const migrationTable = "lrs_schema"

// Open brings the engine's tables up to date and starts the writers.
func Open(ctx context.Context, config Config) (*Store, error) {
	config.Writers = cmp.Or(config.Writers, defaultWriters)
	config.stalledAfter = cmp.Or(config.stalledAfter, stalledAfter)
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := config.Database.Migrate(ctx, files, migrationTable); err != nil {
		return nil, err
	}
	s := &Store{
		config: config, pools: config.Pools, queue: newQueue(),
		prepared: prepared{config: config.Pools.Small.Config().ConnConfig, logger: config.Logger},
	}
	if err := s.joinCluster(ctx); err != nil {
		return nil, fmt.Errorf("distribute the tables: %w", pgpool.Refusal(err))
	}
	s.spreads.trusted = cmp.Or(config.spreadsTrusted, spreadsTrusted)
	if _, err := s.spreads.load(ctx, s.pools.Small); err != nil {
		return nil, fmt.Errorf("read how stores are spread: %w", pgpool.Refusal(err))
	}
	s.background, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.clock.ask = s.askSafeTime
	s.running.Go(s.followSpreads)
	for range config.Writers {
		s.running.Go(s.write)
	}
	return s, nil
}

// Close waits for what is being written and ends the writers; the pools stay
// open.
func (s *Store) Close() error {
	s.queue.close()
	s.stop()
	s.running.Wait()
	s.prepared.close()
	return nil
}

// Ready reports why the store cannot serve now; nil when it can.
func (s *Store) Ready(ctx context.Context) error {
	var readOnly bool
	if err := s.pools.Small.QueryRow(ctx, `SELECT pg_is_in_recovery()`).Scan(&readOnly); err != nil {
		return fmt.Errorf("ask the database: %w", pgpool.Refusal(err))
	}
	if readOnly {
		return fmt.Errorf("the database is a standby and cannot be written")
	}
	return nil
}

// Stats is what the store counted since it was opened.
type Stats struct {
	// Transactions were committed with statements in them.
	Transactions int64
	// Statements were stored, repeated ones not counted.
	Statements int64
	// Retries are transactions that had to be begun again.
	Retries int64
	// Queued is how many requests wait for a writer now.
	Queued int
	// SafeTime is the last one that was found out, in microseconds; 0 before.
	SafeTime int64
}

type counters struct{ transactions, statements, retries atomic.Int64 }

// Stats returns what the store counted.
func (s *Store) Stats() Stats {
	return Stats{
		Transactions: s.counters.transactions.Load(),
		Statements:   s.counters.statements.Load(),
		Retries:      s.counters.retries.Load(),
		Queued:       s.queue.length(),
		SafeTime:     s.clock.known(),
	}
}
