package export

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lease"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// SchedulerConfig is what a Scheduler works with. Database, Source, Statements
// and Node are needed.
type SchedulerConfig struct {
	Database *db.DB
	Source   Source
	// Statements is the statement log.
	Statements interface {
		// Get is that of lrs.Statements.
		Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error)
		// SafeTime is that of lrs.Statements.
		SafeTime(ctx context.Context) (int64, error)
	}
	// Node names this node among all that share the database.
	Node string
	// The credentials of object storage.
	S3AccessKey, S3SecretKey string
	// Scratch is a directory for files on their way to object storage; empty for
	// the system's.
	Scratch string
	// Every is how often it is looked whether there is anything to write; 0 is ten
	// minutes.
	Every time.Duration
	// Now is the clock; nil is the system's.
	Now func() time.Time
	// Logger is told what was written and what went wrong; nil is nobody.
	Logger *slog.Logger
}

// Scheduler writes closed days (UTC, by stored) as TARGET/RELATION/date=DAY/part-0.parquet
// and writes a day again when it changed: a statement of it was voided, the
// meaning of its words is another one, or the type of an activity became known.
// A file is never seen half-written, and what was interrupted is done again.
// Its methods may be called concurrently.
type Scheduler struct{ config SchedulerConfig }

// NewScheduler returns a Scheduler, which writes nothing by itself until Run is
// called.
func NewScheduler(config SchedulerConfig) *Scheduler {
	if config.Every <= 0 {
		config.Every = 10 * time.Minute
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	return &Scheduler{config}
}

func (s *Scheduler) now() time.Time { return s.config.Now() }

func (s *Scheduler) target(address string) (target, error) {
	return openTarget(address, s.config.S3AccessKey, s.config.S3SecretKey, s.config.Scratch)
}

// leaseTime is for how long a node that died keeps the others from writing.
const leaseTime = 30 * time.Second

// Run writes what is due until ctx ends, on one node at a time, and returns nil.
// What goes wrong is logged, kept with the schedule, and tried again.
func (s *Scheduler) Run(ctx context.Context) error {
	lease.Run(ctx, s.config.Database, "export", s.config.Node, leaseTime, func(ctx context.Context) error {
		ticker := time.NewTicker(min(s.config.Every, time.Minute))
		defer ticker.Stop()
		var last time.Time
		for {
			// Those that failed wait for their own time, which may come sooner.
			all := s.now().Sub(last) >= s.config.Every
			if all {
				last = s.now()
			}
			if err := s.round(ctx, all); err != nil && ctx.Err() == nil {
				s.config.Logger.WarnContext(ctx, "scheduled exports cannot be looked at", "error", err)
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return nil
			}
		}
	})
	return nil
}

// round writes what is due: of all schedules, or of those only that went wrong.
func (s *Scheduler) round(ctx context.Context, all bool) error {
	schedules, err := s.List(ctx)
	if err != nil {
		return err
	}
	for i := range schedules {
		schedule := &schedules[i]
		if !all && schedule.Tries == 0 || schedule.Retry > s.now().UnixMicro() {
			continue
		}
		if _, err := s.work(ctx, schedule, false); err != nil && ctx.Err() == nil {
			s.config.Logger.WarnContext(ctx, "a scheduled export went wrong; it is tried again",
				"store", schedule.Store, "relation", schedule.Relation, "target", schedule.Target, "error", err)
		}
	}
	return nil
}

// Done is what a round has done.
type Done struct {
	// Files were written, with Rows in them.
	Files int   `json:"files"`
	Rows  int64 `json:"rows"`
}

// Now writes what is due of a schedule at once, whatever failed before; with
// everything, every file anew. Errors: NotFound; those of the sources and the
// target, which are kept with the schedule.
func (s *Scheduler) Now(ctx context.Context, store int64, relation Relation, everything bool) (Done, error) {
	schedules, err := s.List(ctx)
	if err != nil {
		return Done{}, err
	}
	i := slices.IndexFunc(schedules, func(c Schedule) bool { return c.store == store && c.Relation == relation })
	if i < 0 {
		return Done{}, unscheduled(relation)
	}
	return s.work(ctx, &schedules[i], everything)
}

// work writes what is due of a schedule and notes how it went.
func (s *Scheduler) work(ctx context.Context, schedule *Schedule, everything bool) (done Done, err error) {
	w := &writing{Scheduler: s, schedule: schedule, everything: everything}
	checked, err := w.run(ctx)
	if err != nil && ctx.Err() != nil {
		return w.done, fmt.Errorf("write the %s of %s: %w", schedule.Relation, schedule.Store, err)
	}
	if noted := s.settle(ctx, schedule, checked, err); noted != nil {
		err = errors.Join(err, noted)
	}
	if err != nil {
		return w.done, fmt.Errorf("write the %s of %s: %w", schedule.Relation, schedule.Store, err)
	}
	return w.done, nil
}

// writing is one round of one schedule.
type writing struct {
	*Scheduler
	schedule   *Schedule
	everything bool
	target     target
	known      map[int64]partition
	done       Done
}

// run writes every file that is missing or not what the store says, and returns
// up to which time that is so.
func (w *writing) run(ctx context.Context) (checked int64, err error) {
	if w.target, err = w.Scheduler.target(w.schedule.Target); err != nil {
		return 0, err
	}
	if err := w.sweep(); err != nil {
		return 0, err
	}
	if w.known, err = w.partitions(ctx, w.schedule); err != nil {
		return 0, err
	}
	if w.schedule.Relation == Facts {
		return w.facts(ctx)
	}
	return w.statements(ctx)
}

// abandoned is the age of a file that nobody will finish.
const abandoned = 24 * time.Hour

// sweep removes what a process left that was killed while it wrote.
func (w *writing) sweep() error {
	dir, err := w.target.scratch()
	if err != nil {
		return err
	}
	left, err := filepath.Glob(filepath.Join(scratchDirectory(dir), scratchPattern))
	if err != nil {
		return err
	}
	for _, file := range left {
		info, err := os.Stat(file)
		if err == nil && w.now().Sub(info.ModTime()) > abandoned {
			if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

const scratchPattern = "lore-export-*.parquet"

func scratchDirectory(dir string) string {
	if dir == "" {
		return os.TempDir()
	}
	return dir
}

// write writes the file of a day, unless the one that is there has the same
// bytes; touched are days that must be written again because of it.
func (w *writing) write(ctx context.Context, p partition, r relation, touched map[int64]bool) (err error) {
	dir, err := w.target.scratch()
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, scratchPattern)
	if err != nil {
		return err
	}
	defer func() {
		if removed := os.Remove(file.Name()); removed != nil && !errors.Is(removed, os.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}()
	digest := sha256.New()
	p.rows, err = r.write(ctx, io.MultiWriter(file, digest), Parquet)
	if err == nil {
		err = file.Chmod(0o640)
	}
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("write the day %s: %w", dayName(p.day), err)
	}
	p.digest, p.columns = hex.EncodeToString(digest.Sum(nil)), columnsDigest(r.columns)
	if w.everything || w.known[p.day].digest != p.digest {
		name := fmt.Sprintf("%s/date=%s/part-0.parquet", w.schedule.Relation, dayName(p.day))
		if err := w.target.put(ctx, name, file.Name()); err != nil {
			return err
		}
		w.done.Files++
		w.done.Rows += p.rows
	}
	return w.keep(ctx, w.schedule, p, touched)
}

// columnsDigest tells sets of columns apart.
func columnsDigest(columns []header) string {
	var names []string
	for _, column := range columns {
		names = append(names, column.name)
	}
	sum := sha256.Sum256([]byte(strings.Join(names, "\n")))
	return hex.EncodeToString(sum[:8])
}
