package documents

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
)

// Without a registration, lists and deletions reach the documents of every
// registration and of none (DC-08, QX-03).

const listAny = `
	SELECT id, MAX(updated)
	FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND updated > $6
	GROUP BY id
	ORDER BY id`

const listRegistration = `
	SELECT id, updated
	FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND updated > $6 AND registration = $7
	ORDER BY id`

const deleteAny = `
	DELETE FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5`

const deleteRegistration = `
	DELETE FROM document
	WHERE bucket = $1 AND store = $2 AND resource = $3 AND activity = $4 AND agent = $5 AND registration = $6`

// ListDocuments returns the ids in the context that were written after since
// (microseconds, exclusive; 0 for all), sorted by id, each once with its latest
// time.
func (s *Store) ListDocuments(ctx context.Context, store lrs.StoreID, where lrs.DocumentContext, since int64) ([]lrs.DocumentInfo, error) {
	query, arguments := listAny, append(s.contextArguments(store, where), since)
	if where.HasRegistration {
		query, arguments = listRegistration, append(arguments, where.Registration[:])
	}
	rows, err := s.db.Read().QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", db.Refusal(err))
	}
	defer rows.Close()
	var list []lrs.DocumentInfo
	for rows.Next() {
		var id []byte
		var info lrs.DocumentInfo
		if err := rows.Scan(&id, &info.Updated); err != nil {
			return nil, fmt.Errorf("list documents: %w", db.Refusal(err))
		}
		info.ID = string(id)
		list = append(list, info)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list documents: %w", db.Refusal(err))
	}
	return list, nil
}

// DeleteDocuments deletes every document of the context (DC-07).
func (s *Store) DeleteDocuments(ctx context.Context, store lrs.StoreID, where lrs.DocumentContext) error {
	query, arguments := deleteAny, s.contextArguments(store, where)
	if where.HasRegistration {
		query, arguments = deleteRegistration, append(arguments, where.Registration[:])
	}
	err := s.db.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, arguments...)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete documents: %w", err)
	}
	return nil
}
