package client

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxMessage is how much of an error's body is kept, in bytes.
const maxMessage = 4 << 10

// call is a request to a resource.
type call struct {
	method   string
	resource string // relative to the endpoint, or the IRL of `more`
	query    url.Values
	header   http.Header
	body     []byte
	// repeatable says that doing it twice does what doing it once does.
	repeatable bool
}

// do sends a request, repeating it where that is safe, and returns an answer
// of 200 or 204 whose body the caller closes. Errors: *Error for any other
// answer.
func (c *Client) do(ctx context.Context, call call) (*http.Response, error) {
	address, err := c.base.Parse(call.resource)
	if err != nil {
		return nil, fmt.Errorf("address of %s: %w", call.resource, err)
	}
	if address.Host != c.base.Host || address.Scheme != c.base.Scheme {
		return nil, fmt.Errorf("the record store refers to another host, %s: credentials are not sent there", address.Host)
	}
	if len(call.query) > 0 {
		address.RawQuery = call.query.Encode()
	}
	for attempt := 0; ; attempt++ {
		response, err := c.once(ctx, call, address)
		if err == nil && (response.StatusCode == http.StatusOK || response.StatusCode == http.StatusNoContent) {
			return response, nil
		}
		wait := c.retryDelay << attempt
		wait = wait/2 + rand.N(wait) // so that many clients do not come back at once
		if err == nil {
			if asked, ok := retryAfter(response); ok {
				wait = asked
			}
			err = refusalOf(call, response)
			if !passing(response.StatusCode) {
				return nil, err
			}
		} else {
			err = fmt.Errorf("%s %s: %w", call.method, call.resource, err)
		}
		if !call.repeatable || attempt >= c.retries || ctx.Err() != nil {
			return nil, err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, err
		}
	}
}

func (c *Client) once(ctx context.Context, call call, address *url.URL) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, call.method, address.String(), bytes.NewReader(call.body))
	if err != nil {
		return nil, err
	}
	for name, values := range call.header {
		request.Header[name] = values
	}
	request.Header.Set("X-Experience-API-Version", c.version)
	c.authorize(request)
	return c.http.Do(request)
}

// passing reports whether a status may be another one soon.
func passing(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// maxRetryAfter bounds how long a server can make a client wait.
const maxRetryAfter = time.Minute

func retryAfter(response *http.Response) (time.Duration, bool) {
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0, false
	}
	return min(time.Duration(seconds)*time.Second, maxRetryAfter), true
}

// refusalOf makes an error of an answer and closes it.
func refusalOf(call call, response *http.Response) error {
	defer response.Body.Close()
	message, _ := io.ReadAll(io.LimitReader(response.Body, maxMessage)) // what came is all there is to show
	resource, _, _ := strings.Cut(call.resource, "?")
	return &Error{
		Status:  response.StatusCode,
		Message: strings.TrimSpace(string(message)),
		Request: call.method + " " + resource,
	}
}

// read returns the body of an answer, and closes it.
func read(response *http.Response) ([]byte, error) {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return body, nil
}

// get returns the body of a resource.
func (c *Client) get(ctx context.Context, resource string, query url.Values) ([]byte, error) {
	response, err := c.do(ctx, call{method: http.MethodGet, resource: resource, query: query, repeatable: true})
	if err != nil {
		return nil, err
	}
	return read(response)
}

// finish closes an answer whose body does not matter.
func finish(response *http.Response) error {
	_, err := io.Copy(io.Discard, response.Body) // so that the connection can be used again
	if closeErr := response.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return nil
}
