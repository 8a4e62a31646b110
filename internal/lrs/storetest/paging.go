package storetest

import (
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Paging is keyset paging: pages follow each other without gap or repetition,
// whatever is stored between them.
func Paging(t *testing.T, open Opener) {
	runScenarios(t, open, []mode{undisturbed, flushed, reopened}, pagingScenarios)
}

var pagingScenarios = []scenario{
	{"pages of every size join to the whole answer", pagesJoin},
	{"an exact multiple of the limit ends without a further page", func(s *session) {
		s.addBatch(numbered("a", 0, 6)...)
		for _, limit := range []int{1, 2, 3, 6} {
			pages := s.pages(Question{Limit: limit})
			if len(pages) != 6/limit {
				s.t.Fatalf("6 statements in pages of %d came in %d pages (PG-05)", limit, len(pages))
			}
		}
	}},
	{"More counts only what matches and is not voided", func(s *session) {
		s.addBatch(statement("x"), statement("gone", verb("passed")), statement("p1", verb("passed")), statement("y"),
			statement("p2", verb("passed")), statement("z"), voiding("v", "gone"))
		page := s.page(tenant, Question{Verb: verbOf("passed"), Limit: 1})
		if s.compare(tenant, Question{Verb: verbOf("passed"), Limit: 1}, page); !page.More {
			s.t.Fatal("More is false, and two more match")
		}
		// v is found through what it voids (VO-06).
		page = s.page(tenant, Question{Verb: verbOf("passed"), Limit: 3})
		if page.More || len(page.Statements) != 3 {
			s.t.Fatalf("the page has %d statements and More %t, want 3 and false: only a voided one is left (PG-05)", len(page.Statements), page.More)
		}
	}},
	{"what is stored between pages shifts none of them", pagesStayWhileStoring},
	{"what is voided between pages drops out and shifts nothing else", func(s *session) {
		s.addBatch(numbered("a", 0, 9)...)
		q := Question{Limit: 3}
		page := s.page(tenant, q)
		s.compare(tenant, q, page)
		s.add(voiding("v", "a-4"), voiding("w", "a-7"))
		q.Through, q.After = page.Through, page.Statements[2].Position
		rest := s.pages(q)
		if got := len(rest[0]) + len(rest[len(rest)-1]); len(rest) != 2 || got != 5 {
			s.t.Fatalf("behind the first page came %d pages with %d statements, want 2 with 5", len(rest), got)
		}
	}},
	{"a page starts behind any position, taken or not", func(s *session) {
		s.addBatch(statement("a"), statement("b"), statement("c"))
		b := s.positionOf("b")
		for _, ascending := range []bool{false, true} {
			for _, after := range []lrs.Position{
				b,
				{Stored: b.Stored},
				{Stored: b.Stored - 1, ID: b.ID},
				{Stored: b.Stored + 1, ID: b.ID},
				{Stored: b.Stored, ID: highest},
				{Stored: 1},
				{Stored: 1 << 60},
			} {
				q := Question{After: after, Ascending: ascending}
				s.compare(tenant, q, s.page(tenant, q))
				q.Verb = verbOf("did")
				s.compare(tenant, q, s.page(tenant, q))
			}
		}
	}},
	{"the upper bound is named and stays", func(s *session) {
		s.add(statement("a"), statement("b"))
		first := s.page(tenant, Question{Limit: 1})
		if newest := s.positionOf("b").Stored; first.Through < newest {
			s.t.Fatalf("Through is %d, below %d, which is stored (PG-03)", first.Through, newest)
		}
		second := s.page(tenant, Question{Limit: 1, Through: first.Through, After: first.Statements[0].Position})
		if second.Through != first.Through {
			s.t.Fatalf("Through of the second page is %d, want %d as passed on (PG-03)", second.Through, first.Through)
		}
		a := s.positionOf("a").Stored
		q := Question{Through: a}
		s.compare(tenant, q, s.page(tenant, q))
		q.Ascending = true
		s.compare(tenant, q, s.page(tenant, q))
	}},
}

// highest is above every other id.
var highest = xapi.UUID{
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
}

// numbered returns statements prefix-from … prefix-(to-1).
func numbered(prefix string, from, to int, parts ...object) []object {
	made := make([]object, 0, to-from)
	for i := from; i < to; i++ {
		made = append(made, statement(fmt.Sprintf("%s-%d", prefix, i), parts...))
	}
	return made
}

// pages walks from page to page to the end and compares each with the model.
func (s *session) pages(q Question) [][]lrs.Stored {
	s.t.Helper()
	var pages [][]lrs.Stored
	for {
		page := s.page(tenant, q)
		s.compare(tenant, q, page)
		pages = append(pages, page.Statements)
		if !page.More {
			return pages
		}
		q.Through = page.Through
		q.After = page.Statements[len(page.Statements)-1].Position
	}
}

func pagesJoin(s *session) {
	const count = 300
	for i := 0; i < count; i += 50 {
		batch := numbered("a", i, i+50)
		for j := range batch {
			if (i+j)%7 == 0 {
				batch[j] = statement(fmt.Sprintf("a-%d", i+j), verb("passed"), actor(agent("ann")))
			}
		}
		s.addBatch(batch...)
	}
	s.addBatch(voiding("v1", "a-14"), voiding("v2", "a-15"))
	for _, q := range []Question{
		{Limit: 7},
		{Limit: 100, Ascending: true},
		{Limit: 4, Verb: verbOf("passed")},
		{Limit: 5, Verb: verbOf("passed"), Agent: mailbox("ann"), Ascending: true},
		{Limit: 9, Since: s.positionOf("a-40").Stored, Until: s.positionOf("a-260").Stored},
	} {
		var joined []lrs.Stored
		for _, page := range s.pages(q) {
			joined = append(joined, page...)
		}
		whole := q
		whole.Limit = 0
		if diff := s.differ(joined, s.model(tenant).Select(whole)); diff != "" {
			s.t.Fatalf("pages of %s do not join to the answer: %s", describe(q), diff)
		}
	}
}

func pagesStayWhileStoring(s *session) {
	s.addBatch(numbered("old", 0, 20, verb("passed"))...)
	for round, q := range []Question{{Limit: 3}, {Limit: 3, Verb: verbOf("passed")}, {Limit: 3, Ascending: true}} {
		want := s.model(tenant).Select(Question{Verb: q.Verb, Ascending: q.Ascending})
		var got []lrs.Stored
		for i := 0; ; i++ {
			page := s.page(tenant, q)
			got = append(got, page.Statements...)
			if !page.More {
				break
			}
			q.Through = page.Through
			q.After = page.Statements[len(page.Statements)-1].Position
			s.add(statement(fmt.Sprintf("new-%d-%d", round, i), verb("passed")))
		}
		if diff := s.differ(got, want); diff != "" {
			s.t.Fatalf("pages of %s shifted while statements were stored: %s (PG-03)", describe(q), diff)
		}
	}
}
