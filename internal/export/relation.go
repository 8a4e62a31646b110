package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"
)

// kind is the type of a column.
type kind uint8

const (
	label    kind = iota // text of which there are few
	text                 // any other text, ids included
	document             // JSON
	instant              // microseconds since 1970 UTC
	integer
	number
	boolean
)

// header is what is known of a column. Values that are missing are null, except
// in columns that require one.
type header struct {
	name     string
	kind     kind
	required bool
}

// cell is a value: text for texts and documents; whole for instants, integers
// and booleans (0 or 1); real for numbers. A sink may keep the text.
type cell struct {
	set   bool
	whole int64
	real  float64
	text  string
}

func textCell(text string) cell        { return cell{set: text != "", text: text} }
func wholeCell(whole int64) cell       { return cell{set: true, whole: whole} }
func booleanCell(known, yes bool) cell { return cell{set: known, whole: toWhole(yes)} }

func toWhole(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// relation is columns and their rows.
type relation struct {
	columns []header
	// each calls yield with every row, which it may overwrite afterwards, and
	// returns yield's first error.
	each func(ctx context.Context, yield func(row []cell) error) error
}

// sink writes rows. What it was given may be overwritten after row has returned,
// except texts. close finishes what was written.
type sink interface {
	row(row []cell) error
	close() error
}

// outputBuffer is how much is written at once, in bytes.
const outputBuffer = 64 << 10

// write writes all rows in a format.
func (r relation) write(ctx context.Context, w io.Writer, format Format) (rows int64, err error) {
	buffered := bufio.NewWriterSize(w, outputBuffer)
	var to sink
	switch format {
	case Parquet:
		to = newParquetSink(buffered, r.columns)
	case CSV:
		to = newCSVSink(buffered, r.columns)
	case NDJSON:
		to = newNDJSONSink(buffered, r.columns)
	default:
		return 0, fmt.Errorf("there is no format %q", format)
	}
	err = r.each(ctx, func(row []cell) error {
		rows++
		return to.row(row)
	})
	if err != nil {
		return rows, err
	}
	if err := to.close(); err != nil {
		return rows, err
	}
	return rows, buffered.Flush()
}

// appendInstant appends a time as text, always of the same length.
func appendInstant(dst []byte, micros int64) []byte {
	return time.UnixMicro(micros).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000000Z")
}
