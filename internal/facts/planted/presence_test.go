package planted_test

import (
	"fmt"
	"slices"
)

// truths are what follows from who attends when.
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
			if month == 0 {
				return is(map[string]any{"dau_mean": 0, "mau": 0, "value": nil})
			}
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
