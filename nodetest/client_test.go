package nodetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// client speaks xAPI 2.0 to all nodes.
type client struct{ http *http.Client }

// answer is a response, read to the end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func newClient(t testing.TB) *client {
	transport := &http.Transport{MaxIdleConnsPerHost: 32}
	t.Cleanup(transport.CloseIdleConnections)
	return &client{&http.Client{Transport: transport}}
}

func (c *client) do(ctx context.Context, who *tenant, method, path string, body []byte) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	request.SetBasicAuth(who.key, who.secret)
	request.Header.Set("X-Experience-API-Version", "2.0.0")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, text}, err
}

// read is what a follower and a check need of a statement.
type read struct {
	ID     string
	Stored int64
	Verb   string
}

// page is one answer to GET statements.
type page struct {
	statements []read
	more       string
	// through is the header Consistent-Through, in microseconds as all times.
	through int64
}

// unavailable is an answer that says: not now.
type unavailable struct{ text string }

func (e *unavailable) Error() string { return e.text }

// page reads one page; path is what `more` said, or a resource with parameters.
func (c *cluster) page(ctx context.Context, n *node, who *tenant, path string) (page, error) {
	base := n.running().URL
	if rest, isMore := strings.CutPrefix(path, "/xapi"); isMore {
		path = rest
	}
	got, err := c.client.do(ctx, who, http.MethodGet, base+path, nil)
	if err != nil {
		return page{}, &unavailable{err.Error()}
	}
	if got.status == http.StatusServiceUnavailable {
		return page{}, &unavailable{string(got.body)}
	}
	if got.status != http.StatusOK {
		return page{}, fmt.Errorf("GET %s on %s: status %d: %s", path, n.name, got.status, got.body)
	}
	var body struct {
		Statements []struct {
			ID     string    `json:"id"`
			Stored time.Time `json:"stored"`
			Verb   struct {
				ID string `json:"id"`
			} `json:"verb"`
		} `json:"statements"`
		More string `json:"more"`
	}
	if err := json.Unmarshal(got.body, &body); err != nil {
		return page{}, fmt.Errorf("GET %s on %s: %w", path, n.name, err)
	}
	header := got.header.Get("X-Experience-API-Consistent-Through")
	through, err := time.Parse(time.RFC3339Nano, header)
	if err != nil {
		return page{}, fmt.Errorf("GET %s on %s: the header Consistent-Through is %q", path, n.name, header)
	}
	p := page{more: body.More, through: through.UnixMicro()}
	for _, s := range body.Statements {
		p.statements = append(p.statements, read{s.ID, s.Stored.UnixMicro(), s.Verb.ID})
	}
	return p, nil
}

// since is the path of everything stored after a time, from the oldest on.
func since(micros int64, limit int) string {
	values := url.Values{"ascending": {"true"}, "limit": {fmt.Sprint(limit)}}
	if micros > 0 {
		values.Set("since", time.UnixMicro(micros).UTC().Format("2006-01-02T15:04:05.000000Z"))
	}
	return "/statements?" + values.Encode()
}

// everything reads a store through one node, following `more`.
func (c *cluster) everything(t testing.TB, n *node, who *tenant) []read {
	t.Helper()
	var all []read
	for path := since(0, 1000); path != ""; {
		p, err := c.page(t.Context(), n, who, path)
		if err != nil {
			t.Fatalf("read everything through %s: %v", n.name, err)
		}
		all = append(all, p.statements...)
		path = p.more
	}
	return all
}
