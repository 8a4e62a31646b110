package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/intake"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
	"github.com/lore-lrs/lore/internal/sample"
	"github.com/lore-lrs/lore/internal/web"
	"github.com/lore-lrs/lore/internal/xapihttp"
	"github.com/lore-lrs/lore/xapi"
)

// App is an open data directory or database with everything that works on it.
type App struct {
	config Config
	logger *slog.Logger
	// directory is nil after OpenDatabase.
	directory *directory
	storage   storage
	registry  *access.Registry
	meaning   *meaning.Registry
	service   *lrs.Service
	metrics   *metrics
	xapi      *xapihttp.Handler
	live      *liveViews
	// followers runs what follows the log. facts, engine, api and jobs are nil
	// after OpenDatabase: facts are a server's own.
	followers *follow.Runner
	facts     *facts.Projection
	engine    *engine.Engine
	api       *api.Handler
	web       *web.Handler
	jobs      *api.Jobs
	quality   *quality.Reporter
	resends   *quality.Resends
	schedules *export.Scheduler
	// sample is the sample data; intake imports, and shelf keeps backups where the
	// data are in a directory: nil after OpenDatabase.
	sample *sample.Loader
	intake *intake.Importer
	shelf  *backup.Shelf
	// started is when Open was called.
	started time.Time
	// serving: Run runs, and with it the followers.
	serving atomic.Bool

	// endpoints are set by Listen, before anything else runs.
	endpoints []*endpoint
	// requests is the context of every request; cancelRequests gives them up.
	requests       context.Context
	cancelRequests context.CancelFunc
	// running ends when the server begins to stop: what waits for nothing but that
	// must not keep it.
	running    context.Context
	endRunning context.CancelFunc
	// stopping: /readyz turns new requests away.
	stopping atomic.Bool
	// demo is the key that this Open made, nil otherwise.
	demo *access.Key

	closing sync.Once
	closed  error
}

// Open opens the data directory, which it makes when absent and holds alone,
// and builds every room on it, or on the database that the settings name; it
// waits some time for a database that is away. It opens no listener. The
// settings that are left empty have the defaults of their tags. Errors say what
// is wrong with a setting, the directory, the database or the clock, and what
// to do.
func Open(ctx context.Context, config Config, logger *slog.Logger) (*App, error) {
	return open(ctx, config, logger, openDirectory)
}

// OpenDatabase builds every room on the PostgreSQL database that the settings
// name, for one command beside the servers that run on it: without a data
// directory, and hence without listeners. A database that is away is an error
// of kind problem.Unavailable at once.
func OpenDatabase(ctx context.Context, config Config, logger *slog.Logger) (*App, error) {
	if config.Database == "" {
		return nil, invalidSetting("no database is named")
	}
	return open(ctx, config, logger, func(string) (*directory, error) { return nil, nil })
}

func open(ctx context.Context, config Config, logger *slog.Logger, openDirectory func(path string) (*directory, error)) (app *App, err error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, err
	}
	if err := checkClock(time.Now()); err != nil {
		return nil, err
	}
	a := &App{config: config, logger: logger, metrics: newMetrics(), started: time.Now().UTC()}
	a.requests, a.cancelRequests = context.WithCancel(context.WithoutCancel(ctx))
	a.running, a.endRunning = context.WithCancel(a.requests)
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if a.directory, err = openDirectory(config.Data); err != nil {
		return nil, err
	}
	if a.storage, err = openStorage(ctx, config, a.directory, a.metrics, logger); err != nil {
		return nil, err
	}
	if err := move.Unfinished(ctx, a.storage.database()); err != nil {
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

// openService builds the record store and its HTTP binding.
func (a *App) openService(ctx context.Context) error {
	a.registry = access.NewRegistry(a.storage.database())
	a.registry.OnRemove(a.dropStore)
	a.meaning = meaning.NewRegistry(a.storage.database(), meaning.Config{})
	cursorKey, err := a.storage.database().Secret(ctx, "cursor")
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
	a.resends = quality.NewResends(quality.ResendsConfig{Database: a.storage.database(), Logger: a.logger})
	a.service = lrs.New(lrs.Config{
		Resent:         func(caller lrs.Caller, statements int) { a.resends.Add(caller, statements) },
		Statements:     poking{a.storage.statements(), func() { a.followers.Poke() }},
		Documents:      documents.New(a.storage.database()),
		Blobs:          a.storage.blobs(),
		CursorKey:      cursorKey,
		SignatureRoots: roots,
		PageSize:       a.config.PageSize,
		MaxDocument:    a.config.MaxDocument,
		Limits:         xapi.Limits{Depth: a.config.MaxDepth, Statements: a.config.MaxStatements},
	})
	a.openLive()
	if err := a.openFacts(ctx); err != nil {
		return err
	}
	if err := a.openFollowers(ctx); err != nil {
		return err
	}
	a.openExports()
	a.openFilling()
	if err := a.openAPI(ctx); err != nil {
		return err
	}
	if err := a.openWeb(); err != nil {
		return err
	}
	a.xapi, err = xapihttp.New(xapihttp.Config{
		Service:        a.service,
		Authenticator:  a.registry,
		Logger:         a.logger,
		Observe:        a.metrics.observe,
		Rejected:       a.live.rejected,
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
	if problem.Is(err, problem.Conflict) {
		return nil // another server on the database was first
	}
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

// Statements returns the statement log.
func (a *App) Statements() lrs.Statements { return a.storage.statements() }

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
	if a.facts != nil {
		errs = append(errs, a.facts.Close())
	}
	if a.storage != nil {
		errs = append(errs, a.storage.close())
	}
	if a.directory != nil {
		errs = append(errs, a.directory.close())
	}
	return errors.Join(errs...)
}
