package server

import (
	"context"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/sample"
)

// sampleHolder is whom the boards of the sample data belong to.
const sampleHolder = "sample"

// boardSample makes the KPIs and dashboards of the sample data, but those that are
// there already.
func (a *App) boardSample(ctx context.Context, loaded sample.Loaded) error {
	boards := board.NewRegistry(a.storage.database())
	asker := &board.Asker{
		Store: loaded.Store.ID, ID: sampleHolder, Name: loaded.Store.Title,
		MayChange:  func(string, bool) error { return nil },
		WholeStore: true, SeesEverybody: true,
	}
	kpis, err := boards.KPIs(ctx, asker)
	if err != nil {
		return err
	}
	for i, draft := range sampleKPIs() {
		if slices.ContainsFunc(kpis, func(k board.KPI) bool { return k.Title == draft.Title }) {
			continue
		}
		draft.OnHome, draft.Place = true, i
		if _, err := boards.MakeKPI(ctx, asker, draft); err != nil {
			return err
		}
	}
	dashboards, err := boards.Dashboards(ctx, asker)
	if err != nil {
		return err
	}
	for _, one := range sampleDashboards() {
		if slices.ContainsFunc(dashboards, func(d board.Dashboard) bool { return d.Title == one.title }) {
			continue
		}
		if err := one.make(ctx, boards, asker); err != nil {
			return err
		}
	}
	return nil
}

// sampleDashboard is a dashboard as it is written down below.
type sampleDashboard struct {
	title, description, text string
	views                    []sampleView
}

// sampleView is one of its views.
type sampleView struct {
	width              int
	title, description string
	as                 string
	query              string
}

// make saves the views, and then the dashboard of them. Views that were saved before
// a restart are taken, not made again.
func (d *sampleDashboard) make(ctx context.Context, boards *board.Registry, asker *board.Asker) error {
	saved, err := boards.Views(ctx, asker)
	if err != nil {
		return err
	}
	tiles := []board.Tile{{Kind: board.TileText, Text: d.text, Width: 3}}
	for _, one := range d.views {
		i := slices.IndexFunc(saved, func(v board.View) bool { return v.Title == one.title && v.Mine })
		if i < 0 {
			view, err := boards.SaveView(ctx, asker, board.ViewDraft{
				Title: one.title, Description: one.description, Query: jsontext.Value(one.query),
				Display: board.Display{As: one.as}, Shared: true,
			})
			if err != nil {
				return err
			}
			i, saved = len(saved), append(saved, view)
		}
		tiles = append(tiles, board.Tile{Kind: board.TileView, View: saved[i].ID, Width: one.width})
	}
	_, err = boards.MakeDashboard(ctx, asker, board.DashboardDraft{
		Title: d.title, Description: d.description, Tiles: tiles, Shared: true,
	})
	return err
}

// sampleKPIs are six numbers, each with somebody who answers for it.
func sampleKPIs() []board.KPIDraft {
	return []board.KPIDraft{
		{
			Title: "People who learned", Query: jsontext.Value(`{"kind":"table","metrics":["active_people"]}`),
			Format: "count", Direction: "up", Target: 250, Warn: 200,
			Owner: "Marta Lindqvist", Action: "Ask the two departments with the fewest learners what keeps them, and free an hour a week for it.",
		},
		{
			Title: "Passed of those who started", Query: jsontext.Value(`{"kind":"table","metrics":[{"rate":["passed_people","started_people"],"as":"pass_rate"}]}`),
			Format: "percent", Direction: "up", Target: 0.75, Warn: 0.6,
			Owner: "Jonas Okafor", Action: "Look at the funnel of the course with the fewest passes, and talk to five people who gave up.",
		},
		{
			Title: "Median score of tests", Query: jsontext.Value(`{"kind":"table","metrics":["score_median"],"filter":["missing","interaction"]}`),
			Format: "percent", Direction: "up", Target: 0.75, Warn: 0.6,
			Owner: "Jonas Okafor", Action: "Open the questions of the weakest test: repair a wrong key before anybody blames the learners.",
		},
		{
			Title: "Time per learner", Query: jsontext.Value(`{"kind":"table","metrics":[{"divide":["time_estimated","active_people"],"as":"time_per_person"}]}`),
			Format: "duration", Direction: "up", Target: 1800, Warn: 1200,
			Owner: "Marta Lindqvist", Action: "See whether people open courses and leave: shorten the first module.",
		},
		{
			Title: "People who learned beside courses", Query: jsontext.Value(`{"kind":"table","metrics":["people"],"filter":["is","formal",[false]]}`),
			Format: "count", Direction: "up", Target: 200, Warn: 150,
			Owner: "Priya Raman", Action: "Put last month's three most read articles into the newsletter, and ask leads to share one.",
		},
		{
			Title: "People who completed a course", Query: jsontext.Value(`{"kind":"table","metrics":["completed_people"],"filter":["is","activity.type",["http://adlnet.gov/expapi/activities/course"]]}`),
			Format: "count", Direction: "up", Target: 150, Warn: 120,
			Owner: "Sven Adler", Action: "Send the reminder of the running campaign, and ask the leads of the slowest department for an hour on shift.",
		},
	}
}

const (
	sampleCourses    = `https://lms.northwind.example/courses/`
	sampleDepartment = `"context.extensions[` + sample.DepartmentExtension + `]"`
	// safetyCourses is a list of courses as a filter has it.
	safetyCourses = `["` + sampleCourses + `fire-safety","` + sampleCourses + `machine-safety","` + sampleCourses + `first-aid","` + sampleCourses + `forklift"]`
	fireSafety    = `["` + sampleCourses + `fire-safety"]`
)

// sampleDashboards are two dashboards of saved views.
func sampleDashboards() []sampleDashboard {
	return []sampleDashboard{
		{
			title: "Safety at a glance", description: "Do people know what keeps them and others unhurt?",
			text: "Fire safety, machine safety, first aid and the forklift licence. Sven Adler looks at this every Monday; what is red is talked about in the leads' meeting on Tuesday.",
			views: []sampleView{
				{
					1, "Safety: passed of those who started", "The share of people who started a safety course and passed something of it.", "number",
					`{"kind":"table","metrics":[{"rate":["passed_people","started_people"],"as":"pass_rate"}],"filter":["is","course",` + safetyCourses + `],"time":{"range":"365d"}}`,
				},
				{
					2, "Safety: started and passed, by course", "", "bar",
					`{"kind":"table","metrics":["started_people","passed_people"],"dimensions":["course"],"filter":["is","course",` + safetyCourses + `],"time":{"range":"365d"}}`,
				},
				{
					2, "Safety: people who passed, by month", "", "area",
					`{"kind":"trend","metrics":["passed_people"],"filter":["is","course",` + safetyCourses + `],"time":{"range":"365d","bucket":"month"}}`,
				},
				{
					1, "Fire safety: from assigned to passed", "Within 90 days of the assignment.", "funnel",
					`{"kind":"funnel","within":"90d","time":{"range":"365d"},"filter":["is","course",` + fireSafety + `],"steps":[` +
						`{"name":"Assigned","filter":["in_class","verb",["enrol"]]},{"name":"Started","filter":["in_class","verb",["start"]]},` +
						`{"name":"Passed","filter":["in_class","verb",["pass"]]}]}`,
				},
				{
					2, "Safety: passed of those who started, by department", "", "table",
					`{"kind":"table","metrics":[{"rate":["passed_people","started_people"],"as":"pass_rate"},"started_people"],"dimensions":[` + sampleDepartment + `],"filter":["is","course",` + safetyCourses + `],"time":{"range":"365d"}}`,
				},
				{
					1, "Fire safety: first scores in the test", "", "histogram",
					`{"kind":"distribution","of":"score","pass":0.7,"bins":20,"attempts":"first","filter":["and",["is","course",` + fireSafety + `],["missing","interaction"]],"time":{"range":"365d"}}`,
				},
			},
		},
		{
			title: "How people learn", description: "When, where and with what do people learn, in courses and beside them?",
			text: "Learning happens in courses and beside them. What is marked informal is what people read, watched and asked without being told to.",
			views: []sampleView{
				{
					2, "Learners a week", "", "area",
					`{"kind":"trend","metrics":["active_people"],"time":{"range":"365d","bucket":"week"}}`,
				},
				{
					1, "Learning sessions", "Times that somebody learned without a break of half an hour.", "number",
					`{"kind":"table","metrics":["sessions"],"time":{"range":"365d"}}`,
				},
				{
					2, "In courses and beside them, by month", "", "bar",
					`{"kind":"trend","metrics":["people"],"dimensions":["formal"],"time":{"range":"365d","bucket":"month"}}`,
				},
				{
					1, "With what people learn", "", "bar",
					`{"kind":"table","metrics":["people"],"dimensions":["activity.type"],"filter":["exists","activity.type"],"limit":8,"time":{"range":"365d"}}`,
				},
				{
					2, "When people learn", "People by weekday and hour.", "heat",
					`{"kind":"table","metrics":["people"],"dimensions":["weekday","hour"],"limit":168,"time":{"range":"365d"}}`,
				},
				{
					1, "Most used beside courses", "", "table",
					`{"kind":"table","metrics":["people","statements"],"dimensions":["activity"],"filter":["is","formal",[false]],"limit":10,"time":{"range":"365d"}}`,
				},
			},
		},
	}
}
