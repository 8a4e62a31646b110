package column

import (
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/lore-lrs/lore/xapi"
)

// The journal is one file to which each checkpoint appends a frame: the words,
// combinations of context activities, facts about activities and voidings that
// came since the one before. How much of it counts is in the manifest.
//
//	frame    = length of the sections (8 bytes), their CRC-32C, section…
//	section  = number of entries, entry…
//
// There is a section for each dictionary, then those of combinations, facts,
// voidings that apply and voidings that wait for their target. Lengths, codes
// and times are varints.
const frameHead = 12

// journal says what is in the file already.
type journal struct {
	length   int64
	words    [Dictionaries]int
	contexts int
}

// appendFrame appends what is new in a table, nothing if there is nothing.
func (t *Table) appendFrame(dst []byte) ([]byte, journal) {
	v := t.vocabulary
	next := t.journal
	start := len(dst)
	dst = append(dst, make([]byte, frameHead)...)
	added := 0
	count := func(n int) {
		dst = binary.AppendUvarint(dst, uint64(n))
		added += n
	}
	for d, w := range v.words {
		next.words[d] = w.count()
		fresh := w.texts[1+t.journal.words[d]:]
		count(len(fresh))
		for _, word := range fresh {
			dst = binary.AppendUvarint(dst, uint64(len(word)))
			dst = append(dst, word...)
		}
	}
	next.contexts = len(v.contexts) - 1
	fresh := v.contexts[1+t.journal.contexts:]
	count(len(fresh))
	for _, combination := range fresh {
		dst = appendCombination(dst, combination)
	}
	slices.Sort(v.learned)
	learned := slices.Compact(v.learned)
	count(len(learned))
	for _, code := range learned {
		known := v.facts[code]
		dst = binary.AppendUvarint(dst, uint64(code))
		dst = binary.AppendUvarint(dst, uint64(known.Type))
		dst = binary.AppendUvarint(dst, uint64(known.Interaction))
		dst = binary.AppendVarint(dst, known.TypeSince)
		dst = binary.AppendVarint(dst, known.InteractionSince)
	}
	count(len(t.voids.fresh))
	for _, id := range t.voids.fresh {
		void := t.voids.applied[id]
		dst = append(dst, id[:]...)
		dst = binary.AppendVarint(dst, void.stored)
		dst = binary.AppendVarint(dst, void.at)
	}
	expected := 0
	for _, id := range t.voids.expected {
		if _, ok := t.voids.pending[id]; ok {
			t.voids.expected[expected] = id
			expected++
		}
	}
	t.voids.expected = t.voids.expected[:expected]
	count(expected)
	for _, id := range t.voids.expected {
		dst = append(dst, id[:]...)
		dst = binary.AppendVarint(dst, t.voids.pending[id])
	}
	if added == 0 {
		return dst[:start], next
	}
	sections := dst[start+frameHead:]
	binary.LittleEndian.PutUint64(dst[start:], uint64(len(sections)))
	binary.LittleEndian.PutUint32(dst[start+8:], crc32.Checksum(sections, castagnoli))
	next.length += int64(len(dst) - start)
	return dst, next
}

// written forgets what is in the journal now.
func (t *Table) written(next journal) {
	t.journal = next
	t.vocabulary.learned = nil
	t.voids.fresh, t.voids.expected = nil, nil
}

// readJournal fills an empty table with what the journal has.
func (t *Table) readJournal(b []byte) error {
	t.journal.length = int64(len(b))
	for len(b) > 0 {
		if len(b) < frameHead {
			return ErrDamaged
		}
		length := binary.LittleEndian.Uint64(b)
		if length > uint64(len(b)-frameHead) {
			return ErrDamaged
		}
		sections := b[frameHead : frameHead+length]
		if crc32.Checksum(sections, castagnoli) != binary.LittleEndian.Uint32(b[8:]) {
			return ErrDamaged
		}
		if err := t.readFrame(sections); err != nil {
			return err
		}
		b = b[frameHead+length:]
	}
	for d, w := range t.vocabulary.words {
		t.journal.words[d] = w.count()
	}
	t.journal.contexts = len(t.vocabulary.contexts) - 1
	t.vocabulary.learned = nil
	return nil
}

// readFrame enters what one frame has.
func (t *Table) readFrame(sections []byte) error {
	v, r := t.vocabulary, reader{rest: sections}
	// One string for all words takes less memory than one for each.
	text := string(sections)
	for _, w := range v.words {
		for n := r.count(); n > 0; n-- {
			length := r.count()
			start := len(text) - len(r.rest)
			r.take(length)
			if _, known := w.find(text[start : start+length]); known {
				r.fail()
			} else {
				w.append(text[start : start+length])
			}
		}
	}
	for n := r.count(); n > 0; n-- {
		var c ContextActivities
		for _, list := range []*[]Code{&c.Parents, &c.Groupings, &c.Categories, &c.Others} {
			for codes := r.count(); codes > 0; codes-- {
				*list = append(*list, r.code(v.words[Activities]))
			}
		}
		v.combination(c)
	}
	for len(v.facts) <= v.words[Activities].count() {
		v.facts = append(v.facts, ActivityFacts{})
	}
	for n := r.count(); n > 0; n-- {
		code := r.code(v.words[Activities])
		v.setFacts(code, ActivityFacts{
			Type: r.code(v.words[Types]), Interaction: r.code(v.words[Types]),
			TypeSince: r.integer(), InteractionSince: r.integer(),
		})
	}
	for n := r.count(); n > 0; n-- {
		id := r.id()
		t.voids.applied[id] = appliedVoid{stored: r.integer(), at: r.integer()}
		delete(t.voids.pending, id)
	}
	for n := r.count(); n > 0; n-- {
		id := r.id()
		t.voids.pending[id] = r.integer()
	}
	if r.failed || len(r.rest) > 0 {
		return ErrDamaged
	}
	return nil
}

// reader takes values from the front of bytes; failed says that they were not
// there.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if n > len(r.rest) {
		r.fail()
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) fail() { r.rest, r.failed = nil, true }

// count reads how many entries or bytes follow, which are one byte each at
// least.
func (r *reader) count() int {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(len(r.rest)-size) {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return int(n)
}

// code reads the code of a word that is known.
func (r *reader) code(known *words) Code {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(known.count()) {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return Code(n)
}

func (r *reader) integer() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) id() (id xapi.UUID) {
	copy(id[:], r.take(len(id)))
	return id
}
