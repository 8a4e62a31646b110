// Package documents keeps the documents of the three document resources
// (state, activity profile, agent profile) in the relational database. Its
// Store is the lrs.Documents of every engine. It knows no rule about what may
// replace what: lrs decides that, inside the transaction given here.
package documents

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Store keeps documents in a database. Its methods may be called concurrently.
type Store struct {
	db  *db.DB
	now func() time.Time
}

// New returns a Store on the database.
func New(database *db.DB) *Store { return &Store{db: database, now: time.Now} }

var _ lrs.Documents = (*Store)(nil)

const selectDocument = `
	SELECT content_type, content, updated
	FROM document
	WHERE store = $1 AND resource = $2 AND activity = $3 AND agent = $4 AND registration = $5 AND id = $6`

const upsertDocument = `
	INSERT INTO document (store, resource, activity, agent, registration, id, content_type, content, updated)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (store, resource, activity, agent, registration, id)
	DO UPDATE SET content_type = excluded.content_type, content = excluded.content, updated = excluded.updated`

const deleteDocument = `
	DELETE FROM document
	WHERE store = $1 AND resource = $2 AND activity = $3 AND agent = $4 AND registration = $5 AND id = $6`

// GetDocument returns the document. Errors: problem.NotFound.
func (s *Store) GetDocument(ctx context.Context, store lrs.StoreID, key lrs.DocumentKey) (lrs.Document, error) {
	document, err := find(ctx, s.db.Read(), keyArguments(store, key))
	if err != nil {
		return lrs.Document{}, fmt.Errorf("get a document: %w", err)
	}
	if document == nil {
		return lrs.Document{}, problem.New(problem.NotFound, "document-unknown", "there is no document with the id %q here", key.ID)
	}
	return *document, nil
}

// UpdateDocument reads the document (nil when absent), asks decide what to
// keep (nil deletes), and writes it, all in one transaction (CC-05). The time
// that decide leaves in Updated is not used: the store sets it.
func (s *Store) UpdateDocument(ctx context.Context, store lrs.StoreID, key lrs.DocumentKey, decide func(current *lrs.Document) (*lrs.Document, error)) error {
	arguments := keyArguments(store, key)
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		current, err := find(ctx, tx, arguments)
		if err != nil {
			return err
		}
		updated := s.now().UnixMicro()
		if current != nil {
			updated = max(updated, current.Updated+1) // whatever the clock does
		}
		next, err := decide(current)
		if err != nil {
			return err
		}
		if next == nil {
			_, err = tx.ExecContext(ctx, deleteDocument, arguments...)
			return err
		}
		_, err = tx.ExecContext(ctx, upsertDocument, append(arguments, next.ContentType, notNil(next.Content), updated)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("update a document: %w", err)
	}
	return nil
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

// keyArguments returns $1 to $6 of the queries for one document.
func keyArguments(store lrs.StoreID, key lrs.DocumentKey) []any {
	return append(contextArguments(store, key.DocumentContext), registrationArgument(key.DocumentContext), []byte(key.ID))
}

// contextArguments returns $1 to $4 of all queries.
func contextArguments(store lrs.StoreID, where lrs.DocumentContext) []any {
	agent := []byte{}
	if where.Agent != (xapi.Key{}) {
		agent = where.Agent[:]
	}
	return []any{int64(store), int64(where.Resource), []byte(where.Activity), agent}
}

func registrationArgument(where lrs.DocumentContext) []byte {
	if !where.HasRegistration {
		return []byte{}
	}
	return where.Registration[:]
}

// notNil keeps an empty document from becoming NULL.
func notNil(content []byte) []byte {
	if content == nil {
		return []byte{}
	}
	return content
}
