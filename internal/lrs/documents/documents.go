// Package documents keeps the documents of the three document resources
// (state, activity profile, agent profile) in the relational database. Its
// Store is the lrs.Documents of every engine. It knows no rule about what may
// replace what: lrs decides that, between reading and writing here.
//
// Many nodes may change one document at once. What was decided about a document
// is written only if the document is still the one that was seen; else it is
// read and decided again. That holds at any isolation level, and in one shard
// of Citus.
package documents

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// Store keeps documents in a database. Its methods may be called concurrently.
type Store struct {
	db *db.DB
	// now is the clock that all nodes go by: lists since a time are asked of any.
	now func(ctx context.Context, tx *sql.Tx) (int64, error)
}

// New returns a Store on the database.
func New(database *db.DB) *Store { return &Store{db: database, now: database.Now} }

var _ lrs.Documents = (*Store)(nil)

const selectDocument = `
	SELECT content_type, content, updated
	FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND registration = $6 AND id = $7`

const insertDocument = `
	INSERT INTO document (bucket, store, resource, activity, agent, registration, id, content_type, content, updated)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	ON CONFLICT (store, resource, activity, agent, registration, id, bucket) DO NOTHING`

const updateDocument = `
	UPDATE document
	SET content_type = $8, content = $9, updated = $10
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND registration = $6 AND id = $7 AND updated = $11`

const deleteDocument = `
	DELETE FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND registration = $6 AND id = $7 AND updated = $8`

// GetDocument returns the document. Errors: problem.NotFound.
func (s *Store) GetDocument(ctx context.Context, store lrs.StoreID, key lrs.DocumentKey) (lrs.Document, error) {
	document, err := find(ctx, s.db.Read(), s.keyArguments(store, key))
	if err != nil {
		return lrs.Document{}, fmt.Errorf("get a document: %w", db.Refusal(err))
	}
	if document == nil {
		return lrs.Document{}, problem.New(problem.NotFound, "document-unknown", "there is no document with the id %q here", key.ID)
	}
	return *document, nil
}

// The bounds of UpdateDocument: for how long it tries to be the one whose
// change counts, and how long it waits before it tries again.
const (
	contendFor   = 10 * time.Second
	firstPause   = time.Millisecond
	longestPause = 64 * time.Millisecond
)

// UpdateDocument reads the document (nil when absent), asks decide what to
// keep (nil deletes), and writes it if it is still what was read; else it
// starts again (CC-05). The time that decide leaves in Updated is not used: the
// store sets it. Errors: decide's; problem.Unavailable when others changed the
// document again and again for some seconds.
func (s *Store) UpdateDocument(ctx context.Context, store lrs.StoreID, key lrs.DocumentKey, decide func(current *lrs.Document) (*lrs.Document, error)) error {
	arguments := s.keyArguments(store, key)
	started := time.Now()
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		done, err := s.tryUpdate(ctx, arguments, decide)
		if err != nil {
			return fmt.Errorf("update a document: %w", err)
		}
		if done {
			return nil
		}
		if time.Since(started) > contendFor {
			return problem.New(problem.Unavailable, "document-contended",
				"others change the document %q all the time; send the request again in some seconds", key.ID)
		}
		timer := time.NewTimer(pause/2 + rand.N(pause/2))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("update a document: %w", ctx.Err())
		}
	}
}

// tryUpdate does nothing and returns false when the document was changed
// between reading and writing.
func (s *Store) tryUpdate(ctx context.Context, key []any, decide func(current *lrs.Document) (*lrs.Document, error)) (done bool, err error) {
	err = s.db.Write(ctx, func(tx *sql.Tx) error {
		current, err := find(ctx, tx, key)
		if err != nil {
			return err
		}
		next, err := decide(current)
		if err != nil {
			return err
		}
		done, err = s.replace(ctx, tx, key, current, next)
		return err
	})
	return done, err
}

// replace writes next where current is, either of them nil for none, and
// reports whether current was still there.
func (s *Store) replace(ctx context.Context, tx *sql.Tx, key []any, current, next *lrs.Document) (bool, error) {
	if current == nil && next == nil {
		return true, nil
	}
	if next == nil {
		return changed(tx.ExecContext(ctx, deleteDocument, append(key, current.Updated)...))
	}
	updated, err := s.now(ctx, tx)
	if err != nil {
		return false, err
	}
	if current == nil {
		return changed(tx.ExecContext(ctx, insertDocument, append(key, next.ContentType, notNil(next.Content), updated)...))
	}
	updated = max(updated, current.Updated+1) // whatever the clocks do
	return changed(tx.ExecContext(ctx, updateDocument, append(key, next.ContentType, notNil(next.Content), updated, current.Updated)...))
}

// changed reports whether a statement changed a row.
func changed(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, fmt.Errorf("write it: %w", err)
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// find returns the document, nil when absent.
func find(ctx context.Context, from querier, key []any) (*lrs.Document, error) {
	var document lrs.Document
	err := from.QueryRowContext(ctx, selectDocument, key...).Scan(&document.ContentType, &document.Content, &document.Updated)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read it: %w", err)
	}
	return &document, nil
}

// notNil keeps an empty document from becoming NULL.
func notNil(content []byte) []byte {
	if content == nil {
		return []byte{}
	}
	return content
}
