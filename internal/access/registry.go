package access

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Registry keeps stores, keys and tokens in the database and authenticates
// clients and readers.
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

// changed is the channel on which nodes tell each other of changes.
const changed = "lore_access"

// change runs fn in a transaction that other processes and nodes learn of, and
// forgets what this one remembered.
func (r *Registry) change(ctx context.Context, fn func(*sql.Tx) error) error {
	// Also when it failed: a commit that broke off may have been made.
	defer r.remembered.forget()
	return r.db.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE counter SET value = value + 1 WHERE name = 'access'`); err != nil {
			return fmt.Errorf("count the change: %w", err)
		}
		if err := r.db.Notify(ctx, tx, changed); err != nil {
			return err
		}
		return fn(tx)
	})
}

// Watch forgets what was remembered of keys and tokens as soon as another node tells of a
// change, until ctx ends. Without it, or when the word is lost, that takes
// until the next look at the counter of changes (staleAfter).
func (r *Registry) Watch(ctx context.Context) {
	r.db.Listen(ctx, changed, r.remembered.forget)
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
	rows, err := r.db.Read().QueryContext(ctx, `SELECT id, name, created FROM store`)
	if err != nil {
		return nil, fmt.Errorf("list the stores: %w", db.Refusal(err))
	}
	defer rows.Close()
	stores := []Store{}
	for rows.Next() {
		var store Store
		if err := rows.Scan(&store.ID, &store.Name, &store.Created); err != nil {
			return nil, fmt.Errorf("list the stores: %w", db.Refusal(err))
		}
		stores = append(stores, store)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the stores: %w", db.Refusal(err))
	}
	// Sorted here: databases have their own ideas of the order of letters.
	slices.SortFunc(stores, func(a, b Store) int { return strings.Compare(a.Name, b.Name) })
	return stores, nil
}

// isText reports whether a database can have a text at all: PostgreSQL has
// neither U+0000 nor what is not UTF-8. There is nothing by another name.
func isText(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsRune(name, 0)
}

// affected reports whether a statement changed a row.
func affected(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}
