package reference_test

import (
	"testing"
	"time"
)

// TestComparedTable: groups of either period have a row.
func TestComparedTable(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "view", "m1", platform("A"))
	s.tell(1, "bob", "view", "m1", platform("B"))
	s.tell(7*24*60, "ada", "view", "m1", platform("A"))
	s.tell(7*24*60, "cy", "view", "m1", platform("A"))
	s.tell(7*24*60, "dee", "view", "m1", platform("C"))
	answer := s.holds(t, `{"kind": "table", "metrics": ["people"], "dimensions": ["platform"],
		"time": {"range": ["2026-10-12", "2026-10-19"], "compare": "previous"}}`, `[["A", 2, 1], ["C", 1, 0], ["B", 0, 1]]`)
	equal(t, "the compared range", answer.Meta.Compare, `["2026-10-05T00:00:00Z", "2026-10-12T00:00:00Z"]`)
}

func TestTrend(t *testing.T) {
	s := newStory()
	s.tell(-60, "bob", "view", "m1", platform("B")) // on Sunday
	s.tell(0, "ada", "view", "m1", platform("A"))
	s.tell(60, "ada", "view", "m1", platform("A"))
	s.tell(24*60, "cy", "view", "m1", platform("A"))
	s.tell(48*60-1, "bob", "enrol", "m1", platform("B"))
	const three = `"time": {"range": ["2026-10-05", "2026-10-08"], "bucket": "day"`
	s.holds(t, `{"kind": "trend", "metrics": ["people", "statements", "active_people", "active_people_7d"], `+three+`}}`, `[
		["2026-10-05T00:00:00Z", 1, 2, 1, 2], ["2026-10-06T00:00:00Z", 2, 2, 1, 3], ["2026-10-07T00:00:00Z", 0, 0, 0, 3]]`)
	// Groups by their people over the whole range.
	s.holds(t, `{"kind": "trend", "metrics": ["people"], "dimensions": ["platform"], `+three+`}}`, `[
		["2026-10-05T00:00:00Z", "A", 1], ["2026-10-06T00:00:00Z", "A", 1], ["2026-10-07T00:00:00Z", "A", 0],
		["2026-10-05T00:00:00Z", "B", 0], ["2026-10-06T00:00:00Z", "B", 1], ["2026-10-07T00:00:00Z", "B", 0]]`)
	s.holds(t, `{"kind": "trend", "metrics": ["statements"], "dimensions": ["platform"], "limit": 1, "order": [["statements", "asc"]], `+three+`}}`, `[
		["2026-10-05T00:00:00Z", "B", 0], ["2026-10-06T00:00:00Z", "B", 1], ["2026-10-07T00:00:00Z", "B", 0]]`)
	s.holds(t, `{"kind": "trend", "metrics": ["people"], `+three+`, "compare": "previous"}}`, `[
		["2026-10-05T00:00:00Z", 1, "2026-10-02T00:00:00Z", 0], ["2026-10-06T00:00:00Z", 2, "2026-10-03T00:00:00Z", 0],
		["2026-10-07T00:00:00Z", 0, "2026-10-04T00:00:00Z", 1]]`)
}

// TestWindowsEnd: the last of seven days still has Monday, the eighth has not.
func TestWindowsEnd(t *testing.T) {
	s := newStory()
	s.tell(24*60-1, "ada", "view", "m1")
	s.holds(t, `{"kind": "trend", "metrics": ["active_people_7d", "active_people_28d"], "time": {"range": ["2026-10-11", "2026-10-13"], "bucket": "day"}}`,
		`[["2026-10-11T00:00:00Z", 1, 1], ["2026-10-12T00:00:00Z", 0, 1]]`)
}

// TestBucketsFollowTheZone: the day on which Berlin leaves summer time has 25
// hours, two of them from 02:00.
func TestBucketsFollowTheZone(t *testing.T) {
	s := newStory()
	s.tell(20*24*60+30, "ada", "view", "m1")     // 25 October 00:30 UTC, 02:30 in summer
	s.tell(20*24*60+60+30, "bob", "view", "m1")  // 02:30 in winter
	s.tell(20*24*60+23*60-1, "cy", "view", "m1") // the last minute of the day
	answer := s.ask(t, `{"kind": "trend", "metrics": ["people"], "time": {"range": ["2026-10-25", "2026-10-26"], "bucket": "hour", "zone": "Europe/Berlin"}}`)
	if len(answer.Rows) != 25 {
		t.Fatalf("the day has %d hours, want 25", len(answer.Rows))
	}
	equal(t, "the hours from 02:00", answer.Rows[2:4], `[["2026-10-25T02:00:00+02:00", 1], ["2026-10-25T02:00:00+01:00", 1]]`)
	equal(t, "the last hour", answer.Rows[24], `["2026-10-25T23:00:00+01:00", 1]`)
}

// TestPartialBuckets: what ends after now is not over.
func TestPartialBuckets(t *testing.T) {
	s := newStory()
	s.now = monday + day + hour
	answer := s.ask(t, `{"kind": "trend", "metrics": ["people"], "time": {"range": "7d", "bucket": "day"}}`)
	equal(t, "the range", answer.Meta.Range, `["2026-09-30T00:00:00Z", "2026-10-07T00:00:00Z"]`)
	equal(t, "the partial buckets", answer.Meta.PartialBuckets, `["2026-10-06T00:00:00Z"]`)
}

func TestStatements(t *testing.T) {
	s := newStory()
	s.tell(1, "ada", "view", "m1", category("x", "y"), storedAfter(10*time.Minute))
	s.tell(2, "bob", "view", "m1")
	s.member("cy")
	s.tell(30, "dee", "view", "m1", storedAfter(-20*time.Minute)) // a clock that goes wrong
	answer := s.holds(t, `{"kind": "statements", "fields": ["timestamp", "person", "category", "clock_suspect", "score"]}`, `[
		["2026-10-05T00:30:00Z", "dee", [], true, null], ["2026-10-05T00:02:00Z", "cy", [], false, null],
		["2026-10-05T00:02:00Z", "bob", [], false, null], ["2026-10-05T00:01:00Z", "ada", ["x", "y"], false, null]]`)
	if answer.Meta.Truncated {
		t.Error("the answer is cut, though all rows are there")
	}
	answer = s.holds(t, `{"kind": "statements", "fields": ["person"], "order": [["stored", "asc"]], "limit": 3}`, `[["bob"], ["cy"], ["dee"]]`)
	if !answer.Meta.Truncated {
		t.Error("the answer is not cut, though a row is missing")
	}
}

// TestOnStored: by stored time suspect clocks do no harm.
func TestOnStored(t *testing.T) {
	s := newStory()
	s.tell(30, "dee", "view", "m1", storedAfter(-20*time.Minute))
	s.tell(1, "ada", "view", "m1", storedAfter(24*time.Hour))
	const people = `{"kind": "table", "metrics": ["people"], "time": {"range": ["2026-10-05", "2026-10-06"]`
	answer := s.holds(t, people+`}}`, `[[1]]`) // ada
	if answer.Meta.ClockSuspect != 1 {
		t.Errorf("%d rows are suspect, want dee's", answer.Meta.ClockSuspect)
	}
	s.holds(t, people+`, "on": "stored"}, "dimensions": ["person"]}`, `[["dee", 1]]`)
	s.meaning.TrustedClocks = map[string]bool{"": true}
	s.holds(t, people+`}}`, `[[2]]`)
}

func TestDistribution(t *testing.T) {
	s := newStory()
	for i, person := range []string{"ada", "bob", "cy", "dee"} {
		s.tell(float64(i), person, "score", "m1", scaled(float64(i+1)/10), lasting(5))
	}
	s.tell(10, "ada", "score", "m1", registered(1), scaled(1)) // not the first attempt
	s.tell(11, "eve", "score", "m1", inGroup, scaled(1))
	names := []string{"n", "people", "mean", "sd", "min", "p10", "p25", "median", "p75", "p90", "max", "iqr", "share_at_least", "bins"}
	answer := s.holds(t, `{"kind": "distribution", "bins": 4, "pass": 0.3}`,
		`[[4, 4, 0.25, 0.1290994, 0.1, 0.13, 0.175, 0.25, 0.325, 0.37, 0.4, 0.15, 0.5, [2, 2, 0, 0]]]`, names...)
	equal(t, "the edges", answer.Meta.Bins, `[0, 0.25, 0.5, 0.75, 1]`)
	s.holds(t, `{"kind": "distribution", "bins": 4, "attempts": "all"}`, `[[5, 4, 0.4, [2, 2, 0, 1]]]`, "n", "people", "mean", "bins")
	answer = s.holds(t, `{"kind": "distribution", "of": "duration"}`, `[[4, 300, 0, [4]]]`, "n", "mean", "sd", "bins")
	equal(t, "the edges of equal values", answer.Meta.Bins, `[300, 300]`)
	s.tell(20, "fay", "score", "m1", scaled(-1), platform("VR"))
	answer = s.holds(t, `{"kind": "distribution", "bins": 2, "dimensions": ["platform"]}`,
		`[[null, 4, 0.1290994, [0, 4]], ["VR", 1, null, [1, 0]]]`, "platform", "n", "sd", "bins")
	equal(t, "the edges with a negative score", answer.Meta.Bins, `[-1, 0, 1]`)
	// A lag is a statement's, whoever is behind it.
	s.tell(30, "group:g", "view", "m1", group, storedAfter(5*time.Second))
	s.member("group:h") // of the same statement
	s.holds(t, `{"kind": "distribution", "of": "lag", "bins": 2}`, `[[8, 6, 1.5, [7, 1]]]`, "n", "people", "mean", "bins")
}
