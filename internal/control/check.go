package control

import (
	"context"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

// Verdict is how grave a finding is.
type Verdict string

// The verdicts: a warning can wait, what is wrong cannot.
const (
	Good    Verdict = "ok"
	Warning Verdict = "warning"
	Wrong   Verdict = "wrong"
)

// Finding is what a check found.
type Finding struct {
	// Check is what was looked at, for people: "statement log".
	Check   string  `json:"check"`
	Verdict Verdict `json:"verdict"`
	// Message says what was found and, unless all is well, what to do.
	Message string `json:"message"`
}

// Check looks at a part of what is kept, without changing it.
type Check func(ctx context.Context) []Finding

// ReadThrough is the check of a part that is either whole or damaged: read
// returns what is damaged and what to do about it, nil when nothing is.
func ReadThrough(name string, read func(ctx context.Context) error) Check {
	return func(ctx context.Context) []Finding {
		if err := read(ctx); err != nil {
			return []Finding{{name, Wrong, err.Error()}}
		}
		return []Finding{{name, Good, "read through, nothing is damaged"}}
	}
}

// check runs every check and answers with a line for each finding, as it is
// made.
func (h *handler) check(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	encoder := jsontext.NewEncoder(w)
	for _, check := range h.Checks {
		for _, finding := range check(r.Context()) {
			if err := json.MarshalEncode(encoder, finding); err != nil {
				return nil // the command is gone
			}
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return nil
		}
	}
	return nil
}

// Check has everything that is kept looked at, and calls onFinding with each
// finding.
func (c *Client) Check(ctx context.Context, onFinding func(Finding)) error {
	response, err := c.send(ctx, http.MethodGet, "/check", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	decoder := jsontext.NewDecoder(response.Body)
	for {
		var finding Finding
		err := json.UnmarshalDecode(decoder, &finding)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return problem.Wrap(problem.Unavailable, "check-interrupted", err, "the server stopped in the middle of the check")
		}
		onFinding(finding)
	}
}
