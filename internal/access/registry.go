package access

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/lore-lrs/lore/internal/db"
)

// Registry keeps stores, keys, tokens, users and their sessions in the database and
// authenticates clients and readers.
// Its methods may be called concurrently.
type Registry struct {
	db  *db.DB
	now func() time.Time
	// drop is told of stores that are removed; nil for nobody.
	drop func(ctx context.Context, store int64) error

	remembered memory
	seen       seen
	hasher     hasher
	tries      throttle
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
// It also writes, once a minute, when keys and sessions were last seen.
func (r *Registry) Watch(ctx context.Context) {
	var keeping sync.WaitGroup
	keeping.Go(func() { r.keepSeen(ctx) })
	defer keeping.Wait()
	r.db.Listen(ctx, changed, r.remembered.forget)
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
