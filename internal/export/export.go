// Package export writes what a store holds for the tools of analysts: the
// statements, or the facts that analytics are answered from, as Parquet, CSV or
// newline-delimited JSON. Rows go out as they are read, so that memory does not
// grow with the store.
//
// A relation (statements.go, facts.go) is a list of typed columns and a source
// of rows; a sink (parquet.go, csv.go, ndjson.go) writes the rows of any
// relation. What can be redefined — person, course, verb class — is resolved
// when the export is written. Scheduler writes closed days into a directory or
// object storage, over and over, so that the files are what the store says.
//
// Nothing here decides who may export: callers say whom a reader may see and
// how people are called (Request).
package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Relation names what is exported.
type Relation string

// The relations.
const (
	// Statements has a row for each statement, in the order of the log.
	Statements Relation = "statements"
	// Facts has a row for each learner of each learning event that was not
	// voided, in no particular order.
	Facts Relation = "facts"
)

// ParseRelation reads a relation. Errors: Invalid, with the names there are.
func ParseRelation(text string) (Relation, error) {
	switch relation := Relation(text); relation {
	case Statements, Facts:
		return relation, nil
	}
	return "", problem.New(problem.Invalid, "bad-relation", "%q cannot be exported: there are statements and facts", text)
}

// Format is how rows are written.
type Format string

// The formats.
const (
	Parquet Format = "parquet"
	CSV     Format = "csv"    // RFC 4180, UTF-8, with a header
	NDJSON  Format = "ndjson" // a JSON object a line
)

// ParseFormat reads a format. Errors: Invalid, with the names there are.
func ParseFormat(text string) (Format, error) {
	switch format := Format(text); format {
	case Parquet, CSV, NDJSON:
		return format, nil
	}
	return "", problem.New(problem.Invalid, "bad-format", "%q is no format of an export for analysis: there are parquet, csv and ndjson", text)
}

// ContentType returns the format's media type.
func (f Format) ContentType() string {
	switch f {
	case Parquet:
		return "application/vnd.apache.parquet"
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	default:
		return "application/x-ndjson"
	}
}

// Request says what to write and for whom.
type Request struct {
	Relation Relation
	Format   Format
	Store    lrs.StoreID
	// StoreName is what the column store of the facts says.
	StoreName string
	// Since (exclusive) and Until (inclusive) bound stored, in microseconds; 0 is
	// no bound.
	Since, Until int64
	// Query, if not "", is a query of kind statements (JSON), whose rows are written
	// in its order, at most Limit of them (0: all), instead of all between the
	// bounds.
	Query string
	Limit int
	// Persons are the identities (xapi.IFI.String) of the only people that facts
	// may be about; empty for everybody.
	Persons []string
	// Pseudonym replaces people's names in facts, and leaves out the columns that
	// could tell who somebody is; nil shows them.
	Pseudonym func(person string) string
}

// FileName returns what a file with the answer is called.
func (r Request) FileName() string { return string(r.Relation) + "." + string(r.Format) }

// Source is what exports read.
type Source struct {
	// Statements is the statement log.
	Statements interface {
		// Scan is that of lrs.Statements.
		Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error
		// Get is that of lrs.Statements.
		Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error)
	}
	// Find calls yield with the statements that answer a query of kind statements
	// (JSON), in its order, each once, at most limit (0: all), whatever the query
	// says of pages. Its error for what may not be asked is Invalid or Forbidden,
	// before the first one. Nil where nothing can be found by a query.
	Find func(ctx context.Context, store lrs.StoreID, query string, limit int, yield func(xapi.UUID) error) error
	// Snapshot returns the facts of a store; nil where there are none.
	Snapshot func(ctx context.Context, store lrs.StoreID) (*column.Snapshot, error)
	// Meaning returns what is in force in a store.
	Meaning func(ctx context.Context, store int64) (*meaning.Meaning, error)
}

// Write writes what the request asks for to w and returns how many rows there
// were. After an error what was written is not complete: a Parquet file is not
// readable then, the other formats end at a row or in the midst of one. Errors:
// Invalid and Forbidden before anything is written; those of the sources and of
// w.
func (s Source) Write(ctx context.Context, w io.Writer, request Request) (rows int64, err error) {
	relation, err := s.relation(ctx, request)
	if err != nil {
		return 0, fmt.Errorf("export %s: %w", request.Relation, err)
	}
	rows, err = relation.write(ctx, w, request.Format)
	if err != nil {
		return rows, fmt.Errorf("export %s: %w", request.Relation, err)
	}
	return rows, nil
}

func (s Source) relation(ctx context.Context, request Request) (relation, error) {
	if request.Relation == Statements {
		if request.Pseudonym != nil || len(request.Persons) > 0 {
			return relation{}, problem.New(problem.Forbidden, "statements-name-people",
				"statements say who did what and cannot be narrowed or made pseudonymous: export facts")
		}
		if request.Query == "" {
			return s.statements(request), nil
		}
		if s.Find == nil {
			return relation{}, problem.New(problem.Unavailable, "facts-not-here", "this process keeps no facts, by which statements are found: ask a running server")
		}
		return s.found(request), nil
	}
	if s.Snapshot == nil || s.Meaning == nil {
		return relation{}, problem.New(problem.Unavailable, "facts-not-here",
			"this process keeps no facts: ask a running server, with a token and GET /api/v1/export/facts")
	}
	snapshot, err := s.Snapshot(ctx, request.Store)
	if err != nil {
		return relation{}, err
	}
	inForce, err := s.Meaning(ctx, int64(request.Store))
	if err != nil {
		return relation{}, err
	}
	return newFacts(snapshot, inForce, request).relation(), nil
}

// Serve answers GET …/export/RELATION?format=F&since=T&until=T. The request
// says what the reader may see; its Relation is that of the path, its Format and
// times are read from the URL. An error is returned when nothing was sent yet;
// a later one breaks the connection off, so that nobody takes what came for all
// of it.
func (s Source) Serve(w http.ResponseWriter, r *http.Request, request Request) error {
	if err := request.parameters(r.URL.Query()); err != nil {
		return err
	}
	answer := &lateAnswer{w: w, request: &request}
	_, err := s.Write(r.Context(), answer, request)
	if err != nil && answer.begun {
		panic(http.ErrAbortHandler)
	}
	if err == nil && !answer.begun {
		answer.begin()
	}
	return err
}

// parameters reads the parameters of a URL.
func (r *Request) parameters(query url.Values) (err error) {
	for name, values := range query {
		switch name {
		case "format":
		case "since", "until":
			if query.Has("q") {
				return badParameter(name, "the time of a query is in the query")
			}
		case "q", "limit":
			if r.Relation != Statements || !query.Has("q") {
				return badParameter(name, "statements alone are found by a query q, with a limit")
			}
		default:
			return badParameter(name, "the parameter is unknown: there are format, since and until, and for statements q and limit")
		}
		if len(values) != 1 {
			return badParameter(name, "the parameter is given more than once")
		}
	}
	if r.Format, err = ParseFormat(query.Get("format")); err != nil {
		return badParameter("format", "name one of parquet, csv and ndjson")
	}
	if r.Query = query.Get("q"); query.Has("q") && r.Query == "" {
		return badParameter("q", "a query of the kind statements stands here, as JSON")
	}
	if text := query.Get("limit"); text != "" {
		if r.Limit, err = strconv.Atoi(text); err != nil || r.Limit < 1 {
			return badParameter("limit", "a number from 1 on")
		}
	}
	if r.Since, err = ParseTime("since", query.Get("since")); err != nil {
		return err
	}
	r.Until, err = ParseTime("until", query.Get("until"))
	return err
}

func badParameter(name, message string) error {
	return &problem.Error{
		Kind: problem.Invalid, Code: "bad-parameter", Message: fmt.Sprintf("the parameter %s cannot be used: %s", name, message),
		Details: []problem.Detail{{Parameter: name, Message: message}},
	}
}

// ParseTime reads a bound in RFC 3339, or a day in UTC, as microseconds: 0 for
// "". A day means the moment before its first, so that «since» takes all of the
// day and «until» none of it. Errors: Invalid, naming the bound.
func ParseTime(name, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.UnixMicro() - 1, nil
	}
	micros, ok := xapi.ParseTimestamp(text)
	if !ok {
		return 0, badParameter(name, fmt.Sprintf("%q is no time like 2026-01-31T12:00:00Z and no day like 2026-01-31", text))
	}
	return micros, nil
}

// lateAnswer sends the header of an answer with its first byte.
type lateAnswer struct {
	w       http.ResponseWriter
	request *Request
	begun   bool
}

func (a *lateAnswer) begin() {
	a.begun = true
	header := a.w.Header()
	header.Set("Content-Type", a.request.Format.ContentType())
	header.Set("Content-Disposition", `attachment; filename="`+a.request.FileName()+`"`)
	header.Set("Cache-Control", "no-store")
	a.w.WriteHeader(http.StatusOK)
}

// readerPatience is how long a reader may take for what is sent at once.
const readerPatience = time.Minute

// Write sends bytes. An export may take longer than the server allows an answer;
// what must not is a single write. In between there is no deadline, since HTTP/2
// ends a stream whose deadline passes while rows are still being read.
func (a *lateAnswer) Write(p []byte) (int, error) {
	if !a.begun {
		a.begin()
	}
	deadline := http.NewResponseController(a.w)
	if err := deadline.SetWriteDeadline(time.Now().Add(readerPatience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return 0, err
	}
	n, err := a.w.Write(p)
	if err != nil {
		return n, err
	}
	if err := deadline.SetWriteDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return n, err
	}
	return n, nil
}
