package planted_test

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// endings are what people do in an episode and what comes of it. The first word
// of each is a verb of ADL.
var endings = []struct {
	verbs   []string
	changes []change
	outcome string
	classes map[string]int
	best    any
}{
	{[]string{"initialized", "completed", "passed"}, nil, "passed", map[string]int{"start": 1, "complete": 1, "pass": 1}, nil},
	{[]string{"failed", "completed"}, []change{scaled(0.25)}, "completed", map[string]int{"fail": 1, "complete": 1}, 0.25},
	{[]string{"scored", "failed"}, []change{scaled(0.125)}, "failed", map[string]int{"score": 1, "fail": 1}, 0.125},
	{[]string{"scored", "scored"}, []change{scaled(0.5), success(true)}, "passed", map[string]int{"score": 2}, 0.5},
	{[]string{"shared", "progressed"}, nil, "worked", map[string]int{"social": 1, "progress": 1}, nil},
	{[]string{"shared", "registered"}, nil, "viewed", map[string]int{"social": 1, "enrol": 1}, nil},
	{[]string{"shared"}, []change{completion(true)}, "completed", map[string]int{"social": 1}, nil},
}

// episode is what was decided of one.
type episode struct {
	who        identity
	start, end time.Time
	subject    string
	seconds    int
	statements int
	classes    map[string]int
	best       any
	outcome    string
}

// plantEpisodes decides what people do in a session: each ends in another way, and
// about half of them look at something else in between.
func plantEpisodes(p *plan) {
	var all []episode
	l := life{first, always}
	start := p.day(2023, 5, 10, 8, 0)
	for i, ending := range apart(p, slices.Concat(endings, endings)) {
		who := p.crowd(1)[0]
		start = start.Add(time.Duration(p.between(1, 3)) * time.Minute)
		e := episode{who: who, start: start, subject: p.iri(fmt.Sprintf("course%d", i)), classes: ending.classes, best: ending.best, outcome: ending.outcome}
		activity := p.iri(fmt.Sprintf("unit%d", i))
		in := within("grouping", courseType, e.subject)
		switch i % 3 {
		case 1: // without a course it is the parent
			e.subject = p.iri(fmt.Sprintf("parent%d", i))
			in = within("parent", "", e.subject, p.iri("another"))
		case 2: // or the activity
			e.subject = activity
			in = func(map[string]any) {}
		}
		e.end = start
		for k, verb := range ending.verbs {
			e.end = start.Add(time.Duration(k*7) * time.Minute)
			p.say(who, adl+verb, activity, e.end, l, append([]change{in}, ending.changes...)...)
			e.statements++
			// What is voided makes no better outcome.
			p.say(who, adl+"passed", activity, e.end.Add(time.Second), []life{{first, first}, {arrived, arrived}}[k%2], in, scaled(1))
		}
		all = append(all, e)
		if i%2 == 0 {
			// In the same session: an exit that reports five minutes, of something else.
			other := episode{
				who: who, start: start.Add(2 * time.Minute), end: start.Add(2 * time.Minute), subject: p.iri(fmt.Sprintf("aside%d", i)),
				seconds: 300, statements: 1, classes: map[string]int{"exit": 1}, outcome: "worked",
			}
			p.say(who, adl+"terminated", other.subject, other.start, l, lasting(300))
			all = append(all, other)
		}
	}
	p.askEpisodes(all)
	p.together()
}

func (p *plan) askEpisodes(all []episode) {
	slices.SortFunc(all, func(a, b episode) int {
		if by := b.start.Compare(a.start); by != 0 {
			return by
		}
		return strings.Compare(a.who.name, b.who.name)
	})
	const of = `{"kind":"episodes","time":{"range":["2023-05-10","2023-05-11"],"zone":"Europe/Berlin"}`
	p.ask(truth{
		query:   of + `}`,
		columns: []string{"person", "start", "end", "subject", "statements", "classes", "best_score", "outcome", "formal", "self_asserted"},
		want: func(phase) (rows [][]any) {
			for _, e := range all {
				rows = append(rows, is(e.who.name, p.inBerlin(e.start), p.inBerlin(e.end), e.subject, e.statements, e.classes, e.best, e.outcome, false, false))
			}
			return rows
		},
	})
	p.ask(truth{
		query:   of + `,"filter":["in_class","verb",["exit"]]}`,
		columns: []string{"subject", "seconds"},
		want: func(phase) (rows [][]any) {
			for _, e := range all {
				if e.seconds > 0 {
					rows = append(rows, is(e.subject, e.seconds))
				}
			}
			return rows
		},
	})
}

// together: two identities of one person are in one session, and so in one
// episode, until they are split; and they have one first pass.
func (p *plan) together() {
	people := p.crowd(2)
	one, other := people[0], people[1]
	p.merges = append(p.merges, merge{other.name, one.name, life{first, split}})
	p.count(&p.people, life{first, split}, -1)
	at := p.day(2023, 5, 20, 22, 0)
	tell := func(who identity, verb string, minutes int) string {
		at := at.Add(time.Duration(minutes) * time.Minute)
		p.say(who, adl+verb, p.iri("shared"), at, life{first, always})
		return p.inBerlin(at)
	}
	a, b := tell(one, "initialized", 0), tell(other, "passed", 20)
	c, d := tell(one, "passed", 40), tell(other, "completed", 60)
	milestone := func(who identity, what, at string) any {
		return map[string]any{"person": who.name, "what": what, "at": at}
	}
	p.ask(truth{
		query:   `{"kind":"episodes","milestones":true,"time":{"range":["2023-05-20","2023-05-22"],"zone":"Europe/Berlin"}}`,
		columns: []string{"person", "start", "end", "outcome", "statements"},
		want: func(ph phase) [][]any {
			if ph < split {
				return [][]any{is(one.name, a, d, "passed", 4)}
			}
			// Gaps of forty minutes are too long for one session.
			return [][]any{
				is(other.name, d, d, "completed", 1), is(one.name, c, c, "passed", 1),
				is(other.name, b, b, "passed", 1), is(one.name, a, a, "worked", 1),
			}
		},
		meta: []string{"milestones:person,what,at"},
		wantMeta: func(ph phase) []any {
			if ph < split {
				return is(is(milestone(one, "pass", b), milestone(one, "completion", d)))
			}
			apart := is(milestone(one, "pass", c), milestone(other, "pass", b), milestone(other, "completion", d))
			if other.name < one.name {
				apart = append(apart[1:], apart[0])
			}
			return is(apart)
		},
	})
}
