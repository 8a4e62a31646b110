package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lore-lrs/lore/internal/access"
)

// Users are those who sign in to the web app. access.Registry has them.
type Users interface {
	CreateUser(ctx context.Context, spec access.UserSpec) (access.User, error)
	ListUsers(ctx context.Context) ([]access.User, error)
	FindUserByEmail(ctx context.Context, email string) (access.User, error)
	DisableUser(ctx context.Context, id int64) error
	PasswordLink(ctx context.Context, user int64) (string, error)
	ResetTOTP(ctx context.Context, user int64) error
	SetupLink(ctx context.Context) (string, error)
}

// linked is a user with the link for a password, or the link for the first account.
type linked struct {
	User access.User `json:"user,omitzero"`
	Link string      `json:"link"`
}

func (h *handler) routeUsers(handle func(string, func(http.ResponseWriter, *http.Request) error)) {
	handle("POST /users", h.createUser)
	handle("GET /users", h.listUsers)
	handle("POST /users/{email}/link", h.linkUser)
	handle("DELETE /users/{email}", h.disableUser)
	handle("POST /setup", h.linkSetup)
}

func (h *handler) createUser(w http.ResponseWriter, r *http.Request) error {
	var spec access.UserSpec
	if err := readCommand(w, r, &spec); err != nil {
		return err
	}
	user, err := h.Users.CreateUser(r.Context(), spec)
	if err != nil {
		return err
	}
	return h.answerLink(w, r, user)
}

func (h *handler) answerLink(w http.ResponseWriter, r *http.Request, user access.User) error {
	link, err := h.Users.PasswordLink(r.Context(), user.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, linked{user, h.URL() + "/invitation#" + link})
}

func (h *handler) listUsers(w http.ResponseWriter, r *http.Request) error {
	users, err := h.Users.ListUsers(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, users)
}

func (h *handler) linkUser(w http.ResponseWriter, r *http.Request) error {
	user, err := h.Users.FindUserByEmail(r.Context(), r.PathValue("email"))
	if err != nil {
		return err
	}
	if r.URL.Query().Has("reset-codes") {
		if err := h.Users.ResetTOTP(r.Context(), user.ID); err != nil {
			return err
		}
	}
	return h.answerLink(w, r, user)
}

func (h *handler) disableUser(w http.ResponseWriter, r *http.Request) error {
	user, err := h.Users.FindUserByEmail(r.Context(), r.PathValue("email"))
	if err != nil {
		return err
	}
	if err := h.Users.DisableUser(r.Context(), user.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *handler) linkSetup(w http.ResponseWriter, r *http.Request) error {
	link, err := h.Users.SetupLink(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, linked{Link: h.URL() + "/setup#" + link})
}

// CreateUser makes a user and returns the link for the password.
func (c *Client) CreateUser(ctx context.Context, spec access.UserSpec) (user access.User, link string, err error) {
	var made linked
	err = c.call(ctx, http.MethodPost, "/users", spec, &made)
	return made.User, made.Link, err
}

// ListUsers returns all users by address.
func (c *Client) ListUsers(ctx context.Context) ([]access.User, error) {
	var users []access.User
	err := c.call(ctx, http.MethodGet, "/users", nil, &users)
	return users, err
}

// LinkUser makes a link with which a user chooses a new password; resetCodes turns
// one-time codes off first, for a user who lost the device.
func (c *Client) LinkUser(ctx context.Context, email string, resetCodes bool) (link string, err error) {
	path := "/users/" + url.PathEscape(email) + "/link"
	if resetCodes {
		path += "?reset-codes"
	}
	var made linked
	err = c.call(ctx, http.MethodPost, path, nil, &made)
	return made.Link, err
}

// DisableUser lets a user in no more.
func (c *Client) DisableUser(ctx context.Context, email string) error {
	return c.call(ctx, http.MethodDelete, "/users/"+url.PathEscape(email), nil, nil)
}

// SetupLink makes the link for the first account.
func (c *Client) SetupLink(ctx context.Context) (link string, err error) {
	var made linked
	err = c.call(ctx, http.MethodPost, "/setup", nil, &made)
	return made.Link, err
}
