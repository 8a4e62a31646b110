package reference_test

import (
	"fmt"
	"testing"
)

// exam is thirty people and two items: 12 have both right, 3 only the first, 3
// only the second, and 12 none.
func exam() *story {
	s := newStory()
	s.definitions["A"] = `{"interactionType": "choice", "correctResponsesPattern": ["a"],
		"choices": [{"id": "a"}, {"id": "b"}, {"id": "c"}, {"id": "d"}]}`
	for i := range 30 {
		first, second := i < 15, i < 12 || i >= 15 && i < 18
		person, given := fmt.Sprintf("p%02d", i), "b"
		if first {
			given = "a"
		}
		s.tell(float64(i), person, "answer", "A", parent("exam"), interaction("choice"), success(first), response(given))
		s.tell(float64(i)+0.5, person, "answer", "B", parent("exam"), interaction("true-false"), success(second))
	}
	return s
}

// TestItems: φ of the fourfold table 12, 3, 3, 12 is (144 − 9)/225 = 0.6, in
// Fisher's z ln 2 ± 1.959964/√27; of two items with equal variances α is
// 2·0.6/1.6. By rest score, ties by person, the lowest eight have p12 to p14 who
// have A right, the highest eight p07 to p11. The mean scores 1, ½, 0 of 12, 6
// and 12 people have the variance 6/29.
func TestItems(t *testing.T) {
	s := exam()
	names := []string{"assessment", "item", "n", "facility", "facility_corrected", "discrimination", "low", "high", "upper_lower", "flag", "provisional", "omitted", "mismatch"}
	answer := s.holds(t, `{"kind": "items"}`, `[
		["exam", "A", 30, 0.5, 0.3333333, 0.6, 0.3058421, 0.7895902, 0.25, null, true, 0, 0],
		["exam", "B", 30, 0.5, 0, 0.6, 0.3058421, 0.7895902, 0.25, null, true, 0, 0]]`, names...)
	equal(t, "the test", answer.Meta.Tests, `[{"assessment": "exam", "people": 30, "items": 2, "complete": 30,
		"alpha": 0.75, "mean": 0.5, "sd": 0.4548588, "sem": 0.2274294}]`)
	// Thirds by rest score: p12 to p24, p25 to p04, p05 to p17.
	equal(t, "the responses", cellOf(t, answer, answer.Rows[0], "responses"), `[
		{"response": "a", "count": 15, "share": 0.5, "low_third": 0.3, "middle_third": 0.5, "top_third": 0.7, "correct": true, "flagged": false},
		{"response": "b", "count": 15, "share": 0.5, "low_third": 0.7, "middle_third": 0.5, "top_third": 0.3, "correct": false, "flagged": false}]`)
}

// TestWrongKey: where the wrong response is the key, good people go wrong.
func TestWrongKey(t *testing.T) {
	s := exam()
	for i := range s.rows {
		if s.rows[i].Object.ID == "A" {
			s.rows[i].Success = answer(s.rows[i].Response == "b")
		}
	}
	s.definitions["A"] = `{"interactionType": "choice", "correctResponsesPattern": ["b"]}`
	result := s.holds(t, `{"kind": "items", "assessment": "exam"}`, `[[-0.6, -0.7895902, -0.3058421, "check_key"], [-0.6, -0.7895902, -0.3058421, "check_key"]]`,
		"discrimination", "low", "high", "flag")
	equal(t, "the responses", cellOf(t, result, result.Rows[0], "responses"), `[
		{"response": "a", "correct": false, "flagged": true}, {"response": "b", "correct": true, "flagged": false}]`)
}

// quiz: p leaves out the second item, q stops after the first; what was answered at
// another attempt does not count.
func quiz() *story {
	s := newStory()
	s.definitions["i1"] = `{"interactionType": "choice", "correctResponsesPattern": ["a"]}`
	s.tell(0, "p", "answer", "i1", parent("quiz"), success(true), response("b"))
	s.tell(1, "p", "answer", "i2", parent("quiz"))
	s.tell(2, "p", "answer", "i3", parent("quiz"), scaled(0.25))
	s.tell(3, "p", "answer", "i1", parent("quiz"), success(false))
	s.tell(4, "p", "answer", "i2", parent("quiz"), registered(1), success(true))
	s.tell(26*60, "p", "answer", "i2", parent("quiz"), success(true))
	s.tell(0, "q", "answer", "i1", parent("quiz"), success(false))
	s.tell(1, "q", "view", "i2", parent("quiz"), success(true)) // no item row
	s.tell(2, "q", "answer", "i9", inGroup, success(true))
	return s
}

func TestItemsOfFirstAttempts(t *testing.T) {
	s := quiz()
	s.holds(t, `{"kind": "items"}`, `[
		["quiz", "i1", 2, 0.5, null, 0, 0, 1], ["quiz", "i2", 0, null, null, 1, 1, 0], ["quiz", "i3", 1, 0.25, null, 0, 1, 0]]`,
		"assessment", "item", "n", "facility", "discrimination", "omitted", "not_reached", "mismatch")
}

// pairsOf makes people with a score at x, and a minute later one at y.
func (s *story) pairsOf(name string, values [][2]float64, parts ...part) {
	for i, v := range values {
		person := fmt.Sprintf("%s%02d", name, i)
		s.tell(0, person, "score", "x", append(parts, scaled(v[0]))...)
		s.tell(1, person, "score", "y", scaled(v[1]))
	}
}

const correlation = `{"kind": "correlation", "x": {"filter": ["is", "activity", ["x"]]}, "y": {"filter": ["is", "activity", ["y"]]}`

// TestCorrelation: of ten ranks five neighbours are swapped, Σd² = 10 and
// ρ = 1 − 6·10/990.
func TestCorrelation(t *testing.T) {
	s := newStory()
	var values [][2]float64
	for i := range 10 {
		values = append(values, [2]float64{float64(i) / 10, float64(i^1) / 10})
	}
	s.pairsOf("p", values)
	s.tell(2, "late", "score", "x", scaled(1))
	s.tell(1, "late", "score", "y", scaled(0)) // y before x
	answer := s.holds(t, correlation+`}`, `[[null, 10, 0.9393939, "few", null, [0.05, 0.25, 0.45, 0.65, 0.85]]]`, "group", "n", "rho", "note", "partial", "bands")
	equal(t, "the points", cellOf(t, answer, answer.Rows[0], "points"),
		`[[0, 0.1], [0.1, 0], [0.2, 0.3], [0.3, 0.2], [0.4, 0.5], [0.5, 0.4], [0.6, 0.7], [0.7, 0.6], [0.8, 0.9], [0.9, 0.8]]`)
	low, high := cellOf(t, answer, answer.Rows[0], "low").(float64), cellOf(t, answer, answer.Rows[0], "high").(float64)
	if !(low < 0.9393939 && 0.9393939 < high && high <= 1) {
		t.Errorf("the interval is %v to %v", low, high)
	}
	// Given x itself nothing is left; nine people are too few for any number.
	s.holds(t, correlation+`, "filter": ["is_not", "person", ["p00"]]}`, `[[9, null, null, "none"]]`, "n", "rho", "low", "note")
	s.holds(t, correlation+`, "given": {"filter": ["is", "activity", ["x"]]}}`, `[[null]]`, "partial")
	// A lag of a minute is no more than a day.
	s.holds(t, correlation+`, "lag_days": 1}`, `[[10]]`, "n")
}

// TestGroupsAgainstTheWhole: each of two groups rises, the whole falls:
// Σd² = 20·100 of 20 people, ρ = 1 − 6·2000/7980.
func TestGroupsAgainstTheWhole(t *testing.T) {
	s := newStory()
	var left, right [][2]float64
	for i := range 10 {
		left = append(left, [2]float64{float64(i) / 20, float64(i+10) / 20})
		right = append(right, [2]float64{float64(i+10) / 20, float64(i) / 20})
	}
	s.pairsOf("l", left, platform("L"))
	s.pairsOf("r", right, platform("R"))
	answer := s.holds(t, correlation+`, "by": "platform"}`, `[[null, 20, -0.5037594], ["L", 10, 1], ["R", 10, 1]]`, "group", "n", "rho")
	equal(t, "the warnings", answer.Meta.Warnings, `["simpson"]`)
}

// TestPartialCorrelation: Σd² is 18 of x and y, and of y and z, so that
// ρ = 1 − 6·18/990 = 49/55; it is 36 of x and z, 43/55. Given z that is
// (49/55 − 43·49/55²)/√((1 − (43/55)²)(1 − (49/55)²)).
func TestPartialCorrelation(t *testing.T) {
	s := newStory()
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	y := []float64{4, 2, 3, 1, 5, 6, 7, 8, 9, 10}
	z := []float64{4, 2, 3, 1, 8, 6, 7, 5, 9, 10}
	for i := range x {
		person := fmt.Sprint("p", i)
		s.tell(0, person, "score", "x", scaled(x[i]/10))
		s.tell(1, person, "score", "y", scaled(y[i]/10))
		s.tell(2, person, "score", "z", scaled(z[i]/10))
	}
	s.holds(t, correlation+`, "given": {"filter": ["is", "activity", ["z"]]}}`, `[[0.8909091, 0.6864065]]`, "rho", "partial")
}
