package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lore-lrs/lore/internal/problem"
)

// Readers lets roles of PostgreSQL read the facts of stores; bi.Readers has it.
type Readers interface {
	// Grant lets a role read a store. Errors: NotFound, Invalid.
	Grant(ctx context.Context, store int64, role string) error
	// Revoke takes that back. Errors: NotFound.
	Revoke(ctx context.Context, store int64, role string) error
}

func (h *handler) changeReader(w http.ResponseWriter, r *http.Request) error {
	if h.Readers == nil {
		return problem.New(problem.Invalid, "bi-needs-postgresql",
			"roles read facts in PostgreSQL only: name the database with --database, or export Parquet from a data directory")
	}
	store, err := h.storeNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	change := h.Readers.Grant
	if r.Method == http.MethodDelete {
		change = h.Readers.Revoke
	}
	if err := change(r.Context(), int64(store), r.PathValue("role")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func readerPath(store, role string) string {
	return "/stores/" + url.PathEscape(store) + "/readers/" + url.PathEscape(role)
}

// GrantReader lets a role of PostgreSQL read the facts of a store. Errors:
// Invalid in a data directory; those of Readers.Grant.
func (c *Client) GrantReader(ctx context.Context, store, role string) error {
	return c.call(ctx, http.MethodPut, readerPath(store, role), nil, nil)
}

// RevokeReader takes that back. Errors: those of Readers.Revoke.
func (c *Client) RevokeReader(ctx context.Context, store, role string) error {
	return c.call(ctx, http.MethodDelete, readerPath(store, role), nil, nil)
}
