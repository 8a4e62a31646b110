package analyticstest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the zone must be known wherever the test runs

	"github.com/lore-lrs/lore/internal/pgtest"
)

const (
	courseX   = "https://lms.example.org/course/x"
	completed = "http://adlnet.gov/expapi/verbs/completed"
)

// event is one statement about a person and a course.
type event struct {
	person string
	verb   string
	course string
	at     time.Time
}

func (e event) statement(number int) []byte {
	return fmt.Appendf(nil, `{"id": "%08x-0000-4000-8000-000000000000", "timestamp": %q,
		"actor": {"mbox": "mailto:%s@example.org", "name": "The %s"}, "verb": {"id": %q},
		"object": {"id": %q, "definition": {"type": "http://adlnet.gov/expapi/activities/course"}}}`,
		number, e.at.Format(time.RFC3339Nano), e.person, e.person, e.verb, e.course)
}

// months are the last whole month and the one before, in a zone.
func months(now time.Time, zone *time.Location) (before, last, end time.Time) {
	year, month, _ := now.In(zone).Date()
	start := func(back int) time.Time { return time.Date(year, month-time.Month(back), 1, 0, 0, 0, 0, zone) }
	return start(2), start(1), start(0)
}

// weeks cuts a period at its Mondays.
func weeks(from, to time.Time) (starts []time.Time) {
	for at := from; at.Before(to); {
		starts = append(starts, at)
		year, month, day := at.Date()
		at = time.Date(year, month, day+7-(int(at.Weekday())+6)%7, 0, 0, 0, 0, at.Location())
	}
	return starts
}

// TestWhoCompletedACourseLastMonth asks «how many people completed course X last
// month, by week, against the month before, and who are they» in one request.
func TestWhoCompletedACourseLastMonth(t *testing.T) {
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		holdLastMonth(t, open(t, ""))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		holdLastMonth(t, open(t, pgtest.Shared(t).Database(t)))
	})
}

func holdLastMonth(t *testing.T, n *node) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	before, last, end := months(time.Now(), zone)
	events := []event{
		// The first and last moment of each month count, and those beside them do not.
		{"first", completed, courseX, last},
		{"latest", completed, courseX, end.Add(-time.Microsecond)},
		{"early", completed, courseX, before.Add(-time.Microsecond)},
		{"late", completed, courseX, end},
		{"before", completed, courseX, last.Add(-time.Microsecond)},
		{"ada", completed, courseX, before},
		// Of others, and of other things.
		{"other", completed, "https://lms.example.org/course/y", last.Add(50 * time.Hour)},
		{"starts", "http://adlnet.gov/expapi/verbs/initialized", courseX, last.Add(51 * time.Hour)},
		// One person under two addresses.
		{"eve", completed, courseX, last.Add(60 * time.Hour)},
		{"eva", completed, courseX, last.Add(60 * time.Hour)},
		// Voided below.
		{"void", completed, courseX, last.Add(61 * time.Hour)},
	}
	for day := range 14 {
		events = append(events, event{fmt.Sprint("p", day), completed, courseX, last.AddDate(0, 0, 2*day).Add(9 * time.Hour)})
		if day%3 == 0 {
			// Again in another week: a person counts in each, and once among the people.
			events = append(events, event{fmt.Sprint("p", day), completed, courseX, last.AddDate(0, 0, 27-day).Add(10 * time.Hour)})
		}
		if day%2 == 0 {
			events = append(events, event{fmt.Sprint("q", day), completed, courseX, before.AddDate(0, 0, 2*day).Add(9 * time.Hour)})
		}
	}
	var statements [][]byte
	voided := 0
	for i, e := range events {
		statements = append(statements, e.statement(i))
		if e.person == "void" {
			voided = i
		}
	}
	statements = append(statements, fmt.Appendf(nil, `{"id": "ffffffff-0000-4000-8000-000000000000", "actor": {"mbox": "mailto:admin@example.org"},
		"verb": {"id": "http://adlnet.gov/expapi/verbs/voided"}, "object": {"objectType": "StatementRef", "id": "%08x-0000-4000-8000-000000000000"}}`, voided))
	n.send(statements, 10)
	owner := n.token("owner")
	n.decide(owner, http.MethodPost, "persons", map[string]string{"identity": "mailto:eva@example.org", "target": "mailto:eve@example.org"}, http.StatusCreated)

	a := n.ask(owner, `{"kind": "trend", "metrics": ["completed_people"],
		"time": {"range": "last_month", "bucket": "week", "zone": "Europe/Berlin", "compare": "previous"},
		"filter": ["is", "course", ["`+courseX+`"]],
		"actors": {"metric": "completed_people", "limit": 1000}}`)

	if want := expectedWeeks(events, before, last, end); !slices.Equal(texts(a.Rows), want) {
		t.Errorf("the weeks are\n  got  %s\n  want %s", a.Rows, want)
	}
	var people []struct {
		Person, Name string
	}
	if err := json.Unmarshal(a.Actors, &people); err != nil {
		t.Fatalf("read the people %s: %v", a.Actors, err)
	}
	var names []string
	for _, person := range people {
		names = append(names, person.Person)
		if person.Name == "" {
			t.Errorf("%s has no name", person.Person)
		}
	}
	if who := completers(events, last, end); !slices.Equal(names, who) {
		t.Errorf("the people are\n  got  %q\n  want %q", names, who)
	}
}

// completers are who completed course X in a period.
func completers(events []event, from, to time.Time) (people []string) {
	for _, e := range events {
		if e.verb != completed || e.course != courseX || e.at.Before(from) || !e.at.Before(to) || e.person == "void" {
			continue
		}
		person := "mailto:" + e.person + "@example.org"
		if e.person == "eva" {
			person = "mailto:eve@example.org"
		}
		people = append(people, person)
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// expectedWeeks are the rows: each week of the last month beside the one with
// the same number of the month before.
func expectedWeeks(events []event, before, last, end time.Time) (rows []string) {
	these, those := weeks(last, end), weeks(before, last)
	count := func(starts []time.Time, i int, end time.Time) int {
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		return len(completers(events, starts[i], end))
	}
	for i, week := range these {
		row := fmt.Sprintf("[%q,%d,null,null]", week.Format(time.RFC3339), count(these, i, end))
		if i < len(those) {
			row = fmt.Sprintf("[%q,%d,%q,%d]", week.Format(time.RFC3339), count(these, i, end), those[i].Format(time.RFC3339), count(those, i, last))
		}
		rows = append(rows, row)
	}
	return rows
}

func texts(rows []json.RawMessage) (list []string) {
	for _, row := range rows {
		list = append(list, string(row))
	}
	return list
}
