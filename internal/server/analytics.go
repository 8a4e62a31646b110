package server

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
)

// factsName is where facts are kept in the data directory.
const factsName = "facts"

// openFacts opens the facts, which every server keeps for itself.
func (a *App) openFacts() (err error) {
	if a.directory == nil {
		return nil
	}
	a.facts, err = facts.Open(facts.Config{
		Dir:        a.directory.join(factsName),
		Statements: a.storage.statements(),
		From:       fact.From,
		Promoted: func(ctx context.Context, store lrs.StoreID) ([]string, error) {
			inForce, err := a.meaning.Meaning(ctx, int64(store))
			if err != nil {
				return nil, err
			}
			var paths []string
			for path := range inForce.Promoted {
				paths = append(paths, path)
			}
			slices.Sort(paths)
			return paths, nil
		},
		Log: a.logger,
	})
	if err != nil {
		return fmt.Errorf("open the facts: %w", err)
	}
	a.engine = engine.New(engine.Config{
		Snapshot: a.freshFacts,
		Meaning: func(ctx context.Context, store lrs.StoreID) (*meaning.Meaning, error) {
			return a.meaning.Meaning(ctx, int64(store))
		},
		Log: a.storage.statements(),
	})
	return nil
}

// openFollowers makes the runner of everything that follows the log.
func (a *App) openFollowers() {
	config := follow.Config{
		Database:   a.storage.database(),
		Statements: a.storage.statements(),
		Stores:     a.storeIDs,
		Node:       nodeName(a.config),
		Logger:     a.logger,
	}
	if a.facts != nil {
		config.Local = append(config.Local, a.facts, a.live.hub)
	}
	a.followers = follow.New(config)
	if a.facts != nil {
		a.metrics.registry.MustRegister(a.followers.Collectors()...)
	}
}

// openAPI builds Lore's own HTTP API.
func (a *App) openAPI(ctx context.Context) error {
	if a.facts == nil {
		return nil
	}
	secret, err := a.storage.database().Secret(ctx, "pseudonym")
	if err != nil {
		return err
	}
	asked := &answers{app: a, secret: secret}
	if a.jobs, err = api.NewJobs(api.JobConfig{
		Database: a.storage.database(), Engine: asked, Node: nodeName(a.config), Logger: a.logger, Timeout: a.config.QueryJobTimeout,
	}); err != nil {
		return err
	}
	a.api, err = api.New(api.Config{
		Authenticator:    a.registry,
		Engine:           asked,
		Meanings:         a.meaning,
		Jobs:             a.jobs,
		Followers:        func(ctx context.Context) (any, error) { return a.followers.List(ctx) },
		Live:             a.live.serve,
		ExportStatements: a.exporter(export.Statements, secret),
		ExportFacts:      a.exporter(export.Facts, secret),
		Logger:           a.logger,
		Observe:          a.metrics.observeAPI,
		PublicURL:        a.config.PublicURL,
		Timeout:          a.config.QueryTimeout,
		QueriesAtOnce:    a.config.QueriesAtOnce,
		CacheBytes:       a.config.QueryCache,
	})
	return err
}

// exportSource is what exports read.
func (a *App) exportSource() export.Source {
	return export.Source{
		Statements: a.storage.statements(),
		Snapshot: func(ctx context.Context, store lrs.StoreID) (*column.Snapshot, error) {
			snapshot, _, err := a.freshFacts(ctx, store)
			return snapshot, err
		},
		Meaning: a.meaning.Meaning,
	}
}

// exporter answers the export of a relation for a reader.
func (a *App) exporter(relation export.Relation, secret []byte) api.Mounted {
	source := a.exportSource()
	return func(w http.ResponseWriter, r *http.Request, reader access.Reader) error {
		request := export.Request{
			Relation: relation, Store: lrs.StoreID(reader.Store), StoreName: reader.StoreName, Persons: reader.Persons,
		}
		if reader.Pseudonymous {
			request.Pseudonym = func(person string) string { return pseudonym(secret, reader.Store, person) }
		}
		return source.Serve(w, r, request)
	}
}

func (a *App) storeIDs(ctx context.Context) ([]lrs.StoreID, error) {
	stores, err := a.registry.ListStores(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]lrs.StoreID, len(stores))
	for i, store := range stores {
		ids[i] = lrs.StoreID(store.ID)
	}
	return ids, nil
}

// nodeName names this server among those that share a database: by its host and
// the address it listens on.
func nodeName(config Config) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return host + " " + config.Listen
}

const (
	// freshWait is how long an answer waits for facts that are on their way.
	freshWait = time.Second
	// freshLook is how often it looks meanwhile.
	freshLook = 5 * time.Millisecond
)

// freshFacts returns the facts of a store, with everything that was stored when
// it was called where that comes within a second; and the time below which they
// are complete.
func (a *App) freshFacts(ctx context.Context, store lrs.StoreID) (*column.Snapshot, int64, error) {
	safe, err := a.storage.statements().SafeTime(ctx)
	if err != nil {
		return nil, 0, err
	}
	looking := time.NewTicker(freshLook)
	defer looking.Stop()
	for deadline := time.Now().Add(freshWait); ; {
		through := a.facts.Through(store)
		if through >= safe {
			break
		}
		newer, err := a.storage.statements().Newer(ctx, []lrs.StoreID{store}, through-1)
		if err != nil {
			return nil, 0, err
		}
		if len(newer) == 0 {
			break
		}
		if time.Now().After(deadline) {
			safe = through
			break
		}
		a.followers.Poke()
		select {
		case <-looking.C:
		case <-ctx.Done():
			return nil, 0, ctx.Err()
		}
	}
	snapshot, err := a.facts.Snapshot(store)
	return snapshot, safe, err
}

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

// Through implements api.Engine.
func (n *answers) Through(ctx context.Context, store int64) (int64, error) {
	_, through, err := n.app.freshFacts(ctx, lrs.StoreID(store))
	return through, err
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

// poking is the statement log, which tells the followers of what was stored.
type poking struct {
	lrs.Statements
	poke func()
}

// Append implements lrs.Statements.
func (p poking) Append(ctx context.Context, store lrs.StoreID, batch []lrs.Record) error {
	err := p.Statements.Append(ctx, store, batch)
	p.poke()
	return err
}


// checkSegment refuses a saved filter that no query could use.
func checkSegment(filter []byte) error {
	_, err := query.DecodeFilter(filter, nil)
	return err
}
