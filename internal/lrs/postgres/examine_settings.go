package postgres

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// settings reads settings of the server as they are in force here.
func (e *examination) settings(ctx context.Context, names ...string) (map[string]string, error) {
	rows, err := e.conn.Query(ctx, `SELECT name, setting FROM pg_settings WHERE name = ANY($1)`, names)
	if err != nil {
		return nil, err
	}
	settings := make(map[string]string, len(names))
	var name, value string
	_, err = pgx.ForEachRow(rows, []any{&name, &value}, func() error {
		settings[name] = value
		return nil
	})
	return settings, err
}

// durability looks at the settings without which «stored» is not true.
func (e *examination) durability(ctx context.Context) error {
	const check = "durability"
	is, err := e.settings(ctx, "fsync", "full_page_writes", "synchronous_commit", "data_checksums", "autovacuum", "track_counts", "default_toast_compression")
	if err != nil {
		return err
	}
	before := len(e.findings)
	if is["fsync"] != "on" {
		e.found(check, Wrong, "fsync is off: a crash of the machine destroys the database; turn it on")
	}
	if is["full_page_writes"] != "on" {
		e.found(check, Wrong, "full_page_writes is off: a crash of the machine can damage pages; turn it on")
	}
	if is["synchronous_commit"] == "off" {
		e.found(check, Wrong, "synchronous_commit is off: acknowledged statements are lost when the server crashes; turn it on")
	}
	if len(e.findings) == before {
		e.found(check, Good, "what is acknowledged is on disk (synchronous_commit = %s)", is["synchronous_commit"])
	}
	if is["data_checksums"] != "on" {
		e.found("checksums", Warning, "the server keeps none, so bytes that change on its disk go unnoticed; stop it and run pg_checksums --enable")
	}
	if is["autovacuum"] != "on" || is["track_counts"] != "on" {
		e.found("autovacuum", Wrong, "it is off: tables grow without need, and the server stops in the end; turn autovacuum and track_counts on")
	}
	if is["default_toast_compression"] == "pglz" {
		e.found("compression", Good, "pglz; default_toast_compression = lz4, where the server has it, costs less time for large statements and documents")
	}
	return nil
}

// timeouts looks whether something has undone those of the pools.
func (e *examination) timeouts(ctx context.Context) error {
	names := []string{"statement_timeout", "idle_in_transaction_session_timeout"}
	is, err := e.settings(ctx, names...)
	if err != nil {
		return err
	}
	for _, name := range names {
		if is[name] == "0" {
			e.found("timeouts", Warning, "%s is 0 for Lore's connections: remove it from the database's URL, so that a hung session does not hold back the others", name)
		}
	}
	return nil
}

// connections compares what the servers that are connected now may open with
// what the database takes.
func (e *examination) connections(ctx context.Context) error {
	const check = "connections"
	is, err := e.settings(ctx, "max_connections", "superuser_reserved_connections", "reserved_connections")
	if err != nil {
		return err
	}
	room := 0
	for name, sign := range map[string]int{"max_connections": 1, "superuser_reserved_connections": -1, "reserved_connections": -1} {
		if is[name] == "" {
			continue // before PostgreSQL 16
		}
		value, err := strconv.Atoi(is[name])
		if err != nil {
			return fmt.Errorf("read the setting %s: %w", name, err)
		}
		room += sign * value
	}
	// Every server calls its sessions «lore» and its own name.
	const ask = `SELECT count(*), count(DISTINCT application_name) FILTER (WHERE application_name LIKE 'lore %')
		FROM pg_stat_activity WHERE backend_type = 'client backend'`
	var open, servers int
	if err := e.conn.QueryRow(ctx, ask).Scan(&open, &servers); err != nil {
		return err
	}
	// One more listens for what other nodes changed.
	each := int(e.pools.Small.Config().MaxConns+e.pools.Reports.Config().MaxConns) + 1
	text := fmt.Sprintf("%d are open of %d; servers running: %d, which may open %d each", open, room, servers, each)
	switch {
	case servers*each > room:
		e.found(check, Warning, "%s, together too many: raise max_connections, or lower database-connections and report-connections", text)
	case open*10 > room*9:
		e.found(check, Warning, "%s; raise max_connections before there are none left", text)
	default:
		e.found(check, Good, "%s", text)
	}
	return nil
}
