package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lore-lrs/lore/internal/follow"
)

// Followers is what commands ask of the followers of the log; *follow.Runner
// and Client have it.
type Followers interface {
	// List returns how all followers are, on every node.
	List(ctx context.Context) ([]follow.Status, error)
	// Rebuild fills a follower anew, beside what is in force. Errors: NotFound,
	// Conflict.
	Rebuild(ctx context.Context, name string) error
	// Pause has a follower stand still. Errors: NotFound.
	Pause(ctx context.Context, name string) error
	// Resume lets a follower go on. Errors: NotFound.
	Resume(ctx context.Context, name string) error
	// Dead lists the statements that a follower put aside. Errors: NotFound.
	Dead(ctx context.Context, name string) ([]follow.DeadLetter, error)
	// Replay gives a follower its dead letters again. Errors: NotFound, Conflict.
	Replay(ctx context.Context, name string) (follow.Replayed, error)
}

// routeFollowers adds the commands about followers.
func (h *handler) routeFollowers(handle func(pattern string, serve func(http.ResponseWriter, *http.Request) error)) {
	followers := h.Followers
	handle("GET /followers", func(w http.ResponseWriter, r *http.Request) error {
		list, err := followers.List(r.Context())
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, list)
	})
	for verb, change := range map[string]func(context.Context, string) error{
		"rebuild": followers.Rebuild, "pause": followers.Pause, "resume": followers.Resume,
	} {
		handle("POST /followers/{name}/"+verb, func(w http.ResponseWriter, r *http.Request) error {
			if err := change(r.Context(), r.PathValue("name")); err != nil {
				return err
			}
			w.WriteHeader(http.StatusNoContent)
			return nil
		})
	}
	handle("GET /followers/{name}/dead", func(w http.ResponseWriter, r *http.Request) error {
		letters, err := followers.Dead(r.Context(), r.PathValue("name"))
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, letters)
	})
	handle("POST /followers/{name}/replay", func(w http.ResponseWriter, r *http.Request) error {
		done, err := followers.Replay(r.Context(), r.PathValue("name"))
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, done)
	})
}

// FollowersClient gives the commands about followers through a Client.
type FollowersClient struct{ client *Client }

var _ Followers = FollowersClient{}

// Followers returns the commands about followers.
func (c *Client) Followers() FollowersClient { return FollowersClient{c} }

func followerPath(name, command string) string {
	return "/followers/" + url.PathEscape(name) + "/" + command
}

// List implements Followers.
func (c FollowersClient) List(ctx context.Context) (list []follow.Status, err error) {
	err = c.client.call(ctx, http.MethodGet, "/followers", nil, &list)
	return list, err
}

// Rebuild implements Followers.
func (c FollowersClient) Rebuild(ctx context.Context, name string) error {
	return c.client.call(ctx, http.MethodPost, followerPath(name, "rebuild"), nil, nil)
}

// Pause implements Followers.
func (c FollowersClient) Pause(ctx context.Context, name string) error {
	return c.client.call(ctx, http.MethodPost, followerPath(name, "pause"), nil, nil)
}

// Resume implements Followers.
func (c FollowersClient) Resume(ctx context.Context, name string) error {
	return c.client.call(ctx, http.MethodPost, followerPath(name, "resume"), nil, nil)
}

// Dead implements Followers.
func (c FollowersClient) Dead(ctx context.Context, name string) (letters []follow.DeadLetter, err error) {
	err = c.client.call(ctx, http.MethodGet, followerPath(name, "dead"), nil, &letters)
	return letters, err
}

// Replay implements Followers.
func (c FollowersClient) Replay(ctx context.Context, name string) (done follow.Replayed, err error) {
	err = c.client.call(ctx, http.MethodPost, followerPath(name, "replay"), nil, &done)
	return done, err
}
