package engine

import (
	"math"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/xapi"
)

// add counts a block.
func (t *tally) add(b *block) {
	if t.full {
		return
	}
	defer t.weigh()
	p := t.plan
	flags := b.codes(column.Flags)
	bits := t.rowBits(b)
	groups := t.grouper(b)
	if p.wishes.plain {
		t.addPlain(b, groups, flags, bits)
		return
	}
	r := t.prepare(b)
	times := b.times()
	bucket := 0
	for person := range len(b.starts) - 1 {
		for i := int(b.starts[person]); i < int(b.starts[person+1]); i++ {
			if !b.match[i] {
				continue
			}
			if len(p.edges) > 0 {
				bucket = bucketOf(p.edges, times[i], bucket)
			}
			t.notComparable += r.notComparable(i)
			t.countTotals(&r, i)
			for _, cell := range groups.of(i) {
				if p.wishes.totals {
					t.addRow(b, &r, i, cell, flags[i], bits[i])
				}
				if len(p.edges) > 0 {
					t.addRow(b, &r, i, cell+1+int32(bucket), flags[i], bits[i])
				}
			}
		}
		t.endPerson()
	}
}

// addPlain counts a block where only statements and people are asked for: what
// most dashboards ask, and what must be fastest.
func (t *tally) addPlain(b *block, groups *grouper, flags []uint32, bits []uint16) {
	times, edges := b.times(), t.plan.edges
	bucket := 0
	for person := range len(b.starts) - 1 {
		for i := int(b.starts[person]); i < int(b.starts[person+1]); i++ {
			if !b.match[i] {
				continue
			}
			if len(edges) > 0 {
				bucket = bucketOf(edges, times[i], bucket)
			}
			for _, cell := range groups.of(i) {
				if t.plan.wishes.totals {
					t.countPlain(cell, b.stored[i], flags[i], bits[i])
				}
				if len(edges) > 0 {
					t.countPlain(cell+1+int32(bucket), b.stored[i], flags[i], bits[i])
				}
			}
		}
		t.endPerson()
	}
}

func (t *tally) countPlain(cell int32, stored int64, flags uint32, bits uint16) {
	if flags&column.InGroup != 0 {
		t.grouped[cellStatement{cell, stored}] = 0
	} else {
		t.statements[cell]++
	}
	if bits != 0 {
		if t.person.bits[cell] == 0 {
			t.person.touched = append(t.person.touched, cell)
		}
		t.person.bits[cell] |= bits
	}
}

// addRow counts a row in a cell.
func (t *tally) addRow(b *block, r *prepared, i int, cell int32, flags uint32, bits uint16) {
	p := t.plan
	lag := b.stored[i] - b.timestamp[i]
	if flags&column.InGroup != 0 {
		t.grouped[cellStatement{cell, b.stored[i]}] = lag
	} else {
		t.statements[cell]++
		t.addLag(cell, lag)
	}
	if p.guarded {
		bits |= r.contributes(b, i, flags)
	}
	if bits != 0 {
		if t.person.bits[cell] == 0 {
			t.person.touched = append(t.person.touched, cell)
		}
		t.person.bits[cell] |= bits
	}
	if p.wishes.sessions && r.sessions[i] >= 0 && t.person.session[cell] != r.sessions[i]+1 {
		t.person.session[cell] = r.sessions[i] + 1
		t.sessions[cell]++
	}
	if p.wishes.registrations || p.wishes.attempts {
		t.addAttempt(b, r, i, cell)
	}
	if r.scores != nil && !math.IsNaN(r.scores[i]) {
		t.scores[cell] = append(t.scores[cell], r.scores[i])
	}
	if r.reported != nil {
		t.reported[cell] += r.reported[i]
	}
	if r.estimated != nil {
		t.estimated[cell] += r.estimated[i]
	}
	if p.wishes.video && flags&column.HasSegments != 0 && flags&column.InGroup == 0 && b.person[i] != 0 {
		from, row := b.origin(i)
		key := cellActivity{cell, r.activity[i]}
		t.person.played[key] = append(t.person.played[key], from.part.Segments(row)...)
	}
}

func (t *tally) addLag(cell int32, lag int64) {
	if t.plan.wishes.lags {
		t.lags[cell] = append(t.lags[cell], lag)
	}
	if t.plan.wishes.late && lag > lateAfter.Microseconds() {
		t.late[cell]++
	}
}

// lateAfter is the lag from which a statement is late.
const lateAfter = time.Hour

func (t *tally) addAttempt(b *block, r *prepared, i int, cell int32) {
	if t.plan.wishes.registrations && r.ids[i] != (xapi.UUID{}) {
		t.registrations[cellRegistration{cell, r.ids[i]}] = struct{}{}
	}
	if !t.plan.wishes.attempts {
		return
	}
	if b.person[i] == 0 {
		if r.ids[i] != (xapi.UUID{}) {
			t.nobodys[cellRegistration{cell, r.ids[i]}] = struct{}{}
		}
		return
	}
	if r.attempts[i] < 0 {
		return
	}
	key := cellAttempt{cell, r.attempts[i]}
	if _, counted := t.person.tries[key]; !counted {
		t.person.tries[key] = struct{}{}
		t.attempts[cell]++
	}
}
