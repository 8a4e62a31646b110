// Package client speaks to any Learning Record Store, in xAPI 1.0.3 or 2.0.
//
// It sends statements, also with attachments, reads them back page by page as
// an iterator, and reads and writes documents with entity tags. Statements,
// agents and activities are plain JSON: package xapi checks and compares them.
//
// Every call takes a context. What may be repeated without harm (reading, and
// sending statements, which always have ids) is repeated when the connection
// fails or the store says that it is busy; nothing else is.
package client

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// Config says which record store to speak to, and how.
type Config struct {
	// Endpoint is the base URL, as in "https://lrs.example/xapi".
	Endpoint string
	// Key and Secret are Basic credentials; both may be empty.
	Key, Secret string
	// Version is sent in X-Experience-API-Version: default xapi.Version2.
	Version xapi.Version
	// HTTP is the client to use: default one with 64 connections a host.
	HTTP *http.Client
	// Retries is how often a request that may be repeated is repeated: default
	// 4, negative for never.
	Retries int
	// RetryDelay is the mean wait before the first repetition; it doubles each
	// time: default 200 ms.
	RetryDelay time.Duration
}

// Client speaks to one record store. Its methods may be called concurrently.
type Client struct {
	base       *url.URL // with a slash at the end
	authorize  func(*http.Request)
	version    string
	http       *http.Client
	retries    int
	retryDelay time.Duration
}

// New returns a client; an error says what is wrong with the endpoint.
func New(config Config) (*Client, error) {
	base, err := url.Parse(config.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("endpoint: %w", err)
	}
	if base.Scheme != "http" && base.Scheme != "https" || base.Host == "" {
		return nil, fmt.Errorf("endpoint %q is not an http or https URL with a host", config.Endpoint)
	}
	base.Path = strings.TrimRight(base.Path, "/") + "/"
	c := &Client{
		base:       base,
		authorize:  func(*http.Request) {},
		version:    config.Version.String(),
		http:       config.HTTP,
		retries:    config.Retries,
		retryDelay: config.RetryDelay,
	}
	if config.Version == 0 {
		c.version = xapi.Version2.String()
	}
	if config.Key != "" || config.Secret != "" {
		c.authorize = func(r *http.Request) { r.SetBasicAuth(config.Key, config.Secret) }
	}
	if c.http == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = 64
		c.http = &http.Client{Transport: transport}
	}
	if c.retries == 0 {
		c.retries = 4
	}
	if c.retryDelay == 0 {
		c.retryDelay = 200 * time.Millisecond
	}
	return c, nil
}

// Error is an answer of the record store that is not the wanted one.
type Error struct {
	// Status is the HTTP status.
	Status int
	// Message is the body, shortened: what the store says about it.
	Message string
	// Request names what was asked, as "POST statements".
	Request string
}

// Error returns the request, the status and the store's words.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %d %s: %s", e.Request, e.Status, http.StatusText(e.Status), e.Message)
}
