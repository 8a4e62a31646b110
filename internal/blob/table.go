package blob

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
)

// Table keeps blobs as rows of the relational database, where any number of
// nodes share them.
type Table struct{ db *db.DB }

var _ Store = (*Table)(nil)

// NewTable returns the blobs in the database.
func NewTable(database *db.DB) *Table { return &Table{database} }

const (
	hasAttachment = `
		SELECT COUNT(*)
		FROM attachment
		WHERE bucket = $1 AND store = $2 AND sha2 = $3`
	readAttachment = `
		SELECT content
		FROM attachment
		WHERE bucket = $1 AND store = $2 AND sha2 = $3`
	writeAttachment = `
		INSERT INTO attachment (bucket, store, sha2, content)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (store, sha2, bucket) DO NOTHING`
	// Every bucket is asked: this is for who copies all of a store.
	listAttachments = `
		SELECT sha2
		FROM attachment
		WHERE store = $1 AND sha2 > $2
		ORDER BY sha2
		LIMIT 1000`
)

// key returns $1 to $3 of the queries for one blob. Its bucket is one of all,
// by the blob's own name, so that it never moves. SQLite has no use for buckets.
func (t *Table) key(store lrs.StoreID, sha2 string) ([]any, error) {
	name, err := name(store, sha2)
	if err != nil {
		return nil, err
	}
	var number int32
	if t.db.Dialect() == db.PostgreSQL {
		hash := fnv.New64a()
		hash.Write([]byte(name))
		number = bucket.Number(hash.Sum64())
	}
	return []any{number, int64(store), sha2}, nil
}

// Has reports whether the store holds the bytes with this digest. Errors:
// problem.Unavailable.
func (t *Table) Has(ctx context.Context, store lrs.StoreID, sha2 string) (bool, error) {
	key, err := t.key(store, sha2)
	if err != nil {
		return false, fmt.Errorf("look for an attachment: %w", err)
	}
	has, err := t.has(ctx, key)
	if err != nil {
		return false, fmt.Errorf("look for an attachment: %w", db.Refusal(err))
	}
	return has, nil
}

func (t *Table) has(ctx context.Context, key []any) (bool, error) {
	var count int
	err := t.db.Read().QueryRowContext(ctx, hasAttachment, key...).Scan(&count)
	return count > 0, err
}

// Read returns the bytes. Errors: problem.NotFound; problem.Unavailable;
// ErrDamaged.
func (t *Table) Read(ctx context.Context, store lrs.StoreID, sha2 string) ([]byte, error) {
	key, err := t.key(store, sha2)
	if err != nil {
		return nil, fmt.Errorf("read an attachment: %w", err)
	}
	var content []byte
	err = t.db.Read().QueryRowContext(ctx, readAttachment, key...).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound(sha2)
	}
	if err != nil {
		return nil, fmt.Errorf("read an attachment: %w", db.Refusal(err))
	}
	return content, check(content, sha2, sha2)
}

// Write keeps the bytes and returns when they are committed. Errors: those of
// db.DB.Write.
func (t *Table) Write(ctx context.Context, store lrs.StoreID, sha2 string, content []byte) error {
	key, err := t.key(store, sha2)
	if err != nil {
		return fmt.Errorf("keep an attachment: %w", err)
	}
	// Most attachments that come again are large: they are not sent for nothing.
	has, err := t.has(ctx, key)
	if err == nil && !has {
		if content == nil {
			content = []byte{} // not NULL
		}
		err = t.db.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, writeAttachment, append(key, content)...)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("keep an attachment: %w", db.Refusal(err))
	}
	return nil
}

// Each calls fn with the digest of every blob of a store, in ascending order.
// It stops at fn's first error and returns it. Errors: problem.Unavailable.
func (t *Table) Each(ctx context.Context, store lrs.StoreID, fn func(sha2 string) error) error {
	for last := ""; ; {
		page, err := t.page(ctx, store, last)
		if err != nil {
			return fmt.Errorf("list attachments: %w", db.Refusal(err))
		}
		for _, last = range page {
			if err := fn(last); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			return nil
		}
	}
}

func (t *Table) page(ctx context.Context, store lrs.StoreID, after string) (page []string, err error) {
	rows, err := t.db.Read().QueryContext(ctx, listAttachments, int64(store), after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var sha2 string
		if err := rows.Scan(&sha2); err != nil {
			return nil, err
		}
		page = append(page, sha2)
	}
	return page, rows.Err()
}

// Place is empty: it is where everything else is.
func (t *Table) Place() string { return "" }
