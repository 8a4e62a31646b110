package embedded

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
)

// Observer is told what the store does, for histograms. Its functions may be
// nil; they are called by the goroutine that does the work and must be quick.
type Observer struct {
	// Commit: a group of statements became durable and visible after this time.
	Commit func(statements int, took time.Duration)
	// Sync: the log's file was made durable in this time.
	Sync func(took time.Duration)
	// Wait: an append waited this long for the committer.
	Wait func(took time.Duration)
	// Flush: this many statements went from the tail into the index.
	Flush func(statements int, took time.Duration)
}

// Stats says how the store is doing.
type Stats struct {
	// TailStatements are logged and not in the index yet.
	TailStatements int
	// QueuedAppends wait for the committer or are in its hands.
	QueuedAppends int
	// Commits and CommittedStatements count since the start, Flushes too.
	Commits, CommittedStatements, Flushes int64
	// Segments and LogBytes are the log's size, IndexBytes the index's.
	Segments             int
	LogBytes, IndexBytes int64
	// LastStored is the stored time of the newest visible statement, in
	// microseconds, 0 when there is none.
	LastStored int64
	// Stopped is the error after which the store takes no more statements,
	// nil while it does.
	Stopped error
}

type counter struct{ n atomic.Int64 }

func (c *counter) add(n int64) { c.n.Add(n) }

type counters struct{ commits, statements, flushes counter }

func (c *counters) commit(observer Observer, statements int, took time.Duration) {
	c.commits.add(1)
	c.statements.add(int64(statements))
	if observer.Commit != nil {
		observer.Commit(statements, took)
	}
}

func (c *counters) flush(observer Observer, statements int, took time.Duration) {
	c.flushes.add(1)
	if observer.Flush != nil {
		observer.Flush(statements, took)
	}
}

// Stats returns the numbers of this moment. Errors: problem.Unavailable after
// Close.
func (s *Store) Stats() (Stats, error) {
	if err := s.gate.enter(); err != nil {
		return Stats{}, err
	}
	defer s.gate.leave()
	stats := Stats{
		QueuedAppends:       int(s.queued.n.Load()),
		Commits:             s.counters.commits.n.Load(),
		CommittedStatements: s.counters.statements.n.Load(),
		Flushes:             s.counters.flushes.n.Load(),
		Stopped:             s.log.Stopped(),
	}
	s.tail.mu.RLock()
	for _, g := range s.tail.generations() {
		stats.TailStatements += g.statements
	}
	stats.LastStored = s.tail.visible
	s.tail.mu.RUnlock()
	for _, file := range s.log.Files() {
		stats.Segments++
		stats.LogBytes += file.Size
	}
	stats.IndexBytes = int64(s.index.db.Metrics().DiskSpaceUsage())
	return stats, nil
}

// Verify reads the whole log and checks it against every checksum. Errors:
// *seglog.DamageError names the file and the place of the first damage.
func (s *Store) Verify(ctx context.Context, progress seglog.Progress) error {
	if err := s.gate.enter(); err != nil {
		return err
	}
	defer s.gate.leave()
	return s.log.Verify(ctx, progress)
}

// LogFiles lists the files of the log with how much of each is committed. Those
// bytes never change and are a consistent state of the store: a backup copies
// just them, while the store goes on; the index is made from them again.
func (s *Store) LogFiles() ([]seglog.SegmentFile, error) {
	if err := s.gate.enter(); err != nil {
		return nil, err
	}
	defer s.gate.leave()
	return s.log.Files(), nil
}
