package planted_test

import (
	"slices"
	"time"
)

// plantClocks decides what lies where on the calendar, and which clocks are
// wrong.
func plantClocks(p *plan) {
	p.hoursOf("autumn", p.day(2024, 10, 27, 0, 0), p.day(2024, 10, 28, 0, 0), 25)
	p.hoursOf("spring", p.day(2025, 3, 30, 0, 0), p.day(2025, 3, 31, 0, 0), 23)
	p.newYear()
	p.suspectsAndTrust()
}

// hoursOf decides how many statements are in each hour of a day whose clocks
// change.
func (p *plan) hoursOf(name string, begin, end time.Time, hours int) {
	counts, byClock := make([]int, hours), make([]int, 24)
	who := p.crowd(1)[0]
	for hour := range hours {
		from := begin.Add(time.Duration(hour) * time.Hour)
		counts[hour] = p.between(0, 3)
		byClock[from.In(p.berlin).Hour()] += counts[hour]
		for i := range counts[hour] {
			at := from.Add([]time.Duration{0, time.Hour - time.Microsecond, 17 * time.Minute}[i])
			p.say(who, adl+"experienced", p.iri(name), at, life{first, always})
		}
	}
	// One in the hours beside the day.
	p.say(who, adl+"experienced", p.iri(name), begin.Add(-time.Microsecond), life{first, always})
	p.say(who, adl+"experienced", p.iri(name), end, life{first, always})
	day := `"time":{"range":["` + begin.Format(time.DateOnly) + `","` + end.Format(time.DateOnly) + `"],"zone":"Europe/Berlin"`
	p.ask(truth{
		query:   `{"kind":"trend","metrics":["statements"],` + day + `,"bucket":"hour"},"filter":["is","activity",["~` + name + `"]]}`,
		columns: []string{"bucket", "statements"},
		want: func(phase) (rows [][]any) {
			for hour := range hours {
				rows = append(rows, is(p.inBerlin(begin.Add(time.Duration(hour)*time.Hour)), counts[hour]))
			}
			return rows
		},
	})
	p.ask(truth{
		query:   `{"kind":"table","metrics":["statements"],"dimensions":["weekday","hour"],"order":[["hour","asc"]],` + day + `},"filter":["is","activity",["~` + name + `"]]}`,
		columns: []string{"weekday", "hour", "statements"},
		want: func(phase) (rows [][]any) {
			for hour, n := range byClock {
				if n > 0 {
					rows = append(rows, is(7, hour, n))
				}
			}
			return rows
		},
	})
}

// newYear decides how many statements are before the new year in Tokyo, between
// it and that in Berlin, and then.
func (p *plan) newYear() {
	tokyo, berlin := time.Date(2024, 12, 31, 15, 0, 0, 0, time.UTC), time.Date(2024, 12, 31, 23, 0, 0, 0, time.UTC)
	n := []int{p.between(1, 9), p.between(1, 9), p.between(1, 9)}
	who := p.crowd(1)[0]
	for i, from := range []time.Time{tokyo.Add(-time.Hour), tokyo, berlin} {
		for k := range n[i] {
			at := from.Add(time.Duration(k) * time.Minute)
			if k == 1 {
				at = from.Add(time.Hour - time.Microsecond)
			}
			p.say(who, adl+"experienced", p.iri("new-year"), at, life{first, always})
		}
	}
	for zone, want := range map[string][][]any{
		"Europe/Berlin": {is("2024-01-01T00:00:00+01:00", n[0]+n[1]), is("2025-01-01T00:00:00+01:00", n[2])},
		"Asia/Tokyo":    {is("2024-01-01T00:00:00+09:00", n[0]), is("2025-01-01T00:00:00+09:00", n[1]+n[2])},
	} {
		p.ask(truth{
			query:   `{"kind":"trend","metrics":["statements"],"time":{"range":["2024-01-01","2026-01-01"],"zone":"` + zone + `","bucket":"year"},"filter":["is","activity",["~new-year"]]}`,
			columns: []string{"bucket", "statements"}, want: same(want...),
		})
	}
	// A week belongs to both years, in one piece.
	p.ask(truth{
		query:   `{"kind":"trend","metrics":["statements"],"time":{"range":["2024-12-23","2025-01-13"],"bucket":"week"},"filter":["is","activity",["~new-year"]]}`,
		columns: []string{"statements"}, want: same(is(0), is(n[0]+n[1]+n[2]), is(0)),
	})
	p.ask(truth{
		query:   `{"kind":"table","metrics":["statements"],"time":{"range":["2025-01-01","2025-02-01"],"compare":"previous","zone":"Europe/Berlin"},"filter":["is","activity",["~new-year"]]}`,
		columns: []string{"statements", "statements@previous"}, want: same(is(n[2], n[0]+n[1])),
	})
}

// suspectsAndTrust decides how many statements come from clocks that are wrong:
// those of one source are trusted later.
func (p *plan) suspectsAndTrust() {
	const decade = 3653 * 24 * time.Hour
	good := []time.Time{p.now.Add(time.Minute), p.now.Add(-decade + time.Hour), p.now}
	bad := []time.Time{p.now.Add(time.Hour), p.now.Add(-decade - time.Second), time.Date(1969, 7, 20, 20, 17, 0, 0, time.UTC), time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)}
	people := p.crowd(len(good))
	l := life{first, always}
	for i, at := range good {
		p.say(people[i], adl+"experienced", p.iri("clock"), at, l)
	}
	for _, at := range bad {
		for range p.between(1, 2) {
			p.say(people[0], adl+"experienced", p.iri("clock"), at, l)
			p.count(&p.statements, l, -1)
			p.count(&p.suspects, l, 1)
		}
		p.say(people[0], adl+"experienced", p.iri("clock"), at, life{first, first})
	}
	untrusted := life{first, changed}
	late := p.someone()
	p.count(&p.people, life{changed, always}, 1)
	trustworthy := p.between(1, 4)
	for range trustworthy {
		p.say(late, adl+"experienced", p.iri("clock"), bad[2], l, by("trusted"))
		p.count(&p.statements, untrusted, -1)
		p.count(&p.suspects, untrusted, 1)
	}
	suspects := p.suspects
	const of = `"filter":["is","activity",["~clock"]]}`
	p.ask(truth{
		query:   `{"kind":"table","metrics":["people","statements"],"time":{"range":"all"},` + of,
		columns: []string{"people", "statements"},
		want: func(ph phase) [][]any {
			if ph < changed {
				return [][]any{is(3, 3)}
			}
			return [][]any{is(4, 3+trustworthy)}
		},
		meta: []string{"clock_suspect"}, wantMeta: func(ph phase) []any { return is(suspects[ph]) },
	})
	p.ask(truth{
		query:   `{"kind":"table","metrics":["statements"],"dimensions":["clock_suspect"],"order":[["clock_suspect","asc"]],"time":{"range":"all","on":"stored"},` + of,
		columns: []string{"clock_suspect", "statements"},
		want: func(ph phase) [][]any {
			right := 3
			if ph >= changed {
				right += trustworthy
			}
			return [][]any{is(false, right), is(true, suspects[ph])}
		},
	})
	p.ask(truth{
		query:   `{"kind":"statements","fields":["clock_suspect"],"limit":1000,"filter":["and",["is","clock_suspect",[true]],["is","activity",["~clock"]]]}`,
		columns: []string{"clock_suspect"},
		want: func(ph phase) (rows [][]any) {
			for range suspects[ph] {
				rows = append(rows, is(true))
			}
			return rows
		},
	})
}

// plantGroups decides who takes part in groups.
func plantGroups(p *plan) {
	l := life{first, always}
	people := p.crowd(p.between(4, 9))
	at := p.day(2025, 2, 3, 10, 0)
	meetings, rows := p.between(1, 5), 0
	for i := range meetings {
		// All of them at the first one; and somebody may be named twice.
		there := people
		if i > 0 {
			there = apart(p, people)[:p.between(1, 3)]
		}
		var members []any
		for _, who := range append(there[:len(there):len(there)], there[0]) {
			members = append(members, who.agent)
		}
		group := map[string]any{"objectType": "Group", "member": members}
		if i%2 == 1 {
			group["account"] = map[string]any{"homePage": "https://hr.example.org/groups", "name": p.uuid()}
		}
		p.say(identity{agent: group}, adl+"attended", p.iri("meeting"), at.Add(time.Duration(i)*time.Hour), l)
		rows += len(there)
	}
	closed := p.between(1, 4)
	for i := range closed {
		team := identity{agent: map[string]any{"objectType": "Group", "mbox": "mailto:team@groups.example.org"}}
		p.say(team, adl+"attended", p.iri("meeting"), at.Add(time.Duration(i)*time.Minute), l)
	}
	alone := p.between(1, 3)
	for i := range alone {
		p.say(people[i], adl+"attended", p.iri("meeting"), at, l)
	}
	p.say(identity{agent: map[string]any{"objectType": "Group", "member": []any{p.someone().agent, people[0].agent}}},
		adl+"attended", p.iri("meeting"), at, life{first, first})
	const of = `"time":{"range":"all"},"filter":["is","activity",["~meeting"]]`
	p.ask(truth{
		query:   `{"kind":"table","metrics":["people","active_people","statements"],` + of + `}`,
		columns: []string{"people", "active_people", "statements"}, want: same(is(len(people), len(people), meetings+closed+alone)),
	})
	p.ask(truth{
		query:   `{"kind":"table","metrics":["people","statements"],"dimensions":["in_group","is_group"],"order":[["in_group","asc"],["is_group","asc"]],` + of + `}`,
		columns: []string{"in_group", "is_group", "people", "statements"},
		want:    same(is(false, false, alone, alone), is(false, true, 0, closed), is(true, false, len(people), meetings)),
	})
	p.ask(truth{
		query:   `{"kind":"statements","fields":["in_group"],"limit":1000,"filter":["and",["is","in_group",[true]],["is","activity",["~meeting"]]]}`,
		columns: []string{"in_group"}, want: same(slices.Repeat([][]any{is(true)}, rows)...),
	})
	p.ask(truth{
		query:   `{"kind":"table","metrics":["statements"],"dimensions":["actor"],"filter":["and",["is","is_group",[true]],["is","activity",["~meeting"]]]}`,
		columns: []string{"actor", "statements"}, want: same(is("group:mailto:team@groups.example.org", closed)),
	})
}
