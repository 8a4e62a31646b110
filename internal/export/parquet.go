package export

import (
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/snappy"
)

const (
	// rowGroup is the most rows, and rowGroupBytes about the most bytes of text,
	// of a row group, which is in memory until it is written.
	rowGroup      = 64 << 10
	rowGroupBytes = 32 << 20
	// maxDictionary is the size in bytes from which texts that repeat too seldom
	// are written as they are.
	maxDictionary = 1 << 20
	// parquetBatch is how many rows are handed to the writer at once.
	parquetBatch = 256
)

// parquetSink writes Parquet that every tool reads: pages of version 1, Snappy,
// TIMESTAMP(MICROS, UTC), texts as STRING. UUIDs are texts, too: DuckDB would
// take the UUID type, but Spark and Power BI show its sixteen bytes as binary.
type parquetSink struct {
	writer  *parquet.GenericWriter[any]
	columns []header
	batch   []parquet.Row
	rows    int // of the batch
	group   int // rows of the row group, those of the batch included
	bytes   int // of text in the row group
}

func newParquetSink(out io.Writer, columns []header) *parquetSink {
	s := &parquetSink{columns: columns, batch: make([]parquet.Row, parquetBatch)}
	s.writer = parquet.NewGenericWriter[any](out, parquetSchema(columns),
		parquet.Compression(&snappy.Codec{}),
		parquet.DataPageVersion(1),
		parquet.DictionaryMaxBytes(maxDictionary),
		parquet.CreatedBy("lore", "1", "export"))
	for i := range s.batch {
		s.batch[i] = make(parquet.Row, len(columns))
	}
	return s
}

// parquetSchema returns the columns in their order.
func parquetSchema(columns []header) *parquet.Schema {
	group := make(parquet.Group, len(columns))
	for _, column := range columns {
		var node parquet.Node
		switch column.kind {
		case instant:
			node = parquet.Timestamp(parquet.Microsecond)
		case integer:
			node = parquet.Leaf(parquet.Int64Type)
		case number:
			node = parquet.Leaf(parquet.DoubleType)
		case boolean:
			node = parquet.Leaf(parquet.BooleanType)
		case label:
			node = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		default:
			node = parquet.String()
		}
		if !column.required {
			node = parquet.Optional(node)
		}
		group[column.name] = node
	}
	return parquet.NewSchema("lore", orderedGroup{group, columns})
}

// orderedGroup is a group whose fields do not stand in the order of the
// alphabet.
type orderedGroup struct {
	parquet.Group
	columns []header
}

// Fields returns the fields in the order of the columns.
func (g orderedGroup) Fields() []parquet.Field {
	byName := make(map[string]parquet.Field, len(g.columns))
	for _, field := range g.Group.Fields() {
		byName[field.Name()] = field
	}
	fields := make([]parquet.Field, len(g.columns))
	for i, column := range g.columns {
		fields[i] = byName[column.name]
	}
	return fields
}

func (s *parquetSink) row(row []cell) error {
	values := s.batch[s.rows]
	for i := range row {
		c := &row[i]
		value, level := parquet.NullValue(), 1
		switch {
		case !c.set:
			level = 0
		case s.columns[i].kind == number:
			value = parquet.DoubleValue(c.real)
		case s.columns[i].kind == boolean:
			value = parquet.BooleanValue(c.whole != 0)
		case s.columns[i].kind == instant || s.columns[i].kind == integer:
			value = parquet.Int64Value(c.whole)
		default:
			value = parquet.ValueOf(c.text)
			s.bytes += len(c.text)
		}
		if s.columns[i].required {
			level = 0
		}
		values[i] = value.Level(0, level, i)
	}
	s.rows++
	s.group++
	if s.group == rowGroup || s.bytes >= rowGroupBytes {
		return s.endGroup()
	}
	if s.rows == len(s.batch) {
		return s.flush()
	}
	return nil
}

// flush hands the batch to the writer.
func (s *parquetSink) flush() error {
	_, err := s.writer.WriteRows(s.batch[:s.rows])
	s.rows = 0
	return err
}

func (s *parquetSink) endGroup() error {
	if err := s.flush(); err != nil {
		return err
	}
	s.group, s.bytes = 0, 0
	return s.writer.Flush()
}

func (s *parquetSink) close() error {
	if err := s.flush(); err != nil {
		return err
	}
	return s.writer.Close()
}
