package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// extensionColumn is an extension as a column: a promoted one, or one that was
// read from the statements of the range for this query alone.
type extensionColumn struct {
	// promoted is the column; 0 for one that was read.
	promoted column.Column
	text     func(code uint32) string
	// read are the codes of the rows of each part, by its index.
	read  map[int][]uint32
	texts []string
	// count is how many rows' statements were read.
	count int
}

func (c *extensionColumn) codes(r *raw) []uint32 {
	if c.promoted != 0 {
		return r.codes(c.promoted)
	}
	if codes := c.read[r.part.index]; codes != nil {
		return codes[r.from:r.to]
	}
	return make([]uint32, r.len())
}

// extension returns the column of an extension.
func (v *view) extension(path string) (*extensionColumn, error) {
	if c := v.extensions[path]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("the extension %s was not read", path)
}

func (v *view) compileExtension(f *query.Filter) (condition, error) {
	c, err := v.extension(f.Field.Extension)
	if err != nil {
		return nil, err
	}
	matches, missing := matcher(f)
	count := len(c.texts) - 1
	if c.promoted != 0 {
		count = v.snapshot.Words(column.Labels)
	}
	passes := make([]bool, count+1)
	passes[0] = missing
	for code := 1; code <= count; code++ {
		passes[code] = matches(c.text(uint32(code)))
	}
	return func(r *raw, out []bool) {
		for i, code := range c.codes(r) {
			out[i] = passes[code]
		}
	}, nil
}

const (
	// maxExtensionDays is the longest time range for extensions without a column.
	maxExtensionDays = 92
	day              = 24 * 60 * 60 * 1_000_000 // microseconds
)

// readExtensions gets ready every extension that the query names.
func (v *view) readExtensions(ctx context.Context) error {
	v.extensions = make(map[string]*extensionColumn)
	var paths []string
	for _, path := range v.query.Extensions() {
		if at := slices.Index(v.snapshot.Promoted, path); at >= 0 {
			v.extensions[path] = &extensionColumn{
				promoted: column.Extension + column.Column(at),
				text:     func(code uint32) string { return v.snapshot.Word(column.Labels, code) },
			}
			continue
		}
		if v.meaning.Promoted[path] {
			return problem.New(problem.Unavailable, "column-building", "the column of %s is being built: ask again soon", path)
		}
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return nil
	}
	within := window{v.span.From, v.span.To}
	if v.span.Previous != nil {
		within.from = min(within.from, v.span.Previous.From)
	}
	if v.query.Time.Range == "all" || v.span.To-v.span.From > maxExtensionDays*day {
		return problem.New(problem.Invalid, "range-too-long",
			"%s has no column of its own: ask for at most %d days, or have it promoted («lore extension promote»)", paths[0], maxExtensionDays)
	}
	return v.readFromLog(ctx, paths, within)
}

// logRow is a row whose statement must be read.
type logRow struct {
	stored int64
	part   int
	row    uint32
}

var errEnough = errors.New("enough")

// readFromLog reads the statements of the range once, in the order of the log.
func (v *view) readFromLog(ctx context.Context, paths []string, within window) error {
	rows, err := v.rowsToRead(ctx, within)
	if err != nil || len(rows) == 0 {
		for _, path := range paths {
			v.extensions[path] = newReadColumn()
		}
		return err
	}
	columns := make([]*extensionColumn, len(paths))
	codes := make([]map[string]uint32, len(paths))
	for i, path := range paths {
		columns[i], codes[i] = newReadColumn(), make(map[string]uint32)
		columns[i].count = len(rows)
		v.extensions[path] = columns[i]
	}
	next := 0
	err = v.engine.config.Log.Scan(ctx, v.scope.Store, lrs.Position{Stored: rows[0].stored - 1}, func(s lrs.Stored) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		for next < len(rows) && rows[next].stored < s.Stored {
			next++ // no longer in the log
		}
		if next == len(rows) {
			return errEnough
		}
		for first := next; next < len(rows) && rows[next].stored == s.Stored; next++ {
			for i, path := range paths {
				if next > first {
					columns[i].set(v, rows[next], columns[i].at(rows[first]))
					continue
				}
				text, ok, err := fact.Extension(s.JSON, path)
				if err != nil || !ok {
					continue
				}
				code, known := codes[i][text]
				if !known {
					columns[i].texts = append(columns[i].texts, text)
					code = uint32(len(columns[i].texts) - 1)
					codes[i][text] = code
				}
				columns[i].set(v, rows[next], code)
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return fmt.Errorf("read extensions: %w", err)
	}
	return nil
}

func newReadColumn() *extensionColumn {
	c := &extensionColumn{read: make(map[int][]uint32), texts: []string{""}}
	c.text = func(code uint32) string { return c.texts[code] }
	return c
}

func (c *extensionColumn) at(row logRow) uint32 {
	if codes := c.read[row.part]; codes != nil {
		return codes[row.row]
	}
	return 0
}

func (c *extensionColumn) set(v *view, row logRow, code uint32) {
	if c.read[row.part] == nil {
		c.read[row.part] = make([]uint32, v.snapshot.Parts[row.part].Len())
	}
	c.read[row.part][row.row] = code
}

// rowsToRead lists the visible rows of the range by their place in the log.
func (v *view) rowsToRead(ctx context.Context, within window) ([]logRow, error) {
	var rows []logRow
	for _, p := range v.partsWithin(within) {
		err := v.eachRaw(ctx, p, within, func(r *raw, kept []int32) {
			stored := r.integers(column.Stored)
			for _, i := range kept {
				rows = append(rows, logRow{stored[i], p.index, uint32(r.from) + uint32(i)})
			}
		})
		if err != nil {
			return nil, err
		}
		if v.effort.Statements > 0 && len(rows) > v.effort.Statements {
			return nil, TooHeavy("%d statements or more would have to be read for extensions that have no column; at most %d are at once", len(rows), v.effort.Statements)
		}
	}
	slices.SortFunc(rows, func(a, b logRow) int { return order(a.stored, b.stored) })
	return rows, nil
}

// TooHeavy is the error of a query that must be asked as a job.
func TooHeavy(format string, args ...any) error {
	p := problem.New(problem.TooLarge, "query-too-heavy", format, args...)
	p.Message += "; narrow its time range, or POST it to /api/v1/query/jobs"
	return p
}
