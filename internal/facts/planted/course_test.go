package planted_test

import (
	"fmt"
	"slices"
	"time"
)

// course is what people did in a course: who, by month and metric.
type course struct {
	p    *plan
	done map[time.Month]map[string][]presence
}

// milestones are the metrics of how far people got.
var milestones = []string{"enrolled_people", "started_people", "completed_people", "passed_people", "failed_people", "waived_people"}

// outcomes are the ways to tell that somebody got so far in a course; all say the
// same.
var outcomes = map[string][]struct {
	verb    string
	changes []change
}{
	"enrolled_people": {{adl + "registered", nil}, {"http://www.tincanapi.co.uk/verbs/enrolled_onto_learning_plan", nil}},
	"started_people":  {{adl + "initialized", nil}, {adl + "launched", nil}, {adl + "attempted", nil}},
	"completed_people": {
		{adl + "completed", nil},
		{"https://w3id.org/xapi/adl/verbs/satisfied", nil},
		{adl + "experienced", []change{completion(true)}},
		{site + "verbs/unheard-of", []change{completion(true)}},
		{adl + "completed", []change{completion(false)}}, // the class says enough
	},
	"passed_people": {{adl + "passed", nil}, {adl + "mastered", nil}, {adl + "scored", []change{success(true), scaled(0.9)}}},
	"failed_people": {{adl + "failed", nil}, {adl + "scored", []change{success(false)}}, {adl + "scored", []change{scaled(0.1), success(false)}}},
	"waived_people": {{adl + "waived", nil}, {"https://w3id.org/xapi/adl/verbs/waived", nil}},
}

// plantCourse decides who is enrolled in a course, who starts, completes, passes
// and fails it in October and in November.
func plantCourse(p *plan) {
	c := &course{p, map[time.Month]map[string][]presence{time.October: {}, time.November: {}}}
	for _, month := range []time.Month{time.October, time.November} {
		people := p.crowd(p.between(24, 32))
		enrolled := people[:p.between(20, len(people))]
		// Not all of those who start were enrolled.
		started := people[p.between(1, 4):p.between(17, 19)]
		completed := started[p.between(1, 3):p.between(9, 12)]
		passed := completed[:p.between(3, 6)]
		failed := completed[len(passed)-1:] // one fails, and passes too
		waived := people[len(people)-p.between(1, 3):]
		for i, who := range [][]identity{enrolled, started, completed, passed, failed, waived} {
			c.do(month, milestones[i], who, life{first, always})
		}
		for _, who := range people {
			p.say(who, adl+"experienced", p.iri("module"), c.time(month), life{first, always}, c.inside())
		}
		// A completion that came late, and one that is taken back.
		c.do(month, "completed_people", started[len(started)-2:len(started)-1], life{arrived, always})
		c.do(month, "completed_people", started[len(started)-1:], life{first, arrived})
		// A verb that means to pass from some day on.
		aces := started[len(started)-3 : len(started)-1]
		for _, who := range aces {
			p.say(who, aced, p.iri("module"), c.time(month), life{first, always}, c.inside())
			c.remember(month, "passed_people", who, life{changed, always})
		}
		c.decoys(month, started)
	}
	c.truths()
	plantAttribution(p)
}

func (c *course) time(month time.Month) time.Time {
	return c.p.day(2024, month, c.p.between(1, 30), c.p.between(0, 23), c.p.between(0, 59))
}

func (c *course) inside() change { return within("grouping", courseType, c.p.iri("course")) }

func (c *course) remember(month time.Month, metric string, who identity, l life) {
	c.done[month][metric] = append(c.done[month][metric], presence{who, l})
}

// do tells, once or more often, that people got so far.
func (c *course) do(month time.Month, metric string, who []identity, l life) {
	for _, one := range who {
		c.remember(month, metric, one, l)
		for range c.p.between(1, 2) {
			way := outcomes[metric][c.p.random.IntN(len(outcomes[metric]))]
			c.p.say(one, way.verb, c.p.iri("module"), c.time(month), l, append([]change{c.inside()}, way.changes...)...)
		}
	}
}

// decoys tell what sounds like more than it is.
func (c *course) decoys(month time.Month, who []identity) {
	p := c.p
	l := life{first, always}
	for _, one := range who[:p.between(3, 6)] {
		// Success on a question passes nothing, nor does it on other classes.
		p.say(one, adl+"scored", p.iri("question"), c.time(month), l, c.inside(), success(true))
		p.say(one, adl+"answered", p.iri("module"), c.time(month), l, c.inside(), success(true))
		p.say(one, adl+"experienced", p.iri("module"), c.time(month), l, c.inside(), success(false), completion(false))
		// And what was voided, or is about others' statements, was not at all.
		p.say(one, adl+"passed", p.iri("module"), c.time(month), life{first, first}, c.inside())
		p.say(one, adl+"failed", p.iri("module"), c.time(month), life{arrived, arrived}, c.inside())
		about := map[string]any{"objectType": "StatementRef", "id": p.uuid()}
		p.write(one.agent, adl+"waived", about, c.time(month), false, []change{c.inside()})
		sub := map[string]any{
			"objectType": "SubStatement", "actor": one.agent, "verb": map[string]any{"id": adl + "passed"}, "object": map[string]any{"id": p.iri("module")},
		}
		p.write(one.agent, adl+"waived", sub, c.time(month), false, []change{c.inside()})
	}
	p.say(who[0], adl+"experienced", p.iri("question"), c.time(month), l, defined(map[string]any{
		"type": "http://adlnet.gov/expapi/activities/cmi.interaction", "interactionType": "choice",
	}))
}

// who are the people who got so far in some months in a phase.
func (c *course) who(ph phase, metric string, months ...time.Month) map[string]bool {
	found := make(map[string]bool)
	for _, month := range months {
		for _, there := range c.done[month][metric] {
			if there.in(ph) {
				found[there.who.name] = true
			}
		}
	}
	return found
}

func (c *course) number(ph phase, metric string, months ...time.Month) int64 {
	return int64(len(c.who(ph, metric, months...)))
}

// share is the rate of two metrics.
func (c *course) share(ph phase, a, b string, months ...time.Month) any {
	both, of := int64(0), c.who(ph, b, months...)
	for who := range c.who(ph, a, months...) {
		if of[who] {
			both++
		}
	}
	return rate(both, int64(len(of)))
}

func (c *course) truths() {
	const both, november = `"time":{"range":["2024-10-01","2024-12-01"],"zone":"Europe/Berlin"`, `"time":{"range":["2024-11-01","2024-12-01"],"zone":"Europe/Berlin"`
	const filter = `"filter":["is","course",["~course"]]`
	c.p.ask(truth{
		query:   `{"kind":"table","metrics":` + string(mustJSON(milestones)) + `,` + both + `},` + filter + `}`,
		columns: milestones,
		want: func(ph phase) [][]any {
			var row []any
			for _, metric := range milestones {
				row = append(row, c.number(ph, metric, time.October, time.November))
			}
			return [][]any{row}
		},
	})
	c.p.ask(truth{
		query:   `{"kind":"trend","metrics":["completed_people","passed_people",{"rate":["passed_people","started_people"],"as":"r"},{"divide":["completed_people","started_people"],"as":"d"}],` + both + `,"bucket":"month"},` + filter + `}`,
		columns: []string{"completed_people", "passed_people", "r", "d"},
		want: func(ph phase) (rows [][]any) {
			for _, month := range []time.Month{time.October, time.November} {
				completed, started := c.number(ph, "completed_people", month), c.number(ph, "started_people", month)
				rows = append(rows, is(completed, c.number(ph, "passed_people", month),
					c.share(ph, "passed_people", "started_people", month), float64(completed)/float64(started)))
			}
			return rows
		},
		about: true,
	})
	c.p.ask(truth{
		query:   `{"kind":"table","metrics":["completed_people",{"rate":["failed_people","completed_people"],"as":"r"}],` + november + `,"compare":"previous"},` + filter + `}`,
		columns: []string{"completed_people", "completed_people@previous", "r", "r@previous"},
		want: func(ph phase) [][]any {
			return [][]any{is(c.number(ph, "completed_people", time.November), c.number(ph, "completed_people", time.October),
				c.share(ph, "failed_people", "completed_people", time.November), c.share(ph, "failed_people", "completed_people", time.October))}
		},
		about: true,
	})
	for _, metric := range milestones {
		c.p.ask(truth{
			query:   `{"kind":"table","metrics":["` + metric + `"],` + november + `},` + filter + `}`,
			cell:    `{"metric":"` + metric + `"}`,
			columns: []string{"person"},
			want: func(ph phase) (rows [][]any) {
				var names []string
				for who := range c.who(ph, metric, time.November) {
					names = append(names, who)
				}
				slices.Sort(names)
				for _, name := range names {
					rows = append(rows, is(name))
				}
				return rows
			},
		})
	}
	// Who has started, and has not completed by the end of the range.
	c.p.ask(truth{
		query: `{"kind":"table","metrics":["people"],` + both + `},"filter":["and",["is","course",["~course"]],
			["has_done",{"filter":["and",["is","course",["~course"]],["in_class","verb",["start"]]]}],
			["has_not_done",{"filter":["and",["is","course",["~course"]],["or",["in_class","verb",["complete"]],["is","completion",[true]]]]}]]}`,
		columns: []string{"people"},
		want: func(ph phase) [][]any {
			left := c.who(ph, "started_people", time.October, time.November)
			for who := range c.who(ph, "completed_people", time.October, time.November) {
				delete(left, who)
			}
			return [][]any{is(len(left))}
		},
	})
}

// plantAttribution decides how many people have their course by each of the five
// rules.
func plantAttribution(p *plan) {
	l := life{first, always}
	at := p.day(2024, 12, 10, 12, 0)
	var n [6]int
	for rule, changes := range [][]change{
		1: {within("grouping", courseType, p.iri("former"))}, // adopted later; 2 at first
		2: {within("parent", courseType, p.iri("parent")), within("grouping", courseType, p.iri("grouped"))},
		3: {within("parent", courseType, p.iri("parent")), within("grouping", "", p.iri("plain"))},
		4: {typed(courseType), within("grouping", "", p.iri("plain"))},
		5: {within("grouping", "", p.iri("plain"), p.iri("other")), within("parent", "", p.iri("unit"))},
	} {
		if rule == 0 {
			continue
		}
		n[rule] = p.between(1, 9)
		activity := p.iri(fmt.Sprintf("ruled%d", rule))
		if rule == 1 {
			activity = adopted
		}
		for _, who := range p.crowd(n[rule]) {
			p.say(who, adl+"experienced", activity, at, l, append([]change{within("category", "", p.iri("attributed"))}, changes...)...)
		}
	}
	p.ask(truth{
		query: `{"kind":"table","metrics":["people"],"dimensions":["course","course_rule","formal"],"order":[["course_rule","asc"],["course","asc"]],
			"time":{"range":"all"},"filter":["is","category",["~attributed"]]}`,
		columns: []string{"course", "course_rule", "formal", "people"},
		want: func(ph phase) [][]any {
			rows := [][]any{
				is(site+"course/grouped", 2, false, n[2]), is(site+"course/parent", 3, false, n[3]),
				is(site+"course/ruled4", 4, false, n[4]), is(site+"course/plain", 5, false, n[5]),
			}
			if ph >= changed {
				return append([][]any{is(adopting, 1, true, n[1])}, rows...)
			}
			return append([][]any{is(site+"course/former", 2, false, n[1])}, rows...)
		},
	})
}
