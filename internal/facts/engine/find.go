package engine

import (
	"context"
	"time"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Found is a page of statements that answer a query.
type Found struct {
	// Statements are in the query's order, each once, however many people it tells
	// of.
	Statements []FoundStatement
	Meta       query.Meta
}

// FoundStatement is a statement that answers a query.
type FoundStatement struct {
	ID xapi.UUID
	// Course is "" for none.
	Course string
}

// Find answers a query of kind statements with the statements themselves: at most
// its limit, behind its cursor. Its fields mean nothing. Errors are those of Ask.
func (e *Engine) Find(ctx context.Context, scope Scope, q *query.Query, effort Effort) (*Found, error) {
	if q.Kind != query.Statements {
		return nil, problem.New(problem.Invalid, "kind-unknown", "statements are found by a query of the kind statements, not %q", q.Kind)
	}
	began := time.Now()
	v, err := e.open(ctx, scope, q, effort)
	if err != nil {
		return nil, err
	}
	defer v.held.release()
	rows, more, err := v.rowOfEach(ctx)
	if err != nil {
		return nil, err
	}
	answer := &query.Answer{}
	if more {
		last := rows[len(rows)-1]
		answer.Meta.Next = writeCursor(last.key, last.stored, edge(!v.sortsDown()))
		answer.Meta.Truncated = true
	}
	found := &Found{Statements: make([]FoundStatement, len(rows))}
	b := v.blockOf(rows)
	_, course, err := v.cellOf(ctx, b, query.Field{ID: query.Course})
	if err != nil {
		return nil, err
	}
	for i := range rows {
		found.Statements[i].ID = b.id(i)
		found.Statements[i].Course, _ = course(i).(string)
	}
	v.finish(answer, time.Since(began))
	found.Meta = answer.Meta
	return found, nil
}

// rowOfEach finds one row of each of the first statements behind the query's
// cursor, and whether there are more. Rows of a statement lie together in every
// order: no two statements share a stored time.
func (v *view) rowOfEach(ctx context.Context) (rows []place, more bool, err error) {
	where, err := v.compile(ctx, v.query.Filter)
	if err != nil {
		return nil, false, err
	}
	after, err := readCursor(v.query.Cursor)
	if err != nil {
		return nil, false, err
	}
	by, down := v.sortColumn(), v.sortsDown()
	want := v.query.Limit + 1
	for {
		page, err := v.firstRows(ctx, where, nil, by, down, after, want)
		if err != nil {
			return nil, false, err
		}
		for _, p := range page {
			if len(rows) == 0 || rows[len(rows)-1].stored != p.stored {
				rows = append(rows, p)
			}
		}
		if len(rows) >= want {
			return rows[:v.query.Limit], true, nil
		}
		if len(page) < want {
			return rows, false, nil
		}
		last := page[len(page)-1]
		after = &place{key: last.key, stored: last.stored, member: edge(!down)}
	}
}
