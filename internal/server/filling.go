package server

import (
	"context"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/api"
	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/intake"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/sample"
)

// backupsName is where the backups that the app makes are kept in the data directory.
const backupsName = "backups"

// openFilling makes what fills the server and looks after it.
func (a *App) openFilling() {
	a.sample = a.newSample(0)
	if a.directory == nil {
		return
	}
	imports := intake.Config{
		Database: a.storage.database(), Statements: a.service, Node: nodeName(a.config), Logger: a.logger,
	}
	if source := a.storage.backup(); source != nil {
		imports.Scratch = source.Scratch
		a.shelf = &backup.Shelf{Dir: a.directory.join(backupsName), Source: *source, Logger: a.logger}
	}
	a.intake = intake.New(imports)
}

// newSample returns what makes the sample data, of so many people: 0 for the usual
// number.
func (a *App) newSample(people int) *sample.Loader {
	return sample.NewLoader(sample.LoaderConfig{
		Database: a.storage.database(), Stores: a.registry, Meanings: a.meaning, Statements: a.service,
		Rejected: a.live.rejections.Add, Node: nodeName(a.config), Logger: a.logger, People: people,
		Loaded: []func(context.Context, sample.Loaded) error{a.groupSample, a.boardSample},
	})
}

// groupSample makes groups of people of the departments of the sample data.
func (a *App) groupSample(ctx context.Context, loaded sample.Loaded) error {
	for _, department := range loaded.Year.Departments() {
		group := access.Group{Name: department.Slug, Title: department.Name, Persons: department.People}
		if _, err := a.registry.SaveGroup(ctx, loaded.Store.Name, group); err != nil {
			return err
		}
	}
	return nil
}

// filling is what the API answers the routes of filling with.
func (a *App) filling() api.Filling {
	f := api.Filling{
		Sample: sampleOf{a}, Imports: a.intake, Backups: noBackups{}, Server: a.info, OrderFollower: a.orderFollower,
	}
	if a.shelf != nil {
		f.Backups = a.shelf
	}
	return f
}

// runFilling does what was asked for in the background, until ctx ends.
func (a *App) runFilling(ctx context.Context) {
	var running sync.WaitGroup
	running.Go(func() { a.sample.Run(ctx) })
	running.Go(func() { a.sweepRemoved(ctx) })
	if a.shelf != nil {
		running.Go(func() { a.shelf.Run(ctx) })
	}
	running.Wait()
}

func (a *App) orderFollower(ctx context.Context, name, order string) error {
	switch order {
	case api.Pause:
		return a.followers.Pause(ctx, name)
	case api.Resume:
		return a.followers.Resume(ctx, name)
	default:
		return a.followers.Rebuild(ctx, name)
	}
}

// sampleOf is the sample data as users ask for them.
type sampleOf struct{ app *App }

// State implements api.Sample.
func (s sampleOf) State(ctx context.Context) (sample.State, error) { return s.app.sample.State(ctx) }

// Remove implements api.Sample.
func (s sampleOf) Remove(ctx context.Context) (sample.State, error) { return s.app.sample.Remove(ctx) }

// Load implements api.Sample: whoever asks becomes an owner of the store.
func (s sampleOf) Load(ctx context.Context, by access.Reader) (sample.State, error) {
	state, err := s.app.sample.Load(ctx)
	if err != nil || by.UserID == 0 {
		return state, err
	}
	user, err := s.app.registry.FindUser(ctx, by.UserID)
	if err != nil {
		return sample.State{}, err
	}
	for _, grant := range user.Grants {
		if grant.Store == sample.Store {
			return state, nil
		}
	}
	changed := user
	changed.Grants = append(slices.Clip(user.Grants), access.Grant{Store: sample.Store, Role: access.RoleOwner})
	if err := s.app.registry.ChangeUserFrom(ctx, user, changed); err != nil {
		return sample.State{}, err
	}
	return state, nil
}

// noBackups is where the database saves itself.
type noBackups struct{}

var _ api.Backups = noBackups{}

// WhyNot implements api.Backups.
func (noBackups) WhyNot() string {
	return "this server keeps its data in PostgreSQL, which is saved there: by pg_dump, by «lore backup FILE --database URL», or better by archiving its write-ahead log"
}

func (n noBackups) refusal() error {
	return problem.New(problem.Conflict, "backup-elsewhere", "%s", n.WhyNot())
}

// List implements api.Backups.
func (n noBackups) List() ([]backup.Kept, error) { return nil, n.refusal() }

// Make implements api.Backups.
func (n noBackups) Make() (backup.Kept, error) { return backup.Kept{}, n.refusal() }

// Open implements api.Backups.
func (n noBackups) Open(string) (io.ReadSeekCloser, time.Time, error) {
	return nil, time.Time{}, n.refusal()
}

// Remove implements api.Backups.
func (n noBackups) Remove(string) error { return n.refusal() }
