package facttest

// Dashboard is a question of a dashboard.
type Dashboard struct {
	// Name is for people, and the same wherever the question is measured.
	Name string
	// Query is the question, as the query API takes it.
	Query string
	// Cell asks for the people behind a cell of Query's answer, as the key cell of
	// the query API does; empty asks Query itself.
	Cell string
}

// Dashboards are what dashboards over a Company ask.
func Dashboards() []Dashboard {
	const (
		course  = `["is","course",["https://lms.example.org/c/7"]]`
		learner = `["is","person",["account:https://hr.example.org|70"]]`
		started = `{"name":"started","filter":["in_class","verb",["start"]]}`
		answers = `{"name":"answered","filter":["in_class","verb",["answer"]]}`
		done    = `{"name":"completed","filter":["in_class","verb",["complete"]]}`
	)
	return []Dashboard{
		{Name: "people by day, 28 days", Query: `{"kind":"trend","metrics":["people","statements"],"time":{"range":"28d","bucket":"day"}}`},
		{Name: "people by day, a year", Query: `{"kind":"trend","metrics":["people","statements"],"time":{"range":"all","bucket":"day"}}`},
		{Name: "verbs", Query: `{"kind":"table","metrics":["statements"],"dimensions":["verb"]}`},
		{Name: "verbs of one course, 28 days", Query: `{"kind":"table","metrics":["people","statements"],"dimensions":["verb"],"time":{"range":"28d"},"filter":` + course + `}`},
		{Name: "one course, 28 days, two filters", Query: `{"kind":"trend","metrics":["people","completed_people"],"time":{"range":"28d","bucket":"day"},"filter":["and",` + course + `,["in_class","verb",["start","answer","complete","pass"]]]}`},
		{Name: "one course by week", Query: `{"kind":"trend","metrics":["completed_people"],"time":{"range":"all","bucket":"week"},"filter":` + course + `}`},
		{Name: "courses with pass rate", Query: `{"kind":"table","metrics":["people",{"rate":["passed_people","started_people"],"as":"rate"},"score_median"],"dimensions":["course"]}`},
		{Name: "pass rate by course, last quarter", Query: `{"kind":"table","metrics":["people","passed_people",{"rate":["passed_people","started_people"],"as":"rate"}],"dimensions":["course"],"time":{"range":"last_quarter"},"limit":1000}`},
		{Name: "score distribution of one course", Query: `{"kind":"distribution","attempts":"all","filter":` + course + `}`},
		{Name: "top activities, 28 days", Query: `{"kind":"table","metrics":["statements","people"],"dimensions":["activity"],"time":{"range":"28d"},"limit":10}`},
		{Name: "top people", Query: `{"kind":"table","metrics":["statements"],"dimensions":["person"],"limit":10}`},
		{Name: "active people of 28 days, a year", Query: `{"kind":"trend","metrics":["active_people_28d"],"time":{"range":"all","bucket":"day"}}`},
		{Name: "sessions, 28 days", Query: `{"kind":"trend","metrics":["sessions"],"time":{"range":"28d","bucket":"day"}}`},
		{Name: "sessions, a year", Query: `{"kind":"trend","metrics":["sessions"],"time":{"range":"all","bucket":"week"}}`},
		{Name: "time estimated, a year", Query: `{"kind":"table","metrics":["time_estimated"],"dimensions":["course"]}`},
		{Name: "funnel of one course, 28 days", Query: `{"kind":"funnel","steps":[` + started + `,` + answers + `,` + done + `],"within":"7d","time":{"range":"28d"},"filter":` + course + `}`},
		{Name: "funnel, a year", Query: `{"kind":"funnel","steps":[` + started + `,` + answers + `,` + done + `],"within":"7d"}`},
		{Name: "paths", Query: `{"kind":"paths","of":"activity"}`},
		{Name: "retention, 12 weeks", Query: `{"kind":"retention","periods":12}`},
		{Name: "lifecycle", Query: `{"kind":"lifecycle","time":{"range":"all","bucket":"month"}}`},
		{Name: "one learner's timeline", Query: `{"kind":"statements","limit":100,"filter":` + learner + `}`},
		{Name: "last statements", Query: `{"kind":"statements"}`},
		{
			Name:  "people behind a cell",
			Query: `{"kind":"trend","metrics":["people"],"time":{"range":["2026-09-01","2026-10-01"],"bucket":"day"},"filter":` + course + `}`,
			Cell:  `{"bucket":"2026-09-15T00:00:00Z","metric":"people"}`,
		},
	}
}
