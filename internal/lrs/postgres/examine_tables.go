package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// space tells how much the tables take.
func (e *examination) space(ctx context.Context) error {
	const ask = `SELECT relname, pg_total_relation_size(relid), count(*) OVER (), (sum(pg_total_relation_size(relid)) OVER ())::bigint
		FROM pg_stat_user_tables WHERE schemaname = current_schema()
		ORDER BY 2 DESC, 1 LIMIT 3`
	rows, err := e.conn.Query(ctx, ask)
	if err != nil {
		return err
	}
	var text, separator string
	var name string
	var bytes, tables, total int64
	if _, err := pgx.ForEachRow(rows, []any{&name, &bytes, &tables, &total}, func() error {
		text += fmt.Sprintf("%s%s %s", separator, name, size(bytes))
		separator = ", "
		return nil
	}); err != nil {
		return err
	}
	if text != "" {
		e.found("space", Good, "%d tables take %s with their indexes; the largest: %s", tables, size(total), text)
	}
	return nil
}

// Dead rows are worth a word when there are many of them, and many for the
// table.
const (
	manyDeadRows = 100_000
	manyDeadPart = 0.2
)

// vacuum looks for tables where dead rows pile up. The numbers are those of the
// server's statistics, which are estimates.
func (e *examination) vacuum(ctx context.Context) error {
	const check = "vacuum"
	const list = `SELECT relname, n_live_tup, n_dead_tup, coalesce(greatest(last_vacuum, last_autovacuum)::text, 'never')
		FROM pg_stat_user_tables
		WHERE schemaname = current_schema() AND n_dead_tup >= $1 AND n_dead_tup >= $2 * (n_live_tup + n_dead_tup)
		ORDER BY n_dead_tup DESC`
	rows, err := e.conn.Query(ctx, list, manyDeadRows, manyDeadPart)
	if err != nil {
		return err
	}
	before := len(e.findings)
	var name, last string
	var live, dead int64
	if _, err := pgx.ForEachRow(rows, []any{&name, &live, &dead, &last}, func() error {
		e.found(check, Warning, "%s has %d dead rows beside %d live ones (last vacuum: %s): run VACUUM ANALYZE %s, and look what holds autovacuum back", name, dead, live, last, name)
		return nil
	}); err != nil {
		return err
	}
	if len(e.findings) == before {
		e.found(check, Good, "few dead rows")
	}
	return nil
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	value := float64(bytes)
	for _, unit := range []string{"B", "kB", "MB", "GB"} {
		if value < 1000 {
			return fmt.Sprintf("%.4g %s", value, unit)
		}
		value /= 1000
	}
	return fmt.Sprintf("%.4g TB", value)
}
