package xapi

import (
	"cmp"
	"slices"
	"sync"
)

// parser walks over the tape of a body, checks each statement and gathers what
// is to be known of it. Its own memory is used again for the next body; what
// leaves it is copied into slabs.
type parser struct {
	tape
	version Version
	// stored is true for a text in the stored form, which may have come by
	// either version.
	stored bool
	// statement is the node of the statement being walked.
	statement int
	// told is how many of the repeated keys are told as faults or were passed.
	told int

	faults []finding
	// index ends with the entries of the authority, from authorityAt on.
	index       []IndexEntry
	authorityAt int
	// indexed holds what index does, once those are many.
	indexed      map[IndexEntry]struct{}
	attachments  []Attachment
	descriptions []Description
	edits        []edit
	// ids are those of the earlier statements of a batch.
	ids    map[UUID]struct{}
	memory memory

	indexSlab       slab[IndexEntry]
	attachmentSlab  slab[Attachment]
	descriptionSlab slab[Description]
	editSlab        slab[edit]
}

// finding is a fault before its pointer is known.
type finding struct {
	node          int
	rule, message string
}

var parsers = sync.Pool{New: func() any {
	return &parser{indexed: map[IndexEntry]struct{}{}, ids: map[UUID]struct{}{}}
}}

// release hands the parser back, without anything that would keep a body or a
// result alive.
func (p *parser) release() {
	const mostNodes = 1 << 18 // 4 MiB: what rare huge bodies need is let go
	if cap(p.nodes) > mostNodes {
		return
	}
	clear(p.faults[:cap(p.faults)])
	clear(p.attachments[:cap(p.attachments)])
	clear(p.descriptions[:cap(p.descriptions)])
	clear(p.ids)
	if len(p.indexed) > 0 {
		p.indexed = map[IndexEntry]struct{}{} // it may have grown large
	}
	p.text, p.memory.batch = nil, 0
	p.indexSlab, p.attachmentSlab = slab[IndexEntry]{}, slab[Attachment]{}
	p.descriptionSlab, p.editSlab = slab[Description]{}, slab[edit]{}
	parsers.Put(p)
}

// start takes a text apart and makes the parser ready for its statements.
func (p *parser) start(text []byte, depth int) *Fault {
	p.told = 0
	return p.scan(text, depth)
}

// reset makes the parser ready for the next statement.
func (p *parser) reset(statement int) {
	p.statement = statement
	p.faults, p.edits = p.faults[:0], p.edits[:0]
	p.index = p.index[:0]
	p.attachments, p.descriptions = p.attachments[:0], p.descriptions[:0]
	if len(p.indexed) > 0 {
		clear(p.indexed)
	}
}

// tellRepeated notes the keys that stand twice in the statement (GEN-08). The
// tape lists those of one statement after those of the other.
func (p *parser) tellRepeated() {
	for p.told < len(p.repeated) && p.repeated[p.told] < p.next(p.statement) {
		if len(p.faults) < maxFaults {
			key := p.repeated[p.told]
			p.fault(key, "GEN-08", repeatedKey(&p.tape, key))
		}
		p.told++
	}
}

// fault notes what is wrong at a node. After maxFaults of a statement no more
// are noted.
func (p *parser) fault(node int, rule, message string) {
	if len(p.faults) < maxFaults {
		p.faults = append(p.faults, finding{node, rule, message})
	}
}

// want checks the kind of a value (GEN-03, GEN-04).
func (p *parser) want(n int, kind nodeKind) bool {
	return p.kind(n) == kind || p.wrongKind(n, kind.String())
}

// wrongKind notes that a value is not what was wanted, and returns false.
func (p *parser) wrongKind(n int, wanted string) bool {
	if p.kind(n) == nullNode {
		p.fault(n, "GEN-03", p.called(n)+" must not be null; give "+wanted+", or leave it out if it is optional")
	} else {
		p.fault(n, "GEN-04", p.called(n)+" must be "+wanted+", not "+p.kind(n).String())
	}
	return false
}

// called names a value in a message: by its key, or as an entry of its array.
func (p *parser) called(n int) string {
	if len(p.faults) == maxFaults {
		return "it" // will not be told, and finding the name takes time
	}
	array := ""
	for at := 0; at < n; {
		if p.kind(at) == arrayNode {
			for item := range p.items(at) {
				if n < p.next(item) {
					at = item
					break
				}
			}
			if at == n {
				return cmp.Or(array, "each entry")
			}
			continue
		}
		for key, value := range p.members(at) {
			if n == value {
				return cmp.Or(shortened(p.decoded(key)), "the value")
			}
			if n < p.next(value) {
				at, array = value, "each entry of "+shortened(p.decoded(key))
				break
			}
		}
	}
	return "the value"
}

// String names a kind as messages do.
func (k nodeKind) String() string { return kindNames[k] }

var kindNames = [...]string{
	objectNode: "an object", arrayNode: "an array", stringNode: "a string", numberNode: "a number",
	trueNode: "true", falseNode: "false", nullNode: "null",
}

// found returns the statement's faults in document order.
func (p *parser) found() []Fault {
	slices.SortStableFunc(p.faults, func(a, b finding) int { return cmp.Compare(a.node, b.node) })
	faults := make([]Fault, len(p.faults))
	for i, f := range p.faults {
		faults[i] = Fault{p.pointer(0, f.node), f.rule, f.message}
	}
	return faults
}

// slab gives out slices that share few allocations.
type slab[T any] struct{ free []T }

// keep returns a copy of items. expected is how many calls alike are still to
// come, this one included.
func (s *slab[T]) keep(items []T, expected int) []T {
	const most = 4096
	n := len(items)
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.free = make([]T, max(n, min(n*expected, most)))
	}
	kept := s.free[:n:n]
	s.free = s.free[n:]
	copy(kept, items)
	return kept
}
