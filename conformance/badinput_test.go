package conformance

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	loreserver "github.com/lore-lrs/lore/internal/server"
)

var update = flag.Bool("update", false, "rewrite testdata/badinput.golden; read the difference before keeping it")

// canary stands in every body and form of the table of bad input; the log
// must not hold it.
const canary = "canary-4711"

// badRequest is a malformed request, written to the socket as it is.
type badRequest struct {
	name   string
	method string
	target string   // path below the base, with the query
	header []string // lines; a line that starts with "-" leaves a default header out
	body   string
	hangUp bool    // the client ends its side after these bytes
	only   version // "" for both, with the same answer
}

// text returns the bytes of the request.
func (b badRequest) text(c client, path, host string) string {
	var head strings.Builder
	fmt.Fprintf(&head, "%s %s%s HTTP/1.1\r\n", b.method, path, b.target)
	defaults := []string{"Host: " + host, "Connection: close", "X-Experience-API-Version: " + string(c.version), "Authorization: " + basic(c.key, c.secret)}
	if b.body != "" {
		defaults = append(defaults, "Content-Type: application/json", fmt.Sprintf("Content-Length: %d", len(b.body)))
	}
	replaced := func(line string) bool {
		name, _, _ := strings.Cut(line, ":")
		return slices.ContainsFunc(b.header, func(given string) bool {
			other, _, _ := strings.Cut(strings.TrimPrefix(given, "-"), ":")
			return strings.EqualFold(name, strings.TrimSpace(other))
		})
	}
	for _, line := range defaults {
		if !replaced(line) {
			head.WriteString(line + "\r\n")
		}
	}
	for _, line := range b.header {
		if !strings.HasPrefix(line, "-") {
			head.WriteString(line + "\r\n")
		}
	}
	return head.String() + "\r\n" + b.body
}

// verdict is the part of an answer that the golden file keeps: the status, the
// code and every message.
func verdict(t *testing.T, r response) string {
	t.Helper()
	var refusal struct {
		Error struct {
			Code, Message string
			Details       []struct{ Pointer, Parameter, Rule, Message string }
		}
	}
	if err := json.Unmarshal(r.body, &refusal); err != nil {
		return fmt.Sprintf("%d %s\n", r.status, strings.TrimSpace(string(r.body)))
	}
	text := fmt.Sprintf("%d %s: %s\n", r.status, refusal.Error.Code, refusal.Error.Message)
	for _, detail := range refusal.Error.Details {
		text += fmt.Sprintf("  %s %s%s: %s\n", detail.Rule, detail.Pointer, detail.Parameter, detail.Message)
	}
	return text
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	needOwn(t)
	s := ownServer(t, loreserver.Config{MaxBody: 1 << 17, MaxDocument: 1 << 16, MaxParts: 20, MaxStatements: 50})
	host, path := strings.TrimSuffix(strings.TrimPrefix(s.base, "http://"), "/xapi"), "/xapi"
	table := badInput(t)
	if len(table) < 150 {
		t.Errorf("the table has %d requests, want at least 150", len(table))
	}
	before := holdings(t, s)
	var got bytes.Buffer
	for _, b := range table {
		var answers []string
		for _, v := range []version{v1, v2} {
			if b.only == "" || b.only == v {
				answer := converse(t, host, b.text(s.client(v), path, host), b.hangUp)
				if answer.status < 400 || answer.status >= 500 && answer.status != http.StatusNotImplemented {
					t.Errorf("%s: status %d, want a refusal that names the client's fault\n%s", b.name, answer.status, answer)
				}
				answers = append(answers, verdict(t, answer))
			}
		}
		if len(answers) == 2 && answers[0] != answers[1] {
			t.Errorf("%s: 1.0.3 and 2.0 differ\n%s%s", b.name, answers[0], answers[1])
		}
		fmt.Fprintf(&got, "# %s\n%s\n", b.name, answers[0])
	}
	const golden = "testdata/badinput.golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if difference := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); difference != "" {
		t.Errorf("the answers differ from %s (-want +got; -update rewrites it):\n%s", golden, difference)
	}
	if difference := cmp.Diff(before, holdings(t, s)); difference != "" {
		t.Errorf("bad input changed what is stored (-before +after):\n%s", difference)
	}
	for _, secret := range []string{s.secret, strings.TrimPrefix(basic(s.key, s.secret), "Basic "), canary, "wrong-secret", "d3Jvbmctc2VjcmV0"} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for _, v := range []version{v1, v2} {
		t.Run(string(v), func(t *testing.T) {
			cite(t, v, "ER-01 ER-02 GEN-01 GEN-02 MP-03 HT-04")
			if got.Len() == 0 {
				t.Error("no request was sent")
			}
		})
	}
}

// holdings is everything that the bad input could have changed: the ids of all
// statements, and every document of the contexts that the table names, of
// which one of each resource is there from the beginning.
func holdings(t *testing.T, s *server) map[string][]string {
	t.Helper()
	c := s.client(v2)
	held := map[string][]string{"statements": c.get(t, "/statements", "limit", "0").want(http.StatusOK).ids()}
	for _, r := range resources {
		query := with(nil, "agent", badAgent)
		if slices.Contains(r.required, "activityId") {
			query = with(query, "activityId", badActivity)
		}
		if !slices.Contains(r.required, "agent") {
			query = without(query, "agent")
		}
		seed := with(query, r.idName, "seed")
		if c.ask(t, http.MethodGet, r, seed, "").status == http.StatusNotFound {
			c.keep(t, r, seed, `{"seed":1}`)
		}
		held[r.path] = c.ask(t, http.MethodGet, r, query, "").want(http.StatusOK).strings()
		held[r.path+" seed"] = []string{string(c.ask(t, http.MethodGet, r, seed, "").want(http.StatusOK).body)}
	}
	return held
}
