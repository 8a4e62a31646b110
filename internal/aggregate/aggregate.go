// Package aggregate is the door for those who come from Learning Locker: it
// answers GET and POST /api/statements/aggregate with the part of MongoDB's
// aggregation pipelines that only reads, as docs/learning-locker.md lists it.
//
// A pipeline is read once into stages, each of which must be on the list; any
// other is refused by its name and with what Lore has instead. Then the
// statements of the log go through the stages one by one, as documents of the
// form that Learning Locker keeps: what the first conditions fix and the log can
// look up is looked up, nothing else is fast. What a stage keeps is counted, and
// bounded. It is a way to migrate; the query API is the way to ask.
package aggregate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// The bounds of a run.
const (
	maxBody = 1 << 20
	// mostDocuments is how many documents an answer has at most; Learning Locker's
	// bound, too.
	mostDocuments = 10_000
	maxMemory     = 100 << 20
)

// Log is the part of lrs.Statements that is needed.
type Log interface {
	Query(ctx context.Context, store lrs.StoreID, query lrs.Query) (lrs.Page, error)
	Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error
}

// Config is what a Door works with.
type Config struct {
	Statements Log
	// Meaning knows which identities are one person; nil knows of none.
	Meaning func(ctx context.Context, store int64) (*meaning.Meaning, error)
	// Timeout is how long a pipeline may run: default 30 s. Callers may ask for less.
	Timeout time.Duration
	// AtOnce is how many pipelines may run at once: default 4. More are answered
	// with problem.TooMany.
	AtOnce int
}

// Door answers pipelines. Its methods may be called concurrently.
type Door struct {
	config  Config
	running chan struct{}
}

// New returns a Door.
func New(config Config) *Door {
	if config.Timeout == 0 {
		config.Timeout = 30 * time.Second
	}
	if config.AtOnce == 0 {
		config.AtOnce = 4
	}
	return &Door{config: config, running: make(chan struct{}, config.AtOnce)}
}

// Caller is whose statements are asked for.
type Caller struct {
	Store lrs.StoreID
	// Authority, if not nil, narrows to statements stored with it
	// (statements/read/mine).
	Authority *xapi.Key
}

// Serve answers a request of a caller who may read statements. Errors: Invalid
// for what is not run here, TooLarge, TooMany; nothing was sent then.
func (d *Door) Serve(w http.ResponseWriter, r *http.Request, caller Caller) error {
	values, err := parameters(w, r)
	if err != nil {
		return err
	}
	timeout, err := d.timeout(values)
	if err != nil {
		return err
	}
	scan, err := wholeParameter(values, "maxScan", 0)
	if err != nil {
		return err
	}
	if !values.Has("pipeline") {
		return parameterError("pipeline", "the parameter pipeline is missing: a JSON array of stages, such as [{\"$limit\": 1}]")
	}
	select {
	case d.running <- struct{}{}:
		defer func() { <-d.running }()
	default:
		return problem.New(problem.TooMany, "too-many-pipelines", "as many pipelines are running as may at once: try again when one of them is answered")
	}
	ctx, cancel := context.WithTimeout(r.Context(), timeout)
	defer cancel()
	text, truncated, err := d.run(ctx, caller, []byte(values.Get("pipeline")), scan)
	if err != nil {
		var known *problem.Error
		if !errors.As(err, &known) && errors.Is(ctx.Err(), context.DeadlineExceeded) && r.Context().Err() == nil {
			return problem.Wrap(problem.TooLarge, "pipeline-timeout", err,
				"the pipeline took longer than %s: put a $match on stored or statement.verb.id in front, or ask a query (POST /api/v1/query)", timeout)
		}
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if truncated {
		w.Header().Set("X-Lore-Truncated", strconv.Itoa(mostDocuments))
	}
	w.WriteHeader(http.StatusOK)
	// A client that has gone needs no answer.
	_, _ = w.Write(text)
	return nil
}

var knownParameters = []string{"pipeline", "cache", "maxTimeMS", "maxScan"}

// parameters returns those of the URL and, of a POST, those of the body: a form,
// an object, or the pipeline alone.
func parameters(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, problem.New(problem.Invalid, "parameters-unreadable", "the query string of the URL cannot be read: check its %%-codes")
	}
	if r.Method == http.MethodPost {
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			return nil, problem.Wrap(problem.TooLarge, "body-too-large", err, "the body ended early, or is larger than %d bytes", maxBody)
		}
		if err := addBody(values, text, r.Header.Get("Content-Type")); err != nil {
			return nil, err
		}
	}
	for name, list := range values {
		switch {
		case name == "sampleSize":
			return nil, parameterError(name, "sampleSize is not offered: all statements count; $limit takes the first ones")
		case !slices.Contains(knownParameters, name):
			return nil, parameterError(name, "there is no parameter %q; there are %s", name, strings.Join(knownParameters, ", "))
		case len(list) > 1:
			return nil, parameterError(name, "the parameter %q is there more than once", name)
		}
	}
	return values, nil
}

func addBody(values url.Values, text []byte, contentType string) error {
	if media, _, err := mime.ParseMediaType(contentType); err == nil && media == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(text))
		if err != nil {
			return problem.New(problem.Invalid, "body-unreadable", "the form in the body cannot be read: check its %%-codes")
		}
		for name, list := range form {
			values[name] = append(values[name], list...)
		}
		return nil
	}
	if len(strings.TrimSpace(string(text))) == 0 {
		return nil
	}
	body, err := parse(text)
	if err != nil {
		return refusal("/", "the body is not JSON: %v", err)
	}
	switch body := body.(type) {
	case []value:
		values.Add("pipeline", string(text))
	case *object:
		for _, f := range body.fields {
			written, is := f.value.(string)
			if !is {
				written = string(appendJSON(nil, f.value))
			}
			values.Add(f.name, written)
		}
	default:
		return refusal("/", "the body is the pipeline, or an object with the key pipeline")
	}
	return nil
}

func parameterError(name, format string, args ...any) error {
	message := fmt.Sprintf(format, args...)
	return &problem.Error{
		Kind: problem.Invalid, Code: "parameter-invalid", Message: message,
		Details: []problem.Detail{{Parameter: name, Message: message}},
	}
}

// wholeParameter reads a whole number, 0 when it is not there.
func wholeParameter(values url.Values, name string, least int) (int, error) {
	text := values.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		return 0, parameterError(name, "%s is a whole number from %d", name, least)
	}
	return n, nil
}

// timeout is the setting's, or less if that is asked for.
func (d *Door) timeout(values url.Values) (time.Duration, error) {
	asked, err := wholeParameter(values, "maxTimeMS", 1)
	if err != nil || asked == 0 {
		return d.config.Timeout, err
	}
	return min(d.config.Timeout, time.Duration(min(asked, 1<<30))*time.Millisecond), nil
}

// run runs a pipeline and returns a JSON array of documents. Scan, if not 0, is
// how many statements may be looked at.
func (d *Door) run(ctx context.Context, caller Caller, text []byte, scan int) (answer []byte, truncated bool, err error) {
	stages, err := decode(text)
	if err != nil {
		return nil, false, err
	}
	var persons map[string]string
	if d.config.Meaning != nil {
		inForce, err := d.config.Meaning(ctx, int64(caller.Store))
		if err != nil {
			return nil, false, fmt.Errorf("read who is whom: %w", err)
		}
		persons = inForce.Persons
	}
	kept := &memory{limit: maxMemory}
	out := &output{memory: kept}
	in := connect(stages, kept, out)
	looked := 0
	err = d.each(ctx, caller, narrow(stages), func(s lrs.Stored) error {
		if looked++; looked%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		made, err := document(s, persons)
		if err != nil {
			return err
		}
		if err := in.push(made); err != nil {
			return err
		}
		if looked == scan {
			return errEnough
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("run a pipeline: %w", err)
	}
	if err := in.end(); err != nil {
		return nil, false, fmt.Errorf("run a pipeline: %w", err)
	}
	return append(out.text, "]\n"...), out.truncated, nil
}

// connect puts the stages behind each other and returns what takes documents in.
func connect(stages []stage, kept *memory, out *output) sink {
	out.text = append(out.text, '[')
	in := sink(out)
	for i, s := range slices.Backward(stages) {
		switch s := s.(type) {
		case *sortStage:
			s.memory, s.most = kept, wantedOf(stages[i+1:])
		case *groupStage:
			s.memory = kept
		}
		in = s.start(in)
	}
	return in
}

// wantedOf returns how many documents the stages take in at most.
func wantedOf(stages []stage) int {
	skipped := 0
	for _, s := range stages {
		switch s := s.(type) {
		case *limitStage:
			return min(skipped+s.most, skipped+mostDocuments+1)
		case *skipStage:
			skipped += s.skip
		case *projectStage:
		default:
			return 0
		}
	}
	return skipped + mostDocuments + 1
}

// output writes the documents that come out.
type output struct {
	memory    *memory
	text      []byte
	count     int
	truncated bool
}

func (o *output) push(v value) error {
	if o.count == mostDocuments {
		o.truncated = true
		return errEnough
	}
	if o.count > 0 {
		o.text = append(o.text, ',')
	}
	o.count++
	before := len(o.text)
	o.text = appendJSON(o.text, v)
	return o.memory.take(len(o.text) - before)
}

func (o *output) end() error { return nil }
