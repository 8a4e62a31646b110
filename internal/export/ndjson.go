package export

import (
	"bufio"
	"fmt"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// ndjsonSink writes an object a line, with every column; a missing value is
// null, a document stands as it is.
type ndjsonSink struct {
	out     *bufio.Writer
	columns []header
	names   [][]byte // with quotes and colon
	line    []byte
}

func newNDJSONSink(out *bufio.Writer, columns []header) *ndjsonSink {
	s := &ndjsonSink{out: out, columns: columns, names: make([][]byte, len(columns))}
	for i, column := range columns {
		quoted, err := jsontext.AppendQuote(nil, column.name)
		if err != nil { // of what is not UTF-8 the best is made
			quoted = strconv.AppendQuoteToASCII(nil, column.name)
		}
		s.names[i] = append(quoted, ':')
	}
	return s
}

func (s *ndjsonSink) row(row []cell) (err error) {
	s.line = append(s.line[:0], '{')
	for i := range row {
		if i > 0 {
			s.line = append(s.line, ',')
		}
		s.line = append(s.line, s.names[i]...)
		c := &row[i]
		if !c.set {
			s.line = append(s.line, "null"...)
			continue
		}
		switch s.columns[i].kind {
		case instant:
			s.line = append(appendInstant(append(s.line, '"'), c.whole), '"')
		case integer:
			s.line = strconv.AppendInt(s.line, c.whole, 10)
		case number:
			s.line = strconv.AppendFloat(s.line, c.real, 'g', -1, 64)
		case boolean:
			s.line = strconv.AppendBool(s.line, c.whole != 0)
		case document:
			s.line = append(s.line, c.text...)
		default:
			if s.line, err = jsontext.AppendQuote(s.line, c.text); err != nil {
				return fmt.Errorf("write the column %s: %w", s.columns[i].name, err)
			}
		}
	}
	s.line = append(s.line, '}', '\n')
	_, err = s.out.Write(s.line)
	return err
}

func (s *ndjsonSink) close() error { return nil }
