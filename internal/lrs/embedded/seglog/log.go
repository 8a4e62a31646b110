package seglog

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Config says where and how a log is kept. Zero values are sane.
type Config struct {
	// Dir is the directory of the segments; it is made when absent.
	Dir string
	// FS is the file system; default OS.
	FS FS
	// SegmentSize is the size in bytes from which a segment is sealed: default
	// 64 MiB, at most 1 GiB.
	SegmentSize int64
	// CacheBytes bounds the cache of decoded blocks: default 32 MiB.
	CacheBytes int
	// Known is a position that is known to have been committed. When the log
	// ends before it in broken bytes, these are damage and no torn write.
	Known int64
	// Synced, if not nil, is told how long each sync of a group took.
	Synced func(took time.Duration)
	// Logger gets what recovery did; default none.
	Logger *slog.Logger
}

// Log is an open log.
type Log struct {
	config Config
	codec  *codec
	cache  *cache

	// Owned by the caller of Append.
	encoder encoder

	mu sync.RWMutex
	// segments are in order; only the last may be unsealed, which is then the
	// active one. The slice and the active segment change under mu.
	segments []*segment
	// stopped is set for good by a failed fsync or an unexplained write error.
	stopped error
}

// Open opens the log, or starts an empty one, and cuts off what a crash left
// unfinished at its end. Errors: *DamageError.
func Open(config Config) (*Log, error) {
	if config.FS == nil {
		config.FS = OS{}
	}
	if config.SegmentSize == 0 {
		config.SegmentSize = 64 << 20
	}
	config.SegmentSize = min(config.SegmentSize, 1<<30)
	if config.CacheBytes == 0 {
		config.CacheBytes = 32 << 20
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	codec, err := newCodec()
	if err != nil {
		return nil, err
	}
	l := &Log{config: config, codec: codec, cache: newCache(config.CacheBytes), encoder: encoder{codec: codec}}
	if err := l.openSegments(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// segmentNames lists the segments of a directory in order.
func segmentNames(fs FS, dir string) ([]string, error) {
	names, err := fs.List(dir)
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		_, ok := parseSegmentName(name)
		return !ok
	})
	slices.Sort(names)
	return names, nil
}

func (l *Log) openSegments() error {
	if err := l.config.FS.MkdirAll(l.config.Dir); err != nil {
		return fmt.Errorf("make the log's directory: %w", err)
	}
	// Names that the last process made count from now on: its own sync of the
	// directory may not have come about.
	for _, dir := range []string{filepath.Dir(l.config.Dir), l.config.Dir} {
		if err := l.config.FS.SyncDir(dir); err != nil {
			return fmt.Errorf("make the log's directory durable: %w", err)
		}
	}
	names, err := segmentNames(l.config.FS, l.config.Dir)
	if err != nil {
		return fmt.Errorf("list the log's directory: %w", err)
	}
	for i, name := range names {
		s := &segment{path: filepath.Join(l.config.Dir, name)}
		isLast := i == len(names)-1
		if s.file, err = l.config.FS.Open(s.path, !isLast); err != nil {
			return fmt.Errorf("open segment: %w", err)
		}
		l.segments = append(l.segments, s)
		if isLast {
			err = l.recoverLast(s)
		} else {
			err = openSealed(s)
		}
		if err != nil {
			return err
		}
		if i > 0 && len(l.segments) > i && s.first <= l.segments[i-1].last {
			if _, err := l.segments[i-1].loadSparse(); err != nil {
				return err
			}
			return s.damage(0, "it starts at position %d, which is not behind the segment before it", s.first)
		}
	}
	return nil
}

// Close closes the files. It must not run while something else does.
func (l *Log) Close() error {
	var failed error
	for _, s := range l.segments {
		failed = errors.Join(failed, s.file.Close())
	}
	l.segments = nil
	l.codec.close()
	return failed
}

// Last returns the last committed position, 0 when the log is empty.
func (l *Log) Last() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, s := range slices.Backward(l.segments) {
		if s.last > 0 {
			return s.last
		}
	}
	return 0
}

// First returns the first position, 0 when the log is empty.
func (l *Log) First() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if len(l.segments) == 0 || l.segments[0].last == 0 {
		return 0
	}
	return l.segments[0].first
}

// Stopped returns the error that stopped the log, nil while it works.
func (l *Log) Stopped() error {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.stopped
}

// SegmentFile is a segment and how much of it is committed. Those bytes never change.
type SegmentFile struct {
	// Name is the file's name in the log's directory.
	Name string
	// Size is the committed length in bytes.
	Size int64
}
