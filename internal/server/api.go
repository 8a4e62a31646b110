package server

import (
	"context"
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/aggregate"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

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
	proxies, err := a.config.trustedProxies()
	if err != nil {
		return err
	}
	a.api, err = api.New(api.Config{
		Authenticator:    a.registry,
		Engine:           asked,
		Meanings:         a.meaning,
		Jobs:             a.jobs,
		Boards:           board.NewRegistry(a.storage.database()),
		Language:         a.languageOf,
		Followers:        func(ctx context.Context) (any, error) { return a.followers.List(ctx) },
		Live:             a.live.serve,
		ExportStatements: a.exporter(export.Statements, secret),
		ExportFacts:      a.exporter(export.Facts, secret),
		Sources:          a.quality.ServeSources,
		Source:           a.quality.ServeSource,
		Readiness:        a.quality.ServeReadiness,
		Filling:          a.filling(),
		Keys:             a.registry,
		Accounts:         a.registry,
		Version:          a.version(),
		Aggregate:        a.aggregator(),
		Browser:          a.openBrowser(),
		Running:          a.running,
		Logger:           a.logger,
		Observe:          a.metrics.observeAPI,
		PublicURL:        a.config.PublicURL,
		TrustedProxies:   proxies,
		Timeout:          a.config.QueryTimeout,
		QueriesAtOnce:    a.config.QueriesAtOnce,
		CacheBytes:       a.config.QueryCache,
	})
	return err
}

// languageOf is the language that a store goes by, or else the organisation; empty
// for none.
func (a *App) languageOf(ctx context.Context, name string) (string, error) {
	store, err := a.registry.FindStore(ctx, name)
	if err != nil || store.Language != "" {
		return store.Language, err
	}
	organisation, err := a.registry.Organisation(ctx)
	return organisation.Language, err
}

// exporter answers the export of a relation for a reader.
func (a *App) exporter(relation export.Relation, secret []byte) api.Mounted {
	source := a.exportSource()
	return func(w http.ResponseWriter, r *http.Request, reader access.Reader) error {
		if reader.MinGroup > 1 {
			return problem.New(problem.Forbidden, "small-groups-protected",
				"an export has a row for each event, by which people could be found out, and this token protects groups of fewer than %d: ask queries, or for a token made with --min-group 1", reader.MinGroup)
		}
		request := export.Request{
			Relation: relation, Store: lrs.StoreID(reader.Store), StoreName: reader.StoreName, Persons: reader.Persons,
		}
		if reader.Pseudonymous {
			request.Pseudonym = func(person string) string { return pseudonym(secret, reader.Store, person) }
		}
		return source.Serve(w, r, request)
	}
}

// aggregator answers pipelines as Learning Locker does. A key that reads only its
// own statements is shown no others.
func (a *App) aggregator() func(http.ResponseWriter, *http.Request, int64, *access.Principal) error {
	door := aggregate.New(aggregate.Config{Statements: a.storage.statements(), Meaning: a.meaning.Meaning})
	return func(w http.ResponseWriter, r *http.Request, store int64, by *access.Principal) error {
		caller := aggregate.Caller{Store: lrs.StoreID(store)}
		if by != nil && by.OnlyMine() {
			for _, entry := range by.AuthorityIndex {
				if entry.Kind == xapi.ByAuthority {
					caller.Authority = &entry.Key
				}
			}
		}
		return door.Serve(w, r, caller)
	}
}
