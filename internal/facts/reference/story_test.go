package reference_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// monday is 2026-10-05T00:00:00Z, a Monday, in microseconds: all stories begin
// there.
const monday = 1_791_158_400_000_000

const (
	minute = 60_000_000
	hour   = 60 * minute
	day    = 24 * hour
)

// story is a few rows whose numbers can be counted by hand. Verbs are called
// like their classes, and people by a bare name.
type story struct {
	rows        []fact.Row
	voids       map[xapi.UUID]int64
	meaning     meaning.Meaning
	scope       reference.Scope
	now         int64
	definitions map[string]string
}

func newStory() *story {
	verbs := make(map[string]meaning.Class)
	for class := range meaning.Classes {
		verbs[class.String()] = class
	}
	return &story{
		voids:   make(map[xapi.UUID]int64),
		meaning: meaning.Meaning{Verbs: verbs, Courses: map[string]string{}, Persons: map[string]string{}},
		scope:   reference.Scope{SeesPeople: true, Pseudonym: func(person string) string { return "p-" + person }},
		now:     monday + 60*day, definitions: make(map[string]string),
	}
}

// part changes a row.
type part func(*fact.Row)

// tell adds a row so many minutes after the beginning, stored a second later.
func (s *story) tell(at float64, person, class, activity string, parts ...part) {
	none := math.NaN()
	r := fact.Row{
		Timestamp: monday + int64(at*minute), Actor: person, Verb: class, Object: fact.Activity{ID: activity},
		Scaled: none, Raw: none, Min: none, Max: none, VideoLength: none, Duration: fact.None,
	}
	r.Stored = r.Timestamp + 1_000_000
	binary.BigEndian.PutUint64(r.ID[8:], uint64(len(s.rows)+1))
	for _, change := range parts {
		change(&r)
	}
	s.rows = append(s.rows, r)
}

// member adds another member of the group whose row was told last.
func (s *story) member(person string) {
	r := s.rows[len(s.rows)-1]
	r.Actor = person
	r.Member++
	s.rows = append(s.rows, r)
}

// voided voids the statement that was told last, at a stored time.
func (s *story) voided(at int64) { s.voids[s.rows[len(s.rows)-1].ID] = at }

func scaled(x float64) part { return func(r *fact.Row) { r.Scaled = x } }

func raw(x, low, high float64) part {
	return func(r *fact.Row) { r.Raw, r.Min, r.Max = x, low, high }
}

func success(is bool) part { return func(r *fact.Row) { r.Success = answer(is) } }

func completion(is bool) part { return func(r *fact.Row) { r.Completion = answer(is) } }

func answer(is bool) fact.Answer {
	if is {
		return fact.Yes
	}
	return fact.No
}

func lasting(minutes float64) part {
	return func(r *fact.Row) { r.Duration = int64(minutes * minute) }
}

func registered(number byte) part {
	return func(r *fact.Row) { r.HasRegistration, r.Registration = true, xapi.UUID{15: number} }
}

// storedAfter sets how long after its timestamp a row was stored.
func storedAfter(d time.Duration) part {
	return func(r *fact.Row) { r.Stored = r.Timestamp + d.Microseconds() }
}

func inGroup(r *fact.Row) { r.InGroup = true }

func group(r *fact.Row) { r.IsGroup = true }

func ofType(typed string) part { return func(r *fact.Row) { r.Object.Type = typed } }

func interaction(kind string) part { return func(r *fact.Row) { r.Object.Interaction = kind } }

func response(text string) part {
	return func(r *fact.Row) { r.Response, r.HasResponse = text, true }
}

func activities(list []string) (found []fact.Activity) {
	for _, id := range list {
		found = append(found, fact.Activity{ID: id})
	}
	return found
}

func parent(list ...string) part { return func(r *fact.Row) { r.Parents = activities(list) } }

func grouping(list ...string) part { return func(r *fact.Row) { r.Groupings = activities(list) } }

func category(list ...string) part { return func(r *fact.Row) { r.Categories = activities(list) } }

func platform(name string) part { return func(r *fact.Row) { r.Platform = name } }

func source(name string) part { return func(r *fact.Row) { r.Source = name } }

// played are seconds of a video, from and to in turn.
func played(seconds ...float64) part {
	return func(r *fact.Row) {
		for i := 0; i < len(seconds); i += 2 {
			r.Segments = append(r.Segments, fact.Segment{From: int64(seconds[i] * 1000), To: int64(seconds[i+1] * 1000)})
		}
	}
}

func (s *story) input() reference.Input {
	inForce := s.meaning
	return reference.Input{
		Rows: s.rows, Voids: s.voids, Meaning: &inForce, Scope: s.scope, Now: s.now, Through: s.now,
		Describe: func(activity string) []byte {
			if text, ok := s.definitions[activity]; ok {
				return []byte(text)
			}
			return nil
		},
	}
}

func decoded(t *testing.T, text string) *query.Query {
	t.Helper()
	saved := map[string]string{"starters": `["has_done", {"filter": ["in_class", "verb", ["start"]]}]`}
	q, err := query.Decode([]byte(text), saved)
	if err != nil {
		t.Fatalf("the query is refused: %v\n%s", err, text)
	}
	return q
}

func (s *story) ask(t *testing.T, text string) *query.Answer {
	t.Helper()
	answer, err := reference.Evaluate(s.input(), decoded(t, text))
	if err != nil {
		t.Fatalf("there is no answer: %v\n%s", err, text)
	}
	return answer
}

// holds asks, and compares some columns of all rows (without names all) with
// what was counted by hand, a JSON array of arrays.
func (s *story) holds(t *testing.T, text, want string, columns ...string) *query.Answer {
	t.Helper()
	answer := s.ask(t, text)
	got := [][]any{}
	for _, row := range answer.Rows {
		cells := row
		if len(columns) > 0 {
			cells = nil
		}
		for _, name := range columns {
			cells = append(cells, cellOf(t, answer, row, name))
		}
		got = append(got, cells)
	}
	equal(t, "the rows of "+text, got, want)
	return answer
}

func cellOf(t *testing.T, answer *query.Answer, row []any, name string) any {
	t.Helper()
	for i, c := range answer.Columns {
		if c.Name == name {
			return row[i]
		}
	}
	t.Fatalf("the answer has no column %s", name)
	return nil
}

// equal compares a value with JSON; numbers may differ by what rounding does,
// and an object may have more members than are wanted.
func equal(t *testing.T, what string, got any, want string) {
	t.Helper()
	text, err := json.Marshal(got, json.FormatNilSliceAsNull(true))
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatalf("%v in what is wanted: %s", err, want)
	}
	if at := differs(a, b); at != "" {
		t.Errorf("%s: %s\n  got  %s\n  want %s", what, at, text, want)
	}
}

// differs says where two values differ; "" for nowhere.
func differs(got, want any) string {
	switch w := want.(type) {
	case float64:
		// What was counted by hand has six digits at least.
		if g, is := got.(float64); !is || math.Abs(g-w) > 1e-6*max(1, math.Abs(w)) {
			return fmt.Sprintf("%v, not %v", got, w)
		}
	case []any:
		g, is := got.([]any)
		if !is || len(g) != len(w) {
			return fmt.Sprintf("%v, not %v", got, w)
		}
		for i := range w {
			if at := differs(g[i], w[i]); at != "" {
				return fmt.Sprintf("[%d] %s", i, at)
			}
		}
	case map[string]any:
		g, is := got.(map[string]any)
		if !is {
			return fmt.Sprintf("%v, not %v", got, w)
		}
		for key := range w {
			if at := differs(g[key], w[key]); at != "" {
				return key + " " + at
			}
		}
	default:
		if got != want {
			return fmt.Sprintf("%v, not %v", got, want)
		}
	}
	return ""
}
