package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/posting"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// flushBytes is how many bytes of descriptions make a generation full, however
// few statements it has.
const flushBytes = 32 << 20

// flushEntries is how many entries in lists, for each of FlushStatements, make
// a generation full: statements have ten or twenty, but may have thousands.
const flushEntries = 20

// batchBytes is the size from which a batch of late entries is written and
// followed by another; Pebble takes none above 4 GiB.
const batchBytes = 32 << 20

// askFlush wakes the flusher.
func (s *Store) askFlush() {
	select {
	case s.flushNow <- struct{}{}:
	default: // it has been asked
	}
}

// flushAll is the flusher: it moves full or old generations into the index,
// and the rest when the committer has ended.
func (s *Store) flushAll() {
	tick := time.NewTicker(s.config.FlushInterval)
	defer tick.Stop()
	for stopping := false; !stopping; {
		select {
		case <-s.flushNow:
		case <-tick.C:
		case <-s.stopping:
			stopping = true
		}
		if err := s.flush(); err != nil {
			// The generation stays in the tail and is tried again.
			s.config.Logger.Error("the index could not be brought up to date", "error", err)
			s.index.setTrouble(err)
		}
	}
}

// flush moves what the tail holds into the index.
func (s *Store) flush() error {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	started := time.Now()
	t := s.tail
	t.mu.Lock()
	if t.flushing == nil && t.active.statements > 0 {
		t.flushing, t.active = t.active, newGeneration()
		t.moved.Broadcast()
	}
	g := t.flushing
	t.mu.Unlock()
	if g == nil {
		return nil
	}
	// One batch at a time: with more, Pebble would make the write of the next
	// one wait, for as long as its disk is full.
	if err := s.index.awaitFlush(); err != nil {
		return err
	}
	if err := s.index.write(g, s.log.First()); err != nil {
		return err
	}
	t.flushed()
	if err := s.index.flush(); err != nil {
		return err
	}
	s.counters.flush(s.config.Observer, g.statements, time.Since(started))
	return nil
}

// waitForRoom waits while the tail holds all that it may: the index is behind.
func (s *Store) waitForRoom() error {
	t := s.tail
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		full := t.active.fullness(s.config)
		if full < 1 {
			return nil
		}
		s.askFlush()
		if t.flushing == nil && full < 2 {
			return nil // the flusher is about to take it
		}
		if cause := s.index.trouble.Load(); cause != nil {
			kind := problem.Unavailable
			if seglog.IsFull(*cause) {
				kind = problem.Full
			}
			return problem.Wrap(kind, "index-behind", *cause,
				"the record store takes no statements at the moment, since its index cannot be written; nothing was stored, try again later")
		}
		t.moved.Wait()
	}
}

// fullness is how many times a generation holds what it should at most.
func (g *generation) fullness(config Config) int {
	return max(g.statements/config.FlushStatements, g.entries/(flushEntries*config.FlushStatements), g.bytes/flushBytes)
}

// write puts a generation into the index: one batch, which Pebble applies as a
// whole.
//
// There is no write-ahead log, so a crash loses the memtables that were not
// flushed. Pebble flushes them in the order they were filled, and each batch
// lies in one of them (or is one, when it is big); so what survives is what the
// first n batches wrote, for some n. The watermark is part of each batch, hence
// the one that is read after the crash is that of batch n: everything up to it
// is there, and everything above is read from the log again.
func (x *index) write(g *generation, first int64) error {
	w := batchWriter{batch: x.db.NewBatch()}
	defer func() { w.batch.Close() }()
	if err := x.late(&w, g); err != nil {
		return err
	}
	for key, where := range g.ids {
		w.key = key.append(w.key[:0], rowStatement)
		w.value = append(appendPosition(w.value[:0], where.position), byte(where.flags))
		w.set()
	}
	for key, place := range g.places {
		w.list(key, g.lists[place].positions())
	}
	for store, positions := range g.voided {
		for _, position := range positions {
			w.key, w.value = appendPosition(appendStore(w.key[:0], rowVoided, store), position), w.value[:0]
			w.set()
		}
	}
	for target, list := range g.referrers {
		for _, from := range list {
			w.key = appendPosition(target.append(w.key[:0], rowReferrer), from.position)
			w.value = append(append(w.value[:0], byte(from.flags)), from.id[:]...)
			w.set()
		}
	}
	for target, add := range g.dangling {
		w.key, w.value = target.append(w.key[:0], rowDangling), w.value[:0]
		if add {
			w.set()
		} else {
			w.delete()
		}
	}
	if err := w.descriptions(x, g); err != nil {
		return err
	}
	w.key = append(w.key[:0], rowMeta)
	w.value = append(w.value[:0], indexVersion)
	w.value = binary.BigEndian.AppendUint64(w.value, uint64(g.last))
	w.value = binary.BigEndian.AppendUint64(w.value, uint64(first))
	w.set()
	if len(g.voided) > 0 {
		x.hasVoided.Store(true)
	}
	if err := x.apply(&w); err != nil {
		return err
	}
	x.watermark, x.first = g.last, first
	return nil
}

// late enters the late entries of a generation. When they are too many for the
// batch it writes that one and begins another: they may be in the index before
// the watermark, since reading the log again enters them once more.
func (x *index) late(w *batchWriter, g *generation) error {
	if len(g.late) > 0 {
		x.hasLate.Store(true)
	}
	for key, late := range g.late {
		for _, position := range late {
			w.key, w.value = appendPosition(key.append(w.key[:0], rowLate), position), w.value[:0]
			w.set()
			if w.batch.Len() < batchBytes {
				continue
			}
			if err := x.apply(w); err != nil {
				return err
			}
			full := w.batch
			w.batch = x.db.NewBatch()
			if err := errors.Join(full.Close(), x.flush()); err != nil {
				return err
			}
		}
	}
	return nil
}

// apply writes a batch to the index.
func (x *index) apply(w *batchWriter) error {
	if w.err != nil {
		return fmt.Errorf("fill an index batch: %w", w.err)
	}
	if err := x.db.Apply(w.batch, pebble.NoSync); err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	return nil
}

// flush makes what was written durable.
func (x *index) flush() error {
	flushed, err := x.db.AsyncFlush()
	if err != nil {
		return fmt.Errorf("make the index durable: %w", err)
	}
	x.flushing = flushed
	return x.awaitFlush()
}

// awaitFlush waits until Pebble has written what it was told to, but not while
// it has trouble: it tries on for as long as that takes, on a full disk without
// end, and a store must be able to refuse appends and to close meanwhile. The
// log has everything.
func (x *index) awaitFlush() error {
	for x.flushing != nil {
		select {
		case <-x.flushing:
			x.flushing = nil
		case <-x.troubled:
			if cause := x.trouble.Load(); cause != nil {
				return fmt.Errorf("make the index durable: %w", *cause)
			}
		}
	}
	return nil
}

// batchWriter fills a batch and keeps its first error.
type batchWriter struct {
	batch      *pebble.Batch
	key, value []byte
	err        error
}

func (w *batchWriter) set() {
	if w.err == nil {
		w.err = w.batch.Set(w.key, w.value, nil)
	}
}

func (w *batchWriter) delete() {
	if w.err == nil {
		w.err = w.batch.Delete(w.key, nil)
	}
}

func (w *batchWriter) list(key listKey, positions []int64) {
	w.key = key.append(w.key[:0], rowChunk)
	prefix := len(w.key)
	for len(positions) > 0 {
		n := 0
		w.value, n = posting.AppendChunk(w.value[:0], positions)
		w.key = appendPosition(w.key[:prefix], positions[0])
		w.set()
		positions = positions[n:]
	}
}

// descriptions merges what a generation says into what is known.
func (w *batchWriter) descriptions(x *index, g *generation) error {
	for key, values := range g.descriptions {
		known, err := x.description(key)
		if err != nil {
			return err
		}
		merged := known
		for _, value := range values {
			merged = xapi.MergeDescription(key.kind, merged, value)
		}
		if string(merged) == string(known) {
			continue
		}
		w.key, w.value = key.append(w.key[:0]), append(w.value[:0], merged...)
		w.set()
	}
	return nil
}
