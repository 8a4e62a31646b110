package conformance

import (
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const wrongTag = `"1111111111111111111111111111111111111111"`

func sha1Tag(content string) string {
	sum := sha1.Sum([]byte(content))
	return `"` + hex.EncodeToString(sum[:]) + `"`
}

func TestETags(t *testing.T) {
	t.Parallel()
	eachResource(t, "CC-01 CC-02", func(t *testing.T, c client, r resource) {
		query := r.document()
		c.keep(t, r, query, `{"a":1}`)
		if got := c.wantContent(t, r, query, `{"a":1}`).header.Get("ETag"); got != sha1Tag(`{"a":1}`) {
			t.Errorf("ETag is %s, want the SHA-1 of the content, %s", got, sha1Tag(`{"a":1}`))
		}
		if got := c.ask(t, http.MethodHead, r, query, "").want(http.StatusOK).header.Get("ETag"); got != sha1Tag(`{"a":1}`) {
			t.Errorf("ETag of HEAD is %s", got)
		}
	})
}

func TestCompressedDocumentsHaveAnotherETag(t *testing.T) {
	t.Parallel()
	eachVersion(t, "CC-02 CC-04 HT-03", func(t *testing.T, c client) {
		r := resources[0]
		query, body := r.document(), `{"text":"`+strings.Repeat("compressible ", 1000)+`"}`
		c.keep(t, r, query, body)
		answer := c.ask(t, http.MethodGet, r, query, "", "Accept-Encoding", "gzip").want(http.StatusOK)
		tag := answer.header.Get("ETag")
		if answer.header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("asked for gzip, got Content-Encoding %q", answer.header.Get("Content-Encoding"))
		}
		if tag == sha1Tag(body) || tag == "" {
			t.Errorf("the compressed document has the ETag %q of the uncompressed one", tag)
		}
		c.ask(t, http.MethodPut, r, query, `{}`, "If-Match", tag).want(http.StatusNoContent)
	})
}

// precondition is one row of the table in docs/conformance.md.
type precondition struct {
	name    string
	methods []string
	there   bool
	header  string
	value   string // "right" stands for the present tag
	// status of 1.0.3 state, 1.0.3 profiles, 2.0
	want [3]int
	open string
}

var preconditions = []precondition{
	{"PUT without", []string{"PUT"}, false, "", "", [3]int{204, 400, 204}, "QX-21"},
	{"PUT without", []string{"PUT"}, true, "", "", [3]int{204, 409, 409}, "QX-02"},
	{"right If-Match", []string{"PUT", "POST", "DELETE"}, true, "If-Match", "right", [3]int{204, 204, 204}, ""},
	{"right If-Match among others", []string{"PUT", "POST", "DELETE"}, true, "If-Match", `"x", right , "y"`, [3]int{204, 204, 204}, ""},
	{"If-Match *", []string{"PUT", "POST", "DELETE"}, true, "If-Match", "*", [3]int{204, 204, 204}, ""},
	{"wrong If-Match", []string{"PUT", "POST", "DELETE"}, true, "If-Match", wrongTag, [3]int{412, 412, 412}, ""},
	{"several wrong If-Match", []string{"PUT", "POST", "DELETE"}, true, "If-Match", `"1234", ` + wrongTag, [3]int{412, 412, 412}, ""},
	{"If-Match onto nothing", []string{"PUT", "POST", "DELETE"}, false, "If-Match", wrongTag, [3]int{412, 412, 412}, ""},
	{"If-Match * onto nothing", []string{"PUT", "POST", "DELETE"}, false, "If-Match", "*", [3]int{412, 412, 412}, ""},
	{"If-None-Match *", []string{"PUT", "POST"}, true, "If-None-Match", "*", [3]int{412, 412, 412}, "QX-11"},
	{"If-None-Match * onto nothing", []string{"PUT", "POST"}, false, "If-None-Match", "*", [3]int{204, 204, 204}, "QX-11"},
	{"POST and DELETE without", []string{"POST", "DELETE"}, true, "", "", [3]int{204, 204, 204}, ""},
	{"POST and DELETE without", []string{"POST", "DELETE"}, false, "", "", [3]int{204, 204, 204}, ""},
}

func TestPreconditions(t *testing.T) {
	t.Parallel()
	const old, posted = `{"old":1}`, `{"new":2}`
	for _, p := range preconditions {
		t.Run(p.name, func(t *testing.T) {
			eachResource(t, "CC-10 CC-03 CC-04 "+p.open, func(t *testing.T, c client, r resource) {
				want := p.want[2]
				if c.version == v1 {
					want = p.want[map[bool]int{true: 0, false: 1}[r.isState()]]
				}
				for _, method := range p.methods {
					query := r.document()
					if p.there {
						c.keep(t, r, query, old)
					}
					body := posted
					if method == http.MethodDelete {
						body = ""
					}
					var header []string
					if p.header != "" {
						header = []string{p.header, strings.ReplaceAll(p.value, "right", sha1Tag(old))}
					}
					answer := c.ask(t, method, r, query, body, header...).want(want)
					if want == http.StatusNoContent {
						continue
					}
					if len(answer.body) == 0 {
						t.Errorf("the refusal says nothing:\n%s", answer)
					}
					if want == http.StatusConflict && !strings.Contains(string(answer.body), "If-Match") {
						t.Errorf("the conflict does not say to send If-Match:\n%s", answer)
					}
					if p.there {
						c.wantContent(t, r, query, old)
					} else {
						c.ask(t, http.MethodGet, r, query, "").want(http.StatusNotFound)
					}
				}
			})
		})
	}
}

func TestPreconditionsAfterAChange(t *testing.T) {
	t.Parallel()
	eachResource(t, "CC-10 CC-03", func(t *testing.T, c client, r resource) {
		query := r.document()
		c.keep(t, r, query, `{"n":1}`)
		first := c.wantContent(t, r, query, `{"n":1}`).header.Get("ETag")
		c.ask(t, http.MethodPut, r, query, `{"n":2}`, "If-Match", first).want(http.StatusNoContent)
		c.ask(t, http.MethodPut, r, query, `{"n":3}`, "If-Match", first).want(http.StatusPreconditionFailed)
		second := c.wantContent(t, r, query, `{"n":2}`).header.Get("ETag")
		c.ask(t, http.MethodDelete, r, query, "", "If-Match", first).want(http.StatusPreconditionFailed)
		c.ask(t, http.MethodDelete, r, query, "", "If-Match", second).want(http.StatusNoContent)
		c.ask(t, http.MethodGet, r, query, "").want(http.StatusNotFound)
	})
}

func TestCheckAndWriteAreOneStep(t *testing.T) {
	t.Parallel()
	eachResource(t, "CC-05", func(t *testing.T, c client, r resource) {
		query := r.document()
		const writers = 8
		race := func(round, header, value string) []int {
			statuses := make([]int, writers)
			var writing sync.WaitGroup
			for i := range writers {
				writing.Go(func() {
					statuses[i] = c.ask(t, http.MethodPut, r, query, `{"round":"`+round+`","writer":`+strconv.Itoa(i)+`}`, header, value).status
				})
			}
			writing.Wait()
			slices.Sort(statuses)
			return statuses
		}
		want := slices.Concat([]int{http.StatusNoContent}, slices.Repeat([]int{http.StatusPreconditionFailed}, writers-1))
		if got := race("create", "If-None-Match", "*"); !slices.Equal(got, want) {
			t.Errorf("concurrent creation gave %v, want %v", got, want)
		}
		tag := c.ask(t, http.MethodGet, r, query, "").want(http.StatusOK).header.Get("ETag")
		if got := race("update", "If-Match", tag); !slices.Equal(got, want) {
			t.Errorf("concurrent updates of one tag gave %v, want %v", got, want)
		}
	})
}

func TestNotModified(t *testing.T) {
	t.Parallel()
	eachResource(t, "CC-05 HT-03", func(t *testing.T, c client, r resource) {
		query := r.document()
		c.keep(t, r, query, `{"a":1}`)
		tag := c.wantContent(t, r, query, `{"a":1}`).header.Get("ETag")
		if answer := c.ask(t, http.MethodGet, r, query, "", "If-None-Match", tag); answer.status != http.StatusNotModified && answer.status != http.StatusOK {
			t.Errorf("GET with If-None-Match gave %d, want 304 or 200", answer.status)
		}
		c.ask(t, http.MethodGet, r, query, "", "If-None-Match", wrongTag).want(http.StatusOK)
	})
}

func TestDeletingAllStatesTakesNoPrecondition(t *testing.T) {
	t.Parallel()
	eachVersion(t, "CC-07", func(t *testing.T, c client) {
		r := resources[0]
		context := r.context()
		c.keep(t, r, with(context, "stateId", "a"), `{}`)
		c.keep(t, r, with(context, "stateId", "b"), `{}`)
		c.ask(t, http.MethodDelete, r, context, "").want(http.StatusNoContent)
		c.ask(t, http.MethodGet, r, with(context, "stateId", "a"), "").want(http.StatusNotFound)
	})
}
