package seglog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// readHeader reads the header of a segment and compares it with its name.
func (s *segment) readHeader() error {
	var b [headerSize]byte
	if _, err := s.file.ReadAt(b[:], 0); errors.Is(err, io.EOF) {
		return errHeader
	} else if err != nil {
		return err
	}
	h, err := parseHeader(b[:])
	if err != nil {
		return err
	}
	if filepath.Base(s.path) != segmentName(h.first) {
		return fmt.Errorf("%w: it belongs to a file named %s", errHeader, segmentName(h.first))
	}
	s.first, s.salt = h.first, h.salt
	return nil
}

// readTrailer makes s a sealed segment if its file ends in a trailer.
func (s *segment) readTrailer(size int64) (bool, error) {
	if size < headerSize+trailerSize {
		return false, nil
	}
	var b [trailerSize]byte
	if _, err := s.file.ReadAt(b[:], size-trailerSize); err != nil {
		return false, fmt.Errorf("read the trailer of %s: %w", s.path, err)
	}
	t, ok := parseTrailer(b[:], size)
	if ok {
		s.trailer, s.end, s.last, s.sealed = t, t.directory, t.last, true
	}
	return ok, nil
}

// openSealed reads what marks a segment that others follow: its header and its
// trailer. Its blocks and its directory are checked when they are used.
func openSealed(s *segment) error {
	if err := s.readHeader(); err != nil {
		return s.damage(0, "%v", err)
	}
	size, err := s.file.Size()
	if err != nil {
		return err
	}
	switch ok, err := s.readTrailer(size); {
	case err != nil:
		return err
	case !ok:
		return s.damage(max(0, size-trailerSize), "its trailer is missing or broken, although segments follow it")
	}
	return nil
}

// recoverLast opens the last segment, which may end in what a crash left.
func (l *Log) recoverLast(s *segment) error {
	size, err := s.file.Size()
	if err != nil {
		return err
	}
	if err := s.readHeader(); err != nil {
		if errors.Is(err, errHeader) && size <= headerSize {
			return l.discardLast(s)
		}
		return s.damage(0, "%v", err)
	}
	if sealed, err := s.readTrailer(size); err != nil {
		return err
	} else if sealed {
		if _, err := s.loadSparse(); err == nil {
			return s.makeDurable(s.end, size)
		}
		// The write of the footer was cut short, or its bytes have gone bad;
		// the frames are there and it can be written again.
		s.sealed = false
	}
	lastGroup, err := l.scanFrames(s, size)
	if err != nil {
		return err
	}
	if s.end < size {
		if l.Last() < l.config.Known {
			return s.damage(s.end, "a block there is broken, and the index knows of later ones")
		}
		l.config.Logger.Warn("cut off the unfinished end of the statement log; none of it was acknowledged",
			"file", s.path, "offset", s.end, "bytes", size-s.end)
		if err := s.file.Truncate(s.end); err != nil {
			return fmt.Errorf("cut off the torn end of %s: %w", s.path, err)
		}
	}
	return s.makeDurable(lastGroup, s.end)
}

// makeDurable sees to it that the last write before the start, which from now
// on counts as durable, is on the disk. After the kill of a process it may be
// in the page cache only. After a failed fsync the kernel may believe that it
// is on the disk while it is not; so it is written again, unless the disk is
// too full even for that, which keeps nobody from reading.
func (s *segment) makeDurable(from, to int64) error {
	content := make([]byte, to-from)
	if _, err := s.file.ReadAt(content, from); err != nil {
		return fmt.Errorf("read %s at byte %d: %w", s.path, from, err)
	}
	if _, err := s.file.WriteAt(content, from); err != nil && !IsFull(err) {
		return fmt.Errorf("write %s: %w", s.path, err)
	}
	if err := s.file.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", s.path, err)
	}
	return nil
}

// discardLast removes a segment that a crash left without a whole header: no
// frame can have been written to it.
func (l *Log) discardLast(s *segment) error {
	l.segments = l.segments[:len(l.segments)-1]
	err := errors.Join(s.file.Close(), l.config.FS.Remove(s.path), l.config.FS.SyncDir(l.config.Dir))
	if err != nil {
		return fmt.Errorf("remove the unfinished segment %s: %w", s.path, err)
	}
	l.config.Logger.Warn("removed a segment that was never begun", "file", s.path)
	return nil
}

// scanFrames finds the end of the last whole group of an unsealed segment, and
// its directory. It returns where that group starts.
func (l *Log) scanFrames(s *segment, size int64) (lastGroup int64, err error) {
	w := window{file: s.file, size: size}
	s.end, s.last, s.entries = headerSize, 0, nil
	var group []entry // of the group that is not whole yet
	last := int64(0)
	offset := int64(headerSize)
	for {
		head, length, ok, err := w.frame(offset, s.salt)
		if err != nil {
			return 0, fmt.Errorf("read %s: %w", s.path, err)
		}
		if !ok || int64(head.group) != s.end || head.first <= last {
			break
		}
		group = append(group, entry{head.first, uint32(offset)})
		offset += int64(length)
		last = head.last
		if head.endsGroup {
			lastGroup, s.end, s.last = s.end, offset, last
			s.entries = append(s.entries, group...)
			group = group[:0]
		}
	}
	return lastGroup, checkTorn(s, &w, offset)
}

// checkTorn tells a torn write from damage. A group is written at once and its
// parts may reach the disk in any order, but a group is only begun when the
// one before it is durable: a valid frame of any other group behind the broken
// place proves that the place was once whole.
func checkTorn(s *segment, w *window, broken int64) error {
	for at := broken; ; at++ {
		next, err := w.index(at, frameMagic)
		if err != nil {
			return fmt.Errorf("read %s: %w", s.path, err)
		}
		if next < 0 {
			return nil
		}
		at = next
		head, _, ok, err := w.frame(at, s.salt)
		if err != nil {
			return fmt.Errorf("read %s: %w", s.path, err)
		}
		if ok && int64(head.group) != s.end {
			return s.damage(broken, "a block is broken there, and whole ones follow at byte %d", at)
		}
	}
}

// window reads a file through a buffer that moves forwards.
type window struct {
	file   File
	size   int64
	start  int64
	buffer []byte
}

// windowSize is how much a window reads at once.
const windowSize = 1 << 20

// bytes returns n bytes at the offset, fewer at the end of the file; they are
// good until the next call.
func (w *window) bytes(offset int64, n int) ([]byte, error) {
	n = int(max(0, min(int64(n), w.size-offset)))
	if from := offset - w.start; from >= 0 && from+int64(n) <= int64(len(w.buffer)) {
		return w.buffer[from : from+int64(n)], nil
	}
	want := int(min(int64(max(n, windowSize)), w.size-offset))
	if cap(w.buffer) < want {
		w.buffer = make([]byte, want)
	}
	w.buffer = w.buffer[:want]
	w.start = offset
	if _, err := w.file.ReadAt(w.buffer, offset); err != nil {
		w.buffer = w.buffer[:0]
		return nil, err
	}
	return w.buffer[:n], nil
}

// frame checks the frame at an offset; its payload is what bytes returns next.
func (w *window) frame(offset int64, salt uint32) (head frame, size int, ok bool, err error) {
	b, err := w.bytes(offset, frameHead)
	if err != nil {
		return frame{}, 0, false, err
	}
	head, ok = parseFrame(b)
	if !ok || offset+frameHead+int64(head.length) > w.size {
		return frame{}, 0, false, nil
	}
	if b, err = w.bytes(offset, frameHead+int(head.length)); err != nil {
		return frame{}, 0, false, err
	}
	head, size, ok = checkFrame(b, salt)
	return head, size, ok, nil
}

// index returns the offset of the first occurrence of mark at or behind an
// offset, -1 if there is none.
func (w *window) index(offset int64, mark []byte) (int64, error) {
	for offset < w.size {
		b, err := w.bytes(offset, windowSize)
		if err != nil {
			return 0, err
		}
		if i := bytes.Index(b, mark); i >= 0 {
			return offset + int64(i), nil
		}
		if len(b) < len(mark) {
			return -1, nil
		}
		offset += int64(len(b) - len(mark) + 1)
	}
	return -1, nil
}
