package xapi

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"
)

// frame is a container that the scanner has not seen the end of.
type frame struct {
	node int
	// current is the key the scanner is at, or the number of items so far.
	current int
	// seen has a bit for the hash of each key; suspect is true once two keys
	// might be the same.
	seen    [4]uint64
	suspect bool
}

// scan fills the tape from a text; what is not well-formed is returned as a
// fault. Repeated keys are no fault of the syntax: they are in t.repeated.
func (t *tape) scan(text []byte, depth int) *Fault {
	t.text, t.nodes, t.open, t.repeated = text, t.nodes[:0], t.open[:0], t.repeated[:0]
	if uint64(len(text)) > math.MaxUint32 {
		return &Fault{"", "GEN-14", "the text is over 4 GiB; send it in parts"}
	}
	if bytes.HasPrefix(text, []byte("\ufeff")) {
		return &Fault{"", "GEN-01", "the text starts with a byte order mark; JSON must not have one (RFC 8259 8.1)"}
	}
	at := 0
	for {
		at = skipSpace(text, at)
		if at == len(text) {
			return t.malformed(at, "a value is missing")
		}
		switch c := text[at]; c {
		case '{', '[':
			if len(t.open) == depth {
				return t.refused(at, "GEN-14", fmt.Sprintf("objects and arrays may nest %d deep", depth))
			}
			kind, closing := objectNode, byte('}')
			if c == '[' {
				kind, closing = arrayNode, ']'
			}
			t.open = append(t.open, frame{node: len(t.nodes)})
			t.nodes = append(t.nodes, node{start: uint32(at), kind: kind})
			if at = skipSpace(text, at+1); at < len(text) && text[at] == closing {
				break
			}
			if kind == objectNode {
				var fault *Fault
				if at, fault = t.scanKey(at); fault != nil {
					return fault
				}
			}
			continue
		case '"':
			end, escaped, fault := t.scanString(at)
			if fault != nil {
				return fault
			}
			t.leaf(stringNode, at, end)
			t.nodes[len(t.nodes)-1].escaped = escaped
			at = end
		case 't', 'f', 'n':
			word, kind := "true", trueNode
			switch c {
			case 'f':
				word, kind = "false", falseNode
			case 'n':
				word, kind = "null", nullNode
			}
			if len(text)-at < len(word) || string(text[at:at+len(word)]) != word {
				return t.malformed(at, "a value is missing; only true, false and null are written without quotes")
			}
			t.leaf(kind, at, at+len(word))
			at += len(word)
		default:
			end := scanNumber(text, at)
			if end < 0 {
				return t.malformed(at, "a value is missing, or a number is not written as JSON does")
			}
			t.leaf(numberNode, at, end)
			at = end
		}
		var fault *Fault
		if at, fault = t.scanEnd(at); fault != nil {
			return fault
		}
		if len(t.open) == 0 {
			return nil
		}
	}
}

// scanEnd goes on behind a value: over closings, up to where the next value
// starts or, with nothing open any more, the end of the text.
func (t *tape) scanEnd(at int) (int, *Fault) {
	for len(t.open) > 0 {
		if at = skipSpace(t.text, at); at == len(t.text) {
			return at, t.malformed(at, "the text ends within an object or array")
		}
		top := &t.open[len(t.open)-1]
		container := &t.nodes[top.node]
		switch c := t.text[at]; {
		case c == ',' && container.kind == objectNode:
			return t.scanKey(skipSpace(t.text, at+1))
		case c == ',':
			top.current++
			return at + 1, nil
		case c == '}' && container.kind == objectNode, c == ']' && container.kind == arrayNode:
			at++
			container.end, container.next = uint32(at), uint32(len(t.nodes))
			if top.suspect {
				t.findRepeated(top.node)
			}
			t.open = t.open[:len(t.open)-1]
		case container.kind == objectNode:
			return at, t.malformed(at, "a comma or } is missing")
		default:
			return at, t.malformed(at, "a comma or ] is missing")
		}
	}
	if at = skipSpace(t.text, at); at < len(t.text) {
		return at, t.malformed(at, "there is more text behind the value")
	}
	return at, nil
}

// scanKey reads a key and its colon.
func (t *tape) scanKey(at int) (int, *Fault) {
	if at == len(t.text) || t.text[at] != '"' {
		return at, t.malformed(at, "a key in double quotes is missing")
	}
	end, escaped, fault := t.scanString(at)
	if fault != nil {
		return at, fault
	}
	hash := keyHash(t.text[at+1 : end-1])
	top := &t.open[len(t.open)-1]
	top.current = len(t.nodes)
	word, bit := &top.seen[hash>>6&3], uint64(1)<<(hash&63)
	top.suspect = top.suspect || escaped || *word&bit != 0
	*word |= bit
	t.nodes = append(t.nodes, node{
		start: uint32(at), end: uint32(end), next: uint32(len(t.nodes) + 1),
		kind: stringNode, escaped: escaped, hash: hash,
	})
	if at = skipSpace(t.text, end); at == len(t.text) || t.text[at] != ':' {
		return at, t.malformed(at, "a colon is missing behind the key")
	}
	return at + 1, nil
}

func (t *tape) leaf(kind nodeKind, start, end int) {
	t.nodes = append(t.nodes, node{
		start: uint32(start), end: uint32(end), next: uint32(len(t.nodes) + 1), kind: kind,
	})
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// scanString returns the end of the string that starts at a quote. It looks at
// eight bytes at a time: in each of the terms below, the lowest high bit set
// marks the first byte that is a quote, a backslash or a control character
// (only bytes above such a one may be marked falsely).
func (t *tape) scanString(start int) (end int, escaped bool, fault *Fault) {
	text, at := t.text, start+1
	var high uint64
	for {
		if at+8 <= len(text) {
			word := binary.LittleEndian.Uint64(text[at:])
			quotes, slashes := word^('"'*everyByte), word^('\\'*everyByte)
			special := ((quotes-everyByte)&^quotes | (slashes-everyByte)&^slashes | (word-' '*everyByte)&^word) & highBits
			if special == 0 {
				high |= word
				at += 8
				continue
			}
			high |= word & (special&-special - 1)
			at += bits.TrailingZeros64(special) / 8
		}
		if at >= len(text) {
			return at, escaped, t.malformed(start, "a string has no closing quote")
		}
		switch c := text[at]; {
		case c == '"':
			if high&highBits != 0 && !utf8.Valid(text[start:at]) {
				return at, escaped, t.refused(start, "GEN-02", "this string is not valid UTF-8")
			}
			return at + 1, escaped, nil
		case c == '\\':
			escaped = true
			length := escapeLength(text[at:])
			if length == 0 {
				return at, escaped, t.malformed(at, `a backslash must be followed by one of " \ / b f n r t, or u and four hex digits`)
			}
			at += length
		case c < ' ':
			return at, escaped, t.malformed(at, fmt.Sprintf(`a control character in a string must be escaped, as \u%04x`, c))
		default:
			high |= uint64(c)
			at++
		}
	}
}

// escapeLength returns the length of the escape that text starts with, 0 when
// it is none.
func escapeLength(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(text) < 6 || hexValue[text[2]]|hexValue[text[3]]|hexValue[text[4]]|hexValue[text[5]] > 15 {
			return 0
		}
		return 6
	}
	return 0
}

// hexValue has the value of each hex digit, 255 for any other byte.
var hexValue = func() (table [256]uint8) {
	for c := range table {
		table[c] = 255
		if value, err := strconv.ParseUint(string(rune(c)), 16, 8); err == nil {
			table[c] = uint8(value)
		}
	}
	return table
}()

// scanNumber returns the end of the number that starts at at, -1 when there is
// none.
func scanNumber(text []byte, at int) int {
	digits := func() bool {
		from := at
		for at < len(text) && text[at]-'0' <= 9 {
			at++
		}
		return at > from
	}
	if at < len(text) && text[at] == '-' {
		at++
	}
	if at < len(text) && text[at] == '0' {
		at++
	} else if !digits() {
		return -1
	}
	if at < len(text) && text[at] == '.' {
		if at++; !digits() {
			return -1
		}
	}
	if at < len(text) && text[at]|0x20 == 'e' {
		if at++; at < len(text) && (text[at] == '+' || text[at] == '-') {
			at++
		}
		if !digits() {
			return -1
		}
	}
	return at
}

func skipSpace(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t') {
		at++
	}
	return at
}

// malformed says that the text is not well-formed JSON at a place (GEN-01).
func (t *tape) malformed(at int, message string) *Fault {
	return t.refused(at, "GEN-01", message)
}

// refused says what is wrong at a place, as people count lines and columns.
func (t *tape) refused(at int, rule, message string) *Fault {
	before := t.text[:min(at, len(t.text))]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
	var pointer []byte
	for _, open := range t.open {
		if t.kind(open.node) == arrayNode {
			pointer = strconv.AppendInt(append(pointer, '/'), int64(open.current), 10)
		} else if open.current > 0 {
			name := t.decoded(open.current)
			if len(pointer)+len(name) > longestPointer {
				break
			}
			pointer = appendPointer(pointer, name)
		}
	}
	return &Fault{string(pointer), rule, fmt.Sprintf("line %d, column %d: %s", line, column, message)}
}
