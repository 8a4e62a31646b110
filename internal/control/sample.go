package control

import (
	"context"
	"net/http"

	"github.com/lore-lrs/lore/internal/sample"
)

// Sample is what commands ask of the sample data; *sample.Loader and SampleClient
// have it.
type Sample interface {
	// State returns whether they are there.
	State(ctx context.Context) (sample.State, error)
	// Load asks for them. Errors: Conflict.
	Load(ctx context.Context) (sample.State, error)
	// Remove asks for their removal.
	Remove(ctx context.Context) (sample.State, error)
	// Finish does what was asked for, or waits until it is done.
	Finish(ctx context.Context) error
}

// routeSample adds the commands about sample data.
func (h *handler) routeSample(handle func(pattern string, serve func(http.ResponseWriter, *http.Request) error)) {
	for pattern, ask := range map[string]func(context.Context) (sample.State, error){
		"GET /sample": h.Sample.State, "POST /sample": h.Sample.Load, "DELETE /sample": h.Sample.Remove,
	} {
		handle(pattern, func(w http.ResponseWriter, r *http.Request) error {
			state, err := ask(r.Context())
			if err != nil {
				return err
			}
			return writeJSON(w, http.StatusOK, state)
		})
	}
	handle("POST /sample/finish", func(w http.ResponseWriter, r *http.Request) error {
		if err := h.Sample.Finish(r.Context()); err != nil {
			return err
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// SampleClient gives the commands about sample data through a Client.
type SampleClient struct{ client *Client }

var _ Sample = SampleClient{}

// Sample returns the commands about sample data.
func (c *Client) Sample() SampleClient { return SampleClient{c} }

// State implements Sample.
func (c SampleClient) State(ctx context.Context) (state sample.State, err error) {
	err = c.client.call(ctx, http.MethodGet, "/sample", nil, &state)
	return state, err
}

// Load implements Sample.
func (c SampleClient) Load(ctx context.Context) (state sample.State, err error) {
	err = c.client.call(ctx, http.MethodPost, "/sample", nil, &state)
	return state, err
}

// Remove implements Sample.
func (c SampleClient) Remove(ctx context.Context) (state sample.State, err error) {
	err = c.client.call(ctx, http.MethodDelete, "/sample", nil, &state)
	return state, err
}

// Finish implements Sample.
func (c SampleClient) Finish(ctx context.Context) error {
	return c.client.call(ctx, http.MethodPost, "/sample/finish", nil, nil)
}
