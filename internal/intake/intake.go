// Package intake is imports by the API: it stores a file while it arrives, says what
// would be stored without storing it (a dry run), and keeps in the database what
// became of each import, where every node sees it.
//
// Statements, one a line or in arrays, go through internal/pipe. A table of results
// (CSV, table.go) becomes statements first, whose ids follow from what the rows say,
// so that to import a table again changes nothing. An import ends with the request
// that brings the file: when the client goes, or the server, what was stored stays,
// and the same file can be sent again.
package intake

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// The forms of a file.
const (
	NDJSON = "ndjson"
	JSON   = "json"
	CSV    = "csv"
)

// The states of an import.
const (
	Running = "running"
	Done    = "done"
	Failed  = "failed"
)

// Request asks for an import.
type Request struct {
	// Store is the number of the store, StoreName its name.
	Store     int64
	StoreName string
	// Name is what the import is called, By who asks, both for people.
	Name, By string
	// Format is NDJSON, JSON or CSV.
	Format string
	DryRun bool
	// Zone is that of times in a table that say none.
	Zone string
}

// Import is an import, under way or over.
type Import struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Format string `json:"format"`
	// DryRun: nothing was stored, Stored says what would be.
	DryRun   bool       `json:"dry_run"`
	State    string     `json:"state"`
	Started  time.Time  `json:"started"`
	Finished *time.Time `json:"finished,omitempty"`
	By       string     `json:"by"`
	// Read counts the bytes of the file, Stored the statements that were not there
	// before, Present those that were, Rejected those that could not be stored.
	Read     int64 `json:"read"`
	Stored   int64 `json:"stored"`
	Present  int64 `json:"present"`
	Rejected int64 `json:"rejected"`
	// Message says why it failed.
	Message string `json:"message,omitempty"`
	// Faults are why statements were rejected: the first hundred.
	Faults []Fault `json:"faults"`
}

// Fault says why a statement, or a row of a table, was not stored.
type Fault struct {
	// Line is where it begins in the (decompressed) file, from 1.
	Line int64 `json:"line"`
	// Pointer is the place in the statement, or the column of a table.
	Pointer string `json:"pointer,omitempty"`
	// Rule is the rule of xAPI that was broken.
	Rule    string `json:"rule,omitempty"`
	Message string `json:"message"`
}

// maxFaults is how many faults of an import are kept.
const maxFaults = 100

// maxSave is how much of a disk the parts of a multipart save take meanwhile, in bytes,
// and maxPart the greatest of them that is taken into memory: a small file may be a
// very large one, packed.
const (
	maxSave = 4 << 30
	maxPart = 256 << 20
)

// Statements checks and takes in statements; lrs.Service is one.
type Statements interface {
	CheckStatements(ctx context.Context, caller lrs.Caller, submission lrs.Submission) (known int, err error)
	StoreAndCount(ctx context.Context, caller lrs.Caller, submission lrs.Submission) (ids []xapi.UUID, known int, err error)
}

// Config is what an Importer works with.
type Config struct {
	Database   *db.DB
	Statements Statements
	// Node names this server to people.
	Node string
	// Scratch is where parts of multipart saves are kept meanwhile; empty for the
	// system's temporary directory.
	Scratch string
	// Logger is told what goes wrong; default: nobody.
	Logger *slog.Logger
	// Pulse is how often a running import says how far it is: default 1 s. One that
	// says nothing for thirty times as long has failed.
	Pulse time.Duration
}

// Importer imports. Its methods may be called concurrently.
type Importer struct{ config Config }

// New returns an Importer.
func New(config Config) *Importer {
	if config.Logger == nil {
		config.Logger = slog.New(slog.DiscardHandler)
	}
	config.Pulse = cmp.Or(config.Pulse, time.Second)
	return &Importer{config: config}
}

// Import stores what a file has, and returns when it is over: also with a file that
// is damaged from some place on, or a client that goes, of which the state tells.
// Errors: Invalid for the request; those of the database.
func (i *Importer) Import(ctx context.Context, request Request, file io.Reader) (Import, error) {
	caller, zone, err := request.check()
	if err != nil {
		return Import{}, err
	}
	run := &run{
		importer: i, request: request, caller: caller, zone: zone,
		state: Import{
			ID: strings.ToLower(rand.Text()), Name: request.Name, Format: request.Format, DryRun: request.DryRun,
			State: Running, By: request.By, Faults: []Fault{},
		},
	}
	if err := i.enter(ctx, request, &run.state); err != nil {
		return Import{}, err
	}
	failure := run.do(ctx, file)
	// Also when the client has gone, or the server stops.
	return run.end(context.WithoutCancel(ctx), failure)
}

// check holds a request to what there is.
func (r *Request) check() (lrs.Caller, *time.Location, error) {
	switch r.Format {
	case NDJSON, JSON, CSV:
	default:
		return lrs.Caller{}, nil, invalid("format", "there is no format %q: use ndjson, json or csv", r.Format)
	}
	if len(r.Name) > 200 || !utf8.ValidString(r.Name) || strings.ContainsRune(r.Name, 0) {
		return lrs.Caller{}, nil, invalid("name", "a name has at most 200 bytes of UTF-8")
	}
	r.Name = cmp.Or(strings.TrimSpace(r.Name), "import."+r.Format)
	zone, err := time.LoadLocation(cmp.Or(r.Zone, "UTC"))
	if err != nil || r.Zone == "Local" {
		return lrs.Caller{}, nil, invalid("zone", "there is no time zone %q: use a name of the IANA database such as Europe/Berlin", r.Zone)
	}
	authority, err := authorityOf(r.StoreName)
	if err != nil {
		return lrs.Caller{}, nil, err
	}
	return lrs.Caller{
		Store: lrs.StoreID(r.Store), Authority: authority.JSON, AuthorityIndex: authority.AuthorityIndex(), Define: true,
	}, zone, nil
}

func invalid(parameter, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "parameter-invalid", Message: message,
		Details: []problem.Detail{{Parameter: parameter, Message: message}},
	}
}

// authorityOf returns the authority of imported statements (AU-10): the same as
// those that `lore import` stores have, an account that is no key's.
func authorityOf(store string) (xapi.Agent, error) {
	text, err := jsontext.AppendQuote([]byte(`{"objectType":"Agent","name":"lore import","account":{"name":"command:import","homePage":`), "urn:lore:store:"+store)
	if err != nil {
		return xapi.Agent{}, fmt.Errorf("name the authority of imports: %w", err)
	}
	return xapi.ParseAgent(append(text, "}}"...), xapi.Version2)
}

// run is one import under way.
type run struct {
	importer *Importer
	request  Request
	caller   lrs.Caller
	zone     *time.Location

	// mu guards state: it is told of while it changes.
	mu    sync.Mutex
	state Import
}

// do reads the file to its end.
func (r *run) do(ctx context.Context, file io.Reader) error {
	pulse := r.startPulse(ctx)
	defer pulse()
	counted := &counter{in: file, run: r}
	im := pipe.Import{Store: storer{r}, Caller: r.caller, Scratch: r.importer.config.Scratch, MaxSave: maxSave, MaxPart: maxPart}
	if r.request.Format == CSV {
		return r.doTable(ctx, im, counted)
	}
	im.OnFault = r.refused
	_, err := im.Run(ctx, counted)
	return err
}

// counter counts the bytes of the file.
type counter struct {
	in  io.Reader
	run *run
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.run.mu.Lock()
	defer c.run.mu.Unlock()
	c.run.state.Read += int64(n)
	return n, err
}

// storer is the record store, or in a dry run what says how it would answer.
type storer struct{ run *run }

// StoreStatements implements pipe.Storer.
func (s storer) StoreStatements(ctx context.Context, caller lrs.Caller, submission lrs.Submission) (ids []xapi.UUID, err error) {
	statements := s.run.importer.config.Statements
	var known, count int
	if s.run.request.DryRun {
		if known, err = statements.CheckStatements(ctx, caller, submission); err == nil {
			count, err = countOf(submission)
		}
	} else {
		// What was there is told by the one that stores: another import may bring the same.
		ids, known, err = statements.StoreAndCount(ctx, caller, submission)
		count = len(ids)
	}
	if err != nil {
		return nil, err
	}
	s.run.mu.Lock()
	defer s.run.mu.Unlock()
	s.run.state.Present += int64(known)
	s.run.state.Stored += int64(count - known)
	return ids, nil
}

// countOf says how many statements are in a submission that is right.
func countOf(submission lrs.Submission) (int, error) {
	statements, _, err := xapi.Parse(submission.Body, submission.Version, xapi.Limits{})
	return len(statements), err
}

// refused keeps what is wrong with a statement.
func (r *run) refused(fault pipe.Fault) {
	kept := Fault{Line: fault.Line, Message: fault.Message}
	if len(fault.Details) > 0 {
		first := fault.Details[0]
		kept.Pointer, kept.Rule, kept.Message = first.Pointer, first.Rule, first.Message
	}
	r.reject(kept)
}

func (r *run) reject(fault Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Rejected++
	if len(r.state.Faults) < maxFaults {
		r.state.Faults = append(r.state.Faults, fault)
	}
}

// messageOf says why an import failed.
func messageOf(ctx context.Context, err error) string {
	var known *problem.Error
	switch {
	case errors.As(err, &known) && known.Kind != problem.Internal:
		return known.Message
	case ctx.Err() != nil, errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, context.Canceled):
		return "the file did not arrive to its end; what came before is stored, and the same file can be sent again"
	default:
		return "the server could not go on, and its log says why; what came before is stored, and the same file can be sent again"
	}
}
