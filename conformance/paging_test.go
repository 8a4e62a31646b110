package conformance

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	loreserver "github.com/lore-lrs/lore/internal/server"

	"github.com/lore-lrs/lore/internal/access"
)

// pages follows `more` to the end and returns the ids of each page.
func (c client) pages(t *testing.T, pairs ...string) [][]string {
	t.Helper()
	var pages [][]string
	answer := c.get(t, "/statements", pairs...)
	for {
		pages = append(pages, answer.want(http.StatusOK).ids())
		next := answer.more(c)
		if next == "" {
			return pages
		}
		if len(pages) > 1000 {
			t.Fatal("more does not end")
		}
		answer = c.get(t, next)
	}
}

func TestPagesHaveEverythingOnce(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PG-01 PG-05", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		statement := edited(t, simple, set("/verb/id", quoted(verb)))
		ids := c.store(t, "["+strings.Repeat(statement+",", 11)+statement+"]")
		for _, ascending := range []string{"true", "false"} {
			for _, limit := range []struct {
				text  string
				pages int
			}{{"1", 12}, {"5", 3}, {"6", 2}, {"12", 1}, {"13", 1}} {
				pages := c.pages(t, "verb", verb, "limit", limit.text, "ascending", ascending)
				if len(pages) != limit.pages {
					t.Errorf("12 statements with limit %s came in %d pages, want %d", limit.text, len(pages), limit.pages)
				}
				if got := slices.Concat(pages...); !slices.Equal(got, ids) {
					t.Errorf("limit %s, ascending %s: the pages hold %q, want %q", limit.text, ascending, got, ids)
				}
			}
			slices.Reverse(ids)
		}
	})
}

func TestMoreIsAShortPathOnTheSameHost(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PG-01 PG-02", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		c.storeOne(t, set("/verb/id", quoted(verb)))
		c.storeOne(t, set("/verb/id", quoted(verb)))
		more, _ := c.get(t, "/statements", "verb", verb, "limit", "1", "agent", ann, "related_agents", "true").want(http.StatusOK).object()["more"].(string)
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(more, base.Path+"/statements") || len(more) > 1000 {
			t.Errorf("more is %q, want a path below %s of less than 1,000 bytes", more, base.Path)
		}
		last := c.get(t, c.absolute(t, more)).want(http.StatusOK).object()
		if last["more"] != "" {
			t.Errorf("more of the last page is %v, want an empty string", last["more"])
		}
	})
}

func TestLaterPagesAreFixedAtTheFirst(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PG-03 GS-23", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		one := func() string { return c.storeOne(t, set("/verb/id", quoted(verb))) }
		ids := []string{one(), one(), one(), one()}
		for _, ascending := range []string{"true", "false"} {
			first := c.get(t, "/statements", "verb", verb, "limit", "1", "ascending", ascending, "until", c.fetch(t, ids[3])["stored"].(string))
			unbounded := c.get(t, "/statements", "verb", verb, "limit", "3", "ascending", ascending)
			one()
			rest := append(c.get(t, first.more(c)).want(http.StatusOK).ids(), first.ids()...)
			if len(rest) != 2 || slices.Contains(rest[1:], rest[0]) {
				t.Errorf("the second page repeats the first: %q", rest)
			}
			second := c.get(t, unbounded.more(c)).want(http.StatusOK)
			for _, id := range second.ids() {
				if slices.Contains(unbounded.ids(), id) {
					t.Errorf("ascending %s: the second page repeats %s", ascending, id)
				}
			}
			if ascending == "true" && len(second.ids()) != 1 {
				t.Errorf("the second page has %d statements, want the one that was there at the first", len(second.ids()))
			}
		}
		first := c.get(t, "/statements", "verb", verb, "limit", "2", "ascending", "true").wantIDs(ids[0], ids[1])
		c.store(t, voiding(t, ids[2]))
		if got := c.get(t, first.more(c)).want(http.StatusOK).ids(); slices.Contains(got, ids[2]) {
			t.Errorf("the second page has %s, which was voided meanwhile", ids[2])
		}
	})
}

func TestMoreKeepsTheRequestsSettings(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PG-04", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		ids := []string{}
		for range 3 {
			ids = append(ids, c.storeOne(t, set("/verb/id", quoted(verb)), set("/verb/display", `{"en":"tried","de":"versuchte"}`), set("/actor/name", `"Ann"`)))
		}
		first := c.get(t, "/statements", "verb", verb, "limit", "1", "ascending", "true", "format", "ids").wantIDs(ids[0])
		second := c.get(t, first.more(c)).wantIDs(ids[1])
		if got := at(second.statements()[0], "/actor/name"); got != nil {
			t.Errorf("the second page is not in format ids: the actor has the name %v", got)
		}
		canonical := c.get(t, "/statements", "verb", verb, "limit", "1", "format", "canonical")
		for language, display := range map[string]string{"de": "versuchte", "en": "tried"} {
			next := c.send(t, request{method: http.MethodGet, path: canonical.more(c), header: map[string]string{"Accept-Language": language}}).want(http.StatusOK)
			wantSame(t, "the display for a reader of "+language, at(next.statements()[0], "/verb/display"), map[string]any{language: display})
		}
	})
}

func TestMoreCannotBeForged(t *testing.T) {
	t.Parallel()
	eachVersion(t, "PG-04 SE-12", func(t *testing.T, c client) {
		verb := newIRI("verbs")
		c.storeOne(t, set("/verb/id", quoted(verb)))
		c.storeOne(t, set("/verb/id", quoted(verb)))
		more := c.get(t, "/statements", "verb", verb, "limit", "1").want(http.StatusOK).more(c)
		client{base: c.base, version: c.version}.get(t, more).want(http.StatusUnauthorized)
		other, _ := lore.newStore(t, c.version)
		if status := other.get(t, more).status; status != http.StatusBadRequest && status != http.StatusForbidden {
			t.Errorf("a key of another store got %d for more, want 400 or 403", status)
		}
		mine := lore.with(t, c.version, "main", access.ScopeStatementsReadMine)
		if status := mine.get(t, more).status; status != http.StatusBadRequest && status != http.StatusForbidden {
			t.Errorf("a key that reads only its own got %d for another's more, want 400 or 403", status)
		}
		token := regexp.MustCompile(`[^=/?&]+$`).FindString(more)
		for i := range token {
			changed := []byte(token)
			if changed[i]++; changed[i] == '%' || changed[i] == '&' || changed[i] == '+' {
				changed[i] = 'A'
			}
			forged := strings.TrimSuffix(more, token) + string(changed)
			if status := c.get(t, forged).status; status != http.StatusBadRequest {
				t.Fatalf("a token changed at byte %d got %d, want 400: %s", i, status, forged)
			}
		}
		c.get(t, strings.TrimSuffix(more, token)+token[:len(token)/2]).want(http.StatusBadRequest)
		c.get(t, more+"&limit=1").want(http.StatusBadRequest)
	})
}

func TestMoreGoesThroughAProxy(t *testing.T) {
	t.Parallel()
	needOwn(t)
	behind := ownServer(t, loreserver.Config{PublicURL: "https://school.example/lrs/"})
	eachVersion(t, "PG-06", func(t *testing.T, c client) {
		c = behind.client(c.version)
		verb := newIRI("verbs")
		first, second := c.storeOne(t, set("/verb/id", quoted(verb))), c.storeOne(t, set("/verb/id", quoted(verb)))
		answer := c.get(t, "/statements", "verb", verb, "limit", "1").wantIDs(second)
		more, _ := answer.object()["more"].(string)
		if !strings.HasPrefix(more, "/lrs/xapi/statements?") {
			t.Fatalf("more is %q, want the public path /lrs/xapi/statements", more)
		}
		// A proxy may strip its prefix or pass it on.
		root := strings.TrimSuffix(c.base, "/xapi")
		c.get(t, root+more).wantIDs(first)
		c.get(t, root+strings.TrimPrefix(more, "/lrs")).wantIDs(first)
	})
}
