package export

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// errPast ends a scan that has come past the request's end.
var errPast = errors.New("past the end")

// statementColumns are those of statements.
var statementColumns = []header{
	{"id", text, true},
	{"stored", instant, true},
	{"timestamp", instant, true},
	{"actor", label, false},
	{"verb", label, false},
	{"activity", label, false},
	{"registration", text, false},
	{"voided", boolean, true},
	{"statement", document, true},
}

// found is the relation of the statements that answer the request's query.
func (s Source) found(request Request) relation {
	return relation{
		columns: statementColumns,
		each: func(ctx context.Context, yield func([]cell) error) error {
			return s.Find(ctx, request.Store, request.Query, request.Limit, func(id xapi.UUID) error {
				stored, err := s.Statements.Get(ctx, request.Store, id)
				if err != nil {
					return fmt.Errorf("read the statement %s: %w", id, err)
				}
				row, err := statementRow(&stored)
				if err != nil {
					return fmt.Errorf("read the statement %s: %w", id, err)
				}
				return yield(row)
			})
		},
	}
}

// statements is the relation of statements, voided ones included.
func (s Source) statements(request Request) relation {
	return relation{
		columns: statementColumns,
		each: func(ctx context.Context, yield func([]cell) error) error {
			err := s.Statements.Scan(ctx, request.Store, behind(request.Since), func(stored lrs.Stored) error {
				if request.Until != 0 && stored.Stored > request.Until {
					return errPast
				}
				row, err := statementRow(&stored)
				if err != nil {
					return fmt.Errorf("read the statement %s: %w", stored.ID, err)
				}
				return yield(row)
			})
			if errors.Is(err, errPast) {
				return nil
			}
			return err
		},
	}
}

// behind is the position after every statement of a stored time.
func behind(since int64) lrs.Position {
	after := lrs.Position{Stored: since}
	for i := range after.ID {
		if since != 0 {
			after.ID[i] = 0xff
		}
	}
	return after
}

// statementRow takes the columns from a stored statement.
func statementRow(stored *lrs.Stored) ([]cell, error) {
	var known struct {
		Actor jsontext.Value `json:"actor"`
		Verb  struct {
			ID string `json:"id"`
		} `json:"verb"`
		Object struct {
			ObjectType string `json:"objectType"`
			ID         string `json:"id"`
		} `json:"object"`
		Context struct {
			Registration string `json:"registration"`
		} `json:"context"`
		Timestamp string `json:"timestamp"`
	}
	if err := json.Unmarshal(stored.JSON, &known); err != nil {
		return nil, err
	}
	actor, err := xapi.ParseAgent(known.Actor, xapi.Version2)
	if err != nil {
		return nil, err
	}
	identity := ""
	if actor.Identifier.Kind != 0 {
		identity = actor.Identifier.String()
	}
	timestamp, ok := xapi.ParseTimestamp(known.Timestamp)
	if !ok {
		timestamp = stored.Stored
	}
	activity := known.Object.ID
	if known.Object.ObjectType != "" && known.Object.ObjectType != "Activity" {
		activity = ""
	}
	registration := ""
	if id, ok := xapi.ParseUUID(known.Context.Registration); ok {
		registration = id.String()
	}
	return []cell{
		textCell(stored.ID.String()), wholeCell(stored.Stored), wholeCell(timestamp), textCell(identity),
		textCell(known.Verb.ID), textCell(activity), textCell(registration),
		booleanCell(true, stored.Voided), textCell(oneLine(stored.JSON)),
	}, nil
}

// oneLine returns JSON without line ends, which can only stand between its
// parts.
func oneLine(statement []byte) string {
	line := make([]byte, len(statement))
	for i, c := range statement {
		if c == '\n' || c == '\r' {
			c = ' '
		}
		line[i] = c
	}
	return string(line)
}
