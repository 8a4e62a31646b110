package xapi

import "hash/maphash"

// memory holds the keys of what a batch spoke of lately. Statements of one
// batch mostly speak of the same verbs, activities and agents, in the same
// words, which then need neither a check nor a hash again.
type memory struct {
	slots []remembered
	// batch is the number of the batch being read, 0 while it is none: what
	// slots hold of earlier ones is void.
	batch, batches uint64
	seed           maphash.Seed
}

// remembered is the key of a valid identity, and where in the text of its
// batch it stands.
type remembered struct {
	batch      uint64
	start, end uint32
	tag        byte
	key        Key
}

// memorySlots is a power of two. Two identities with the same slot take turns.
const memorySlots = 512

// startBatch forgets everything.
func (m *memory) startBatch() {
	if m.slots == nil {
		m.slots, m.seed = make([]remembered, memorySlots), maphash.MakeSeed()
	}
	m.batches++
	m.batch = m.batches
}

// recall returns the slot for the identity that node n spells out, and whether
// it holds its key. The tag tells kinds of identities apart.
func (p *parser) recall(tag byte, n int) (slot *remembered, known bool) {
	if p.memory.batch == 0 {
		return nil, false
	}
	raw := p.raw(n)
	slot = &p.memory.slots[maphash.Bytes(p.memory.seed, raw)%memorySlots]
	return slot, slot.batch == p.memory.batch && slot.tag == tag && string(p.text[slot.start:slot.end]) == string(raw)
}

// iriKey checks the IRI that is the identity of a verb or activity, and returns
// its key.
func (p *parser) iriKey(tag byte, n int) (key Key, ok bool) {
	slot, known := p.recall(tag, n)
	if known {
		return slot.key, true
	}
	if !p.iri(n) {
		return Key{}, false
	}
	return p.remember(slot, tag, n, makeKey(tag, p.decoded(n))), true
}

// remember fills a slot that recall returned and gives back the key.
func (p *parser) remember(slot *remembered, tag byte, n int, key Key) Key {
	if slot != nil {
		*slot = remembered{p.memory.batch, p.nodes[n].start, p.nodes[n].end, tag, key}
	}
	return key
}
