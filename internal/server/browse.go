package server

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// openBrowser makes what shows single statements.
func (a *App) openBrowser() *browse.Browser {
	return browse.New(browse.Config{
		Statements: a.storage.statements(), Blobs: a.storage.blobs(), Service: a.service, Meaning: a.meaning.Meaning,
		Find: a.findPage, Rejections: a.live.rejections, Resends: a.listResends, Followers: a.followersOf,
		Language: a.config.Language, Logger: a.logger,
	})
}

// findPage finds the statements of a page as a viewer may see them.
func (a *App) findPage(ctx context.Context, viewer browse.Viewer, q *query.Query) (*browse.Found, error) {
	scope := engine.Scope{Store: lrs.StoreID(viewer.Store), Persons: viewer.Persons, SeesPeople: true, MinGroup: 1}
	found, err := a.engine.Find(ctx, scope, q, engine.Effort{Statements: statementsAtOnce})
	if err != nil {
		return nil, err
	}
	page := &browse.Found{Statements: make([]browse.FoundStatement, len(found.Statements)), Meta: found.Meta}
	for i, s := range found.Statements {
		page.Statements[i] = browse.FoundStatement(s)
	}
	return page, nil
}

// exportPage is how many statements of an export are found at once.
const exportPage = 10_000

// findStatements finds all statements of a query for an export, whoever asks for
// which may see everybody. What is stored or voided meanwhile changes nothing.
func (a *App) findStatements(ctx context.Context, store lrs.StoreID, text string, limit int, yield func(xapi.UUID) error) error {
	inForce, err := a.meaning.Meaning(ctx, int64(store))
	if err != nil {
		return err
	}
	q, err := query.Decode([]byte(text), inForce.Segments)
	if err != nil {
		return err
	}
	q.Cursor = ""
	scope := engine.Scope{Store: store, SeesPeople: true, MinGroup: 1}
	for left := limit; ; {
		q.Limit = exportPage
		if limit > 0 {
			q.Limit = min(exportPage, left)
		}
		found, err := a.engine.Find(ctx, scope, q, engine.Effort{Statements: statementsOfJob})
		if err != nil {
			return err
		}
		for _, s := range found.Statements {
			if err := yield(s.ID); err != nil {
				return err
			}
		}
		left -= len(found.Statements)
		if found.Meta.Next == "" || limit > 0 && left <= 0 {
			return nil
		}
		q.Cursor, q.AsOf = found.Meta.Next, found.Meta.AsOf
	}
}

// listResends lists what was sent again since a time.
func (a *App) listResends(ctx context.Context, store lrs.StoreID, since time.Time) ([]browse.Resent, error) {
	counts, err := a.resends.Since(ctx, store, since)
	var list []browse.Resent
	for source, count := range counts {
		list = append(list, browse.Resent{Source: source, Count: count})
	}
	slices.SortFunc(list, func(a, b browse.Resent) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Source, b.Source))
	})
	return list, err
}

// followersOf lists how far the followers are with a store, on this node where
// each node has its own.
func (a *App) followersOf(ctx context.Context, store lrs.StoreID) ([]browse.Progress, error) {
	statuses, err := a.followers.List(ctx)
	if err != nil {
		return nil, err
	}
	var list []browse.Progress
	for _, status := range statuses {
		for _, at := range status.Stores {
			if at.Store == store {
				list = append(list, browse.Progress{Name: strings.TrimSpace(status.Name + " " + status.Node), State: string(status.State), Through: at.Through})
			}
		}
	}
	return list, nil
}
