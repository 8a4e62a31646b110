package server

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
)

// OpenTarget opens the data directory or database that the settings name for a
// move into it: what keeps data, and none of the rooms above, which would use
// it. Whoever calls it calls close.
func OpenTarget(ctx context.Context, config Config, logger *slog.Logger) (target *move.Side, close func() error, err error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, nil, err
	}
	var held *directory
	if config.Database == "" {
		if held, err = openDirectory(config.Data); err != nil {
			return nil, nil, err
		}
	}
	closeDirectory := func() error {
		if held == nil {
			return nil
		}
		return held.close()
	}
	opened, err := openStorage(ctx, config, held, newMetrics(), logger)
	if err != nil {
		return nil, nil, errors.Join(err, closeDirectory())
	}
	return opened.side(), func() error { return errors.Join(opened.close(), closeDirectory()) }, nil
}

// moveSource is what is moved away from this server. A stop ends a hold.
func (a *App) moveSource() move.Source {
	side := a.storage.side()
	refuse := side.Refuse
	side.Refuse = func(ctx context.Context) (context.Context, func(), error) {
		held, release, err := refuse(ctx)
		if err != nil {
			return nil, nil, err
		}
		held, cancel := context.WithCancelCause(held)
		stop := context.AfterFunc(a.running, func() {
			cancel(problem.New(problem.Unavailable, "server-stopping", "the server of the source is stopping"))
		})
		return held, func() {
			stop()
			cancel(nil)
			release()
		}, nil
	}
	return side
}

func (s *embeddedStorage) side() *move.Side {
	return &move.Side{
		Engine: s.engine, Database: s.relational, Blobs: s.attachments, AttachmentsAt: s.attachments.Place(),
		Refuse: func(ctx context.Context) (context.Context, func(), error) {
			held, release, err := s.relational.Hold(ctx)
			if err != nil {
				return nil, nil, err
			}
			releaseLog, err := s.engine.Hold(ctx, db.Held())
			if err != nil {
				release()
				return nil, nil, err
			}
			return held, func() {
				releaseLog()
				release()
			}, nil
		},
	}
}

func (s *postgresStorage) side() *move.Side {
	return &move.Side{
		Engine: s.engine, Database: s.relational, Blobs: s.attachments, AttachmentsAt: s.attachments.Place(),
		Buckets: s.engine,
		Refuse: func(ctx context.Context) (context.Context, func(), error) {
			held, release, err := s.relational.Hold(ctx)
			if err != nil {
				return nil, nil, err
			}
			if err := s.settle(held); err != nil {
				release()
				return nil, nil, err
			}
			return held, release, nil
		},
	}
}

// settleEvery is how often it is looked whether the safe time has come.
const settleEvery = 50 * time.Millisecond

// settle returns when everything that was stored until now is visible to scans:
// they end at the safe time.
func (s *postgresStorage) settle(ctx context.Context) error {
	now, err := s.engine.Clock(ctx)
	if err != nil {
		return err
	}
	ticker := time.NewTicker(settleEvery)
	defer ticker.Stop()
	for {
		safe, err := s.engine.SafeTime(ctx)
		if err != nil || safe >= now {
			return err
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
