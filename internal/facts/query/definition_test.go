package query

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryNumberIsDefinedInWords(t *testing.T) {
	for _, text := range corpus {
		q, err := Decode([]byte(text), saved)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range Definitions(q) {
			if strings.Contains(line, "%!") || strings.TrimSpace(line) == "" || strings.HasSuffix(line, ": ") {
				t.Errorf("%s: %q", text, line)
			}
		}
	}
	for measure, definition := range measureDefinitions {
		if definition == "" {
			t.Errorf("%s has no definition", MeasureID(measure))
		}
	}
	q, err := Decode([]byte(`{"kind":"table","session_gap":45,"attempts":"best","metrics":["sessions","score_mean",
		{"divide":["statements",{"add":["people",1]}],"as":"each"},{"rate":["passed_people","started_people"],"as":"rate"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"sessions: distinct sessions: runs of a person's rows without a gap of more than 45 minutes",
		"each: (statements ÷ (people + 1))",
		"rate: share of started_people who are also among passed_people",
		"of each person and activity the best score counts",
	} {
		if got := Definitions(q); !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
}
