package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/match"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// querier is a connection or a pool.
type querier interface {
	Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error)
}

// row is a statement as it is read.
type row struct {
	lrs.Stored
	flags  int16
	target xapi.UUID
}

func (r *row) isReference() bool { return r.flags&flagReference != 0 }

func (r *row) voids() bool { return r.flags&flagVoids != 0 }

// toMatch returns what a walker must know of the statement.
func (r *row) toMatch() match.Statement {
	return match.Statement{ID: r.ID, JSON: r.JSON, Target: r.target, IsReference: r.isReference()}
}

const (
	columns = `stored, id, target, flags, voided, payload`

	selectByID = `SELECT ` + columns + ` FROM statement WHERE bucket = ANY($1) AND store = $2 AND id = ANY($3)`

	selectAt = `SELECT ` + columns + ` FROM statement WHERE bucket = ANY($1) AND store = $2 AND stored = ANY($3)`

	selectDescending = `
		SELECT ` + columns + `
		FROM statement
		WHERE bucket = ANY($1) AND store = $2 AND stored BETWEEN $3 AND $4
		ORDER BY stored DESC
		LIMIT $5`

	selectAscending = `
		SELECT ` + columns + `
		FROM statement
		WHERE bucket = ANY($1) AND store = $2 AND stored BETWEEN $3 AND $4
		ORDER BY stored
		LIMIT $5`
)

// each calls fn for every row of a query for statements, until fn is false. The
// payload is fn's to keep.
func each(ctx context.Context, from querier, fn func(row) bool, query string, arguments ...any) error {
	rows, err := from.Query(ctx, query, arguments...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var id [16]byte
		var target *[16]byte
		if err := rows.Scan(&r.Stored.Stored, &id, &target, &r.flags, &r.Voided, &r.JSON); err != nil {
			return err
		}
		r.ID, r.Defines = id, r.flags&flagDefines != 0
		if target != nil {
			r.target = *target
		}
		if !fn(r) {
			return nil
		}
	}
	return rows.Err()
}

// byID returns the statements with the ids that are there.
func byID(ctx context.Context, from querier, in spread, store lrs.StoreID, ids []xapi.UUID) (map[xapi.UUID]row, error) {
	found := make(map[xapi.UUID]row, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	err := each(ctx, from, func(r row) bool {
		found[r.ID] = r
		return true
	}, selectByID, in.bucketsOf(store, ids), int32(store), uuids(ids))
	return found, err
}

// Get implements lrs.Statements.
func (s *Store) Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	var found map[xapi.UUID]row
	err := s.whileSpread(ctx, store, func(in spread) (err error) {
		found, err = byID(ctx, s.pools.Small, in, store, []xapi.UUID{id})
		return err
	})
	if err != nil {
		return lrs.Stored{}, fmt.Errorf("find statement: %w", pgpool.Refusal(err))
	}
	r, there := found[id]
	if !there {
		return lrs.Stored{}, problem.New(problem.NotFound, "statement-not-found", "there is no statement with the id %s", id)
	}
	return r.Stored, nil
}
