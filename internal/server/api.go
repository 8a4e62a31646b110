package server

import (
	"context"
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
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

// checkSegment refuses a saved filter that no query could use.
func checkSegment(filter []byte) error {
	_, err := query.DecodeFilter(filter, nil)
	return err
}
