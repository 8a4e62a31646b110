package lrs

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Selection is a query as a client words it.
type Selection struct {
	Agent             *xapi.Agent
	Verb, Activity    string // "" is no filter
	Registration      *xapi.UUID
	RelatedAgents     bool
	RelatedActivities bool
	Since, Until      int64 // microseconds, 0 is none
	Ascending         bool
	Limit             int // 0 asks for the server's maximum
}

// query returns the selection in the terms of an engine.
func (s *Service) query(selection Selection) (Query, error) {
	query := Query{
		RelatedAgents:     selection.RelatedAgents,
		RelatedActivities: selection.RelatedActivities,
		Since:             selection.Since,
		Until:             selection.Until,
		Ascending:         selection.Ascending,
		Limit:             s.config.PageSize,
	}
	if selection.Limit > 0 {
		query.Limit = min(selection.Limit, query.Limit) // GS-09
	}
	if selection.Agent != nil {
		if selection.Agent.Identifier.Kind == 0 {
			err := problem.New(problem.Invalid, "agent-anonymous", "a group without an identifier cannot be asked for: give agent a mbox, mbox_sha1sum, openid or account")
			err.Details = []problem.Detail{{Parameter: "agent", Rule: "GS-05", Message: err.Message}}
			return Query{}, err
		}
		query.Agent = new(selection.Agent.Identifier.Key())
	}
	if selection.Verb != "" {
		query.Verb = new(xapi.VerbKey(selection.Verb))
	}
	if selection.Activity != "" {
		query.Activity = new(xapi.ActivityKey(selection.Activity))
	}
	if selection.Registration != nil {
		query.Registration = new(xapi.RegistrationKey(*selection.Registration))
	}
	return query, nil
}

// Find returns the first page of a selection as a StatementResult. morePath
// makes the `more` property: it gets a token and returns the IRL (PG-01).
// Errors: Invalid for an agent without an identifier.
func (s *Service) Find(ctx context.Context, caller Caller, selection Selection, rendering Rendering, morePath func(token string) string) (Result, error) {
	query, err := s.query(selection)
	if err != nil {
		return Result{}, err
	}
	return s.page(ctx, caller, query, rendering, morePath)
}

// More returns the page that a token of an earlier answer leads to, which must
// have been given to the same store and permission (PG-03, PG-04). Tokens are
// good for tokenLife (PG-02). Errors: Invalid for a forged, foreign, damaged
// or expired token.
func (s *Service) More(ctx context.Context, caller Caller, token string, languages xapi.LanguageRanges, morePath func(token string) string) (Result, error) {
	from, err := s.readToken(token, caller)
	if err != nil {
		return Result{}, err
	}
	from.rendering.Languages = languages
	return s.page(ctx, caller, from.query, from.rendering, morePath)
}

// page answers a query, narrowed to what the caller may read.
func (s *Service) page(ctx context.Context, caller Caller, query Query, rendering Rendering, morePath func(token string) string) (Result, error) {
	if caller.OnlyMine {
		mine, err := authorityKey(caller)
		if err != nil {
			return Result{}, fmt.Errorf("find statements: %w", err)
		}
		query.Authority = &mine
	}
	page, err := s.config.Statements.Query(ctx, caller.Store, query)
	if err != nil {
		return Result{}, fmt.Errorf("find statements: %w", err)
	}
	result := Result{Rendering: rendering}
	if rendering.Attachments {
		var complete int
		if result.Attached, complete, err = s.attached(ctx, caller.Store, page.Statements); err != nil {
			return Result{}, err
		}
		if complete < len(page.Statements) {
			page.Statements, page.More = page.Statements[:complete], true
		}
	}
	size := len(`{"statements":[],"more":""}`) + 512
	for _, stored := range page.Statements {
		size += len(stored.JSON) + 1
		result.LastStored = max(result.LastStored, stored.Stored)
	}
	result.JSON = append(make([]byte, 0, size), `{"statements":[`...)
	renderer := s.renderer(ctx, caller.Store, rendering)
	for i, stored := range page.Statements {
		if i > 0 {
			result.JSON = append(result.JSON, ',')
		}
		if result.JSON, err = renderer.append(result.JSON, stored.JSON); err != nil {
			return Result{}, err
		}
	}
	result.JSON = append(result.JSON, `],"more":`...)
	more := ""
	if page.More && len(page.Statements) > 0 {
		query.Through = page.Through
		query.After = page.Statements[len(page.Statements)-1].Position
		token, err := s.makeToken(continuation{query, rendering}, caller)
		if err != nil {
			return Result{}, err
		}
		more = morePath(token)
	}
	if result.JSON, err = jsontext.AppendQuote(result.JSON, more); err != nil {
		return Result{}, fmt.Errorf("write more: %w", err)
	}
	result.JSON = append(result.JSON, '}')
	return result, nil
}
