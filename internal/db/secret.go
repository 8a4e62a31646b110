package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// SecretLength is the length of an instance secret in bytes.
const SecretLength = 32

// Secret returns the instance's secret for a purpose: random bytes that are
// made at the first call, on whichever node, and stay the same ever after.
func (d *DB) Secret(ctx context.Context, name string) ([]byte, error) {
	const find = `SELECT value FROM secret WHERE name = $1`
	var value []byte
	err := d.reader.QueryRowContext(ctx, find, name).Scan(&value)
	if err == nil {
		return value, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("read the secret %q: %w", name, Refusal(err))
	}
	fresh := make([]byte, SecretLength)
	if _, err := rand.Read(fresh); err != nil {
		return nil, fmt.Errorf("make the secret %q: %w", name, err)
	}
	err = d.Write(ctx, func(tx *sql.Tx) error {
		// Another process or node may have been first: its secret stays.
		const add = `INSERT INTO secret (name, value, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING`
		if _, err := tx.ExecContext(ctx, add, name, fresh, time.Now().UnixMicro()); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, find, name).Scan(&value)
	})
	if err != nil {
		return nil, fmt.Errorf("make the secret %q: %w", name, err)
	}
	return value, nil
}
