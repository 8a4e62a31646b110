package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lore-lrs/lore/internal/access"
)

func (h *handler) createToken(w http.ResponseWriter, r *http.Request) error {
	var spec access.TokenSpec
	if err := readCommand(w, r, &spec); err != nil {
		return err
	}
	token, err := h.Admin.CreateToken(r.Context(), spec)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, token)
}

func (h *handler) listTokens(w http.ResponseWriter, r *http.Request) error {
	tokens, err := h.Admin.ListTokens(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, tokens)
}

func (h *handler) revokeToken(w http.ResponseWriter, r *http.Request) error {
	if err := h.Admin.RevokeToken(r.Context(), r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// CreateToken makes a token and returns it with its text.
func (c *Client) CreateToken(ctx context.Context, spec access.TokenSpec) (access.Token, error) {
	var token access.Token
	err := c.call(ctx, http.MethodPost, "/tokens", spec, &token)
	return token, err
}

// ListTokens returns all tokens, without their texts.
func (c *Client) ListTokens(ctx context.Context) ([]access.Token, error) {
	var tokens []access.Token
	err := c.call(ctx, http.MethodGet, "/tokens", nil, &tokens)
	return tokens, err
}

// RevokeToken makes a token useless.
func (c *Client) RevokeToken(ctx context.Context, id string) error {
	return c.call(ctx, http.MethodDelete, "/tokens/"+url.PathEscape(id), nil, nil)
}
