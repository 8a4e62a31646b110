package sample

import "fmt"

// informally is what somebody learns beside courses, week by week.
func (l *life) informally() {
	r, p := l.random, l.person
	for week := 0; week < days; week += 7 {
		if !p.works(week + 3) {
			continue
		}
		for chance(r, 0.62*p.curious) {
			l.use(week+r.IntN(7), read, l.year.articles, func() int64 { return int64(60+240*r.Float64()) * second })
		}
		if chance(r, 0.2*p.curious) {
			l.use(week+r.IntN(7), listened, l.year.podcasts, func() int64 { return int64(14+20*r.Float64()) * minute })
		}
		if chance(r, 0.05*p.curious) {
			l.use(week+r.IntN(5), asked, l.year.threads, nil)
		}
		if chance(r, 0.11*p.curious) {
			l.use(week+r.IntN(5), commented, l.year.threads, nil)
		}
	}
}

// use picks something of the app; now and then the phone is offline for days.
func (l *life) use(day int, v *verb, of []*activity, takes func() int64) {
	r := l.random
	if !l.person.works(day) || day >= days {
		return
	}
	// What is new is read most.
	object := of[min(len(of)-1, int(float64(len(of))*r.Float64()*(0.4+0.6*r.Float64())))]
	at := l.year.worktime(r, l.person, day)
	in := within{source: mobileSource, device: "phone"}
	times := 1
	if chance(r, 0.012) {
		l.online, times = at+int64(20+50*r.Float64())*60*minute, 6+r.IntN(5)
	}
	for range times {
		result := ""
		if takes != nil {
			took := takes()
			at += took
			result = `{"duration":"` + duration(took) + `"}`
		}
		l.say(at, v, object, in, result)
		at += 2 * minute
		object = of[r.IntN(len(of))]
	}
	l.online = 0
}

// assert tells what a few learned elsewhere, by their own word.
func (l *life) assert() {
	if l.person.number%27 != 4 {
		return
	}
	r := l.random
	kinds := []struct {
		verb *verb
		kind string
		name label
	}{
		{read, typeBook, label{"A book about negotiating", "Ein Buch über das Verhandeln"}},
		{attended, typeMeeting, label{"Outdoor trade fair", "Outdoor-Messe"}},
		{completed, typeCourse, label{"Evening class in Spanish", "Abendkurs Spanisch"}},
		{experienced, typeObjective, label{"A week in the Lisbon team", "Eine Woche im Team Lissabon"}},
	}
	for i := range 2 + r.IntN(3) {
		day := max(l.person.hired, 0) + r.IntN(days-max(l.person.hired, 0))
		if !l.person.works(day) {
			continue
		}
		kind := kinds[(l.person.number+i)%len(kinds)]
		object := newActivity(fmt.Sprintf("%s/own/%04d-%d", lms, l.person.number, i), kind.kind, kind.name, "")
		l.say(l.year.worktime(r, l.person, day), kind.verb, object, within{source: learnerSource, device: "phone"},
			`{"duration":"`+duration(int64(1+r.IntN(12))*60*minute)+`"}`)
	}
}
