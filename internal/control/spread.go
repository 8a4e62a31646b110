package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// MaxBuckets is over how many buckets a store can be spread at most.
const MaxBuckets = 32

// Buckets is an engine that spreads stores over buckets, and buckets over the
// machines of a cluster.
type Buckets interface {
	// SetBuckets chooses the number of buckets of a store without statements.
	SetBuckets(ctx context.Context, store lrs.StoreID, buckets int) error
	// Spread moves a store to more buckets while it is in use; when it is
	// interrupted, calling it again goes on.
	Spread(ctx context.Context, store lrs.StoreID, buckets int, progress func(moved int64)) error
	// InitCluster distributes the tables over the machines, in shards shards.
	InitCluster(ctx context.Context, shards int) error
}

// spreadWanted is the command to spread a store.
type spreadWanted struct {
	Buckets int `json:"buckets"`
}

// spreadEvent is a line of the answer to it. Done or Refusal is the last.
type spreadEvent struct {
	Moved   int64    `json:"moved,omitempty"`
	Done    bool     `json:"done,omitempty"`
	Refusal *Refusal `json:"refusal,omitempty"`
}

// spreadStore moves a store to more buckets and tells how far it is.
func (h *handler) spreadStore(w http.ResponseWriter, r *http.Request) error {
	var wanted spreadWanted
	if err := readCommand(w, r, &wanted); err != nil {
		return err
	}
	if err := h.checkBuckets(wanted.Buckets); err != nil {
		return err
	}
	store, err := h.storeNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.WriteHeader(http.StatusOK)
	encoder := jsontext.NewEncoder(w)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	send := func(event spreadEvent) {
		err := json.MarshalEncode(encoder, event)
		if err == nil {
			err = http.NewResponseController(w).Flush()
		}
		if err != nil {
			cancel() // nobody listens any more
		}
	}
	if h.Buckets != nil {
		err = h.Buckets.Spread(ctx, store, wanted.Buckets, func(moved int64) { send(spreadEvent{Moved: moved}) })
	}
	if err != nil {
		refusal := refusalOf(err)
		send(spreadEvent{Refusal: &refusal})
		return nil
	}
	send(spreadEvent{Done: true})
	return nil
}

// checkBuckets refuses a number of buckets that the engine does not offer.
func (h *handler) checkBuckets(buckets int) error {
	switch {
	case buckets < 1 || buckets > MaxBuckets:
		return problem.New(problem.Invalid, "buckets", "a store has 1 to %d buckets, not %d", MaxBuckets, buckets)
	case buckets > 1 && h.Buckets == nil:
		return problem.New(problem.Invalid, "buckets",
			"the store in the data directory is one file on one machine and has 1 bucket; spreading needs PostgreSQL (--database)")
	}
	return nil
}

// initCluster distributes the tables.
func (h *handler) initCluster(w http.ResponseWriter, r *http.Request) error {
	var wanted spreadWanted
	if err := readCommand(w, r, &wanted); err != nil {
		return err
	}
	if h.Buckets == nil {
		return problem.New(problem.Invalid, "no-cluster",
			"a data directory is no cluster; name the PostgreSQL database of the Citus coordinator with --database")
	}
	if err := h.Buckets.InitCluster(r.Context(), wanted.Buckets); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// SpreadStore moves a store to more buckets while it is in use, and calls
// progress with how many statements were moved so far. When it is interrupted,
// calling it again goes on. Errors: NotFound for the store, Invalid for the
// number.
func (c *Client) SpreadStore(ctx context.Context, name string, buckets int, progress func(moved int64)) error {
	response, err := c.command(ctx, http.MethodPost, "/stores/"+url.PathEscape(name)+"/spread", spreadWanted{buckets})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	decoder := jsontext.NewDecoder(response.Body)
	for {
		var event spreadEvent
		err := json.UnmarshalDecode(decoder, &event)
		switch {
		case err != nil:
			return problem.Wrap(problem.Unavailable, "spread-interrupted", err, "the server stopped in the middle; give the command again to go on")
		case event.Refusal != nil:
			return event.Refusal.problem()
		case event.Done:
			return nil
		}
		progress(event.Moved)
	}
}

// InitCluster distributes the tables over the machines of the cluster by
// bucket, in as many shards. Errors: Invalid where there is no cluster.
func (c *Client) InitCluster(ctx context.Context, shards int) error {
	return c.call(ctx, http.MethodPost, "/cluster", spreadWanted{shards}, nil)
}
