package seglog

import (
	"context"
	"fmt"
)

// Progress is told how far a Verify has come, in bytes of the log.
type Progress func(done, total int64)

// Verify reads everything that is committed and checks it against every
// checksum, the order of positions and the directories. Errors: *DamageError
// for the first damage.
func (l *Log) Verify(ctx context.Context, progress Progress) error {
	l.mu.RLock()
	segments := l.segments
	type extent struct {
		end    int64
		sealed bool
	}
	extents := make([]extent, len(segments))
	total, done := int64(0), int64(0)
	for i, s := range segments {
		extents[i] = extent{s.end, s.sealed}
		total += s.end
	}
	l.mu.RUnlock()

	last := int64(0)
	for i, s := range segments {
		if err := s.readHeader(); err != nil {
			return s.damage(0, "%v", err)
		}
		var entries []entry
		group := int64(headerSize)
		err := l.walk(ctx, s, headerSize, extents[i].end, func(offset int64, head frame, decoded *block) error {
			if decoded.records[0].Position <= last {
				return s.damage(offset, "a block is out of order")
			}
			if int64(head.group) != group {
				return s.damage(offset, "a block belongs to another group")
			}
			last = head.last
			entries = append(entries, entry{head.first, uint32(offset)})
			size := frameHead + int64(head.length)
			if head.endsGroup {
				group = offset + size
			}
			done += size
			if progress != nil {
				progress(done, total)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if extents[i].sealed {
			if err := s.checkDirectory(entries); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkDirectory compares a sealed segment's directory with its frames.
func (s *segment) checkDirectory(entries []entry) error {
	kept, err := s.loadSparse()
	if err != nil {
		return err
	}
	if int64(len(entries)) != s.trailer.count {
		return s.damage(s.trailer.directory, "its directory has %d blocks, the segment has %d", s.trailer.count, len(entries))
	}
	for i, e := range sparse(entries) {
		if kept[i] != e {
			return s.damage(s.trailer.directory, "its directory does not fit its blocks")
		}
	}
	return nil
}

// VerifyDir is Verify for a log that nobody has open. It changes nothing; a
// torn end behind the position known, which the next Open would cut off, is no
// damage.
func VerifyDir(ctx context.Context, fs FS, dir string, known int64, progress Progress) error {
	l, err := Open(Config{Dir: dir, FS: readOnly{fs}, Known: known})
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer l.Close()
	return l.Verify(ctx, progress)
}

// readOnly lets the log be opened without a change: what recovery would write
// is passed over.
type readOnly struct{ FS }

func (r readOnly) MkdirAll(string) error { return nil }
func (r readOnly) Remove(string) error   { return nil }
func (r readOnly) SyncDir(string) error  { return nil }

func (r readOnly) Open(name string, _ bool) (File, error) {
	file, err := r.FS.Open(name, true)
	if err != nil {
		return nil, err
	}
	return readOnlyFile{file}, nil
}

type readOnlyFile struct{ File }

func (readOnlyFile) Truncate(int64) error { return nil }
func (readOnlyFile) Sync() error          { return nil }

func (readOnlyFile) WriteAt(b []byte, _ int64) (int, error) { return len(b), nil }
