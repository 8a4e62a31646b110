// Package board keeps what people make of answers: saved views (a query under a
// name), dashboards of them, the KPIs of a store, and links that show a dashboard
// to whoever has them (embeds).
//
// It holds what is saved to the grammar of queries (internal/facts/query), says
// who may see and change it, and keeps Home to six KPIs. It answers no query: who
// looks at a view asks it with their own eyes, and who comes with a link is given
// the link's filter to ask with (internal/api). Nothing is remembered: every
// question reads the rows, so that a change, and above all the end of a link, is
// in force at once on every node.
package board

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Registry keeps the boards of all stores in the database. Its methods may be
// called concurrently.
type Registry struct {
	db  *db.DB
	now func() time.Time
}

// NewRegistry returns a Registry on the database.
func NewRegistry(database *db.DB) *Registry { return &Registry{db: database, now: time.Now} }

// Asker is who asks for what is saved, and what they are to the store.
type Asker struct {
	// Store is the number of the store.
	Store int64
	// ID names them for good, Name is for people.
	ID, Name string
	// MayChange answers whether they may change something, by whose it is: nil, or an
	// error of kind Forbidden.
	MayChange func(holder string, shared bool) error
	// WholeStore: they are not about some people only.
	WholeStore bool
	// SeesEverybody: they see everybody, by name. Others are not shown what names
	// people and is not theirs.
	SeesEverybody bool
	// Segments are the saved filters of the store by name, and MaySave those that
	// they may use.
	Segments, MaySave map[string]string
}

// Holder is whom something belongs to.
type Holder struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// The most of each that there may be: of a store, and of a dashboard.
const (
	mostViews      = 2000
	mostDashboards = 500
	mostKPIs       = 200
	mostEmbeds     = 100
)

// change runs fn in a transaction that no other change of boards runs beside,
// with a number that was never given before and the time.
func (r *Registry) change(ctx context.Context, fn func(tx *sql.Tx, number, now int64) error) error {
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		// The row stays locked until the transaction ends.
		const count = `UPDATE counter SET value = value + 1 WHERE name = 'board' RETURNING value`
		var number int64
		if err := tx.QueryRowContext(ctx, count).Scan(&number); err != nil {
			return fmt.Errorf("count the change: %w", err)
		}
		now, err := r.db.Now(ctx, tx)
		if err != nil {
			return err
		}
		return fn(tx, number, now)
	})
}

// collect reads the rows of a query of what is listed, in no order of its own.
func collect[T any](what string, rows *sql.Rows, err error, scan func(scan func(...any) error) (T, error)) ([]T, error) {
	if err != nil {
		return nil, fmt.Errorf("list the %s: %w", what, db.Refusal(err))
	}
	defer func() { _ = rows.Close() }()
	all := []T{}
	for rows.Next() {
		one, err := scan(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("list the %s: %w", what, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the %s: %w", what, db.Refusal(err))
	}
	return all, nil
}

// checkRoom refuses one more where there are as many as there may be.
func checkRoom(ctx context.Context, tx *sql.Tx, what string, most int, count string, of int64) error {
	var have int
	if err := tx.QueryRowContext(ctx, count, of).Scan(&have); err != nil {
		return fmt.Errorf("count the %s: %w", what, err)
	}
	if have >= most {
		return problem.New(problem.Conflict, "too-many", "there are %d %s, which is as many as there may be: delete those that nobody needs", have, what)
	}
	return nil
}

// rename lets everything of an owner bear their name of today.
func rename(ctx context.Context, tx *sql.Tx, asker *Asker) error {
	for _, update := range []string{
		`UPDATE saved_view SET owner_name = $1 WHERE store = $2 AND owner = $3 AND owner_name <> $1`,
		`UPDATE dashboard SET owner_name = $1 WHERE store = $2 AND owner = $3 AND owner_name <> $1`,
	} {
		if _, err := tx.ExecContext(ctx, update, asker.Name, asker.Store, asker.ID); err != nil {
			return fmt.Errorf("note the name of the owner: %w", err)
		}
	}
	return nil
}

func isoTime(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z")
}

func bit(is bool) int64 {
	if is {
		return 1
	}
	return 0
}
