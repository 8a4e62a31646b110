package column

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"sync"
)

// ErrStopped is the error of everything after a Stopping file system stopped.
var ErrStopped = errors.New("stopped")

// Stopping is a file system that stops in the middle of an operation, as the
// kill of a process or a loss of power does. It leaves out the work of syncing,
// which takes most of the time of a test that opens many tables.
type Stopping struct {
	// After is how many operations happen before.
	After int
	// Power loses the names that no sync made durable.
	Power bool

	mu   sync.Mutex
	disk disk
	done int
	undo []func()
}

// Stopped reports whether it did.
func (s *Stopping) Stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.done > s.After
}

// On returns the configuration of a table on this file system.
func (s *Stopping) On(config Config) Config {
	config.files = s
	return config
}

// step does an operation, or half of it and never another.
func (s *Stopping) step(whole, half func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.done > s.After {
		return ErrStopped
	}
	s.done++
	if s.done <= s.After {
		return whole()
	}
	if err := half(); err != nil {
		return err
	}
	if s.Power {
		for i := len(s.undo) - 1; i >= 0; i-- {
			s.undo[i]()
		}
	}
	return ErrStopped
}

func nothing() error { return nil }

// fresh remembers that a name is not durable if it is a new one.
func (s *Stopping) fresh(name string) {
	if _, err := os.Stat(name); err != nil {
		s.undo = append(s.undo, func() { _ = os.Remove(name) })
	}
}

func (s *Stopping) write(name string, content []byte) error {
	return s.step(func() error {
		s.fresh(name)
		return os.WriteFile(name, content, 0o600)
	}, func() error { return os.WriteFile(name, content[:len(content)/2], 0o600) })
}

func (s *Stopping) extend(name string, at int64, content []byte) error {
	return s.step(func() error {
		s.fresh(name)
		return extend(name, at, content)
	}, func() error { return extend(name, at, content[:len(content)/2]) })
}

func extend(name string, at int64, content []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(content, at)
	return errors.Join(err, file.Close())
}

func (s *Stopping) truncate(name string, size int64) error {
	return s.step(func() error { return s.disk.truncate(name, size) }, nothing)
}

func (s *Stopping) rename(from, to string) error {
	return s.step(func() error {
		before, err := os.ReadFile(to)
		s.undo = append(s.undo, func() {
			if err == nil {
				_ = os.WriteFile(to, before, 0o600)
			} else {
				_ = os.Remove(to)
			}
		})
		return s.disk.rename(from, to)
	}, nothing)
}

func (s *Stopping) remove(name string) error {
	return s.step(func() error { return s.disk.remove(name) }, nothing)
}

func (s *Stopping) syncDir(string) error {
	return s.step(func() error {
		s.undo = nil
		return nil
	}, nothing)
}

// Sizes returns how big the segments and the journal of a table are.
func (t *Table) Sizes() (segments, journal int64) {
	for _, segment := range t.saved.Segments {
		segments += segment.Size
	}
	return segments, t.saved.Journal
}

// ColumnSizes returns how many bytes each column of a sealed part takes.
func ColumnSizes(p Part) (sizes []uint64) {
	for _, e := range p.(*part).columns.(*segment).entries {
		sizes = append(sizes, e.length)
	}
	return sizes
}

// EncodeSegment returns the file of the first part of a snapshot.
func EncodeSegment(s *Snapshot) []byte {
	return appendSegment(nil, s.Parts[0].(*part), len(s.Promoted))
}

// ReadSegment opens a segment from bytes, after making the checksum of its
// directory right, and reads all of it.
func ReadSegment(file []byte, promoted int) (rows int, err error) {
	if trailer := len(file) - trailerSize; trailer >= segmentHeader {
		if directory := binary.LittleEndian.Uint64(file[trailer:]); directory >= segmentHeader && directory <= uint64(trailer) {
			sum := crc32.Update(crc32.Checksum(file[:segmentHeader], castagnoli), castagnoli, file[directory:trailer])
			binary.LittleEndian.PutUint32(file[trailer+8:], sum)
		}
	}
	s, err := openSegment(&mapping{file}, promoted)
	if err != nil {
		return 0, err
	}
	n := s.Len()
	for i := range codeColumns + promoted {
		s.Codes(codeColumn(i), 0, n, nil)
	}
	for i := range integerColumns {
		s.Integers(Stored+Column(i), n/2, n, nil)
	}
	for i := range numberColumns {
		s.Numbers(Scaled+Column(i), n/3, n, nil)
	}
	for row := range n {
		s.ID(row)
		s.Segments(row)
	}
	s.Registrations()
	return n, nil
}

// ReadManifest parses a manifest and returns its file again.
func ReadManifest(file []byte) ([]byte, error) {
	m, err := parseManifest(file)
	if err != nil {
		return nil, err
	}
	return m.file()
}

// ReadJournalSections reads the sections of one frame into an empty table, and
// returns them as a table writes them.
func ReadJournalSections(sections []byte) ([]byte, error) {
	t, err := newTable(Config{})
	if err != nil {
		return nil, err
	}
	if err := t.readFrame(sections); err != nil {
		return nil, err
	}
	frame, _ := t.appendFrame(nil)
	return frame[min(frameHead, len(frame)):], nil
}
