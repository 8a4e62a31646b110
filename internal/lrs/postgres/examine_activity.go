package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/bucket"
)

// clock compares the newest stored times with the sequence that they are taken
// from, and the sequence with the database's clock.
func (e *examination) clock(ctx context.Context) error {
	const check = "clock"
	var exists bool
	if err := e.conn.QueryRow(ctx, `SELECT to_regclass('lrs_clock') IS NOT NULL AND to_regclass('store') IS NOT NULL`).Scan(&exists); err != nil || !exists {
		return err
	}
	newest, err := e.newestStored(ctx)
	if err != nil {
		return err
	}
	// Asked for after the newest statement, which was taken from it before.
	var last int64
	var ahead float64
	const ask = `SELECT last_value, last_value / 1e6 - extract(epoch FROM clock_timestamp())::float8 FROM lrs_clock`
	if err := e.conn.QueryRow(ctx, ask).Scan(&last, &ahead); err != nil {
		return err
	}
	switch {
	case newest > last:
		e.found(check, Wrong, "statements are stored at times that were not given out yet, as after a restore that left lrs_clock behind: stop all servers and run SELECT setval('lrs_clock', %d)", newest)
	case ahead > 300:
		e.found(check, Warning, "the database's clock stands %s behind the newest stored time; stored times stay in order, but run ahead of the clock: check the clock of the database's machine", seconds(ahead))
	default:
		e.found(check, Good, "stored times follow the database's clock")
	}
	return nil
}

// newestStored returns the stored time of the newest statement, 0 without one.
func (e *examination) newestStored(ctx context.Context) (newest int64, err error) {
	rows, err := e.conn.Query(ctx, `SELECT id FROM store`)
	if err != nil {
		return 0, err
	}
	stores, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return 0, err
	}
	buckets := make([]int32, bucket.Count)
	for slot := range buckets {
		buckets[slot] = bucket.Number(uint64(slot))
	}
	for _, store := range stores {
		var stored int64
		const ask = `SELECT coalesce(max(stored), 0) FROM statement WHERE bucket = ANY($1) AND store = $2`
		if err := e.conn.QueryRow(ctx, ask, buckets, store).Scan(&stored); err != nil {
			return 0, err
		}
		newest = max(newest, stored)
	}
	return newest, nil
}

// transactions looks for those that hold back vacuum, and for writers that hold
// back the safe time.
func (e *examination) transactions(ctx context.Context) error {
	const check = "transactions"
	const list = `SELECT a.pid, a.application_name, coalesce(a.state, '?'), extract(epoch FROM clock_timestamp() - a.xact_start)::float8,
			EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.objsubid = 1
				AND l.classid::BIGINT >> 24 = 76) AS writes
		FROM pg_stat_activity a
		WHERE a.datname = current_database() AND a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND a.xact_start <= clock_timestamp() - make_interval(secs => $1)
		ORDER BY a.xact_start`
	rows, err := e.conn.Query(ctx, list, min(e.limits.writer, e.limits.transaction))
	if err != nil {
		return err
	}
	before := len(e.findings)
	var pid int32
	var name, state string
	var age float64
	var writes bool
	if _, err := pgx.ForEachRow(rows, []any{&pid, &name, &state, &age, &writes}, func() error {
		switch {
		case writes && age >= e.limits.writer:
			e.found(check, Wrong, "session %d (%q, %s) has been writing for %s, and Consistent-Through stands still meanwhile: look what it waits for, or SELECT pg_terminate_backend(%d)", pid, name, state, seconds(age), pid)
		case age >= e.limits.transaction:
			e.found(check, Warning, "session %d (%q, %s) has been in a transaction for %s, and vacuum cannot clean up behind it: end it, or SELECT pg_terminate_backend(%d)", pid, name, state, seconds(age), pid)
		}
		return nil
	}); err != nil {
		return err
	}
	if len(e.findings) == before {
		e.found(check, Good, "none is open for long")
	}
	return nil
}

// prepared looks for transactions that somebody prepared and left: they hold
// locks, vacuum and the safe time.
func (e *examination) prepared(ctx context.Context) error {
	const list = `SELECT gid, extract(epoch FROM clock_timestamp() - prepared)::float8 FROM pg_prepared_xacts
		WHERE database = current_database() AND prepared <= clock_timestamp() - make_interval(secs => $1)`
	rows, err := e.conn.Query(ctx, list, e.limits.prepared)
	if err != nil {
		return err
	}
	var gid string
	var age float64
	_, err = pgx.ForEachRow(rows, []any{&gid, &age}, func() error {
		e.found("prepared transactions", Wrong, "%q has been left for %s and holds locks, vacuum and the safe time: COMMIT PREPARED or ROLLBACK PREPARED it (those named citus_… belong to Citus: see that its maintenance runs)", gid, seconds(age))
		return nil
	})
	return err
}

// replicas looks how far they are behind.
func (e *examination) replicas(ctx context.Context) error {
	const check = "replication"
	var synchronous string
	if err := e.conn.QueryRow(ctx, `SELECT current_setting('synchronous_standby_names')`).Scan(&synchronous); err != nil {
		return err
	}
	const list = `SELECT application_name, coalesce(state, '?'), coalesce(sync_state, '?'),
			coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::bigint, coalesce(extract(epoch FROM replay_lag), 0)::float8
		FROM pg_stat_replication ORDER BY application_name`
	rows, err := e.conn.Query(ctx, list)
	if err != nil {
		return err
	}
	before := len(e.findings)
	var name, state, kind string
	var bytes int64
	var lag float64
	if _, err := pgx.ForEachRow(rows, []any{&name, &state, &kind, &bytes, &lag}, func() error {
		if state != "streaming" || lag > e.limits.replay {
			e.found(check, Warning, "the replica %q (%s, %s) is %s and %s behind: check its machine and the network; reads go to the primary meanwhile", name, state, kind, seconds(lag), size(bytes))
		} else {
			e.found(check, Good, "the replica %q (%s) is %s behind", name, kind, size(bytes))
		}
		return nil
	}); err != nil {
		return err
	}
	switch {
	case len(e.findings) == before && synchronous != "":
		e.found(check, Wrong, "synchronous_standby_names is %q, and no replica is connected: nothing can be stored until one is", synchronous)
	case len(e.findings) == before:
		e.found(check, Good, "no replica is connected")
	case synchronous == "":
		e.found(check, Warning, "no replica is synchronous, so that a fail-over can lose the last acknowledged statements: set synchronous_standby_names, and synchronous_commit = remote_apply")
	}
	return nil
}

// slots looks for replication slots that nobody reads, which keep the server
// from removing its log.
func (e *examination) slots(ctx context.Context) error {
	const list = `SELECT slot_name, coalesce(wal_status, '?'), coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
		FROM pg_replication_slots WHERE NOT active ORDER BY slot_name`
	rows, err := e.conn.Query(ctx, list)
	if err != nil {
		return err
	}
	var name, status string
	var bytes int64
	_, err = pgx.ForEachRow(rows, []any{&name, &status, &bytes}, func() error {
		e.found("replication slots", Warning, "nobody reads the slot %q (%s), for which %s of the write-ahead log are kept: connect its replica again, or SELECT pg_drop_replication_slot('%s')", name, status, size(bytes), name)
		return nil
	})
	return err
}
