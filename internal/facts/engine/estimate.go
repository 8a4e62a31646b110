package engine

import (
	"context"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/problem"
)

// Estimate is what a query would take.
type Estimate struct {
	// Rows is how many rows lie in the parts that would be looked at; Statements is
	// how many statements would be read from the log.
	Rows, Statements int64
	// Heavy: more statements than the effort allows.
	Heavy bool
	// Span is what the time range means now, Now up to when statements count.
	Span query.Span
	Now  int64
}

// Estimate says what Ask would take, without asking. Errors: Invalid and
// Forbidden, as of Ask.
func (e *Engine) Estimate(ctx context.Context, scope Scope, q *query.Query, effort Effort) (Estimate, error) {
	v, err := e.open(ctx, scope, q, effort)
	if problem.Is(err, problem.TooLarge) {
		// Without the extensions, which are what is heavy.
		plain := *q
		plain.Filter, plain.Dimensions, plain.Columns, plain.By, plain.Of = nil, nil, nil, nil, query.Field{}
		plain.Steps, plain.X, plain.Y, plain.Given = nil, nil, nil, nil
		if v, err = e.open(ctx, scope, &plain, Effort{}); err != nil {
			return Estimate{}, err
		}
		estimate := v.estimate()
		estimate.Heavy, estimate.Statements = true, estimate.Rows
		return estimate, nil
	}
	if err != nil {
		return Estimate{}, err
	}
	return v.estimate(), nil
}

func (v *view) estimate() Estimate {
	estimate := Estimate{Span: v.span, Now: v.now}
	within := window{v.span.From, v.span.To}
	switch v.query.Kind {
	case query.Retention, query.Lifecycle:
		within.from = minTime // whether somebody is new depends on all that was before
	}
	for _, p := range v.partsWithin(within) {
		estimate.Rows += v.rowsOf(p)
	}
	for _, c := range v.extensions {
		if c.promoted == 0 {
			estimate.Statements = max(estimate.Statements, int64(c.count))
		}
	}
	return estimate
}

// rowsOf counts the rows of a part about people who may be seen.
func (v *view) rowsOf(p *partView) int64 {
	if v.allowed == nil {
		return int64(p.Len())
	}
	rows := int64(0)
	actors, starts := p.Runs()
	for i, actor := range actors {
		if v.allowed[v.names.Person(actor)] {
			rows += int64(starts[i+1] - starts[i])
		}
	}
	return rows
}
