package server

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// factsName is where facts are kept in the data directory.
const factsName = "facts"

// openFacts opens the facts, which every server keeps for itself.
func (a *App) openFacts(ctx context.Context) (err error) {
	if a.directory == nil {
		return nil
	}
	instance, err := a.storage.database().Secret(ctx, "instance")
	if err != nil {
		return err
	}
	// The secret itself stays in the database.
	origin := fmt.Sprintf("%x", sha256.Sum256(instance))
	a.facts, err = facts.Open(facts.Config{
		Dir:        a.directory.join(factsName),
		Statements: a.storage.statements(),
		Origin:     origin,
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
		if !a.serving.Load() {
			// Nobody follows for a command in its own process.
			if err := a.catchUp(ctx, store); err != nil {
				return nil, 0, err
			}
			continue
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

// staleEvery is how often it is looked whether facts must be built anew.
const staleEvery = 5 * time.Second

// rebuildStale has the facts built anew when a store's cannot be used as they
// are: an extension was promoted, or a file is damaged.
func (a *App) rebuildStale(ctx context.Context) {
	ticker := time.NewTicker(staleEvery)
	defer ticker.Stop()
	for asked := int64(0); ; {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		stores, err := a.storeIDs(ctx)
		if err != nil {
			continue // it is looked again
		}
		generation := a.facts.Generation()
		for _, store := range stores {
			stale, err := a.facts.Stale(ctx, store)
			if err != nil || !stale || asked == generation {
				continue
			}
			a.logger.Info("building the facts anew", "store", store)
			if err := a.followers.Rebuild(ctx, a.facts.Name()); err != nil {
				a.logger.Warn("the facts cannot be built anew now", "error", err)
				continue
			}
			// Once for the generation: it takes a while.
			asked = generation
		}
	}
}

// catchUp follows the log of a store to its end.
func (a *App) catchUp(ctx context.Context, store lrs.StoreID) error {
	var batch []lrs.Stored
	follow := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := a.facts.Follow(ctx, store, batch, batch[len(batch)-1].Stored+1)
		batch = batch[:0]
		return err
	}
	after := lrs.Position{Stored: a.facts.Through(store) - 1, ID: lastID}
	err := a.storage.statements().Scan(ctx, store, after, func(s lrs.Stored) error {
		if batch = append(batch, s); len(batch) < catchUpBatch {
			return nil
		}
		return follow()
	})
	if err != nil {
		return fmt.Errorf("follow the log: %w", err)
	}
	return follow()
}

// catchUpBatch is how many statements are followed at once.
const catchUpBatch = 1000

// lastID is behind every id.
var lastID = xapi.UUID{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
