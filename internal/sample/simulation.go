package sample

import (
	"fmt"
	"math"
)

// simulation is a virtual warehouse in which forklifts are driven. Its statements do
// not say which course it belongs to: that is decided in the store.
type simulation struct {
	*activity
	steps []*activity
}

func newSimulation() *simulation {
	const base = "https://vr.northwind.example/forklift"
	s := &simulation{activity: newActivity(base, typeSimulation, label{"Forklift simulation", "Stapler-Simulation"}, "")}
	for i, name := range labels(`
		Walk around the truck | Rundgang um den Stapler
		Fasten the seat belt | Sitzgurt anlegen
		Pick up a pallet | Palette aufnehmen
		Drive the aisle | Gang befahren
		Stack at four metres | In vier Metern einlagern
		Park and secure | Abstellen und sichern`) {
		s.steps = append(s.steps, newActivity(fmt.Sprintf("%s/steps/%d", base, i+1), typeStep, name, ""))
	}
	return s
}

// drive is one ride; it returns when it ended and whether it was passed. practised
// is how many there were before.
func (l *life) drive(s *simulation, at int64, practised int) (end int64, pass bool) {
	r := l.random
	in := within{source: vrSource, device: "headset", registration: l.year.id(), instructor: l.year.trainer(l.person)}
	l.say(at, initialized, s.activity, in, "")
	began, sum := at, 0.0
	for i, step := range s.steps {
		took := int64((35 + 40*float64(i%4) + 30*r.Float64()) * float64(second))
		at += took
		points := math.Round(100 * math.Max(0.1, math.Min(1, 0.62+0.11*float64(practised)+0.09*l.person.ability-0.04*float64(i)+0.1*r.NormFloat64())))
		sum += points
		within := in
		within.parent = s.activity
		l.say(at, performed, step, within, fmt.Sprintf(`{"score":{"scaled":%s,"raw":%g,"min":0,"max":100},"success":%t,"duration":"%s"}`,
			number(points/100, 2), points, points >= 60, duration(took)))
	}
	mean := math.Round(sum / float64(len(s.steps)))
	pass = mean >= 70
	verdict := failed
	if pass {
		verdict = passed
	}
	at += 4 * second
	l.say(at, verdict, s.activity, in, fmt.Sprintf(`{"score":{"scaled":%s,"raw":%g,"min":0,"max":100},"success":%t,"duration":"%s"}`,
		number(mean/100, 2), mean, pass, duration(at-began)))
	l.say(at+second, terminated, s.activity, in, `{"duration":"`+duration(at-began)+`"}`)
	return at + second, pass
}
