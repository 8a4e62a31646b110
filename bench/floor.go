package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/loadtest"
)

// floor is the same rows by plain COPY, beside what the product made of them.
type floor struct {
	batch                 int
	copied                float64 // statements a second
	product               loadtest.Operation
	productCost, copyCost time.Duration // the database's, for each statement
}

// floorStatements is how many statements are copied.
const floorStatements = 60_000

// measureFloors copies rows that the product wrote into empty tables with the
// same columns and indexes, in batches as large as those that were posted, a
// transaction each, through as many connections as a node writes through.
func (d *database) measureFloors(ctx context.Context, figures []figure) ([]floor, error) {
	statements, err := d.rows(ctx)
	if err != nil {
		return nil, err
	}
	var floors []floor
	for i, batch := range []int{100, 500} {
		took, computed, err := d.copyAll(ctx, statements, batch)
		if err != nil {
			return nil, err
		}
		floors = append(floors, floor{
			batch: batch, product: figures[i].operation,
			copied:      float64(len(statements)) / took.Seconds(),
			productCost: figures[i].database, copyCost: computed / time.Duration(len(statements)),
		})
	}
	return floors, nil
}

// logical is a statement as rows: its own, and one for each way to find it.
type logical struct {
	row  []any
	keys [][]any
}

var (
	statementColumns = []string{"bucket", "store", "stored", "id", "target", "flags", "voided", "payload"}
	keyColumns       = []string{"bucket", "store", "key", "stored"}
)

// rows reads the first statements back, in the order of their times.
func (d *database) rows(ctx context.Context) ([]logical, error) {
	var statements []logical
	at := make(map[int64]int, floorStatements) // by stored
	rows, err := d.connection.Query(ctx, `
		SELECT bucket, store, stored, id, target, flags, voided, payload
		FROM statement ORDER BY stored LIMIT $1`, floorStatements)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, err
		}
		at[values[2].(int64)] = len(statements)
		statements = append(statements, logical{row: values})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if len(statements) == 0 {
		return nil, errors.New("the database has no statements")
	}
	rows, err = d.connection.Query(ctx, `SELECT bucket, store, key, stored FROM statement_key WHERE stored <= $1`,
		statements[len(statements)-1].row[2])
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, err
		}
		if i, ok := at[values[3].(int64)]; ok {
			statements[i].keys = append(statements[i].keys, values)
		}
	}
	return statements, rows.Err()
}

// copyAll copies the statements in batches and returns how long it took, and
// how long the database computed.
func (d *database) copyAll(ctx context.Context, statements []logical, batch int) (took, computed time.Duration, err error) {
	const tables = `DROP TABLE IF EXISTS floor_statement, floor_statement_key`
	if _, err := d.connection.Exec(ctx, tables+`;
		CREATE TABLE floor_statement (LIKE statement INCLUDING ALL);
		CREATE TABLE floor_statement_key (LIKE statement_key INCLUDING ALL)`); err != nil {
		return 0, 0, err
	}
	defer func() {
		_, dropErr := d.connection.Exec(context.WithoutCancel(ctx), tables)
		err = errors.Join(err, dropErr)
	}()
	var connections [writers]*pgx.Conn
	for i := range connections {
		if connections[i], err = pgx.Connect(ctx, d.url); err != nil {
			return 0, 0, err
		}
		defer connections[i].Close(context.WithoutCancel(ctx))
	}
	before, err := familyTimes(d.postmaster)
	if err != nil {
		return 0, 0, err
	}
	var copying sync.WaitGroup
	batches := slices.Collect(slices.Chunk(statements, batch))
	problems := make([]error, writers)
	started := time.Now()
	for i, connection := range connections {
		copying.Go(func() {
			for n := i; n < len(batches) && problems[i] == nil; n += writers {
				problems[i] = copyBatch(ctx, connection, batches[n])
			}
		})
	}
	copying.Wait()
	took = time.Since(started)
	after, err := familyTimes(d.postmaster)
	return took, after - before, errors.Join(append(problems, err)...)
}

// copyBatch copies one batch in a transaction, rows in the order of their
// indexes, as the product sorts them.
func copyBatch(ctx context.Context, connection *pgx.Conn, batch []logical) error {
	var statements, keys [][]any
	for _, s := range batch {
		statements = append(statements, s.row)
		keys = append(keys, s.keys...)
	}
	slices.SortFunc(keys, func(a, b []any) int {
		x, y := a[2].([16]byte), b[2].([16]byte)
		return cmp.Or(slices.Compare(x[:], y[:]), cmp.Compare(a[3].(int64), b[3].(int64)))
	})
	return pgx.BeginFunc(ctx, connection, func(tx pgx.Tx) error {
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"floor_statement"}, statementColumns, pgx.CopyFromRows(statements)); err != nil {
			return fmt.Errorf("copy statements: %w", err)
		}
		if _, err := tx.CopyFrom(ctx, pgx.Identifier{"floor_statement_key"}, keyColumns, pgx.CopyFromRows(keys)); err != nil {
			return fmt.Errorf("copy keys: %w", err)
		}
		return nil
	})
}
