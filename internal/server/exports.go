package server

import (
	"context"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/export/bi"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/quality"
)

// exportSource is what exports read. Without facts, as in a command on a
// database, it has none to give.
func (a *App) exportSource() export.Source {
	source := export.Source{Statements: a.storage.statements(), Meaning: a.meaning.Meaning}
	if a.facts != nil {
		source.Snapshot = func(ctx context.Context, store lrs.StoreID) (*column.Snapshot, error) {
			snapshot, _, err := a.freshFacts(ctx, store)
			return snapshot, err
		}
		source.Find = a.findStatements
	}
	return source
}

// openExports makes the schedule of exports and the reports on sources.
func (a *App) openExports() {
	if a.facts == nil {
		return
	}
	a.schedules = export.NewScheduler(export.SchedulerConfig{
		Database: a.storage.database(), Source: a.exportSource(), Statements: a.storage.statements(),
		Node: nodeName(a.config), S3AccessKey: a.config.S3AccessKey, S3SecretKey: a.config.S3SecretKey, Logger: a.logger,
	})
	a.quality = quality.New(quality.Config{
		Keys: a.registry, Snapshot: a.freshFacts, Meaning: a.meaning.Meaning, Rejections: a.live.rejections, Resends: a.resends,
	})
}

// keepMeaning tells the views for BI tools what is decided about words, until ctx
// ends.
func (a *App) keepMeaning(ctx context.Context) {
	keeper := bi.Keeper{
		Database: a.storage.database(), Meaning: a.meaning.Meaning, Logger: a.logger,
		Stores: func(ctx context.Context) (map[int64]string, error) {
			stores, err := a.registry.ListStores(ctx)
			names := make(map[int64]string, len(stores))
			for _, store := range stores {
				names[store.ID] = store.Name
			}
			return names, err
		},
	}
	_ = keeper.Run(ctx) // it logs its errors
}
