package lrs

import (
	"context"
	"fmt"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// renderer renders the statements of one answer; it looks each canonical
// description up once.
type renderer struct {
	rendering Rendering
	lookUp    func(kind xapi.DescriptionKind, key xapi.Key) ([]byte, error)
	known     map[described][]byte
	failed    error
}

type described struct {
	kind xapi.DescriptionKind
	key  xapi.Key
}

func (s *Service) renderer(ctx context.Context, store StoreID, rendering Rendering) *renderer {
	return &renderer{
		rendering: rendering,
		lookUp: func(kind xapi.DescriptionKind, key xapi.Key) ([]byte, error) {
			return s.config.Statements.Describe(ctx, store, kind, key)
		},
		known: make(map[described][]byte),
	}
}

// append appends a stored statement in the format that was asked for (FM-01 to
// FM-07).
func (r *renderer) append(dst, stored []byte) ([]byte, error) {
	switch r.rendering.Format {
	case xapi.IDs:
		return xapi.AppendIDs(dst, stored), nil
	case xapi.Canonical:
		dst = xapi.AppendCanonical(dst, stored, r.describe, r.rendering.Languages)
		return dst, r.failed
	default:
		return append(dst, stored...), nil
	}
}

func (r *renderer) describe(kind xapi.DescriptionKind, key xapi.Key) []byte {
	asked := described{kind, key}
	description, known := r.known[asked]
	if known || r.failed != nil {
		return description
	}
	description, err := r.lookUp(kind, key)
	if err != nil {
		r.failed = fmt.Errorf("look up a canonical description: %w", err)
		return nil
	}
	r.known[asked] = description
	return description
}

// Activity returns the complete Activity object; of an activity that nobody
// defined, its id (AY-02, AY-03).
func (s *Service) Activity(ctx context.Context, caller Caller, id string) ([]byte, error) {
	definition, err := s.config.Statements.Describe(ctx, caller.Store, xapi.DescribesActivity, xapi.ActivityKey(id))
	if err != nil {
		return nil, fmt.Errorf("get an activity: %w", err)
	}
	return xapi.AppendActivity(nil, id, definition), nil
}

// Person returns the Person object for an agent: the identifier that was asked
// for and the names seen with it (AG-02, AG-03, AG-04). Errors: Invalid for a
// group without an identifier.
func (s *Service) Person(ctx context.Context, caller Caller, agent xapi.Agent) ([]byte, error) {
	if agent.Identifier.Kind == 0 {
		return nil, problem.New(problem.Invalid, "agent-anonymous", "an anonymous group is nobody that could be asked for; name an agent with an identifier")
	}
	names, err := s.config.Statements.Describe(ctx, caller.Store, xapi.NamesAgent, agent.Identifier.Key())
	if err != nil {
		return nil, fmt.Errorf("get a person: %w", err)
	}
	return xapi.AppendPerson(nil, agent, names), nil
}
