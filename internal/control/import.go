package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// ImportOptions is what an import over the socket can be told.
type ImportOptions struct {
	// Store is the store's name.
	Store string
	// Trusted keeps authority, and stored as far as order allows.
	Trusted bool
	// Strict ends the import at the first statement that is refused.
	Strict bool
	// Version is that of all statements; 0 goes by each statement's own.
	Version xapi.Version
}

// importEvent is a line of the answer to an import; one field is set. Done or
// Refusal is the last.
type importEvent struct {
	Fault    *pipe.Fault    `json:"fault,omitempty"`
	Progress *pipe.Progress `json:"progress,omitempty"`
	Done     *pipe.Progress `json:"done,omitempty"`
	Refusal  *Refusal       `json:"refusal,omitempty"`
}

// importStatements stores the statements of the body while it arrives, and
// answers while it does, one event a line.
func (h *handler) importStatements(w http.ResponseWriter, r *http.Request) error {
	options, err := importOptionsOf(r.URL.Query())
	if err != nil {
		return err
	}
	caller, err := h.importCaller(r.Context(), options)
	if err != nil {
		return err
	}
	answer := http.NewResponseController(w)
	if err := answer.EnableFullDuplex(); err != nil {
		return fmt.Errorf("answer while reading: %w", err)
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	if err := answer.Flush(); err != nil {
		return nil // the command is gone
	}
	encoder := jsontext.NewEncoder(w)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	send := func(event importEvent) {
		if err := json.MarshalEncode(encoder, event); err != nil {
			cancel() // nobody listens any more
		}
	}
	done, err := pipe.Import{
		Store:   h.Service,
		Caller:  caller,
		Version: options.Version,
		Strict:  options.Strict,
		Scratch: h.Scratch,
		OnFault: func(fault pipe.Fault) { send(importEvent{Fault: &fault}) },
		OnProgress: func(progress pipe.Progress) {
			send(importEvent{Progress: &progress})
			if err := answer.Flush(); err != nil {
				cancel()
			}
		},
	}.Run(ctx, r.Body)
	send(importEvent{Progress: &done})
	if err != nil {
		refusal := refusalOf(err)
		send(importEvent{Refusal: &refusal})
	} else {
		send(importEvent{Done: &done})
	}
	if err := answer.Flush(); err != nil {
		return nil
	}
	// The command stops sending when it reads the last event; a connection that
	// is closed before could lose that event.
	_, _ = io.Copy(io.Discard, r.Body)
	return nil
}

func (h *handler) importCaller(ctx context.Context, options ImportOptions) (lrs.Caller, error) {
	store, err := h.storeNamed(ctx, options.Store)
	if err != nil {
		return lrs.Caller{}, err
	}
	authority, err := importAuthority(options.Store)
	if err != nil {
		return lrs.Caller{}, err
	}
	return lrs.Caller{
		Store:          store,
		Authority:      authority.JSON,
		AuthorityIndex: authority.AuthorityIndex(),
		Define:         true,
		Trusted:        options.Trusted,
	}, nil
}

// importAuthority returns the authority of statements that nobody's key sent
// (AU-10): like a key's, an account of the store; no key has a colon in it.
func importAuthority(store string) (xapi.Agent, error) {
	text, err := jsontext.AppendQuote([]byte(`{"objectType":"Agent","name":"lore import","account":{"name":"command:import","homePage":`), "urn:lore:store:"+store)
	if err != nil {
		return xapi.Agent{}, fmt.Errorf("name the authority of imports: %w", err)
	}
	agent, err := xapi.ParseAgent(append(text, "}}"...), xapi.Version2)
	if err != nil {
		return xapi.Agent{}, fmt.Errorf("parse the authority of imports: %w", err)
	}
	return agent, nil
}

// storeNamed returns the number of a store.
func (h *handler) storeNamed(ctx context.Context, name string) (lrs.StoreID, error) {
	stores, err := h.Admin.ListStores(ctx)
	if err != nil {
		return 0, err
	}
	for _, store := range stores {
		if store.Name == name {
			return lrs.StoreID(store.ID), nil
		}
	}
	return 0, problem.New(problem.NotFound, "no-such-store",
		"there is no store %q; `lore store list` shows which there are, `lore store create %s` makes it", name, name)
}

// Import stores the statements that source holds. onFault gets each statement
// that was refused, onProgress the state now and then. Errors are those of
// pipe.Import.Run.
func (c *Client) Import(ctx context.Context, options ImportOptions, source io.Reader, onFault func(pipe.Fault), onProgress func(pipe.Progress)) (pipe.Progress, error) {
	body := &stoppable{in: source}
	response, err := c.send(ctx, http.MethodPost, "/import?"+options.query().Encode(), body)
	if err != nil {
		return pipe.Progress{}, errors.Join(body.failure(), err)
	}
	defer response.Body.Close()
	decoder := jsontext.NewDecoder(response.Body)
	var last pipe.Progress
	for {
		var event importEvent
		if err := json.UnmarshalDecode(decoder, &event); err != nil {
			if ctx.Err() != nil {
				return last, fmt.Errorf("import interrupted, run it again to go on: %w", ctx.Err())
			}
			if reading := body.failure(); reading != nil {
				return last, fmt.Errorf("read statements: %w", reading)
			}
			return last, problem.Wrap(problem.Unavailable, "import-interrupted", err,
				"the server stopped in the middle of the import; run it again, what is stored is not stored twice")
		}
		switch {
		case event.Fault != nil:
			onFault(*event.Fault)
		case event.Progress != nil:
			last = *event.Progress
			onProgress(last)
		case event.Done != nil:
			body.stop()
			return *event.Done, nil
		case event.Refusal != nil:
			body.stop()
			return last, event.Refusal.problem()
		}
	}
}

// stoppable is a request body that can be ended early, and remembers why it
// could not be read.
type stoppable struct {
	in      io.Reader
	stopped atomic.Bool
	failed  atomic.Pointer[error]
}

func (s *stoppable) Read(p []byte) (int, error) {
	if s.stopped.Load() {
		return 0, io.EOF
	}
	n, err := s.in.Read(p)
	if err != nil && err != io.EOF {
		s.failed.Store(&err)
	}
	return n, err
}

func (s *stoppable) stop() { s.stopped.Store(true) }

func (s *stoppable) failure() error {
	if err := s.failed.Load(); err != nil {
		return *err
	}
	return nil
}

func (o ImportOptions) query() url.Values {
	query := url.Values{"store": {o.Store}}
	if o.Trusted {
		query.Set("trusted", "true")
	}
	if o.Strict {
		query.Set("strict", "true")
	}
	if o.Version != 0 {
		query.Set("version", strconv.Itoa(int(o.Version)))
	}
	return query
}

func importOptionsOf(query url.Values) (ImportOptions, error) {
	options := ImportOptions{
		Store:   query.Get("store"),
		Trusted: query.Get("trusted") == "true",
		Strict:  query.Get("strict") == "true",
	}
	switch query.Get("version") {
	case "":
	case "1":
		options.Version = xapi.Version1
	case "2":
		options.Version = xapi.Version2
	default:
		return options, problem.New(problem.Invalid, "bad-version", "version %q is none of 1 and 2", query.Get("version"))
	}
	return options, nil
}
