package client

import (
	"context"
	"fmt"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// About is what a record store says about itself (AB-01).
type About struct {
	// Version lists the versions of xAPI that it takes.
	Version []string `json:"version"`
	// Extensions is a map, or nil.
	Extensions jsontext.Value `json:"extensions"`
}

// About asks the store which versions it takes.
func (c *Client) About(ctx context.Context) (About, error) {
	body, err := c.get(ctx, "about", nil)
	if err != nil {
		return About{}, err
	}
	var about About
	if err := json.Unmarshal(body, &about); err != nil {
		return About{}, fmt.Errorf("the answer is not an About object: %w", err)
	}
	return about, nil
}

// Activity returns the complete Activity object, in JSON (AY-02).
func (c *Client) Activity(ctx context.Context, id string) ([]byte, error) {
	return c.get(ctx, "activities", url.Values{"activityId": {id}})
}

// Person returns the Person object of an agent; both are JSON (AG-02).
func (c *Client) Person(ctx context.Context, agent string) ([]byte, error) {
	return c.get(ctx, "agents", url.Values{"agent": {agent}})
}
