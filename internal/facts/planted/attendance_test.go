package planted_test

import (
	"fmt"
	"time"
)

// horizon is how many days people attend: 26 weeks from Monday, 30 September
// 2024, with both changes of the clocks in Berlin and the end of a year.
const horizon = 26 * 7

// presence is that an identity attends on a day.
type presence struct {
	who identity
	life
}

// attendance is who is there on each day.
type attendance struct {
	p       *plan
	present [horizon][]presence
	// noted are those who have a row on the day that does not qualify.
	noted [horizon][]presence
	rows  [horizon][phases]int64
}

// dayAt is midnight of a day of the horizon.
func (a *attendance) dayAt(day int) time.Time { return a.p.day(2024, 9, 30+day, 0, 0) }

// date writes a day as a query does.
func (a *attendance) date(day int) string { return a.dayAt(day).Format(time.DateOnly) }

// moment is a time on a day, often at its very ends.
func (a *attendance) moment(day int) time.Time {
	begin, end := a.dayAt(day), a.dayAt(day+1)
	switch a.p.random.IntN(4) {
	case 0:
		return begin
	case 1:
		return end.Add(-time.Microsecond)
	default:
		return begin.Add(time.Duration(a.p.random.Int64N(int64(end.Sub(begin)))).Truncate(time.Microsecond))
	}
}

// plantAttendance decides who attends: people who come and stay away for weeks,
// some of whom have two identities, merged at first, later, or never.
func plantAttendance(p *plan) {
	a := &attendance{p: p}
	for i := range p.between(13, 17) {
		who, comes := []identity{p.someone()}, p.between(0, 60)
		leaves := min(horizon, comes+p.between(1, horizon)) // for good
		p.count(&p.people, life{first, always}, 1)
		if i%3 != 2 {
			other := p.someone()
			from := []phase{first, changed}[i%3]
			p.merges = append(p.merges, merge{other.name, who[0].name, life{from, split}})
			p.count(&p.people, life{first, from}, 1)
			p.count(&p.people, life{split, always}, 1)
			who = append(who, other)
			a.attend(other, p.between(comes, leaves-1), 0) // so that each one counts
		}
		a.attend(who[0], comes, 0)
		for day, stays := comes, true; day < leaves; stays = !stays {
			until := min(leaves, day+p.between(3, 30))
			for ; day < until; day++ {
				switch {
				case !stays && p.random.IntN(12) == 0:
					a.note(who[0], day)
				case stays && p.random.IntN(3) == 0:
					a.attend(who[p.random.IntN(len(who))], day, p.random.IntN(12))
				}
			}
		}
	}
	a.truths()
}

// attend decides that an identity attends a day: all the time, or what is a
// chance of a few in a dozen, only in some phases.
func (a *attendance) attend(who identity, day int, chance int) {
	l := life{first, always}
	switch chance {
	case 9:
		l = life{arrived, always}
	case 10:
		l = life{first, arrived}
	case 11:
		l = life{first, first}
		if a.p.random.IntN(2) == 0 {
			l = life{arrived, arrived}
		}
	}
	a.present[day] = append(a.present[day], presence{who, l})
	verbs := []string{"experienced", "initialized", "completed", "answered", "attended", "terminated"}
	for range a.p.between(1, 2) {
		verb := adl + verbs[a.p.random.IntN(len(verbs))]
		a.p.say(who, verb, a.p.iri(fmt.Sprintf("page%d", a.p.random.IntN(4))), a.moment(day), l)
		a.p.count(&a.rows[day], l, 1)
	}
}

// note decides that others do something to a learner on a day.
func (a *attendance) note(who identity, day int) {
	l := life{first, always}
	a.noted[day] = append(a.noted[day], presence{who, l})
	verb := []string{adl + "registered", "https://w3id.org/xapi/adl/verbs/waived", adl + "earned"}[a.p.random.IntN(3)]
	a.p.say(who, verb, a.p.iri("page0"), a.moment(day), l)
	a.p.count(&a.rows[day], l, 1)
}

// people are the persons of some days [from, to) in a phase.
func (a *attendance) people(ph phase, of *[horizon][]presence, from, to int) map[string]bool {
	persons, found := a.p.persons(ph), make(map[string]bool)
	for day := max(0, from); day < min(horizon, to); day++ {
		for _, there := range of[day] {
			if !there.in(ph) {
				continue
			}
			name := there.who.name
			if target, is := persons[name]; is {
				name = target
			}
			found[name] = true
		}
	}
	return found
}

func (a *attendance) active(ph phase, from, to int) map[string]bool {
	return a.people(ph, &a.present, from, to)
}

// seen are those with any row.
func (a *attendance) seen(ph phase, from, to int) int64 {
	all := a.active(ph, from, to)
	for who := range a.people(ph, &a.noted, from, to) {
		all[who] = true
	}
	return int64(len(all))
}
