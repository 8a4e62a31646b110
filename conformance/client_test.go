package conformance

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// client speaks one version of xAPI with one key. The zero key and secret send
// no credentials, an empty version sends no version header.
type client struct {
	base        string // URL of the xAPI endpoint, without a slash at its end
	key, secret string
	version     version
}

// request is what send turns into an HTTP request. Headers override those
// that the client would send; a header set to "" is left out.
type request struct {
	method string
	path   string // from the base: "/statements"; or absolute when it starts with "http"
	query  url.Values
	header map[string]string
	body   string
}

// response is a whole answer.
type response struct {
	t      *testing.T
	asked  string
	status int
	header http.Header
	body   []byte
}

var httpClient = &http.Client{
	Timeout:       time.Minute,
	Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// send makes the request and reads the whole answer. It holds every answer to
// what all answers owe: a version (VR-01) and, from the statement resource,
// Consistent-Through (GS-40).
func (c client) send(t *testing.T, r request) response {
	t.Helper()
	target := r.path
	if !strings.HasPrefix(target, "http") {
		target = c.base + r.path
	}
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	asked, err := http.NewRequestWithContext(t.Context(), r.method, target, strings.NewReader(r.body))
	if err != nil {
		t.Fatalf("build %s %s: %v", r.method, target, err)
	}
	if r.body == "" {
		asked.Body, asked.ContentLength = http.NoBody, 0
	} else {
		asked.Header.Set("Content-Type", "application/json")
	}
	if c.version != "" {
		asked.Header.Set("X-Experience-API-Version", string(c.version))
	}
	if c.key != "" {
		asked.SetBasicAuth(c.key, c.secret)
	}
	for name, value := range r.header {
		if value == "" {
			asked.Header.Del(name)
		} else {
			asked.Header.Set(name, value)
		}
	}
	answer, err := httpClient.Do(asked)
	if err != nil {
		t.Fatalf("%s %s: %v", r.method, target, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("read the answer to %s %s: %v", r.method, target, err)
	}
	got := response{t, r.String(), answer.StatusCode, answer.Header, body}
	got.checkEveryAnswer(asked)
	return got
}

func (r request) String() string {
	text := cmp.Or(r.method, "GET") + " " + r.path
	if len(r.query) > 0 {
		text += "?" + r.query.Encode()
	}
	if r.body != "" {
		text += "\n\t" + shortened(r.body)
	}
	return text
}

func (r response) checkEveryAnswer(asked *http.Request) {
	r.t.Helper()
	spoken := r.header.Get("X-Experience-API-Version")
	if spoken != string(v1) && spoken != string(v2) {
		r.t.Errorf("VR-01: the answer has X-Experience-API-Version %q\n%s", spoken, r)
	}
	if strings.HasSuffix(asked.URL.Path, "/statements") && asked.Method != http.MethodOptions {
		through := r.header.Get("X-Experience-API-Consistent-Through")
		if _, err := time.Parse(time.RFC3339Nano, through); err != nil {
			r.t.Errorf("GS-40: the answer has X-Experience-API-Consistent-Through %q: %v\n%s", through, err, r)
		}
	}
}

// String shows the exchange, for messages.
func (r response) String() string {
	return fmt.Sprintf("\t%s\n\t-> %d %s\n\t%s", r.asked, r.status, r.header.Get("Content-Type"), shortened(string(r.body)))
}

func shortened(text string) string {
	if len(text) > 1500 {
		return text[:1500] + " …"
	}
	return text
}

// want stops the test unless the answer has this status.
func (r response) want(status int) response {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("want status %d:\n%s", status, r)
	}
	return r
}

// value decodes a JSON answer, numbers as json.Number.
func (r response) value() any {
	r.t.Helper()
	if media, _, _ := mime.ParseMediaType(r.header.Get("Content-Type")); media != "application/json" {
		r.t.Fatalf("want a JSON answer:\n%s", r)
	}
	return decode(r.t, string(r.body))
}

// object decodes a JSON answer that is an object.
func (r response) object() map[string]any {
	r.t.Helper()
	object, ok := r.value().(map[string]any)
	if !ok {
		r.t.Fatalf("want a JSON object:\n%s", r)
	}
	return object
}

// strings decodes a JSON answer that is an array of strings.
func (r response) strings() []string {
	r.t.Helper()
	list, ok := r.value().([]any)
	if !ok {
		r.t.Fatalf("want a JSON array:\n%s", r)
	}
	texts := make([]string, len(list))
	for i, item := range list {
		if texts[i], ok = item.(string); !ok {
			r.t.Fatalf("want an array of strings:\n%s", r)
		}
	}
	return texts
}

// statements returns the statements of a StatementResult.
func (r response) statements() []map[string]any {
	r.t.Helper()
	list, ok := r.object()["statements"].([]any)
	if !ok {
		r.t.Fatalf("want a StatementResult:\n%s", r)
	}
	statements := make([]map[string]any, len(list))
	for i, item := range list {
		statements[i] = item.(map[string]any)
	}
	return statements
}

// ids returns the ids of a StatementResult, in order.
func (r response) ids() []string {
	r.t.Helper()
	var ids []string
	for _, statement := range r.statements() {
		ids = append(ids, statement["id"].(string))
	}
	return ids
}

// more returns the URL of the next page, "" at the end (PG-01).
func (r response) more(c client) string {
	r.t.Helper()
	more, _ := r.object()["more"].(string)
	if more == "" {
		return ""
	}
	return c.absolute(r.t, more)
}

// wantIDs stops the test unless the answer is a StatementResult with exactly
// these statements in this order.
func (r response) wantIDs(ids ...string) response {
	r.t.Helper()
	if got := r.want(http.StatusOK).ids(); !slices.Equal(got, ids) {
		r.t.Fatalf("want the statements\n\t%s\ngot\n\t%s\n%s", strings.Join(ids, "\n\t"), strings.Join(got, "\n\t"), r)
	}
	return r
}

// params makes query parameters from names and values in turn.
func params(pairs ...string) url.Values {
	values := url.Values{}
	for pair := range slices.Chunk(pairs, 2) {
		values.Add(pair[0], pair[1])
	}
	return values
}

func (c client) get(t *testing.T, path string, pairs ...string) response {
	t.Helper()
	return c.send(t, request{method: http.MethodGet, path: path, query: params(pairs...)})
}

func (c client) delete(t *testing.T, path string, pairs ...string) response {
	t.Helper()
	return c.send(t, request{method: http.MethodDelete, path: path, query: params(pairs...)})
}

func (c client) put(t *testing.T, path, body string, pairs ...string) response {
	t.Helper()
	return c.send(t, request{method: http.MethodPut, path: path, query: params(pairs...), body: body})
}

func (c client) post(t *testing.T, path, body string, pairs ...string) response {
	t.Helper()
	return c.send(t, request{method: http.MethodPost, path: path, query: params(pairs...), body: body})
}

// store posts a statement, or an array of them, and returns the ids.
func (c client) store(t *testing.T, statement string) []string {
	t.Helper()
	return c.post(t, "/statements", statement).want(http.StatusOK).strings()
}

// fetch returns the stored statement.
func (c client) fetch(t *testing.T, id string, pairs ...string) map[string]any {
	t.Helper()
	return c.get(t, "/statements", append(pairs, "statementId", id)...).want(http.StatusOK).object()
}

// fault is one fault of an error answer.
type fault struct{ pointer, parameter, rule, message string }

// faults finds the faults of an error answer in JSON, wherever they are in it.
func (r response) faults() []fault {
	r.t.Helper()
	var faults []fault
	var walk func(any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				walk(item)
			}
		case map[string]any:
			text := func(key string) string { s, _ := value[key].(string); return s }
			if f := (fault{text("pointer"), text("parameter"), text("rule"), text("message")}); f.message != "" && f.rule != "" {
				faults = append(faults, f)
			}
			for _, key := range slices.Sorted(maps.Keys(value)) {
				walk(value[key])
			}
		}
	}
	walk(r.value())
	return faults
}

func decode(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("decode %s: %v", shortened(text), err)
	}
	return value
}

func encode(t *testing.T, value any) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatalf("encode: %v", err)
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// absolute returns the URL of a `more` link.
func (c client) absolute(t *testing.T, more string) string {
	t.Helper()
	base, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	next, err := base.Parse(more)
	if err != nil {
		t.Fatalf("more is no IRL: %v", err)
	}
	return next.String()
}
