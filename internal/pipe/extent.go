package pipe

import "bytes"

// extent tells where a JSON value ends.
type extent struct {
	begun, scalar, inString, escaped bool
	depth                            int
}

// advance looks at more bytes and returns how many belong to the value, and
// whether it ends with them. With stopAtLine it also stops before a line's end.
func (e *extent) advance(chunk []byte, stopAtLine bool) (n int, done bool) {
	for i, c := range chunk {
		if c == '\n' && stopAtLine {
			return i, false
		}
		switch {
		case e.escaped:
			e.escaped = false
		case e.inString:
			if c == '\\' {
				e.escaped = true
			} else if c == '"' {
				e.inString = false
				if e.depth == 0 {
					return i + 1, true
				}
			}
		case e.scalar:
			if bytes.IndexByte([]byte(",:]} \t\r\n"), c) >= 0 {
				return i, true
			}
		case c == '"':
			e.inString = true
		case c == '{' || c == '[':
			e.depth++
		case c == '}' || c == ']':
			if e.depth--; e.depth == 0 {
				return i + 1, true
			}
		case !e.begun:
			e.scalar = true
		}
		e.begun = true
	}
	return len(chunk), false
}
