package seglog

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"time"
)

// Append writes a group of records, in ascending positions above Last, and
// returns when it is durable and can be read. On an error none of it is there,
// with one exception: after a failed fsync (ErrStopped) the group may be found
// when the log is opened again. IsFull tells a full disk, after which Append
// may be tried again later. One goroutine at a time may call it.
func (l *Log) Append(group []Record) error {
	if err := l.Stopped(); err != nil {
		return err
	}
	s, err := l.writable(group[0].Position)
	if err != nil {
		return err
	}
	if s.end > math.MaxUint32 {
		return l.stop(fmt.Errorf("%s has outgrown its format: it could not be sealed", s.path))
	}
	frames, entries := l.encoder.encode(group, s.salt, uint32(s.end))
	defer l.encoder.trim()
	if err := l.write(s, frames, s.end); err != nil {
		return err
	}

	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		s.entries = append(s.entries, entry{e.first, e.offset + uint32(s.end)})
	}
	s.end += int64(len(frames))
	s.last = group[len(group)-1].Position
	return nil
}

// write writes bytes at the end of a segment and makes them durable. When the
// write fails, what it left is cut off again, so that a later one may follow.
//
// A failed fsync is never retried: the kernel may have dropped the pages and
// would report success the second time (fsyncgate, 2018).
func (l *Log) write(s *segment, content []byte, at int64) error {
	if _, err := s.file.WriteAt(content, at); err != nil {
		err = fmt.Errorf("write %s: %w", s.path, err)
		if cut := s.file.Truncate(at); cut != nil {
			return l.stop(errors.Join(err, fmt.Errorf("take back the partial write: %w", cut)))
		}
		if !IsFull(err) {
			return l.stop(err)
		}
		return err
	}
	started := time.Now()
	if err := s.file.Sync(); err != nil {
		return l.stop(fmt.Errorf("sync %s: %w", s.path, err))
	}
	if l.config.Synced != nil {
		l.config.Synced(time.Since(started))
	}
	return nil
}

// stop ends writing for good.
func (l *Log) stop(cause error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stopped = fmt.Errorf("%w: %w", ErrStopped, cause)
	return l.stopped
}

// writable returns the active segment. A full one is sealed and followed by a
// new one here, ahead of the write that needs it, so that an error has somebody
// to be told to.
func (l *Log) writable(first int64) (*segment, error) {
	if n := len(l.segments); n > 0 && !l.segments[n-1].sealed {
		active := l.segments[n-1]
		if active.end < l.config.SegmentSize {
			return active, nil
		}
		if err := l.seal(active); err != nil {
			return nil, err
		}
	}
	return l.create(first)
}

// seal writes the directory and the trailer.
func (l *Log) seal(s *segment) error {
	footer := appendFooter(nil, s.entries, s.end, s.last, s.salt)
	if err := l.write(s, footer, s.end); err != nil {
		return fmt.Errorf("seal the segment: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s.trailer = trailer{directory: s.end, count: int64(len(s.entries)), last: s.last}
	s.sparseOnce.Do(func() { s.sparse = sparse(s.entries) })
	s.sealed, s.entries = true, nil
	return nil
}

// create starts a segment. Its header and its name are durable before the
// first frame is written, so that recovery never meets frames without them.
func (l *Log) create(first int64) (*segment, error) {
	var salt [4]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return nil, fmt.Errorf("draw a salt: %w", err)
	}
	s := &segment{
		path:  filepath.Join(l.config.Dir, segmentName(first)),
		first: first,
		salt:  binary.LittleEndian.Uint32(salt[:]),
		end:   headerSize,
	}
	var err error
	if s.file, err = l.config.FS.Create(s.path); err != nil {
		return nil, l.noSegment(fmt.Errorf("create segment: %w", err))
	}
	if _, err = s.file.WriteAt(header{s.salt, first}.append(nil), 0); err == nil {
		if err = s.file.Sync(); err == nil {
			err = l.config.FS.SyncDir(l.config.Dir)
		}
		if err != nil {
			s.file.Close()
			return nil, l.stop(fmt.Errorf("make segment %s durable: %w", s.path, err))
		}
	}
	if err != nil {
		s.file.Close()
		err = fmt.Errorf("write the header of %s: %w", s.path, err)
		if left := l.config.FS.Remove(s.path); left != nil {
			return nil, l.stop(errors.Join(err, left))
		}
		return nil, l.noSegment(err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.segments = append(l.segments[:len(l.segments):len(l.segments)], s)
	return s, nil
}

// noSegment decides on an error that left no segment behind.
func (l *Log) noSegment(err error) error {
	if IsFull(err) {
		return err
	}
	return l.stop(err)
}
