package column

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// Config says where a Table is and how it is made.
type Config struct {
	// Dir is the table's own directory, which is made; empty keeps the table in
	// memory only.
	Dir string
	// SealRows is how many rows are held in memory before they become a sealed
	// segment; 0 means 131,072.
	SealRows int
	// Promoted are the extensions that have columns, as the query API writes them,
	// at most MaxPromoted.
	Promoted []string
	// Log is told when a table is built anew; nil is nobody.
	Log *slog.Logger

	files files
}

const defaultSealRows = 131_072

// Void says that a statement was voided.
type Void struct {
	Target xapi.UUID
	// Stored is the position of the target; 0 when it is not stored yet.
	Stored int64
	// At is when the voiding statement was stored. Where several void one target,
	// the earliest counts.
	At int64
}

// Table is the rows of one store. Its methods may be called concurrently.
type Table struct {
	config Config

	// writing is held by what changes the table, from its beginning to its end.
	// It guards what is known of the files.
	writing sync.Mutex
	saved   manifest
	journal journal
	closed  bool
	unsaved bool // rows or voids

	// mu guards what follows; it is never held while a file is written.
	mu         sync.Mutex
	through    int64
	vocabulary *vocabulary
	// The rows: sealed parts, parts that are not sealed, of which the first may be
	// in a file already, and what came since the last snapshot; each has greater
	// stored times than the one before it.
	sealed []*part
	memory []*part
	buffer *rows
	voids  *voids
	// current is the last snapshot, nil once something was added.
	current *Snapshot
}

// newTable returns an empty table.
func newTable(config Config) (*Table, error) {
	if config.SealRows <= 0 {
		config.SealRows = defaultSealRows
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.files == nil {
		config.files = disk{}
	}
	if len(config.Promoted) > MaxPromoted {
		return nil, fmt.Errorf("%d extensions cannot have columns of their own: %d can", len(config.Promoted), MaxPromoted)
	}
	config.Promoted = slices.Clone(config.Promoted)
	return &Table{
		config:     config,
		vocabulary: newVocabulary(),
		buffer:     newRows(len(config.Promoted)),
		voids:      newVoids(),
	}, nil
}

// Through returns the time (microseconds) below which every statement of the
// log is in the table.
func (t *Table) Through() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.through
}

var errClosed = errors.New("the facts of this store are closed")

// Add adds what the log has from Through to through: the rows of its statements
// in the log's order, those of one statement together and by Member, and what was
// voided there. Later snapshots see all of it; after an error they see nothing
// of it, and it can be added again. Where enough rows have gathered they are
// sealed first, which takes some tenths of a second.
func (t *Table) Add(added []fact.Row, voids []Void, through int64) error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if t.closed {
		return errClosed
	}
	if t.config.Dir != "" && t.gathered() >= t.config.SealRows {
		if err := t.save(); err != nil {
			return fmt.Errorf("seal facts: %w", err)
		}
	}
	if err := t.insert(added, voids, through); err != nil {
		return err
	}
	t.unsaved = t.unsaved || len(added)+len(voids) > 0
	return nil
}

// gathered is how many rows are not sealed.
func (t *Table) gathered() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.buffer.len()
	for _, p := range t.memory {
		n += p.Len()
	}
	return n
}

// insert is Add without files.
func (t *Table) insert(added []fact.Row, voids []Void, through int64) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if through < t.through {
		return fmt.Errorf("add rows up to %d to facts that have them up to %d", through, t.through)
	}
	for i := range added {
		row := &added[i]
		if row.Stored < t.through || row.Stored >= through {
			return fmt.Errorf("add a row stored at %d to facts between %d and %d", row.Stored, t.through, through)
		}
		if i == 0 {
			continue
		}
		before := &added[i-1]
		if before.Stored > row.Stored || before.ID == row.ID && before.Member >= row.Member {
			return fmt.Errorf("add rows: the one stored at %d, member %d comes after its successor", row.Stored, row.Member)
		}
	}
	t.current = nil
	t.through = through
	first := t.buffer.len()
	for i := range added {
		t.buffer.add(&added[i], t.vocabulary)
	}
	for _, void := range voids {
		t.voids.expect(void)
	}
	for row := first; row < t.buffer.len(); row++ {
		stored := t.buffer.integers[0][row]
		if at, ok := t.voids.arrived(t.buffer.ids[row], stored); ok {
			t.buffer.voided = append(t.buffer.voided, Voided{uint32(row), at})
		}
	}
	t.voids.settle()
	for _, void := range voids {
		if void.Stored != 0 && void.Stored < through {
			t.apply(void)
		}
	}
	return nil
}

// Snapshot returns the table as it is now.
func (t *Table) Snapshot() *Snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == nil {
		t.settle()
		s := &Snapshot{
			Through:  t.through,
			Parts:    make([]Part, 0, len(t.sealed)+len(t.memory)),
			Promoted: t.config.Promoted,
		}
		for _, p := range t.sealed {
			s.Parts = append(s.Parts, p)
		}
		for _, p := range t.memory {
			s.Parts = append(s.Parts, p)
		}
		t.vocabulary.fill(s)
		t.current = s
	}
	return t.current
}

// settle makes a part of what is in the buffer, and one part of those of
// similar size: there are never more than the logarithm of their rows.
func (t *Table) settle() {
	if t.buffer.len() == 0 {
		return
	}
	promoted := len(t.config.Promoted)
	t.memory = append(t.memory, t.buffer.sorted())
	t.buffer = newRows(promoted)
	first := len(t.memory) - 1
	for total := t.memory[first].Len(); first > 0 && t.memory[first-1].Len() < 2*total; first-- {
		total += t.memory[first-1].Len()
	}
	t.memory = append(t.memory[:first:first], merged(t.memory[first:], promoted))
}
