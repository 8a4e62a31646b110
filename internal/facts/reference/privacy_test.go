package reference_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/problem"
)

// crowd tells so many people of a platform, the first of whom pass.
func (s *story) crowd(name string, people, pass int) {
	for i := range people {
		class := "start"
		if i < pass {
			class = "pass"
		}
		s.tell(float64(i), fmt.Sprint(name, i), class, "m1", platform(name))
	}
}

// TestSmallGroupsAreHidden: two people of B are too few; so that nobody can
// subtract them, the next small group C is hidden too.
func TestSmallGroupsAreHidden(t *testing.T) {
	const by = `{"kind": "table", "min_group": 3, "dimensions": ["platform"], "order": [["platform", "asc"]], "metrics": ["people", "statements"]}`
	s := newStory()
	s.crowd("A", 5, 0)
	s.crowd("B", 2, 0)
	s.crowd("C", 3, 0)
	s.tell(0, "group:g", "start", "m1", platform("D"), group) // nobody is nobody's secret
	answer := s.holds(t, by, `[["A", 5, 5], ["B", null, null], ["C", null, null], ["D", 0, 1]]`)
	if answer.Meta.SuppressedCells != 2 || answer.Meta.MinGroup != 3 {
		t.Errorf("%d cells are hidden from groups under %d, want 2 under 3", answer.Meta.SuppressedCells, answer.Meta.MinGroup)
	}
	// Of equally small ones the last is hidden, and none when two are already.
	s.crowd("E", 3, 0)
	s.holds(t, by, `[["A", 5, 5], ["B", null, null], ["C", 3, 3], ["D", 0, 1], ["E", null, null]]`)
	s.crowd("F", 1, 0)
	s.holds(t, by, `[["A", 5, 5], ["B", null, null], ["C", 3, 3], ["D", 0, 1], ["E", 3, 3], ["F", null, null]]`)
	// The greater of the query's number and the scope's decides.
	s.scope.MinGroup = 4
	s.holds(t, by, `[["A", 5, 5], ["B", null, null], ["C", null, null], ["D", 0, 1], ["E", null, null], ["F", null, null]]`)
	// What is hidden is ordered as null.
	s.holds(t, `{"kind": "table", "min_group": 3, "dimensions": ["platform"], "metrics": ["people"], "order": [["people", "asc"]]}`,
		`[["D", 0], ["A", 5], ["B", null], ["C", null], ["E", null], ["F", null]]`)
}

// TestSmallNumbersAreHidden: a single one who passed, in a group that is large
// enough, and the rate of it; none and all are told.
func TestSmallNumbersAreHidden(t *testing.T) {
	s := newStory()
	s.crowd("A", 5, 1)
	const numbers = `{"kind": "table", "min_group": 3, "metrics": ["passed_people", "started_people", "failed_people",
		{"rate": ["passed_people", "people"], "as": "passed"}, {"rate": ["started_people", "people"], "as": "started"},
		{"divide": ["passed_people", "people"], "as": "share"}]}`
	answer := s.holds(t, numbers, `[[null, 4, 0, null, {"numerator": 4, "denominator": 5}, null]]`)
	if answer.Meta.SuppressedCells != 3 {
		t.Errorf("%d cells are hidden, want 3", answer.Meta.SuppressedCells)
	}
}

// TestTrendsHideBucketByBucket: B on Monday and A on Tuesday are too few.
func TestTrendsHideBucketByBucket(t *testing.T) {
	s := newStory()
	s.crowd("A", 4, 0)
	s.crowd("B", 2, 0)
	s.tell(24*60, "A0", "view", "m1", platform("A"))
	const days = `"min_group": 3, "metrics": ["people"], "time": {"range": ["2026-10-05", "2026-10-08"], "bucket": "day"}`
	// With groups the rest of a bucket's people is told elsewhere; without, the
	// rest of the days.
	s.holds(t, `{"kind": "trend", "dimensions": ["platform"], `+days+`}`, `[["A", null], ["A", null], ["A", 0], ["B", null], ["B", 0], ["B", 0]]`, "platform", "people")
	s.holds(t, `{"kind": "trend", `+days+`}`, `[[null], [null], [0]]`, "people")
}

func TestOtherKindsHideSmallCounts(t *testing.T) {
	s := newStory()
	s.crowd("A", 6, 0)
	for i := range 5 {
		s.tell(60, fmt.Sprint("A", i), "complete", "m1")
	}
	s.tell(90, "A0", "pass", "m1")
	s.holds(t, `{"kind": "funnel", "min_group": 3, `+steps+`}`, `[[6, 1, 1], [null, null, null], [null, null, null]]`, "count", "overall", "step_rate")
	s.holds(t, `{"kind": "paths", "of": "verb", "in": "session", "session_gap": 120, "min_group": 3}`,
		`[["start", "complete", 5, 0.8333333], ["complete", "pass", null, null]]`, "from", "to", "people", "share")
	s.holds(t, `{"kind": "retention", "periods": 1, "min_group": 7, "time": {"range": ["2026-10-05", "2026-10-12"]}}`,
		`[["2026-10-05T00:00:00Z", null, 0, null, null], [null, null, 0, null, null]]`)
	answer := s.holds(t, correlation+`, "min_group": 3}`, `[[0, "none"]]`, "n", "note")
	equal(t, "the warnings", answer.Meta.Warnings, `null`)
}

// TestLifecycleHidesWhatCouldBeSubtracted: one of seven is new; the other parts
// are hidden as well.
func TestLifecycleHidesWhatCouldBeSubtracted(t *testing.T) {
	s := newStory()
	s.crowd("A", 6, 0)
	for i := range 6 {
		s.tell(week, fmt.Sprint("A", i), "view", "m1")
	}
	s.tell(week, "B", "view", "m1")
	s.holds(t, `{"kind": "lifecycle", "min_group": 3, "time": {"range": ["2026-10-05", "2026-10-19"], "bucket": "week"}}`,
		`[[6, 6, 0, 0, 0], [7, null, null, null, null]]`, "active", "new", "returning", "resurrected", "dormant")
}

func TestItemsHideSmallGroups(t *testing.T) {
	s := exam()
	s.tell(60, "x", "answer", "C", parent("small"), success(true))
	answer := s.holds(t, `{"kind": "items", "min_group": 3}`, `[
		["exam", "A", 30, 0.6, null], ["exam", "B", 30, 0.6, null], ["small", "C", null, null, null]]`, "assessment", "item", "n", "discrimination", "responses")
	if len(answer.Meta.Tests) != 1 || answer.Meta.SuppressedCells != 2 {
		t.Errorf("%d tests are told and %d cells hidden, want the exam's, and the item and test of the small one", len(answer.Meta.Tests), answer.Meta.SuppressedCells)
	}
}

// TestScope: who sees only some people sees no other row, and no group's; their
// identities before a merger are theirs too.
func TestScope(t *testing.T) {
	s := newStory()
	s.meaning.Persons["old"] = "ada"
	s.tell(0, "ada", "start", "m1")
	s.tell(1, "old", "view", "m1")
	s.tell(2, "bob", "start", "m1")
	s.tell(3, "group:g", "start", "m1", group)
	for _, name := range []string{"ada", "old"} {
		s.scope.Persons = []string{name}
		s.holds(t, `{"kind": "table", "metrics": ["people", "statements"]}`, `[[1, 2]]`)
	}
	s.scope.Persons = []string{"nobody"}
	s.holds(t, `{"kind": "table", "metrics": ["people", "statements"]}`, `[[0, 0]]`)
}

// TestRolesThatSeeNoPeople get pseudonyms, and may not ask who somebody is.
func TestRolesThatSeeNoPeople(t *testing.T) {
	s := newStory()
	s.scope.SeesPeople = false
	s.tell(0, "mailto:ada@example.org", "start", "m1", source("mailto:bob@example.org"))
	s.tell(1, "mailto:bob@example.org", "start", "m1", source("key-1"))
	s.holds(t, `{"kind": "table", "metrics": ["statements"], "dimensions": ["person", "source"]}`,
		`[["p-mailto:ada@example.org", "p-mailto:bob@example.org", 1], ["p-mailto:bob@example.org", "key-1", 1]]`)
	for _, text := range []string{
		`{"kind": "statements"}`,
		`{"kind": "episodes"}`,
		`{"kind": "table", "metrics": ["people"], "actors": {"metric": "people"}}`,
		`{"kind": "table", "metrics": ["people"], "filter": ["is", "person", ["mailto:ada@example.org"]]}`,
		`{"kind": "table", "metrics": ["people"], "filter": ["not", ["contains", "actor", ["ada"]]]}`,
		`{"kind": "table", "metrics": ["people"], "filter": ["has_done", {"filter": ["is", "actor", ["x"]]}]}`,
		`{"kind": "table", "metrics": ["people"], "filter": ["exists", "instructor"]}`,
		`{"kind": "table", "metrics": ["people"], "dimensions": ["registration"]}`,
		`{"kind": "table", "metrics": ["people"], "dimensions": ["response"]}`,
		`{"kind": "funnel", "steps": [{"name": "a", "filter": ["is", "person", ["x"]]}, {"name": "b", "filter": ["exists", "verb"]}]}`,
		correlation + `, "by": "person"}`,
		`{"kind": "table", "metrics": ["people"], "dimensions": ["result.extensions[https://example.org/x]"], "time": {"range": "7d"}}`,
	} {
		_, err := reference.Evaluate(s.input(), decoded(t, text))
		if p := (*problem.Error)(nil); !errors.As(err, &p) || p.Kind != problem.Forbidden {
			t.Errorf("the error is %v, want it to be forbidden: %s", err, text)
		}
	}
	if _, err := reference.People(s.input(), &query.CellQuery{Query: decoded(t, `{"kind": "table", "metrics": ["people"]}`)}); err == nil {
		t.Error("the people behind a cell are told")
	}
}
