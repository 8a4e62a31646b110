package sample

import (
	"time"

	"github.com/lore-lrs/lore/xapi"
)

// Truth is what answers about the year must say, counted from what was made up.
type Truth struct {
	// Statements counts all, Voided those that were declared void, Voiding those
	// that say so.
	Statements, Voided, Voiding int
	// People learn, by as many Identities: some have two that nobody merged.
	People, Identities int
	// Courses, Items and Videos (their viewers) are by the id of their activity.
	Courses map[string]CourseTruth
	Items   map[string]ItemTruth
	Videos  map[string]int
	// From and Until are the first and the last timestamp.
	From, Until time.Time
}

// CourseTruth says how many people were assigned to a course or signed up for it,
// and completed it, by statements about the course itself; and how many started,
// passed and failed anything that belongs to it.
type CourseTruth struct{ Enrolled, Started, Completed, Passed, Failed int }

// ItemTruth is how a question was answered: by how many people, and by how many of
// them rightly the first time.
type ItemTruth struct {
	People, Right int
	// Miskeyed, TooEasy and Weak are what is wrong with the question.
	Miskeyed, TooEasy, Weak bool
}

type (
	courseOutcome struct {
		course  *course
		outcome *verb
	}
	who map[string]bool
)

// ofItself are the verbs that count for a course when they are about nothing less.
var ofItself = map[*verb]bool{registered: true, completed: true}

// Truth counts.
func (y *Year) Truth() Truth {
	t := Truth{
		Statements: len(y.events), Courses: make(map[string]CourseTruth), Items: make(map[string]ItemTruth),
		Videos: make(map[string]int),
	}
	void := make(map[xapi.UUID]bool)
	for i := range y.events {
		if e := &y.events[i]; e.object == nil {
			void[e.voids] = true
			t.Voiding++
		}
	}
	t.Voided = len(void)
	outcomes, viewers := make(map[courseOutcome]who), make(map[string]who)
	identities, people := make(who), make(who)
	type answer struct {
		item *item
		who  string
	}
	given := make(map[answer]bool)
	for i := range y.events {
		e := &y.events[i]
		if e.object == nil || void[e.id] {
			continue
		}
		name := e.name()
		people[name], identities[e.actor.text] = true, true
		if at := time.UnixMicro(e.at).UTC(); t.From.IsZero() || at.Before(t.From) {
			t.From = at
		} else if at.After(t.Until) {
			t.Until = at
		}
		if course := y.belongs(e); course != nil && (!ofItself[outcome(e.verb)] || e.object == course.activity) {
			key := courseOutcome{course, outcome(e.verb)}
			if outcomes[key] == nil {
				outcomes[key] = make(who)
			}
			outcomes[key][name] = true
		}
		if e.category == videoCategory {
			if viewers[e.object.id] == nil {
				viewers[e.object.id] = make(who)
			}
			viewers[e.object.id][name] = true
		}
		if e.item != nil && !given[answer{e.item, name}] {
			given[answer{e.item, name}] = true
			found := t.Items[e.item.id]
			found.People++
			if e.right {
				found.Right++
			}
			found.Miskeyed, found.TooEasy, found.Weak = e.item.key >= 0, e.item.difficulty < -4, e.item.discrimination < 0.2
			t.Items[e.item.id] = found
		}
	}
	for _, c := range y.courses {
		t.Courses[c.id] = CourseTruth{
			Enrolled: len(outcomes[courseOutcome{c, registered}]), Started: len(outcomes[courseOutcome{c, initialized}]),
			Completed: len(outcomes[courseOutcome{c, completed}]), Passed: len(outcomes[courseOutcome{c, passed}]),
			Failed: len(outcomes[courseOutcome{c, failed}]),
		}
	}
	for id, watching := range viewers {
		t.Videos[id] = len(watching)
	}
	t.People, t.Identities = len(people), len(identities)
	return t
}

// name is the person that a statement is about, by what is merged.
func (e *event) name() string {
	if p := e.person; p.merged && e.actor == p.address {
		return p.account.text
	}
	return e.actor.text
}

// belongs is the course of a statement, by what it says or by what is mapped.
func (y *Year) belongs(e *event) *course {
	if e.course != nil {
		return e.course
	}
	for _, c := range y.courses {
		if s := c.simulation; s != nil && (e.object == s.activity || e.parent == s.activity) {
			return c
		}
	}
	return nil
}

// outcome is what stands for all verbs of a class.
func outcome(v *verb) *verb {
	switch v {
	case launched:
		return initialized
	case satisfied:
		return completed
	}
	return v
}
