package pipe

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// item is one statement of a file, as found, before anybody looked at it.
type item struct {
	// line is where it begins and number which statement of the file it is,
	// both from 1.
	line, number int64
	// json is the statement's bytes, the item's own; nil when fault says why
	// there are none.
	json  []byte
	fault string
	// ragged says that the brackets do not enclose json as one value: put into
	// an array with others, it would change where they begin and end.
	ragged bool
}

// damaged is an error of the file's form, behind which no statement can be
// found any more.
type damaged struct {
	line    int64
	message string
}

func (e *damaged) Error() string { return fmt.Sprintf("line %d: %s", e.line, e.message) }

// scanner finds statements in text by brackets and line ends alone; whether
// they are JSON, and right, is for the parser. It takes lines (NDJSON), arrays,
// StatementResults, single statements, and any sequence of these.
type scanner struct {
	in   *bufio.Reader
	line int64 // of the next byte
	// number counts the statements found.
	number int64
	// limit is the most bytes of a statement that are kept; a longer one is
	// passed over and reported, so that memory stays bounded.
	limit int
	// byLine is true once a line was a whole statement: from then on a damaged
	// line costs only itself.
	byLine bool
	emit   func(item) error
}

const byteOrderMark = "\ufeff"

func newScanner(r io.Reader, limit int, emit func(item) error) *scanner {
	s := &scanner{in: bufio.NewReaderSize(r, 64<<10), line: 1, limit: limit, emit: emit}
	if start, _ := s.in.Peek(len(byteOrderMark)); string(start) == byteOrderMark {
		s.skip(len(byteOrderMark))
	}
	return s
}

// run hands every statement to emit, in order. It stops at emit's first error,
// at a read error, or at a *damaged.
func (s *scanner) run() error {
	for {
		next, err := s.peekSignificant()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case next == '[':
			err = s.array()
		case next == '{' && s.atResult():
			err = s.result()
		case next == '{' && !s.byLine:
			err = s.object()
		default:
			err = s.wholeLine()
		}
		if err != nil {
			return err
		}
	}
}

// array emits the elements of an array.
func (s *scanner) array() error {
	s.skip(1)
	for {
		next, err := s.peekInside("an array of statements")
		if err != nil {
			return err
		}
		switch next {
		case ']':
			s.skip(1)
			return nil
		case ',':
			s.skip(1)
			continue
		case '}', ':':
			return &damaged{s.line, fmt.Sprintf("unexpected %q in an array of statements; nothing behind it was read", next)}
		}
		line := s.line
		value, size, err := s.value(true)
		if err != nil {
			return err
		}
		if err := s.found(line, value, size); err != nil {
			return err
		}
	}
}

// atResult reports whether the object that begins here is a StatementResult:
// its first member is statements or more, which no statement has.
func (s *scanner) atResult() bool {
	start, _ := s.in.Peek(256)
	key, quoted := bytes.CutPrefix(bytes.TrimLeft(start[1:], " \t\r\n"), []byte{'"'})
	return quoted && (bytes.HasPrefix(key, []byte(`statements"`)) || bytes.HasPrefix(key, []byte(`more"`)))
}

// result emits the statements of a StatementResult.
func (s *scanner) result() error {
	const where = "a StatementResult"
	s.skip(1)
	statements := false
	for {
		next, err := s.peekInside(where)
		if err != nil {
			return err
		}
		switch {
		case next == '}':
			s.skip(1)
			return nil
		case next == ',' || next == ':':
			s.skip(1)
		case next == '[' && statements:
			if err := s.array(); err != nil {
				return err
			}
			statements = false
		case next == ']':
			return &damaged{s.line, "unexpected ']' in " + where + "; nothing behind it was read"}
		default:
			value, _, err := s.value(true)
			if err != nil {
				return err
			}
			statements = string(value) == `"statements"`
		}
	}
}

// object emits the statement that begins here. If it does not end on its line,
// it is either laid out over several or a damaged line of many; then the next
// line begins with a statement of its own.
func (s *scanner) object() error {
	line := s.line
	value, size, err := s.value(false)
	if err != nil {
		return err
	}
	rest, _ := s.in.Peek(2)
	s.byLine = line == s.line && (len(rest) == 0 || rest[0] == '\n' || string(rest) == "\r\n")
	return s.found(line, value, size)
}

// wholeLine emits the rest of the line, whatever it is.
func (s *scanner) wholeLine() error {
	line := s.line
	var kept []byte
	size := 0
	for {
		part, err := s.in.ReadSlice('\n')
		size += len(part)
		if size <= s.limit {
			kept = append(kept, part...)
		}
		if err == nil {
			s.line++
			break
		}
		if err == io.EOF {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("read statements: %w", err)
		}
	}
	return s.found(line, bytes.TrimRight(kept, " \t\r\n"), size)
}

// found emits a statement, or the fault of one that is too long.
func (s *scanner) found(line int64, value []byte, size int) error {
	s.number++
	if size > s.limit {
		return s.emit(item{line: line, number: s.number, fault: fmt.Sprintf(
			"the statement has %d bytes; at most %d are taken", size, s.limit)})
	}
	var extent extent
	n, done := extent.advance(value, false)
	return s.emit(item{line: line, number: s.number, json: value, ragged: !done || n < len(value)})
}

// value reads one JSON value and says how many bytes it has; of a value beyond
// the limit not all are returned. nested says that it is a part of something
// larger, so that a line's end cannot be the end of a damaged statement.
func (s *scanner) value(nested bool) (value []byte, size int, err error) {
	line := s.line
	var extent extent
	for {
		chunk, err := s.in.Peek(max(1, s.in.Buffered()))
		if len(chunk) == 0 {
			if err != io.EOF {
				return nil, 0, fmt.Errorf("read statements: %w", err)
			}
			if !nested || extent.scalar {
				return value, size, nil
			}
			return nil, 0, &damaged{line, "the file ends within the statement that begins here"}
		}
		n, done := extent.advance(chunk, !nested)
		size += n
		if size <= s.limit {
			value = append(value, chunk[:n]...)
		}
		s.skip(n)
		if done {
			return value, size, nil
		}
		if !nested && n < len(chunk) { // stopped at a line's end
			if s.nextLineBegins() {
				return value, size, nil
			}
			nested = true
		}
	}
}

// nextLineBegins reports whether a statement begins right behind the line's
// end that is the next byte.
func (s *scanner) nextLineBegins() bool {
	next, _ := s.in.Peek(2)
	return len(next) < 2 || next[1] == '{' || next[1] == '['
}

// peekSignificant passes over white space and returns the next byte without
// taking it.
func (s *scanner) peekSignificant() (byte, error) {
	for {
		next, err := s.in.Peek(1)
		if len(next) == 0 {
			if err == io.EOF {
				return 0, io.EOF
			}
			return 0, fmt.Errorf("read statements: %w", err)
		}
		switch next[0] {
		case ' ', '\t', '\r', '\n':
			s.skip(1)
		default:
			return next[0], nil
		}
	}
}

// peekInside is peekSignificant where the file must not end yet.
func (s *scanner) peekInside(where string) (byte, error) {
	next, err := s.peekSignificant()
	if err == io.EOF {
		return 0, &damaged{s.line, "the file ends within " + where + "; is it cut off?"}
	}
	return next, err
}

// skip takes n bytes that were peeked.
func (s *scanner) skip(n int) {
	taken, _ := s.in.Peek(n)
	s.line += int64(bytes.Count(taken, []byte{'\n'}))
	_, _ = s.in.Discard(n) // they are in the buffer
}
