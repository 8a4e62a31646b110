package column

import (
	"unsafe"

	"github.com/lore-lrs/lore/xapi"
)

// Stats says how big a table is.
type Stats struct {
	Rows, SealedRows int64
	// Parts is how many parts the next snapshot has at most.
	Parts int
	// DiskBytes is the size of the files.
	DiskBytes int64
	// MemoryBytes is about what the rows that are not sealed and the dictionaries
	// take; sealed segments are mapped, and the operating system keeps of them
	// what is used.
	MemoryBytes int64
	// Words is how many words the dictionaries have.
	Words int64
	// Voided is how many statements were voided, and PendingVoids how many
	// voidings wait for their target.
	Voided, PendingVoids int
}

// Stats returns how big the table is.
func (t *Table) Stats() Stats {
	t.writing.Lock()
	defer t.writing.Unlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	s := Stats{
		Rows:         int64(t.buffer.len()),
		Parts:        len(t.sealed) + len(t.memory) + 1,
		DiskBytes:    t.saved.Journal,
		MemoryBytes:  t.buffer.bytes(),
		Voided:       len(t.voids.applied),
		PendingVoids: len(t.voids.pending),
	}
	for _, p := range t.sealed {
		s.SealedRows += int64(p.Len())
	}
	s.Rows += s.SealedRows
	for _, p := range t.memory {
		s.Rows += int64(p.Len())
		if plain, ok := p.columns.(*plain); ok {
			s.MemoryBytes += plain.bytes()
		}
	}
	for _, segment := range t.saved.Segments {
		s.DiskBytes += segment.Size
	}
	for _, w := range t.vocabulary.words {
		s.Words += int64(w.count())
		s.MemoryBytes += w.bytes
	}
	s.MemoryBytes += int64(len(t.vocabulary.facts)) * int64(unsafe.Sizeof(ActivityFacts{}))
	s.MemoryBytes += int64(len(t.vocabulary.contexts)) * int64(2*unsafe.Sizeof(ContextActivities{}))
	return s
}

func (r *rows) bytes() (n int64) {
	for _, codes := range r.codes {
		n += 4 * int64(cap(codes))
	}
	for i := range r.integers {
		n += 8 * int64(cap(r.integers[i]))
	}
	for i := range r.numbers {
		n += 8 * int64(cap(r.numbers[i]))
	}
	return n + int64(unsafe.Sizeof(xapi.UUID{}))*int64(cap(r.ids)) + playedBytesOf(r.played)
}

func (p *plain) bytes() (n int64) {
	for i := range p.codes {
		n += 4 * int64(cap(p.codes[i].each))
	}
	for i := range p.integers {
		n += 8 * int64(cap(p.integers[i].each))
	}
	for i := range p.numbers {
		n += 8 * int64(cap(p.numbers[i].each))
	}
	n += int64(unsafe.Sizeof(xapi.UUID{})) * int64(cap(p.ids)+cap(p.registrations))
	return n + 8*int64(len(p.actors)) + playedBytesOf(p.played)
}

func playedBytesOf(list []played) (n int64) {
	for _, p := range list {
		n += int64(unsafe.Sizeof(p)) + 8*int64(len(p.pairs))
	}
	return n
}
