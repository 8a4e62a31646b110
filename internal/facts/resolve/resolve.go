// Package resolve gives the codes of a snapshot their meaning: which person an
// actor is, which class a verb has, which course an activity belongs to. It
// looks every word up once, so that a row costs no more than an index; nothing
// is kept in the columns, so that a change of meaning takes effect at once.
package resolve

import (
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/meaning"
)

// CourseType is the type of the activities that are courses.
const CourseType = "http://adlnet.gov/expapi/activities/course"

// How far a timestamp may lie from the time of storing before its clock is
// suspect.
const (
	maxAhead  = 5 * time.Minute
	maxBehind = 3653 * 24 * time.Hour
)

// Resolved is the meaning of a snapshot's codes at one moment; it never changes.
// Persons and courses have numbers from 1; 0 is none.
type Resolved struct {
	snapshot *column.Snapshot

	person      []uint32 // by actor
	personNames []string // by person
	byIdentity  map[string]uint32
	merged      []bool // by person

	class []meaning.Class // by verb

	activityType []column.Code // by activity
	interaction  []column.Code // by activity
	mapped       []uint32      // by activity: the course that it was given
	isCourse     []bool        // by activity
	byContext    []contextCourse
	courseNames  []string // of the courses that are no activities, by number − activities − 1
	formalCourse []bool   // by course

	formalSource  []bool // by label
	trustedSource []bool // by label
}

// contextCourse is what the context activities say of the course.
type contextCourse struct {
	typed     uint32 // a grouping or parent that is a course
	typedRule uint8
	grouping  uint32 // the first grouping
}

// New resolves the words of a snapshot as they were known before now
// (microseconds): later statements say nothing about types.
func New(snapshot *column.Snapshot, inForce *meaning.Meaning, now int64) *Resolved {
	r := &Resolved{snapshot: snapshot}
	r.resolvePeople(inForce)
	r.resolveClasses(inForce)
	r.resolveTypes(now)
	r.resolveCourses(inForce)
	r.formalSource = labels(snapshot, inForce.FormalSources)
	r.trustedSource = labels(snapshot, inForce.TrustedClocks)
	return r
}

func (r *Resolved) resolvePeople(inForce *meaning.Meaning) {
	actors := r.snapshot.Words(column.Actors)
	r.person = make([]uint32, actors+1)
	r.personNames = make([]string, 1, actors+1)
	r.byIdentity = make(map[string]uint32, actors)
	r.merged = make([]bool, 1, actors+1)
	for actor := 1; actor <= actors; actor++ {
		identity := r.snapshot.Word(column.Actors, column.Code(actor))
		if strings.HasPrefix(identity, fact.GroupPrefix) {
			continue
		}
		name := identity
		if other, is := inForce.Persons[identity]; is {
			name = other
		}
		number, known := r.byIdentity[name]
		if !known {
			number = uint32(len(r.personNames))
			r.byIdentity[name] = number
			r.personNames = append(r.personNames, name)
			r.merged = append(r.merged, false)
		}
		r.person[actor] = number
		r.merged[number] = r.merged[number] || name != identity
	}
}

func (r *Resolved) resolveClasses(inForce *meaning.Meaning) {
	r.class = make([]meaning.Class, r.snapshot.Words(column.Verbs)+1)
	for verb := 1; verb < len(r.class); verb++ {
		r.class[verb] = inForce.Verbs[r.snapshot.Word(column.Verbs, column.Code(verb))]
	}
}

func (r *Resolved) resolveTypes(now int64) {
	activities := r.snapshot.Words(column.Activities)
	r.activityType = make([]column.Code, activities+1)
	r.interaction = make([]column.Code, activities+1)
	for activity := 1; activity <= activities && activity < len(r.snapshot.Facts); activity++ {
		facts := r.snapshot.Facts[activity]
		if facts.TypeSince < now {
			r.activityType[activity] = facts.Type
		}
		if facts.InteractionSince < now {
			r.interaction[activity] = facts.Interaction
		}
	}
}

func (r *Resolved) resolveCourses(inForce *meaning.Meaning) {
	activities := r.snapshot.Words(column.Activities)
	courseType, known := r.snapshot.Code(column.Types, CourseType)
	r.isCourse = make([]bool, activities+1)
	for activity := 1; known && activity <= activities; activity++ {
		r.isCourse[activity] = r.activityType[activity] == courseType
	}
	r.mapped = make([]uint32, activities+1)
	r.formalCourse = make([]bool, activities+1)
	others := make(map[string]uint32)
	for activity, course := range inForce.Courses {
		number, known := r.snapshot.Code(column.Activities, course)
		if !known {
			if number, known = others[course]; !known {
				r.courseNames = append(r.courseNames, course)
				r.formalCourse = append(r.formalCourse, false)
				number = uint32(activities + len(r.courseNames))
				others[course] = number
			}
		}
		r.formalCourse[number] = true
		if code, ok := r.snapshot.Code(column.Activities, activity); ok {
			r.mapped[code] = number
		}
	}
	r.byContext = make([]contextCourse, len(r.snapshot.Contexts))
	for i := range r.byContext {
		r.byContext[i] = r.courseOf(&r.snapshot.Contexts[i])
	}
}

// courseOf applies the rules 2, 3 and 5 to context activities. Words that are
// too new for the snapshot are in no context that a row of it has.
func (r *Resolved) courseOf(c *column.ContextActivities) contextCourse {
	var found contextCourse
	for rule, list := range [][]column.Code{c.Groupings, c.Parents} {
		for _, activity := range list {
			if found.typed == 0 && int(activity) < len(r.isCourse) && r.isCourse[activity] {
				found.typed, found.typedRule = activity, uint8(2+rule)
			}
		}
	}
	if len(c.Groupings) > 0 {
		found.grouping = c.Groupings[0]
	}
	return found
}

// labels marks the codes of some words.
func labels(snapshot *column.Snapshot, words map[string]bool) []bool {
	marked := make([]bool, snapshot.Words(column.Labels)+1)
	for word, is := range words {
		if code, ok := snapshot.Code(column.Labels, word); ok && is {
			marked[code] = true
		}
	}
	return marked
}

// People is the number of the last person: they are 1 to People.
func (r *Resolved) People() int { return len(r.personNames) - 1 }

// Person returns the person of an actor; 0 for a group.
func (r *Resolved) Person(actor column.Code) uint32 { return r.person[actor] }

// PersonName returns the identity that stands for a person; "" for 0.
func (r *Resolved) PersonName(person uint32) string { return r.personNames[person] }

// PersonNumber returns the person with the name.
func (r *Resolved) PersonNumber(name string) (number uint32, ok bool) {
	number, ok = r.byIdentity[name]
	return number, ok
}

// Merged reports whether a person has identities of other names.
func (r *Resolved) Merged(person uint32) bool { return r.merged[person] }

// Class returns the class of a verb.
func (r *Resolved) Class(verb column.Code) meaning.Class { return r.class[verb] }

// TypeOf returns the type of an activity, a code of column.Types; 0 for none.
func (r *Resolved) TypeOf(activity column.Code) column.Code { return r.activityType[activity] }

// InteractionOf returns the interaction type of an activity, a code of
// column.Types; 0 for none.
func (r *Resolved) InteractionOf(activity column.Code) column.Code { return r.interaction[activity] }

// Courses is the highest number of a course. Up to the number of activities,
// courses are the activities of that code; most of these are no courses.
func (r *Resolved) Courses() int { return len(r.formalCourse) - 1 }

// Course returns the course of a row with the activity and context, and the
// rule that found it (docs/query-api.md, course); 0, 0 for none.
func (r *Resolved) Course(activity column.Code, context uint32) (course uint32, rule uint8) {
	if mapped := r.mapped[activity]; mapped != 0 {
		return mapped, 1
	}
	c := &r.byContext[context]
	switch {
	case c.typed != 0:
		return c.typed, c.typedRule
	case r.isCourse[activity]:
		return activity, 4
	case c.grouping != 0:
		return c.grouping, 5
	default:
		return 0, 0
	}
}

// CourseName returns the IRI of a course; "" for 0.
func (r *Resolved) CourseName(course uint32) string {
	if activities := len(r.mapped) - 1; int(course) > activities {
		return r.courseNames[int(course)-activities-1]
	}
	return r.snapshot.Word(column.Activities, course)
}

// Formal reports whether what happened in a course, told by a source (a code of
// column.Labels), is formal learning.
func (r *Resolved) Formal(course uint32, source column.Code) bool {
	return r.formalCourse[course] || r.formalSource[source]
}

// Suspect reports whether the clock that gave a timestamp is suspect: times are
// in microseconds, the source is a code of column.Labels.
func (r *Resolved) Suspect(stored, timestamp int64, source column.Code) bool {
	if r.trustedSource[source] {
		return false
	}
	return timestamp > stored+maxAhead.Microseconds() || timestamp < stored-maxBehind.Microseconds()
}
