package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/live"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/rejection"
	"github.com/lore-lrs/lore/internal/xapihttp"
)

// liveViews are the live streams, and the refused requests that they show.
type liveViews struct {
	app        *App
	hub        *live.Hub
	rejections *rejection.Log

	mu sync.RWMutex
	// meanings are the decisions in force for the stores that were watched: asked
	// for each statement, so that they are looked up beforehand.
	meanings map[lrs.StoreID]*meaning.Meaning
}

// openLive makes the live streams on the storage and the registries.
func (a *App) openLive() {
	l := &liveViews{app: a, meanings: make(map[lrs.StoreID]*meaning.Meaning)}
	l.rejections = rejection.New(rejection.Config{Database: a.storage.database(), Node: a.config.Listen, Logger: a.logger})
	l.hub = live.New(live.Config{
		Statements: a.storage.statements(), Rejections: shownRejections{l.rejections},
		Class:    func(store lrs.StoreID, verb string) string { return l.meaning(store).Verbs[verb].String() },
		Language: a.config.Language, Running: a.running, Logger: a.logger,
	})
	a.live = l
}

// rejected takes a request that the HTTP binding refused.
func (l *liveViews) rejected(r xapihttp.Rejection) { l.rejections.Add(rejection.Request(r)) }

// run keeps what streams need up to date until ctx ends.
func (l *liveViews) run(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { _ = l.rejections.Run(ctx) }) // it logs its errors
	running.Go(func() { l.refresh(ctx) })
	running.Wait()
}

// meaningEvery is how often decisions that changed reach open streams.
const meaningEvery = time.Second

func (l *liveViews) refresh(ctx context.Context) {
	ticker := time.NewTicker(meaningEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
		l.mu.RLock()
		stores := make([]lrs.StoreID, 0, len(l.meanings))
		for store := range l.meanings {
			stores = append(stores, store)
		}
		l.mu.RUnlock()
		for _, store := range stores {
			_ = l.learn(ctx, store) // until it can be read, what was decided before is in force
		}
	}
}

func (l *liveViews) learn(ctx context.Context, store lrs.StoreID) error {
	inForce, err := l.app.meaning.Meaning(ctx, int64(store))
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.meanings[store] = inForce
	return nil
}

// nothingDecided is what is in force for a store that nobody decided about.
var nothingDecided = &meaning.Meaning{}

func (l *liveViews) meaning(store lrs.StoreID) *meaning.Meaning {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if inForce := l.meanings[store]; inForce != nil {
		return inForce
	}
	return nothingDecided
}

// serve answers with the stream of a reader who may watch.
func (l *liveViews) serve(w http.ResponseWriter, r *http.Request, reader access.Reader) error {
	store := lrs.StoreID(reader.Store)
	if err := l.learn(r.Context(), store); err != nil {
		return err
	}
	return l.hub.Serve(w, r, live.Access{
		Store: store, Everybody: len(reader.Persons) == 0, Persons: l.persons(store, reader.Persons),
		Statements: reader.May(access.ReadStatements) == nil, Rejections: reader.May(access.SeeQuality) == nil,
		Valid: func() error {
			err := l.app.registry.StillGood(l.app.running, reader)
			if problem.Is(err, problem.Unauthenticated) {
				return err
			}
			return nil // while nobody can be asked, streams go on
		},
	})
}

// persons returns what knows the identities of these people, by what is decided
// at the moment about whose they are.
func (l *liveViews) persons(store lrs.StoreID, identities []string) func(identity string) bool {
	person := func(inForce *meaning.Meaning, identity string) string {
		if merged, ok := inForce.Persons[identity]; ok {
			return merged
		}
		return identity
	}
	var mu sync.Mutex
	var known map[string]bool
	var of *meaning.Meaning
	return func(identity string) bool {
		inForce := l.meaning(store)
		mu.Lock()
		if of != inForce {
			of, known = inForce, make(map[string]bool, len(identities))
			for _, one := range identities {
				known[person(inForce, one)] = true
			}
		}
		set := known
		mu.Unlock()
		return set[person(inForce, identity)]
	}
}

// shownRejections are the refused requests as streams show them.
type shownRejections struct{ log *rejection.Log }

// Newest implements live.Rejections.
func (s shownRejections) Newest(ctx context.Context) (int64, error) { return s.log.Newest(ctx) }

// After implements live.Rejections.
func (s shownRejections) After(ctx context.Context, store lrs.StoreID, id int64, limit int) ([]live.Rejected, error) {
	list, err := s.log.After(ctx, int64(store), id, limit)
	if err != nil {
		return nil, err
	}
	shown := make([]live.Rejected, len(list))
	for i, one := range list {
		text, err := one.JSON()
		if err != nil {
			return nil, err
		}
		shown[i] = live.Rejected{ID: one.ID, Count: one.Count, JSON: text}
	}
	return shown, nil
}
