package xapi

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// normalForm writes a statement so that two are the same by the comparison
// rules exactly when their forms have the same bytes: keys sorted, what does
// not count left out, everything else in one way of writing. The form is only
// for comparing. Each value in it says where it ends, so that no two different
// values have the same form.
//
// It takes any JSON, because the payload of a signature is not validated
// otherwise: what has not the shape that a rule expects counts as it is.
type normalForm struct {
	tape
	form  []byte
	rules rules
	// sorting is a stack: the keys of the objects, and the starts of the group
	// members, that are still to be put in order.
	sorting []int
	spare   []byte
}

// mostCompared bounds how deep the compared texts may nest, and with it the
// goroutine's stack.
const mostCompared = 10_000

// read takes a text apart; false means that it is no JSON with one meaning.
func (f *normalForm) read(text []byte) bool {
	return f.scan(text, mostCompared) == nil && len(f.repeated) == 0
}

func (f *normalForm) begin(by rules) *normalForm {
	f.form, f.sorting, f.rules = f.form[:0], f.sorting[:0], by
	return f
}

// object writes an object sorted by its keys. property writes the values that
// a rule speaks of and returns true; having written nothing, it leaves the
// property out. Where it returns false, the value counts as it is.
func (f *normalForm) object(n int, property func(f *normalForm, key []byte, value int) bool) {
	if f.kind(n) != objectNode {
		f.value(n)
		return
	}
	base := len(f.sorting)
	for key := range f.members(n) {
		f.sorting = append(f.sorting, key)
	}
	slices.SortFunc(f.sorting[base:], func(a, b int) int { return bytes.Compare(f.decoded(a), f.decoded(b)) })
	f.form = append(f.form, '{')
	for at := base; at < len(f.sorting); at++ {
		key, value := f.sorting[at], f.sorting[at]+1
		start := len(f.form)
		name := f.decoded(key)
		f.text(name)
		named := len(f.form)
		switch {
		case !property(f, name, value):
			f.value(value)
		case len(f.form) == named:
			f.form = f.form[:start]
		}
	}
	f.form = append(f.form, '}')
	f.sorting = f.sorting[:base]
}

// array writes an array whose entries are written by entry.
func (f *normalForm) array(n int, entry func(f *normalForm, n int)) {
	if f.kind(n) != arrayNode {
		f.value(n)
		return
	}
	f.form = append(f.form, '[')
	for item := range f.items(n) {
		entry(f, item)
	}
	f.form = append(f.form, ']')
}

// set writes an array whose order does not count (EQ-04).
func (f *normalForm) set(n int, entry func(f *normalForm, n int)) {
	base, start := len(f.sorting), len(f.form)+1
	f.array(n, func(f *normalForm, n int) {
		f.sorting = append(f.sorting, len(f.form))
		entry(f, n)
	})
	starts := f.sorting[base:]
	if len(starts) > 1 {
		end := len(f.form) - 1
		entries := make([][]byte, len(starts))
		for i, from := range starts {
			to := end
			if i+1 < len(starts) {
				to = starts[i+1]
			}
			entries[i] = f.form[from:to]
		}
		slices.SortFunc(entries, bytes.Compare)
		f.spare = f.spare[:0]
		for _, entry := range entries {
			f.spare = append(f.spare, entry...)
		}
		copy(f.form[start:end], f.spare)
	}
	f.sorting = f.sorting[:base]
}

// value writes any value as it is (EQ-10): numbers by their value, strings by
// their characters.
func (f *normalForm) value(n int) {
	switch f.kind(n) {
	case objectNode:
		f.object(n, func(*normalForm, []byte, int) bool { return false })
	case arrayNode:
		f.array(n, (*normalForm).value)
	case stringNode:
		f.text(f.decoded(n))
	case numberNode:
		f.number(n)
	default:
		f.form = append(f.form, f.raw(n)[0])
	}
}

func (f *normalForm) text(value []byte) {
	f.form = append(f.form, '"')
	f.form = binary.AppendUvarint(f.form, uint64(len(value)))
	f.form = append(f.form, value...)
}

func (f *normalForm) number(n int) {
	d := parseDecimal(f.raw(n))
	if d.zero {
		f.form = append(f.form, '0')
		return
	}
	sign := byte('+')
	if d.negative {
		sign = '-'
	}
	f.form = binary.AppendVarint(append(f.form, sign), d.exponent)
	f.form = binary.AppendUvarint(f.form, uint64(len(d.whole)+len(d.fraction)))
	f.form = append(append(f.form, d.whole...), d.fraction...)
}

// lowerText writes a string whose letter case does not count (EQ-06).
func (f *normalForm) lowerText(n int) {
	f.value(n)
	if f.kind(n) == stringNode {
		lowerASCII(f.form[len(f.form)-len(f.decoded(n)):])
	}
}

// mailto writes a mail address, whose domain is in any case (MB-04).
func (f *normalForm) mailto(n int) {
	f.value(n)
	if f.kind(n) != stringNode {
		return
	}
	address := f.form[len(f.form)-len(f.decoded(n)):]
	if at := bytes.LastIndexByte(address, '@'); at >= 0 {
		lowerASCII(address[at:])
	}
}

// uuid writes a UUID, whose letter case does not count (UUID-03).
func (f *normalForm) uuid(n int) {
	if f.kind(n) == stringNode {
		if id, ok := ParseUUID(f.decoded(n)); ok {
			f.form = append(append(f.form, 'u'), id[:]...)
			return
		}
	}
	f.value(n)
}

// instant writes a timestamp by the instant that it names (EQ-03).
func (f *normalForm) instant(n int) {
	if f.kind(n) == stringNode {
		text := f.decoded(n)
		if t, ok := parseCivil(text); ok {
			f.form = binary.AppendVarint(append(f.form, 'i'), t.minutes)
			f.form = append(f.form, byte(t.second))
			f.text(bytes.TrimRight(text[t.fraction:t.end], "0"))
			return
		}
	}
	f.value(n)
}

// duration writes a duration as a string, but for what is beyond 0.01 s
// (EQ-08, DU-05): PT1.239S is PT1.23S. Since PT1.001S then is both PT1.00S and
// PT1S, zeros at the end of the seconds do not count either.
func (f *normalForm) duration(n int) {
	if f.kind(n) != stringNode || !validDuration(f.decoded(n)) {
		f.value(n)
		return
	}
	text := f.decoded(n)
	last := len(text) - 1
	if point := bytes.IndexAny(text, ".,"); point > 0 && text[last] == 'S' {
		text = bytes.TrimRight(text[:min(point+3, last)], "0")
		text = bytes.TrimRight(text, ".,")
	} else if text[last] == 'S' {
		text = text[:last]
	}
	f.form = append(f.form, 'd')
	f.text(text)
}
