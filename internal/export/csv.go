package export

import (
	"bufio"
	"strconv"
	"strings"
)

// csvSink writes RFC 4180: lines end with CRLF, a missing value is nothing, an
// empty text is "". A text that a spreadsheet would take for a formula has an
// apostrophe before it.
type csvSink struct {
	out     *bufio.Writer
	columns []header
	line    []byte
	failed  error
}

func newCSVSink(out *bufio.Writer, columns []header) *csvSink {
	s := &csvSink{out: out, columns: columns}
	for i, column := range columns {
		if i > 0 {
			s.line = append(s.line, ',')
		}
		s.line = appendCSV(s.line, column.name)
	}
	s.failed = s.flush()
	return s
}

func (s *csvSink) flush() error {
	s.line = append(s.line, "\r\n"...)
	_, err := s.out.Write(s.line)
	s.line = s.line[:0]
	return err
}

func (s *csvSink) row(row []cell) error {
	if s.failed != nil {
		return s.failed
	}
	for i := range row {
		if i > 0 {
			s.line = append(s.line, ',')
		}
		c := &row[i]
		if !c.set {
			continue
		}
		switch s.columns[i].kind {
		case instant:
			s.line = appendInstant(s.line, c.whole)
		case integer:
			s.line = strconv.AppendInt(s.line, c.whole, 10)
		case number:
			s.line = strconv.AppendFloat(s.line, c.real, 'g', -1, 64)
		case boolean:
			s.line = strconv.AppendBool(s.line, c.whole != 0)
		case document:
			s.line = appendCSV(s.line, c.text)
		default:
			s.line = appendCSV(s.line, defused(c.text))
		}
	}
	return s.flush()
}

func (s *csvSink) close() error { return s.failed }

// appendCSV appends a text, in quotes where it needs them.
func appendCSV(dst []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, "\",\r\n") && text[0] != ' ' && text[len(text)-1] != ' ' {
		return append(dst, text...)
	}
	dst = append(dst, '"')
	for i := range len(text) {
		if text[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, text[i])
	}
	return append(dst, '"')
}

// defused returns a text that no spreadsheet runs: one that begins like a
// formula, and is no number, gets an apostrophe. So does one that begins with
// apostrophes before such a beginning, so that the first one can be taken away
// again from every text that has it.
func defused(text string) string {
	switch rest := strings.TrimLeft(text, "'"); {
	case rest == "" || !strings.ContainsRune("=+-@\t\r", rune(rest[0])):
		return text
	case len(rest) == len(text) && isNumber(text):
		return text
	}
	return "'" + text
}

// isNumber reports whether a text is a decimal number, with an exponent or
// without.
func isNumber(text string) bool {
	if strings.Trim(text, "+-.0123456789eE") != "" {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}
