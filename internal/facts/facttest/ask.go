package facttest

import (
	"context"
	"fmt"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// addedAtOnce is how many rows Fill adds at once, about as a follower does.
const addedAtOnce = 8192

// Fill adds the rows to an empty table and makes all of it durable.
func (c Company) Fill(table *column.Table) error {
	rows := make([]fact.Row, 0, addedAtOnce)
	add := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := table.Add(rows, nil, rows[len(rows)-1].Stored+1)
		rows = rows[:0]
		return err
	}
	err := c.Each(func(row fact.Row) error {
		if rows = append(rows, row); len(rows) == addedAtOnce {
			return add()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("make a company's rows: %w", err)
	}
	if err := add(); err != nil {
		return fmt.Errorf("make a company's rows: %w", err)
	}
	return table.Checkpoint()
}

// Meaning is what is in force in a Company: the classes that verbs have at
// first.
func Meaning() *meaning.Meaning { return &meaning.Meaning{Verbs: meaning.Seeds()} }

// Engine answers over a snapshot, without a log: nobody has a name, and no
// statement has its JSON.
func Engine(snapshot *column.Snapshot) *engine.Engine {
	inForce := Meaning()
	return engine.New(engine.Config{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
			return snapshot, snapshot.Through, nil
		},
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
		Log:     noLog{},
	})
}

// noLog is a log without statements.
type noLog struct{}

// Scan finds nothing.
func (noLog) Scan(context.Context, lrs.StoreID, lrs.Position, func(lrs.Stored) error) error {
	return nil
}

// Query finds nothing.
func (noLog) Query(context.Context, lrs.StoreID, lrs.Query) (lrs.Page, error) { return lrs.Page{}, nil }

// Get finds nothing.
func (noLog) Get(context.Context, lrs.StoreID, xapi.UUID) (lrs.Stored, error) {
	return lrs.Stored{}, problem.New(problem.NotFound, "statement-not-found", "there is no log")
}

// Describe finds nothing.
func (noLog) Describe(context.Context, lrs.StoreID, xapi.DescriptionKind, xapi.Key) ([]byte, error) {
	return nil, nil
}

// DescribeAll finds nothing.
func (noLog) DescribeAll(_ context.Context, _ lrs.StoreID, _ xapi.DescriptionKind, keys []xapi.Key) ([][]byte, error) {
	return make([][]byte, len(keys)), nil
}

// Question is a dashboard that was read: it asks an engine, as somebody who sees
// everything.
type Question func(ctx context.Context, of *engine.Engine) (*query.Answer, error)

// Decode reads the dashboard.
func (d Dashboard) Decode() (Question, error) {
	everything := engine.Scope{Store: 1, SeesPeople: true}
	if d.Cell == "" {
		decoded, err := query.Decode([]byte(d.Query), nil)
		return func(ctx context.Context, of *engine.Engine) (*query.Answer, error) {
			return of.Ask(ctx, everything, decoded, engine.Effort{})
		}, err
	}
	decoded, err := query.DecodeCell(fmt.Appendf(nil, `{"query":%s,"cell":%s}`, d.Query, d.Cell), nil)
	return func(ctx context.Context, of *engine.Engine) (*query.Answer, error) {
		return of.Actors(ctx, everything, *decoded, engine.Effort{})
	}, err
}
