package pipe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"

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

// errPast ends a scan that has come past the selection's end.
var errPast = errors.New("past the end")

// scan is stored with voided statements, which no query finds.
func (run *exportRun) scan(fn func(lrs.Stored) error) error {
	after := lrs.Position{Stored: run.Select.Since}
	for i := range after.ID { // exclusive: behind every statement of that time
		after.ID[i] = 0xff
	}
	if run.Select.Since == 0 {
		after = lrs.Position{}
	}
	// A later one that refers to an earlier one does not change what matched.
	err := run.Statements.Scan(run.ctx, run.Store, after, func(stored lrs.Stored) error {
		if run.Select.Until != 0 && stored.Stored > run.Select.Until {
			return errPast
		}
		matches, err := run.matches(stored.JSON, nil)
		if err != nil || !matches {
			return err
		}
		return fn(stored)
	})
	if errors.Is(err, errPast) {
		return nil
	}
	return err
}

// matches reports whether a statement meets the selection by itself or through
// the statement it refers to (GS-20, GS-22); on lists the ids on the way there.
func (run *exportRun) matches(text []byte, on []xapi.UUID) (bool, error) {
	statement, err := xapi.ParseStored(text)
	if err != nil {
		return false, err
	}
	if meets(&statement, &run.Select) {
		return true, nil
	}
	if !statement.IsReference {
		return false, nil
	}
	for _, id := range on {
		if id == statement.Target {
			return false, nil
		}
	}
	target, err := run.Statements.Get(run.ctx, run.Store, statement.Target)
	if problem.Is(err, problem.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return run.matches(target.JSON, append(on, statement.Target))
}

// meets reports whether a statement itself meets the filters other than time.
func meets(statement *xapi.Statement, query *lrs.Query) bool {
	has := func(key *xapi.Key, kinds ...xapi.IndexKind) bool {
		if key == nil {
			return true
		}
		for _, entry := range statement.Index {
			for _, kind := range kinds {
				if entry.Kind == kind && entry.Key == *key {
					return true
				}
			}
		}
		return false
	}
	agents := []xapi.IndexKind{xapi.ByAgent}
	if query.RelatedAgents {
		agents = append(agents, xapi.ByRelatedAgent, xapi.ByAuthority)
	}
	activities := []xapi.IndexKind{xapi.ByActivity}
	if query.RelatedActivities {
		activities = append(activities, xapi.ByRelatedActivity)
	}
	return has(query.Agent, agents...) && has(query.Verb, xapi.ByVerb) &&
		has(query.Activity, activities...) && has(query.Registration, xapi.ByRegistration)
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

// note remembers the attachments of a statement.
func (run *exportRun) note(stored lrs.Stored) error {
	statement, err := xapi.ParseStored(stored.JSON)
	if err != nil {
		return fmt.Errorf("read the stored statement %s: %w", stored.ID, err)
	}
	for _, attachment := range statement.Attachments {
		if !run.seen[attachment.SHA2] {
			run.seen[attachment.SHA2] = true
			run.attached = append(run.attached, attached{attachment.SHA2, attachment.ContentType})
		}
	}
	return nil
}

// save writes a multipart save: a StatementResult with a statement a line, and
// a part for each attachment that the store holds.
func (run *exportRun) save() error {
	run.seen = map[string]bool{}
	mixed := multipart.NewWriter(run.out)
	part, err := mixed.CreatePart(textproto.MIMEHeader{"Content-Type": {"application/json"}})
	if err != nil {
		return err
	}
	separator := `{"statements":[` + "\n"
	if err := run.each(func(statement []byte) error {
		if _, err := io.WriteString(part, separator); err != nil {
			return err
		}
		separator = ",\n"
		_, err := part.Write(statement)
		return err
	}); err != nil {
		return err
	}
	end := "\n" + `],"more":""}`
	if run.written == 0 {
		end = `{"statements":[],"more":""}`
	}
	if _, err := io.WriteString(part, end); err != nil {
		return err
	}
	for _, attachment := range run.attached {
		content, err := run.Blobs.Read(run.ctx, run.Store, attachment.sha2)
		if problem.Is(err, problem.NotFound) {
			continue // given by fileUrl alone
		}
		if err != nil {
			return fmt.Errorf("read an attachment: %w", err)
		}
		part, err := mixed.CreatePart(textproto.MIMEHeader{
			"Content-Type":              {attachment.contentType},
			"Content-Transfer-Encoding": {"binary"},
			hashHeader:                  {attachment.sha2},
		})
		if err != nil {
			return err
		}
		if _, err := part.Write(content); err != nil {
			return err
		}
	}
	return mixed.Close()
}
