package column

import (
	"cmp"
	"slices"

	"github.com/lore-lrs/lore/xapi"
)

// voids are the voidings of a table.
type voids struct {
	// applied are the statements in the table that were voided.
	applied map[xapi.UUID]appliedVoid
	// pending says when statements were voided that are not in the table yet, or
	// never will be because they have no rows.
	pending map[xapi.UUID]int64
	// arriving are those of pending whose rows are coming in now.
	arriving []xapi.UUID
	// fresh and expected are those of applied and pending that are not in the
	// journal yet; expected may have some that are not pending any more.
	fresh, expected []xapi.UUID
}

type appliedVoid struct{ stored, at int64 }

func newVoids() *voids {
	return &voids{applied: map[xapi.UUID]appliedVoid{}, pending: map[xapi.UUID]int64{}}
}

// expect keeps a void until its target arrives.
func (v *voids) expect(void Void) {
	at, ok := v.pending[void.Target]
	if !ok || void.At < at {
		v.pending[void.Target] = void.At
		v.expected = append(v.expected, void.Target)
	}
}

// arrived reports whether a statement that comes now was voided, and when.
func (v *voids) arrived(id xapi.UUID, stored int64) (at int64, ok bool) {
	if len(v.pending) == 0 {
		return 0, false
	}
	at, ok = v.pending[id]
	if ok {
		v.enter(id, appliedVoid{stored, at})
		v.arriving = append(v.arriving, id)
	}
	return at, ok
}

// enter keeps that a statement in the table was voided.
func (v *voids) enter(id xapi.UUID, void appliedVoid) {
	v.applied[id] = void
	v.fresh = append(v.fresh, id)
}

// settle ends the arrival of statements: all rows of each have come.
func (v *voids) settle() {
	for _, id := range v.arriving {
		delete(v.pending, id)
	}
	v.arriving = v.arriving[:0]
}

// apply marks the rows of a statement whose position is known. Statements
// without rows are forgotten.
func (t *Table) apply(void Void) {
	defer delete(t.voids.pending, void.Target)
	if known, ok := t.voids.applied[void.Target]; ok && known.at <= void.At {
		return
	}
	if t.mark(void) {
		t.voids.enter(void.Target, appliedVoid{void.Stored, void.At})
	}
}

// mark marks the rows of a statement as voided, and reports whether there are
// any.
func (t *Table) mark(void Void) (found bool) {
	for _, parts := range [][]*part{t.sealed, t.memory} {
		for i, p := range parts {
			least, most := p.Span(Stored)
			if void.Stored < least || void.Stored > most {
				continue
			}
			if with := p.voiding([]Void{void}); with != p {
				parts[i], found = with, true
			}
		}
	}
	stored := t.buffer.integers[0]
	row, _ := slices.BinarySearch(stored, void.Stored)
	for ; row < len(stored) && stored[row] == void.Stored; row++ {
		if t.buffer.ids[row] == void.Target {
			t.buffer.voided = insertVoided(t.buffer.voided, Voided{uint32(row), void.At})
			found = true
		}
	}
	return found
}

// voiding returns the part with the rows of the voids' targets voided: itself
// where it has none of them.
func (p *part) voiding(voids []Void) *part {
	const step = 4096
	wanted := make(map[int64][]Void, len(voids))
	for _, void := range voids {
		wanted[void.Stored] = append(wanted[void.Stored], void)
	}
	var block []int64
	voided := slices.Clone(p.voided)
	found := false
	for from := 0; from < p.Len(); from += step {
		block = p.Integers(Stored, from, min(from+step, p.Len()), block)
		for i, stored := range block {
			for _, void := range wanted[stored] {
				if p.ID(from+i) == void.Target {
					voided = insertVoided(voided, Voided{uint32(from + i), void.At})
					found = true
				}
			}
		}
	}
	if !found {
		return p
	}
	return &part{p.columns, voided}
}

// insertVoided enters a row into an ascending list.
func insertVoided(list []Voided, row Voided) []Voided {
	i, ok := slices.BinarySearchFunc(list, row, func(a, b Voided) int { return cmp.Compare(a.Row, b.Row) })
	if ok {
		list[i].At = min(list[i].At, row.At)
		return list
	}
	return slices.Insert(list, i, row)
}
