package facts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Statements is what a Projection asks of the statement log.
type Statements interface {
	// Get returns the statement, voided or not. Errors: problem.NotFound.
	Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error)
}

// Config says where a Projection is and what it follows.
type Config struct {
	// Dir is the projection's own directory.
	Dir string
	// Origin names the log that is followed: facts of another one, which a node
	// had before it was given another database, are removed. Empty is not
	// checked.
	Origin     string
	Statements Statements
	// From turns a statement into facts; nil is fact.From.
	From func(stored int64, id xapi.UUID, statement []byte, promoted []string) (fact.Statement, error)
	// Promoted returns the extensions that have columns in a store, in a stable
	// order; nil is none anywhere.
	Promoted func(ctx context.Context, store lrs.StoreID) ([]string, error)
	// SealRows is column.Config's.
	SealRows int
	// SaveEvery is how long what was followed may be in memory only while
	// statements come: what a start after a crash reads again. 0 means a minute.
	SaveEvery time.Duration
	// Now is the clock; nil is the system's.
	Now func() time.Time
	// Log is told what is built anew and why; nil is nobody.
	Log *slog.Logger
}

// Projection is the facts of all stores. Its methods may be called concurrently,
// but Follow for one store at a time.
type Projection struct {
	config Config

	mu     sync.RWMutex
	live   *generation
	closed bool
}

// The files beside the directories of generations.
const (
	generationName = "generation"
	originName     = "origin"
)

// Open opens what is in a directory. Tables are opened when they are first
// asked for.
func Open(config Config) (*Projection, error) {
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.From == nil {
		config.From = fact.From
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.SaveEvery <= 0 {
		config.SaveEvery = time.Minute
	}
	if config.Promoted == nil {
		config.Promoted = func(context.Context, lrs.StoreID) ([]string, error) { return nil, nil }
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open facts: %w", err)
	}
	number, err := readGeneration(config.Dir)
	if err != nil {
		return nil, fmt.Errorf("open facts: %w", err)
	}
	p := &Projection{config: config, live: newGeneration(config, number)}
	ours, err := isFrom(config.Dir, config.Origin)
	if err != nil {
		return nil, fmt.Errorf("open facts: %w", err)
	}
	if err := p.removeGenerations(func(number int64) bool { return ours && number == p.live.number }); err != nil {
		return nil, fmt.Errorf("open facts: remove what is not in use: %w", err)
	}
	if !ours {
		if err := replaceFile(config.Dir, originName, config.Origin); err != nil {
			return nil, fmt.Errorf("open facts: %w", err)
		}
	}
	return p, nil
}

// isFrom reports whether what is in a directory follows from a log.
func isFrom(dir, origin string) (bool, error) {
	if origin == "" {
		return true, nil
	}
	text, err := os.ReadFile(filepath.Join(dir, originName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return false, err
	}
	return string(text) == origin+"\n", nil
}

// readGeneration reads which generation is in use: the first one before there
// was a rebuild.
func readGeneration(dir string) (int64, error) {
	text, err := os.ReadFile(filepath.Join(dir, generationName))
	if errors.Is(err, os.ErrNotExist) {
		return 1, nil
	}
	if err != nil {
		return 0, err
	}
	number, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s does not have the number of a generation; delete the directory %s, which is built anew: %w", generationName, dir, err)
	}
	return number, nil
}

// removeGenerations removes the directories of generations except those to keep.
func (p *Projection) removeGenerations(keep func(number int64) bool) error {
	entries, err := os.ReadDir(p.config.Dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		number, err := strconv.ParseInt(entry.Name(), 10, 64)
		if err != nil || keep(number) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(p.config.Dir, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Name is the follower's name.
func (p *Projection) Name() string { return "facts" }

// Generation returns which generation is in use, from 1.
func (p *Projection) Generation() int64 { return p.generation().number }

func (p *Projection) generation() *generation {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.live
}

// Through returns the time (microseconds) below which every statement of a
// store is in the facts: where to follow from. It is 0 when nothing is there,
// or when what is there cannot be opened, which Follow will tell.
func (p *Projection) Through(store lrs.StoreID) int64 { return p.generation().through(store) }

// Follow adds a batch of a store's statements, in order, which are all that
// there are from Through up to through. Statements below Through are passed
// over. Errors: Full and Unavailable for what passes or is to be mended; a
// *StatementError for a statement that no facts can be taken from.
func (p *Projection) Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error {
	return p.generation().follow(ctx, store, batch, through)
}

// Snapshot returns the facts of a store as they are now, none where nothing was
// followed yet. Errors: Unavailable (facts-damaged) while damaged facts wait
// for their rebuild, or (facts-unavailable) where files cannot be read.
func (p *Projection) Snapshot(store lrs.StoreID) (*column.Snapshot, error) {
	t, err := p.existing(store)
	if err != nil {
		return nil, passing(err, "open the facts of store %d", store)
	}
	if t == nil {
		return column.Memory(nil, nil, nil), nil
	}
	if t.damaged.Load() {
		return nil, problem.New(problem.Unavailable, "facts-damaged",
			"the facts of this store were damaged on disk and are being built anew from the statements: ask again later")
	}
	return t.Snapshot(), nil
}

// existing returns a store's table of the generation in use, nil when there is
// none.
func (p *Projection) existing(store lrs.StoreID) (*table, error) {
	for {
		g := p.generation()
		t, err := g.existing(store)
		if !errors.Is(err, errClosed) || p.generation() == g {
			return t, err
		}
		// Another one took its place in the meantime.
	}
}

// Stale reports whether a store's facts should be built anew: they were made
// for other promoted extensions than those in force, or are damaged.
func (p *Projection) Stale(ctx context.Context, store lrs.StoreID) (bool, error) {
	t, err := p.existing(store)
	if err != nil || t == nil {
		return false, err
	}
	if t.damaged.Load() {
		return true, nil
	}
	promoted, err := p.config.Promoted(ctx, store)
	if err != nil {
		return false, fmt.Errorf("find out which extensions have columns: %w", err)
	}
	return !slices.Equal(promoted, t.promoted), nil
}

// Stats returns how big the tables are that were opened.
func (p *Projection) Stats() map[lrs.StoreID]column.Stats { return p.generation().stats() }

// Beside begins to build a generation beside the one in use. What an earlier
// one left there is removed.
func (p *Projection) Beside(_ context.Context, number int64) (follow.Beside, error) {
	if live := p.Generation(); number <= live {
		return nil, fmt.Errorf("build generation %d of facts beside generation %d: it must be a higher one", number, live)
	}
	g := newGeneration(p.config, number)
	if err := os.RemoveAll(g.dir); err != nil {
		return nil, fmt.Errorf("build facts anew: %w", err)
	}
	return &rebuild{p, g}, nil
}

// Close saves everything. Snapshots can still be read.
func (p *Projection) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	p.closed = true
	return p.live.close()
}

// rebuild is a generation that is built beside the one in use.
type rebuild struct {
	projection *Projection
	generation *generation
}

func (r *rebuild) Through(store lrs.StoreID) int64 { return r.generation.through(store) }

func (r *rebuild) Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error {
	return r.generation.follow(ctx, store, batch, through)
}

// Swap saves the new generation, puts it in the place of the one in use, and
// removes that. After an error the old one is still in use.
func (r *rebuild) Swap(context.Context) error {
	if err := r.generation.save(); err != nil {
		return passing(err, "save the facts that were built anew")
	}
	old, err := r.projection.use(r.generation)
	if err != nil {
		return passing(err, "put the facts that were built anew in force")
	}
	if err := old.discard(); err != nil {
		r.projection.config.Log.Warn("facts that are not in use any more cannot be removed; it is tried again at the next start", "error", err)
	}
	return nil
}

// Discard removes the new generation.
func (r *rebuild) Discard() error { return r.generation.discard() }

// use puts a generation in the place of the one in use, which it returns.
func (p *Projection) use(g *generation) (old *generation, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if err := replaceFile(p.config.Dir, generationName, strconv.FormatInt(g.number, 10)); err != nil {
		return nil, err
	}
	old, p.live = p.live, g
	return old, nil
}
