package analyticstest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/xapi/client"
)

// storeName is the store that every test works in.
const storeName = "school"

// The keys that statements are sent with: sources of the facts.
const (
	firstKey  = "key-1"
	secondKey = "key-2"
)

// node is a server with a data directory of its own, on that directory or on a
// database.
type node struct {
	t      testing.TB
	binary string
	dir    string
	// on is what commands and the server are told besides the directory.
	on     []string
	args   []string // of serve
	listen string   // where it listens; a port of 0 is any
	http   *http.Client
	server *binarytest.Server
}

// prepare returns a node that does not run yet; database is empty for one on
// its data directory.
func prepare(t testing.TB, database string, args ...string) *node {
	transport := &http.Transport{MaxIdleConnsPerHost: 8}
	t.Cleanup(transport.CloseIdleConnections)
	n := &node{
		t: t, binary: lore, dir: filepath.Join(t.TempDir(), "data"), listen: "127.0.0.1:0",
		args: append([]string{"--queries-at-once", "8"}, args...), http: &http.Client{Transport: transport},
	}
	if database != "" {
		n.on = []string{"--database", database}
	}
	return n
}

// open returns a running node with the store and keys.
func open(t testing.TB, database string, args ...string) *node {
	t.Helper()
	n := prepare(t, database, args...)
	n.start()
	n.found()
	return n
}

// found makes the store and the keys to it.
func (n *node) found() {
	n.t.Helper()
	n.command("store", "create", storeName)
	for _, key := range []string{firstKey, secondKey} {
		n.command("key", "create", "--store", storeName, "--name", key, "--scope", "all", "--key", key, "--secret", "secret")
	}
}

// command runs a command of the binary through the running server.
func (n *node) command(args ...string) string {
	n.t.Helper()
	return binarytest.MustRun(n.t, n.binary, append(args, "--data", n.dir)...)
}

// start starts the server and waits until it listens.
func (n *node) start() {
	n.t.Helper()
	n.server = binarytest.Start(n.t, exec.Command(n.binary, append(append([]string{
		"serve", "--data", n.dir, "--listen", n.listen, "--metrics-listen", "", "--log-level", "warn",
	}, n.on...), n.args...)...))
}

// token makes a token of a role.
func (n *node) token(role string, more ...string) string {
	n.t.Helper()
	output := n.command(append([]string{"token", "create", "--store", storeName, "--role", role}, more...)...)
	for line := range strings.Lines(output) {
		if token, ok := strings.CutPrefix(line, "token: "); ok {
			return strings.TrimSpace(token)
		}
	}
	n.t.Fatalf("no token is in:\n%s", output)
	return ""
}

// xapi returns a client of the record store with a key.
func (n *node) xapi(key string) *client.Client {
	n.t.Helper()
	c, err := client.New(client.Config{Endpoint: n.server.URL, Key: key, Secret: "secret", HTTP: n.http})
	if err != nil {
		n.t.Fatal(err)
	}
	return c
}

// send stores statements in batches, with the two keys in turn.
func (n *node) send(statements [][]byte, batch int) {
	n.t.Helper()
	if err := n.trySend(statements, batch); err != nil {
		n.t.Fatal(err)
	}
}

// trySend is send for goroutines that are not the test's.
func (n *node) trySend(statements [][]byte, batch int) error {
	keys := []*client.Client{n.xapi(firstKey), n.xapi(secondKey)}
	for i := 0; len(statements) > 0; i++ {
		size := min(batch, len(statements))
		if _, err := keys[i%2].Send(n.t.Context(), statements[:size]); err != nil {
			return fmt.Errorf("send %d statements: %w", size, err)
		}
		statements = statements[size:]
	}
	return nil
}

// reply is a response of the API, read to the end.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// request sends a request to the API; path is below /api/v1/.
func (n *node) request(token, method, path string, body []byte) (reply, error) {
	request, err := http.NewRequestWithContext(n.t.Context(), method, strings.TrimSuffix(n.server.URL, "/xapi")+"/api/v1/"+path, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := n.http.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, text}, err
}

// must sends a request that must be answered with a status, and returns the
// answer.
func (n *node) must(token, method, path string, body []byte, status int) reply {
	n.t.Helper()
	got, err := n.request(token, method, path, body)
	if err != nil {
		n.t.Fatalf("%s %s: %v\n%s", method, path, err, binarytest.Tail(n.server.Log()))
	}
	if got.status != status {
		n.t.Fatalf("%s %s is answered with status %d, want %d: %s\n%s", method, path, got.status, status, body, got.body)
	}
	return got
}

// decide makes a decision about the meaning of words.
func (n *node) decide(token, method, path string, body any, status int) {
	n.t.Helper()
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			n.t.Fatal(err)
		}
	}
	n.must(token, method, "meaning/"+path, text, status)
}

// answer is what a query is answered with.
type answer struct {
	Columns json.RawMessage            `json:"columns"`
	Rows    []json.RawMessage          `json:"rows"`
	Actors  json.RawMessage            `json:"actors"`
	Meta    map[string]json.RawMessage `json:"meta"`
}

// asOf is the answer's as_of_seq.
func (a answer) asOf(t testing.TB) int64 {
	t.Helper()
	var seq int64
	if err := json.Unmarshal(a.Meta["as_of_seq"], &seq); err != nil {
		t.Fatalf("the answer's meta has no as_of_seq: %v", err)
	}
	return seq
}

// rows is the text of the answer's rows.
func (a answer) rows() string { return strings.Join(texts(a.Rows), ",\n") }

// ask asks a query that must be answered.
func (n *node) ask(token, query string) answer {
	n.t.Helper()
	return readAnswer(n.t, n.must(token, http.MethodPost, "query", []byte(query), http.StatusOK).body)
}

func readAnswer(t testing.TB, text []byte) (a answer) {
	t.Helper()
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatalf("read an answer: %v\n%s", err, text)
	}
	return a
}

// pinned adds as_of_seq to a query that has none.
func pinned(query string, asOf int64) string {
	if strings.Contains(query, `"as_of_seq"`) {
		return query
	}
	return strings.TrimSuffix(strings.TrimSpace(query), "}") + fmt.Sprintf(`, "as_of_seq": %d}`, asOf)
}
