package export_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/parquet-go/parquet-go"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// formats are all of them.
var formats = []export.Format{export.Parquet, export.CSV, export.NDJSON}

// sheet is what a file says: every value as text, null for none.
type sheet struct {
	columns []string
	rows    [][]string
}

const null = "∅"

// fail is what both testing.T and rapid.T can do.
type fail interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// readSheet reads a file in any format.
func readSheet(t fail, format export.Format, file []byte) sheet {
	t.Helper()
	var s sheet
	var err error
	switch format {
	case export.Parquet:
		s, err = readParquet(file)
	case export.CSV:
		s, err = readCSV(file)
	default:
		s, err = readNDJSON(file)
	}
	if err != nil {
		t.Fatalf("read %s: %v", format, err)
	}
	return s
}

func readParquet(file []byte) (s sheet, err error) {
	opened, err := parquet.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return s, err
	}
	fields := opened.Schema().Fields()
	for _, field := range fields {
		s.columns = append(s.columns, field.Name())
	}
	for _, group := range opened.RowGroups() {
		rows := group.Rows()
		buffer := make([]parquet.Row, 100)
		for {
			n, err := rows.ReadRows(buffer)
			for _, row := range buffer[:n] {
				texts := make([]string, len(row))
				for i, value := range row {
					texts[i] = parquetText(fields[i], value)
				}
				s.rows = append(s.rows, texts)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return s, err
			}
		}
		if err := rows.Close(); err != nil {
			return s, err
		}
	}
	return s, nil
}

func parquetText(field parquet.Field, value parquet.Value) string {
	if value.IsNull() {
		return null
	}
	switch value.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(value.Boolean())
	case parquet.Double:
		return strconv.FormatFloat(value.Double(), 'g', -1, 64)
	case parquet.Int64:
		if strings.HasPrefix(field.Type().String(), "TIMESTAMP") {
			return time.UnixMicro(value.Int64()).UTC().Format("2006-01-02T15:04:05.000000Z")
		}
		return strconv.FormatInt(value.Int64(), 10)
	default:
		return string(value.ByteArray())
	}
}

// readCSV reads what encoding/csv reads; it cannot tell null from "", nor keep
// a CR before a LF.
func readCSV(file []byte) (s sheet, err error) {
	records, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	if err != nil {
		return s, err
	}
	s.columns = records[0]
	s.rows = records[1:]
	return s, nil
}

func readNDJSON(file []byte) (s sheet, err error) {
	for line := range bytes.Lines(file) {
		decoder := jsontext.NewDecoder(bytes.NewReader(line))
		if _, err := decoder.ReadToken(); err != nil {
			return s, err
		}
		var columns, row []string
		for decoder.PeekKind() != '}' {
			name, err := decoder.ReadToken()
			if err != nil {
				return s, err
			}
			columns = append(columns, name.String())
			value, err := decoder.ReadValue()
			if err != nil {
				return s, err
			}
			text := string(value)
			if value.Kind() == '"' {
				if err := json.Unmarshal(value, &text); err != nil {
					return s, err
				}
			}
			if value.Kind() == 'n' {
				text = null
			}
			row = append(row, text)
		}
		s.columns = columns
		s.rows = append(s.rows, row)
	}
	return s, nil
}

// sorted returns the rows in an order of their own.
func (s sheet) sorted() [][]string {
	rows := slices.Clone(s.rows)
	slices.SortFunc(rows, slices.Compare)
	return rows
}

// value returns the value of a row in a column.
func (s sheet) value(t fail, row int, name string) string {
	t.Helper()
	i := slices.Index(s.columns, name)
	if i < 0 {
		t.Fatalf("there is no column %s among %v", name, s.columns)
	}
	return s.rows[row][i]
}

// asCSV is what a CSV reader sees of a value: no null, formulas with an
// apostrophe.
func asCSV(name, text string) string {
	if text == null {
		return ""
	}
	switch name {
	case "scaled", "raw", "min", "max", "duration_s", "statement":
		return text
	}
	rest := strings.TrimLeft(text, "'")
	if rest != "" && strings.ContainsRune("=+-@\t\r", rune(rest[0])) {
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			text = "'" + text
		}
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// noMeaning is that of a store without decisions.
func noMeaning() *meaning.Meaning { return &meaning.Meaning{} }

// factSource exports rows that are in memory.
func factSource(snapshot *column.Snapshot, inForce *meaning.Meaning) export.Source {
	return export.Source{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, error) { return snapshot, nil },
		Meaning:  func(context.Context, int64) (*meaning.Meaning, error) { return inForce, nil },
	}
}

// exported returns the file that a request asks for.
func exported(t fail, source export.Source, request export.Request) sheet {
	t.Helper()
	var file bytes.Buffer
	rows, err := source.Write(context.Background(), &file, request)
	if err != nil {
		t.Fatal(err)
	}
	s := readSheet(t, request.Format, file.Bytes())
	if int64(len(s.rows)) != rows {
		t.Fatalf("%s: Write says %d rows, the file has %d", request.Format, rows, len(s.rows))
	}
	return s
}

// event is a fact with nothing but what every one has.
func event(stored int64, actor, verb, activity string) fact.Row {
	row := fact.Row{
		Stored: stored, Timestamp: stored, Actor: actor, Verb: verb, Object: fact.Activity{ID: activity},
		Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(), Duration: fact.None,
	}
	copy(row.ID[:], fmt.Sprintf("%016d", stored))
	return row
}

// log is a statement log on a temporary directory.
type log struct {
	t       *testing.T
	engine  *embedded.Store
	service *lrs.Service
	caller  lrs.Caller
}

const authority = `{"objectType":"Agent","account":{"homePage":"https://lrs.example","name":"importer"}}`

func newLog(t *testing.T) *log {
	t.Helper()
	engine, err := embedded.Open(embedded.Config{Dir: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	agent, err := xapi.ParseAgent([]byte(authority), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	return &log{
		t: t, engine: engine,
		service: lrs.New(lrs.Config{Statements: engine, CursorKey: bytes.Repeat([]byte{1}, 32)}),
		caller:  lrs.Caller{Store: 1, Authority: []byte(authority), AuthorityIndex: agent.AuthorityIndex(), Define: true},
	}
}

// store stores a statement.
func (l *log) store(statement string) {
	l.t.Helper()
	if _, err := l.service.StoreStatements(l.t.Context(), l.caller, lrs.Submission{Version: xapi.Version2, Body: []byte(statement)}); err != nil {
		l.t.Fatal(err)
	}
}

// breaking is a log that cannot be read beyond some statements.
type breaking struct {
	*embedded.Store
	after int
}

// Scan scans some statements.
func (b breaking) Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	left := b.after
	return b.Store.Scan(ctx, store, after, func(stored lrs.Stored) error {
		if left--; left < 0 {
			return errBroken
		}
		return fn(stored)
	})
}

// payload reads a body, which over plain HTTP comes in signed chunks: the
// length in hex, ";chunk-signature=…", CRLF, the bytes, CRLF.
func payload(r *http.Request) ([]byte, error) {
	body := bufio.NewReader(r.Body)
	if !strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		return io.ReadAll(body)
	}
	var content bytes.Buffer
	for {
		line, err := body.ReadString('\n')
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(line, ";")
		length, err := strconv.ParseInt(digits, 16, 64)
		if err != nil || length == 0 {
			return content.Bytes(), err
		}
		if _, err := io.CopyN(&content, body, length); err != nil {
			return nil, err
		}
		if _, err := body.Discard(len("\r\n")); err != nil {
			return nil, err
		}
	}
}
