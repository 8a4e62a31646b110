package embedded

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/problem"
)

// Config says where the store is and how it behaves. Zero values are sane.
type Config struct {
	// Dir is the data directory, whose lock the caller holds. The store owns
	// its subdirectories log and index and the file safe-time.
	Dir string
	// Logger gets what recovery and background work did; default none.
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time
	// Observer is told of commits and flushes.
	Observer Observer
	// FS is the log's file system; default the operating system's.
	FS seglog.FS
	// SegmentSize is the size in bytes from which a segment of the log is
	// sealed: default 64 MiB, at most 1 GiB.
	SegmentSize int64
	// BlockCacheBytes bounds the cache of decoded statements: default 32 MiB.
	BlockCacheBytes int
	// IndexCacheBytes bounds the index's cache: default 32 MiB.
	IndexCacheBytes int64
	// FlushStatements is how many statements the tail holds before they go
	// into the index: default 50,000. Twice as many make appends wait.
	FlushStatements int
	// FlushInterval is how long a statement stays in the tail at most while
	// the index keeps up: default 10 s. It bounds what a start after a crash
	// has to read again.
	FlushInterval time.Duration
	// MinFree is how many bytes of disk are left alone: with less than that
	// appends are refused, so that the index, which needs room to shrink, and
	// the databases beside the log can go on. Default 64 MiB; negative is none.
	MinFree int64

	// indexFS is the index's file system, nil for the operating system's;
	// tests that open many stores save the syncs.
	indexFS vfs.FS
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.FS == nil {
		c.FS = seglog.OS{}
	}
	if c.IndexCacheBytes == 0 {
		c.IndexCacheBytes = 32 << 20
	}
	if c.indexFS == nil {
		c.indexFS = vfs.Default
	}
	if c.FlushStatements == 0 {
		c.FlushStatements = 50_000
	}
	if c.FlushInterval == 0 {
		c.FlushInterval = 10 * time.Second
	}
	if c.MinFree == 0 {
		c.MinFree = 64 << 20
	}
	return c
}

// Store is an open store.
type Store struct {
	config Config
	log    *seglog.Log
	index  *index
	tail   *tail
	clock  clock
	gate   gate
	hold   hold

	resolver  resolver // owned by the committer
	described describedCache

	queue    chan *request
	queued   counter
	workers  sync.WaitGroup
	flushing sync.Mutex    // held during a flush: one at a time
	flushNow chan struct{} // asks the flusher; buffered, one ask is enough
	stopping chan struct{} // closed when the committer has ended

	closeOnce sync.Once
	closeErr  error
	counters  counters
}

var _ lrs.Statements = (*Store)(nil)

// queueLength is how many appends may wait for the committer; more wait in
// their callers.
const queueLength = 1024

// Open opens the store in the directory, or starts an empty one. It reads
// again what the index does not hold yet, all of the log when there is no
// index. Errors: *seglog.DamageError when the log is damaged.
func Open(config Config) (*Store, error) {
	config = config.withDefaults()
	s := &Store{
		config:   config,
		queue:    make(chan *request, queueLength),
		flushNow: make(chan struct{}, 1),
		stopping: make(chan struct{}),
	}
	s.clock.now = config.Now
	s.hold.idle = sync.NewCond(&s.hold.mu)
	if err := s.open(); err != nil {
		return nil, err
	}
	s.workers.Go(s.commitAll)
	s.workers.Go(s.flushAll)
	return s, nil
}

// open opens the log and an index that fits it, and fills the tail.
func (s *Store) open() (err error) {
	defer func() {
		if err != nil {
			err = errors.Join(err, s.closeFiles())
		}
	}()
	dir := filepath.Join(s.config.Dir, "index")
	s.tail = newTail()
	if s.index, err = openIndex(dir, s.config, s.tail.moved.Broadcast); err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	s.log, err = seglog.Open(seglog.Config{
		Dir:         filepath.Join(s.config.Dir, "log"),
		FS:          s.config.FS,
		SegmentSize: s.config.SegmentSize,
		CacheBytes:  s.config.BlockCacheBytes,
		Known:       s.index.watermark,
		Synced:      s.config.Observer.Sync,
		Logger:      s.config.Logger,
	})
	if err != nil {
		return fmt.Errorf("open the statement log: %w", err)
	}
	fits, err := s.index.fits(s.log)
	if err != nil {
		return fmt.Errorf("compare the index with the log: %w", err)
	}
	if !fits {
		s.config.Logger.Warn("the index does not belong to this log and is built anew", "index", dir,
			"index_ends", s.index.watermark, "log_ends", s.log.Last())
		if err := s.index.replace(); err != nil {
			return fmt.Errorf("replace the index: %w", err)
		}
	}
	s.tail.visible = s.log.Last()
	s.resolver = resolver{store: s}
	if err := s.resolver.loadDangling(); err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	if err := s.openClock(); err != nil {
		return err
	}
	if err := s.replay(context.Background()); err != nil {
		return fmt.Errorf("read the log into the index: %w", err)
	}
	return nil
}

// openClock starts the clock behind all that was stored or reported as safe.
func (s *Store) openClock() error {
	promise, promised, err := openPromise(s.config.FS, s.config.Dir)
	s.clock.start(s.log.Last(), promise, promised)
	if ahead := time.UnixMicro(promised).Sub(s.config.Now()); ahead > time.Minute {
		s.config.Logger.Warn("the clock stands behind the safe time that was reported to clients; stored times go on from there",
			"safe_time", time.UnixMicro(promised).UTC(), "ahead", ahead.Round(time.Second))
	}
	return err
}

// Close finishes the appends that were accepted, brings the tail into the
// index and closes the files. Calls that come later fail with
// problem.Unavailable. It may be called more than once.
func (s *Store) Close() error {
	s.closeOnce.Do(func() {
		s.gate.close()
		close(s.queue)
		s.workers.Wait()
		if err := s.clock.stop(); err != nil {
			s.config.Logger.Warn("stored times go on a second ahead of the clock after the next start", "error", err)
		}
		s.closeErr = s.closeFiles()
	})
	return s.closeErr
}

func (s *Store) closeFiles() error {
	var failed error
	if s.index != nil {
		failed = s.index.close()
	}
	if s.log != nil {
		failed = errors.Join(failed, s.log.Close())
	}
	return errors.Join(failed, s.clock.promise.close())
}

// gate lets calls in until it is closed, and knows when the last one has left.
type gate struct {
	mu     sync.RWMutex
	closed bool
	inside sync.WaitGroup
}

// enter returns an error when the gate is closed; else leave must follow.
func (g *gate) enter() error {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if g.closed {
		return problem.New(problem.Unavailable, "store-closed", "the record store is shutting down; try again in a moment")
	}
	g.inside.Add(1)
	return nil
}

func (g *gate) leave() { g.inside.Done() }

func (g *gate) close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.inside.Wait()
}
