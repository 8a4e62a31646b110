// Package follow runs what follows the log of statements: facts, live views,
// and whatever else is derived. It reads each store's log in order from a
// cursor that outlives the process, hands it over in batches, and tries again
// what fails; a statement that cannot be taken is put aside as a dead letter and
// never holds up the rest.
//
// A Shared follower works once over all nodes, under a lease, and keeps its
// results in the database: they are committed together with the cursor, so that
// each statement counts exactly once. A Local follower works on every node and
// keeps its own cursor. Either is rebuilt beside the one in force, which then
// gives way at once. One goroutine asks for news for all followers of the node
// (watch.go); each follower has one of its own (follower.go), so that none waits
// for another.
package follow

import (
	"context"
	"database/sql"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lease"
	"github.com/lore-lrs/lore/internal/lrs"
)

// Shared is a follower whose work is done once over all nodes.
type Shared interface {
	// Name is unique and never changes.
	Name() string
	// Follow enters a batch of consecutive statements of a store into a
	// generation (from 1), within the transaction that also moves the cursor.
	// It may run again in a new transaction after a deadlock or a lost connection
	// (db.Write): it must not change anything but the transaction. It may keep
	// the statements. Errors of the kinds Unavailable and Full are tried again
	// for ever; a statement that fails in any other way is put aside.
	Follow(ctx context.Context, tx *sql.Tx, generation int64, store lrs.StoreID, batch []lrs.Stored) error
	// Drop deletes everything of a generation, which is no longer in force. Like
	// Follow it may run again.
	Drop(ctx context.Context, tx *sql.Tx, generation int64) error
}

// Local is a follower that works on every node and keeps its own cursor. One
// goroutine at a time calls Through, Follow, Beside and what that returned.
type Local interface {
	// Name is unique and never changes.
	Name() string
	// Generation is the one in force on this node, from 1.
	Generation() int64
	// Through is the time in microseconds below which every statement of the
	// store is in; 0 at first. It may go back after a crash.
	Through(store lrs.StoreID) int64
	// Follow takes consecutive statements of a store, perhaps none, and notes
	// that there is nothing else stored before through, which is one above the
	// last statement. It may keep the statements. After an error it may be given
	// any of them again. Errors are treated like those of Shared.Follow.
	Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error
	// Beside begins a generation beside the one in force, which goes on.
	Beside(ctx context.Context, generation int64) (Beside, error)
}

// Beside is a generation of a Local follower that is being filled.
type Beside interface {
	// Through is that of Local, for the new generation.
	Through(store lrs.StoreID) int64
	// Follow is that of Local, for the new generation.
	Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error
	// Swap puts the new generation in force, and ends the old one.
	Swap(ctx context.Context) error
	// Discard gives the new generation up.
	Discard() error
}

// Statements is what followers need of the statement log.
type Statements interface {
	// Scan is that of lrs.Statements.
	Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error
	// Newer is that of lrs.Statements.
	Newer(ctx context.Context, stores []lrs.StoreID, after int64) ([]lrs.StoreID, error)
	// Query is that of lrs.Statements: it finds the newest statement, for the lag.
	Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (lrs.Page, error)
}

// Config is what a Runner works with. Database, Statements, Stores and Node are
// needed.
type Config struct {
	Database   *db.DB
	Statements Statements
	// Stores lists the stores; it is asked about twice a second.
	Stores func(ctx context.Context) ([]lrs.StoreID, error)
	// Node names this node among all that share the database.
	Node   string
	Shared []Shared
	Local  []Local
	// Poll is how often news are asked for when nobody pokes; 0 is 100 ms.
	Poll time.Duration
	// Lease is for how long a node that died keeps its shared followers; 0 is
	// 15 s.
	Lease time.Duration
	// Refresh is how often the database is asked what is wanted of followers, and
	// half as often as it is told how they are; 0 is 1.5 s.
	Refresh time.Duration
	// Pause is how long something that failed waits at first before it is tried
	// again, up to 30 s later on; 0 is 100 ms.
	Pause  time.Duration
	Logger *slog.Logger
}

// Runner runs followers. Its methods may be called concurrently.
type Runner struct {
	config    Config
	watcher   *watcher
	followers []*follower
	// wishes is what is wanted of each follower, nil until the database was
	// asked; hurry has it asked at once.
	wishes atomic.Pointer[map[string]wish]
	hurry  chan struct{}
}

// New returns a Runner, which does nothing until Run is called. What is asked of
// it (List, Pause, …) works on the database at once.
func New(config Config) *Runner {
	if config.Poll == 0 {
		config.Poll = 100 * time.Millisecond
	}
	if config.Lease == 0 {
		config.Lease = 15 * time.Second
	}
	if config.Refresh == 0 {
		config.Refresh = 1500 * time.Millisecond
	}
	if config.Pause == 0 {
		config.Pause = 100 * time.Millisecond
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Runner{config: config, watcher: newWatcher(config), hurry: make(chan struct{}, 1)}
	for _, shared := range config.Shared {
		r.followers = append(r.followers, newFollower(r, shared.Name(), sharedKind{r, shared}))
	}
	for _, local := range config.Local {
		r.followers = append(r.followers, newFollower(r, local.Name(), localKind{r, local}))
	}
	return r
}

// Run runs the followers until ctx ends, and returns nil when all have stopped.
// It is called once. Whatever fails is logged and tried again.
func (r *Runner) Run(ctx context.Context) error {
	var running sync.WaitGroup
	running.Go(func() { r.watcher.run(ctx) })
	running.Go(func() { r.administer(ctx) })
	running.Go(func() { r.report(ctx) })
	for _, f := range r.followers {
		running.Go(func() {
			if f.kind.name() == kindLocal {
				f.run(ctx)
				return
			}
			lease.Run(ctx, r.config.Database, leaseOf(f.name), r.config.Node, r.config.Lease, func(ctx context.Context) error {
				f.run(ctx)
				return nil
			})
		})
	}
	running.Wait()
	return nil
}

// Poke has news asked for soon: something was stored. It never waits.
func (r *Runner) Poke() { poke(r.watcher.poked) }

func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func leaseOf(follower string) string { return "follower " + follower }

// named returns a follower of this node, nil for one that it does not know.
func (r *Runner) named(name string) *follower {
	if i := slices.IndexFunc(r.followers, func(f *follower) bool { return f.name == name }); i >= 0 {
		return r.followers[i]
	}
	return nil
}
