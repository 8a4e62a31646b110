package conformance

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// resource is one of the three kinds of documents.
type resource struct {
	path, idName string
	required     []string // parameters beside the id
}

var resources = []resource{
	{"/activities/state", "stateId", []string{"activityId", "agent"}},
	{"/activities/profile", "profileId", []string{"activityId"}},
	{"/agents/profile", "profileId", []string{"agent"}},
}

func (r resource) isState() bool { return r.idName == "stateId" }

// documentContext returns parameters that nothing else uses.
func (r resource) context() url.Values {
	values := url.Values{}
	for _, name := range r.required {
		if name == "agent" {
			values.Set(name, newAgent())
		} else {
			values.Set(name, newIRI("activities"))
		}
	}
	return values
}

// document returns a context with an id in it.
func (r resource) document() url.Values {
	return with(r.context(), r.idName, "document "+newUUID())
}

// with returns the parameters and one more.
func with(values url.Values, name, value string) url.Values {
	changed := url.Values{name: {value}}
	for other, given := range values {
		if other != name {
			changed[other] = given
		}
	}
	return changed
}

func without(values url.Values, name string) url.Values {
	values = maps.Clone(values)
	delete(values, name)
	return values
}

// ask sends a request about a document; pairs are headers and values in turn.
func (c client) ask(t *testing.T, method string, r resource, query url.Values, body string, pairs ...string) response {
	t.Helper()
	header := map[string]string{}
	for pair := range slices.Chunk(pairs, 2) {
		header[pair[0]] = pair[1]
	}
	return c.send(t, request{method: method, path: r.path, query: query, body: body, header: header})
}

// keep puts a document that is not there yet.
func (c client) keep(t *testing.T, r resource, query url.Values, body string, pairs ...string) {
	t.Helper()
	c.ask(t, http.MethodPut, r, query, body, append(pairs, "If-None-Match", "*")...).want(http.StatusNoContent)
}

// wantContent stops the test unless the document has these bytes.
func (c client) wantContent(t *testing.T, r resource, query url.Values, body string) response {
	t.Helper()
	answer := c.ask(t, http.MethodGet, r, query, "").want(http.StatusOK)
	if string(answer.body) != body {
		t.Fatalf("the document is\n\t%s\nwant\n\t%s", shortened(string(answer.body)), shortened(body))
	}
	return answer
}

// eachResource runs the test for each kind of document in each version.
func eachResource(t *testing.T, rules string, test func(t *testing.T, c client, r resource)) {
	t.Helper()
	for _, r := range resources {
		t.Run(strings.TrimPrefix(r.path, "/"), func(t *testing.T) {
			t.Parallel()
			eachVersion(t, rules, func(t *testing.T, c client) { test(t, c, r) })
		})
	}
}

func TestDocumentsComeBackAsSent(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-03 DC-05 HT-07 HT-09", func(t *testing.T, c client, r resource) {
		for contentType, body := range map[string]string{
			"application/json": `{"a": 1.50,  "b":null}`, "application/json; charset=utf-8": ` [1] `, "text/plain": "text", "text/plain;charset=ISO-8859-1": "\xe9t\xe9",
			"application/octet-stream": awkward(), "image/png": "\x89PNG\r\n\x1a\n\x00", "application/x-www-form-urlencoded": "method=GET&a=b", "multipart/form-data; boundary=x": "--x--",
			"application/vnd.x+json": `{"a":`, "text/html": "<script>alert(1)</script>",
		} {
			query := r.document()
			c.keep(t, r, query, body, "Content-Type", contentType)
			answer := c.wantContent(t, r, query, body)
			if got := answer.header.Get("Content-Type"); got != contentType {
				t.Errorf("Content-Type came back as %q, want %q", got, contentType)
			}
			c.ask(t, http.MethodDelete, r, query, "").want(http.StatusNoContent)
			c.ask(t, http.MethodGet, r, query, "").want(http.StatusNotFound)
			c.ask(t, http.MethodPost, r, query, body, "Content-Type", contentType).want(http.StatusNoContent)
			c.wantContent(t, r, query, body)
		}
	})
}

func TestDocumentsWithoutTypeOrContent(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-05", func(t *testing.T, c client, r resource) {
		query := r.document()
		c.keep(t, r, query, "bytes", "Content-Type", "")
		if got := c.wantContent(t, r, query, "bytes").header.Get("Content-Type"); got != "application/octet-stream" {
			t.Errorf("without a type it came back as %q, want application/octet-stream", got)
		}
		empty := r.document()
		c.keep(t, r, empty, "", "Content-Type", "text/plain")
		c.wantContent(t, r, empty, "")
	})
}

func TestDocumentsNeedTheirParameters(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-01", func(t *testing.T, c client, r resource) {
		query := r.document()
		for _, name := range append([]string{r.idName}, r.required...) {
			for _, method := range []string{http.MethodPut, http.MethodPost, http.MethodGet, http.MethodDelete} {
				if name == r.idName && (method == http.MethodGet || method == http.MethodDelete && r.isState()) {
					continue
				}
				body := ""
				if method == http.MethodPut || method == http.MethodPost {
					body = `{"a":1}`
				}
				answer := c.ask(t, method, r, without(query, name), body, "If-None-Match", "*").want(http.StatusBadRequest)
				if !strings.Contains(string(answer.body), name) {
					t.Errorf("the refusal does not name %s:\n%s", name, answer)
				}
			}
		}
		c.ask(t, http.MethodGet, r, query, "").want(http.StatusNotFound)
	})
}

func TestDocumentParametersHaveTheirFormats(t *testing.T) {
	t.Parallel()
	bad := map[string][]string{
		"activityId":   {"", "one", "https://conformance.example/a b", `"https://conformance.example/a"`},
		"agent":        {"", "true", "not JSON", "{", "{}", "[]", `{"name":"Ann"}`, `{"mbox":"ann"}`, crowd, `{"mbox":"mailto:a@conformance.example","x":1}`},
		"registration": {"", "true", "x", "6d2a7b0c9d554f5e8a5e7d1b2f6f0f10"},
		"stateId":      {""}, "profileId": {""},
	}
	eachResource(t, "DC-02 GEN-13", func(t *testing.T, c client, r resource) {
		query := r.document()
		names := append([]string{r.idName}, r.required...)
		if r.isState() {
			names = append(names, "registration")
		}
		for _, name := range names {
			for _, value := range bad[name] {
				for _, method := range []string{http.MethodPut, http.MethodPost, http.MethodGet, http.MethodDelete} {
					body := ""
					if method == http.MethodPut || method == http.MethodPost {
						body = `{"a":1}`
					}
					c.ask(t, method, r, with(query, name, value), body).want(http.StatusBadRequest)
				}
				c.ask(t, http.MethodGet, r, without(with(query, name, value), r.idName), "").want(map[bool]int{true: 200, false: 400}[name == r.idName])
			}
		}
		for _, since := range []string{"", "true", "yesterday", "2026-01-02", "2026-13-01T00:00:00Z"} {
			c.ask(t, http.MethodGet, r, with(without(query, r.idName), "since", since), "").want(http.StatusBadRequest)
		}
		for _, odd := range []string{"a/b?c=d&e", " ", "中文", "../..", "null", "https://conformance.example/id", strings.Repeat("x", 1000)} {
			c.keep(t, r, with(query, r.idName, odd), "odd", "Content-Type", "text/plain")
			c.wantContent(t, r, with(query, r.idName, odd), "odd")
		}
	})
}

func TestGroupsHaveDocuments(t *testing.T) {
	t.Parallel()
	eachVersion(t, "DC-02 QX-07", func(t *testing.T, c client) {
		for _, r := range resources {
			if !slices.Contains(r.required, "agent") {
				continue
			}
			query := with(r.document(), "agent", `{"objectType":"Group","mbox":`+quoted(newMbox())+`}`)
			c.keep(t, r, query, "x", "Content-Type", "text/plain")
			c.wantContent(t, r, query, "x")
			c.ask(t, http.MethodGet, r, with(query, "agent", crowd), "").want(http.StatusBadRequest)
		}
	})
}

func TestDocumentsBelongToTheIdentifierAlone(t *testing.T) {
	t.Parallel()
	eachVersion(t, "AC-11 DC-03", func(t *testing.T, c client) {
		r := resources[2]
		mbox := newMbox()
		query := with(r.document(), "agent", `{"mbox":`+quoted(mbox)+`}`)
		c.keep(t, r, query, "x", "Content-Type", "text/plain")
		c.wantContent(t, r, with(query, "agent", `{"objectType":"Agent","name":"Someone","mbox":`+quoted(mbox)+`}`), "x")
		c.ask(t, http.MethodGet, r, with(query, "agent", newAgent()), "").want(http.StatusNotFound)
	})
}

func TestDeletingWhatIsAbsent(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-04 DC-07 DC-01", func(t *testing.T, c client, r resource) {
		c.ask(t, http.MethodDelete, r, r.document(), "").want(http.StatusNoContent)
		if r.isState() {
			c.ask(t, http.MethodDelete, r, r.context(), "").want(http.StatusNoContent)
		} else {
			c.ask(t, http.MethodDelete, r, r.context(), "").want(http.StatusBadRequest)
		}
	})
}

func TestListsOfDocuments(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-06 DC-10 CC-06", func(t *testing.T, c client, r resource) {
		context := r.context()
		if ids := c.ask(t, http.MethodGet, r, context, "").want(http.StatusOK).strings(); len(ids) != 0 {
			t.Errorf("nothing is there, the list has %q", ids)
		}
		start := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339Nano)
		for _, id := range []string{"b", "a", "c"} {
			c.keep(t, r, with(context, r.idName, id), "x", "Content-Type", "text/plain")
		}
		list := c.ask(t, http.MethodGet, r, context, "").want(http.StatusOK)
		ids := list.strings()
		slices.Sort(ids)
		if !slices.Equal(ids, []string{"a", "b", "c"}) {
			t.Errorf("the list has %q, want a, b and c", ids)
		}
		if _, err := http.ParseTime(list.header.Get("Last-Modified")); err != nil {
			t.Errorf("the list has Last-Modified %q", list.header.Get("Last-Modified"))
		}
		if ids := c.ask(t, http.MethodGet, r, with(context, "since", start), "").want(http.StatusOK).strings(); len(ids) != 3 {
			t.Errorf("since an hour ago the list has %q, want all three", ids)
		}
		future := time.Now().Add(time.Hour).UTC().Format(time.RFC3339Nano)
		if ids := c.ask(t, http.MethodGet, r, with(context, "since", future), "").want(http.StatusOK).strings(); len(ids) != 0 {
			t.Errorf("since in an hour the list has %q, want none", ids)
		}
	})
}

func TestSinceSeesUpdatesOfDocuments(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-06 DC-10", func(t *testing.T, c client, r resource) {
		context := r.context()
		c.keep(t, r, with(context, r.idName, "old"), `{"a":1}`)
		c.keep(t, r, with(context, r.idName, "touched"), `{"a":1}`)
		first := c.ask(t, http.MethodGet, r, with(context, r.idName, "touched"), "").want(http.StatusOK).header.Get("Last-Modified")
		at, err := http.ParseTime(first)
		if err != nil {
			t.Fatalf("Last-Modified is %q", first)
		}
		// Last-Modified has whole seconds: update until it moves.
		next := at
		for deadline := time.Now().Add(10 * time.Second); !next.After(at); {
			if time.Now().After(deadline) {
				t.Fatalf("Last-Modified stays %s after updates", first)
			}
			c.ask(t, http.MethodPost, r, with(context, r.idName, "touched"), `{"b":2}`).want(http.StatusNoContent)
			if next, err = http.ParseTime(c.ask(t, http.MethodHead, r, with(context, r.idName, "touched"), "").want(http.StatusOK).header.Get("Last-Modified")); err != nil {
				t.Fatal(err)
			}
		}
		// since is exclusive, and the update may stand at the very start of its second.
		since := next.Add(-time.Microsecond).Format(time.RFC3339Nano)
		ids := c.ask(t, http.MethodGet, r, with(context, "since", since), "").want(http.StatusOK).strings()
		if !slices.Equal(ids, []string{"touched"}) {
			t.Errorf("since %s the list has %q, want the updated one", since, ids)
		}
	})
}

func TestIDTogetherWithSinceIsRefused(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-09", func(t *testing.T, c client, r resource) {
		c.ask(t, http.MethodGet, r, with(r.document(), "since", "2026-01-02T03:04:05Z"), "").want(http.StatusBadRequest)
	})
}

func TestRegistrationIsPartOfAStatesKey(t *testing.T) {
	t.Parallel()
	eachVersion(t, "DC-08 QX-03 DC-07", func(t *testing.T, c client) {
		r := resources[0]
		context := r.context()
		one, two := newUUID(), newUUID()
		none := with(context, r.idName, "s")
		c.keep(t, r, none, "none", "Content-Type", "text/plain")
		c.keep(t, r, with(none, "registration", one), "one", "Content-Type", "text/plain")
		c.keep(t, r, with(with(none, "registration", two), r.idName, "t"), "two", "Content-Type", "text/plain")
		c.wantContent(t, r, none, "none")
		c.wantContent(t, r, with(none, "registration", strings.ToUpper(one)), "one")
		c.ask(t, http.MethodGet, r, with(none, "registration", two), "").want(http.StatusNotFound)
		list := func(query url.Values) []string {
			ids := c.ask(t, http.MethodGet, r, query, "").want(http.StatusOK).strings()
			slices.Sort(ids)
			return ids
		}
		if ids := list(context); !slices.Equal(ids, []string{"s", "t"}) {
			t.Errorf("the list without registration has %q, want s and t", ids)
		}
		if ids := list(with(context, "registration", two)); !slices.Equal(ids, []string{"t"}) {
			t.Errorf("the list of a registration has %q, want t", ids)
		}
		c.ask(t, http.MethodDelete, r, with(context, "registration", two), "").want(http.StatusNoContent)
		if ids := list(context); !slices.Equal(ids, []string{"s"}) {
			t.Errorf("after deleting a registration the list has %q, want s", ids)
		}
		c.ask(t, http.MethodDelete, r, none, "").want(http.StatusNoContent)
		c.wantContent(t, r, with(none, "registration", one), "one")
		c.ask(t, http.MethodDelete, r, context, "").want(http.StatusNoContent)
		if ids := list(context); len(ids) != 0 {
			t.Errorf("after deleting all the list has %q", ids)
		}
		c.ask(t, http.MethodGet, r, with(none, "registration", one), "").want(http.StatusNotFound)
	})
}

func TestMerging(t *testing.T) {
	t.Parallel()
	const json = "application/json"
	for _, test := range []struct {
		name, rules       string
		oldType, old      string
		newType, posted   string
		status            int
		want              string // JSON; "" is unchanged
		compareByteByByte bool
	}{
		{"top level", "DC-21 DC-25", json, `{"a":1,"b":{"x":1,"y":2}}`, json, `{"b":{"z":3},"c":[1]}`, 204, `{"a":1,"b":{"z":3},"c":[1]}`, false},
		{"null is a value", "DC-21", json, `{"a":1,"b":2}`, json, `{"a":null}`, 204, `{"a":null,"b":2}`, false},
		{"numbers as sent", "DC-21", json, `{"a":1.50,"n":12345678901234567890}`, json, `{"b":1e400}`, 204, `{"a":1.50,"n":12345678901234567890,"b":1e400}`, false},
		{"empty object", "DC-21", json, `{"a":1}`, json, `{}`, 204, `{"a":1}`, false},
		{"onto an empty object", "DC-21", json, `{}`, json, `{"a":1}`, 204, `{"a":1}`, false},
		{"parameters of the type", "DC-24", "application/json; charset=utf-8", `{"a":1}`, "Application/JSON;charset=UTF-8", `{"b":2}`, 204, `{"a":1,"b":2}`, false},
		{"onto text", "DC-22", "text/plain", `{"a":1}`, json, `{"b":2}`, 400, "", true},
		{"of text", "DC-22", json, `{"a":1}`, "text/plain", `{"b":2}`, 400, "", true},
		{"of another JSON type", "DC-24 DC-22", json, `{"a":1}`, "application/vnd.x+json", `{"b":2}`, 400, "", true},
		{"onto another JSON type", "DC-24 DC-22", "application/vnd.x+json", `{"a":1}`, json, `{"b":2}`, 400, "", true},
		{"onto an array", "DC-22", json, `[1]`, json, `{"b":2}`, 400, "", true},
		{"of an array", "DC-22", json, `{"a":1}`, json, `[1]`, 400, "", true},
		{"of a string", "DC-22", json, `{"a":1}`, json, `"b"`, 400, "", true},
		{"of null", "DC-22", json, `{"a":1}`, json, `null`, 400, "", true},
		{"of broken JSON", "DC-22", json, `{"a":1}`, json, `{"b":2}{`, 400, "", true},
		{"onto broken JSON", "DC-22", json, `{"a":1`, json, `{"b":2}`, 400, "", true},
		{"text onto text", "DC-22", "text/plain", `a`, "text/plain", `b`, 400, "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			eachResource(t, test.rules, func(t *testing.T, c client, r resource) {
				query := r.document()
				c.keep(t, r, query, test.old, "Content-Type", test.oldType)
				answer := c.ask(t, http.MethodPost, r, query, test.posted, "Content-Type", test.newType).want(test.status)
				if test.compareByteByByte {
					if len(answer.body) == 0 {
						t.Errorf("the refusal says nothing")
					}
					c.wantContent(t, r, query, test.old)
					return
				}
				got := c.ask(t, http.MethodGet, r, query, "").want(http.StatusOK)
				wantSame(t, "the merged document", decode(t, string(got.body)), decode(t, test.want))
			})
		})
	}
}

func TestPostingToNothingStores(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-20 DC-23 DC-25", func(t *testing.T, c client, r resource) {
		for _, body := range []string{`{"a":1}`, `[1]`, `"x"`} {
			query := r.document()
			c.ask(t, http.MethodPost, r, query, body).want(http.StatusNoContent)
			c.wantContent(t, r, query, body)
		}
		for _, broken := range []string{`{"a":`, `{"a":1}{`, `not/json`, `{'a':1}`} {
			query := r.document()
			c.ask(t, http.MethodPost, r, query, broken).want(http.StatusBadRequest)
			c.ask(t, http.MethodGet, r, query, "").want(http.StatusNotFound)
		}
	})
}

func TestMergingIsAtomic(t *testing.T) {
	t.Parallel()
	eachResource(t, "DC-24 CC-05", func(t *testing.T, c client, r resource) {
		query := r.document()
		c.keep(t, r, query, `{}`)
		keys := strings.Split("abcdefghij", "")
		var writing sync.WaitGroup
		for _, key := range keys {
			writing.Go(func() {
				c.ask(t, http.MethodPost, r, query, `{"`+key+`":1}`).want(http.StatusNoContent)
			})
		}
		writing.Wait()
		got := c.ask(t, http.MethodGet, r, query, "").want(http.StatusOK).object()
		if !slices.Equal(slices.Sorted(maps.Keys(got)), keys) {
			t.Errorf("after concurrent merges the document is %v, want all of %q", got, keys)
		}
	})
}
