package documents

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Kept is a document with its place, for who copies all of them.
type Kept struct {
	Store lrs.StoreID
	Key   lrs.DocumentKey
	lrs.Document
}

// Compare orders documents as Every shows them, by their places alone.
func Compare(a, b Kept) int {
	return cmp.Or(
		cmp.Compare(a.Store, b.Store),
		cmp.Compare(a.Key.Resource, b.Key.Resource),
		strings.Compare(a.Key.Activity, b.Key.Activity),
		strings.Compare(string(agentArgument(a.Key.DocumentContext)), string(agentArgument(b.Key.DocumentContext))),
		strings.Compare(string(registrationArgument(a.Key.DocumentContext)), string(registrationArgument(b.Key.DocumentContext))),
		strings.Compare(a.Key.ID, b.Key.ID),
	)
}

// selectEvery asks every bucket: it is for who copies everything.
const selectEvery = `
	SELECT store, resource, activity, agent, registration, id, content_type, content, updated
	FROM document
	WHERE (store, resource, activity, agent, registration, id) > ($1, $2, $3, $4, $5, $6)
	ORDER BY store, resource, activity, agent, registration, id
	LIMIT 200`

// Every calls fn with each document of all stores, in ascending order of their
// places. It stops at fn's first error and returns it. What is changed
// meanwhile may be shown as it was or as it is.
func (s *Store) Every(ctx context.Context, fn func(Kept) error) error {
	var last *Kept
	for {
		after := last
		count := 0
		err := s.everyBehind(ctx, after, func(document Kept) error {
			count++
			last = &Kept{Store: document.Store, Key: document.Key}
			return fn(document)
		})
		if err != nil || count == 0 {
			return err
		}
	}
}

// everyBehind shows the next documents behind a place, nil for the first ones.
func (s *Store) everyBehind(ctx context.Context, after *Kept, fn func(Kept) error) error {
	arguments := []any{int64(0), int64(0), []byte{}, []byte{}, []byte{}, []byte{}}
	if after != nil {
		arguments = s.keyArguments(after.Store, after.Key)[1:]
	}
	rows, err := s.db.Read().QueryContext(ctx, selectEvery, arguments...)
	if err != nil {
		return fmt.Errorf("read all documents: %w", db.Refusal(err))
	}
	defer rows.Close()
	for rows.Next() {
		var document Kept
		var activity, agent, registration, id []byte
		if err := rows.Scan(&document.Store, &document.Key.Resource, &activity, &agent, &registration, &id,
			&document.ContentType, &document.Content, &document.Updated); err != nil {
			return fmt.Errorf("read all documents: %w", db.Refusal(err))
		}
		document.Key.Activity, document.Key.ID = string(activity), string(id)
		if len(agent) == len(document.Key.Agent) {
			document.Key.Agent = xapi.Key(agent)
		}
		if len(registration) == len(document.Key.Registration) {
			document.Key.Registration, document.Key.HasRegistration = xapi.UUID(registration), true
		}
		if err := fn(document); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read all documents: %w", db.Refusal(err))
	}
	return nil
}

const putDocument = `
	INSERT INTO document (bucket, store, resource, activity, agent, registration, id, content_type, content, updated)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	ON CONFLICT (store, resource, activity, agent, registration, id, bucket)
	DO UPDATE SET content_type = excluded.content_type, content = excluded.content, updated = excluded.updated`

const removeDocument = `
	DELETE FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND registration = $6 AND id = $7`

// Put makes documents what is given, Updated included, and removes others, all
// in one transaction: it is for copies, which ask nobody.
func (s *Store) Put(ctx context.Context, put, remove []Kept) error {
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		for _, document := range put {
			arguments := append(s.keyArguments(document.Store, document.Key), document.ContentType, notNil(document.Content), document.Updated)
			if _, err := tx.ExecContext(ctx, putDocument, arguments...); err != nil {
				return err
			}
		}
		for _, document := range remove {
			if _, err := tx.ExecContext(ctx, removeDocument, s.keyArguments(document.Store, document.Key)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("put documents: %w", err)
	}
	return nil
}
