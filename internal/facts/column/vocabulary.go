package column

import (
	"encoding/binary"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/fact"
)

// vocabulary turns what rows say into codes. It is for one goroutine at a time,
// while its words may be read by others.
type vocabulary struct {
	words    [Dictionaries]*words
	contexts []ContextActivities
	// contextCodes finds a combination by its form in the log of contexts.
	contextCodes map[string]uint32
	facts        []ActivityFacts
	// shown is how many of the facts a snapshot may be reading: those are copied
	// before one of them is changed.
	shown int
	// learned are the activities about which something is not in the journal yet.
	learned []Code
}

func newVocabulary() *vocabulary {
	v := &vocabulary{
		contexts:     make([]ContextActivities, 1),
		contextCodes: map[string]uint32{"": 0},
		facts:        make([]ActivityFacts, 1),
	}
	for d := range v.words {
		v.words[d] = newWords()
	}
	return v
}

// word returns the code of a word, which it enters if it is new.
func (v *vocabulary) word(d Dictionary, word string) Code { return v.words[d].enter(word) }

// activity returns the code of an activity; what the statement stored then says
// of it is kept when nothing was known.
func (v *vocabulary) activity(a *fact.Activity, stored int64) Code {
	code := v.word(Activities, a.ID)
	for len(v.facts) <= int(code) {
		v.facts = append(v.facts, ActivityFacts{})
	}
	if code == 0 {
		return 0
	}
	known := v.facts[code]
	if a.Type != "" && known.Type == 0 {
		known.Type, known.TypeSince = v.word(Types, a.Type), stored
	}
	if a.Interaction != "" && known.Interaction == 0 {
		known.Interaction, known.InteractionSince = v.word(Types, a.Interaction), stored
	}
	v.setFacts(code, known)
	return code
}

func (v *vocabulary) setFacts(code Code, known ActivityFacts) {
	if v.facts[code] == known {
		return
	}
	if int(code) < v.shown {
		v.facts, v.shown = slices.Clone(v.facts), 0
	}
	v.facts[code] = known
	v.learned = append(v.learned, code)
}

// context returns the index of a row's combination of context activities.
func (v *vocabulary) context(row *fact.Row) uint32 {
	var combination ContextActivities
	count := 0
	for _, list := range []struct {
		codes      *[]Code
		activities []fact.Activity
	}{
		{&combination.Parents, row.Parents},
		{&combination.Groupings, row.Groupings},
		{&combination.Categories, row.Categories},
		{&combination.Others, row.Others},
	} {
		for i := range list.activities {
			*list.codes = append(*list.codes, v.activity(&list.activities[i], row.Stored))
			count++
		}
	}
	if count == 0 {
		return 0
	}
	return v.combination(combination)
}

// combination returns the index of a combination that is not empty.
func (v *vocabulary) combination(c ContextActivities) uint32 {
	key := appendCombination(nil, c)
	index, ok := v.contextCodes[string(key)]
	if !ok {
		index = uint32(len(v.contexts))
		v.contexts = append(v.contexts, c)
		v.contextCodes[string(key)] = index
	}
	return index
}

// appendCombination appends the form of a combination: the length of each list
// and its codes, as varints.
func appendCombination(dst []byte, c ContextActivities) []byte {
	for _, list := range [][]Code{c.Parents, c.Groupings, c.Categories, c.Others} {
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, code := range list {
			dst = binary.AppendUvarint(dst, uint64(code))
		}
	}
	return dst
}

// fill gives a snapshot what is in the vocabulary now.
func (v *vocabulary) fill(s *Snapshot) {
	s.Contexts = slices.Clip(v.contexts)
	s.Facts = slices.Clip(v.facts)
	v.shown = len(v.facts)
	for d, w := range v.words {
		s.words[d] = w.view()
	}
}
