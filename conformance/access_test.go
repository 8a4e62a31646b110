package conformance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/access"
	loreserver "github.com/lore-lrs/lore/internal/server"
)

func TestWrongCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SE-10 SE-11 SE-13 VR-01 ER-01", func(t *testing.T, c client) {
		for _, header := range []string{
			basic(c.key, "wrong"), basic("wrong", c.secret), basic(c.key, ""), basic(c.secret, c.key), basic(c.key, c.secret+"x"), "Basic Og==", "Basic",
			"Basic " + c.key, "Basic !!!", "Bearer " + c.secret, "Digest username=\"x\"", c.secret, "basic:" + c.key, basic("", ""), basic(" ", " "),
			"Basic " + strings.TrimPrefix(basic(c.key, c.secret), "Basic ") + "x",
		} {
			for _, r := range everyRequest() {
				r.header = map[string]string{"Authorization": header, "If-None-Match": "*"}
				answer := c.send(t, r).want(http.StatusUnauthorized)
				if !strings.HasPrefix(answer.header.Get("WWW-Authenticate"), "Basic") {
					t.Errorf("the refusal has WWW-Authenticate %q", answer.header.Get("WWW-Authenticate"))
				}
			}
		}
		none := client{base: c.base, version: c.version}
		for _, r := range everyRequest() {
			none.send(t, r).want(http.StatusUnauthorized)
		}
		c.send(t, request{method: http.MethodGet, path: "/statements", header: map[string]string{"Authorization": "bAsIc " + strings.TrimPrefix(basic(c.key, c.secret), "Basic ")}}).want(http.StatusOK)
	})
}

func TestCredentialsComeBeforeTheVersion(t *testing.T) {
	t.Parallel()
	eachVersion(t, "ER-05", func(t *testing.T, c client) {
		wrong, reader := c, lore.with(t, c.version, "main", access.ScopeState)
		wrong.secret, wrong.version = "wrong", "0.9"
		wrong.get(t, "/statements", "foo", "bar").want(http.StatusUnauthorized)
		reader.version = "0.9"
		reader.get(t, "/statements", "foo", "bar").want(http.StatusBadRequest)
		reader.version = c.version
		reader.get(t, "/statements", "foo", "bar").want(http.StatusForbidden)
		if answer := c.put(t, "/statements", "{", "foo", "bar").want(http.StatusBadRequest); !strings.Contains(string(answer.body), "foo") {
			t.Errorf("parameters come before the body, the refusal does not name foo:\n%s", answer)
		}
	})
}

func TestScopes(t *testing.T) {
	t.Parallel()
	type right int
	const (
		writeStatements right = iota
		readStatements
		writeState
		readState
		writeProfiles
		readProfiles
		readActivities
		readAgents
	)
	asked := func(c client, r right) request {
		profile := params("agent", newAgent(), "profileId", "p")
		state := params("agent", newAgent(), "activityId", newIRI("a"), "stateId", "s")
		switch r {
		case writeStatements:
			return request{method: http.MethodPost, path: "/statements", body: simple}
		case readStatements:
			return request{method: http.MethodGet, path: "/statements", query: params("limit", "1")}
		case writeState:
			return request{method: http.MethodPut, path: "/activities/state", query: state, body: "{}"}
		case readState:
			return request{method: http.MethodGet, path: "/activities/state", query: without(state, "stateId")}
		case writeProfiles:
			return request{method: http.MethodPost, path: "/agents/profile", query: profile, body: "{}"}
		case readProfiles:
			return request{method: http.MethodGet, path: "/agents/profile", query: without(profile, "profileId")}
		case readActivities:
			return request{method: http.MethodGet, path: "/activities", query: params("activityId", newIRI("a"))}
		default:
			return request{method: http.MethodGet, path: "/agents", query: params("agent", newAgent())}
		}
	}
	for scope, allowed := range map[access.Scope][]right{
		access.ScopeAll:                {writeStatements, readStatements, writeState, readState, writeProfiles, readProfiles, readActivities, readAgents},
		access.ScopeAllRead:            {readStatements, readState, readProfiles, readActivities, readAgents},
		access.ScopeStatementsWrite:    {writeStatements},
		access.ScopeStatementsRead:     {readStatements},
		access.ScopeStatementsReadMine: {readStatements},
		access.ScopeState:              {writeState, readState},
		access.ScopeProfile:            {writeProfiles, readProfiles},
	} {
		t.Run(string(scope), func(t *testing.T) {
			eachVersion(t, "SE-12 SE-03 ER-01", func(t *testing.T, c client) {
				c = lore.with(t, c.version, "main", scope)
				for r := writeStatements; r <= readAgents; r++ {
					answer := c.send(t, asked(c, r))
					may := false
					for _, a := range allowed {
						may = may || a == r
					}
					// Reading activities and agents may come with reading statements.
					if !may && r >= readActivities && answer.status == http.StatusOK {
						continue
					}
					if forbidden := answer.status == http.StatusForbidden; forbidden == may {
						t.Errorf("scope %s, may %v:\n%s", scope, may, answer)
					}
				}
				c.get(t, "/about").want(http.StatusOK)
			})
		})
	}
}

func TestReadingOnlyMine(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SE-12 SE-03 GS-06", func(t *testing.T, c client) {
		all, store := lore.newStore(t, c.version)
		mine := lore.with(t, c.version, store, access.ScopeStatementsWrite, access.ScopeStatementsReadMine)
		verb := newIRI("verbs")
		others, own := all.storeOne(t, set("/verb/id", quoted(verb))), mine.storeOne(t, set("/verb/id", quoted(verb)))
		mine.get(t, "/statements", "verb", verb).wantIDs(own)
		mine.get(t, "/statements").wantIDs(own)
		mine.get(t, "/statements", "statementId", own).want(http.StatusOK)
		mine.get(t, "/statements", "statementId", others).want(http.StatusNotFound)
		all.get(t, "/statements", "verb", verb).wantIDs(own, others)
	})
}

func TestWithoutDefineDefinitionsDoNotChange(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SE-03 OB-13", func(t *testing.T, c client) {
		all, store := lore.newStore(t, c.version)
		writer := lore.with(t, c.version, store, access.ScopeStatementsWrite)
		definer := lore.with(t, c.version, store, access.ScopeStatementsWrite, access.ScopeDefine)
		activity := newIRI("activities")
		says := func(name string) edit {
			return set("/object", `{"id":`+quoted(activity)+`,"definition":{"name":{"en":`+quoted(name)+`}}}`)
		}
		name := func() any {
			return at(all.get(t, "/activities", "activityId", activity).want(http.StatusOK).object(), "/definition/name/en")
		}
		writer.storeOne(t, says("by the writer"))
		if got := name(); got != nil {
			t.Errorf("a key without define made the name %v", got)
		}
		definer.storeOne(t, says("by the definer"))
		writer.storeOne(t, says("again by the writer"))
		if got := name(); got != "by the definer" {
			t.Errorf("the name is %v, want the definer's", got)
		}
	})
}

func TestStoresAreApart(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SE-12", func(t *testing.T, c client) {
		a, storeA := lore.newStore(t, c.version)
		b, storeB := lore.newStore(t, c.version)
		id := newUUID()
		a.put(t, "/statements", simple, "statementId", id).want(http.StatusNoContent)
		b.get(t, "/statements", "statementId", id).want(http.StatusNotFound)
		b.put(t, "/statements", full, "statementId", id).want(http.StatusNoContent)
		b.store(t, voiding(t, id))
		a.wantStanding(t, id)
		a.get(t, "/statements").wantIDs(id)
		query := resources[0].document()
		a.keep(t, resources[0], query, "{}")
		b.ask(t, http.MethodGet, resources[0], query, "").want(http.StatusNotFound)
		byPath := func(c client, store string) response {
			c.base = strings.Replace(c.base, "/xapi", "/stores/"+store+"/xapi", 1)
			return c.get(t, "/statements")
		}
		byPath(a, storeA).wantIDs(id)
		byPath(a, storeB).want(http.StatusForbidden)
	})
}

func TestStoredContentCannotRunInABrowser(t *testing.T) {
	t.Parallel()
	eachVersion(t, "SE-05", func(t *testing.T, c client) {
		query := resources[0].document()
		c.keep(t, resources[0], query, "<script>alert(1)</script>", "Content-Type", "text/html")
		answer := c.ask(t, http.MethodGet, resources[0], query, "").want(http.StatusOK)
		if got := answer.header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("X-Content-Type-Options is %q, want nosniff", got)
		}
		if policy := answer.header.Get("Content-Security-Policy"); !strings.Contains(policy, "sandbox") && !strings.Contains(policy, "default-src 'none'") && !strings.Contains(answer.header.Get("Content-Disposition"), "attachment") {
			t.Errorf("a stored page could run: Content-Security-Policy is %q, Content-Disposition %q", policy, answer.header.Get("Content-Disposition"))
		}
		refused := c.send(t, request{method: http.MethodGet, path: "/statements", query: params("<script>", "<script>"), header: map[string]string{"Accept": "text/html"}}).want(http.StatusBadRequest)
		if strings.Contains(string(refused.body), "<script>") {
			t.Errorf("the refusal repeats a script:\n%s", refused)
		}
	})
}

func TestErrorsInThreeMediaTypes(t *testing.T) {
	t.Parallel()
	eachVersion(t, "ER-02 HT-03", func(t *testing.T, c client) {
		for accept, want := range map[string]string{
			"": "application/json", "application/json": "application/json", "text/html": "text/html", "text/plain": "text/plain", "*/*": "application/json",
			"text/html,application/xhtml+xml;q=0.9,*/*;q=0.8": "text/html", "text/plain;q=0.5, application/json;q=0.4": "text/plain",
			"text/plain;q=0, text/html": "text/html", "application/*": "application/json", "text/plain, text/html;q=0.9": "text/plain",
		} {
			for _, r := range []request{
				{method: http.MethodPost, path: "/statements", body: edited(t, simple, del("/verb"))},
				{method: http.MethodGet, path: "/statements", query: params("foo", "bar")},
				{method: http.MethodGet, path: "/statements", query: params("statementId", newUUID())},
				{method: http.MethodGet, path: "/nothing"},
				{method: http.MethodGet, path: "/statements", header: map[string]string{"Authorization": "Basic x"}},
			} {
				r.header = map[string]string{"Accept": accept, "Authorization": r.header["Authorization"]}
				if r.header["Authorization"] == "" {
					delete(r.header, "Authorization")
				}
				answer := c.send(t, r)
				if got, _, _ := strings.Cut(answer.header.Get("Content-Type"), ";"); got != want {
					t.Errorf("Accept %q: the refusal is %q, want %s:\n%s", accept, got, want, answer)
				}
				if len(answer.body) < 20 {
					t.Errorf("Accept %q: the refusal explains nothing:\n%s", accept, answer)
				}
			}
		}
		answer := c.post(t, "/statements", edited(t, simple, set("/actor", `{"name":"Ann"}`), set("/verb/id", `"tried"`), set("/object/dummy", `1`))).want(http.StatusBadRequest)
		for _, pointer := range []string{"/actor", "/verb/id", "/object/dummy"} {
			found := false
			for _, f := range answer.faults() {
				found = found || f.pointer == pointer
			}
			if !found {
				t.Errorf("the refusal does not name %s:\n%s", pointer, answer)
			}
		}
	})
}

func TestLimitsAreSettings(t *testing.T) {
	t.Parallel()
	needOwn(t)
	small := ownServer(t, loreserver.Config{MaxBody: 4096, MaxDocument: 1024, MaxStatements: 5, MaxParts: 3, MaxDepth: 100, PageSize: 2})
	eachVersion(t, "ER-04 ER-01 GEN-14 GS-09", func(t *testing.T, c client) {
		c = small.client(c.version)
		long := edited(t, full, set("/result/response", quoted(strings.Repeat("x", 5000))))
		c.post(t, "/statements", long).want(http.StatusRequestEntityTooLarge)
		lore.client(c.version).post(t, "/statements", long).want(http.StatusOK)
		chunked := c.send(t, request{method: http.MethodPut, path: "/statements", query: params("statementId", newUUID()), body: long}).want(http.StatusRequestEntityTooLarge)
		if len(chunked.body) == 0 {
			t.Errorf("the refusal says nothing")
		}
		query := resources[0].document()
		c.ask(t, http.MethodPut, resources[0], query, strings.Repeat("x", 1025), "Content-Type", "text/plain").want(http.StatusRequestEntityTooLarge)
		c.ask(t, http.MethodPut, resources[0], query, strings.Repeat("x", 1024), "Content-Type", "text/plain").want(http.StatusNoContent)
		batch := func(n int) string { return "[" + strings.Repeat(encode(t, decode(t, simple))+",", n-1) + simple + "]" }
		c.post(t, "/statements", batch(5)).want(http.StatusOK)
		if status := c.post(t, "/statements", batch(6)).status; status != http.StatusRequestEntityTooLarge && status != http.StatusBadRequest {
			t.Errorf("a batch over the limit got %d, want 413 or 400", status)
		}
		parts := []part{jsonPart(simple), dataPart("1"), dataPart("2"), dataPart("3")}
		c.postMixed(t, mixed(parts...)).want(http.StatusRequestEntityTooLarge)
		deep := func(n int) string {
			return edited(t, simple, set("/context", `{"extensions":{"https://conformance.example/x":`+strings.Repeat("[", n)+strings.Repeat("]", n)+`}}`))
		}
		c.post(t, "/statements", deep(90)).want(http.StatusOK)
		if status := c.post(t, "/statements", deep(101)).status; status != http.StatusBadRequest && status != http.StatusRequestEntityTooLarge {
			t.Errorf("a statement nested too deep got %d, want 400 or 413", status)
		}
		if ids := c.get(t, "/statements", "limit", "50").want(http.StatusOK).ids(); len(ids) != 2 {
			t.Errorf("a page has %d statements, want the setting, 2", len(ids))
		}
	})
}
