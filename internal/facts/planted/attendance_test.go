package planted_test

import (
	"fmt"
	"slices"
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

func (a *attendance) truths() {
	p := a.p
	every := make([]int, 0, horizon+1)
	for day := range horizon + 1 {
		every = append(every, day)
	}
	var weeks []int
	for day := 0; day <= horizon; day += 7 {
		weeks = append(weeks, day)
	}
	months := []int{1, 32, 62, 93, 124, 152} // 1 October to 1 March
	quarters := []int{1, 93}                 // the last one of 2024
	a.trend("day", every, 0, horizon)
	a.trend("week", weeks, 0, horizon)
	a.trend("month", months, 1, 152)
	a.trend("quarter", quarters, 1, 93)
	a.trend("week", []int{3, 7, 14, 17}, 3, 17) // cut by the range
	a.rolling(every)
	a.lifecycle("day", every[20:81])
	a.lifecycle("week", weeks)
	a.lifecycle("month", months)
	a.stickiness(120)
	a.stickiness(horizon)
	week := func(from, k int) (int, int) { return from + 7*k, from + 7*k + 7 }
	a.retention("week", weeks[:len(weeks)-1], week, 6)
	month := func(from, k int) (int, int) {
		at := slices.Index(months, from) + k
		if at+1 >= len(months) {
			return horizon, horizon // nobody comes then, but in March
		}
		return months[at], months[at+1]
	}
	a.retention("month", months[:2], month, 4)
	a.behind(9)
	a.behind(40)

	p.ask(truth{
		query:   `{"kind":"table","metrics":["people","active_people","statements"],"time":{"range":"all"},` + p.mine("") + `}`,
		columns: []string{"people", "active_people", "statements"},
		want: func(ph phase) [][]any {
			rows := int64(0)
			for day := range horizon {
				rows += a.rows[day][ph]
			}
			return [][]any{is(a.seen(ph, 0, horizon), len(a.active(ph, 0, horizon)), rows)}
		},
	})
}

// time writes a range of days.
func (a *attendance) time(from, to int, more string) string {
	return `"time":{"range":["` + a.date(from) + `","` + a.date(to) + `"],"zone":"Europe/Berlin"` + more + `},` + a.p.mine("")
}

// trend asks for buckets with these edges.
func (a *attendance) trend(bucket string, edges []int, from, to int) {
	a.p.ask(truth{
		query:   `{"kind":"trend","metrics":["people","active_people","statements"],` + a.time(from, to, `,"bucket":"`+bucket+`"`) + `}`,
		columns: []string{"people", "active_people", "statements"},
		want: func(ph phase) (rows [][]any) {
			for k := range len(edges) - 1 {
				statements := int64(0)
				for day := edges[k]; day < edges[k+1]; day++ {
					statements += a.rows[day][ph]
				}
				rows = append(rows, is(a.seen(ph, edges[k], edges[k+1]), len(a.active(ph, edges[k], edges[k+1])), statements))
			}
			return rows
		},
	})
}

func (a *attendance) rolling(days []int) {
	a.p.ask(truth{
		query:   `{"kind":"trend","metrics":["active_people_7d","active_people_28d","active_people_30d"],` + a.time(40, horizon, `,"bucket":"day"`) + `}`,
		columns: []string{"bucket", "active_people_7d", "active_people_28d", "active_people_30d"},
		want: func(ph phase) (rows [][]any) {
			for _, day := range days[40:horizon] {
				row := is(a.p.inBerlin(a.dayAt(day)))
				for _, window := range []int{7, 28, 30} {
					row = append(row, len(a.active(ph, day+1-window, day+1)))
				}
				rows = append(rows, row)
			}
			return rows
		},
	})
}

// lifecycle: what people are in each bucket follows from the sets of those who
// are active in it, in the one before, and ever before. The bucket before the
// first one is of the calendar.
func (a *attendance) lifecycle(bucket string, edges []int) {
	before := map[string]int{"day": edges[0] - 1, "week": edges[0] - 7, "month": -29}[bucket] // 1 September
	a.p.ask(truth{
		query:   `{"kind":"lifecycle",` + a.time(edges[0], edges[len(edges)-1], `,"bucket":"`+bucket+`"`) + `}`,
		columns: []string{"active", "new", "returning", "resurrected", "dormant"},
		want: func(ph phase) (rows [][]any) {
			earlier := before
			for k := range len(edges) - 1 {
				now, last, ever := a.active(ph, edges[k], edges[k+1]), a.active(ph, earlier, edges[k]), a.active(ph, 0, edges[k])
				fresh, returning := 0, 0
				for who := range now {
					if !ever[who] {
						fresh++
					}
					if last[who] {
						returning++
					}
				}
				rows = append(rows, is(len(now), fresh, returning, len(now)-fresh-returning, returning-len(last)))
				earlier = edges[k]
			}
			return rows
		},
	})
}

func (a *attendance) stickiness(end int) {
	a.p.ask(truth{
		query: `{"kind":"lifecycle",` + a.time(end-40, end, `,"bucket":"day"`) + `}`,
		meta:  []string{"stickiness"},
		wantMeta: func(ph phase) []any {
			daily, month := 0, len(a.active(ph, end-28, end))
			for day := end - 28; day < end; day++ {
				daily += len(a.active(ph, day, day+1))
			}
			mean := float64(daily) / 28
			return is(map[string]any{"dau_mean": mean, "mau": month, "value": mean / float64(month)})
		},
	})
}

// retention asks for the cohorts that begin on some days; period gives the days
// of the k-th period after one.
func (a *attendance) retention(name string, cohorts []int, period func(cohort, k int) (from, to int), periods int) {
	end := cohorts[len(cohorts)-1] + 1
	for _, unbounded := range []bool{false, true} {
		a.p.ask(truth{
			query:   fmt.Sprintf(`{"kind":"retention","period":%q,"periods":%d,"unbounded":%v,`, name, periods, unbounded) + a.time(cohorts[0], end, "") + `}`,
			columns: []string{"cohort", "size", "k", "people"},
			want: func(ph phase) (rows [][]any) {
				sizes, backs := 0, make([]int, periods)
				for _, cohort := range cohorts {
					from, to := period(cohort, 0)
					members, ever := a.active(ph, from, to), a.active(ph, 0, from)
					for who := range ever {
						delete(members, who)
					}
					if len(members) == 0 {
						continue
					}
					sizes += len(members)
					for k := range periods {
						from, to := period(cohort, k)
						if unbounded {
							to = horizon
						}
						back := 0
						for who := range a.active(ph, from, to) {
							if members[who] {
								back++
							}
						}
						backs[k] += back
						rows = append(rows, is(a.p.inBerlin(a.dayAt(cohort)), len(members), k, back))
					}
				}
				for k := range periods {
					rows = append(rows, is(nil, sizes, k, backs[k]))
				}
				return rows
			},
		})
	}
}

// behind asks who the people of a week are, and its new ones.
func (a *attendance) behind(day int) {
	names := func(found map[string]bool) (rows [][]any) {
		var sorted []string
		for who := range found {
			sorted = append(sorted, who)
		}
		slices.Sort(sorted)
		for _, who := range sorted {
			rows = append(rows, is(who))
		}
		return rows
	}
	monday := day / 7 * 7
	bucket := a.p.inBerlin(a.dayAt(monday))
	time := a.time(monday, monday+14, `,"bucket":"week"`)
	a.p.ask(truth{
		query:   `{"kind":"trend","metrics":["active_people"],` + time + `}`,
		cell:    `{"bucket":"` + bucket + `","metric":"active_people"}`,
		columns: []string{"person"},
		want:    func(ph phase) [][]any { return names(a.active(ph, monday, monday+7)) },
	})
	a.p.ask(truth{
		query:   `{"kind":"lifecycle",` + time + `}`,
		cell:    `{"bucket":"` + bucket + `","column":"new"}`,
		columns: []string{"person"},
		want: func(ph phase) [][]any {
			found := a.active(ph, monday, monday+7)
			for who := range a.active(ph, 0, monday) {
				delete(found, who)
			}
			return names(found)
		},
	})
}
