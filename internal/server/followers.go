package server

import (
	"context"
	"os"

	"github.com/lore-lrs/lore/internal/export/bi"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
)

// openFollowers makes the runner of everything that follows the log.
func (a *App) openFollowers(ctx context.Context) error {
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
	if a.facts != nil && a.config.BIFacts {
		if err := bi.Prepare(ctx, a.storage.database()); err != nil {
			return err
		}
		config.Shared = append(config.Shared, bi.Follower{})
	}
	a.followers = follow.New(config)
	if a.facts != nil {
		a.metrics.registry.MustRegister(a.followers.Collectors()...)
	}
	return nil
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
