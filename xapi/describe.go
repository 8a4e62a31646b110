package xapi

import (
	"bytes"
	"sync"
)

// mostNames is how many names of an agent are kept.
const mostNames = 32

// MergeDescription returns the canonical description after one more statement
// spoke of the thing (OB-13, OB-14): language maps are merged, other
// properties replaced; for NamesAgent the result is a JSON array of distinct
// names, the newest last, at most 32. existing is nil the first time. The
// result is existing itself, unchanged, when nothing is new; it never aliases
// value.
func MergeDescription(kind DescriptionKind, existing, value []byte) []byte {
	if bytes.Equal(existing, value) {
		return existing
	}
	m := merges.Get().(*merge)
	defer m.release()
	if !m.value.read(value) {
		return existing
	}
	if kind == NamesAgent {
		return m.names(existing)
	}
	if m.value.kind(0) != objectNode {
		return existing
	}
	if existing == nil || !m.existing.read(existing) || m.existing.kind(0) != objectNode {
		return bytes.Clone(value)
	}
	var merged []byte
	var changed bool
	if kind == DescribesVerb {
		merged, changed = m.languageMaps(nil, 0, 0)
	} else {
		merged, changed = m.definitions()
	}
	if !changed {
		return existing
	}
	return merged
}

// merge is the memory of one call, to be used again.
type merge struct{ existing, value normalForm }

var merges = sync.Pool{New: func() any { return new(merge) }}

func (m *merge) release() {
	m.existing.forget()
	m.value.forget()
	merges.Put(m)
}

// names adds the value to the array existing.
func (m *merge) names(existing []byte) []byte {
	if m.value.kind(0) != stringNode {
		return existing
	}
	merged := []byte{'['}
	if existing != nil && m.existing.read(existing) && m.existing.kind(0) == arrayNode {
		count := 0
		for known := range m.existing.items(0) {
			if m.same(known, 0) {
				return existing
			}
			count++
		}
		for known := range m.existing.items(0) {
			if count < mostNames {
				merged = append(append(merged, m.existing.raw(known)...), ',')
			} else {
				count-- // the oldest make room
			}
		}
	}
	return append(append(merged, m.value.raw(0)...), ']')
}

// definitions merges two activity definitions.
func (m *merge) definitions() (merged []byte, changed bool) {
	return m.objects(nil, 0, 0, func(dst []byte, key, a, b int) ([]byte, bool) {
		languages := m.existing.is(key, "name") || m.existing.is(key, "description")
		if languages && m.existing.kind(a) == objectNode && m.value.kind(b) == objectNode {
			return m.languageMaps(dst, a, b)
		}
		return m.replaced(dst, a, b)
	})
}

// languageMaps merges two language maps.
func (m *merge) languageMaps(dst []byte, a, b int) (merged []byte, changed bool) {
	return m.objects(dst, a, b, func(dst []byte, _, a, b int) ([]byte, bool) { return m.replaced(dst, a, b) })
}

// objects appends the members of a, those that b has too as merge writes them,
// and then the members that only b has.
func (m *merge) objects(dst []byte, a, b int, merge func(dst []byte, key, a, b int) ([]byte, bool)) (merged []byte, changed bool) {
	begun := len(dst)
	member := func(t *tape, key int) {
		dst = append(append(append(dst, ','), t.raw(key)...), ':')
	}
	known, newer := membersByKey(&m.existing.tape, a), membersByKey(&m.value.tape, b)
	for key, value := range m.existing.members(a) {
		member(&m.existing.tape, key)
		other, both := newer[foldedKey(&m.existing.tape, key)]
		if !both {
			dst = append(dst, m.existing.raw(value)...)
			continue
		}
		var different bool
		dst, different = merge(dst, key, value, other)
		changed = changed || different
	}
	for key, value := range m.value.members(b) {
		if _, both := known[foldedKey(&m.value.tape, key)]; !both {
			member(&m.value.tape, key)
			dst = append(dst, m.value.raw(value)...)
			changed = true
		}
	}
	if len(dst) == begun {
		return append(dst, "{}"...), changed
	}
	dst[begun] = '{' // the first comma
	return append(dst, '}'), changed
}

// membersByKey maps the keys of an object to their values.
func membersByKey(t *tape, n int) map[string]int {
	values := make(map[string]int)
	for key, value := range t.members(n) {
		values[foldedKey(t, key)] = value
	}
	return values
}

// foldedKey is a key in lower case: language tags are in any (LT-03), and the
// keys of a definition do not differ by case.
func foldedKey(t *tape, key int) string {
	folded := bytes.Clone(t.decoded(key))
	lowerASCII(folded)
	return string(folded)
}

// replaced appends the newer value if it says something else.
func (m *merge) replaced(dst []byte, a, b int) (merged []byte, changed bool) {
	if m.same(a, b) {
		return append(dst, m.existing.raw(a)...), false
	}
	return append(dst, m.value.raw(b)...), true
}

// same reports whether two values are equal as JSON (EQ-10).
func (m *merge) same(a, b int) bool {
	m.existing.begin(allRules).value(a)
	m.value.begin(allRules).value(b)
	return bytes.Equal(m.existing.form, m.value.form)
}

// AppendActivity appends the Activity object for an id and its canonical
// definition, nil when there is none (AY-02, AY-03).
func AppendActivity(dst []byte, id string, definition []byte) []byte {
	dst = appendString(append(dst, `{"objectType":"Activity","id":`...), id)
	if definition != nil {
		dst = append(append(dst, `,"definition":`...), definition...)
	}
	return append(dst, '}')
}
