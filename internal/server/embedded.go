package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"time"

	"github.com/lore-lrs/lore/internal/backup"
	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
)

// Names within a data directory.
const (
	databaseName = "lore.db"
	blobsName    = "blobs"
	logName      = "log" // the engine's
)

// embeddedStorage keeps everything in a data directory.
type embeddedStorage struct {
	config      Config
	directory   *directory
	relational  *db.DB
	engine      *embedded.Store
	attachments blob.Store
}

var _ storage = (*embeddedStorage)(nil)

func openEmbedded(ctx context.Context, config Config, directory *directory, metrics *metrics, logger *slog.Logger) (_ storage, err error) {
	s := &embeddedStorage{config: config, directory: directory}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.close())
		}
	}()
	warnOfSpace(logger, directory)
	if s.relational, err = db.Open(ctx, directory.join(databaseName)); err != nil {
		return nil, err
	}
	observed := newEmbeddedMetrics()
	if s.engine, err = embedded.Open(embedded.Config{
		Dir: directory.path, Logger: logger, Observer: observed.observer(),
		SegmentSize: config.SegmentSize, FlushStatements: config.FlushStatements,
	}); err != nil {
		return nil, fmt.Errorf("open the statement log: %w", err)
	}
	metrics.registry.MustRegister(observed.all()...)
	metrics.registry.MustRegister(embeddedCollector{s.engine})
	stats, err := s.engine.Stats()
	if err != nil {
		return nil, fmt.Errorf("ask the statement log for its time: %w", err)
	}
	warnOfClock(logger, time.Now(), stats.LastStored)
	if s.attachments, err = blob.Open(config.BlobURL, directory.join(blobsName), config.S3AccessKey, config.S3SecretKey); err != nil {
		return nil, fmt.Errorf("open the store of attachments: %w", err)
	}
	return s, nil
}

func (s *embeddedStorage) statements() lrs.Statements { return s.engine }
func (s *embeddedStorage) blobs() lrs.Blobs           { return s.attachments }
func (s *embeddedStorage) database() *db.DB           { return s.relational }
func (s *embeddedStorage) buckets() control.Buckets   { return nil }

// work returns at once: the engine does its own.
func (s *embeddedStorage) work(context.Context) {}

func (s *embeddedStorage) ready(ctx context.Context) error {
	stats, err := s.engine.Stats()
	if err != nil {
		return fmt.Errorf("ask the statement log: %w", err)
	}
	if stats.Stopped != nil {
		return fmt.Errorf("the statement log takes no more statements: %w", stats.Stopped)
	}
	var one int
	if err := s.relational.Read().QueryRowContext(ctx, `SELECT 1`).Scan(&one); err != nil {
		return fmt.Errorf("ask the database: %w", err)
	}
	return nil
}

// What its checks are called.
const (
	logCheck      = "statement log"
	databaseCheck = "database"
)

func (s *embeddedStorage) checks() []control.Check {
	return []control.Check{
		control.ReadThrough(logCheck, func(ctx context.Context) error { return s.engine.Verify(ctx, nil) }),
		control.ReadThrough(databaseCheck, s.relational.Verify),
	}
}

func (s *embeddedStorage) backup() *backup.Source {
	source := &backup.Source{
		Log:          s.logFiles,
		Database:     s.relational.Snapshot,
		DatabaseName: databaseName,
		Scratch:      s.directory.path,
	}
	if s.config.BlobURL == "" {
		source.Blobs, source.BlobsName = s.directory.join(blobsName), blobsName
	}
	return source
}

// logFiles lists the log's files as they are committed now. Their committed
// bytes never change, so there is nothing to release.
func (s *embeddedStorage) logFiles(context.Context) ([]backup.File, func(), error) {
	segments, err := s.engine.LogFiles()
	if err != nil {
		return nil, nil, err
	}
	files := make([]backup.File, len(segments))
	for i, segment := range segments {
		name := path.Join(logName, segment.Name)
		files[i] = backup.File{Name: name, Path: s.directory.join(name), Size: segment.Size}
	}
	return files, func() {}, nil
}

func (s *embeddedStorage) close() error {
	var errs []error
	if s.engine != nil {
		errs = append(errs, s.engine.Close())
	}
	if s.relational != nil {
		errs = append(errs, s.relational.Close())
	}
	return errors.Join(errs...)
}
