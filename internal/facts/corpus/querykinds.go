package corpus

import (
	"fmt"
	"slices"
)

func paths() []string {
	var all []string
	add := func(format string, args ...any) {
		all = append(all, fmt.Sprintf(`{"kind": "paths"`+format+`}`, args...))
	}
	for _, of := range []string{"activity", "verb", "verb_class", "activity.type", "course"} {
		add(`, "of": %q`, of)
		add(`, "of": %q, "in": "registration", "limit": 5`, of)
		add(`, "of": %q, "session_gap": 120, "min_group": 3, "time": {"range": "28d"}`, of)
	}
	for _, direction := range []string{"from", "to"} {
		for i, end := range []struct{ of, value string }{
			{"verb_class", "start"}, {"verb_class", "answer"}, {"activity", "https://lms.example.org/module/1"}, {"course", "https://lms.example.org/course/0"}, {"verb_class", "nothing"},
		} {
			add(`, "of": %q, %q: %q`, end.of, direction, end.value)
			add(`, "of": %q, %q: %q, "depth": %d, "top": %d, "in": "registration"`, end.of, direction, end.value, 1+i, 1+i)
			add(`, "of": %q, %q: %q, "depth": 6, "top": 2, "session_gap": 240, "min_group": %d`, end.of, direction, end.value, i)
		}
	}
	add(`, "filter": ["in_class", "verb", ["start", "answer", "complete"]], "of": "verb_class", "time": {"range": "120d", "on": "stored"}`)
	return all
}

func items() []string {
	all := []string{
		`{"kind": "items"}`, `{"kind": "items", "limit": 3}`, `{"kind": "items", "assessment": "https://lms.example.org/module/3"}`,
		`{"kind": "items", "assessment": "https://lms.example.org/nowhere"}`, `{"kind": "items", "min_group": 5}`,
		`{"kind": "items", "time": {"range": "28d"}}`, `{"kind": "items", "time": {"range": "120d", "on": "stored"}}`,
	}
	for _, filter := range filters[60:64] {
		all = append(all, fmt.Sprintf(`{"kind": "items", "filter": %s}`, filter))
	}
	return all
}

func episodes() []string {
	all := []string{
		`{"kind": "episodes"}`, `{"kind": "episodes", "limit": 1000}`, `{"kind": "episodes", "limit": 10, "milestones": true}`,
		`{"kind": "episodes", "limit": 1000, "session_gap": 240, "milestones": true}`, `{"kind": "episodes", "limit": 500, "time": {"range": "28d", "zone": "Europe/Berlin"}}`,
		`{"kind": "episodes", "time": {"range": "120d", "on": "stored"}, "limit": 1000}`,
	}
	for _, filter := range slices.Concat(filters[:3], filters[60:]) {
		all = append(all, fmt.Sprintf(`{"kind": "episodes", "limit": 1000, "milestones": true, "filter": %s}`, filter))
	}
	return all
}

func correlations() []string {
	var all []string
	x := `{"filter": ["starts", "activity", ["https://lms.example.org/item"]]}`
	y := `{"filter": ["starts", "activity", ["https://lms.example.org/module"]], "attempts": "best"}`
	anyScore := `{"filter": ["exists", "score"], "attempts": "last"}`
	for _, more := range []string{``, `, "lag_days": 3`, `, "by": "course"`, `, "by": "verb_class", "lag_days": 30`, `, "given": ` + anyScore, `, "time": {"range": "28d"}`, `, "min_group": 5, "by": "platform"`} {
		all = append(all,
			fmt.Sprintf(`{"kind": "correlation", "x": %s, "y": %s%s}`, x, y, more),
			fmt.Sprintf(`{"kind": "correlation", "x": %s, "y": %s%s}`, anyScore, y, more))
	}
	return all
}
