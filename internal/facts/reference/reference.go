// Package reference answers queries over plain slices of facts: the slow and
// simple reading of docs/query-api.md by which the engine is tested. It shares
// nothing with the engine but the language of queries, the calendar and the
// statistics. Every definition is written as its sentence in the reference says
// it, with loops over all rows; nothing here is fast, and nothing needs to be.
//
// A world is the facts as one query sees them. A kind picks rows out of it,
// groups them by maps, and counts.
package reference

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Input is what there is to know.
type Input struct {
	// Rows come in any order.
	Rows []fact.Row
	// Voids has by voided statement when the one that voids it was stored
	// (microseconds).
	Voids   map[xapi.UUID]int64
	Meaning *meaning.Meaning
	Scope   Scope
	// Now is the time below which statements are visible unless the query pins
	// another; Through is up to when facts are complete. Both in microseconds.
	Now, Through int64
	// Describe returns the canonical definition of an activity as JSON, nil where
	// there is none; nil stands for no definitions.
	Describe func(activity string) []byte
	// Promoted are the extensions whose values fact.Row.Extensions has, in order.
	Promoted []string
}

// Scope is what the asker may see.
type Scope struct {
	// Persons are the identities whose people may be seen; empty means all.
	Persons    []string
	SeesPeople bool
	MinGroup   int
	// Pseudonym is what a person is called where SeesPeople is false.
	Pseudonym func(person string) string
}

// CourseType is the type of activities that are courses.
const CourseType = "http://adlnet.gov/expapi/activities/course"

// How far a timestamp may be from stored before its clock is suspect.
const (
	maxAhead  = 5 * time.Minute
	maxBehind = 3653 * 24 * time.Hour
)

// row is a visible row with what its words mean.
type row struct {
	fact.Row
	person     string // "" is nobody
	class      meaning.Class
	typed      string // the type of the activity
	interacts  string // its interaction type
	course     string
	courseRule int
	formal     bool
	suspect    bool
}

// world is the facts as one query sees them.
type world struct {
	Input
	q    *query.Query
	now  int64
	span query.Span
	// visible are all visible rows in order: timestamp, stored, member. sound are
	// those without suspect clocks, and rows those that the query looks at.
	visible, sound, rows []*row
	types                map[string]definition
	formalCourses        map[string]bool
	done                 map[*query.Filter]map[string]bool
}

// definition is what the statements said first of an activity.
type definition struct{ typed, interacts string }

// Evaluate answers a query. The error is of kind Forbidden or Invalid as the
// engine's.
func Evaluate(input Input, q *query.Query) (*query.Answer, error) {
	w, err := newWorld(input, q)
	if err != nil {
		return nil, err
	}
	answer := &query.Answer{}
	switch q.Kind {
	case query.Table:
		w.table(answer)
	case query.Trend:
		w.trend(answer)
	case query.Statements:
		w.statements(answer)
	case query.Distribution:
		w.distribution(answer)
	case query.Funnel:
		w.funnel(answer)
	case query.Lifecycle:
		w.lifecycle(answer)
	case query.Retention:
		w.retention(answer)
	case query.Paths:
		w.paths(answer)
	case query.Episodes:
		w.episodes(answer)
	case query.Items:
		w.items(answer)
	case query.Correlation:
		w.correlation(answer)
	default:
		return nil, fmt.Errorf("evaluate a query: %w", problem.New(problem.Invalid, "kind-unknown", "%q is no kind of query", q.Kind))
	}
	w.tellMeta(answer)
	return answer, nil
}

func newWorld(input Input, q *query.Query) (*world, error) {
	w := &world{Input: input, q: q, now: input.Now, done: make(map[*query.Filter]map[string]bool)}
	if q.AsOf > input.Through {
		return nil, problem.New(problem.Invalid, "as-of-ahead", "as_of_seq lies ahead")
	}
	if q.AsOf != 0 {
		w.now = q.AsOf
	}
	if err := w.permit(); err != nil {
		return nil, err
	}
	w.learnTypes()
	w.formalCourses = make(map[string]bool)
	for _, course := range w.Meaning.Courses {
		w.formalCourses[course] = true
	}
	for _, f := range input.Rows {
		if r := w.resolve(f); w.sees(r) {
			w.visible = append(w.visible, r)
		}
	}
	slices.SortFunc(w.visible, inOrder)
	for _, r := range w.visible {
		if !r.suspect {
			w.sound = append(w.sound, r)
		}
	}
	w.rows = w.sound
	if q.Kind == query.Statements || q.Time.OnStored {
		w.rows = w.visible
	}
	var first, last int64
	for i, r := range w.rows {
		at := w.at(r)
		if i == 0 {
			first, last = at, at
		}
		first, last = min(first, at), max(last, at)
	}
	var err error
	w.span, err = query.Spans(q.Time, w.now, first, last)
	return w, err
}

// inOrder is the order of rows.
func inOrder(a, b *row) int {
	return cmp.Or(cmp.Compare(a.Timestamp, b.Timestamp), cmp.Compare(a.Stored, b.Stored), cmp.Compare(a.Member, b.Member))
}

// learnTypes finds the first type and interaction type of each activity that a
// statement stored before now gave it.
func (w *world) learnTypes() {
	w.types = make(map[string]definition)
	all := slices.Clone(w.Rows)
	slices.SortStableFunc(all, func(a, b fact.Row) int {
		return cmp.Or(cmp.Compare(a.Stored, b.Stored), cmp.Compare(a.Member, b.Member))
	})
	for _, r := range all {
		if r.Stored >= w.now {
			continue
		}
		told := slices.Concat([]fact.Activity{r.Object}, r.Parents, r.Groupings, r.Categories, r.Others)
		for _, activity := range told {
			d := w.types[activity.ID]
			if d.typed == "" {
				d.typed = activity.Type
			}
			if d.interacts == "" {
				d.interacts = activity.Interaction
			}
			w.types[activity.ID] = d
		}
	}
	delete(w.types, "")
}

// resolve says what a row's words mean.
func (w *world) resolve(f fact.Row) *row {
	r := &row{Row: f}
	if !f.IsGroup {
		r.person = w.personOf(f.Actor)
	}
	r.class = w.Meaning.Verbs[f.Verb]
	r.typed, r.interacts = w.types[f.Object.ID].typed, w.types[f.Object.ID].interacts
	r.course, r.courseRule = w.courseOf(f)
	r.formal = w.formalCourses[r.course] || w.Meaning.FormalSources[f.Source]
	if !w.Meaning.TrustedClocks[f.Source] {
		ahead := time.Duration(f.Timestamp-f.Stored) * time.Microsecond
		behind := time.Duration(f.Stored-f.Timestamp) * time.Microsecond
		r.suspect = ahead > maxAhead || behind > maxBehind
	}
	return r
}

func (w *world) personOf(identity string) string {
	if merged, ok := w.Meaning.Persons[identity]; ok {
		return merged
	}
	return identity
}

// courseOf is the first of the five rules.
func (w *world) courseOf(f fact.Row) (string, int) {
	if course, ok := w.Meaning.Courses[f.Object.ID]; ok && f.Object.ID != "" {
		return course, 1
	}
	for _, a := range f.Groupings {
		if w.types[a.ID].typed == CourseType {
			return a.ID, 2
		}
	}
	for _, a := range f.Parents {
		if w.types[a.ID].typed == CourseType {
			return a.ID, 3
		}
	}
	if f.Object.ID != "" && w.types[f.Object.ID].typed == CourseType {
		return f.Object.ID, 4
	}
	if len(f.Groupings) > 0 {
		return f.Groupings[0].ID, 5
	}
	return "", 0
}

// sees reports whether a row is visible.
func (w *world) sees(r *row) bool {
	if r.Stored >= w.now {
		return false
	}
	if at, voided := w.Voids[r.ID]; voided && at < w.now {
		return false
	}
	if len(w.Scope.Persons) == 0 {
		return true
	}
	return r.person != "" && slices.ContainsFunc(w.Scope.Persons, func(identity string) bool { return w.personOf(identity) == r.person })
}

// at is the time of a row that the query's range is about.
func (w *world) at(r *row) int64 {
	if w.q.Time.OnStored {
		return r.Stored
	}
	return r.Timestamp
}

// within returns the rows of a time range, in order.
func (w *world) within(rows []*row, from, to int64) []*row {
	var found []*row
	for _, r := range rows {
		if at := w.at(r); from <= at && at < to {
			found = append(found, r)
		}
	}
	return found
}

// matching returns the rows that match a filter.
func (w *world) matching(rows []*row, f *query.Filter) []*row {
	var found []*row
	for _, r := range rows {
		if w.matches(r, f) {
			found = append(found, r)
		}
	}
	return found
}

// byPerson returns the rows of each person, and the people.
func byPerson(rows []*row) (people []string, of map[string][]*row) {
	of = make(map[string][]*row)
	for _, r := range rows {
		if r.person == "" {
			continue
		}
		if of[r.person] == nil {
			people = append(people, r.person)
		}
		of[r.person] = append(of[r.person], r)
	}
	slices.Sort(people)
	return people, of
}

// tellMeta fills in what every answer says of itself.
func (w *world) tellMeta(a *query.Answer) {
	zone := w.q.Time.Zone
	write := func(s query.Span) [2]string {
		return [2]string{query.FormatTime(s.From, zone), query.FormatTime(s.To, zone)}
	}
	if a.Rows == nil {
		a.Rows = [][]any{}
	}
	m := &a.Meta
	m.Kind = w.q.Kind
	m.CountedBy = query.Definitions(w.q)
	m.Range = write(w.span)
	if w.span.Previous != nil {
		before := write(*w.span.Previous)
		m.Compare = &before
	}
	m.Zone = zone.String()
	m.AsOf = w.now
	m.FreshTo = query.FormatTime(w.now, zone)
	m.Meaning = w.Meaning.Version
	m.MinGroup = w.minGroup()
	if w.q.Time.Range == "all" {
		m.ClockSuspect = int64(len(w.visible) - len(w.rows))
	} else {
		m.ClockSuspect = int64(len(w.within(w.visible, w.span.From, w.span.To)) - len(w.within(w.rows, w.span.From, w.span.To)))
	}
	for i := 1; i < len(w.span.Edges); i++ {
		if w.span.Edges[i] > w.now {
			m.PartialBuckets = append(m.PartialBuckets, query.FormatTime(w.span.Edges[i-1], zone))
		}
	}
}
