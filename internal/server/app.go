package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/xapihttp"
	"github.com/lore-lrs/lore/xapi"
)

// Names within a data directory.
const (
	databaseName = "lore.db"
	blobsName    = "blobs"
	logName      = "log" // the engine's
)

// App is an open data directory with everything that works on it.
type App struct {
	config    Config
	logger    *slog.Logger
	directory *directory
	database  *db.DB
	registry  *access.Registry
	engine    *embedded.Store
	blobs     lrs.Blobs
	service   *lrs.Service
	metrics   *metrics
	xapi      *xapihttp.Handler

	// endpoints are set by Listen, before anything else runs.
	endpoints []*endpoint
	// requests is the context of every request; cancelRequests gives them up.
	requests       context.Context
	cancelRequests context.CancelFunc
	// stopping: /readyz turns new requests away.
	stopping atomic.Bool
	// demo is the key that this Open made, nil otherwise.
	demo *access.Key

	closing sync.Once
	closed  error
}

// Open opens the data directory, which it makes when absent and holds alone,
// and builds every room on it. It opens no listener. The settings that are left
// empty have the defaults of their tags. Errors say what is wrong with a
// setting, the directory or the clock, and what to do.
func Open(ctx context.Context, config Config, logger *slog.Logger) (app *App, err error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	if err := checkClock(time.Now()); err != nil {
		return nil, err
	}
	a := &App{config: config, logger: logger, metrics: newMetrics()}
	a.requests, a.cancelRequests = context.WithCancel(context.WithoutCancel(ctx))
	if a.directory, err = openDirectory(config.Data); err != nil {
		a.cancelRequests()
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	warnOfSpace(logger, a.directory)
	if err := a.openStores(ctx); err != nil {
		return nil, err
	}
	if err := a.openService(ctx); err != nil {
		return nil, err
	}
	if config.DemoKey {
		if err := a.makeDemoKey(ctx); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// openStores opens what keeps data.
func (a *App) openStores(ctx context.Context) (err error) {
	if a.database, err = db.Open(ctx, a.directory.join(databaseName)); err != nil {
		return err
	}
	a.registry = access.NewRegistry(a.database)
	if a.engine, err = embedded.Open(embedded.Config{
		Dir: a.directory.path, Logger: a.logger, Observer: a.metrics.engineObserver(),
		SegmentSize: a.config.SegmentSize, FlushStatements: a.config.FlushStatements,
	}); err != nil {
		return fmt.Errorf("open the statement log: %w", err)
	}
	a.metrics.watch(a.engine)
	stats, err := a.engine.Stats()
	if err != nil {
		return fmt.Errorf("ask the statement log for its time: %w", err)
	}
	warnOfClock(a.logger, time.Now(), stats.LastStored)
	a.blobs, err = blob.Open(a.config.BlobURL, a.directory.join(blobsName), a.config.S3AccessKey, a.config.S3SecretKey)
	if err != nil {
		return fmt.Errorf("open the store of attachments: %w", err)
	}
	return nil
}

// openService builds the record store and its HTTP binding.
func (a *App) openService(ctx context.Context) error {
	cursorKey, err := a.database.Secret(ctx, "cursor")
	if err != nil {
		return err
	}
	roots, err := a.config.signatureRoots()
	if err != nil {
		return err
	}
	offered, fallback, err := a.config.versions()
	if err != nil {
		return err
	}
	a.service = lrs.New(lrs.Config{
		Statements:     a.engine,
		Documents:      documents.New(a.database),
		Blobs:          a.blobs,
		CursorKey:      cursorKey,
		SignatureRoots: roots,
		PageSize:       a.config.PageSize,
		MaxDocument:    a.config.MaxDocument,
		Limits:         xapi.Limits{Depth: a.config.MaxDepth, Statements: a.config.MaxStatements},
	})
	a.xapi, err = xapihttp.New(xapihttp.Config{
		Service:        a.service,
		Authenticator:  a.registry,
		Logger:         a.logger,
		Observe:        a.metrics.observe,
		PublicURL:      a.config.PublicURL,
		Versions:       offered,
		DefaultVersion: fallback,
		Language:       a.config.Language,
		MaxBody:        a.config.MaxBody,
		MaxBodies:      a.config.MaxBodies,
		MaxParts:       a.config.MaxParts,
		MaxDocument:    a.config.MaxDocument,
	})
	return err
}

// makeDemoKey makes a store and a key that may do everything, if there is no
// store yet.
func (a *App) makeDemoKey(ctx context.Context) error {
	stores, err := a.registry.ListStores(ctx)
	if err != nil || len(stores) > 0 {
		return err
	}
	store, err := a.registry.CreateStore(ctx, "demo")
	if err != nil {
		return err
	}
	key, err := a.registry.CreateKey(ctx, access.KeySpec{
		Store: store.Name, Name: "demo", Scopes: []access.Scope{access.ScopeAll},
	})
	if err != nil {
		return err
	}
	a.demo = &key
	return nil
}

// DemoKey returns the key, with its secret, that Open made because the setting
// asked for one and the directory was fresh; nil otherwise. It is for printing
// once: the secret is kept nowhere.
func (a *App) DemoKey() *access.Key { return a.demo }

// Service returns the record store.
func (a *App) Service() *lrs.Service { return a.service }

// Registry returns the stores and keys.
func (a *App) Registry() *access.Registry { return a.registry }

// Engine returns the statement log.
func (a *App) Engine() *embedded.Store { return a.engine }

// Close lets go of everything, in the reverse order of Open, and of the
// directory's lock last. It may be called more than once, but not while Run
// runs.
func (a *App) Close() error {
	a.closing.Do(func() { a.closed = a.close() })
	return a.closed
}

func (a *App) close() error {
	var errs []error
	for _, e := range a.endpoints {
		errs = append(errs, e.server.Close())
		if err := e.listener.Close(); !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	a.cancelRequests()
	if a.engine != nil {
		errs = append(errs, a.engine.Close())
	}
	if a.database != nil {
		errs = append(errs, a.database.Close())
	}
	errs = append(errs, a.directory.close())
	return errors.Join(errs...)
}
