package client

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/xapi"
)

// Query selects statements (GS-04 to GS-10); zero fields do not filter.
type Query struct {
	// Agent is the JSON of an Agent or identified Group.
	Agent                            string
	Verb, Activity                   string
	Registration                     *xapi.UUID
	RelatedAgents, RelatedActivities bool
	// Since is exclusive, Until inclusive.
	Since, Until time.Time
	Ascending    bool
	// Limit is how many statements a page has; 0 leaves it to the store.
	Limit int
	// Format is "ids", "exact" or "canonical"; empty for the store's default.
	Format string
	// Language is sent as Accept-Language, for canonical answers.
	Language string
	// Attachments asks for the data of attachments too.
	Attachments bool
}

// Page is a part of the answer to a query.
type Page struct {
	Statements  []jsontext.Value
	Attachments []Attachment
	// More is the IRL of the next page, empty when there is none.
	More string
	// ConsistentThrough is the time before which nothing is missing (GS-40);
	// zero when the store does not say.
	ConsistentThrough time.Time
}

// Statement returns one statement that is not voided (GS-01). Errors: *Error
// with status 404 when there is none.
func (c *Client) Statement(ctx context.Context, id xapi.UUID) ([]byte, error) {
	return c.get(ctx, "statements", url.Values{"statementId": {id.String()}})
}

// VoidedStatement returns one statement that is voided (GS-02). Errors: *Error
// with status 404 when there is none.
func (c *Client) VoidedStatement(ctx context.Context, id xapi.UUID) ([]byte, error) {
	return c.get(ctx, "statements", url.Values{"voidedStatementId": {id.String()}})
}

// StatementWithAttachments is Statement with the data of its attachments.
func (c *Client) StatementWithAttachments(ctx context.Context, id xapi.UUID) ([]byte, []Attachment, error) {
	response, err := c.do(ctx, call{
		method:     http.MethodGet,
		resource:   "statements",
		query:      url.Values{"statementId": {id.String()}, "attachments": {"true"}},
		repeatable: true,
	})
	if err != nil {
		return nil, nil, err
	}
	return readAnswer(response)
}

// Statements returns all statements that a query selects, page after page. It
// ends after the first error.
func (c *Client) Statements(ctx context.Context, query Query) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for page, err := range c.Pages(ctx, query) {
			if err != nil {
				yield(nil, err)
				return
			}
			for _, statement := range page.Statements {
				if !yield(statement, nil) {
					return
				}
			}
		}
	}
}

// Pages returns the pages of a query's answer. It ends after the first error.
func (c *Client) Pages(ctx context.Context, query Query) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		page, err := c.page(ctx, "statements", query.values(), query.Language)
		for yield(page, err) && err == nil && page.More != "" {
			page, err = c.page(ctx, page.More, nil, query.Language)
		}
	}
}

func (c *Client) page(ctx context.Context, resource string, values url.Values, language string) (Page, error) {
	header := http.Header{}
	if language != "" {
		header.Set("Accept-Language", language)
	}
	response, err := c.do(ctx, call{method: http.MethodGet, resource: resource, query: values, header: header, repeatable: true})
	if err != nil {
		return Page{}, err
	}
	through := response.Header.Get("X-Experience-API-Consistent-Through")
	body, attachments, err := readAnswer(response)
	if err != nil {
		return Page{}, err
	}
	var result struct {
		Statements []jsontext.Value `json:"statements"`
		More       string           `json:"more"`
	}
	if err := json.Unmarshal(body, &result); err != nil {
		return Page{}, fmt.Errorf("the answer is not a StatementResult: %w", err)
	}
	page := Page{Statements: result.Statements, Attachments: attachments, More: result.More}
	if at, err := time.Parse(time.RFC3339Nano, through); err == nil {
		page.ConsistentThrough = at
	}
	return page, nil
}

func (q Query) values() url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	flag := func(name string, on bool) {
		if on {
			values.Set(name, "true")
		}
	}
	set("agent", q.Agent)
	set("verb", q.Verb)
	set("activity", q.Activity)
	if q.Registration != nil {
		values.Set("registration", q.Registration.String())
	}
	flag("related_agents", q.RelatedAgents)
	flag("related_activities", q.RelatedActivities)
	if !q.Since.IsZero() {
		values.Set("since", q.Since.UTC().Format(time.RFC3339Nano))
	}
	if !q.Until.IsZero() {
		values.Set("until", q.Until.UTC().Format(time.RFC3339Nano))
	}
	flag("ascending", q.Ascending)
	if q.Limit > 0 {
		values.Set("limit", strconv.Itoa(q.Limit))
	}
	set("format", q.Format)
	flag("attachments", q.Attachments)
	return values
}
