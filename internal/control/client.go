package control

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

// Client gives commands to a data directory. It implements access.Admin.
// Errors are those of the rooms behind it, of type *problem.Error.
type Client struct{ http *http.Client }

var _ access.Admin = (*Client)(nil)

// NewClient returns a client that sends its requests through transport:
// InProcess, or DialSocket for a running server.
func NewClient(transport http.RoundTripper) *Client {
	return &Client{&http.Client{Transport: transport}}
}

// DialSocket returns the transport to the server that runs on a data
// directory.
func DialSocket(dir string) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			path, release, err := socketPath(dir)
			if err != nil {
				return nil, err
			}
			defer release()
			var dialer net.Dialer
			return dialer.DialContext(ctx, "unix", path)
		},
		WriteBufferSize:    streamBuffer,
		ReadBufferSize:     streamBuffer,
		DisableCompression: true,
	}
}

// streamBuffer is how much of a stream is moved at once, in bytes.
const streamBuffer = 64 << 10

// Close lets go of the connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Ping reports whether a server answers: nil when it does.
func (c *Client) Ping(ctx context.Context) error {
	return c.call(ctx, http.MethodGet, "/ping", nil, nil)
}

// CreateStore makes a store in one bucket.
func (c *Client) CreateStore(ctx context.Context, name string) (access.Store, error) {
	return c.CreateSpreadStore(ctx, name, 1)
}

// CreateSpreadStore makes a store that is spread over 1 to MaxBuckets buckets.
// Errors: Invalid for another number, and for more than 1 in a data directory.
func (c *Client) CreateSpreadStore(ctx context.Context, name string, buckets int) (access.Store, error) {
	var store access.Store
	err := c.call(ctx, http.MethodPost, "/stores", newStore{name, buckets}, &store)
	return store, err
}

// ListStores returns all stores by name.
func (c *Client) ListStores(ctx context.Context) ([]access.Store, error) {
	var stores []access.Store
	err := c.call(ctx, http.MethodGet, "/stores", nil, &stores)
	return stores, err
}

// CreateKey makes a key and returns it with its secret.
func (c *Client) CreateKey(ctx context.Context, spec access.KeySpec) (access.Key, error) {
	var key access.Key
	err := c.call(ctx, http.MethodPost, "/keys", spec, &key)
	return key, err
}

// ListKeys returns all keys, without secrets.
func (c *Client) ListKeys(ctx context.Context) ([]access.Key, error) {
	var keys []access.Key
	err := c.call(ctx, http.MethodGet, "/keys", nil, &keys)
	return keys, err
}

// RevokeKey makes a key useless.
func (c *Client) RevokeKey(ctx context.Context, key string) error {
	return c.call(ctx, http.MethodDelete, "/keys/"+url.PathEscape(key), nil, nil)
}

// call sends a command and reads its answer into answer, if not nil.
func (c *Client) call(ctx context.Context, method, path string, command, answer any) error {
	response, err := c.command(ctx, method, path, command)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if answer == nil {
		return nil
	}
	if err := json.UnmarshalRead(response.Body, answer); err != nil {
		return fmt.Errorf("read the answer to %s %s: %w", method, path, err)
	}
	return nil
}

// command sends a command, nil for none, and returns the answer.
func (c *Client) command(ctx context.Context, method, path string, command any) (*http.Response, error) {
	if command == nil {
		return c.send(ctx, method, path, nil)
	}
	encoded, err := json.Marshal(command)
	if err != nil {
		return nil, fmt.Errorf("encode command: %w", err)
	}
	return c.send(ctx, method, path, bytes.NewReader(encoded))
}

// send returns the answer of a command that was not refused.
func (c *Client) send(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://lore"+path, body)
	if err != nil {
		return nil, fmt.Errorf("make command: %w", err)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, problem.Wrap(problem.Unavailable, "server-unreachable", err, "the server on this data directory does not answer")
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	var refusal Refusal
	if err := json.UnmarshalRead(response.Body, &refusal); err != nil {
		return nil, problem.New(problem.Internal, "strange-server",
			"the server on this data directory answered %s to %s; is it another version of Lore?", response.Status, path)
	}
	return nil, refusal.problem()
}
