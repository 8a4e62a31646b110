package control

import (
	"context"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/problem"
)

// Check reads through a part of the data directory, without changing it.
type Check struct {
	// Name is the part, for people: "statement log".
	Name string
	// Run returns what is damaged and what to do about it, nil when nothing is.
	Run func(ctx context.Context) error
}

// checked is a line of the answer to a check.
type checked struct {
	Name    string   `json:"name"`
	Refusal *Refusal `json:"refusal,omitempty"`
}

// check runs every check and answers with a line for each, as it is done.
func (h *handler) check(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	encoder := jsontext.NewEncoder(w)
	for _, check := range h.Checks {
		done := checked{Name: check.Name}
		if err := check.Run(r.Context()); err != nil {
			refusal := refusalOf(err)
			done.Refusal = &refusal
		}
		if err := json.MarshalEncode(encoder, done); err != nil {
			return nil // the command is gone
		}
		if err := http.NewResponseController(w).Flush(); err != nil {
			return nil
		}
	}
	return nil
}

// Check has the data directory read through, and calls onChecked for each part
// with what is wrong with it, nil when nothing is.
func (c *Client) Check(ctx context.Context, onChecked func(name string, wrong error)) error {
	response, err := c.send(ctx, http.MethodGet, "/check", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	decoder := jsontext.NewDecoder(response.Body)
	for {
		var done checked
		err := json.UnmarshalDecode(decoder, &done)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return problem.Wrap(problem.Unavailable, "check-interrupted", err, "the server stopped in the middle of the check")
		}
		if done.Refusal != nil {
			onChecked(done.Name, done.Refusal.problem())
		} else {
			onChecked(done.Name, nil)
		}
	}
}
