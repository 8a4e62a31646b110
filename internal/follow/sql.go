package follow

import (
	"database/sql"
	"errors"

	"github.com/lore-lrs/lore/internal/db"
)

// refusal gives errors of reads their kind.
func refusal(err error) error {
	if err == nil {
		return nil
	}
	return db.Refusal(err)
}

// collect reads all rows.
func collect[T any](rows *sql.Rows, read func(scan func(...any) error) (T, error)) (list []T, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		row, err := read(rows.Scan)
		if err != nil {
			return nil, refusal(err)
		}
		list = append(list, row)
	}
	return list, refusal(rows.Err())
}
