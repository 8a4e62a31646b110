package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/problem"
)

// The states of a backup that is kept.
const (
	Making = "making"
	Ready  = "ready"
	Failed = "failed"
)

// Kept is a backup on a Shelf.
type Kept struct {
	Name string `json:"name"`
	// Size is in bytes, so far.
	Size  int64     `json:"size"`
	Made  time.Time `json:"made"`
	State string    `json:"state"`
	// Message says why it failed.
	Message string `json:"message,omitempty"`
}

// Shelf keeps backups in a directory, each under the time at which it was begun.
// None is removed by itself.
type Shelf struct {
	// Dir is the directory, which is made when it is needed.
	Dir string
	// Source is what a backup is taken from.
	Source Source
	// Logger is told how it goes; default: nobody.
	Logger *slog.Logger
	// Now is the clock; default time.Now.
	Now func() time.Time

	mu sync.Mutex
	// running: Run works. making is the backup under way; failed is the last one that
	// failed, until the next is begun.
	running bool
	making  *Kept
	failed  *Kept
	wanted  chan Kept
}

// suffix ends the names of backups.
const suffix = ".lore"

var nameOfBackup = regexp.MustCompile(`^lore-\d{8}T\d{6}Z\.lore$`)

func (s *Shelf) now() time.Time {
	if s.Now != nil {
		return s.Now().UTC()
	}
	return time.Now().UTC()
}

// Run makes the backups that are asked for, one after the other, until ctx ends; one
// under way is then given up. What such an end left behind is removed first.
func (s *Shelf) Run(ctx context.Context) {
	logger := s.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	if left, err := filepath.Glob(filepath.Join(s.Dir, "lore-*"+suffix+".tmp")); err == nil {
		for _, path := range left {
			if err := remove(path); err != nil {
				logger.Warn("what is left of a backup cannot be removed", "file", path, "error", err)
			}
		}
	}
	wanted := make(chan Kept, 1)
	s.mu.Lock()
	s.running, s.wanted = true, wanted
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.running, s.making = false, nil
	}()
	for {
		select {
		case next := <-wanted:
			s.make(ctx, next, logger)
		case <-ctx.Done():
			return
		}
	}
}

// make writes one backup.
func (s *Shelf) make(ctx context.Context, next Kept, logger *slog.Logger) {
	manifest, err := Save(ctx, filepath.Join(s.Dir, next.Name), func(to io.Writer) error {
		_, err := Write(ctx, to, s.Source)
		return err
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.making = nil
	if err == nil {
		logger.Info("made a backup", "name", next.Name, "bytes", manifest.Bytes())
		return
	}
	logger.Error("a backup failed", "name", next.Name, "error", err)
	next.State, next.Message = Failed, "the server's log says why"
	var known *problem.Error
	if errors.As(err, &known) && known.Kind != problem.Internal {
		next.Message = known.Message
	}
	s.failed = &next
}

// Make begins a backup. Errors: Conflict while another one is made; Unavailable when
// nothing runs that makes it.
func (s *Shelf) Make() (Kept, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.running:
		return Kept{}, problem.New(problem.Unavailable, "backup-not-now", "the server is starting or stopping; ask again in a moment")
	case s.making != nil:
		return Kept{}, problem.New(problem.Conflict, "backup-underway", "the backup %s is still being made", s.making.Name)
	}
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return Kept{}, fmt.Errorf("make the directory of backups: %w", err)
	}
	now := s.now().Truncate(time.Second)
	made := Kept{Name: "lore-" + now.Format("20060102T150405Z") + suffix, Made: now, State: Making}
	if _, err := os.Lstat(filepath.Join(s.Dir, made.Name)); err == nil {
		return Kept{}, problem.New(problem.Conflict, "backup-exists", "the backup %s was just made", made.Name)
	}
	s.making, s.failed = &made, nil
	s.wanted <- made // there is room: only one is under way
	return made, nil
}

// List returns the backups, the newest first.
func (s *Shelf) List() ([]Kept, error) {
	// What is under way and what lies there are read as one: a backup that is done in
	// between would be neither.
	s.mu.Lock()
	defer s.mu.Unlock()
	entries, err := os.ReadDir(s.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("list the backups: %w", err)
	}
	list := []Kept{}
	for _, entry := range entries {
		if !nameOfBackup.MatchString(entry.Name()) {
			continue
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("list the backups: %w", err)
		}
		made, err := timeOf(entry.Name())
		if err != nil {
			continue
		}
		list = append(list, Kept{Name: entry.Name(), Size: info.Size(), Made: made, State: Ready})
	}
	if s.making != nil {
		under := *s.making
		if info, err := os.Stat(filepath.Join(s.Dir, under.Name+".tmp")); err == nil {
			under.Size = info.Size()
		}
		list = slices.DeleteFunc(list, func(k Kept) bool { return k.Name == under.Name })
		list = append(list, under)
	}
	if s.failed != nil {
		list = append(list, *s.failed)
	}
	slices.SortFunc(list, func(a, b Kept) int { return strings.Compare(b.Name, a.Name) })
	return list, nil
}

// timeOf reads the time in the name of a backup.
func timeOf(name string) (time.Time, error) {
	return time.Parse("lore-20060102T150405Z"+suffix, name)
}

func unknownBackup(name string) error {
	return problem.New(problem.NotFound, "backup-unknown", "there is no backup %q", name)
}

// Open returns the bytes of a backup that is ready, to be closed, and when it was
// made. Errors: NotFound.
func (s *Shelf) Open(name string) (io.ReadSeekCloser, time.Time, error) {
	if !nameOfBackup.MatchString(name) {
		return nil, time.Time{}, unknownBackup(name)
	}
	made, err := timeOf(name)
	if err != nil {
		return nil, time.Time{}, unknownBackup(name)
	}
	file, err := os.Open(filepath.Join(s.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, time.Time{}, unknownBackup(name)
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("open a backup: %w", err)
	}
	return file, made, nil
}

// Remove removes a backup that is ready, or forgets one that failed. Errors:
// NotFound.
func (s *Shelf) Remove(name string) error {
	if !nameOfBackup.MatchString(name) {
		return unknownBackup(name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed != nil && s.failed.Name == name {
		s.failed = nil
		return nil
	}
	err := os.Remove(filepath.Join(s.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return unknownBackup(name)
	}
	if err != nil {
		return fmt.Errorf("remove a backup: %w", err)
	}
	return nil
}

// WhyNot says why there are no backups: never, on a directory.
func (s *Shelf) WhyNot() string { return "" }
