package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/xapi"
)

// Resource is a kind of document, by its path.
type Resource string

// The three document resources.
const (
	State           Resource = "activities/state"
	ActivityProfile Resource = "activities/profile"
	AgentProfile    Resource = "agents/profile"
)

// DocumentKey names a document or, with an empty ID, all of a context.
type DocumentKey struct {
	Resource Resource
	// ActivityID belongs to State and ActivityProfile.
	ActivityID string
	// Agent is the JSON of an Agent; it belongs to State and AgentProfile.
	Agent string
	// Registration may narrow State.
	Registration *xapi.UUID
	// ID is the stateId or profileId.
	ID string
}

// Document is what is kept under a key.
type Document struct {
	ContentType string
	Content     []byte
	// ETag is filled in on reading.
	ETag string
	// Updated is Last-Modified, to the second; zero when the store does not say.
	Updated time.Time
}

// Precondition makes a change depend on what is there (CC); the zero value asks
// for nothing.
type Precondition struct {
	// IfMatch is the ETag that the document must have.
	IfMatch string
	// IfAbsent says that there must be no document yet.
	IfAbsent bool
}

// Document returns a document. Errors: *Error with status 404 when there is
// none.
func (c *Client) Document(ctx context.Context, key DocumentKey) (Document, error) {
	response, err := c.do(ctx, call{method: http.MethodGet, resource: string(key.Resource), query: key.values(), repeatable: true})
	if err != nil {
		return Document{}, err
	}
	document := Document{ContentType: response.Header.Get("Content-Type"), ETag: response.Header.Get("ETag")}
	if at, err := http.ParseTime(response.Header.Get("Last-Modified")); err == nil {
		document.Updated = at
	}
	document.Content, err = read(response)
	return document, err
}

// PutDocument replaces a document. Errors: *Error with status 409 when there is
// one and the precondition asks for nothing, 412 when it does not hold.
func (c *Client) PutDocument(ctx context.Context, key DocumentKey, document Document, precondition Precondition) error {
	return c.change(ctx, http.MethodPut, key, document, precondition)
}

// PostDocument merges JSON objects by their top level (DC-21), or stores a new
// document. Errors: *Error with status 412 when the precondition does not hold.
func (c *Client) PostDocument(ctx context.Context, key DocumentKey, document Document, precondition Precondition) error {
	return c.change(ctx, http.MethodPost, key, document, precondition)
}

// DeleteDocument deletes a document or, with an empty ID, all State documents
// of the context.
func (c *Client) DeleteDocument(ctx context.Context, key DocumentKey, precondition Precondition) error {
	return c.change(ctx, http.MethodDelete, key, Document{}, precondition)
}

// DocumentIDs returns the ids of a context's documents that were written after
// since; all with the zero time.
func (c *Client) DocumentIDs(ctx context.Context, key DocumentKey, since time.Time) ([]string, error) {
	values := key.values()
	if !since.IsZero() {
		values.Set("since", since.UTC().Format(time.RFC3339Nano))
	}
	body, err := c.get(ctx, string(key.Resource), values)
	if err != nil {
		return nil, err
	}
	var ids []string
	if err := json.Unmarshal(body, &ids); err != nil {
		return nil, fmt.Errorf("the answer is not an array of ids: %w", err)
	}
	return ids, nil
}

func (c *Client) change(ctx context.Context, method string, key DocumentKey, document Document, precondition Precondition) error {
	header := http.Header{}
	if document.ContentType != "" {
		header.Set("Content-Type", document.ContentType)
	}
	if precondition.IfMatch != "" {
		header.Set("If-Match", precondition.IfMatch)
	}
	if precondition.IfAbsent {
		header.Set("If-None-Match", "*")
	}
	response, err := c.do(ctx, call{method: method, resource: string(key.Resource), query: key.values(), header: header, body: document.Content})
	if err != nil {
		return err
	}
	return finish(response)
}

func (k DocumentKey) values() url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("activityId", k.ActivityID)
	set("agent", k.Agent)
	if k.Registration != nil {
		values.Set("registration", k.Registration.String())
	}
	if k.Resource == State {
		set("stateId", k.ID)
	} else {
		set("profileId", k.ID)
	}
	return values
}
