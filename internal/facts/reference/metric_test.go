package reference_test

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
)

// aDay is a Monday of nine people, two of them one person, and a group.
func aDay() *story {
	s := newStory()
	s.now = monday + day
	s.meaning.Persons["cyril"] = "cy"
	s.tell(0, "ada", "start", "m1")
	s.tell(10, "ada", "progress", "m1")
	s.tell(20, "ada", "complete", "m1", success(true), scaled(0.8))
	s.tell(100, "ada", "pass", "m2", raw(7, 0, 10))
	s.tell(5, "bob", "enrol", "m1")
	s.tell(10, "bob", "start", "m1")
	s.tell(40, "bob", "fail", "m1", scaled(0.2))
	s.tell(70, "bob", "view", "m2", completion(true), storedAfter(2*time.Hour))
	s.tell(0, "cy", "start", "m1", registered(1))
	s.tell(31, "cyril", "complete", "m1", registered(1), success(true), func(r *fact.Row) { r.Raw = 5 })
	s.tell(60, "cy", "waive", "m2")
	s.tell(50, "group:team", "complete", "m1", group)
	s.tell(30, "dee", "view", "m3", inGroup, scaled(1))
	s.member("eve")
	s.tell(45, "fay", "score", "q1", interaction("choice"), success(true))
	s.tell(46, "fay", "score", "m2", success(false))
	s.tell(80, "gus", "enrol", "m1")
	// Six minutes before its time is a clock that goes wrong, five are not.
	s.tell(90, "hal", "start", "m1", storedAfter(-6*time.Minute))
	s.tell(95, "ivy", "start", "m1")
	s.voided(s.now - 1)
	s.tell(96, "jo", "start", "m1", storedAfter(-5*time.Minute))
	s.voided(s.now) // the one that voids it is not visible yet
	return s
}

// TestMetrics: what each metric counts of the day.
func TestMetrics(t *testing.T) {
	s := aDay()
	for _, c := range []struct{ metric, want, why string }{
		{`"statements"`, `17`, "ada 4, bob 4, cy 3, the group 1, dee and eve 1, fay 2, gus 1, jo 1"},
		{`"people"`, `8`, "ada bob cy dee eve fay gus jo"},
		{`"active_people"`, `7`, "gus was only enrolled"},
		{`"sessions"`, `10`, "ada and cy two (gaps of 80 and 31 minutes), bob one (gaps of 30)"},
		{`"attempts"`, `13`, "bob's start begins another one; cy's registration is one; the group has none"},
		{`"registrations"`, `1`, "cy's"},
		{`"enrolled_people"`, `2`, "bob gus"},
		{`"started_people"`, `4`, "ada bob cy jo"},
		{`"completed_people"`, `3`, "ada and cy by class, bob by result"},
		{`"passed_people"`, `2`, "ada, and cy by the success of a completion; fay's is that of an interaction"},
		{`"failed_people"`, `2`, "bob by class, fay by the success of a score"},
		{`"waived_people"`, `1`, "cy"},
		{`"score_mean"`, `0.5666667`, "0.2, 0.7 and 0.8; a member's of a group is left out, as is one without bounds"},
		{`"score_median"`, `0.7`, ""},
		{`"score_p10"`, `0.3`, "0.2 + 0.2·(0.7 − 0.2)"},
		{`"score_p90"`, `0.78`, "0.7 + 0.8·(0.8 − 0.7)"},
		{`"late_share"`, `0.0588235`, "1 of 17"},
		{`{"rate": ["passed_people", "started_people"], "as": "r"}`, `{"value": 0.5, "numerator": 2, "denominator": 4, "low": 0.150039, "high": 0.849961}`, "ada and cy of ada bob cy jo; the interval of 2 of 4 by Wilson"},
		{`{"rate": ["waived_people", "enrolled_people"], "as": "r"}`, `{"value": 0, "numerator": 0, "denominator": 2}`, "cy is none of bob and gus"},
		{`{"divide": ["statements", "people"], "as": "d"}`, `2.125`, "17/8"},
		{`{"multiply": ["waived_people", 100], "as": "d"}`, `100`, ""},
		{`{"subtract": ["people", {"add": ["passed_people", "failed_people"]}], "as": "d"}`, `4`, "8 − (2 + 2)"},
		{`{"divide": ["people", {"subtract": ["people", "people"]}], "as": "d"}`, `null`, "a divisor of 0"},
	} {
		t.Run(c.metric, func(t *testing.T) {
			s.holds(t, `{"kind": "table", "metrics": [`+c.metric+`]}`, `[[`+c.want+`]]`)
		})
	}
	meta := s.ask(t, `{"kind": "table", "metrics": ["score_mean"]}`).Meta
	if meta.ClockSuspect != 1 || meta.NotComparable != 1 {
		t.Errorf("%d rows are suspect and %d not comparable, want 1 and 1: hal's and cy's", meta.ClockSuspect, meta.NotComparable)
	}
}

// TestLag: of 16 statements with a lag of 1 s, and one of 7,200 s, the 95th
// percentile is at position 15.2 from 0.
func TestLag(t *testing.T) {
	s := newStory()
	for i := range 16 {
		s.tell(float64(i), "ada", "view", "m1")
	}
	s.tell(20, "ada", "view", "m1", storedAfter(2*time.Hour))
	s.member("bob") // the same statement
	s.holds(t, `{"kind": "table", "metrics": ["lag_p95", "late_share"]}`, `[[1440.8, 0.0588235]]`)
}

// TestNothing: counts of nothing are 0, other numbers null.
func TestNothing(t *testing.T) {
	s := newStory()
	s.holds(t, `{"kind": "table", "metrics": ["people", "statements", "sessions", "score_mean", "lag_p95", "late_share", "time_reported",
		{"rate": ["passed_people", "people"], "as": "r"}]}`,
		`[[0, 0, 0, null, null, null, 0, {"value": null, "numerator": 0, "denominator": 0}]]`)
}

// TestAsOf: a query sees what was stored before its as_of_seq, and no void that
// came later.
func TestAsOf(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "start", "m1")
	s.tell(10, "bob", "start", "m1")
	s.voided(monday + hour)
	s.tell(20, "cy", "start", "m1", ofType("module"))
	const people = `{"kind": "table", "metrics": ["people"], "dimensions": ["activity.type"]`
	s.holds(t, people+`}`, `[["module", 2]]`)
	s.holds(t, people+`, "as_of_seq": 1791162000000000}`, `[["module", 3]]`) // when bob's is voided
	s.holds(t, people+`, "as_of_seq": 1791159601000000}`, `[[null, 2]]`)     // when cy's is stored
}

// TestScoresOfAttempts: three attempts at one activity, two runs and a
// registration.
func TestScoresOfAttempts(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "start", "m1")
	s.tell(10, "ada", "score", "m1", scaled(0.5))
	s.tell(20, "ada", "score", "m1", scaled(0.6))
	s.tell(30, "ada", "start", "m1")
	s.tell(40, "ada", "score", "m1", scaled(0.9))
	s.tell(50, "ada", "score", "m1", registered(1), scaled(0.7))
	s.tell(55, "ada", "score", "", scaled(0.1))
	for attempts, want := range map[string]string{
		"first": `0.6`,  // the last score of the first run
		"best":  `0.9`,  // the second run's
		"last":  `0.7`,  // the registration's
		"all":   `0.56`, // the mean of all five
	} {
		t.Run(attempts, func(t *testing.T) {
			s.holds(t, `{"kind": "table", "metrics": ["score_mean"], "attempts": "`+attempts+`"}`, `[[`+want+`]]`)
		})
	}
	// Of equal scores the earlier row is the best, and it stands in its own cell.
	s.tell(90, "ada", "score", "m1", registered(2), scaled(0.9))
	s.holds(t, `{"kind": "table", "metrics": ["score_mean"], "dimensions": ["hour"], "attempts": "best"}`, `[[0, 0.9], [1, null]]`)
	// An attempt's score is the last one that matches.
	s.holds(t, `{"kind": "table", "metrics": ["score_mean"], "filter": ["lt", "score", 0.6]}`, `[[0.5]]`)
}

func TestTimeReported(t *testing.T) {
	s := newStory()
	// The session and the gap after it have 60 minutes: the second exit is cut.
	s.tell(0, "ada", "start", "m1")
	s.tell(20, "ada", "exit", "m1", lasting(10))
	s.tell(30, "ada", "exit", "m1", lasting(55))
	s.tell(30, "ada", "complete", "m1", lasting(5))
	// Without exit the longest of what ends.
	s.tell(0, "bob", "complete", "m1", lasting(5))
	s.tell(1, "bob", "pass", "m1", lasting(7))
	// What was abandoned comes before what was completed.
	s.tell(0, "cy", "abandon", "m1", lasting(3))
	s.tell(1, "cy", "complete", "m1", lasting(9))
	s.tell(0, "dee", "exit", "m1", inGroup, lasting(5))
	answer := s.holds(t, `{"kind": "table", "metrics": ["time_reported"], "dimensions": ["person"]}`,
		`[["ada", 3600], ["bob", 420], ["cy", 180], ["dee", 0]]`)
	if answer.Meta.Clamped != 1 {
		t.Errorf("%d rows were cut, want ada's second exit", answer.Meta.Clamped)
	}
}

func TestTimeOfVideo(t *testing.T) {
	s := newStory()
	s.tell(0, "ada", "progress", "v1", played(0, 10, 5, 12.5))
	s.tell(90, "ada", "progress", "v1", played(10, 20))
	s.tell(0, "bob", "progress", "v1", played(0, 3))
	s.tell(1, "dee", "progress", "v1", played(0, 100), inGroup)
	s.holds(t, `{"kind": "table", "metrics": ["time_video"]}`, `[[23]]`) // 0 to 20, and 0 to 3
	s.holds(t, `{"kind": "table", "metrics": ["time_video"], "dimensions": ["hour"]}`, `[[0, 15.5], [1, 10]]`)
}

func TestTimeEstimated(t *testing.T) {
	s := newStory()
	for _, at := range []float64{0, 10, 35, 70} {
		s.tell(at, "ada", "view", "m1")
	}
	const time = `{"kind": "table", "metrics": ["time_estimated"]`
	// 10 + 25 minutes, and nothing known of the last rows of the two sessions; the
	// gap of 35 minutes ends a session of 30, but not one of 60, where it counts 30.
	answer := s.holds(t, time+`}`, `[[2100]]`)
	equal(t, "the sensitivity", answer.Meta.TimeEstimated, `{"total": 2100, "low": 600, "high": 3900}`)
	s.holds(t, time+`, "session_gap": 60}`, `[[3900]]`)
}

// TestTimeEstimatedKnowsItsTypes: of 20 gaps 18 have a minute and 2 have ten, so
// that nine in ten, and the median, are a minute: each of 21 rows counts one.
func TestTimeEstimatedKnowsItsTypes(t *testing.T) {
	s := newStory()
	at := 0.0
	for i := range 21 {
		s.tell(at, "ada", "view", "m1", ofType("lesson"))
		at++
		if i == 5 || i == 10 {
			at += 9
		}
	}
	s.holds(t, `{"kind": "table", "metrics": ["time_estimated"]}`, `[[1260]]`)
}
