package sample

import (
	"math"
	"math/rand/v2"

	"github.com/lore-lrs/lore/xapi"
)

// life is what one person learns in the year.
type life struct {
	year   *Year
	person *person
	random *rand.Rand
	// online is when a device that is offline sends what it has, 0 while it is online.
	online int64
}

// within is what surrounds a statement.
type within struct {
	source       *source
	device       string
	registration xapi.UUID
	course       *course
	parent       *activity
	category     string
	instructor   *identity
	extensions   string
}

// say tells that something was done, and returns the statement's id.
func (l *life) say(at int64, v *verb, object *activity, in within, result string) xapi.UUID {
	e := event{
		at: at, id: l.year.id(), registration: in.registration, person: l.person, actor: l.person.account,
		verb: v, object: object, source: in.source, device: in.device, course: in.course, parent: in.parent,
		category: in.category, instructor: in.instructor, result: result, extensions: in.extensions,
	}
	if in.source == workshopSource && l.person.address != nil {
		e.actor = l.person.address
	}
	e.stored = l.arrives(at, in.source)
	l.year.events = append(l.year.events, e)
	return e.id
}

// arrives is when a statement is stored: each system has its own way of sending.
func (l *life) arrives(at int64, from *source) int64 {
	r := l.random
	switch from {
	case vrSource: // headsets send when a ride is over
		return at + int64((5+55*r.Float64())*float64(second))
	case workshopSource: // somebody types it in
		return at + int64((0.2+2.5*r.Float64())*60*float64(minute))
	case mobileSource:
		if l.online != 0 {
			l.online += second/5 + r.Int64N(second)
			return max(at, l.online)
		}
	}
	return at + int64((0.3+5*r.Float64()*r.Float64())*float64(second))
}

// void declares a statement void, some time later.
func (l *life) void(id xapi.UUID, at int64) {
	l.year.events = append(l.year.events, event{
		at: at, stored: at + second, id: l.year.id(), person: l.person, actor: office,
		verb: voided, voids: id, source: lmsSource,
	})
}

// office is who voids statements.
var office = accountOf("Training office", "training-office")

// trainer is who teaches somebody: one of the people team.
func (y *Year) trainer(p *person) *identity {
	for i := range y.people {
		other := y.people[(i+5*p.number)%len(y.people)]
		if other.department.slug == "people" && other != p && other.hired < 0 {
			return other.account
		}
	}
	return office
}

// mentor is who accompanies a lead: somebody of the management.
func (y *Year) mentor(p *person) *person {
	for i := range y.people {
		other := y.people[(i+3*p.number)%len(y.people)]
		if other.department.slug == "management" && other != p && other.hired < 0 {
			return other
		}
	}
	return y.people[0]
}

// works reports whether somebody is employed on a day.
func (p *person) works(day int) bool { return day >= p.hired && day < p.left }

// learn makes the year of the person.
func (l *life) learn() {
	for _, c := range l.year.courses {
		if c.who == nil || c.who(l.person) {
			l.meet(c)
		}
	}
	l.informally()
	l.assert()
	if l.person.lead {
		l.beMentored()
	}
}

// meet decides whether and when somebody takes a course.
func (l *life) meet(c *course) {
	r, p := l.random, l.person
	switch {
	case c.joiners && p.hired >= 0:
		l.assigned(c, p.hired+r.IntN(3), max(c.due, 21))
	case c.campaign >= 0 && p.works(c.campaign):
		l.assigned(c, c.campaign, c.due)
	case chance(r, c.popularity*(0.4+0.6*p.curious+0.3*(p.diligence-0.5))):
		// More in autumn and at the beginning of the year than in summer.
		day := max(p.hired+20, 0) + int(float64(days-max(p.hired+20, 0))*r.Float64())
		if p.works(day) {
			at := l.year.worktime(r, p, day)
			registration := l.year.id()
			l.say(at, registered, c.activity, within{source: lmsSource, device: "desktop", registration: registration, course: c}, "")
			l.take(c, registration, l.year.dayOf(at)+r.IntN(9), at+2*minute)
		}
	}
}

// assigned is somebody who must take a course.
func (l *life) assigned(c *course, day, due int) {
	r, p := l.random, l.person
	registration := l.year.id()
	// The platform assigns at night.
	at := l.year.at(p, day, 5, 10) + r.Int64N(20*minute)
	l.say(at, registered, c.activity, within{source: lmsSource, registration: registration, course: c}, "")
	if !chance(r, 0.74+0.25*p.diligence) {
		return
	}
	var wait float64
	switch dice := r.Float64(); {
	case dice < 0.25+0.4*p.diligence: // at once
		wait = 9 * r.ExpFloat64() * 0.5
	case dice < 0.93: // when they are reminded
		wait = float64(due) * (0.62 + 0.4*math.Sqrt(r.Float64()))
	default: // too late
		wait = float64(due) * (1.05 + 0.7*r.Float64())
	}
	l.take(c, registration, day+int(wait), at)
}

// device is what somebody learns on.
func (l *life) device() string {
	mobile := 0.1
	if l.person.department.shifts {
		mobile = 0.42
	}
	switch dice := l.random.Float64(); {
	case dice < mobile:
		return "phone"
	case dice < mobile+0.1:
		return "tablet"
	default:
		return "desktop"
	}
}
