package quality_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/quality"
	"github.com/lore-lrs/lore/xapi"
)

func featureOf(t testing.TB, report *quality.Readiness, id string) *quality.Feature {
	t.Helper()
	for i := range report.Features {
		if report.Features[i].Feature == id {
			return &report.Features[i]
		}
	}
	t.Fatalf("there is no feature %q", id)
	return nil
}

// question is an answer that item analysis can use.
func question(r *fact.Row) {
	r.Verb, r.Success, r.HasResponse, r.Response = answered, fact.Yes, true, "a"
	r.Object = fact.Activity{ID: "https://example.org/question", Interaction: "choice"}
	r.Parents = []fact.Activity{{ID: "https://example.org/quiz"}}
}

func TestReadinessOfItemAnalysis(t *testing.T) {
	w := newWorld()
	for i := range 120 {
		w.add(day, question, by(fmt.Sprint(i)))
	}
	for range 30 { // no assessment
		w.add(day, question, from("app"), on("phone"), func(r *fact.Row) { r.Parents = nil })
	}
	for range 20 { // neither a result nor an interaction type
		w.add(day, did(answered), from("app"), about("poll"))
	}
	for range 50 { // something else
		w.add(2 * day)
	}
	w.add(91*day, question)                                                                        // too old
	w.void(w.add(day, question).ID, hour)                                                          // voided
	w.add(89*day, question, func(r *fact.Row) { r.Actor, r.IsGroup = fact.GroupPrefix+"g", true }) // of nobody
	report := w.readiness(t)
	if report.Statements != 221 || report.Days != 90 {
		t.Errorf("%d statements in %d days", report.Statements, report.Days)
	}
	f := featureOf(t, report, "item_analysis")
	wantEqual(t, "qualifying", f.Qualifying, share(120, 221))
	in := f.Ingredients[0]
	wantEqual(t, "relevant and qualifying", []quality.Share{in.Relevant, in.Qualifying}, []quality.Share{share(171, 221), share(120, 171)})
	present := map[string]quality.Share{}
	for _, field := range in.Fields {
		present[field.Field] = field.Present
	}
	wantEqual(t, "fields", present, map[string]quality.Share{
		"person": share(170, 171), "own_result": share(170, 171), "activity": share(171, 171),
		"result": share(151, 171), "interaction_type": share(151, 171), "assessment": share(121, 171),
	})
	first := in.Missing[0]
	first.Words = ""
	wantEqual(t, "what is missing most", first, quality.Missing{
		Field: "assessment", Statements: 50,
		Sources:    []quality.Count{{Name: "app", Statements: 50}},
		Platforms:  []quality.Count{{Name: "phone", Statements: 30}, {Name: "", Statements: 20}},
		Activities: []quality.Count{{Name: "https://example.org/question", Statements: 30}, {Name: "https://example.org/poll", Statements: 20}},
	})
	if f.Status != quality.Ready || in.Enough != 100 || in.EnoughShare != 0.5 {
		t.Errorf("it is %s, of %d and %v", f.Status, in.Enough, in.EnoughShare)
	}
}

func TestReadinessStatuses(t *testing.T) {
	answers := func(good, bad int) *world {
		w := newWorld()
		for range good {
			w.add(day, question)
		}
		for range bad {
			w.add(day, did(answered))
		}
		return w
	}
	for _, c := range []struct {
		good, bad int
		want      quality.Status
	}{
		{0, 0, quality.NotYet},
		{0, 1204, quality.NotYet},
		{1, 0, quality.Partly},
		{99, 0, quality.Partly},
		{100, 0, quality.Ready},
		{100, 100, quality.Ready},
		{100, 101, quality.Partly},
	} {
		f := featureOf(t, answers(c.good, c.bad).readiness(t), "item_analysis")
		if f.Status != c.want {
			t.Errorf("%d good and %d bad answers are %s, want %s", c.good, c.bad, f.Status, c.want)
		}
	}
	none := featureOf(t, answers(0, 1204).readiness(t), "item_analysis")
	want := "In 90 days you sent 1,204 statements; 0 qualify. Of 1,204 statements of an answer, 1,204 are without result.response, result.success or result.score."
	if none.Summary != want {
		t.Errorf("the summary is\n%s, want\n%s", none.Summary, want)
	}
}

// Where nothing comes near, everything that was sent is named.
func TestReadinessWithoutAnythingRelevant(t *testing.T) {
	w := newWorld()
	w.add(day, on("web"))
	f := featureOf(t, w.readiness(t), "video_time")
	if f.Status != quality.NotYet || f.Summary != "In 90 days you sent 1 statement; 0 qualify. There are no statements about a video." {
		t.Errorf("it is %s: %s", f.Status, f.Summary)
	}
	missing := f.Ingredients[0].Missing
	if len(missing) != 1 || missing[0].Field != "played" || missing[0].Statements != 1 || missing[0].Platforms[0].Name != "web" {
		t.Errorf("missing is %+v", missing)
	}
	for _, f := range newWorld().readiness(t).Features {
		if f.Status != quality.NotYet || f.Qualifying.Share != nil || len(f.Ingredients) == 0 {
			t.Errorf("without statements: %+v", f)
		}
	}
}

func TestReadinessByFeature(t *testing.T) {
	courseType := "http://adlnet.gov/expapi/activities/course"
	inCourse := func(r *fact.Row) { r.Groupings = []fact.Activity{{ID: "https://example.org/course", Type: courseType}} }
	scored := func(r *fact.Row) { r.Raw, r.Min, r.Max = 5, 0, 10 }
	for _, c := range []struct {
		name string
		with []func(*fact.Row)
		// The features that it qualifies for.
		want string
	}{
		{"an experience", nil, "active_learners funnels paths retention episodes recommendations"},
		{"of nobody", []func(*fact.Row){func(r *fact.Row) { r.Actor, r.IsGroup = fact.GroupPrefix+"g", true }}, ""},
		{"with a wrong clock", []func(*fact.Row){lagging(-hour)}, ""},
		{"with an unknown verb", []func(*fact.Row){did(oddVerb)}, "active_learners paths retention episodes recommendations"},
		{"with a type", []func(*fact.Row){func(r *fact.Row) { r.Object.Type = "https://example.org/type" }}, "active_learners estimated_time funnels paths retention episodes recommendations"},
		{"an enrolment", []func(*fact.Row){did(adl + "registered")}, "cohort_rates"},
		{"in a course", []func(*fact.Row){inCourse}, "active_learners funnels paths retention course_views episodes recommendations"},
		{"a start in a course", []func(*fact.Row){inCourse, did(adl + "initialized")}, "active_learners cohort_rates funnels paths retention course_views episodes at_risk recommendations"},
		{"a completion", []func(*fact.Row){did(completed)}, "active_learners completion_and_pass cohort_rates funnels paths retention episodes recommendations compliance"},
		{"a completion with time", []func(*fact.Row){did(completed), func(r *fact.Row) { r.Duration = 0 }}, "active_learners completion_and_pass cohort_rates reported_time funnels paths retention episodes recommendations compliance"},
		{"self-asserted", []func(*fact.Row){did(completed), func(r *fact.Row) { r.SelfAsserted = true }}, "active_learners completion_and_pass cohort_rates funnels paths retention episodes recommendations"},
		{"a score", []func(*fact.Row){did(adl + "scored"), scored}, "active_learners scores funnels paths retention episodes recommendations correlation"},
		{"a raw score alone", []func(*fact.Row){did(adl + "scored"), func(r *fact.Row) { r.Raw = 5 }}, "active_learners funnels paths retention episodes recommendations"},
		{"a score of a member of a group", []func(*fact.Row){did(adl + "scored"), scored, func(r *fact.Row) { r.InGroup = true }}, "active_learners funnels paths retention episodes recommendations"},
		{"a success of a score", []func(*fact.Row){did(adl + "scored"), func(r *fact.Row) { r.Success = fact.Yes }}, "active_learners completion_and_pass funnels paths retention episodes recommendations compliance"},
		{"a failure of a score", []func(*fact.Row){did(adl + "scored"), func(r *fact.Row) { r.Success = fact.No }}, "active_learners completion_and_pass funnels paths retention episodes recommendations"},
		{"an answer", []func(*fact.Row){question}, "active_learners item_analysis funnels paths retention episodes recommendations"},
		{"a video", []func(*fact.Row){did("https://w3id.org/xapi/video/verbs/paused"), func(r *fact.Row) {
			r.Segments, r.VideoLength = []fact.Segment{{From: 0, To: 10}}, 100
		}}, "active_learners video_time funnels paths retention episodes recommendations"},
		{"a credential", []func(*fact.Row){did(adl + "earned")}, "compliance"},
	} {
		w := newWorld()
		w.add(day, c.with...)
		var got []string
		for _, f := range w.readiness(t).Features {
			if f.Qualifying.Count == 1 {
				got = append(got, f.Feature)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s qualifies for\n%s, want\n%s", c.name, strings.Join(got, " "), c.want)
		}
	}
}

func TestFormalLearningNeedsAMappedCourseOrAFormalSource(t *testing.T) {
	w := newWorld()
	w.meaning.Courses["https://example.org/page"] = "https://example.org/course"
	w.meaning.FormalSources["hr"] = true
	w.add(day)
	w.add(day, from("hr"), about("else"))
	w.add(day, about("else"), func(r *fact.Row) { r.Groupings = []fact.Activity{{ID: "https://example.org/group"}} })
	w.add(day, about("else"))
	in := featureOf(t, w.readiness(t), "episodes").Ingredients[1]
	wantEqual(t, "formal", []quality.Share{in.Relevant, in.Qualifying}, []quality.Share{share(3, 4), share(2, 3)})
}

// Every sample is a valid statement, and qualifies as what it is a sample of.
func TestSamplesQualify(t *testing.T) {
	for _, f := range newWorld().readiness(t).Features {
		for _, in := range f.Ingredients {
			parsed, _, err := xapi.Parse(in.Sample, xapi.Version1, xapi.Limits{})
			if err != nil {
				t.Fatalf("the sample of %s, %s: %v", f.Feature, in.Ingredient, err)
			}
			if _, _, err := xapi.Parse(in.Sample, xapi.Version2, xapi.Limits{}); err != nil {
				t.Fatalf("the sample of %s, %s: %v", f.Feature, in.Ingredient, err)
			}
			w := newWorld()
			w.meaning.Courses["https://lms.example.org/fire-safety/extinguishers"] = "https://lms.example.org/fire-safety"
			made, err := fact.From(now.Add(-day).UnixMicro(), xapi.UUID{1}, parsed[0].JSON, nil)
			if err != nil || len(made.Rows) != 1 {
				t.Fatalf("the sample of %s, %s: %d rows, %v", f.Feature, in.Ingredient, len(made.Rows), err)
			}
			w.rows = made.Rows
			for _, i := range featureOf(t, w.readiness(t), f.Feature).Ingredients {
				if i.Ingredient == in.Ingredient && i.Qualifying.Count != 1 {
					t.Errorf("the sample of %s, %s does not qualify: %+v", f.Feature, in.Ingredient, i.Missing)
				}
			}
		}
	}
}
