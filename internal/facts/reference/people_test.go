package reference_test

import (
	"fmt"
	"testing"
)

const week = 7 * 24 * 60 // minutes

// comeAndGo is three people over four weeks: ada in the first, second and
// fourth, bob in the first and third, cy in the second.
func comeAndGo() *story {
	s := newStory()
	s.tell(60, "ada", "view", "m1")
	s.tell(week+60, "ada", "view", "m1")
	s.tell(3*week+60, "ada", "view", "m1")
	s.tell(120, "bob", "view", "m1")
	s.tell(2*week, "bob", "view", "m1")
	s.tell(week+24*60, "cy", "view", "m1")
	s.tell(0, "dee", "enrol", "m1") // does not qualify
	s.now = monday + 22*day         // the Tuesday of the fourth week
	return s
}

const fourWeeks = `"time": {"range": ["2026-10-05", "2026-11-02"]`

func TestRetention(t *testing.T) {
	s := comeAndGo()
	s.holds(t, `{"kind": "retention", "periods": 3, `+fourWeeks+`}}`, `[
		["2026-10-05T00:00:00Z", 2, 0, 2, 1], ["2026-10-05T00:00:00Z", 2, 1, 1, 0.5], ["2026-10-05T00:00:00Z", 2, 2, 1, 0.5],
		["2026-10-12T00:00:00Z", 1, 0, 1, 1], ["2026-10-12T00:00:00Z", 1, 1, 0, 0], ["2026-10-12T00:00:00Z", 1, 2, null, null],
		[null, 3, 0, 3, 1], [null, 3, 1, 1, 0.3333333], [null, 2, 2, 1, 0.5]]`)
	// Unbounded, who came in a later week counts too: both of the first cohort.
	s.holds(t, `{"kind": "retention", "periods": 3, "unbounded": true, `+fourWeeks+`}}`, `[
		[2, 1], [2, 1], [2, 1], [1, 1], [0, 0], [null, null], [3, 1], [2, 0.6666667], [2, 1]]`, "people", "share")
	// A cohort is of the first row ever, also before the range.
	s.holds(t, `{"kind": "retention", "periods": 1, "time": {"range": ["2026-10-12", "2026-10-19"]}}`,
		`[["2026-10-12T00:00:00Z", 1, 0, 1, 1], [null, 1, 0, 1, 1]]`)
}

func TestLifecycle(t *testing.T) {
	s := comeAndGo()
	answer := s.holds(t, `{"kind": "lifecycle", `+fourWeeks+`, "bucket": "week"}}`, `[
		["2026-10-05T00:00:00Z", 2, 2, 0, 0, 0],
		["2026-10-12T00:00:00Z", 2, 1, 1, 0, -1],
		["2026-10-19T00:00:00Z", 1, 0, 0, 1, -2],
		["2026-10-26T00:00:00Z", 1, 0, 0, 1, -1]]`, "bucket", "active", "new", "returning", "resurrected", "dormant")
	// 28 days up to the Tuesday of the fourth week have all six days of a person.
	equal(t, "the stickiness", answer.Meta.Stickiness, `{"dau_mean": 0.2142857, "mau": 3, "value": 0.0714286}`)
	// The bucket before the first of the range is looked at.
	s.holds(t, `{"kind": "lifecycle", "time": {"range": ["2026-10-12", "2026-10-19"], "bucket": "week"}}`, `[[2, 1, 1, 0, -1]]`,
		"active", "new", "returning", "resurrected", "dormant")
	// From a Wednesday on the first bucket is cut: before it lie the two days in
	// which ada and bob came, and ada was not in it when she comes again.
	s.holds(t, `{"kind": "lifecycle", "time": {"range": ["2026-10-07", "2026-10-19"], "bucket": "week"}}`, `[[0, 0, 0, 0, -2], [2, 1, 0, 1, 0]]`,
		"active", "new", "returning", "resurrected", "dormant")
}

// courseTakers: ada takes all steps, bob at his second start only the next one,
// cy no more than the first, dee may still come, and eve did them the wrong way
// round.
func courseTakers() *story {
	s := newStory()
	const d = 24 * 60
	s.now = monday + 30*day
	s.tell(0, "ada", "start", "m1", platform("A"))
	s.tell(1, "ada", "progress", "m1")
	s.tell(d, "ada", "complete", "m1")
	s.tell(2*d, "ada", "pass", "m1")
	s.tell(0, "bob", "start", "m1", platform("A"))
	s.tell(8*d, "bob", "start", "m1", platform("B"))
	s.tell(9*d, "bob", "complete", "m1")
	s.tell(0, "cy", "start", "m1", platform("A"))
	s.tell(28*d, "dee", "start", "m1", platform("A"))
	s.tell(0, "eve", "complete", "m1")
	s.tell(d, "eve", "start", "m1", platform("A"))
	return s
}

const steps = `"steps": [{"name": "in", "filter": ["in_class", "verb", ["start"]]},
	{"name": "through", "filter": ["in_class", "verb", ["complete"]]}, {"name": "passed", "filter": ["in_class", "verb", ["pass"]]}]`

func TestFunnel(t *testing.T) {
	s := courseTakers()
	answer := s.holds(t, `{"kind": "funnel", "within": "7d", `+steps+`}`, `[
		[1, "in", 4, 1, 1, 0, null, null], [2, "through", 2, 0.5, 0.5, 0.5, 86400, 86400], [3, "passed", 1, 0.25, 0.5, 0.5, 86400, 86400]]`)
	equal(t, "the open ones", answer.Meta.Open, `1`)
	// With nine days bob's first start gets as far as his second, and is earlier.
	s.holds(t, `{"kind": "funnel", "within": "9d", "dimensions": ["platform"], `+steps+`}`,
		`[["A", 1, 4], ["A", 2, 2], ["A", 3, 1]]`, "platform", "step", "count")
	s.holds(t, `{"kind": "funnel", "within": "7d", "dimensions": ["platform"], `+steps+`}`,
		`[["A", 1, 3], ["A", 2, 1], ["A", 3, 1], ["B", 1, 1], ["B", 2, 1], ["B", 3, 0]]`, "platform", "step", "count")
	// Strictly ada's progress is in the way.
	s.holds(t, `{"kind": "funnel", "within": "7d", "match": "strict", `+steps+`}`, `[[4, null], [1, 86400], [0, null]]`, "count", "median_s")
	// In any order eve did both, with no time between.
	s.holds(t, `{"kind": "funnel", "within": "7d", "match": "any", `+steps+`}`,
		`[[4, null, null], [3, 86400, 86400], [1, 86400, 86400]]`, "count", "median_s", "p90_s")
	s.holds(t, `{"kind": "funnel", "within": "7d", "match": "any", "filter": ["is", "person", ["eve"]], `+steps+`}`,
		`[[1, null], [1, 0], [0, null]]`, "count", "median_s")
	// Who never takes the first step is nowhere.
	s.holds(t, `{"kind": "funnel", "match": "any", "filter": ["in_class", "verb", ["complete", "pass"]], `+steps+`}`, `[[0], [0], [0]]`, "count")
	// Only starts in the range begin, though the steps after it count.
	s.holds(t, `{"kind": "funnel", "time": {"range": ["2026-10-05", "2026-10-06"]}, `+steps+`}`, `[[3], [2], [1]]`, "count")
}

// TestFunnelOfRegistrations: a registration of a person is a unit, what has none
// is left out.
func TestFunnelOfRegistrations(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "start", "m1", registered(1))
	s.tell(1, "ada", "complete", "m1", registered(2))
	s.tell(2, "ada", "start", "m1", registered(2))
	s.tell(3, "ada", "complete", "m1", registered(1))
	s.tell(4, "bob", "start", "m1")
	s.tell(5, "cy", "start", "m1", registered(1))
	s.holds(t, `{"kind": "funnel", "unit": "registration", `+steps+`}`, `[[3, null], [1, 180], [0, null]]`, "count", "median_s")
}

// walks: ada a → b, again b, → c, and later a alone; bob a → c.
func walks() *story {
	s := newStory()
	for _, w := range []struct {
		at       float64
		person   string
		activity string
	}{{0, "ada", "a"}, {1, "ada", "b"}, {2, "ada", "b"}, {5, "ada", "c"}, {0, "bob", "a"}, {2, "bob", "c"}, {120, "ada", "a"}} {
		s.tell(w.at, w.person, "view", w.activity)
	}
	s.tell(1, "bob", "view", "") // has no activity, and ends nothing
	return s
}

func TestPaths(t *testing.T) {
	s := walks()
	s.holds(t, `{"kind": "paths"}`, `[["a", "b", 1, 0.5, 60], ["a", "c", 1, 0.5, 120], ["b", "c", 1, 1, 240]]`)
	s.holds(t, `{"kind": "paths", "from": "a", "depth": 2, "top": 1}`, `[
		[0, "a", "b", "node", "node", 1, 0.5, 60], [0, "a", null, "left", "node", 1, 0.5, null], [0, "a", null, "other", "node", 1, 0.5, 120],
		[1, "b", "c", "node", "node", 1, 1, 240], [1, null, null, "left", "other", 1, 1, null]]`)
	answer := s.ask(t, `{"kind": "paths", "from": "a", "depth": 2, "top": 1}`)
	equal(t, "the nodes", answer.Meta.Nodes, `[
		{"layer": 0, "value": "a", "kind": "node", "people": 2},
		{"layer": 1, "value": "b", "kind": "node", "people": 1}, {"layer": 1, "value": null, "kind": "other", "people": 1}, {"layer": 1, "value": null, "kind": "left", "people": 1},
		{"layer": 2, "value": "c", "kind": "node", "people": 1}, {"layer": 2, "value": null, "kind": "left", "people": 1}]`)
	s.holds(t, `{"kind": "paths", "to": "c", "depth": 1}`, `[
		[0, "c", "a", "node", "node", 1, 0.5, 120], [0, "c", "b", "node", "node", 1, 0.5, 240]]`)
	s.holds(t, `{"kind": "paths", "of": "verb"}`, `[]`) // equal neighbours are one
}

// TestPeopleOfANodeAreNoSum: whoever comes to a node by two arrows is one of its people.
// Where one of the arrows is of few, the node is not told of: the others with it would
// tell.
func TestPeopleOfANodeAreNoSum(t *testing.T) {
	s := newStory()
	for i := range 4 {
		person := fmt.Sprint("p", i)
		for n, by := range []string{"b", "c"} {
			if n == 1 && i > 2 {
				continue // three go both ways
			}
			at := float64(n * 120)
			s.tell(at, person, "view", "a")
			s.tell(at+1, person, "view", by)
			s.tell(at+2, person, "view", "d")
		}
	}
	const ask = `{"kind": "paths", "from": "a", "depth": 2`
	last := func(more string) any {
		nodes := s.ask(t, ask+more+`}`).Meta.Nodes
		return nodes[len(nodes)-1]
	}
	s.holds(t, ask+`}`, `[["a", "b", 4], ["a", "c", 3], ["b", "d", 4], ["c", "d", 3]]`, "from", "to", "people")
	equal(t, "d", last(""), `{"layer": 2, "value": "d", "kind": "node", "people": 4}`)
	equal(t, "d among few", last(`, "min_group": 4`), `{"layer": 2, "value": "d", "kind": "node", "people": null}`)
}

func TestPathsOfRegistrations(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "view", "a", registered(1))
	s.tell(10, "ada", "view", "b", registered(2))
	s.tell(24*60, "ada", "view", "c", registered(1))
	s.holds(t, `{"kind": "paths", "in": "registration"}`, `[["a", "c", 1, 1, 86400]]`)
}

func TestEpisodes(t *testing.T) {
	s := newStory()
	s.meaning.FormalSources = map[string]bool{"hr": true}
	s.tell(0, "ada", "start", "m1", grouping("c1"), source("lms"))
	s.tell(2, "ada", "view", "x1", parent("top"))
	s.tell(10, "ada", "pass", "m1", grouping("c1"), scaled(0.4), source("hr"), lasting(5))
	s.tell(11, "ada", "credential", "m1", grouping("c1"), scaled(0.3))
	s.tell(100, "ada", "complete", "m2")
	s.tell(100, "bob", "social", "")
	answer := s.holds(t, `{"kind": "episodes", "milestones": true}`, `[
		["ada", "2026-10-05T01:40:00Z", "2026-10-05T01:40:00Z", "m2", 0, 1, {"complete": 1}, null, "completed", [], false],
		["bob", "2026-10-05T01:40:00Z", "2026-10-05T01:40:00Z", null, 0, 1, {"social": 1}, null, "viewed", [], false],
		["ada", "2026-10-05T00:02:00Z", "2026-10-05T00:02:00Z", "top", 480, 1, {"view": 1}, null, "viewed", [], false],
		["ada", "2026-10-05T00:00:00Z", "2026-10-05T00:11:00Z", "c1", 300, 3, {"start": 1, "pass": 1, "credential": 1}, 0.4, "passed", ["hr", "lms"], true]]`,
		"person", "start", "end", "subject", "seconds", "statements", "classes", "best_score", "outcome", "sources", "formal")
	equal(t, "the milestones", answer.Meta.Milestones, `[
		{"person": "ada", "at": "2026-10-05T00:10:00Z", "what": "pass", "activity": "m1"},
		{"person": "ada", "at": "2026-10-05T00:11:00Z", "what": "credential", "activity": "m1"},
		{"person": "ada", "at": "2026-10-05T01:40:00Z", "what": "completion", "activity": "m2"}]`)
}
