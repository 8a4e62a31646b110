package access

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Registry keeps stores and keys in the database and authenticates clients.
// Its methods may be called concurrently.
type Registry struct {
	db  *db.DB
	now func() time.Time

	remembered memory
}

// NewRegistry returns a Registry on the database.
func NewRegistry(database *db.DB) *Registry {
	return &Registry{db: database, now: time.Now}
}

var _ Admin = (*Registry)(nil)

// change runs fn in a transaction that other processes learn of, and forgets
// what this one remembered.
func (r *Registry) change(ctx context.Context, fn func(*sql.Tx) error) error {
	err := r.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'access'`); err != nil {
			return fmt.Errorf("count the change: %w", err)
		}
		return fn(tx)
	})
	if err != nil {
		return err
	}
	r.remembered.forget()
	return nil
}

// CreateStore makes a store. Errors: Invalid for a name that is not 1 to 63 of
// a-z, 0-9 and "-"; Conflict when it exists.
func (r *Registry) CreateStore(ctx context.Context, name string) (Store, error) {
	if !validStoreName(name) {
		return Store{}, problem.New(problem.Invalid, "store-name",
			"%q cannot be a store's name: use 1 to 63 of the characters a-z, 0-9 and \"-\"", name)
	}
	store := Store{Name: name, Created: r.now().UnixMicro()}
	err := r.change(ctx, func(tx *sql.Tx) error {
		const next = `UPDATE counter SET value = value + 1 WHERE name = 'store' RETURNING value`
		if err := tx.QueryRowContext(ctx, next).Scan(&store.ID); err != nil {
			return fmt.Errorf("number the store: %w", err)
		}
		const add = `INSERT INTO store (id, name, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`
		added, err := affected(tx.ExecContext(ctx, add, store.ID, store.Name, store.Created))
		if err != nil {
			return fmt.Errorf("add the store: %w", err)
		}
		if !added {
			return problem.New(problem.Conflict, "store-exists", "the store %q exists already", name)
		}
		return nil
	})
	if err != nil {
		return Store{}, fmt.Errorf("create a store: %w", err)
	}
	return store, nil
}

func validStoreName(name string) bool {
	if len(name) < 1 || len(name) > 63 {
		return false
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// ListStores returns all stores by name.
func (r *Registry) ListStores(ctx context.Context) ([]Store, error) {
	rows, err := r.db.Read().QueryContext(ctx, `SELECT id, name, created FROM store ORDER BY name`)
	if err != nil {
		return nil, fmt.Errorf("list the stores: %w", err)
	}
	defer rows.Close()
	stores := []Store{}
	for rows.Next() {
		var store Store
		if err := rows.Scan(&store.ID, &store.Name, &store.Created); err != nil {
			return nil, fmt.Errorf("list the stores: %w", err)
		}
		stores = append(stores, store)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the stores: %w", err)
	}
	return stores, nil
}

// affected reports whether a statement changed a row.
func affected(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}
