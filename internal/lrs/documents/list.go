package documents

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/lore-lrs/lore/internal/lrs"
)

// Without a registration, lists and deletions reach the documents of every
// registration and of none (DC-08, QX-03).

const listAny = `
	SELECT id, MAX(updated)
	FROM document
	WHERE store = $1 AND resource = $2 AND activity = $3 AND agent = $4 AND updated > $5
	GROUP BY id
	ORDER BY id`

const listRegistration = `
	SELECT id, updated
	FROM document
	WHERE store = $1 AND resource = $2 AND activity = $3 AND agent = $4 AND updated > $5 AND registration = $6
	ORDER BY id`

const deleteAny = `
	DELETE FROM document
	WHERE store = $1 AND resource = $2 AND activity = $3 AND agent = $4`

const deleteRegistration = `
	DELETE FROM document
	WHERE store = $1 AND resource = $2 AND activity = $3 AND agent = $4 AND registration = $5`

// ListDocuments returns the ids in the context that were written after since
// (microseconds, exclusive; 0 for all), sorted by id, each once with its latest
// time.
func (s *Store) ListDocuments(ctx context.Context, store lrs.StoreID, where lrs.DocumentContext, since int64) ([]lrs.DocumentInfo, error) {
	query, arguments := listAny, append(contextArguments(store, where), since)
	if where.HasRegistration {
		query, arguments = listRegistration, append(arguments, where.Registration[:])
	}
	rows, err := s.db.Read().QueryContext(ctx, query, arguments...)
	if err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	defer rows.Close()
	var list []lrs.DocumentInfo
	for rows.Next() {
		var id []byte
		var info lrs.DocumentInfo
		if err := rows.Scan(&id, &info.Updated); err != nil {
			return nil, fmt.Errorf("list documents: %w", err)
		}
		info.ID = string(id)
		list = append(list, info)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list documents: %w", err)
	}
	return list, nil
}

// DeleteDocuments deletes every document of the context (DC-07).
func (s *Store) DeleteDocuments(ctx context.Context, store lrs.StoreID, where lrs.DocumentContext) error {
	query, arguments := deleteAny, contextArguments(store, where)
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
