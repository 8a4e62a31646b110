package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
)

// storage is everything that keeps data, opened: the one in a data directory
// (embedded.go) or the one in a PostgreSQL database (postgres.go). No other
// file of this room knows which.
type storage interface {
	statements() lrs.Statements
	blobs() lrs.Blobs
	// database is the relational one: stores, keys, documents, secrets.
	database() *db.DB
	// ready says why requests cannot be served now, nil when they can.
	ready(ctx context.Context) error
	// checks are what the command doctor has looked at; none changes anything.
	checks() []control.Check
	// backup is what a backup is taken from; nil where the database saves itself.
	backup() *backup.Source
	// buckets spreads stores; nil where every store has one bucket.
	buckets() control.Buckets
	// side is all of it, to be moved elsewhere or to be filled by a move.
	side() *move.Side
	// work does what must be done now and then while the server runs, until ctx
	// ends.
	work(ctx context.Context)
	close() error
}

// openStorage opens the storage that the settings name. directory is nil for a
// command on a PostgreSQL database.
func openStorage(ctx context.Context, config Config, directory *directory, metrics *metrics, logger *slog.Logger) (storage, error) {
	if config.Database == "" {
		return openEmbedded(ctx, config, directory, metrics, logger)
	}
	if directory == nil {
		return openPostgres(ctx, config, commandSessions, metrics, logger)
	}
	return awaitPostgres(ctx, config, metrics, logger)
}

const (
	// awaitEvery is how often a start asks again for a database that is away.
	awaitEvery = time.Second
	// sayEvery is how often it says that it waits.
	sayEvery = 10 * time.Second
)

// awaitPostgres opens the database, and waits for one that is away: after a
// power cut, or in a compose file, nodes and database start together. What is
// wrong with the settings is told at once.
func awaitPostgres(ctx context.Context, config Config, metrics *metrics, logger *slog.Logger) (storage, error) {
	deadline := time.Now().Add(config.DatabaseWait)
	var said time.Time
	for {
		opened, err := openPostgres(ctx, config, serverSessions+node(), metrics, logger)
		if !problem.Is(err, problem.Unavailable) {
			return opened, err
		}
		if time.Now().After(deadline) {
			return nil, problem.Wrap(problem.Unavailable, "database-away", err,
				"the database %s could not be used for %s; see that PostgreSQL runs there and takes connections from here, then start again (database-wait sets how long to wait)",
				MaskURL(config.Database), config.DatabaseWait)
		}
		if time.Since(said) > sayEvery {
			said = time.Now()
			logger.Warn("waiting for the database", "database", MaskURL(config.Database), "error", err)
		}
		select {
		case <-time.After(awaitEvery):
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		}
	}
}
