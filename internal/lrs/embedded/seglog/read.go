package seglog

import (
	"context"
	"fmt"
	"slices"
)

// span is a block's place.
type span struct {
	segment     *segment
	start, stop int64
}

// locate returns the place of the block that would hold the position.
func (l *Log) locate(position int64) (span, error) {
	l.mu.RLock()
	i, found := slices.BinarySearchFunc(l.segments, position, func(s *segment, p int64) int {
		return int(max(-1, min(1, s.first-p)))
	})
	if !found {
		i--
	}
	if i < 0 {
		l.mu.RUnlock()
		return span{}, nil
	}
	s := l.segments[i]
	if !s.sealed {
		start, stop := find(s.entries, position, s.end)
		l.mu.RUnlock()
		return span{s, start, stop}, nil
	}
	l.mu.RUnlock()
	start, stop, err := s.findSealed(position)
	return span{s, start, stop}, err
}

// Read returns the record at a committed position. Its JSON must not be
// changed. Errors: *DamageError.
func (l *Log) Read(position int64) (Record, error) {
	where, err := l.locate(position)
	if err != nil {
		return Record{}, err
	}
	decoded := l.cache.get(where)
	if decoded == nil {
		if decoded, err = l.read(where, position); err != nil {
			return Record{}, err
		}
		l.cache.put(where, decoded)
	}
	return l.pick(decoded, position)
}

func (l *Log) read(where span, position int64) (*block, error) {
	if where.start == where.stop {
		return nil, fmt.Errorf("the log has no statement at position %d", position)
	}
	return where.segment.readBlock(where.start, where.stop, l.codec)
}

func (l *Log) pick(decoded *block, position int64) (Record, error) {
	record, ok := decoded.find(position)
	if !ok {
		return Record{}, fmt.Errorf("the log has no statement at position %d", position)
	}
	return record, nil
}

// Reader reads records in order without filling the cache.
type Reader struct {
	log     *Log
	current *block // the one that was read last
}

// NewReader returns a Reader, for one goroutine.
func (l *Log) NewReader() *Reader { return &Reader{log: l} }

// Read is Log.Read; it is fast when the position lies in the block of the one
// before.
func (r *Reader) Read(position int64) (Record, error) {
	if r.current != nil {
		if record, ok := r.current.find(position); ok {
			return record, nil
		}
	}
	where, err := r.log.locate(position)
	if err != nil {
		return Record{}, err
	}
	if r.current, err = r.log.read(where, position); err != nil {
		return Record{}, err
	}
	return r.log.pick(r.current, position)
}

// Blocks calls fn with the records of each block from the one that holds the
// position after `after`, in order, up to what is committed now; the first may
// start before. It stops at fn's first error. Errors: *DamageError.
func (l *Log) Blocks(ctx context.Context, after int64, fn func(records []Record) error) error {
	from, err := l.locate(after + 1)
	if err != nil {
		return err
	}
	l.mu.RLock()
	segments := l.segments
	ends := make([]int64, len(segments))
	for i, s := range segments {
		ends[i] = s.end
	}
	l.mu.RUnlock()
	for i, s := range segments {
		offset := int64(headerSize)
		if from.segment != nil {
			if s.first < from.segment.first {
				continue
			}
			if s == from.segment && from.start > 0 {
				offset = from.start
			}
		}
		err := l.walk(ctx, s, offset, ends[i], func(_ int64, _ frame, decoded *block) error {
			return fn(decoded.records)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walk reads the frames of a segment between two offsets.
func (l *Log) walk(ctx context.Context, s *segment, offset, end int64, fn func(offset int64, head frame, decoded *block) error) error {
	w := window{file: s.file, size: end}
	for offset < end {
		if err := ctx.Err(); err != nil {
			return err
		}
		head, size, ok, err := w.frame(offset, s.salt)
		if err != nil {
			return fmt.Errorf("read %s at byte %d: %w", s.path, offset, err)
		}
		if !ok {
			return s.damage(offset, "the checksum of a block does not fit")
		}
		content, err := w.bytes(offset, size)
		if err != nil {
			return fmt.Errorf("read %s at byte %d: %w", s.path, offset, err)
		}
		decoded, err := l.codec.decode(head, content[frameHead:])
		if err != nil {
			return s.damage(offset, "%v", err)
		}
		if err := fn(offset, head, decoded); err != nil {
			return err
		}
		offset += int64(size)
	}
	return nil
}

// Files lists the segments with their committed lengths: a consistent state of
// the log, to be copied while it goes on.
func (l *Log) Files() []SegmentFile {
	l.mu.RLock()
	defer l.mu.RUnlock()
	files := make([]SegmentFile, len(l.segments))
	for i, s := range l.segments {
		files[i] = SegmentFile{Name: segmentName(s.first), Size: s.size()}
	}
	return files
}
