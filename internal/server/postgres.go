package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lease"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/pgpool"
)

// postgresStorage keeps everything in a PostgreSQL database that any number of
// servers share.
type postgresStorage struct {
	logger      *slog.Logger
	pools       *pgpool.Pools
	relational  *db.DB
	engine      *postgres.Store
	attachments blob.Store
}

var _ storage = (*postgresStorage)(nil)

func openPostgres(ctx context.Context, config Config, sessions string, metrics *metrics, logger *slog.Logger) (_ storage, err error) {
	s := &postgresStorage{logger: logger}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	if s.pools, err = pgpool.Open(ctx, config.pools(sessions)); err != nil {
		return nil, err
	}
	if s.relational, err = db.OpenPostgres(ctx, s.pools); err != nil {
		return nil, err
	}
	if s.engine, err = postgres.Open(ctx, postgres.Config{
		Pools: s.pools, Database: s.relational, Writers: config.DatabaseWriters, Logger: logger,
	}); err != nil {
		return nil, fmt.Errorf("open the statements: %w", err)
	}
	if config.BlobURL == "" {
		s.attachments = blob.NewTable(s.relational)
	} else if s.attachments, err = blob.OpenS3(config.BlobURL, config.S3AccessKey, config.S3SecretKey); err != nil {
		return nil, fmt.Errorf("open the store of attachments: %w", err)
	}
	metrics.registry.MustRegister(newPostgresCollector(s.pools, s.engine))
	return s, nil
}

// What sessions on the database are called: those of a server have its name as
// well, by which the doctor counts them.
const (
	serverSessions  = "lore "
	commandSessions = "lore"
)

// pools says how connections are opened, and what their sessions are called.
func (c Config) pools(sessions string) pgpool.Config {
	return pgpool.Config{
		Name: sessions,
		URL:  c.Database, ReadURL: c.ReadDatabase,
		Connections: c.DatabaseConnections, ReportConnections: c.ReportConnections,
		StatementTimeout: c.StatementTimeout, ReportTimeout: c.ReportTimeout,
	}
}

func (s *postgresStorage) statements() lrs.Statements { return s.engine }
func (s *postgresStorage) blobs() lrs.Blobs           { return s.attachments }
func (s *postgresStorage) database() *db.DB           { return s.relational }
func (s *postgresStorage) buckets() control.Buckets   { return s.engine }

// backup is nil: pg_dump and base backups save a database.
func (s *postgresStorage) backup() *backup.Source { return nil }

// readyTimeout is how long /readyz waits for the database.
const readyTimeout = 5 * time.Second

func (s *postgresStorage) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	return s.engine.Ready(ctx)
}

const (
	// resolveEvery is how often references are looked for that a node which
	// died left without their targets.
	resolveEvery = 10 * time.Second
	// leaseTime is how long the node that does it may be silent before another
	// takes over.
	leaseTime = 30 * time.Second
)

// work resolves references, on one node at a time.
func (s *postgresStorage) work(ctx context.Context) {
	lease.Run(ctx, s.relational, "references", node(), leaseTime, s.resolve)
}

// resolve goes on until the lease is over. What fails now is done in the next
// round.
func (s *postgresStorage) resolve(ctx context.Context) error {
	ticker := time.NewTicker(resolveEvery)
	defer ticker.Stop()
	for {
		if err := s.engine.Resolve(ctx); err != nil && ctx.Err() == nil {
			s.logger.Warn("references could not be resolved; trying again", "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// node names this server among those on the database.
func node() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s:%d", host, os.Getpid())
}

// checks has the database examined.
func (s *postgresStorage) checks() []control.Check {
	return []control.Check{func(ctx context.Context) []control.Finding { return examineDatabase(ctx, s.pools) }}
}

func examineDatabase(ctx context.Context, pools *pgpool.Pools) []control.Finding {
	found, err := postgres.Examine(ctx, pools)
	if err != nil {
		return []control.Finding{{Check: databaseCheck, Verdict: control.Wrong, Message: err.Error()}}
	}
	findings := make([]control.Finding, len(found))
	for i, f := range found {
		findings[i] = control.Finding{Check: f.Check, Verdict: control.Verdict(f.Verdict), Message: f.Message}
	}
	return findings
}

func (s *postgresStorage) close() error {
	var errs []error
	if s.engine != nil {
		errs = append(errs, s.engine.Close())
	}
	if s.relational != nil {
		errs = append(errs, s.relational.Close())
	}
	if s.pools != nil {
		s.pools.Close()
	}
	return errors.Join(errs...)
}
