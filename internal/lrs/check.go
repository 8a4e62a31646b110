package lrs

import (
	"context"
	"fmt"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// CheckStatements says what StoreStatements would do with a submission, and stores
// nothing: its errors, or how many of the statements are stored already, and equal.
// What others store meanwhile may make it wrong.
func (s *Service) CheckStatements(ctx context.Context, caller Caller, submission Submission) (known int, err error) {
	batch, err := s.parse(submission)
	if err != nil {
		return 0, err
	}
	if _, err := s.matchParts(batch, submission); err != nil {
		return 0, err
	}
	for i := range batch.statements {
		statement := &batch.statements[i]
		if !statement.HasID {
			continue
		}
		there, err := s.config.Statements.Get(ctx, caller.Store, statement.ID)
		switch {
		case problem.Is(err, problem.NotFound):
		case err != nil:
			return 0, fmt.Errorf("look for a statement: %w", err)
		case !xapi.Equal(there.JSON, statement.JSON):
			return 0, problem.New(problem.Conflict, "statement-conflict",
				"a different statement with the id %s is stored already, and statements never change; send it with a new id", statement.ID)
		default:
			known++
		}
	}
	return known, nil
}
