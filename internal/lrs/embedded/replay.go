package embedded

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// replayBatch and replayBytes are how much is parsed and published at once.
const (
	replayBatch = 2048
	replayBytes = 8 << 20
)

// replay reads what the log has above the index's watermark, the way it came
// in. A long stretch, as after the loss of the index, is flushed on the way.
func (s *Store) replay(ctx context.Context) error {
	started, reported := time.Now(), time.Now()
	after, end := s.index.watermark, s.log.Last()
	if after == end {
		return nil
	}
	statements, size := 0, 0
	batch := make([]seglog.Record, 0, replayBatch+32)
	take := func() error {
		arrivals, err := parseAll(batch)
		if err != nil {
			return err
		}
		if err := s.resolver.resolve(arrivals); err != nil {
			return err
		}
		s.publish(arrivals)
		statements += len(batch)
		clear(batch)
		batch, size = batch[:0], 0
		if s.tail.active.fullness(s.config) >= 1 {
			if err := s.flush(); err != nil {
				return err
			}
		}
		if time.Since(reported) > 5*time.Second {
			reported = time.Now()
			s.config.Logger.Info("reading the statement log into the index", "statements", statements,
				"rate", int(float64(statements)/time.Since(started).Seconds()),
				"stored", time.UnixMicro(s.tail.visible).UTC(), "until", time.UnixMicro(end).UTC())
		}
		return nil
	}
	err := s.log.Blocks(ctx, after, func(records []seglog.Record) error {
		for _, record := range records {
			if record.Position > after {
				batch = append(batch, record)
				size += len(record.JSON)
			}
		}
		if len(batch) >= replayBatch || size >= replayBytes {
			return take()
		}
		return nil
	})
	if err == nil && len(batch) > 0 {
		err = take()
	}
	if err != nil {
		return err
	}
	s.config.Logger.Info("read the end of the statement log", "statements", statements, "took", time.Since(started))
	return nil
}

// parseAll reads what the index needs of the records, on all cores.
func parseAll(records []seglog.Record) ([]arrival, error) {
	arrivals := make([]arrival, len(records))
	workers := runtime.GOMAXPROCS(0)
	failed := make([]error, workers)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < len(records); i += workers {
				if failed[worker] = arrivals[i].parse(&records[i]); failed[worker] != nil {
					return
				}
			}
		})
	}
	group.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return arrivals, nil
}

// parse fills an arrival from what the log holds of it.
func (a *arrival) parse(record *seglog.Record) error {
	parsed, err := xapi.ParseStored(record.JSON)
	if err != nil {
		return fmt.Errorf("parse the stored statement at %d: %w", record.Position, err)
	}
	store := lrs.StoreID(record.Store)
	*a = arrival{
		statementKey: statementKey{store, record.ID},
		located:      located{record.Position, record.Flags},
		target:       statementKey{store, record.Target},
		entries:      parsed.Index,
	}
	if record.Flags&seglog.Defines != 0 {
		a.descriptions = parsed.Descriptions
	}
	return nil
}
