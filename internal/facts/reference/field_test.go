package reference_test

import (
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/reference"
)

// TestCourses: the five rules, the first that applies.
func TestCourses(t *testing.T) {
	s := newStory()
	s.meaning.Courses["m1"] = "c0"
	s.meaning.FormalSources = map[string]bool{"hr": true}
	typed := func(id string) []fact.Activity {
		return []fact.Activity{{ID: "plain"}, {ID: id, Type: reference.CourseType}}
	}
	s.tell(0, "a", "view", "m1", func(r *fact.Row) { r.Groupings = typed("c1") })
	s.tell(1, "b", "view", "m2", func(r *fact.Row) { r.Groupings, r.Parents = typed("c1"), typed("c2") })
	s.tell(2, "c", "view", "m2", func(r *fact.Row) { r.Groupings, r.Parents = activities([]string{"plain"}), typed("c2") })
	s.tell(3, "d", "view", "c2", grouping("plain"))
	s.tell(4, "e", "view", "m2", grouping("plain", "other"))
	s.tell(5, "f", "view", "m2", parent("plain"), source("hr"))
	s.holds(t, `{"kind": "statements", "fields": ["person", "course", "course_rule", "formal"], "order": [["timestamp", "asc"]]}`, `[
		["a", "c0", 1, true], ["b", "c1", 2, false], ["c", "c2", 3, false], ["d", "c2", 4, false], ["e", "plain", 5, false], ["f", null, null, true]]`)
}

// TestFirstTypeHolds: an activity's type is the first that a statement gave it,
// be it voided, in the context, or of somebody who is out of sight.
func TestFirstTypeHolds(t *testing.T) {
	s := newStory()
	s.tell(3, "ada", "view", "m1", ofType("second"))
	s.tell(1, "bob", "view", "m2", func(r *fact.Row) { r.Others = []fact.Activity{{ID: "m1", Type: "first"}} })
	s.voided(monday + hour)
	s.holds(t, `{"kind": "table", "metrics": ["people"], "dimensions": ["activity.type"]}`, `[["first", 1]]`)
}

// TestDimensions: a row counts for each value of a field, once; hours and
// weekdays are those of the zone; what is missing comes last.
func TestDimensions(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "view", "m1", category("x", "y", "x"), platform("LMS"))
	s.tell(1, "bob", "view", "m1", category("y"))
	s.tell(2, "cy", "riddle", "m1")
	for _, c := range []struct{ query, want string }{
		{`"dimensions": ["category"]`, `[["y", 2], ["x", 1], [null, 1]]`},
		{`"dimensions": ["category"], "order": [["category", "desc"]]`, `[["y", 2], ["x", 1], [null, 1]]`},
		{`"dimensions": ["category"], "order": [["people", "asc"]]`, `[["x", 1], [null, 1], ["y", 2]]`},
		{`"dimensions": ["category"], "limit": 1, "offset": 1`, `[["x", 1]]`},
		{`"dimensions": ["category", "platform"]`, `[["x", "LMS", 1], ["y", "LMS", 1], ["y", null, 1], [null, null, 1]]`},
		{`"dimensions": ["verb_class"]`, `[["view", 2], ["other", 1]]`},
		{`"dimensions": ["weekday", "hour"]`, `[[1, 0, 3]]`},
		{`"dimensions": ["weekday", "hour"], "time": {"zone": "America/New_York"}`, `[[7, 20, 3]]`}, // Sunday evening
		{`"dimensions": ["success"]`, `[[null, 3]]`},
		{`"dimensions": ["platform"], "filter": ["is", "category", ["nowhere"]]`, `[]`},
	} {
		s.holds(t, `{"kind": "table", "metrics": ["people"], `+c.query+`}`, c.want)
	}
}

// TestRepeatedValueCountsOnce: a row whose field names a value twice.
func TestRepeatedValueCountsOnce(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "exit", "m1", category("x", "y", "x"), lasting(10))
	s.holds(t, `{"kind": "table", "metrics": ["time_reported"], "dimensions": ["category"]}`, `[["x", 600], ["y", 600]]`)
}

// TestFilters: which of five people each filter lets pass.
func TestFilters(t *testing.T) {
	s := newStory()
	s.now = monday + 10*day
	s.meaning.Persons["eva"] = "eve"
	s.tell(0, "ada", "start", "module/1", platform("LMS"), category("x", "y"), scaled(0.5), lasting(10), success(true))
	s.tell(1, "bob", "view", "module/2", platform("App"), category("y"), scaled(0.7), success(false))
	s.tell(2, "cy", "answer", "item/1", scaled(0.9), registered(10))
	s.tell(3*24*60, "dee", "start", "item/2", platform("LMS"), storedAfter(90*time.Minute))
	s.tell(3*24*60+1, "eva", "pass", "", inGroup)
	s.tell(3*24*60+2, "group:g", "view", "module/1", group)
	for filter, want := range map[string]string{
		`["is", "platform", ["LMS", "VR"]]`:                                         "ada dee",
		`["is_not", "platform", ["LMS"]]`:                                           "bob cy eve",
		`["is", "category", ["x"]]`:                                                 "ada",
		`["is_not", "category", ["x"]]`:                                             "bob cy dee eve",
		`["contains", "activity", ["ule"]]`:                                         "ada bob",
		`["contains", "activity", ["ULE"]]`:                                         "",
		`["starts", "activity", ["item", "ule"]]`:                                   "cy dee",
		`["in_class", "verb", ["start", "pass"]]`:                                   "ada dee eve",
		`["gt", "score", 0.5]`:                                                      "bob cy",
		`["gte", "score", 0.5]`:                                                     "ada bob cy",
		`["lt", "score", 0.7]`:                                                      "ada",
		`["lte", "score", 0.7]`:                                                     "ada bob",
		`["between", "score", [0.5, 0.7]]`:                                          "ada bob",
		`["exists", "duration"]`:                                                    "ada",
		`["missing", "score"]`:                                                      "dee eve",
		`["missing", "activity"]`:                                                   "eve",
		`["is", "success", [false]]`:                                                "bob",
		`["is_not", "success", [false]]`:                                            "ada cy dee eve",
		`["gt", "lag", 3600]`:                                                       "dee",
		`["is", "registration", ["00000000-0000-0000-0000-00000000000A"]]`:          "cy",
		`["is", "person", ["eve", "ada"]]`:                                          "ada eve",
		`["is", "actor", ["eva"]]`:                                                  "eve",
		`["is", "in_group", [true]]`:                                                "eve",
		`["gte", "timestamp", "2026-10-08"]`:                                        "dee eve",
		`["between", "stored", ["2026-10-05T00:01:01Z", "2026-10-08T00:00:00Z"]]`:   "bob cy",
		`["and", ["exists", "score"], ["exists", "platform"]]`:                      "ada bob",
		`["or", ["exists", "duration"], ["missing", "activity"]]`:                   "ada eve",
		`["not", ["exists", "score"]]`:                                              "dee eve",
		`["has_done", {"filter": ["in_class", "verb", ["start"]]}]`:                 "ada dee",
		`["has_done", {"filter": ["in_class", "verb", ["start"]], "within": "2d"}]`: "dee",
		`["has_not_done", {"filter": ["in_class", "verb", ["start"]]}]`:             "bob cy eve",
		`["has_not_done", {"filter": ["has_not_done", {"filter": ["is", "person", ["ada"]]}]}]`: "ada",
		`["in_segment", "starters"]`: "ada dee",
		`["and", ["is", "is_group", [true]], ["has_not_done", {"filter": ["exists", "duration"]}]]`: "",
	} {
		t.Run(filter, func(t *testing.T) {
			answer := s.ask(t, `{"kind": "table", "metrics": ["people"], "dimensions": ["person"], "order": [["person", "asc"]], "filter": `+filter+`}`)
			var people []string
			for _, row := range answer.Rows {
				if person, is := row[0].(string); is {
					people = append(people, person)
				}
			}
			if got := strings.Join(people, " "); got != want {
				t.Errorf("%q pass, want %q", got, want)
			}
		})
	}
}

// TestHasDoneEndsWithTheRange: what was done after the end of the range, or
// before the days that lead to it, is not looked at.
func TestHasDoneEndsWithTheRange(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "start", "m1")
	s.tell(24*60, "ada", "view", "m1")
	s.tell(24*60, "bob", "view", "m1")
	s.tell(48*60, "bob", "start", "m1")
	const done = `{"kind": "table", "metrics": ["people"], "time": {"range": ["2026-10-06", "2026-10-07"]},
		"filter": ["has_done", {"filter": ["in_class", "verb", ["start"]]`
	s.holds(t, done+`}]}`, `[[1]]`)                 // ada, before the range
	s.holds(t, done+`, "within": "2d"}]}`, `[[1]]`) // from Monday on
	s.holds(t, done+`, "within": "1d"}]}`, `[[0]]`) // on Tuesday
	s.holds(t, `{"kind": "table", "metrics": ["people"], "filter": ["has_not_done", {"filter": ["in_class", "verb", ["start"]]}]}`, `[[0]]`)
}
