package sample

import (
	"fmt"

	"github.com/lore-lrs/lore/xapi"
)

// journey is somebody on their way through a course.
type journey struct {
	*life
	course *course
	in     within
	at     int64
	// began is when the present sitting began, 0 between two; worked is how long all
	// have been.
	began, worked int64
}

// take goes through a course from a day on, not before a time.
func (l *life) take(c *course, registration xapi.UUID, day int, after int64) {
	if !l.person.works(day) {
		return
	}
	j := &journey{life: l, course: c, at: max(after, l.year.worktime(l.random, l.person, day))}
	j.in = within{source: contentSource, registration: registration, course: c}
	j.sit()
	for i, module := range c.modules {
		j.study(module)
		if i < len(c.videos) {
			j.see(c.videos[i])
		}
		if j.givesUp() || !j.mayRest() {
			return
		}
	}
	for _, v := range c.videos[min(len(c.modules), len(c.videos)):] {
		j.see(v)
	}
	if c.simulation != nil && !j.ride() || c.quiz != nil && !j.examine() || c.workshop != nil && !j.attend() {
		return
	}
	j.finish()
}

// sit begins a sitting.
func (j *journey) sit() {
	j.in.device = j.device()
	from := j.in
	from.source = lmsSource
	j.say(j.at, launched, j.course.activity, from, "")
	j.at += 3*second + j.random.Int64N(6*second)
	j.began = j.at
	in := j.in
	in.category = cmi5Category
	j.say(j.at, initialized, j.course.activity, in, "")
	j.at += 5 * second
}

// rise ends it.
func (j *journey) rise() {
	if j.began == 0 {
		return
	}
	j.worked += j.at - j.began
	in := j.in
	in.category = cmi5Category
	j.say(j.at, terminated, j.course.activity, in, `{"duration":"`+duration(j.at-j.began)+`"}`)
	j.began = 0
}

// study reads a module.
func (j *journey) study(module *activity) {
	took := int64((90 + 260*j.random.Float64() + 60*j.random.ExpFloat64()) * float64(second))
	j.at += took
	in := j.in
	in.parent = j.course.activity
	j.say(j.at, experienced, module, in, `{"duration":"`+duration(took)+`"}`)
	j.at += 4 * second
}

// see watches a video, most do.
func (j *journey) see(v *video) {
	if chance(j.random, 0.12) {
		return
	}
	in := j.in
	in.parent = j.course.activity
	j.at, _ = j.watch(v, in, j.at)
	j.at += 6 * second
}

// givesUp reports whether somebody stops here for good; the platform notices later.
func (j *journey) givesUp() bool {
	if !chance(j.random, j.course.dropout*(1.7-1.3*j.person.diligence)) {
		return false
	}
	j.rise()
	if chance(j.random, 0.4) {
		in := j.in
		in.source, in.device = lmsSource, ""
		at := j.year.at(j.person, j.year.dayOf(j.at)+30, 5, 40) + j.random.Int64N(10*minute)
		j.say(at, abandoned, j.course.activity, in, "")
	}
	return true
}

// mayRest goes on another day, now and then; false when they have left by then.
func (j *journey) mayRest() bool {
	if !chance(j.random, 0.14) {
		return true
	}
	j.rise()
	return j.resume(1 + j.random.IntN(8))
}

// resume sits down again some days later; false when they have left by then.
func (j *journey) resume(later int) bool {
	day := j.year.dayOf(j.at) + later
	if !j.person.works(day) {
		return false
	}
	j.at = j.year.worktime(j.random, j.person, day)
	j.sit()
	return true
}

// examine takes the test, up to three times; it reports whether it was passed.
func (j *journey) examine() bool {
	quiz := j.course.quiz
	ability := j.person.ability
	for try := range 3 {
		began, right := j.at, 0
		in := j.in
		in.parent = quiz.activity
		for _, item := range quiz.items {
			took := int64((9 + 22*j.random.Float64() + 8*j.random.ExpFloat64()) * float64(second))
			j.at += took
			response, correct := item.answer(j.random, ability)
			points := 0
			if correct {
				points = 1
				right++
			}
			j.say(j.at, answered, item.activity, in, fmt.Sprintf(`{"response":%q,"success":%t,"score":{"scaled":%d},"duration":"%s"}`, response, correct, points, duration(took)))
			last := &j.year.events[len(j.year.events)-1]
			last.item, last.right = item, correct
		}
		share := float64(right) / float64(len(quiz.items))
		verdict, pass := failed, share >= passMark
		if pass {
			verdict = passed
		}
		j.at += 2 * second
		in.parent, in.category = j.course.activity, cmi5Category
		result := fmt.Sprintf(`{"score":{"scaled":%s,"raw":%d,"min":0,"max":%d},"success":%t,"duration":"%s"}`,
			number(share, 4), right, len(quiz.items), pass, duration(j.at-began))
		j.say(j.at, verdict, quiz.activity, in, result)
		if pass {
			return true
		}
		ability += 0.45 // one learns from mistakes
		j.rise()
		if try == 2 || chance(j.random, 0.12+0.2*(1-j.person.diligence)) || !j.resume(1+j.random.IntN(10)) {
			return false
		}
	}
	return false
}

// ride drives the simulation on several days until it is passed.
func (j *journey) ride() bool {
	j.rise()
	for practised := range 6 {
		day := j.year.dayOf(j.at) + 2 + j.random.IntN(9)
		if !j.person.works(day) {
			return false
		}
		j.at = j.year.worktime(j.random, j.person, day)
		if practised == 0 && chance(j.random, 0.16) {
			// The trainer shows it with the learner's headset on; it is taken back.
			in := within{source: vrSource, device: "headset", registration: j.year.id()}
			id := j.say(j.at, passed, j.course.simulation.activity, in, `{"score":{"scaled":0.98,"raw":98,"min":0,"max":100},"success":true}`)
			j.void(id, j.at+26*60*minute)
			j.at += 10 * minute
		}
		var pass bool
		if j.at, pass = j.drive(j.course.simulation, j.at, practised); pass {
			return true
		}
		if chance(j.random, 0.1) {
			return false
		}
	}
	return false
}

// finish completes the course.
func (j *journey) finish() {
	if f := j.course.feedback; f != nil && j.began != 0 && chance(j.random, 0.7) {
		in := j.in
		in.parent = j.course.activity
		j.at += 12 * second
		mood := min(4, max(0, int(2.4+1.3*j.random.NormFloat64()+0.6*j.person.curious)))
		j.say(j.at, answered, f.activity, in, `{"response":"`+likert(mood)+`"}`)
	}
	in := j.in
	in.category = cmi5Category
	j.at += 2 * second
	worked := j.worked
	if j.began != 0 {
		worked += j.at - j.began
	}
	j.say(j.at, completed, j.course.activity, in, `{"completion":true,"duration":"`+duration(worked)+`"}`)
	j.rise()
	in.source, in.device, in.category = lmsSource, "", ""
	j.say(j.at+8*second, satisfied, j.course.activity, in, "")
	if b := j.course.badge; b != nil {
		j.say(j.at+40*second, earned, b, in, "")
	}
}
