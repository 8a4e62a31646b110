package pipe

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Export is what to write of a store.
type Export struct {
	Statements lrs.Statements
	Blobs      lrs.Blobs
	Store      lrs.StoreID
	// Select filters as a GET does; its Limit has no meaning.
	Select lrs.Query
	// Voided includes voided statements (oldest first only).
	Voided bool
	// Format and Languages are as in a GET.
	Format    xapi.Format
	Languages xapi.LanguageRanges
	// Attachments writes a multipart/mixed save with the attachments' bytes, as
	// an answer to attachments=true is (GS-30), instead of NDJSON.
	Attachments bool
}

// exportPage is how many statements are read at once.
const exportPage = 1000

// Run writes the statements that match, up to the newest one visible now, and
// returns how many there were. Errors: Invalid when Voided is asked for newest
// first; else those of the store and of to.
func (ex Export) Run(ctx context.Context, to io.Writer) (written int64, err error) {
	if ex.Voided && !ex.Select.Ascending {
		return 0, problem.New(problem.Invalid, "export-voided-order", "voided statements can only be exported oldest first")
	}
	buffered := bufio.NewWriterSize(to, 64<<10)
	run := &exportRun{Export: ex, ctx: ctx, out: buffered, described: map[description][]byte{}}
	if ex.Attachments {
		err = run.save()
	} else {
		err = run.each(func(statement []byte) error {
			_, err := buffered.Write(append(statement, '\n'))
			return err
		})
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return run.written, fmt.Errorf("export statements: %w", err)
	}
	return run.written, nil
}

// exportRun is one export under way.
type exportRun struct {
	Export
	ctx     context.Context
	out     io.Writer
	written int64
	text    []byte
	// described remembers canonical descriptions, so that each is looked up
	// once in a while.
	described map[description][]byte
	failed    error
	// attached lists the attachments of the statements written, each digest
	// once: what they are called is all that grows with the export.
	attached []attached
	seen     map[string]bool
}

type description struct {
	kind xapi.DescriptionKind
	key  xapi.Key
}

type attached struct{ sha2, contentType string }

// maxDescribed bounds how many descriptions are remembered.
const maxDescribed = 10_000

// each hands every statement, rendered on one line, to write.
func (run *exportRun) each(write func(statement []byte) error) error {
	return run.stored(func(stored lrs.Stored) error {
		if err := run.render(stored.JSON); err != nil {
			return err
		}
		if run.Attachments {
			if err := run.note(stored); err != nil {
				return err
			}
		}
		run.written++
		return write(run.text)
	})
}

// stored hands every statement that is to be exported to fn.
func (run *exportRun) stored(fn func(lrs.Stored) error) error {
	if run.Voided {
		return run.scan(fn)
	}
	query := run.Select
	query.Limit = exportPage
	for {
		page, err := run.Statements.Query(run.ctx, run.Store, query)
		if err != nil {
			return err
		}
		for _, stored := range page.Statements {
			if err := fn(stored); err != nil {
				return err
			}
		}
		if !page.More || len(page.Statements) == 0 {
			return nil
		}
		query.Through = page.Through
		query.After = page.Statements[len(page.Statements)-1].Position
	}
}

// render leaves the statement in text, in the format asked for and on one line.
func (run *exportRun) render(stored []byte) error {
	switch run.Format {
	case xapi.IDs:
		run.text = xapi.AppendIDs(run.text[:0], stored)
	case xapi.Canonical:
		run.text = xapi.AppendCanonical(run.text[:0], stored, run.describe, run.Languages)
	default:
		run.text = append(run.text[:0], stored...)
	}
	// A line's end can only stand between the parts of JSON, never in a string.
	for i, c := range run.text {
		if c == '\n' || c == '\r' {
			run.text[i] = ' '
		}
	}
	return run.failed
}

func (run *exportRun) describe(kind xapi.DescriptionKind, key xapi.Key) []byte {
	asked := description{kind, key}
	if known, ok := run.described[asked]; ok || run.failed != nil {
		return known
	}
	found, err := run.Statements.Describe(run.ctx, run.Store, kind, key)
	if err != nil {
		run.failed = fmt.Errorf("look up a canonical description: %w", err)
		return nil
	}
	if len(run.described) >= maxDescribed {
		clear(run.described)
	}
	run.described[asked] = found
	return found
}
