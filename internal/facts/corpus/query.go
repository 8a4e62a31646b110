package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// The parts that queries are made of; each is valid JSON.
var (
	metricNames = []string{
		"statements", "people", "active_people", "sessions", "attempts", "registrations", "enrolled_people", "started_people",
		"completed_people", "passed_people", "failed_people", "waived_people", "score_mean", "score_median", "score_p10",
		"score_p90", "time_reported", "time_video", "time_estimated", "lag_p95", "late_share",
	}
	windowNames = []string{"active_people_7d", "active_people_28d", "active_people_30d"}
	formulas    = []string{
		`{"rate": ["passed_people", "started_people"], "as": "pass_rate"}`,
		`{"rate": ["completed_people", "people"], "as": "completion_rate"}`,
		`{"divide": ["statements", "people"], "as": "each"}`,
		`{"multiply": ["score_mean", 100], "as": "percent"}`,
		`{"subtract": ["people", {"add": ["passed_people", "failed_people"]}], "as": "rest"}`,
		`{"divide": [{"subtract": ["started_people", "completed_people"]}, {"multiply": ["sessions", 2]}], "as": "deep"}`,
	}
	fieldNames = []string{
		"person", "actor", "verb", "verb_class", "activity", "activity.type", "interaction", "course", "course_rule", "parent",
		"grouping", "category", "other", "registration", "platform", "language", "instructor", "device", "source", "response",
		"success", "completion", "formal", "self_asserted", "in_group", "is_group", "clock_suspect", "hour", "weekday",
		"context.extensions[https://example.org/ext/team]",
	}
	numberNames = []string{
		"score", "score.scaled", "score.raw", "score.min", "score.max", "duration", "lag", "video.length", "course_rule",
	}
	filters = []string{
		`["is", "verb", ["http://adlnet.gov/expapi/verbs/completed", "http://adlnet.gov/expapi/verbs/passed"]]`,
		`["is_not", "verb", ["http://adlnet.gov/expapi/verbs/completed"]]`,
		`["in_class", "verb", ["start", "complete", "pass"]]`,
		`["is", "verb_class", ["answer", "other"]]`,
		`["is", "person", ["mailto:ada@example.org", "openid:https://id.example.org/cy"]]`,
		`["is_not", "actor", ["mailto:ada@example.org"]]`,
		`["contains", "actor", ["example"]]`,
		`["starts", "actor", ["group:", "account:"]]`,
		`["is", "activity", ["https://lms.example.org/module/1", "https://lms.example.org/nowhere"]]`,
		`["starts", "activity", ["https://lms.example.org/m", "https://lms.example.org/i"]]`,
		`["is", "activity.type", ["http://adlnet.gov/expapi/activities/module"]]`,
		`["missing", "activity"]`,
		`["exists", "interaction"]`,
		`["is", "interaction", ["choice", "true-false"]]`,
		`["is", "course", ["https://lms.example.org/course/0"]]`,
		`["missing", "course"]`,
		`["between", "course_rule", [2, 3]]`,
		`["is", "course_rule", [1, 5]]`,
		`["is", "parent", ["https://lms.example.org/module/3"]]`,
		`["is_not", "grouping", ["https://lms.example.org/course/1"]]`,
		`["missing", "category"]`,
		`["contains", "category", ["module"]]`,
		`["exists", "other"]`,
		`["is", "registration", ["11111111-1111-4111-8111-111111111111", "33333333-3333-4333-8333-33333333ABCD"]]`,
		`["missing", "registration"]`,
		`["starts", "registration", ["2222"]]`,
		`["is", "platform", ["LMS"]]`,
		`["is_not", "platform", ["LMS"]]`,
		`["contains", "language", ["e"]]`,
		`["exists", "instructor"]`,
		`["is", "device", ["phone"]]`,
		`["is", "source", ["key-1"]]`,
		`["is", "response", ["a", ""]]`,
		`["missing", "response"]`,
		`["gt", "score", 0.5]`,
		`["gte", "score", 0.5]`,
		`["lt", "score", 0.5]`,
		`["lte", "score", 0]`,
		`["between", "score.raw", [3, 12]]`,
		`["missing", "score"]`,
		`["is", "score.max", [10]]`,
		`["gt", "duration", 600]`,
		`["missing", "duration"]`,
		`["gt", "lag", 3600]`,
		`["lt", "lag", 0]`,
		`["exists", "video.length"]`,
		`["is", "success", [true]]`,
		`["is_not", "success", [true]]`,
		`["missing", "completion"]`,
		`["is", "completion", [false, true]]`,
		`["is", "formal", [true]]`,
		`["is", "self_asserted", [true]]`,
		`["is", "in_group", [false]]`,
		`["is", "is_group", [true]]`,
		`["is", "clock_suspect", [true]]`,
		`["gte", "timestamp", "2026-08-10"]`,
		`["between", "timestamp", ["2026-08-05T00:00:00Z", "2026-08-25T12:00:00+02:00"]]`,
		`["lt", "stored", "2026-08-20"]`,
		`["is", "context.extensions[https://example.org/ext/team]", ["red", "7"]]`,
		`["missing", "context.extensions[https://example.org/ext/team]"]`,
		`["and", ["in_class", "verb", ["answer"]], ["is", "success", [true]]]`,
		`["or", ["in_class", "verb", ["enrol"]], ["gt", "score", 0.7]]`,
		`["not", ["or", ["is", "platform", ["VR"]], ["missing", "activity"]]]`,
		`["has_done", {"filter": ["in_class", "verb", ["pass"]]}]`,
		`["has_done", {"filter": ["in_class", "verb", ["pass", "complete"]], "within": "7d"}]`,
		`["has_not_done", {"filter": ["is", "success", [false]], "within": "14d"}]`,
		`["and", ["has_done", {"filter": ["has_not_done", {"filter": ["in_class", "verb", ["fail"]]}]}], ["exists", "activity"]]`,
		`["in_segment", "starters"]`,
	}
	ranges = []string{
		`"range": "all"`, `"range": "today"`, `"range": "7d"`, `"range": "28d"`, `"range": "mtd"`, `"range": "qtd"`, `"range": "ytd"`,
		`"range": "last_week"`, `"range": "last_month"`, `"range": "last_quarter"`, `"range": ["2026-08-05", "2026-08-20"]`,
		`"range": ["2026-08-01", "2026-09-01"]`, `"range": ["2026-08-06T07:30:00Z", "2026-08-16T01:15:00.5+02:00"]`, `"range": "120d"`,
	}
	zones   = []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"}
	buckets = []string{"hour", "day", "week", "month", "quarter", "year"}
)

// Segments are the saved filters that queries of the corpus name.
func Segments() map[string]string {
	return map[string]string{"starters": `["has_done", {"filter": ["in_class", "verb", ["start"]]}]`}
}

// Queries returns queries of every kind with every option, each as the JSON of
// the query API.
func Queries() []string {
	lists := [][]string{
		tables(), trends(), statements(), distributions(), funnels(), lifecycles(), retentions(), paths(), items(), episodes(), correlations(),
	}
	return slices.Concat(lists...)
}

func quoted(names []string) string { return `["` + strings.Join(names, `", "`) + `"]` }

func list(metrics []string) string {
	var parts []string
	for _, m := range metrics {
		if !strings.HasPrefix(m, "{") {
			m = `"` + m + `"`
		}
		parts = append(parts, m)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// at takes a part in turn.
func at[T any](parts []T, i int) T { return parts[i%len(parts)] }

func tables() []string {
	var all []string
	add := func(format string, args ...any) {
		all = append(all, fmt.Sprintf(`{"kind": "table", `+format+`}`, args...))
	}
	for i, m := range append(slices.Clone(metricNames), formulas...) {
		add(`"metrics": %s`, list([]string{m}))
		add(`"metrics": %s, "dimensions": ["course"], "time": {%s, "zone": %q}`, list([]string{m}), at(ranges, i), at(zones, i))
	}
	for i, field := range append(slices.Clone(fieldNames), numberNames...) {
		add(`"metrics": ["people", "statements", "score_mean"], "dimensions": [%q], "time": {"range": "all", "zone": %q}`, field, at(zones, i))
	}
	for i, filter := range filters {
		add(`"metrics": ["statements", "people", "sessions", "attempts"], "filter": %s, "time": {%s}`, filter, at([]string{`"range": "all"`, `"range": "28d"`, `"range": "120d"`}, i))
	}
	for i, attempts := range []string{"first", "best", "last", "all"} {
		add(`"metrics": ["score_mean", "score_median", "score_p10", "score_p90"], "attempts": %q`, attempts)
		add(`"metrics": ["score_mean", "people"], "attempts": %q, "dimensions": ["activity"], "filter": %s`, attempts, at(filters[29:], i))
		add(`"metrics": ["score_median", "statements"], "attempts": %q, "dimensions": ["person", "activity"], "time": {"range": ["2026-08-03", "2026-08-15"]}`, attempts)
	}
	for i, r := range ranges[1:] {
		add(`"metrics": ["people", "passed_people", "time_estimated", "attempts"], "dimensions": ["verb_class"], "time": {%s, "compare": "previous", "zone": %q}`, r, at(zones, i))
		add(`"metrics": ["score_mean", %s], "time": {%s, "compare": "previous", "on": "stored"}, "order": [["score_mean@previous", "asc"]]`, at(formulas, i), r)
	}
	for _, minimum := range []int{2, 3, 5, 8} {
		add(`"metrics": ["people", "passed_people", "statements", %s], "dimensions": ["activity"], "min_group": %d`, formulas[0], minimum)
		add(`"metrics": ["statements", "score_mean"], "dimensions": ["course", "verb_class"], "min_group": %d, "order": [["score_mean", "asc"]]`, minimum)
		add(`"metrics": ["completed_people", %s], "dimensions": ["platform"], "min_group": %d, "time": {"range": ["2026-08-10", "2026-08-17"], "compare": "previous"}`, formulas[4], minimum)
		add(`"metrics": ["people"], "min_group": %d, "filter": ["gt", "score", 0.85]`, minimum)
	}
	for _, gap := range []int{1, 5, 60, 240} {
		add(`"metrics": ["sessions", "time_reported", "time_estimated"], "dimensions": ["person"], "session_gap": %d`, gap)
	}
	add(`"metrics": ["statements", "people"], "dimensions": ["course", "verb_class", "platform", "success", "weekday", "in_group"], "limit": 1000`)
	add(`"metrics": ["statements"], "dimensions": ["grouping", "category", "parent"], "limit": 7, "offset": 3`)
	add(`"metrics": ["statements"], "dimensions": ["category"], "order": [["category", "desc"]]`)
	add(`"metrics": ["statements", "score_mean"], "dimensions": ["response"], "order": [["score_mean", "desc"], ["response", "desc"]]`)
	add(`"metrics": ["people"], "dimensions": ["person"], "limit": 3, "offset": 2, "order": [["person", "asc"]]`)
	add(`"metrics": ["people", "passed_people"], "actors": {"metric": "passed_people"}`)
	add(`"metrics": ["people"], "dimensions": ["course"], "actors": {"metric": "people", "limit": 4}, "time": {"range": "28d"}`)
	add(`"metrics": ["statements", "people"], "as_of_seq": 1786800000000000, "time": {"range": "28d"}`)
	add(`"metrics": ["statements", "people"], "as_of_seq": 1786200000000000, "dimensions": ["activity.type"]`)
	add(`"metrics": ["statements"], "dimensions": ["hour"], "time": {"range": "all", "on": "stored", "zone": "Asia/Kolkata"}`)
	add(`"metrics": ["statements"], "dimensions": ["clock_suspect"], "time": {"range": "all", "on": "stored"}`)
	return all
}

func trends() []string {
	var all []string
	add := func(format string, args ...any) {
		all = append(all, fmt.Sprintf(`{"kind": "trend", `+format+`}`, args...))
	}
	for i, m := range slices.Concat(metricNames, windowNames, formulas) {
		add(`"metrics": %s, "time": {"range": "28d", "bucket": %q, "zone": %q}`, list([]string{m}), at([]string{"day", "week"}, i), at(zones, i))
	}
	for i, bucket := range buckets {
		add(`"metrics": ["statements", "people"], "time": {"range": %s, "bucket": %q, "zone": %q}`, at([]string{`["2026-08-10", "2026-08-13"]`, `"28d"`, `"all"`}, i), bucket, at(zones, i))
		add(`"metrics": ["people", "score_mean", "sessions"], "dimensions": ["verb_class"], "time": {"range": "7d", "bucket": %q, "compare": "previous", "zone": %q}`, bucket, at(zones, i+1))
	}
	for i, r := range ranges {
		compare := `, "compare": "previous"`
		if i == 0 {
			compare = ""
		}
		add(`"metrics": ["people", "passed_people", %s], "time": {%s, "bucket": %q, "zone": %q%s}`, at(formulas, i), r, at([]string{"week", "month", "day"}, i), at(zones, i), compare)
		add(`"metrics": ["attempts", "time_reported", "late_share"], "dimensions": ["course"], "filter": %s, "time": {%s, "bucket": "month", "on": "stored"%s}`, at(filters, 7*i), r, compare)
	}
	for _, m := range windowNames {
		add(`"metrics": [%q, "people"], "dimensions": ["course"], "time": {"range": "28d", "bucket": "week", "zone": "Europe/Berlin"}`, m)
		add(`"metrics": [%q], "time": {"range": "28d", "bucket": "day", "compare": "previous"}, "filter": ["exists", "activity"]`, m)
		add(`"metrics": [%q], "time": {"range": "all", "bucket": "week", "on": "stored"}`, m)
	}
	for _, minimum := range []int{2, 3, 5} {
		add(`"metrics": ["people", "statements"], "dimensions": ["verb_class"], "time": {"range": "28d", "bucket": "week"}, "min_group": %d`, minimum)
		add(`"metrics": ["people", "passed_people"], "time": {"range": "28d", "bucket": "week", "compare": "previous"}, "min_group": %d`, minimum)
		add(`"metrics": ["score_mean", "active_people_7d"], "dimensions": ["course"], "time": {"range": "120d", "bucket": "month"}, "min_group": %d`, minimum)
	}
	add(`"metrics": ["people", "score_mean"], "dimensions": ["activity", "platform"], "limit": 4, "order": [["score_mean", "asc"]], "time": {"range": "all", "bucket": "month"}`)
	add(`"metrics": ["people"], "dimensions": ["grouping", "category"], "limit": 5, "time": {"range": "28d", "bucket": "week"}`)
	add(`"metrics": ["people"], "dimensions": ["person"], "order": [["person", "desc"]], "time": {"range": "28d", "bucket": "week"}`)
	add(`"metrics": ["active_people_7d", "passed_people"], "actors": {"metric": "passed_people", "limit": 5}, "time": {"range": "28d", "bucket": "week"}`)
	add(`"metrics": ["people"], "time": {"range": "7d", "bucket": "day"}, "as_of_seq": 1786800000000000`)
	add(`"metrics": ["people"], "filter": ["is", "platform", ["none"]], "time": {"range": "7d", "bucket": "day"}`)
	add(`"metrics": ["people"], "dimensions": ["course"], "filter": ["is", "platform", ["none"]], "time": {"range": "7d", "bucket": "day"}`)
	return all
}

func statements() []string {
	var all []string
	add := func(format string, args ...any) {
		all = append(all, fmt.Sprintf(`{"kind": "statements"`+format+`}`, args...))
	}
	add("")
	add(`, "limit": 1000, "order": [["stored", "asc"]]`)
	add(`, "limit": 1000, "order": [["timestamp", "asc"]], "time": {"range": "28d", "zone": "Europe/Berlin"}`)
	add(`, "limit": 20, "order": [["stored", "desc"]], "time": {"range": "7d", "on": "stored"}`)
	shown := slices.Concat(fieldNames[:27], numberNames[:8], fieldNames[29:], []string{"statement_id", "timestamp", "stored"})
	add(`, "fields": %s, "limit": 1000`, quoted(shown))
	for i, filter := range filters {
		if i%4 == 0 {
			add(`, "filter": %s, "limit": 500`, filter)
		}
	}
	return all
}

func distributions() []string {
	var all []string
	add := func(format string, args ...any) {
		all = append(all, fmt.Sprintf(`{"kind": "distribution"`+format+`}`, args...))
	}
	for i, of := range numberNames {
		add(`, "of": %q`, of)
		add(`, "of": %q, "dimensions": ["course"], "bins": 7, "pass": 3, "time": {%s}`, of, at(ranges, i))
	}
	for i, attempts := range []string{"first", "best", "last", "all"} {
		add(`, "attempts": %q, "dimensions": ["activity"], "pass": 0.5`, attempts)
		add(`, "attempts": %q, "dimensions": ["verb_class", "platform"], "bins": 1, "limit": 5, "filter": %s`, attempts, at(filters[10:], i))
		add(`, "attempts": %q, "min_group": %d, "dimensions": ["activity"]`, attempts, i+2)
	}
	add(`, "of": "lag", "dimensions": ["in_group"]`)
	add(`, "of": "duration", "filter": ["is", "platform", ["none"]]`)
	add(`, "of": "lag", "time": {"range": "28d", "on": "stored"}, "min_group": 3, "dimensions": ["grouping"]`)
	return all
}

func steps(filters ...string) string {
	var parts []string
	for i, f := range filters {
		parts = append(parts, fmt.Sprintf(`{"name": "step %d", "filter": %s}`, i+1, f))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func funnels() []string {
	var all []string
	class := func(names ...string) string { return `["in_class", "verb", ` + quoted(names) + `]` }
	lists := []string{
		steps(class("start"), class("answer"), class("complete")),
		steps(class("start", "progress", "view"), `["exists", "score"]`, class("complete", "pass"), class("exit")),
		steps(`["exists", "activity"]`, `["exists", "activity"]`),
		steps(class("enrol"), class("start"), `["is", "success", [true]]`),
	}
	i := 0
	for _, match := range []string{"ordered", "strict", "any"} {
		for _, list := range lists {
			for _, more := range []string{``, `, "within": "36h"`, `, "within": "7d", "time": {"range": "28d"}`, `, "unit": "registration", "within": "14d"`, `, "dimensions": ["course"]`, `, "dimensions": ["grouping"], "min_group": 3, "within": "30d"`} {
				i++
				if i%2 == 0 && strings.Contains(more, "min_group") {
					more += `, "filter": ["is_not", "platform", ["VR"]]`
				}
				all = append(all, fmt.Sprintf(`{"kind": "funnel", "steps": %s, "match": %q%s}`, list, match, more))
			}
		}
	}
	all = append(all,
		`{"kind": "funnel", "steps": `+lists[0]+`, "time": {"range": "120d", "on": "stored"}, "within": "10d"}`,
		`{"kind": "funnel", "steps": `+lists[0]+`, "within": "3660d", "min_group": 4}`,
		`{"kind": "funnel", "steps": `+lists[1]+`, "filter": ["has_done", {"filter": ["in_class", "verb", ["pass"]]}], "dimensions": ["platform"], "as_of_seq": 1786800000000000}`)
	return all
}

func lifecycles() []string {
	var all []string
	for i, bucket := range buckets[1:] {
		for k, r := range ranges {
			if (i+k)%2 == 0 {
				all = append(all, fmt.Sprintf(`{"kind": "lifecycle", "time": {%s, "bucket": %q, "zone": %q}}`, r, bucket, at(zones, i+k)))
			}
		}
	}
	return append(all,
		`{"kind": "lifecycle", "time": {"range": "28d", "bucket": "week"}, "min_group": 3}`,
		`{"kind": "lifecycle", "time": {"range": "28d", "bucket": "week", "on": "stored"}, "filter": ["in_class", "verb", ["start", "enrol", "answer"]]}`)
}

func retentions() []string {
	var all []string
	for i, period := range []string{"day", "week", "month"} {
		for k, r := range ranges {
			all = append(all, fmt.Sprintf(`{"kind": "retention", "period": %q, "periods": %d, "unbounded": %v, "time": {%s, "zone": %q}}`, period, 1+(5*k+i)%13, k%2 == 0, r, at(zones, i+k)))
		}
	}
	return append(all,
		`{"kind": "retention"}`,
		`{"kind": "retention", "min_group": 3, "period": "week"}`,
		`{"kind": "retention", "time": {"range": "120d", "on": "stored"}, "filter": ["exists", "course"]}`)
}
