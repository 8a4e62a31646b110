package control

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// ExportOptions is what an export can be told: the filters of a GET, as text.
type ExportOptions struct {
	// Store is the store's name.
	Store string `json:"store"`
	// Agent is the JSON of an Agent or identified Group.
	Agent             string `json:"agent,omitempty"`
	Verb              string `json:"verb,omitempty"`
	Activity          string `json:"activity,omitempty"`
	Registration      string `json:"registration,omitempty"`
	RelatedAgents     bool   `json:"related_agents,omitempty"`
	RelatedActivities bool   `json:"related_activities,omitempty"`
	// Since is exclusive, Until inclusive; both are timestamps.
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
	// Descending writes the newest first.
	Descending bool `json:"descending,omitempty"`
	// Format is ids, exact or canonical; empty is exact. It may also be one of
	// internal/export, which takes no filter but Since and Until.
	Format string `json:"format,omitempty"`
	// Relation is what such a format writes: statements, also when it is empty, or
	// facts.
	Relation string `json:"relation,omitempty"`
	// Language is an Accept-Language value for canonical.
	Language    string `json:"language,omitempty"`
	Voided      bool   `json:"voided,omitempty"`
	Attachments bool   `json:"attachments,omitempty"`
}

// The trailers of a streamed answer.
const (
	errorTrailer = "Lore-Error" // a Refusal: the stream is not complete
	countTrailer = "Lore-Count" // how many statements the stream holds
)

// exportStatements writes statements as they are read.
func (h *handler) exportStatements(w http.ResponseWriter, r *http.Request) error {
	var options ExportOptions
	if err := json.Unmarshal([]byte(r.URL.Query().Get("options")), &options); err != nil {
		return problem.Wrap(problem.Invalid, "bad-command", err, "the options of the export cannot be read")
	}
	if options.forAnalysis() {
		return h.exportForAnalysis(w, r, options)
	}
	export, err := options.export()
	if err != nil {
		return err
	}
	if export.Store, err = h.storeNamed(r.Context(), options.Store); err != nil {
		return err
	}
	export.Statements, export.Blobs = h.Statements, h.Blobs
	return h.stream(w, r, func(to io.Writer) error {
		written, err := export.Run(r.Context(), to)
		w.Header().Set(countTrailer, strconv.FormatInt(written, 10))
		return err
	})
}

// stream writes an answer of unknown length. An error that comes before its
// first byte refuses the command; a later one goes into a trailer.
func (h *handler) stream(w http.ResponseWriter, r *http.Request, write func(io.Writer) error) error {
	answer := &lateHeader{w: w}
	err := write(answer)
	if !answer.begun {
		if err != nil {
			return err
		}
		answer.begin()
	}
	if err != nil {
		h.Logger.WarnContext(r.Context(), "command failed", "path", r.URL.Path, "error", err)
		text, err := json.Marshal(refusalOf(err))
		if err != nil {
			return fmt.Errorf("encode refusal: %w", err)
		}
		w.Header().Set(errorTrailer, string(text))
	}
	return nil
}

// lateHeader sends the header of a stream with its first byte.
type lateHeader struct {
	w     http.ResponseWriter
	begun bool
}

func (l *lateHeader) begin() {
	l.begun = true
	l.w.Header().Set("Content-Type", "application/octet-stream")
	l.w.Header().Set("Trailer", errorTrailer+", "+countTrailer)
	l.w.WriteHeader(http.StatusOK)
}

func (l *lateHeader) Write(p []byte) (int, error) {
	if !l.begun {
		l.begin()
	}
	return l.w.Write(p)
}

// export returns the export that is asked for, without its store.
func (o ExportOptions) export() (pipe.Export, error) {
	export := pipe.Export{Voided: o.Voided, Attachments: o.Attachments, Languages: xapi.ParseLanguageRanges(o.Language, "en")}
	query := &export.Select
	query.Ascending = !o.Descending
	query.RelatedAgents, query.RelatedActivities = o.RelatedAgents, o.RelatedActivities
	bad := func(name, format string, args ...any) (pipe.Export, error) {
		return pipe.Export{}, problem.New(problem.Invalid, "bad-filter", "--%s: %s", name, fmt.Sprintf(format, args...))
	}
	if o.Agent != "" {
		agent, err := xapi.ParseAgent([]byte(o.Agent), xapi.Version2)
		if err != nil {
			return bad("agent", "%v", err)
		}
		if agent.Identifier.Kind == 0 {
			return bad("agent", "a group without an identifier cannot be asked for (GS-05)")
		}
		query.Agent = new(agent.Identifier.Key())
	}
	if o.Verb != "" {
		query.Verb = new(xapi.VerbKey(o.Verb))
	}
	if o.Activity != "" {
		query.Activity = new(xapi.ActivityKey(o.Activity))
	}
	if o.Registration != "" {
		id, ok := xapi.ParseUUID(o.Registration)
		if !ok {
			return bad("registration", "%q is not a UUID", o.Registration)
		}
		query.Registration = new(xapi.RegistrationKey(id))
	}
	for _, bound := range []struct {
		name, text string
		to         *int64
	}{{"since", o.Since, &query.Since}, {"until", o.Until, &query.Until}} {
		if bound.text == "" {
			continue
		}
		micros, ok := xapi.ParseTimestamp(bound.text)
		if !ok {
			return bad(bound.name, "%q is not a timestamp like 2026-01-31T12:00:00Z", bound.text)
		}
		*bound.to = micros
	}
	if o.Format != "" {
		format, ok := xapi.ParseFormat(o.Format)
		if !ok {
			return bad("format", "%q is none of ids, exact, canonical", o.Format)
		}
		export.Format = format
	}
	return export, nil
}

// Export writes the statements that the options select to to, and returns how
// many there were. Errors: Invalid for the options; those of pipe.Export.Run.
func (c *Client) Export(ctx context.Context, options ExportOptions, to io.Writer) (int64, error) {
	text, err := json.Marshal(options)
	if err != nil {
		return 0, fmt.Errorf("encode the options of the export: %w", err)
	}
	trailer, err := c.copy(ctx, "/export?"+url.Values{"options": {string(text)}}.Encode(), to)
	if err != nil {
		return 0, err
	}
	count, err := strconv.ParseInt(trailer.Get(countTrailer), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("read the number of statements: %w", err)
	}
	return count, nil
}

// copy writes a streamed answer to to, whole or with an error.
func (c *Client) copy(ctx context.Context, path string, to io.Writer) (http.Header, error) {
	response, err := c.send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if _, err := io.Copy(to, response.Body); err != nil {
		return nil, fmt.Errorf("copy what the server sends: %w", err)
	}
	return response.Trailer, refusedIn(response)
}

// refusedIn returns the error that ended a stream early, when it was read to
// its end; nil when there was none.
func refusedIn(response *http.Response) error {
	text := response.Trailer.Get(errorTrailer)
	if text == "" {
		return nil
	}
	var refusal Refusal
	if err := json.Unmarshal([]byte(text), &refusal); err != nil {
		return fmt.Errorf("read why the server stopped: %w", err)
	}
	return refusal.problem()
}
