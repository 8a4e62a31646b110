package seglog

import (
	"fmt"
	"slices"
	"sync"
)

// sparseStep is how many directory entries of a sealed segment one entry in
// memory stands for: 64 MiB of log keep 7 KiB in memory, and a look-up reads
// one piece of 384 bytes.
const sparseStep = 32

// segment is one file. The fields of the first group never change.
type segment struct {
	path  string
	first int64
	salt  uint32
	file  File

	// end is where the committed frames end, last the last committed position
	// and entries the whole directory. Owned by Log.mu while the segment is the
	// active one; sealed segments have no entries here.
	end     int64
	last    int64
	entries []entry
	sealed  bool

	// sparse is every sparseStep-th directory entry of a sealed segment, read
	// and checked on first use.
	sparseOnce sync.Once
	sparse     []entry
	sparseErr  error
	trailer    trailer
}

// size is the committed length of the file.
func (s *segment) size() int64 {
	if s.sealed {
		return s.trailer.directory + s.trailer.count*entrySize + trailerSize
	}
	return s.end
}

func (s *segment) damage(offset int64, format string, args ...any) error {
	return &DamageError{File: s.path, Offset: offset, Reason: fmt.Sprintf(format, args...)}
}

// find returns the span of the block that holds the position, if any does.
func find(entries []entry, position, end int64) (start, stop int64) {
	i, found := slices.BinarySearchFunc(entries, position, func(e entry, p int64) int {
		switch {
		case e.first < p:
			return -1
		case e.first > p:
			return 1
		}
		return 0
	})
	if !found {
		i--
	}
	if i < 0 {
		return 0, 0
	}
	if i+1 < len(entries) {
		end = int64(entries[i+1].offset)
	}
	return int64(entries[i].offset), end
}

// findSealed is find for a sealed segment: it reads the piece of the directory
// that the sparse one leads to.
func (s *segment) findSealed(position int64) (start, stop int64, err error) {
	s.sparseOnce.Do(func() { s.sparse, s.sparseErr = s.loadSparse() })
	if s.sparseErr != nil {
		return 0, 0, s.sparseErr
	}
	// find counts in directory entries here: the sparse entries' offsets do
	// not matter, only which of them leads to the position.
	i := 0
	for low, high := 0, len(s.sparse); low < high; {
		middle := (low + high) / 2
		if s.sparse[middle].first <= position {
			i, low = middle, middle+1
		} else {
			high = middle
		}
	}
	from := int64(i * sparseStep)
	count := min(sparseStep+1, s.trailer.count-from) // one more, for where the last block ends
	piece := make([]byte, count*entrySize)
	if _, err := s.file.ReadAt(piece, s.trailer.directory+from*entrySize); err != nil {
		return 0, 0, fmt.Errorf("read directory of %s: %w", s.path, err)
	}
	start, stop = find(parseEntries(piece), position, s.trailer.directory)
	return start, stop, nil
}

func parseEntries(b []byte) []entry {
	entries := make([]entry, len(b)/entrySize)
	for i := range entries {
		entries[i] = parseEntry(b[i*entrySize:])
	}
	return entries
}

// loadSparse reads the footer of a sealed segment and checks it.
func (s *segment) loadSparse() ([]entry, error) {
	footer := make([]byte, s.trailer.count*entrySize+trailerSize)
	if _, err := s.file.ReadAt(footer, s.trailer.directory); err != nil {
		return nil, fmt.Errorf("read directory of %s: %w", s.path, err)
	}
	if !checkFooter(footer, s.salt) {
		return nil, s.damage(s.trailer.directory, "the checksum of its block directory does not fit")
	}
	return sparse(parseEntries(footer[:s.trailer.count*entrySize])), nil
}

func sparse(entries []entry) []entry {
	var every []entry
	for i := 0; i < len(entries); i += sparseStep {
		every = append(every, entries[i])
	}
	return every
}

// readBlock reads, checks and decodes the block between two offsets.
func (s *segment) readBlock(start, stop int64, codec *codec) (*block, error) {
	buffer := make([]byte, stop-start)
	if _, err := s.file.ReadAt(buffer, start); err != nil {
		return nil, fmt.Errorf("read %s at byte %d: %w", s.path, start, err)
	}
	head, size, ok := checkFrame(buffer, s.salt)
	if !ok || size != len(buffer) {
		return nil, s.damage(start, "the checksum of a block does not fit")
	}
	decoded, err := codec.decode(head, buffer[frameHead:])
	if err != nil {
		return nil, s.damage(start, "%v", err)
	}
	return decoded, nil
}
