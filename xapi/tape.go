package xapi

import (
	"bytes"
	"encoding/binary"
	"iter"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A tape is a JSON text taken apart by one strict pass: a list of nodes in
// document order, each with its place in the text. A container's children
// follow it directly; an object's are its keys and values in turn. Nodes are
// named by their number, and the root is node 0.
//
//	var t tape
//	if err := parseTape(&t, text, Limits{}); err != nil { … }
//	for key, value := range t.members(0) {
//		if t.is(key, "actor") && t.kind(value) == objectNode { … }
//	}
//
// A tape may be used again for the next text; it then allocates nothing.
type tape struct {
	text  []byte
	nodes []node
	// repeated lists the key nodes that stand a second time in their object.
	repeated []int
	open     []frame
}

// node is one value or key of a tape.
type node struct {
	// start and end are the raw span in the text; a string's holds its quotes.
	start, end uint32
	// next is the number of the first node behind this one's subtree.
	next uint32
	kind nodeKind
	// escaped is true for a string with a backslash in it.
	escaped bool
	// hash tells most keys apart without looking at them.
	hash uint16
}

// nodeKind is the kind of a JSON value; a key is a stringNode.
type nodeKind uint8

const (
	objectNode nodeKind = 1 + iota
	arrayNode
	stringNode
	numberNode
	trueNode
	falseNode
	nullNode
)

// parseTape takes a JSON text apart. The text must be one value as RFC 8259
// writes it (GEN-01), in UTF-8 (GEN-02) without a byte order mark, nest no
// deeper than limits.Depth (GEN-14), and have no key twice in one object,
// however the key is escaped (GEN-08). An escape of half a surrogate pair is
// well-formed, so it is kept (GEN-15); decoded it is U+FFFD. Errors are of
// type *ValidationError.
func parseTape(dst *tape, text []byte, limits Limits) error {
	if fault := dst.scan(text, limits.depth()); fault != nil {
		return &ValidationError{Faults: []Fault{*fault}}
	}
	if len(dst.repeated) == 0 {
		return nil
	}
	invalid := &ValidationError{}
	for _, key := range dst.repeated[:min(len(dst.repeated), maxFaults)] {
		invalid.Faults = append(invalid.Faults, Fault{dst.pointer(0, key), "GEN-08", repeatedKey(dst, key)})
	}
	return invalid
}

func repeatedKey(t *tape, key int) string {
	return "the key " + quote(t.decoded(key)) + " stands twice in this object; keep one"
}

// kind returns what node n is.
func (t *tape) kind(n int) nodeKind { return t.nodes[n].kind }

// raw returns the bytes of node n as they stand in the text, a string with its
// quotes.
func (t *tape) raw(n int) []byte { return t.text[t.nodes[n].start:t.nodes[n].end] }

// next returns the number of the node behind n and all that is in it.
func (t *tape) next(n int) int { return int(t.nodes[n].next) }

// empty reports whether the container n has no children.
func (t *tape) empty(n int) bool { return t.next(n) == n+1 }

// decoded returns the value of the string n. It aliases the text when there is
// no escape in it.
func (t *tape) decoded(n int) []byte {
	if t.nodes[n].escaped {
		return t.unescaped(n)
	}
	return t.text[t.nodes[n].start+1 : t.nodes[n].end-1]
}

// unescaped is apart so that decoded is small enough to be inlined.
func (t *tape) unescaped(n int) []byte {
	return plain(t.text[t.nodes[n].start+1 : t.nodes[n].end-1])
}

// is reports whether n is a string with this value.
func (t *tape) is(n int, value string) bool {
	return t.kind(n) == stringNode && string(t.decoded(n)) == value
}

// members iterates over the keys and values of the object n.
func (t *tape) members(n int) iter.Seq2[int, int] {
	return func(yield func(key, value int) bool) {
		for key := n + 1; key < t.next(n); key = t.next(key + 1) {
			if !yield(key, key+1) {
				return
			}
		}
	}
}

// items iterates over the values in the array n.
func (t *tape) items(n int) iter.Seq[int] {
	return func(yield func(item int) bool) {
		for item := n + 1; item < t.next(n); item = t.next(item) {
			if !yield(item) {
				return
			}
		}
	}
}

// member returns the value of a key in the object n, 0 when it is not there.
func (t *tape) member(n int, key string) int {
	for k, value := range t.members(n) {
		if t.is(k, key) {
			return value
		}
	}
	return 0
}

// longestPointer bounds pointers, so that the answer to a hostile body is no
// larger than the body.
const longestPointer = 2048

// pointer returns the JSON pointer (RFC 6901) from the node root to node n
// within it, or to the object around it whose pointer is not too long. A key
// has the pointer of its value.
func (t *tape) pointer(root, n int) string {
	var b []byte
	for at := root; at < n; {
		switch t.kind(at) {
		case objectNode:
			for key, value := range t.members(at) {
				if n >= t.next(value) {
					continue
				}
				name := t.decoded(key)
				if len(b)+len(name) > longestPointer {
					return string(b)
				}
				if b = appendPointer(b, name); n == key {
					return string(b)
				}
				at = value
				break
			}
		default:
			index := 0
			for item := range t.items(at) {
				if n < t.next(item) {
					b = strconv.AppendInt(append(b, '/'), int64(index), 10)
					at = item
					break
				}
				index++
			}
		}
	}
	return string(b)
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func appendPointer(dst, key []byte) []byte {
	dst = append(dst, '/')
	if bytes.ContainsAny(key, "~/") {
		return append(dst, pointerEscapes.Replace(string(key))...)
	}
	return append(dst, key...)
}

// plain returns the value of a string's inner text.
func plain(inner []byte) []byte {
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	return unescape(make([]byte, 0, len(inner)), inner)
}

// unescape appends the value of a string's inner text, whose escapes are
// well-formed.
func unescape(dst, inner []byte) []byte {
	for {
		at := bytes.IndexByte(inner, '\\')
		if at < 0 {
			return append(dst, inner...)
		}
		dst = append(dst, inner[:at]...)
		escape := inner[at+1]
		inner = inner[at+2:]
		switch escape {
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		case 'u':
			r := hexRune(inner)
			inner = inner[4:]
			if utf16.IsSurrogate(r) {
				// A pair is one character; half a pair is U+FFFD, which is
				// also what DecodeRune says of a wrong second half.
				low := rune(utf8.RuneError)
				if len(inner) >= 6 && inner[0] == '\\' && inner[1] == 'u' {
					low = hexRune(inner[2:])
				}
				if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
					inner = inner[6:]
				}
			}
			dst = utf8.AppendRune(dst, r)
		default: // a quote, a slash or a backslash stands for itself
			dst = append(dst, escape)
		}
	}
}

func hexRune(digits []byte) (r rune) {
	for _, c := range digits[:4] {
		r = r<<4 | rune(hexValue[c])
	}
	return r
}

// keyHash mixes a key's length and outer bytes.
func keyHash(key []byte) uint16 {
	var first, last uint64
	if n := len(key); n >= 8 {
		first, last = binary.LittleEndian.Uint64(key), binary.LittleEndian.Uint64(key[n-8:])
	} else {
		for _, c := range key {
			first = first<<8 | uint64(c)
		}
	}
	mixed := (first ^ last*0x9e3779b97f4a7c15 ^ uint64(len(key))) * 0xff51afd7ed558ccd
	return uint16(mixed >> 48)
}
