package planted_test

import (
	"fmt"
	"slices"
	"time"
)

// journey is where somebody gets to in a funnel of three steps, and what is done
// for it: steps, each so long after the one before.
type journey struct {
	steps []leg
	// reached is the furthest step, and took the seconds from the step before for
	// each step from the second one.
	reached int
	took    []float64
}

type leg struct {
	verb  string
	after time.Duration
}

const (
	aDay    = 24 * time.Hour
	aWeek   = 7 * aDay
	funnels = `"steps":[{"name":"start","filter":["in_class","verb",["start"]]},{"name":"complete","filter":["in_class","verb",["complete"]]},{"name":"pass","filter":["in_class","verb",["pass"]]}]`
)

// ordered are journeys of a funnel within a week whose steps follow each other.
func (p *plan) ordered() []journey {
	begin := leg{"initialized", 0}
	x, y := p.hours(1, 50), p.hours(1, 50)
	return []journey{
		{[]leg{begin}, 1, nil},
		{[]leg{begin, {"completed", x}}, 2, []float64{x.Seconds()}},
		{[]leg{begin, {"completed", x}, {"passed", y}}, 3, []float64{x.Seconds(), y.Seconds()}},
		// On the last moment of the week, and after it.
		{[]leg{begin, {"completed", aWeek}}, 2, []float64{aWeek.Seconds()}},
		{[]leg{begin, {"completed", aWeek + time.Microsecond}}, 1, nil},
		{[]leg{begin, {"completed", x}, {"passed", aWeek - x + time.Second}}, 2, []float64{x.Seconds()}},
		// In another order.
		{[]leg{{"passed", 0}, {"completed", x}, {"initialized", y}}, 1, nil},
		{[]leg{{"completed", 0}, {"initialized", x}, {"passed", y}}, 1, nil},
		// Once more: the second start gets further, or is the first that counts.
		{[]leg{begin, {"completed", x}, {"initialized", aWeek}, {"completed", y}, {"passed", 2 * time.Hour}}, 3, []float64{y.Seconds(), 7200}},
		{[]leg{begin, {"initialized", time.Hour}, {"completed", x}}, 2, []float64{(time.Hour + x).Seconds()}},
		// Other things in between, and the same step again, do not matter.
		{[]leg{begin, {"experienced", x}, {"completed", x}, {"completed", time.Hour}, {"passed", y}}, 3, []float64{(2 * x).Seconds(), (time.Hour + y).Seconds()}},
	}
}

func (p *plan) hours(least, most int) time.Duration {
	return time.Duration(p.between(least, most)) * time.Hour
}

// plantFunnels decides how far people get.
func plantFunnels(p *plan) {
	p.funnelOf("ordered", p.ordered(), "person")
	p.funnelOf("strict", p.strict(), "person")
	p.funnelOf("any", p.any(), "person")
	p.funnelOf("registered", p.ordered(), "registration")
}

// strict: the next row of the course must be the next step.
func (p *plan) strict() []journey {
	begin := leg{"initialized", 0}
	x, y := p.hours(1, 50), p.hours(1, 50)
	return []journey{
		{[]leg{begin, {"completed", x}, {"passed", y}}, 3, []float64{x.Seconds(), y.Seconds()}},
		{[]leg{begin, {"experienced", x}, {"completed", y}}, 1, nil},
		{[]leg{begin, {"completed", x}, {"completed", time.Hour}, {"passed", y}}, 2, []float64{x.Seconds()}},
		{[]leg{begin, {"initialized", x}, {"completed", time.Hour}, {"passed", y}}, 3, []float64{3600, y.Seconds()}},
		{[]leg{begin, {"elsewhere", x}, {"completed", time.Hour}, {"passed", y}}, 3, []float64{(x + time.Hour).Seconds(), y.Seconds()}},
		{[]leg{begin, {"completed", aWeek + time.Second}}, 1, nil},
	}
}

// any: what counts is that the steps lie in a week.
func (p *plan) any() []journey {
	x, y := p.hours(1, 50), p.hours(1, 50)
	return []journey{
		{[]leg{{"initialized", 0}, {"completed", x}, {"passed", y}}, 3, []float64{x.Seconds(), y.Seconds()}},
		{[]leg{{"passed", 0}, {"completed", x}, {"initialized", y}}, 3, []float64{0, 0}},
		{[]leg{{"completed", 0}, {"initialized", x}, {"passed", y}}, 3, []float64{0, y.Seconds()}},
		{[]leg{{"completed", 0}, {"passed", x}}, 0, nil},
		{[]leg{{"completed", 0}, {"initialized", aWeek}}, 2, []float64{0}},
		{[]leg{{"completed", 0}, {"initialized", aWeek + time.Second}}, 1, nil},
		{[]leg{{"initialized", 0}, {"passed", x}, {"completed", aWeek - x}}, 3, []float64{aWeek.Seconds(), 0}},
	}
}

// funnelOf lets some people make each journey, and asks how many got how far.
func (p *plan) funnelOf(match string, journeys []journey, unit string) {
	name := match
	if unit == "registration" {
		match = "ordered"
	}
	reached, took := make([]int64, 4), make([][]float64, 4)
	l := life{first, always}
	inside := within("grouping", courseType, p.iri(name))
	travel := func(j journey, start time.Time) (name string) {
		who, changes := p.crowd(1)[0], []change{inside}
		if unit == "registration" {
			changes = append(changes, registered(p.uuid()))
		}
		at := start
		for _, leg := range j.steps {
			at = at.Add(leg.after)
			if leg.verb == "elsewhere" {
				p.say(who, adl+"experienced", p.iri("elsewhere"), at, l)
				continue
			}
			p.say(who, adl+leg.verb, p.iri(fmt.Sprintf("%s/unit%d", name, p.between(1, 3))), at, l, changes...)
		}
		return who.name
	}
	var dropped []string
	for _, j := range journeys {
		n := p.between(1, 4)
		for range n {
			who := travel(j, p.day(2024, 10, p.between(1, 18), p.between(0, 23), 15))
			if j.reached == 1 {
				dropped = append(dropped, who)
			}
		}
		for step := 1; step <= j.reached; step++ {
			reached[step] += int64(n)
			if step > 1 {
				for range n {
					took[step] = append(took[step], j.took[step-2])
				}
			}
		}
	}
	// Those who may yet get further are not judged, whatever they reached; those
	// who started before the range are not there.
	open := p.between(2, 5)
	for range open {
		steps := []leg{{"initialized", 0}, {"completed", time.Hour}, {"passed", time.Hour}}
		travel(journey{steps: steps[:p.between(1, 3)]}, p.now.Add(-p.hours(3, 150)))
	}
	travel(journeys[0], p.day(2024, 9, 10, 12, 0))
	p.ask(truth{
		query: `{"kind":"funnel","within":"7d","match":"` + match + `","unit":"` + unit + `",` + funnels +
			`,"time":{"range":["2024-10-01","` + p.now.AddDate(0, 0, 3).Format(time.DateOnly) + `"],"zone":"Europe/Berlin"},"filter":["is","course",["~` + name + `"]]}`,
		columns: []string{"step", "name", "count", "overall", "step_rate", "drop_off", "median_s", "p90_s"},
		want: func(phase) (rows [][]any) {
			for step, name := range []string{"start", "complete", "pass"} {
				step++
				overall, before := float64(reached[step])/float64(reached[1]), reached[1]
				if step > 1 {
					before = reached[step-1]
				}
				share := float64(reached[step]) / float64(before)
				row := is(step, name, reached[step], overall, share, 1-share, nil, nil)
				if step > 1 {
					row[6], row[7] = quantile(took[step], 0.5), quantile(took[step], 0.9)
				}
				rows = append(rows, row)
			}
			return rows
		},
		meta: []string{"open"}, wantMeta: func(phase) []any { return is(open) },
		about: true,
	})
	p.ask(truth{
		query: `{"kind":"funnel","within":"7d","match":"` + match + `","unit":"` + unit + `",` + funnels +
			`,"time":{"range":["2024-10-01","2024-11-01"],"zone":"Europe/Berlin"},"filter":["is","course",["~` + name + `"]]}`,
		cell:    `{"step":2,"dropped":true}`,
		columns: []string{"person"},
		want: func(phase) (rows [][]any) {
			for _, who := range slices.Sorted(slices.Values(dropped)) {
				rows = append(rows, is(who))
			}
			return rows
		},
	})
}
