package conformance

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"

	loreserver "github.com/lore-lrs/lore/internal/server"
)

// everyRequest is a good request of each method of each resource.
func everyRequest() []request {
	agent, activity, id := newAgent(), newIRI("activities"), newUUID()
	state := params("activityId", activity, "agent", agent, "stateId", id)
	agentProfile := params("agent", agent, "profileId", id)
	activityProfile := params("activityId", activity, "profileId", id)
	requests := []request{
		{method: http.MethodPut, path: "/statements", query: params("statementId", id), body: simple},
		{method: http.MethodPost, path: "/statements", body: simple},
		{method: http.MethodGet, path: "/statements", query: params("limit", "1")},
		{method: http.MethodGet, path: "/activities", query: params("activityId", activity)},
		{method: http.MethodGet, path: "/agents", query: params("agent", agent)},
		{method: http.MethodGet, path: "/activities/state", query: params("activityId", activity, "agent", agent)},
		{method: http.MethodGet, path: "/agents/profile", query: params("agent", agent)},
		{method: http.MethodGet, path: "/activities/profile", query: params("activityId", activity)},
		{method: http.MethodDelete, path: "/activities/state", query: params("activityId", activity, "agent", agent)},
	}
	for path, query := range map[string]map[string][]string{"/activities/state": state, "/agents/profile": agentProfile, "/activities/profile": activityProfile} {
		requests = append(requests,
			request{method: http.MethodPut, path: path, query: query, body: `{"a":1}`, header: map[string]string{"If-None-Match": "*"}},
			request{method: http.MethodPost, path: path, query: query, body: `{"b":1}`},
			request{method: http.MethodGet, path: path, query: query},
			request{method: http.MethodDelete, path: path, query: query},
		)
	}
	for _, r := range slices.Clone(requests) {
		if r.method == http.MethodGet {
			r.method = http.MethodHead
			requests = append(requests, r)
		}
	}
	slices.SortStableFunc(requests, func(a, b request) int { return strings.Compare(order(a), order(b)) })
	return requests
}

// order makes documents be written before they are read, and deleted last.
func order(r request) string {
	return map[string]string{http.MethodPut: "0", http.MethodPost: "1", http.MethodGet: "2", http.MethodHead: "2", http.MethodDelete: "3"}[r.method]
}

func TestVersionHeaders(t *testing.T) {
	t.Parallel()
	for sent, answered := range map[string]version{
		"1.0": v1, "1.0.0": v1, "1.0.1": v1, "1.0.2": v1, "1.0.3": v1, "1.0.9": v1, "1.0.32": v1, "2.0": v2, "2.0.0": v2, "2.0.1": v2, "2.0.9": v2,
	} {
		inVersion(t, answered, "VR-01 VR-02", func(t *testing.T, c client) {
			c.version = version(sent)
			for _, r := range everyRequest() {
				answer := c.send(t, r)
				if answer.status >= 300 {
					t.Errorf("version %q was refused:\n%s", sent, answer)
				}
				if got := answer.header.Get("X-Experience-API-Version"); got != string(answered) {
					t.Errorf("version %q was answered with %q, want %s:\n%s", sent, got, answered, answer)
				}
			}
		})
	}
}

func TestBadVersionHeaders(t *testing.T) {
	t.Parallel()
	for _, sent := range []string{"1", "0.9", "0.90", "0.95", "1.1", "1.1.0", "1.2.3", "1.9.9", "2", "2.1", "2.1.0", "3.0.0", "10.0.0", "bad version", "1.0.x", "1.0.", "v1.0.3", "1.0.3 ,", "1.0.3.1", "-1.0", "1.0.3-beta", "01.0.3"} {
		eachVersion(t, "VR-04 VR-01", func(t *testing.T, c client) {
			c.version = version(sent)
			for _, r := range everyRequest() {
				wantRefusedVersion(t, c, r)
			}
		})
	}
}

func TestRequestsWithoutVersionAreRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VR-03 VR-01 QX-20", func(t *testing.T, c client) {
		c.version = ""
		for _, r := range everyRequest() {
			wantRefusedVersion(t, c, r)
		}
	})
}

func wantRefusedVersion(t *testing.T, c client, r request) {
	t.Helper()
	answer := c.send(t, r).want(http.StatusBadRequest)
	if got := answer.header.Get("X-Experience-API-Version"); got != string(v2) {
		t.Errorf("the refusal names the version %q, want the default %s", got, v2)
	}
	if r.method != http.MethodHead && !strings.Contains(string(answer.body), "X-Experience-API-Version") {
		t.Errorf("the refusal does not name the header:\n%s", answer)
	}
}

func TestTheVersionHeaderTwiceIsRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "VR-04", func(t *testing.T, c client) {
		for _, second := range []string{"1.0.3", "2.0.0"} {
			answer := exchangeRaw(t, c, "GET", "/statements?limit=1", "X-Experience-API-Version: "+second+"\r\n", "")
			if answer.status != http.StatusBadRequest {
				t.Errorf("two version headers gave %d", answer.status)
			}
		}
	})
}

func TestTheVersionOfRefusalsIsASetting(t *testing.T) {
	t.Parallel()
	needOwn(t)
	old := ownServer(t, loreserver.Config{DefaultVersion: string(v1)})
	inVersion(t, v1, "VR-03 QX-20", func(t *testing.T, c client) {
		answer := old.client("").get(t, "/statements").want(http.StatusBadRequest)
		if got := answer.header.Get("X-Experience-API-Version"); got != string(v1) {
			t.Errorf("the refusal names the version %q, want %s", got, v1)
		}
	})
}

func TestVersionsOfferedAreASetting(t *testing.T) {
	t.Parallel()
	needOwn(t)
	for _, offered := range []version{v1, v2} {
		alone := ownServer(t, loreserver.Config{Versions: []string{string(offered)}, DefaultVersion: string(offered)})
		inVersion(t, offered, "VR-06 AB-01", func(t *testing.T, _ client) {
			c := alone.client(offered)
			wantSame(t, "the versions of /about", c.get(t, "/about").want(http.StatusOK).object()["version"], []any{string(offered)})
			c.get(t, "/statements").want(http.StatusOK)
			c.version = map[version]version{v1: v2, v2: v1}[offered]
			c.get(t, "/statements").want(http.StatusBadRequest)
		})
	}
}

func TestAbout(t *testing.T) {
	t.Parallel()
	for _, sent := range []version{"", "0.9", "1.0", v1, v2, "2.1.0", "bad version"} {
		eachVersion(t, "AB-01 AB-02", func(t *testing.T, c client) {
			c.version = sent
			for _, c := range []client{c, {base: c.base, version: sent}} {
				about := c.get(t, "/about").want(http.StatusOK).object()
				wantSame(t, "the versions", about["version"], []any{"1.0.3", "2.0.0"})
				for key := range about {
					if key != "version" && key != "extensions" {
						t.Errorf("/about has the property %q", key)
					}
				}
			}
		})
	}
}

func basic(key, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"+secret))
}
