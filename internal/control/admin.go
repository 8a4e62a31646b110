package control

import (
	"cmp"
	"io"
	"net/http"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// maxCommand bounds the body of a command that is not a stream, in bytes.
const maxCommand = 1 << 20

type newStore struct {
	Name string `json:"name"`
	// Buckets is over how many buckets the store is spread: 0 is 1.
	Buckets int `json:"buckets,omitempty"`
}

func (h *handler) createStore(w http.ResponseWriter, r *http.Request) error {
	var wanted newStore
	if err := readCommand(w, r, &wanted); err != nil {
		return err
	}
	buckets := cmp.Or(wanted.Buckets, 1)
	if err := h.checkBuckets(buckets); err != nil {
		return err
	}
	store, err := h.Admin.CreateStore(r.Context(), wanted.Name)
	if err != nil {
		return err
	}
	if buckets > 1 {
		// Nobody writes to it yet: it has no key.
		if err := h.Buckets.SetBuckets(r.Context(), lrs.StoreID(store.ID), buckets); err != nil {
			return err
		}
	}
	return writeJSON(w, http.StatusCreated, store)
}

func (h *handler) listStores(w http.ResponseWriter, r *http.Request) error {
	stores, err := h.Admin.ListStores(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, stores)
}

func (h *handler) createKey(w http.ResponseWriter, r *http.Request) error {
	var spec access.KeySpec
	if err := readCommand(w, r, &spec); err != nil {
		return err
	}
	key, err := h.Admin.CreateKey(r.Context(), spec)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, key)
}

func (h *handler) listKeys(w http.ResponseWriter, r *http.Request) error {
	keys, err := h.Admin.ListKeys(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, keys)
}

func (h *handler) revokeKey(w http.ResponseWriter, r *http.Request) error {
	if err := h.Admin.RevokeKey(r.Context(), r.PathValue("key")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func readCommand(w http.ResponseWriter, r *http.Request, into any) error {
	err := json.UnmarshalRead(http.MaxBytesReader(w, r.Body, maxCommand), into, json.RejectUnknownMembers(true))
	if err != nil && err != io.EOF {
		return problem.Wrap(problem.Invalid, "bad-command", err, "the command's body is not what this server understands; use the lore of the same version")
	}
	return nil
}
