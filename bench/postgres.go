package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/pgtest"
)

// settings are those of deploy/compose.yaml, for a machine with 4 GB or more.
var settings = map[string]string{
	"shared_buffers":            "1GB",
	"effective_cache_size":      "3GB",
	"max_connections":           "100",
	"max_wal_size":              "8GB",
	"checkpoint_timeout":        "15min",
	"wal_compression":           "lz4",
	"default_toast_compression": "lz4",
	"random_page_cost":          "1.1",
	"maintenance_work_mem":      "256MB",
}

// writers is how many connections a node writes through by default; the floor
// gets as many.
const writers = 4

// database is the server beside the node.
type database struct {
	url        string
	connection *pgx.Conn
	postmaster int
}

// table is what one table takes, in bytes.
type table struct {
	name          string
	rows, indexes int64
	// statements is how many statements the figures are to be divided by.
	statements int64
}

// measurePostgres puts every load on a node with its statements in PostgreSQL,
// and the floor beside the batches.
func measurePostgres(ctx context.Context, o options, dir string) (measured report, err error) {
	db, err := openDatabase(ctx, o.database)
	if err != nil {
		return measured, err
	}
	defer func() { err = errors.Join(err, db.connection.Close(context.WithoutCancel(ctx))) }()
	if err := db.printSettings(ctx); err != nil {
		return measured, err
	}
	e := &engine{
		node:         &node{binary: o.binary, data: filepath.Join(dir, "postgres"), environment: []string{"LORE_DATABASE=" + o.database}},
		databaseTime: func() (time.Duration, error) { return familyTimes(db.postmaster) },
		duration:     o.duration,
	}
	if err := e.begin(ctx); err != nil {
		return measured, err
	}
	defer e.kill()
	idle, err := e.memory("VmRSS")
	if err != nil {
		return measured, err
	}
	for _, l := range []load{batches100, batches500, singles} {
		if err := e.under(ctx, l); err != nil {
			return measured, err
		}
	}
	if measured.floors, err = db.measureFloors(ctx, e.figures); err != nil {
		return measured, fmt.Errorf("copy the same rows: %w", err)
	}
	logged, err := db.logged(ctx)
	if err != nil {
		return measured, err
	}
	before := e.stored
	if err := e.fill(ctx, o.statements); err != nil {
		return measured, err
	}
	loggedAfter, err := db.logged(ctx)
	if err != nil {
		return measured, err
	}
	loggedEach := (loggedAfter - logged) / max(e.stored-before, 1)
	// Autovacuum does this in the background, at a moment of its own choice.
	if _, err := db.connection.Exec(ctx, `VACUUM (ANALYZE)`); err != nil {
		return measured, err
	}
	for _, l := range onFullStore {
		if err := e.under(ctx, l); err != nil {
			return measured, err
		}
	}
	if measured.following, err = e.measureFollowing(ctx); err != nil {
		return measured, fmt.Errorf("follow the log: %w", err)
	}
	memory, err := familyMemory(db.postmaster)
	if err != nil {
		return measured, err
	}
	if measured.sizes, err = e.memoryAndStart(ctx, idle); err != nil {
		return measured, err
	}
	measured.loads = e.figures
	if measured.tables, err = db.tables(ctx, e.stored); err != nil {
		return measured, err
	}
	var rows, indexes int64
	for _, t := range measured.tables {
		rows, indexes = rows+t.rows, indexes+t.indexes
	}
	measured.sizes = append(measured.sizes, onDisk(rows, indexes, e.stored)...)
	measured.sizes = append(measured.sizes,
		size{"Write-ahead log for each statement, batches of 500", fmt.Sprintf("%d bytes", loggedEach)},
		size{"Memory of the database's processes, shared pages once", mebibytes(memory)})
	if o.retention {
		if measured.retention, err = db.measureRetention(ctx, e); err != nil {
			return measured, fmt.Errorf("delete what is old: %w", err)
		}
	}
	return measured, e.stop()
}

// startServer starts a server of this run's own, whose commits wait for the
// disk, and returns the URL of an empty database on it.
func startServer(ctx context.Context) (url string, remove func() error, err error) {
	cluster, err := pgtest.Launch(pgtest.Options{Durable: true, Settings: settings})
	if err != nil {
		return "", nil, err
	}
	if url, err = cluster.Make(ctx); err != nil {
		return "", nil, errors.Join(err, cluster.Remove())
	}
	return url, cluster.Remove, nil
}

// openDatabase connects to a server of this machine.
func openDatabase(ctx context.Context, url string) (*database, error) {
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	var directory string
	if err := connection.QueryRow(ctx, `SHOW data_directory`).Scan(&directory); err != nil {
		return nil, errors.Join(err, connection.Close(ctx))
	}
	process, err := os.ReadFile(filepath.Join(directory, "postmaster.pid"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the database must run on this machine, so that its processor time can be counted: %w", err), connection.Close(ctx))
	}
	first, _, _ := strings.Cut(string(process), "\n")
	id, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return nil, errors.Join(err, connection.Close(ctx))
	}
	return &database{url, connection, id}, nil
}

// printSettings tells what the figures rest on. A server that could lose what
// it acknowledged is not measured: it would be compared with one that cannot.
func (d *database) printSettings(ctx context.Context) error {
	names := []string{
		"server_version", "fsync", "synchronous_commit", "full_page_writes", "data_checksums", "wal_level", "wal_compression",
		"shared_buffers", "max_wal_size", "checkpoint_timeout", "max_connections",
	}
	var settings []string
	for _, name := range names {
		var value string
		if err := d.connection.QueryRow(ctx, `SELECT current_setting($1)`, name).Scan(&value); err != nil {
			return err
		}
		if value == "off" && (name == "fsync" || name == "synchronous_commit" || name == "full_page_writes") {
			return fmt.Errorf("the server runs with %s = off and may lose what it acknowledged: switch it on", name)
		}
		settings = append(settings, name+" "+value)
	}
	fmt.Printf("### The database\n\nPostgreSQL on the same machine, `%s`.\n\n", strings.Join(settings, "`, `"))
	return nil
}

// logged returns how many bytes of write-ahead log were ever written.
func (d *database) logged(ctx context.Context) (bytes int64, err error) {
	err = d.connection.QueryRow(ctx, `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::BIGINT`).Scan(&bytes)
	return bytes, err
}

// tables lists what takes a thousandth of the space or more, the largest
// first.
func (d *database) tables(ctx context.Context, statements int64) ([]table, error) {
	rows, err := d.connection.Query(ctx, `
		SELECT relname, pg_table_size(oid), pg_indexes_size(oid)
		FROM pg_class
		WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
			AND pg_total_relation_size(oid) >= pg_database_size(current_database()) / 1000
		ORDER BY pg_total_relation_size(oid) DESC`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (table, error) {
		t := table{statements: statements}
		return t, row.Scan(&t.name, &t.rows, &t.indexes)
	})
}
