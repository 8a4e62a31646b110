package lrs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// pages follows more to the end and returns the verbs of each page.
func (b *bench) pages(caller lrs.Caller, selection lrs.Selection) (pages []string) {
	b.t.Helper()
	p := b.find(caller, selection, lrs.Rendering{})
	for {
		pages = append(pages, p.verbs())
		if *p.More == "" {
			return pages
		}
		p = b.more(caller, p)
	}
}

// GS-04, GS-10, PG-03, PG-05
func TestPagesHoldEveryStatementOnce(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	for i := range 6 {
		b.store(caller, statement("a", fmt.Sprint(i), ""))
	}
	for _, c := range []struct {
		selection lrs.Selection
		want      []string
	}{
		{lrs.Selection{}, []string{"5 4 3 2 1 0"}},
		{lrs.Selection{Limit: 4}, []string{"5 4 3 2", "1 0"}},
		{lrs.Selection{Limit: 3}, []string{"5 4 3", "2 1 0"}},
		{lrs.Selection{Limit: 6}, []string{"5 4 3 2 1 0"}},
		{lrs.Selection{Limit: 2, Ascending: true}, []string{"0 1", "2 3", "4 5"}},
		{lrs.Selection{Limit: 2, Verb: "http://example.org/verbs/4"}, []string{"4"}},
		{lrs.Selection{Limit: 2, Verb: "http://example.org/verbs/none"}, []string{""}},
		{lrs.Selection{Limit: 4, Activity: "http://example.org/activity", Ascending: true}, []string{"0 1 2 3", "4 5"}},
	} {
		if got := b.pages(caller, c.selection); !slices.Equal(got, c.want) {
			t.Errorf("%+v: the pages are %q, want %q", c.selection, got, c.want)
		}
	}
}

// PG-03: what comes later does not shift pages, and is not in them.
func TestNewStatementsDoNotShiftPages(t *testing.T) {
	for _, ascending := range []bool{false, true} {
		b, caller := newBench(t, nil), newCaller(t, "writer")
		for i := range 4 {
			b.store(caller, statement("a", fmt.Sprint(i), ""))
		}
		first := b.find(caller, lrs.Selection{Limit: 2, Ascending: ascending}, lrs.Rendering{})
		b.store(caller, statement("a", "late", ""))
		second := b.more(caller, first)
		want := "1 0"
		if ascending {
			want = "2 3"
		}
		if got := second.verbs(); got != want || *second.More != "" {
			t.Errorf("ascending %v: the second page is %q with more %q, want %q and no more", ascending, got, *second.More, want)
		}
	}
}

// GS-09
func TestLimitIsAtMostThePageSize(t *testing.T) {
	b, caller := newBench(t, func(c *lrs.Config) { c.PageSize = 3 }), newCaller(t, "writer")
	for i := range 4 {
		b.store(caller, statement("a", fmt.Sprint(i), ""))
	}
	for limit, want := range map[int]int{0: 3, 1: 1, 3: 3, 4: 3, 1000: 3} {
		if got := len(b.find(caller, lrs.Selection{Limit: limit}, lrs.Rendering{}).Statements); got != want {
			t.Errorf("limit %d gave %d statements, want %d", limit, got, want)
		}
	}
}

// PG-04: a token keeps filter, format and direction.
func TestMoreKeepsTheQuestion(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	for i := range 6 {
		b.store(caller, statement([]string{"a", "b"}[i%2], fmt.Sprint(i), ""))
	}
	agent, err := xapi.ParseAgent([]byte(`{"mbox":"mailto:a@example.org"}`), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	first := b.find(caller, lrs.Selection{Agent: &agent, Limit: 2, Ascending: true}, lrs.Rendering{Format: xapi.IDs})
	second := b.more(caller, first)
	if got := second.verbs(); got != "4" {
		t.Errorf("the second page is %q, want the third statement of the agent", got)
	}
	if second.result.Rendering.Format != xapi.IDs {
		t.Errorf("the second page has the format %d, want ids", second.result.Rendering.Format)
	}
	if _, kept := second.Statements[0]["authority"].(map[string]any)["name"]; kept {
		t.Error("the second page is not in the format ids")
	}
}

func TestForgedMoreIsRefused(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	for _, token := range []string{"", "x", "AAAA", strings.Repeat("A", 200), "ä"} {
		_, err := b.More(t.Context(), caller, token, xapi.LanguageRanges{}, morePath)
		expectKind(t, err, problem.Invalid)
	}
}

// statements/read/mine: lists, single statements and more links.
func TestReadingOnlyMine(t *testing.T) {
	b, mine, other := newBench(t, nil), newCaller(t, "mine"), newCaller(t, "other")
	mine.OnlyMine = true
	for i := range 3 {
		b.store(mine, statement("a", fmt.Sprint("mine", i), withID(10+i, "")))
		b.store(other, statement("a", fmt.Sprint("other", i), withID(20+i, "")))
	}
	if got, want := b.pages(mine, lrs.Selection{Limit: 2}), []string{"mine2 mine1", "mine0"}; !slices.Equal(got, want) {
		t.Errorf("the pages are %q, want %q", got, want)
	}
	if got := len(b.find(other, lrs.Selection{}, lrs.Rendering{}).Statements); got != 6 {
		t.Errorf("a key that reads all finds %d statements, want 6", got)
	}
	b.get(mine, id(10))
	_, err := b.Statement(t.Context(), mine, id(20), false, lrs.Rendering{})
	expectKind(t, err, problem.NotFound)
	_, unknown := b.Statement(t.Context(), mine, id(99), false, lrs.Rendering{})
	expectKind(t, unknown, problem.NotFound)

	// A link of a key that reads all is no way around.
	all := b.find(other, lrs.Selection{Limit: 1}, lrs.Rendering{})
	_, err = b.More(t.Context(), mine, strings.TrimPrefix(*all.More, morePath("")), xapi.LanguageRanges{}, morePath)
	expectKind(t, err, problem.Invalid)
}

// VO-05, GS-01, GS-02
func TestVoidedStatementsAreFoundByTheirOwnParameter(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	b.store(caller, statement("a", "regretted", withID(1, "")))
	b.store(caller, fmt.Sprintf(`{"id":"%s","actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"object":{"objectType":"StatementRef","id":"%s"}}`, id(2), id(1)))
	for _, c := range []struct {
		id     xapi.UUID
		voided bool
		found  bool
	}{{id(1), false, false}, {id(1), true, true}, {id(2), false, true}, {id(2), true, false}, {id(3), false, false}, {id(3), true, false}} {
		result, err := b.Statement(t.Context(), caller, c.id, c.voided, lrs.Rendering{})
		if c.found {
			if err != nil {
				t.Error(err)
			} else if got := decode[map[string]any](t, result.JSON)["id"]; got != c.id.String() {
				t.Errorf("%s came as %v", c.id, got)
			}
			continue
		}
		if !problem.Is(err, problem.NotFound) {
			t.Errorf("%s, voided %v: %v, want the kind NotFound", c.id, c.voided, err)
		}
	}
}

// GS-41: the greatest stored of what is returned, whatever the order.
func TestLastStored(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	b.store(caller, statement("a", "first", ""))
	ids := b.store(caller, statement("a", "last", ""))
	want, ok := xapi.ParseTimestamp(b.get(caller, ids[0])["stored"].(string))
	if !ok {
		t.Fatal("stored is no timestamp")
	}
	for _, ascending := range []bool{false, true} {
		if got := b.find(caller, lrs.Selection{Ascending: ascending}, lrs.Rendering{}).result.LastStored; got != want {
			t.Errorf("ascending %v: last stored is %d, want %d", ascending, got, want)
		}
	}
	if got := b.find(caller, lrs.Selection{Verb: "http://example.org/none"}, lrs.Rendering{}).result.LastStored; got != 0 {
		t.Errorf("of no statements the last is stored at %d, want 0", got)
	}
	safe, err := b.ConsistentThrough(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if safe < want {
		t.Errorf("consistent through %d, before the statement that is visible, %d (GS-40)", safe, want)
	}
}

// FM-01 to FM-03, OB-14
func TestFormats(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	named := func(language, name string) string {
		return fmt.Sprintf(`{"actor":{"name":"A","mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/v","display":{%[1]q:"did"}},"object":{"id":"http://example.org/activity","definition":{"name":{%[1]q:%[2]q}}}}`, language, name)
	}
	b.store(caller, named("en", "one"))
	ids := b.store(caller, named("de", "eins"))
	object := func(format xapi.Format, languages string) any {
		result, err := b.Statement(t.Context(), caller, ids[0], false, lrs.Rendering{Format: format, Languages: xapi.ParseLanguageRanges(languages, "")})
		if err != nil {
			t.Fatal(err)
		}
		return decode[map[string]any](t, result.JSON)["object"]
	}
	for name, c := range map[string]struct {
		got  any
		want string
	}{
		"exact":        {object(xapi.Exact, "en"), `{"id":"http://example.org/activity","definition":{"name":{"de":"eins"}}}`},
		"ids":          {object(xapi.IDs, "en"), `{"id":"http://example.org/activity"}`},
		"canonical en": {object(xapi.Canonical, "en"), `{"id":"http://example.org/activity","definition":{"name":{"en":"one"}}}`},
		"canonical de": {object(xapi.Canonical, "de"), `{"id":"http://example.org/activity","definition":{"name":{"de":"eins"}}}`},
	} {
		got, ok := c.got.(map[string]any)
		if ok {
			delete(got, "objectType")
		}
		if want := decode[any](t, []byte(c.want)); !ok || !cmp.Equal(any(got), want) {
			t.Errorf("%s: the object is %v, want %v", name, c.got, want)
		}
	}
	list := b.find(caller, lrs.Selection{}, lrs.Rendering{Format: xapi.Canonical, Languages: xapi.ParseLanguageRanges("en", "")})
	for _, s := range list.Statements {
		if got := s["object"].(map[string]any)["definition"].(map[string]any)["name"]; !cmp.Equal(got, any(map[string]any{"en": "one"})) {
			t.Errorf("in a list the canonical name is %v, want the English one", got)
		}
	}
}

// AG-02, AG-03, AG-04, AY-03
func TestPersonsAndActivities(t *testing.T) {
	b, caller := newBench(t, nil), newCaller(t, "writer")
	b.store(caller, `{"actor":{"name":"Ann","mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/v"},"object":{"id":"http://example.org/activity"}}`)
	for asked, want := range map[string]string{
		`{"mbox":"mailto:a@example.org"}`:                             `{"objectType":"Person","name":["Ann"],"mbox":["mailto:a@example.org"]}`,
		`{"account":{"homePage":"http://example.org","name":"none"}}`: `{"objectType":"Person","account":[{"homePage":"http://example.org","name":"none"}]}`,
	} {
		agent, err := xapi.ParseAgent([]byte(asked), xapi.Version2)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.Person(t.Context(), caller, agent)
		if err != nil {
			t.Fatal(err)
		}
		if !cmp.Equal(decode[any](t, got), decode[any](t, []byte(want))) {
			t.Errorf("the person is %s, want %s", got, want)
		}
	}
	anonymous := xapi.Agent{Group: true, Members: []xapi.Agent{{}}}
	_, err := b.Person(t.Context(), caller, anonymous)
	expectKind(t, err, problem.Invalid)
	_, err = b.Find(t.Context(), caller, lrs.Selection{Agent: &anonymous}, lrs.Rendering{}, morePath)
	expectKind(t, err, problem.Invalid)

	got, err := b.Activity(t.Context(), caller, "http://example.org/unheard-of")
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"objectType":"Activity","id":"http://example.org/unheard-of"}`; !cmp.Equal(decode[any](t, got), decode[any](t, []byte(want))) {
		t.Errorf("an unknown activity is %s, want %s", got, want)
	}
}
