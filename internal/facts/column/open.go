package column

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Open opens a table, or makes an empty one. Where its files are damaged, of
// another version or made for other promoted extensions, they are removed and
// the table is empty: all of it follows from the log. What the columns of
// sealed segments contain is not read here, see Verify.
func Open(config Config) (*Table, error) {
	t, err := newTable(config)
	if err != nil || config.Dir == "" {
		return t, err
	}
	if err := os.MkdirAll(config.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open facts: %w", err)
	}
	reason := t.load()
	if reason != nil {
		if !errors.Is(reason, ErrDamaged) && !errors.Is(reason, fs.ErrNotExist) {
			return nil, fmt.Errorf("open facts: %w", reason)
		}
		if t, err = newTable(config); err != nil {
			return nil, err
		}
	}
	removed, err := t.removeLeftovers()
	if err != nil {
		return nil, fmt.Errorf("open facts: remove what does not count: %w", err)
	}
	if reason != nil && removed > 0 {
		t.config.Log.Warn("facts are built anew from the statements, since their files cannot be used", "directory", config.Dir, "reason", reason)
	}
	return t, nil
}

// Promoted returns for which promoted extensions the table in a directory was
// made; ok is false when there is none that can be used.
func Promoted(dir string) (promoted []string, ok bool) {
	file, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, false
	}
	m, err := parseManifest(file)
	if err != nil {
		return nil, false
	}
	return m.Promoted, true
}

// load reads the files. Its errors wrap ErrDamaged or fs.ErrNotExist where the
// table is to be built anew.
func (t *Table) load() error {
	file, err := os.ReadFile(t.path(manifestName))
	if err != nil {
		return err
	}
	m, err := parseManifest(file)
	if err != nil {
		return fmt.Errorf("%s: %w", manifestName, err)
	}
	if !slices.Equal(m.Promoted, t.config.Promoted) {
		return fmt.Errorf("%w for these promoted extensions: it has %q, asked for are %q", ErrDamaged, m.Promoted, t.config.Promoted)
	}
	if err := t.loadJournal(m.Journal); err != nil {
		return fmt.Errorf("%s: %w", journalName, err)
	}
	for _, s := range m.Segments {
		if err := t.loadSegment(s); err != nil {
			return err
		}
	}
	t.through, t.saved = m.Through, *m
	t.applyAll()
	return nil
}

func (t *Table) loadJournal(length int64) error {
	content, err := os.ReadFile(t.path(journalName))
	if err != nil && (length > 0 || !errors.Is(err, fs.ErrNotExist)) {
		return err
	}
	if int64(len(content)) < length {
		return ErrDamaged
	}
	if err := t.readJournal(content[:length]); err != nil {
		return err
	}
	if int64(len(content)) > length {
		return t.config.files.truncate(t.path(journalName), length)
	}
	return nil
}

func (t *Table) loadSegment(s manifestSegment) error {
	mapped, err := t.mapSegment(s)
	if err != nil {
		return err
	}
	if n := len(t.sealed); n > 0 {
		_, last := t.sealed[n-1].Span(Stored)
		if least, _ := mapped.Span(Stored); least <= last {
			return fmt.Errorf("%s: %w", segmentName(s.Number), ErrDamaged)
		}
	}
	p := &part{columns: mapped}
	if !s.Open {
		t.sealed = append(t.sealed, p)
		return nil
	}
	if err := mapped.verify(); err != nil {
		return fmt.Errorf("%s: %w", segmentName(s.Number), err)
	}
	t.memory = []*part{p}
	return nil
}

// applyAll marks the rows of all statements that are known to be voided.
func (t *Table) applyAll() {
	for _, parts := range [][]*part{t.sealed, t.memory} {
		for i, p := range parts {
			least, most := p.Span(Stored)
			var there []Void
			for id, void := range t.voids.applied {
				if void.stored >= least && void.stored <= most {
					there = append(there, Void{id, void.stored, void.at})
				}
			}
			if len(there) > 0 {
				parts[i] = p.voiding(there)
			}
		}
	}
}

// removeLeftovers removes the files that the manifest does not speak of, and
// returns how many.
func (t *Table) removeLeftovers() (removed int, err error) {
	entries, err := os.ReadDir(t.config.Dir)
	if err != nil {
		return 0, err
	}
	keep := map[string]bool{}
	if t.saved.Next > 0 || t.saved.Through > 0 {
		keep[manifestName], keep[journalName] = true, true
	}
	for _, s := range t.saved.Segments {
		keep[segmentName(s.Number)] = true
	}
	// The manifest goes first: without it the others do not count.
	slices.SortStableFunc(entries, func(a, b fs.DirEntry) int {
		switch {
		case a.Name() == manifestName:
			return -1
		case b.Name() == manifestName:
			return 1
		}
		return 0
	})
	for _, entry := range entries {
		name := entry.Name()
		ours := name == manifestName || name == manifestDraft || name == journalName || strings.HasSuffix(name, segmentSuffix)
		if !ours || keep[name] {
			continue
		}
		if err := t.config.files.remove(t.path(name)); err != nil {
			return removed, err
		}
		removed++
	}
	if removed > 0 {
		err = t.config.files.syncDir(t.config.Dir)
	}
	return removed, err
}

// Verify reads all sealed segments and checks their checksums, until stop is
// closed. Its error wraps ErrDamaged when one does not hold: delete the table's
// directory.
func (t *Table) Verify(stop <-chan struct{}) error {
	t.mu.Lock()
	sealed := slices.Clone(t.sealed)
	t.mu.Unlock()
	for i, p := range sealed {
		select {
		case <-stop:
			return nil
		default:
		}
		s, ok := p.columns.(*segment)
		if !ok {
			continue
		}
		if err := s.verify(); err != nil {
			least, most := p.Span(Stored)
			return fmt.Errorf("segment %d of %d, of statements stored from %d to %d: %w", i+1, len(sealed), least, most, err)
		}
	}
	return nil
}
