package db

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/lore-lrs/lore/internal/pgpool"
)

// migrations holds the history of the portable schema. A file that was
// released is never changed, and there is no way back: a mistake is mended by
// the next file. CONTRIBUTING.md says how a schema changes while older nodes
// still use it.
//
//go:embed migrations/*.sql
var migrations embed.FS

// The locker of migrations: its number for PostgreSQL's advisory locks, and how
// long a node waits for another one that migrates, in seconds.
const (
	migrationLock = 0x4c6f7265 // «Lore»
	migrationWait = 3600
)

// migrateOwn applies the portable migrations.
func (d *DB) migrateOwn(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return d.Migrate(ctx, files, goose.DefaultTablename)
}

// Migrate applies the migrations (goose's SQL files) that the database lacks.
// It is for a room whose tables only one engine can have; table is where those
// applied are counted, another one for each such room. Nodes that do so at the
// same time wait for the first, which does it. On PostgreSQL a schema that is
// newer than the files is taken, unless the counter «needs <table>» says that
// its users must know a later version than they do; on SQLite it is refused.
func (d *DB) Migrate(ctx context.Context, files fs.FS, table string) error {
	if d.dialect == SQLite {
		return Refusal(d.migrate(ctx, d.writer, files, table))
	}
	// A connection of its own, without the limits of requests: a migration of
	// much data takes as long as it takes. Only the wait for locks stays
	// bounded: others queue behind it.
	config := d.connection.Copy()
	config.RuntimeParams["statement_timeout"] = "0"
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "0"
	err := pgpool.Retry(ctx, func() (err error) {
		pool := stdlib.OpenDB(*config)
		defer func() { err = errors.Join(err, pool.Close()) }()
		return d.migrate(ctx, pool, files, table)
	})
	return Refusal(err)
}

func (d *DB) migrate(ctx context.Context, pool *sql.DB, files fs.FS, table string) error {
	dialect, options := goose.DialectSQLite3, []goose.ProviderOption{goose.WithTableName(table), goose.WithLogger(goose.NopLogger())}
	if d.dialect == PostgreSQL {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(migrationLock), lock.WithLockTimeout(1, migrationWait))
		if err != nil {
			return fmt.Errorf("make the lock for migrations: %w", err)
		}
		dialect, options = goose.DialectPostgres, append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, pool, files, options...)
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	has, knows, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("find out the schema's version: %w", Refusal(err))
	}
	if has > knows {
		return d.acceptNewer(ctx, pool, table, has, knows)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema up to date: %w", err)
	}
	return nil
}

// acceptNewer decides whether this Lore can use a schema that a newer one made.
func (d *DB) acceptNewer(ctx context.Context, pool *sql.DB, table string, has, knows int64) error {
	needs := has
	if d.dialect == PostgreSQL {
		const find = `SELECT COALESCE(MAX(value), 0) FROM counter WHERE name = $1`
		if err := pool.QueryRowContext(ctx, find, "needs "+table).Scan(&needs); err != nil {
			return fmt.Errorf("find out what the schema needs: %w", err)
		}
	}
	if needs > knows {
		return fmt.Errorf("its schema has version %d and needs a Lore that knows version %d, this one knows up to %d: start the Lore that wrote it, or a later one", has, needs, knows)
	}
	return nil
}
