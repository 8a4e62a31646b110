package postgres

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lore-lrs/lore/internal/pgpool"
)

// Verdict is how grave a finding is.
type Verdict string

// The verdicts: a warning can wait, what is wrong cannot.
const (
	Good    Verdict = "ok"
	Warning Verdict = "warning"
	Wrong   Verdict = "wrong"
)

// Finding is what an examination found.
type Finding struct {
	// Check is what was looked at, for people.
	Check   string
	Verdict Verdict
	// Message says what was found and, unless all is well, what to do.
	Message string
}

// examination looks at a database through one connection and changes nothing.
type examination struct {
	conn     *pgxpool.Conn
	pools    *pgpool.Pools
	limits   limits
	findings []Finding
}

// limits are how long things may take before somebody should look, in seconds.
type limits struct{ transaction, writer, prepared, replay float64 }

// Examine looks at what an operator should know of a database: its version,
// its settings, its tables and indexes, its replicas, and what holds back
// vacuum or the safe time. The database need not have any tables of Lore yet.
// Errors: problem.Unavailable when nobody answers.
func Examine(ctx context.Context, pools *pgpool.Pools) ([]Finding, error) {
	return examine(ctx, pools, limits{transaction: 300, writer: 30, prepared: 60, replay: 30})
}

func examine(ctx context.Context, pools *pgpool.Pools, limits limits) ([]Finding, error) {
	conn, err := pools.Reports.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("examine the database: %w", pgpool.Refusal(err))
	}
	defer conn.Release()
	e := &examination{conn: conn, pools: pools, limits: limits}
	steps := []func(context.Context) error{
		e.version, e.durability, e.timeouts, e.connections, e.schema, e.indexes, e.clock,
		e.space, e.vacuum, e.transactions, e.prepared, e.replicas, e.slots,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("examine the database: %w", pgpool.Refusal(err))
		}
	}
	return e.findings, nil
}

func (e *examination) found(check string, is Verdict, format string, args ...any) {
	e.findings = append(e.findings, Finding{check, is, fmt.Sprintf(format, args...)})
}

func (e *examination) version(ctx context.Context) error {
	var version, name string
	var age int64
	const ask = `SELECT current_setting('server_version'), current_database(), age(datfrozenxid)
		FROM pg_database WHERE datname = current_database()`
	if err := e.conn.QueryRow(ctx, ask).Scan(&version, &name, &age); err != nil {
		return err
	}
	e.found("database", Good, "%s on PostgreSQL %s", name, version)
	// Vacuum has to freeze rows before 2^31 transactions have passed.
	switch {
	case age > 1_500_000_000:
		e.found("transaction ids", Wrong, "%d were used since the last full freeze; the server stops at 2147483648: run VACUUM FREEZE in the database now", age)
	case age > 500_000_000:
		e.found("transaction ids", Warning, "%d were used since the last full freeze: look why autovacuum does not keep up (long transactions, replication slots)", age)
	}
	return nil
}

// schema looks whether the tables are those of this Lore.
func (e *examination) schema(ctx context.Context) error {
	const check = "schema"
	knows, err := newestMigration()
	if err != nil {
		return err
	}
	var has int64
	err = e.conn.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM `+migrationTable+` WHERE is_applied`).Scan(&has)
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused) && refused.Code == undefinedTable:
		e.found(check, Warning, "there are no tables of Lore yet; `lore serve` makes them")
	case err != nil:
		return err
	case has < knows:
		e.found(check, Warning, "version %d, this Lore brings it to %d at its next start", has, knows)
	case has > knows:
		e.found(check, Good, "version %d of a newer Lore; this one knows %d", has, knows)
	default:
		e.found(check, Good, "version %d", has)
	}
	return nil
}

// undefinedTable is the code of the error for a table that is not there.
const undefinedTable = "42P01"

// madeTable and madeIndex find what a migration makes.
var (
	madeTable = regexp.MustCompile(`(?m)^CREATE TABLE (?:IF NOT EXISTS )?(\w+)`)
	madeIndex = regexp.MustCompile(`(?m)^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(\w+)`)
	goneIndex = regexp.MustCompile(`(?m)^DROP INDEX (?:CONCURRENTLY )?(?:IF EXISTS )?(\w+)`)
)

// indexes looks for those that the migrations made and that are missing, for
// those that a failed build left useless, and for tables without a key.
func (e *examination) indexes(ctx context.Context) error {
	const check = "indexes"
	wanted, err := wantedIndexes()
	if err != nil {
		return err
	}
	const list = `SELECT i.relname, x.indisvalid
		FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
		WHERE i.relnamespace = current_schema()::regnamespace ORDER BY i.relname`
	rows, err := e.conn.Query(ctx, list)
	if err != nil {
		return err
	}
	there, wrong := 0, len(e.findings)
	var name string
	var valid bool
	if _, err := pgx.ForEachRow(rows, []any{&name, &valid}, func() error {
		there++
		wanted = slices.DeleteFunc(wanted, func(w string) bool { return w == name })
		if !valid {
			e.found(check, Wrong, "%s is not valid, so no query uses it: run REINDEX INDEX CONCURRENTLY %s", name, name)
		}
		return nil
	}); err != nil {
		return err
	}
	if there == 0 {
		return nil // there are no tables, as the schema's check says
	}
	for _, name := range wanted {
		e.found(check, Wrong, "%s is missing, so queries read whole tables: make it as the migrations of this Lore do, or restore a backup into an empty database", name)
	}
	if len(e.findings) == wrong {
		e.found(check, Good, "%d, all there and valid", there)
	}
	return nil
}

// wantedIndexes lists the indexes that the migrations leave.
func wantedIndexes() ([]string, error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range files { // by name, and so in order
		text, err := migrations.ReadFile("migrations/" + file.Name())
		if err != nil {
			return nil, err
		}
		for _, made := range madeTable.FindAllSubmatch(text, -1) {
			names = append(names, string(made[1])+"_pkey")
		}
		for _, made := range madeIndex.FindAllSubmatch(text, -1) {
			names = append(names, string(made[1]))
		}
		for _, gone := range goneIndex.FindAllSubmatch(text, -1) {
			names = slices.DeleteFunc(names, func(name string) bool { return name == string(gone[1]) })
		}
	}
	return names, nil
}

// newestMigration returns the version of the schema that this Lore makes.
func newestMigration() (version int64, err error) {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, err
	}
	for _, file := range files {
		number, _, _ := strings.Cut(file.Name(), "_")
		if _, err := fmt.Sscanf(number, "%d", &version); err != nil {
			return 0, fmt.Errorf("read the number of the migration %s: %w", file.Name(), err)
		}
	}
	return version, nil
}

// seconds writes a time for people.
func seconds(s float64) time.Duration {
	return (time.Duration(s*1000) * time.Millisecond).Round(time.Second)
}
