package sample

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lease"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/rejection"
	"github.com/lore-lrs/lore/xapi"
)

// The states of the sample data.
const (
	None     = "none"
	Loading  = "loading"
	Ready    = "ready"
	Removing = "removing"
	Failed   = "failed"
)

// State is whether the sample data are there.
type State struct {
	State string `json:"state"`
	// Store is the name of their store.
	Store string `json:"store,omitempty"`
	// Done of Total statements are stored.
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
	// Message says why it failed.
	Message string `json:"message,omitempty"`
}

// Stores makes and removes the store; access.Registry is one.
type Stores interface {
	AddStore(ctx context.Context, spec access.StoreSpec) (access.Store, error)
	FindStore(ctx context.Context, name string) (access.Store, error)
	RemoveStore(ctx context.Context, name string) error
	CreateKey(ctx context.Context, spec access.KeySpec) (access.Key, error)
}

// Meanings decides about the words of the store; meaning.Registry is one.
type Meanings interface {
	SetVerb(ctx context.Context, store int64, verb, class string) error
	MapCourse(ctx context.Context, store int64, activity, course string) error
	Merge(ctx context.Context, store int64, identity, target string) (meaning.Merge, error)
	MarkSource(ctx context.Context, store int64, source string, mark meaning.Mark) error
	Promote(ctx context.Context, store int64, extension string) error
}

// Storer takes in statements; lrs.Service is one.
type Storer interface {
	StoreStatements(ctx context.Context, caller lrs.Caller, submission lrs.Submission) ([]xapi.UUID, error)
}

// Loaded is what is there when the statements are stored.
type Loaded struct {
	Store access.Store
	Year  *Year
}

// LoaderConfig is what a Loader works with.
type LoaderConfig struct {
	Database   *db.DB
	Stores     Stores
	Meanings   Meanings
	Statements Storer
	// Rejected, if not nil, takes requests that were refused, to be looked at.
	Rejected func(rejection.Request)
	// Loaded is called, one after the other, when the statements are stored and before
	// the sample data are ready: what is built upon them, such as dashboards. A
	// function may be called again after a restart, and must then change nothing.
	Loaded []func(ctx context.Context, loaded Loaded) error
	// Node names this server to others.
	Node string
	// Logger is told how it goes; default: nobody.
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time
	// People is that of Config.
	People int
}

// Loader makes the store of sample data, fills and removes it. What was asked for is
// in the database: Run does it on one of the servers, also after a restart.
type Loader struct {
	config LoaderConfig
	woken  chan struct{}
	// passes holds one token: whoever has it works.
	passes chan struct{}
}

// NewLoader returns a Loader.
func NewLoader(config LoaderConfig) *Loader {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	config.Node = cmp.Or(config.Node, "lore")
	return &Loader{config: config, woken: make(chan struct{}, 1), passes: make(chan struct{}, 1)}
}

// row is the state as the database has it.
type row struct {
	state        string
	store, until int64
	seed         int64
	done, total  int64
	message      string
	// was is what stands in the database; nil for nothing.
	was *stand
}

// stand tells a row from one that somebody else has put in its place.
type stand struct {
	state string
	store int64
}

// read returns the row, with the state None when there is none or the store has gone.
func (l *Loader) read(ctx context.Context) (row, error) {
	var r row
	const find = `SELECT state, store, until, seed, done, total, message FROM sample_data WHERE id = 1`
	err := l.config.Database.Read().QueryRowContext(ctx, find).Scan(&r.state, &r.store, &r.until, &r.seed, &r.done, &r.total, &r.message)
	if errors.Is(err, sql.ErrNoRows) {
		return row{state: None}, nil
	}
	if err != nil {
		return row{}, fmt.Errorf("look for the sample data: %w", db.Refusal(err))
	}
	r.was = &stand{r.state, r.store}
	store, err := l.config.Stores.FindStore(ctx, Store)
	if problem.Is(err, problem.NotFound) || err == nil && store.ID != r.store {
		return row{state: None, was: r.was}, nil // somebody removed the store
	}
	return r, err
}

// write puts a row in the place of the one that it was read as, unless somebody else
// was faster: false then, and what is to be done must be looked at again.
func (l *Loader) write(ctx context.Context, r row) (written bool, err error) {
	err = l.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const begin = `
			INSERT INTO sample_data (id, state, store, until, seed, done, total, message)
			VALUES (1, $1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`
		const change = `
			UPDATE sample_data SET state = $1, store = $2, until = $3, seed = $4, done = $5, total = $6, message = $7
			WHERE id = 1 AND state = $8 AND store = $9`
		put, values := begin, []any{r.state, r.store, r.until, r.seed, r.done, r.total, r.message}
		if r.was != nil {
			put, values = change, append(values, r.was.state, r.was.store)
		}
		result, err := tx.ExecContext(ctx, put, values...)
		if err != nil {
			return fmt.Errorf("enter the state of the sample data: %w", err)
		}
		rows, err := result.RowsAffected()
		written = rows > 0
		return err
	})
	return written, err
}

// advance says that so many statements of a load are stored, unless it is no longer
// wanted: false then, also when somebody removed the store.
func (l *Loader) advance(ctx context.Context, r row) (wanted bool, err error) {
	err = l.config.Database.Write(ctx, func(tx *sql.Tx) error {
		const advance = `UPDATE sample_data SET state = $1, done = $2, total = $3, message = $4 WHERE id = 1 AND store = $5 AND state = 'loading'`
		result, err := tx.ExecContext(ctx, advance, r.state, r.done, r.total, r.message, r.store)
		if err != nil {
			return fmt.Errorf("enter the state of the sample data: %w", err)
		}
		rows, err := result.RowsAffected()
		wanted = rows > 0
		return err
	})
	if err != nil || !wanted {
		return false, err
	}
	now, err := l.read(ctx)
	return now.state != None, err
}

// State returns whether the sample data are there.
func (l *Loader) State(ctx context.Context) (State, error) {
	r, err := l.read(ctx)
	if err != nil {
		return State{}, err
	}
	s := State{State: r.state, Done: r.done, Total: r.total, Message: r.message}
	if r.state != None {
		s.Store = Store
	}
	return s, nil
}

// Load asks for the sample data: it makes their store, which Run, or Finish, fills.
// While they are there or on their way, nothing is changed. Errors: Conflict when
// there is a store of that name that is none of sample data.
func (l *Loader) Load(ctx context.Context) (State, error) {
	for {
		r, err := l.read(ctx)
		if err != nil {
			return State{}, err
		}
		switch r.state {
		case None:
			if r, err = l.begin(ctx, r.was); err != nil {
				return State{}, err
			}
		case Failed:
			r.state, r.message = Loading, ""
		case Removing:
			return State{}, problem.New(problem.Conflict, "sample-removing", "the sample data are being removed; ask again in a moment")
		default:
			return l.State(ctx)
		}
		if written, err := l.write(ctx, r); err != nil {
			return State{}, err
		} else if written {
			l.wake()
			return l.State(ctx)
		}
	}
}

// Year returns the year that is loaded, or on its way. Errors: NotFound.
func (l *Loader) Year(ctx context.Context) (*Year, error) {
	r, err := l.read(ctx)
	if err != nil {
		return nil, err
	}
	if r.state == None {
		return nil, problem.New(problem.NotFound, "sample-none", "there are no sample data")
	}
	return l.year(r), nil
}

func (l *Loader) year(r row) *Year {
	return New(Config{Until: time.UnixMicro(r.until), Seed: uint64(r.seed), Number: r.store, People: l.config.People})
}

// begin makes the store. One that is there, and of sample data, was left by a load
// that ended before it could say so.
func (l *Loader) begin(ctx context.Context, was *stand) (row, error) {
	store, err := l.config.Stores.AddStore(ctx, access.StoreSpec{Name: Store, Title: "Northwind Outdoor (sample data)", Sample: true})
	if problem.Is(err, problem.Conflict) {
		if store, err = l.config.Stores.FindStore(ctx, Store); err == nil && !store.Sample {
			err = problem.New(problem.Conflict, "sample-name-taken", "there is a store %q that is none of sample data; the sample data need the name", Store)
		}
	}
	if err != nil {
		return row{}, err
	}
	return row{state: Loading, store: store.ID, until: l.config.Now().Truncate(time.Minute).UnixMicro(), seed: 1, was: was}, nil
}

// Remove asks for the removal of the sample data; when there are none, it changes
// nothing.
func (l *Loader) Remove(ctx context.Context) (State, error) {
	for {
		r, err := l.read(ctx)
		if err != nil || r.state == None {
			return State{State: None}, err
		}
		r.state, r.message = Removing, ""
		if written, err := l.write(ctx, r); err != nil {
			return State{}, err
		} else if written {
			l.wake()
			return l.State(ctx)
		}
	}
}

func (l *Loader) wake() {
	select {
	case l.woken <- struct{}{}:
	default: // it is woken already
	}
}

const (
	// leaseFor is how long another server waits for one that died.
	leaseFor = 10 * time.Second
	// lookEvery is how often the server that has the lease looks for work that was
	// asked of another one.
	lookEvery = 2 * time.Second
)

// Run does what is asked for, on one server at a time, until ctx ends.
func (l *Loader) Run(ctx context.Context) {
	lease.Run(ctx, l.config.Database, "sample", l.config.Node, leaseFor, func(ctx context.Context) error {
		looking := time.NewTicker(lookEvery)
		defer looking.Stop()
		for {
			if err := l.work(ctx); err != nil && ctx.Err() == nil {
				l.config.Logger.Warn("the sample data cannot be worked on now", "error", err)
			}
			select {
			case <-l.woken:
			case <-looking.C:
			case <-ctx.Done():
				return nil
			}
		}
	})
}

// Finish does what was asked for in the caller's goroutine, where no server Runs.
func (l *Loader) Finish(ctx context.Context) error { return l.work(ctx) }

// work does what is asked for now.
func (l *Loader) work(ctx context.Context) error {
	select {
	case l.passes <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-l.passes }()
	r, err := l.read(ctx)
	if err != nil {
		return err
	}
	switch r.state {
	case Removing:
		return l.remove(ctx)
	case Loading:
		return l.load(ctx, r)
	}
	return nil
}

// remove removes the store.
func (l *Loader) remove(ctx context.Context) error {
	if err := l.config.Stores.RemoveStore(ctx, Store); err != nil && !problem.Is(err, problem.NotFound) {
		return err
	}
	l.config.Logger.Info("removed the sample data")
	return l.config.Database.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM sample_data WHERE id = 1 AND state = 'removing'`)
		return err
	})
}

// load fills the store. What passes by itself, and the end of the server, leave the
// state as it is, to be gone on with; any other error ends the load.
func (l *Loader) load(ctx context.Context, r row) error {
	err := l.fill(ctx, &r)
	if errors.Is(err, errUnwanted) {
		l.wake()
		return nil
	}
	if err == nil || ctx.Err() != nil || problem.Is(err, problem.Unavailable) {
		return err
	}
	var known *problem.Error
	r.state, r.message = Failed, "the server's log says why"
	if errors.As(err, &known) && known.Kind != problem.Internal {
		r.message = known.Message
	}
	_, failed := l.advance(ctx, r)
	return errors.Join(err, failed)
}
