package planted_test

import (
	"fmt"
	"time"
)

// plantSessions decides how often people come: gaps of up to 30 minutes, of up to
// an hour, and of more.
func plantSessions(p *plan) {
	var sessions, longer, rows, registrations int64
	l := life{first, always}
	for _, who := range p.crowd(p.between(6, 12)) {
		at := p.day(2024, 12, 31, 20, p.between(0, 59)) // into the next year
		sessions, longer = sessions+1, longer+1
		for range p.between(1, 6) {
			p.say(who, adl+"experienced", p.iri("page"), at, l)
			rows++
			gap := []time.Duration{time.Minute, 30 * time.Minute, 30*time.Minute + time.Microsecond, time.Hour, time.Hour + time.Microsecond}[p.between(0, 4)]
			if gap > 30*time.Minute {
				sessions++
			}
			if gap > time.Hour {
				longer++
			}
			at = at.Add(gap)
		}
		// The last one has a registration, which is its own for each person.
		p.say(who, adl+"experienced", p.iri("page"), at, l, registered("11111111-2222-4333-8444-555555555555"))
		rows, registrations = rows+1, 1
	}
	const all = `"time":{"range":"all"},"filter":["is","activity",["~page"]]`
	p.ask(truth{
		query:   `{"kind":"table","metrics":["sessions","statements","registrations"],` + all + `}`,
		columns: []string{"sessions", "statements", "registrations"}, want: same(is(sessions, rows, registrations)),
	})
	p.ask(truth{
		query:   `{"kind":"table","session_gap":60,"metrics":["sessions"],` + all + `}`,
		columns: []string{"sessions"}, want: same(is(longer)),
	})
	p.attempts()
}

// attempts: runs are cut where something starts and by gaps of more than 24
// hours; a registration is one attempt however long it lasts.
func (p *plan) attempts() {
	var attempts int64
	l := life{first, always}
	for _, who := range p.crowd(p.between(4, 8)) {
		at := p.day(2025, 2, 1, 9, 0)
		attempts++
		for range p.between(1, 5) {
			verb, gap := adl+"experienced", []time.Duration{time.Hour, 24 * time.Hour, 24*time.Hour + time.Microsecond}[p.between(0, 2)]
			if p.random.IntN(3) == 0 {
				verb = adl + "initialized"
			}
			p.say(who, adl+"experienced", p.iri("unit"), at, l)
			at = at.Add(gap)
			if gap > 24*time.Hour || verb == adl+"initialized" {
				attempts++
			}
			p.say(who, verb, p.iri("unit"), at, l)
			at = at.Add(time.Minute)
		}
		for range p.between(0, 2) {
			registration := p.uuid()
			attempts++
			for range 3 {
				p.say(who, adl+"initialized", p.iri("unit"), at.Add(time.Duration(p.between(-500, 500))*time.Hour), l, registered(registration))
			}
		}
	}
	p.ask(truth{
		query:   `{"kind":"table","metrics":["attempts"],"time":{"range":"all"},"filter":["is","activity",["~unit"]]}`,
		columns: []string{"attempts"}, want: same(is(attempts)),
	})
}

// labour is what somebody does in a session of ten minutes and what time counts
// for it: rows of class, and seconds that they report.
type labour struct {
	rows          []report
	seconds, cuts int
}

type report struct {
	verb    string
	seconds int
}

// labours are the ways in which time is reported.
var labours = []labour{
	{[]report{{"terminated", 300}, {"exited", 200}, {"completed", 900}, {"abandoned", 800}}, 500, 0},
	{[]report{{"abandoned", 240}, {"completed", 900}}, 240, 0},
	{[]report{{"completed", 100}, {"passed", 250}, {"failed", 120}}, 250, 0},
	{[]report{{"experienced", 500}, {"scored", 400}}, 0, 0},
	{[]report{{"terminated", 7200}}, 600 + 1800, 1},
	{[]report{{"terminated", 2000}, {"suspended", 300}, {"exited", 400}}, 600 + 1800, 1},
	{[]report{{"terminated", 2400}, {"suspended", 60}, {"exited", 60}}, 600 + 1800, 2},
}

// plantTimes decides what time people report, watch and take.
func plantTimes(p *plan) {
	l := life{first, always}
	total, cuts := 0, 0
	for i, work := range labours {
		seconds := 0
		for _, who := range p.crowd(p.between(1, 4)) {
			for session := range p.between(1, 3) {
				at := p.day(2024, 10, 27+session, 1, 30) // the hour between two and three comes twice
				activity := p.iri(fmt.Sprintf("lab/%d", i))
				p.say(who, adl+"experienced", activity, at, l)
				for k, r := range work.rows {
					p.say(who, adl+r.verb, activity, at.Add(time.Duration(k+1)*time.Minute), l, lasting(r.seconds))
				}
				p.say(who, adl+"experienced", activity, at.Add(10*time.Minute), l)
				seconds, cuts = seconds+work.seconds, cuts+work.cuts
			}
			group := identity{agent: map[string]any{"objectType": "Group", "member": []any{who.agent}}}
			p.say(group, adl+"terminated", p.iri(fmt.Sprintf("lab/%d", i)), p.day(2024, 12, 1, 12, 0), l, lasting(100))
		}
		total += seconds
		p.ask(truth{
			query:   `{"kind":"table","metrics":["time_reported"],"time":{"range":"all"},"filter":["is","activity",["~lab/` + fmt.Sprint(i) + `"]]}`,
			columns: []string{"time_reported"}, want: same(is(seconds)),
		})
	}
	p.ask(truth{
		query:   `{"kind":"table","metrics":["time_reported"],"time":{"range":"all"},` + p.mine("lab/") + `}`,
		columns: []string{"time_reported"}, want: same(is(total)),
		meta: []string{"clamped"}, wantMeta: func(phase) []any { return is(cuts) },
	})
	p.videos()
	p.estimates()
}

// videos: everybody watches from 0 to some second in pieces that overlap, and ten
// seconds far behind, in two sessions. One piece is voided.
func (p *plan) videos() {
	l := life{first, always}
	people := p.crowd(p.between(3, 9))
	whole := 0.0
	for _, who := range people {
		end := float64(p.between(20, 60)) + 0.5
		at := p.day(2024, 12, 29, 23, 50)
		for from := 0.0; from < end; from += 8 {
			p.say(who, "https://w3id.org/xapi/video/verbs/paused", p.iri("film"), at, l, played(from, min(end, from+10.25), max(0, from-5), from))
			at = at.Add(time.Duration(p.between(1, 10)) * time.Minute)
		}
		p.say(who, "https://w3id.org/xapi/video/verbs/played", p.iri("film"), at.Add(2*time.Hour), l, played(1000, 1010))
		p.say(who, "https://w3id.org/xapi/video/verbs/played", p.iri("film"), at.Add(2*time.Hour), life{first, arrived}, played(1005, 1014.5))
		whole += end + 10
	}
	group := identity{agent: map[string]any{"objectType": "Group", "member": []any{people[0].agent}}}
	p.say(group, adl+"completed", p.iri("film"), p.day(2025, 1, 2, 9, 0), l, played(2000, 3000))
	p.ask(truth{
		query:   `{"kind":"table","metrics":["time_video"],"time":{"range":"all"},"filter":["is","activity",["~film"]]}`,
		columns: []string{"time_video"},
		want: func(ph phase) [][]any {
			if ph >= arrived {
				return [][]any{is(whole)}
			}
			return [][]any{is(whole + 4.5*float64(len(people)))}
		},
	})
}

// estimates: thirty people turn one page each, the j-th after ten times j
// seconds: nine in ten take up to 270 seconds, half of them up to 150. Of a rare
// type nothing is known.
func (p *plan) estimates() {
	l := life{first, always}
	for j, who := range apart(p, p.crowd(30)) {
		at := p.day(2025, 3, 30, 1, 50) // soon the clocks go on to three
		p.say(who, adl+"experienced", p.iri("read/a"), at, l, typed(p.iri("lesson")))
		p.say(who, adl+"experienced", p.iri("read/b"), at.Add(time.Duration(10*(j+1))*time.Second), l, typed(p.iri("lesson")))
	}
	rare := p.between(1, 5)
	for _, who := range p.crowd(rare) {
		at := p.day(2025, 3, 30, 12, 0)
		p.say(who, adl+"experienced", p.iri("look/a"), at, l, typed(p.iri("tour")))
		p.say(who, adl+"experienced", p.iri("look/a"), at.Add(25*time.Minute), l, typed(p.iri("tour")))
		p.say(who, adl+"experienced", p.iri("look/a"), at.Add(65*time.Minute), l, typed(p.iri("tour")))
	}
	read := 10*(27*28/2) + 3*270 + 30*150
	for name, want := range map[string]map[string]any{
		"read/": {"total": read, "low": read, "high": read},
		// The gap of 25 minutes counts, but that of 40 only where sessions may pause
		// for an hour; without a known type no more than half an hour.
		"look/": {"total": rare * 1500, "low": 0, "high": rare * (1500 + 1800)},
	} {
		p.ask(truth{
			query:   `{"kind":"table","metrics":["time_estimated"],"time":{"range":"all"},` + p.mine(name) + `}`,
			columns: []string{"time_estimated"}, want: same(is(want["total"])),
			meta: []string{"time_estimated"}, wantMeta: func(phase) []any { return is(want) },
		})
	}
}
