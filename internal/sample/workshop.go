package sample

import "time"

// workshopEvery is how many days lie between two dates of a workshop.
const workshopEvery = 28

// attend goes to the course's workshop; it reports whether they were there.
func (j *journey) attend() bool {
	j.rise()
	r, workshop := j.random, j.course.workshop
	day := j.year.dayOf(j.at) + 3
	for range 2 {
		day += workshopEvery - (day+len(j.course.slug)*3)%workshopEvery
		for weekday := j.year.first.AddDate(0, 0, day).Weekday(); weekday == time.Saturday || weekday == time.Sunday; weekday = j.year.first.AddDate(0, 0, day).Weekday() {
			day++
		}
		if !j.person.works(day) {
			return false
		}
		in := within{source: workshopSource, course: j.course, registration: j.in.registration, instructor: j.year.trainer(j.person)}
		j.say(j.year.at(j.person, max(0, day-12), 9, 0)+r.Int64N(6*60*minute), registered, workshop, in, "")
		if chance(r, 0.86) {
			hours := int64(3 + 3*(len(j.course.slug)%2))
			j.at = j.year.at(j.person, day, 9, 0) + hours*60*minute + r.Int64N(15*minute)
			j.say(j.at, attended, workshop, in, `{"duration":"`+duration(hours*60*minute)+`"}`)
			if j.course.slug == "sales-academy" {
				j.beObserved(day)
			}
			return true
		}
	}
	return false
}

// beObserved is a visit in the shop after the workshop.
func (j *journey) beObserved(day int) {
	day += 5 + j.random.IntN(20)
	if !j.person.works(day) || chance(j.random, 0.3) {
		return
	}
	at := j.year.worktime(j.random, j.person, day)
	in := within{source: workshopSource, course: j.course, registration: j.in.registration, instructor: j.year.trainer(j.person)}
	j.say(at, observed, j.year.visit, in, `{"duration":"PT25M","response":"`+[]string{"Asks before showing.", "Explains layers well.", "Could listen longer.", "Confident about prices."}[j.random.IntN(4)]+`"}`)
	j.at = max(j.at, at)
}

// beMentored is a conversation with the mentor, about every five weeks.
func (l *life) beMentored() {
	mentor := l.year.mentor(l.person)
	if mentor == l.person {
		return
	}
	for day := 12 + l.random.IntN(30); day < days; day += 28 + l.random.IntN(20) {
		if !l.person.works(day) || !mentor.works(day) || chance(l.random, 0.15) {
			continue
		}
		at := l.year.worktime(l.random, l.person, day)
		took := int64(25+5*l.random.IntN(6)) * minute
		in := within{source: workshopSource, instructor: mentor.account}
		l.say(at, attended, l.year.mentoring, in, `{"duration":"`+duration(took)+`"}`)
		theirs := &life{year: l.year, person: mentor, random: l.random}
		theirs.say(at+2*minute, mentored, l.year.mentoring, within{source: workshopSource}, `{"duration":"`+duration(took)+`"}`)
	}
}
