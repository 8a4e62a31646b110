package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Now returns the time, in microseconds since 1970 UTC, by the clock that all
// who share the database go by: on PostgreSQL the server's, so that the nodes'
// clocks do not matter; on SQLite this machine's. It is read anew at each call,
// not once a transaction.
func (d *DB) Now(ctx context.Context, tx *sql.Tx) (now int64, err error) {
	if d.dialect == SQLite {
		return time.Now().UnixMicro(), nil
	}
	const ask = `SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT`
	if err := tx.QueryRowContext(ctx, ask).Scan(&now); err != nil {
		return 0, fmt.Errorf("ask for the time: %w", err)
	}
	return now, nil
}
