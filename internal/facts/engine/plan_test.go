package engine_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/meaning"
)

// plan is what is true of made-up learners, decided before any statement is
// written: the truth that queries must find again.
type plan struct {
	zone *time.Location
	// begin is a Monday; the weeks contain the end of summer time.
	begin time.Time
	// active has the learners who are active on each day of four weeks.
	active [28][]int

	texts [][]byte
}

const (
	learners   = 40
	planCourse = "https://plan.example.org/course"
	adl        = "http://adlnet.gov/expapi/verbs/"
)

// newPlan decides, and writes the statements.
func newPlan() *plan {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	p := &plan{zone: zone, begin: time.Date(2026, 10, 5, 0, 0, 0, 0, zone)}
	p.days()
	p.course()
	p.attempts()
	p.times()
	p.exam()
	p.voids()
	p.meeting()
	p.clocks()
	return p
}

// identity of a learner: all four kinds.
func identity(learner int) (agent map[string]any, text string) {
	switch learner % 4 {
	case 0:
		mbox := fmt.Sprintf("mailto:l%02d@example.org", learner)
		return map[string]any{"mbox": mbox}, mbox
	case 1:
		sum := fmt.Sprintf("%040x", learner)
		return map[string]any{"mbox_sha1sum": sum}, "sha1:" + sum
	case 2:
		uri := fmt.Sprintf("https://id.example.org/l%02d", learner)
		return map[string]any{"openid": uri}, "openid:" + uri
	default:
		name := fmt.Sprintf("l%02d", learner)
		return map[string]any{"account": map[string]any{"homePage": "https://hr.example.org", "name": name}}, "account:https://hr.example.org|" + name
	}
}

// shadow is a second identity of learner 0, which is merged into the first.
const shadow = "mailto:shadow@example.org"

func (p *plan) meaning() *meaning.Meaning {
	_, first := identity(0)
	return &meaning.Meaning{
		Version: 1, Verbs: meaning.Seeds(),
		Persons: map[string]string{shadow: first},
		Courses: map[string]string{"https://plan.example.org/free": "https://plan.example.org/other"},
	}
}

// say writes a statement; change adds to it.
func (p *plan) say(actor map[string]any, verb, activity string, at time.Time, change func(s map[string]any)) (id string) {
	id = fmt.Sprintf("%08x-0000-4000-8000-000000000000", len(p.texts)+1)
	s := map[string]any{
		"id": id, "actor": actor, "verb": map[string]any{"id": adl + verb}, "object": map[string]any{"id": activity},
		"timestamp": at.UTC().Format(time.RFC3339Nano),
	}
	if change != nil {
		change(s)
	}
	text, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		panic(err)
	}
	p.texts = append(p.texts, text)
	return id
}

// at is a local time on a day of the plan.
func (p *plan) at(day, hour, minute int) time.Time {
	year, month, date := p.begin.Date()
	return time.Date(year, month, date+day, hour, minute, 0, 0, p.zone)
}

func inCourse(s map[string]any) {
	s["context"] = map[string]any{"contextActivities": map[string]any{"grouping": []any{
		map[string]any{"id": planCourse, "definition": map[string]any{"type": "http://adlnet.gov/expapi/activities/course"}},
	}}}
}

// days: on day d the learners whose number plus d is a multiple of 5 come, each
// in two sessions; learner 0 also by the shadow. Day 20 nobody comes.
func (p *plan) days() {
	for day := range p.active {
		for learner := range learners {
			if (learner+day)%5 != 0 || day == 20 {
				continue
			}
			p.active[day] = append(p.active[day], learner)
			agent, _ := identity(learner)
			// Minutes before midnight are another day in UTC.
			for _, hour := range []int{0, 15} {
				p.say(agent, "experienced", "https://plan.example.org/free", p.at(day, hour, 10), nil)
			}
			if learner == 0 {
				p.say(map[string]any{"mbox": shadow}, "experienced", "https://plan.example.org/free", p.at(day, 15, 20), nil)
			}
		}
	}
}

// course: 20 start on day 1, 12 complete it on day 3, 10 of them pass on day 4,
// the other 2 fail. One more starts too late to be judged, and somebody passes
// without having started.
func (p *plan) course() {
	for learner := range 20 {
		agent, _ := identity(learner)
		p.say(agent, "initialized", planCourse+"/unit", p.at(1, 9, learner), inCourse)
		if learner < 12 {
			p.say(agent, "completed", planCourse+"/unit", p.at(3, 9, learner), inCourse)
			verb := "passed"
			if learner >= 10 {
				verb = "failed"
			}
			p.say(agent, verb, planCourse+"/unit", p.at(4, 9, learner), inCourse)
		}
	}
	late, _ := identity(30)
	p.say(late, "initialized", planCourse+"/unit", p.at(27, 9, 0), inCourse)
	lucky, _ := identity(31)
	p.say(lucky, "passed", planCourse+"/unit", p.at(5, 9, 0), inCourse)
}

// attempts: learners 0–9 try a quiz three times: 0.50 + learner/100 at first,
// 0.9, and 0.7 at last.
func (p *plan) attempts() {
	for learner := range 10 {
		agent, _ := identity(learner)
		for try, score := range []float64{0.5 + float64(learner)/100, 0.9, 0.7} {
			p.say(agent, "scored", "https://plan.example.org/quiz", p.at(6+try, 9, 0), func(s map[string]any) {
				s["context"] = map[string]any{"registration": fmt.Sprintf("%08x-0000-4000-8000-0000000000%02x", learner+1, try)}
				s["result"] = map[string]any{"score": map[string]any{"scaled": score}}
			})
		}
	}
}

// times: learners 0–4 work 10 minutes each, which terminated reports, and passed
// reports again; and watch 20 seconds of a video, 10 of them twice.
func (p *plan) times() {
	for learner := range 5 {
		agent, _ := identity(learner)
		last := func(duration string) func(s map[string]any) {
			return func(s map[string]any) { s["result"] = map[string]any{"duration": duration} }
		}
		p.say(agent, "initialized", "https://plan.example.org/lab", p.at(9, 18, 0), nil)
		p.say(agent, "passed", "https://plan.example.org/lab", p.at(9, 18, 9), last("PT9M"))
		p.say(agent, "terminated", "https://plan.example.org/lab", p.at(9, 18, 10), last("PT10M"))
		p.say(agent, "completed", "https://plan.example.org/video", p.at(10, 18, 0), func(s map[string]any) {
			s["result"] = map[string]any{"extensions": map[string]any{
				"https://w3id.org/xapi/video/extensions/played-segments": "0[.]10[,]0[.]10[,]5[.]20",
			}}
		})
	}
}

// exam: everybody answers three items; item k is right for the learners from
// 10·k on.
func (p *plan) exam() {
	for learner := range learners {
		agent, _ := identity(learner)
		for item := range 3 {
			p.say(agent, "answered", fmt.Sprintf("https://plan.example.org/item/%d", item), p.at(12, 11, item), func(s map[string]any) {
				s["object"].(map[string]any)["definition"] = map[string]any{
					"type": "http://adlnet.gov/expapi/activities/cmi.interaction", "interactionType": "true-false", "correctResponsesPattern": []any{"true"},
				}
				right := learner >= 10*item
				s["result"] = map[string]any{"success": right, "response": fmt.Sprint(right)}
				s["context"] = map[string]any{"contextActivities": map[string]any{"parent": []any{map[string]any{"id": "https://plan.example.org/exam"}}}}
			})
		}
	}
}

// voids: 5 more complete the course, which is taken back.
func (p *plan) voids() {
	admin := map[string]any{"mbox": "mailto:admin@example.org"}
	for learner := 20; learner < 25; learner++ {
		agent, _ := identity(learner)
		id := p.say(agent, "completed", planCourse+"/unit", p.at(3, 12, 0), inCourse)
		p.say(admin, "voided", "", p.at(5, 12, 0), func(s map[string]any) {
			s["object"] = map[string]any{"objectType": "StatementRef", "id": id}
		})
	}
}

// meeting: learners 0–4 attend a workshop together.
func (p *plan) meeting() {
	var members []any
	for learner := range 5 {
		agent, _ := identity(learner)
		members = append(members, agent)
	}
	p.say(map[string]any{"objectType": "Group", "member": members}, "attended", "https://plan.example.org/workshop", p.at(13, 14, 0), nil)
}

// clocks: three statements say that they come from the future and the far past.
func (p *plan) clocks() {
	agent, _ := identity(7)
	for _, year := range []int{1999, 2001, 2090} {
		p.say(agent, "experienced", "https://plan.example.org/free", time.Date(year, 10, 6, 9, 0, 0, 0, time.UTC), nil)
	}
}

// activeIn returns how many learners are active on one of the days [from, to).
func (p *plan) activeIn(from, to int) int64 {
	var all []int
	for _, list := range p.active[max(0, from):to] {
		all = append(all, list...)
	}
	slices.Sort(all)
	return int64(len(slices.Compact(all)))
}
