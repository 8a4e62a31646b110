package intake

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
)

// maxHead is the most bytes of a table's head line, and maxField of one field.
const (
	maxHead  = 64 << 10
	maxField = 64 << 10
)

// doTable makes a statement of each row of a table, and stores them.
func (r *run) doTable(ctx context.Context, im pipe.Import, file io.Reader) error {
	plain, closePlain, err := pipe.Plain(file)
	if err != nil {
		return err
	}
	defer closePlain()
	t, err := openTable(plain)
	if err != nil {
		return err
	}
	statements, write := io.Pipe()
	var lines ring
	im.OnFault = func(fault pipe.Fault) {
		fault.Line = lines.at(fault.Number)
		r.refused(fault)
	}
	read := make(chan error, 1)
	go func() {
		err := r.eachRow(t, write, &lines)
		read <- err
		write.CloseWithError(err)
	}()
	_, err = im.Run(ctx, statements)
	// Whichever ended first, ends the other.
	statements.CloseWithError(io.ErrClosedPipe)
	if wrong := <-read; wrong != nil && !errors.Is(wrong, io.ErrClosedPipe) {
		return wrong
	}
	return err
}

// eachRow writes the statements of a table, one a line.
func (r *run) eachRow(t *table, to io.Writer, lines *ring) error {
	statements := int64(0)
	for {
		record, line, err := t.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		statement, fault := t.statement(record, r.zone, r.caller.Store)
		if fault != nil {
			fault.Line = line
			r.reject(*fault)
			continue
		}
		statements++
		lines.set(statements, line)
		if _, err := to.Write(append(statement, '\n')); err != nil {
			return err
		}
	}
}

// ring remembers the lines of the last statements: more than are on their way
// through a batch and its buffers.
type ring [8192]atomic.Int64

func (r *ring) set(number, line int64) { r[number%int64(len(r))].Store(line) }
func (r *ring) at(number int64) int64  { return r[number%int64(len(r))].Load() }

// maxRow is the most bytes of a row, or of what a quotation mark that is never
// closed makes of the rest of the file.
const maxRow = 2 << 20

// guard ends a file in which a row has no end, so that memory stays bounded.
type guard struct {
	in   io.Reader
	left int
}

func (g *guard) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, invalidTable("a row has more than %d bytes: is a quotation mark not closed?", maxRow)
	}
	n, err := g.in.Read(p)
	g.left -= n
	return n, err
}

// table is a table of results.
type table struct {
	rows  *csv.Reader
	guard *guard
	// place is where each column is, -1 where it is not.
	place map[string]int
	// commas: decimals are written with one.
	commas bool
}

// columnNames are those that a table may have; docs/import-export.md explains them.
var columnNames = []string{
	"person", "account", "name", "verb", "result", "activity", "activity_name", "activity_type",
	"course", "course_name", "timestamp", "score", "success", "duration",
}

// openTable reads the head of a table. Errors: Invalid.
func openTable(file io.Reader) (*table, error) {
	guard := &guard{file, maxRow}
	in := bufio.NewReaderSize(guard, maxHead)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		if _, err := in.Discard(3); err != nil {
			return nil, err
		}
	}
	start, err := in.Peek(maxHead)
	if len(start) == 0 {
		if err != nil && err != io.EOF {
			return nil, err
		}
		return nil, invalidTable("the file is empty: its first line names the columns")
	}
	head, _, _ := bytes.Cut(start, []byte("\n"))
	t := &table{rows: csv.NewReader(in), guard: guard, place: make(map[string]int)}
	t.rows.Comma = separator(head)
	t.commas = t.rows.Comma != ','
	t.rows.ReuseRecord = true
	names, err := t.rows.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	for i, name := range names {
		name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
		if !slices.Contains(columnNames, name) {
			return nil, invalidTable("there is no column %q; a table may have %s", name, strings.Join(columnNames, ", "))
		}
		if _, twice := t.place[name]; twice {
			return nil, invalidTable("the column %q is there twice", name)
		}
		t.place[name] = i
	}
	return t, t.complete()
}

// separator is the character between fields: the most frequent one in the head.
func separator(head []byte) rune {
	found, most := ',', bytes.Count(head, []byte(","))
	for _, other := range []rune{';', '\t'} {
		if n := bytes.Count(head, []byte(string(other))); n > most {
			found, most = other, n
		}
	}
	return found
}

// complete refuses a table that lacks what every statement needs.
func (t *table) complete() error {
	has := func(name string) bool { _, ok := t.place[name]; return ok }
	switch {
	case !has("person") && !has("account"):
		return invalidTable("there is no column that says who: person (an e-mail address) or account (HOMEPAGE|NAME)")
	case has("verb") && has("result"):
		return invalidTable("verb and result say the same: keep one of the columns")
	case !has("verb") && !has("result"):
		return invalidTable("there is no column that says what was done: verb or result")
	case !has("activity"):
		return invalidTable("there is no column activity: the address (IRI) of what was done")
	case !has("timestamp"):
		return invalidTable("there is no column timestamp: without it, the same row could not be known again")
	}
	return nil
}

// next returns the next row, whose fields are good until the one after it, and its
// line.
func (t *table) next() (record []string, line int64, err error) {
	for {
		t.guard.left = maxRow
		record, err = t.rows.Read()
		if err == io.EOF {
			return nil, 0, io.EOF
		}
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			return nil, 0, unreadable(err)
		}
		at, _ := t.rows.FieldPos(0)
		if len(record) == 1 && strings.TrimSpace(record[0]) == "" {
			continue
		}
		return record, int64(at), nil
	}
}

// unreadable says where a table cannot be read.
func unreadable(err error) error {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return problem.Wrap(problem.Invalid, "import-damaged", err, "line %d: this is not CSV (%v); nothing behind it was read", wrong.StartLine, wrong.Err)
	}
	return err
}

func invalidTable(format string, args ...any) error {
	return problem.New(problem.Invalid, "table-invalid", format, args...)
}

// field returns what a row has in a column, without the space around it.
func (t *table) field(record []string, name string) string {
	i, ok := t.place[name]
	if !ok || i >= len(record) {
		return ""
	}
	return strings.TrimSpace(record[i])
}

// wrong is a fault in a column.
func wrong(column, format string, args ...any) *Fault {
	return &Fault{Pointer: column, Message: fmt.Sprintf(format, args...)}
}
