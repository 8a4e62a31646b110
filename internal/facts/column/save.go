package column

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
)

// The files of a table's directory.
const (
	manifestName  = "manifest"
	manifestDraft = "manifest.new"
	journalName   = "journal"
	segmentSuffix = ".segment"
)

func (t *Table) path(name string) string { return filepath.Join(t.config.Dir, name) }

func segmentName(number uint64) string { return fmt.Sprintf("%08d%s", number, segmentSuffix) }

// Checkpoint makes everything that was added durable.
func (t *Table) Checkpoint() error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if t.closed {
		return errClosed
	}
	return t.checkpoint()
}

// Close makes everything that was added durable and ends the table. Snapshots
// can still be read.
func (t *Table) Close() error {
	t.writing.Lock()
	defer t.writing.Unlock()
	if t.closed {
		return nil
	}
	t.closed = true
	return t.checkpoint()
}

func (t *Table) checkpoint() error {
	if t.config.Dir == "" || !t.unsaved && t.Through() == t.saved.Through {
		return nil
	}
	if err := t.save(); err != nil {
		return fmt.Errorf("save facts: %w", err)
	}
	return nil
}

// save writes what is in memory: a segment of the rows, which is a sealed one
// when they are many, what is new for the journal, and then the manifest, with
// which it counts. Until that is renamed the one before it is in force, and all
// that it speaks of is there. After an error the table is as it was, and what
// was written in vain is written again by the next save.
func (t *Table) save() error {
	t.mu.Lock()
	t.settle()
	memory := slices.Clone(t.memory)
	frame, journal := t.appendFrame(nil)
	next := manifest{
		Through:  t.through,
		Promoted: t.config.Promoted,
		Journal:  journal.length,
		Segments: slices.Clone(t.saved.Segments),
	}
	t.mu.Unlock()

	// The open segment, if there is one, has rows that the next one has too.
	var old []manifestSegment
	if n := len(next.Segments); n > 0 && next.Segments[n-1].Open {
		old, next.Segments = next.Segments[n-1:], next.Segments[:n-1:n-1]
	}
	var written *part
	if len(memory) > 0 {
		var err error
		if written, err = t.saveRows(merged(memory, len(t.config.Promoted)), &next); err != nil {
			return err
		}
	}
	next.Next = t.saved.Next
	if err := t.saveManifest(frame, &next); err != nil {
		return err
	}

	t.mu.Lock()
	defer t.mu.Unlock()
	t.written(journal)
	t.saved, t.unsaved = next, false
	if written != nil {
		t.current = nil
		if next.Segments[len(next.Segments)-1].Open {
			t.memory = []*part{written}
		} else {
			t.sealed, t.memory = append(t.sealed, written), nil
		}
	}
	for _, segment := range old {
		if err := t.config.files.remove(t.path(segmentName(segment.Number))); err != nil {
			t.config.Log.Warn("an old file of facts cannot be removed; it is tried again at the next start", "error", err)
		}
	}
	return nil
}

// saveRows writes a part as the next segment of a manifest and returns it as it
// is to be read from now on: from the file, so that what is not sealed takes
// little memory, too.
func (t *Table) saveRows(p *part, next *manifest) (*part, error) {
	content := appendSegment(nil, p, len(t.config.Promoted))
	segment := manifestSegment{
		Number: t.saved.Next,
		Rows:   p.Len(),
		Size:   int64(len(content)),
		Open:   p.Len() < t.config.SealRows,
	}
	t.saved.Next++
	name := t.path(segmentName(segment.Number))
	if err := t.config.files.write(name, content); err != nil {
		return nil, errors.Join(err, t.config.files.remove(name))
	}
	next.Segments = append(next.Segments, segment)
	mapped, err := t.mapSegment(segment)
	if err != nil {
		return nil, errors.Join(err, t.config.files.remove(name))
	}
	return &part{mapped, p.voided}, nil
}

// saveManifest writes the journal's new frame and the manifest that counts it.
func (t *Table) saveManifest(frame []byte, next *manifest) error {
	if len(frame) > 0 {
		if err := t.config.files.extend(t.path(journalName), t.journal.length, frame); err != nil {
			return err
		}
	}
	// The names of segment and journal are durable before the manifest speaks of
	// them.
	if err := t.config.files.syncDir(t.config.Dir); err != nil {
		return err
	}
	file, err := next.file()
	if err != nil {
		return err
	}
	if err := t.config.files.write(t.path(manifestDraft), file); err != nil {
		return err
	}
	if err := t.config.files.rename(t.path(manifestDraft), t.path(manifestName)); err != nil {
		return err
	}
	return t.config.files.syncDir(t.config.Dir)
}

func (t *Table) mapSegment(s manifestSegment) (*segment, error) {
	m, err := mapFile(t.path(segmentName(s.Number)))
	if err != nil {
		return nil, err
	}
	mapped, err := openSegment(m, len(t.config.Promoted))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", segmentName(s.Number), err)
	}
	if int64(len(m.bytes)) != s.Size || mapped.Len() != s.Rows {
		return nil, fmt.Errorf("%s: %w", segmentName(s.Number), ErrDamaged)
	}
	return mapped, nil
}
