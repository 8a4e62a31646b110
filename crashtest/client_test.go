package crashtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// client speaks xAPI 2.0 to one server.
type client struct {
	base string
	http *http.Client
}

func newClient(base string) *client {
	return &client{base: base, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// do sends a request. An error means that no whole answer came: nobody knows
// what the server did.
func (c *client) do(ctx context.Context, method, path string, body []byte, headers ...string) (status int, answer []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.SetBasicAuth(keyName, keySecret)
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// send stores a batch: one statement with PUT, more with POST. It returns the
// status, 0 with an error when no answer came.
func (c *client) send(ctx context.Context, b *batch) (status int, answer []byte, err error) {
	if len(b.statements) == 1 {
		s := b.statements[0]
		status, answer, err = c.do(ctx, http.MethodPut, c.base+"/statements?statementId="+s.id.String(), s.text)
		b.acknowledged = err == nil && status == http.StatusNoContent
		return status, answer, err
	}
	body := []byte("[")
	for i, s := range b.statements {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, s.text...)
	}
	status, answer, err = c.do(ctx, http.MethodPost, c.base+"/statements", append(body, ']'))
	b.acknowledged = err == nil && status == http.StatusOK
	return status, answer, err
}

// list returns the whole answer to a question, following `more` to the end.
func (c *client) list(ctx context.Context, q storetest.Question) ([]json.RawMessage, error) {
	var all []json.RawMessage
	origin := c.base[:strings.Index(c.base, "/xapi")]
	for path := c.base + "/statements?" + parameters(q).Encode(); path != ""; {
		status, answer, err := c.do(ctx, http.MethodGet, path, nil)
		if err != nil {
			return nil, err
		}
		if status != http.StatusOK {
			return nil, fmt.Errorf("GET %s: status %d: %s", path, status, answer)
		}
		var page struct {
			Statements []json.RawMessage
			More       string
		}
		if err := json.Unmarshal(answer, &page); err != nil {
			return nil, fmt.Errorf("GET %s: %w", path, err)
		}
		all = append(all, page.Statements...)
		path = ""
		if page.More != "" {
			path = origin + page.More
		}
	}
	return all, nil
}

// parameters writes a question as a client does.
func parameters(q storetest.Question) url.Values {
	values := url.Values{}
	if q.Agent != nil {
		values.Set("agent", fmt.Sprintf(`{%q:%q}`, q.Agent.Property, q.Agent.Value))
	}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("verb", q.Verb)
	set("activity", q.Activity)
	set("registration", q.Registration)
	flag := func(name string, on bool) {
		if on {
			values.Set(name, "true")
		}
	}
	flag("related_agents", q.RelatedAgents)
	flag("related_activities", q.RelatedActivities)
	flag("ascending", q.Ascending)
	if q.Limit > 0 {
		values.Set("limit", fmt.Sprint(q.Limit))
	}
	return values
}

// statement returns a statement by its id, voided or not; nil when it is not
// there. voided says what is more likely.
func (c *client) statement(ctx context.Context, id xapi.UUID, voided bool) ([]byte, error) {
	parameters := []string{"statementId", "voidedStatementId"}
	if voided {
		slices.Reverse(parameters)
	}
	for _, parameter := range parameters {
		status, answer, err := c.do(ctx, http.MethodGet, c.base+"/statements?"+parameter+"="+id.String(), nil)
		if err != nil {
			return nil, err
		}
		switch status {
		case http.StatusOK:
			return answer, nil
		case http.StatusNotFound:
		default:
			return nil, fmt.Errorf("GET statement %s: status %d: %s", id, status, answer)
		}
	}
	return nil, nil
}

// storedOf reads the position's time from a statement.
func storedOf(text []byte) (int64, error) {
	var statement struct{ Stored string }
	if err := json.Unmarshal(text, &statement); err != nil {
		return 0, err
	}
	at, err := time.Parse(time.RFC3339Nano, statement.Stored)
	return at.UnixMicro(), err
}
