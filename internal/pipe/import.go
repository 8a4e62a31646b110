// Package pipe moves statements in and out: imports from files, and exports.
//
// An import goes through the record store's front door, so that what it stores
// obeys every rule; it reads in a stream, stores in batches, and is safe to
// repeat. An export reads in order up to a bound that is fixed when it begins.
// Neither holds more than a batch in memory.
package pipe

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Storer takes in statements; lrs.Service is one.
type Storer interface {
	StoreStatements(ctx context.Context, caller lrs.Caller, submission lrs.Submission) ([]xapi.UUID, error)
}

// Import is how statements are to be stored.
type Import struct {
	Store Storer
	// Caller says into which store and with what authority. With its Trusted,
	// authority is kept, and stored as far as order allows (lrs.Record.Stored).
	Caller lrs.Caller
	// Version holds all statements to the rules of one version; 0 goes by each
	// statement's own version, and takes 2.0.0 where there is none.
	Version xapi.Version
	// Strict ends the import at the first statement that cannot be stored.
	Strict bool
	// MaxStatement is the most bytes of one statement: default 16 MiB.
	MaxStatement int
	// Scratch is a directory for the parts of multipart saves, which are
	// removed again; empty for the system's temporary directory.
	Scratch string
	// MaxSave is the most bytes of a multipart save, as it is unpacked, and MaxPart of
	// one attachment in it, which is read whole: default: no bound.
	MaxSave, MaxPart int64
	// OnFault gets each statement that was not stored, OnProgress the state
	// after each batch; both are optional and called by Run's goroutine alone.
	OnFault    func(Fault)
	OnProgress func(Progress)
}

// Fault says why a statement was not stored.
type Fault struct {
	// Line is where the statement begins in the (decompressed) file, Number
	// which statement of the file it is; both from 1. In a multipart save lines
	// count within its first part.
	Line   int64 `json:"line"`
	Number int64 `json:"number"`
	// Code, Message and Details are those of the problem.Error.
	Code    string           `json:"code"`
	Message string           `json:"message"`
	Details []problem.Detail `json:"details,omitempty"`
}

// Progress is how far an import is.
type Progress struct {
	// Read counts the bytes of the source, as it is compressed.
	Read int64 `json:"read"`
	// Stored counts the statements that are in the store now, whether they were
	// there before or not; Bad those that were refused.
	Stored int64 `json:"stored"`
	Bad    int64 `json:"bad"`
}

const (
	defaultMaxStatement = 16 << 20
	// A batch ends at either bound: enough statements to make the commit's
	// share small, few enough bytes to stay in memory.
	batchStatements = 1000
	batchBytes      = 4 << 20
)

// errStrict ends a strict import after its first fault.
var errStrict = errors.New("a statement was refused")

// Run stores the statements of source: a JSON array, a StatementResult, NDJSON,
// single statements, or a multipart save; plain, gzip or zstd. A statement that
// is refused is reported and passed over. Storing what is stored already
// changes nothing (PS-10, PS-11).
//
// Errors: Invalid when the file is damaged in a way that ends reading, or at
// the first fault of a strict import; else those of the store, with what was
// stored before them.
func (im Import) Run(ctx context.Context, source io.Reader) (Progress, error) {
	if im.MaxStatement == 0 {
		im.MaxStatement = defaultMaxStatement
	}
	if im.OnFault == nil {
		im.OnFault = func(Fault) {}
	}
	if im.OnProgress == nil {
		im.OnProgress = func(Progress) {}
	}
	counted := &counter{in: source}
	run := &importRun{Import: im, ctx: ctx, source: counted}
	err := run.read()
	run.progress.Read = counted.n
	var broken *damaged
	switch {
	case errors.As(err, &broken):
		return run.progress, problem.New(problem.Invalid, "import-damaged", "%s", broken)
	case errors.Is(err, errStrict):
		return run.progress, problem.New(problem.Invalid, "import-refused", "stopped at the first statement that was refused, as asked; what stands before it is stored")
	}
	return run.progress, err
}

// importRun is one import under way.
type importRun struct {
	Import
	ctx      context.Context
	source   *counter
	save     *save // nil unless the source is a multipart save
	batch    batch
	progress Progress
}

// read finds the statements of the source and stores them.
func (run *importRun) read() error {
	plain, closePlain, err := decompressed(run.source)
	if err != nil {
		return &damaged{1, err.Error()}
	}
	defer closePlain()
	text := &counter{in: plain}
	var statements io.Reader = text
	if boundary, ok := boundaryOf(plain); ok {
		save, file, err := readSave(plain, boundary, run.Scratch, run.MaxSave)
		if err != nil {
			return err
		}
		save.maxPart = run.MaxPart
		defer func() {
			file.Close()
			save.close() // what stays behind is in the temporary directory
		}()
		run.save, statements = save, file
	}
	scanner := newScanner(statements, run.MaxStatement, run.add)
	if err := scanner.run(); err != nil {
		if text.err != nil && run.source.err == nil {
			err = &damaged{scanner.line, fmt.Sprintf("the compressed data cannot be read from here on (%v); is the file cut off?", text.err)}
		}
		// What stands before the damage is good.
		return errors.Join(err, run.flush())
	}
	return run.flush()
}

// add takes the next statement into the batch.
func (run *importRun) add(found item) error {
	if found.fault != "" {
		if err := run.flush(); err != nil {
			return err
		}
		return run.refuse(found, problem.New(problem.TooLarge, "statement-too-large", "%s", found.fault))
	}
	version := run.Version
	if version == 0 {
		version = versionOf(found.json)
	}
	parts, err := run.partsOf(found.json, version)
	if err != nil {
		return err
	}
	if !run.batch.takes(found, version, parts) {
		if err := run.flush(); err != nil {
			return err
		}
	}
	run.batch.add(found, version, parts)
	return nil
}

// partsOf returns the attachments of the save that the statement names.
func (run *importRun) partsOf(statement []byte, version xapi.Version) ([]lrs.Part, error) {
	if run.save == nil || len(run.save.parts) == 0 {
		return nil, nil
	}
	parsed, _, err := xapi.Parse(statement, version, xapi.Limits{})
	if err != nil || len(parsed) != 1 {
		return nil, nil // to be refused, with its reason, when it is stored
	}
	var parts []lrs.Part
	for _, attachment := range parsed[0].Attachments {
		part, ok, err := run.save.part(attachment.SHA2)
		if err != nil {
			return nil, err
		}
		if ok {
			parts = append(parts, part)
		}
	}
	return parts, nil
}

// flush stores the batch.
func (run *importRun) flush() error {
	items := run.batch.items
	err := run.store(items)
	run.batch.clear()
	run.progress.Read = run.source.n
	if len(items) > 0 {
		run.OnProgress(run.progress)
	}
	return err
}

// store stores statements in order. A batch that is refused is halved until the
// statement that is to blame stands alone: it costs itself only.
func (run *importRun) store(items []item) error {
	if len(items) == 0 {
		return nil
	}
	_, err := run.Store.StoreStatements(run.ctx, run.Caller, run.batch.submission(items))
	switch {
	case err == nil:
		run.progress.Stored += int64(len(items))
		return nil
	case !blamesStatement(err):
		return fmt.Errorf("store statements from line %d on: %w", items[0].line, err)
	case len(items) == 1:
		return run.refuse(items[0], err)
	}
	half := len(items) / 2
	if err := run.store(items[:half]); err != nil {
		return err
	}
	return run.store(items[half:])
}

// blamesStatement reports whether an error says that what was sent is at
// fault, and not that it cannot be stored now.
func blamesStatement(err error) bool {
	switch problem.KindOf(err) {
	case problem.Invalid, problem.Conflict, problem.TooLarge, problem.Forbidden:
		return true
	}
	return false
}

// refuse reports a statement that is not stored.
func (run *importRun) refuse(refused item, err error) error {
	fault := Fault{Line: refused.line, Number: refused.number, Code: "refused", Message: err.Error()}
	var e *problem.Error
	if errors.As(err, &e) {
		fault.Code, fault.Message, fault.Details = e.Code, e.Message, e.Details
	}
	run.progress.Bad++
	run.OnFault(fault)
	if run.Strict {
		return errStrict
	}
	return nil
}
