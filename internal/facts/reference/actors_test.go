package reference_test

import (
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
)

// behind are the people behind a cell, which is written as JSON.
func (s *story) behind(t *testing.T, ask, cell string) string {
	t.Helper()
	q, err := query.DecodeCell([]byte(`{"query": `+ask+`, "cell": `+cell+`}`), nil)
	if err != nil {
		t.Fatalf("the cell is refused: %v\n%s of %s", err, cell, ask)
	}
	rows, err := reference.People(s.input(), q)
	if err != nil {
		t.Fatalf("there are no people: %v\n%s of %s", err, cell, ask)
	}
	var people []string
	for _, r := range rows {
		people = append(people, r.Person)
	}
	return strings.Join(people, " ")
}

// TestPeopleBehindCells: those who were counted, by name.
func TestPeopleBehindCells(t *testing.T) {
	const people = `{"kind": "table", "metrics": ["people", "passed_people", {"rate": ["passed_people", "started_people"], "as": "r"},
		{"rate": ["failed_people", "started_people"], "as": "f"}], "dimensions": ["activity"]}`
	const daily = `{"kind": "trend", "metrics": ["active_people", "active_people_7d"], "time": {"range": "all", "bucket": "day"}}`
	const funnel = `{"kind": "funnel", "within": "7d", "dimensions": ["platform"], ` + steps + `}`
	const cohorts = `{"kind": "retention", "periods": 3, ` + fourWeeks + `}}`
	const weekly = `{"kind": "lifecycle", ` + fourWeeks + `, "bucket": "week"}}`
	const fromA = `{"kind": "paths", "from": "a", "depth": 2, "top": 1}`
	const items = `{"kind": "items"}`
	const firstFifteen = "p00 p01 p02 p03 p04 p05 p06 p07 p08 p09 p10 p11 p12 p13 p14"
	for _, c := range []struct {
		story             *story
		query, cell, want string
	}{
		{aDay(), people, `{}`, "ada bob cy dee eve fay gus jo"},
		{aDay(), people, `{"metric": "passed_people"}`, "ada cy"},
		{aDay(), people, `{"metric": "r", "dimensions": {"activity": "m1"}}`, "ada cy"},
		{aDay(), people, `{"metric": "f"}`, "bob"}, // fay failed without a start
		{aDay(), people, `{"dimensions": {"activity": "m2"}}`, "ada bob cy fay"},
		{comeAndGo(), daily, `{"bucket": "2026-10-12T00:00:00Z", "metric": "active_people"}`, "ada"},
		{comeAndGo(), daily, `{"bucket": "2026-10-13T00:00:00Z", "metric": "active_people_7d"}`, "ada cy"},
		{comeAndGo(), cohorts, `{"cohort": "2026-10-05T00:00:00Z"}`, "ada bob"},
		{comeAndGo(), cohorts, `{"cohort": "2026-10-05T00:00:00Z", "k": 1}`, "ada"},
		{comeAndGo(), weekly, `{"bucket": "2026-10-12T00:00:00Z", "column": "new"}`, "cy"},
		{comeAndGo(), weekly, `{"bucket": "2026-10-12T00:00:00Z", "column": "dormant"}`, "bob"},
		{comeAndGo(), weekly, `{"bucket": "2026-10-19T00:00:00Z", "column": "resurrected"}`, "bob"},
		{courseTakers(), funnel, `{"step": 1}`, "ada bob cy eve"},
		{courseTakers(), funnel, `{"step": 2}`, "ada bob"},
		{courseTakers(), funnel, `{"step": 2, "dropped": true}`, "cy eve"},
		{courseTakers(), funnel, `{"step": 2, "dimensions": {"platform": "B"}}`, "bob"},
		{exam(), `{"kind": "distribution", "of": "score"}`, `{}`, ""},
		{walks(), `{"kind": "paths"}`, `{"from": "a"}`, "ada bob"},
		{walks(), `{"kind": "paths"}`, `{"from": "a", "to": "b"}`, "ada"},
		{walks(), `{"kind": "paths"}`, `{"from": "c", "to": "b"}`, ""},
		{walks(), fromA, `{"layer": 0, "from": "a"}`, "ada bob"},
		{walks(), fromA, `{"layer": 0, "from": "a", "to": null, "to_kind": "left"}`, "ada"},
		{walks(), fromA, `{"layer": 0, "from": "a", "to": null, "to_kind": "other"}`, "bob"},
		{walks(), fromA, `{"layer": 1, "from": "b", "from_kind": "node", "to": "c"}`, "ada"},
		{walks(), fromA, `{"layer": 1, "from": null, "from_kind": "other"}`, "bob"},
		{walks(), fromA, `{"layer": 2, "from": null, "from_kind": "left"}`, "bob"},
		{walks(), `{"kind": "paths", "to": "c", "depth": 1}`, `{"layer": 0, "from": "c", "to": "a"}`, "bob"},
		{quiz(), items, `{"assessment": "quiz", "item": "i1"}`, "p q"},
		{quiz(), items, `{"assessment": "quiz", "item": "i1", "part": "wrong"}`, "q"},
		{quiz(), items, `{"assessment": "quiz", "item": "i1", "part": "right"}`, "p"},
		{quiz(), items, `{"assessment": "quiz", "item": "i1", "part": "mismatch"}`, "p"},
		{quiz(), items, `{"assessment": "quiz", "item": "i2", "part": "omitted"}`, "p"},
		{quiz(), items, `{"assessment": "quiz", "item": "i2", "part": "not_reached"}`, "q"},
		{quiz(), items, `{"assessment": "quiz"}`, "p q"},
		{quiz(), items, `{"assessment": null}`, ""},
		{exam(), items, `{"assessment": "exam", "item": "A", "response": "a"}`, firstFifteen},
		{exam(), items, `{"assessment": "exam", "item": "A", "part": "right"}`, firstFifteen},
		{exam(), `{"kind": "items", "assessment": "other"}`, `{"assessment": "exam", "item": "A"}`, ""},
	} {
		if got := c.story.behind(t, c.query, c.cell); got != c.want {
			t.Errorf("behind %s of %s are %q, want %q", c.cell, c.query, got, c.want)
		}
	}
}

// TestPeopleOfTheSameAnswer: those behind a metric over the whole range, with
// the rows that count.
func TestPeopleOfTheSameAnswer(t *testing.T) {
	s := aDay()
	answer := s.ask(t, `{"kind": "table", "metrics": ["people"], "actors": {"metric": "people", "limit": 2}}`)
	equal(t, "the people", answer.People, `[
		{"person": "ada", "statements": 4, "first": "2026-10-05T00:00:00Z", "last": "2026-10-05T01:40:00Z"},
		{"person": "bob", "statements": 4, "first": "2026-10-05T00:05:00Z", "last": "2026-10-05T01:10:00Z"}]`)
}
