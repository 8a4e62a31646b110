package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
)

// pseudonym is what a person is called where people may not be named: the same
// for all queries of a store, and nothing that can be turned back.
func pseudonym(secret []byte, store int64, person string) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(strconv.FormatInt(store, 10) + "\n" + person))
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:10])
	return "person:" + strings.ToLower(text)
}

// answers is the engine as internal/api asks it.
type answers struct {
	app    *App
	secret []byte
}

var _ api.Engine = (*answers)(nil)

// statementsAtOnce bounds the statements that a query may read from the log for
// fields without a column; a job may read more.
const (
	statementsAtOnce = 200_000
	statementsOfJob  = 5_000_000
)

func (n *answers) scope(s api.Scope) engine.Scope {
	return engine.Scope{
		Store: lrs.StoreID(s.Store), Persons: s.Persons, SeesPeople: s.SeesPeople, MinGroup: s.MinGroup,
		Pseudonym: func(person string) string { return pseudonym(n.secret, s.Store, person) },
	}
}

func effort(e api.Effort) engine.Effort {
	most := statementsAtOnce
	if e.Job {
		most = statementsOfJob
	}
	return engine.Effort{Statements: most, Progress: e.Progress}
}

// Ask implements api.Engine.
func (n *answers) Ask(ctx context.Context, s api.Scope, q *query.Query, e api.Effort) (*query.Answer, error) {
	return n.app.engine.Ask(ctx, n.scope(s), q, effort(e))
}

// Actors implements api.Engine.
func (n *answers) Actors(ctx context.Context, s api.Scope, cell *query.CellQuery, e api.Effort) (*query.Answer, error) {
	return n.app.engine.Actors(ctx, n.scope(s), *cell, effort(e))
}

// Estimate implements api.Engine.
func (n *answers) Estimate(ctx context.Context, s api.Scope, q *query.Query) (api.Estimate, error) {
	estimate, err := n.app.engine.Estimate(ctx, n.scope(s), q, effort(api.Effort{}))
	return api.Estimate{
		Rows: estimate.Rows, Statements: estimate.Statements, Job: estimate.Heavy, Span: estimate.Span, AsOf: estimate.Now,
	}, err
}

// keptFor is for how long an answer may be given again while nothing is stored:
// ranges are relative to now.
const keptFor = 10 * time.Second

// Through implements api.Engine.
func (n *answers) Through(ctx context.Context, store int64) (int64, error) {
	snapshot, now, err := n.app.freshFacts(ctx, lrs.StoreID(store))
	if err != nil {
		return 0, err
	}
	return max(snapshot.Through, now-now%keptFor.Microseconds()), nil
}

// Words implements api.Engine.
func (n *answers) Words(ctx context.Context, s api.Scope, ask api.WordQuery) ([]api.Word, error) {
	found, err := n.app.engine.Words(ctx, n.scope(s), ask.Of, ask.Prefix, ask.Limit)
	words := make([]api.Word, len(found))
	for i, w := range found {
		words[i] = api.Word(w)
	}
	return words, err
}

// Names implements api.Engine.
func (n *answers) Names(ctx context.Context, s api.Scope, ask api.NameQuery) (api.Names, error) {
	found, err := n.app.engine.Names(ctx, n.scope(s), engine.NameQuery(ask))
	if err != nil {
		return api.Names{}, err
	}
	names := api.Names{
		Persons: found.Persons, Activities: make(map[string]api.ActivityName, len(found.Activities)), Verbs: make(map[string]api.VerbName, len(found.Verbs)),
	}
	for id, activity := range found.Activities {
		names.Activities[id] = api.ActivityName(activity)
	}
	for id, verb := range found.Verbs {
		names.Verbs[id] = api.VerbName(verb)
	}
	return names, nil
}
