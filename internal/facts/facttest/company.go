// Package facttest makes believable rows of facts and asks of them what
// dashboards ask: the engine's benchmarks and `make bench` measure the same
// questions over the same rows, however many there are.
//
// A Company is one year in which people of very different zeal work through
// courses. It is the same rows every time, made one after the other, so that
// a hundred million need no more memory than one. Dashboards are the questions,
// each with the words of the query API. Nothing here is part of the product.
package facttest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

const (
	courses    = 200
	activities = 10 // of each course
	// rowsEach is how many rows there are for each person, in the mean.
	rowsEach     = 100
	fewestPeople = 100
)

// verbs are drawn with equal chances, those that stand here twice with twice
// the chance.
var verbs = [...]string{
	"initialized", "experienced", "experienced", "progressed", "answered", "answered", "completed", "passed", "failed", "terminated",
}

// Company is the rows of a year, in the order in which they were stored.
type Company struct {
	// Rows is how many there are.
	Rows int
	// End is when the year ends: no row is stored after it.
	End time.Time
}

// Each hands out the rows, and stops at yield's first error, which it returns.
// What it hands out may be kept, but not written to.
func (c Company) Each(yield func(fact.Row) error) error {
	random := rand.New(rand.NewPCG(1, 2))
	people := max(fewestPeople, c.Rows/rowsEach)
	zeal := rand.NewZipf(random, 1.1, 20, uint64(people-1))
	names := make([]string, people)
	modules, groupings := plan()
	const year = 365 * 24 * time.Hour
	step := year.Microseconds() / int64(c.Rows)
	at := c.End.Add(-year).UnixMicro()
	for i := range c.Rows {
		at += step
		course := random.IntN(courses)
		person := zeal.Uint64()
		if names[person] == "" {
			names[person] = fmt.Sprintf("account:https://hr.example.org|%d", person)
		}
		verb := random.IntN(len(verbs))
		row := fact.Row{
			Stored: at, Timestamp: at - random.Int64N(time.Hour.Microseconds()), ID: id(i, random.Uint64()),
			Actor: names[person], Verb: verbIRI + verbs[verb],
			Object:    modules[course*activities+random.IntN(activities)],
			Groupings: groupings[course],
			Platform:  "LMS", Source: "key-1",
			Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(), Duration: fact.None,
			HasRegistration: true, Registration: registration(person, course),
		}
		switch verbs[verb] {
		case "answered":
			row.Response, row.HasResponse = responses[random.IntN(len(responses))], true
			row.Scaled = float64(random.IntN(101)) / 100
		case "passed", "failed":
			row.Scaled = float64(random.IntN(101)) / 100
		case "terminated":
			row.Duration = random.Int64N(3600) * time.Second.Microseconds()
		}
		if err := yield(row); err != nil {
			return err
		}
	}
	return nil
}

const (
	verbIRI = "http://adlnet.gov/expapi/verbs/"
	typeIRI = "http://adlnet.gov/expapi/activities/"
	lms     = "https://lms.example.org"
)

var responses = [...]string{"a", "b", "c", "d", "e"}

// plan returns the activities, and for each course the context that its rows
// have.
func plan() (modules []fact.Activity, groupings [][]fact.Activity) {
	for course := range courses {
		groupings = append(groupings, []fact.Activity{{ID: fmt.Sprintf("%s/c/%d", lms, course), Type: typeIRI + "course"}})
		for i := range activities {
			modules = append(modules, fact.Activity{ID: fmt.Sprintf("%s/a/%d", lms, course*activities+i), Type: typeIRI + "module"})
		}
	}
	return modules, groupings
}

// id is unique by its number, and does not repeat in any other way either.
func id(i int, noise uint64) (id xapi.UUID) {
	for at := range 8 {
		id[at], id[8+at] = byte(noise>>(8*at)), byte(i>>(8*at))
	}
	return id
}

// registration is that of a person in a course.
func registration(person uint64, course int) xapi.UUID {
	return xapi.UUID{1, byte(person >> 24), byte(person >> 16), byte(person >> 8), byte(person), byte(course)}
}
