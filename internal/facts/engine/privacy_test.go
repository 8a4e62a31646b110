package engine_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/xapi"
)

// analyst is who sees no people, and no number of fewer than five.
var analyst = engine.Scope{Store: 1, MinGroup: 5, Pseudonym: pseudonym}

// ask answers a query.
func (h *hall) ask(text string) *query.Answer {
	h.t.Helper()
	answer, err := h.engine.Ask(h.t.Context(), h.scope, h.query(text), engine.Effort{})
	if err != nil {
		h.t.Fatalf("%s: %v", text, err)
	}
	if _, err := json.Marshal(answer); err != nil {
		h.t.Fatalf("%s: the answer cannot be written: %v", text, err)
	}
	return answer
}

// shows checks the rows of an answer.
func (h *hall) shows(text, want string) *query.Answer {
	h.t.Helper()
	answer := h.ask(text)
	if got := encode(answer.Rows); got != want {
		h.t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
	}
	return answer
}

// crowd is 20 people who looked at an activity, of whom the first has more.
func crowd(more func(row *fact.Row)) (rows []fact.Row) {
	for person := range 20 {
		row := personRow(person, "attempted", "http://example.org/a")
		row.Timestamp = hallNow - time.Hour.Microseconds() + int64(person)
		if person == 0 {
			more(&row)
		}
		rows = append(rows, row)
	}
	return rows
}

// A number in a row of many people may be made of what few of them did.
func TestNumbersOfFewAmongManyAreHidden(t *testing.T) {
	h := newHall(t, crowd(func(row *fact.Row) {
		row.Scaled, row.Duration, row.Verb = 0.42, 60_000_000, adl+"completed"
		row.Segments = []fact.Segment{{From: 0, To: 7000}}
	}))
	const text = `{"kind":"table","metrics":["people","score_mean","score_p90","time_reported","time_video",{"add":["score_mean",1],"as":"plus"}]}`
	h.shows(text, `[[20,0.42,0.42,60,7,1.42]]`)
	h.scope = analyst
	answer := h.shows(text, `[[20,null,null,null,null,null]]`)
	if answer.Meta.SuppressedCells != 5 {
		t.Errorf("%d cells are hidden, want 5", answer.Meta.SuppressedCells)
	}
	h.shows(`{"kind":"trend","metrics":["people","score_median"],"time":{"range":"3d","bucket":"day","zone":"UTC"}}`,
		`[["2026-10-30T00:00:00Z",0,null],["2026-10-31T00:00:00Z",20,null],["2026-11-01T00:00:00Z",0,null]]`)
}

// What an answer tells beside its rows is of the hidden ones, too.
func TestNothingIsToldByTheWayOfWhatIsHidden(t *testing.T) {
	h := newHall(t, append(crowd(func(row *fact.Row) { row.Raw, row.Duration = 13, 777_000_000 }), personRow(1, "launched", "http://example.org/b")))
	h.scope = analyst
	answer := h.shows(`{"kind":"distribution","of":"duration"}`, `[[null,null,null,null,null,null,null,null,null,null,null,null,null]]`)
	if len(answer.Meta.Bins) > 0 {
		t.Errorf("the bins %v are those of the one duration there is", answer.Meta.Bins)
	}
	for _, text := range []string{
		`{"kind":"table","metrics":["people","time_estimated","score_mean"],"filter":["exists","score.raw"]}`,
		`{"kind":"table","metrics":["people","time_estimated","score_mean"],"dimensions":["activity"]}`,
		`{"kind":"trend","metrics":["people","time_estimated","score_mean"],"filter":["exists","score.raw"],"time":{"range":"2d","bucket":"day"}}`,
		`{"kind":"distribution","filter":["exists","score.raw"]}`,
	} {
		if m := h.ask(text).Meta; m.TimeEstimated != nil && m.TimeEstimated.Total != 0 || m.NotComparable != 0 || m.Clamped != 0 {
			t.Errorf("%s tells by the way: %s", text, encode(m))
		}
	}
}

// Pseudonyms must not be found by what somebody is known to have done, nor what
// somebody did by a row without numbers.
func TestGroupsOfOnePersonAreNotMade(t *testing.T) {
	h := newHall(t, crowd(func(row *fact.Row) { row.Raw = 13 }))
	h.scope = analyst
	for _, field := range []string{"person", "actor", "score", "score.raw", "score.scaled", "duration", "lag", "video.length"} {
		h.refuses(`{"kind":"table","metrics":["people"],"dimensions":["activity","`+field+`"]}`, "people-hidden")
		h.refuses(`{"kind":"correlation","x":{"filter":["exists","score"]},"y":{"filter":["exists","score"]},"by":"`+field+`"}`, "people-hidden")
	}
	h.scope.MinGroup = 1
	if answer := h.ask(`{"kind":"table","metrics":["people"],"dimensions":["person"],"limit":1}`); answer.Rows[0][0] == "mailto:p00000@example.org" {
		t.Error("a person has no pseudonym")
	}
}

// An authority that is no access key may be a person: filters would find out
// their address, letter by letter.
func TestSourcesAreAskedForByTheirPseudonyms(t *testing.T) {
	rows := crowd(func(*fact.Row) {})
	for i := range rows {
		rows[i].Source = "mailto:eve@example.org"
	}
	h := newHall(t, rows)
	h.scope = analyst
	for filter, want := range map[string]string{
		`["is","source",["mailto:eve@example.org"]]`:                      `[[0]]`,
		`["starts","source",["mailto:e"]]`:                                `[[0]]`,
		`["is","source",["` + pseudonym("mailto:eve@example.org") + `"]]`: `[[20]]`,
		`["exists","source"]`:                                             `[[20]]`,
	} {
		h.shows(`{"kind":"table","metrics":["people"],"filter":`+filter+`}`, want)
	}
}

// One person with eight registrations is one person.
func TestFunnelsOfRegistrationsAreOfPeople(t *testing.T) {
	var rows []fact.Row
	for i := range 8 {
		for _, verb := range []string{"launched", "completed"} {
			row := personRow(1, verb, "http://example.org/a")
			row.Timestamp = hallNow - int64(1000-10*i-len(verb))*1_000_000
			row.Registration, row.HasRegistration = xapi.UUID{0xaa, byte(i + 1)}, true
			rows = append(rows, row)
		}
	}
	h := newHall(t, rows)
	const text = `{"kind":"funnel","unit":"registration","within":"%s","steps":[{"name":"a","filter":["in_class","verb",["start"]]},{"name":"b","filter":["in_class","verb",["complete"]]}]}`
	day, hour := fmt.Sprintf(text, "1d"), fmt.Sprintf(text, "1h")
	if answer := h.ask(hour); answer.Meta.Open == nil || *answer.Meta.Open != 8 {
		t.Errorf("the funnel tells %s", encode(answer))
	}
	h.scope = analyst
	if answer := h.ask(day); answer.Meta.Open != nil {
		t.Errorf("%d registrations of one person are open", *answer.Meta.Open)
	}
	h.shows(`{"kind":"funnel","unit":"registration","steps":[{"name":"a","filter":["in_class","verb",["start"]]},{"name":"b","filter":["in_class","verb",["complete"]]}]}`,
		`[[1,"a",null,null,null,null,null,null],[2,"b",null,null,null,null,null,null]]`)
}

// Of twenty takers two leave out the first item, and the last is reached by
// eighteen.
func TestItemsHideTheFewWhoLeftThemOut(t *testing.T) {
	var rows []fact.Row
	for person := range 20 {
		for item := range 3 {
			row := personRow(person, "answered", fmt.Sprint("http://example.org/item/", item))
			row.Timestamp = hallNow - int64(1000-item)*1_000_000
			row.Success = fact.Yes
			if person < 2 && item == 0 || person == 2 && item == 2 {
				row.Success = fact.Unknown
			}
			row.Parents = []fact.Activity{{ID: "http://example.org/exam"}}
			rows = append(rows, row)
		}
	}
	h := newHall(t, rows)
	of := func(answer *query.Answer) (columns [][]any) {
		for _, row := range answer.Rows {
			columns = append(columns, []any{row[2], row[11], row[12]})
		}
		return columns
	}
	if got := encode(of(h.ask(`{"kind":"items"}`))); got != `[[18,2,0],[20,0,0],[19,0,1]]` {
		t.Errorf("got %s", got)
	}
	h.scope = analyst
	if got := encode(of(h.ask(`{"kind":"items"}`))); got != `[[18,null,null],[20,0,0],[19,null,null]]` {
		t.Errorf("got %s", got)
	}
}

// Twelve people make five bands of two or three.
func TestCorrelationsHideBandsOfFew(t *testing.T) {
	var rows []fact.Row
	for person := range 12 {
		for k, name := range []string{"x", "y"} {
			row := personRow(person, "scored", "http://example.org/"+name)
			row.Timestamp = hallNow - int64(1000-k)*1_000_000
			row.Scaled, row.Success = float64(person)/12, fact.Yes
			rows = append(rows, row)
		}
	}
	const text = `{"kind":"correlation","x":{"filter":["is","activity",["http://example.org/x"]]},"y":{"filter":["is","activity",["http://example.org/y"]]}%s}`
	h := newHall(t, rows)
	h.scope = analyst
	if row := h.ask(fmt.Sprintf(text, "")).Rows[0]; row[1] != int64(12) || row[2] == nil || row[7] != nil || row[8] != nil {
		t.Errorf("got %s, want n and ρ without points and bands", encode(row))
	}
	if m := h.ask(fmt.Sprintf(text, `,"filter":["lt","score",0.1]`)).Meta; len(m.Warnings) != 0 {
		t.Errorf("of two people it is told that they passed: %v", m.Warnings)
	}
}

// Who sees some people learns nothing of how many others there are.
func TestRowsLookedAtAreThoseThatMayBeSeen(t *testing.T) {
	h := newHall(t, crowd(func(*fact.Row) {}))
	h.scope = engine.Scope{Store: 1, SeesPeople: true, Persons: []string{"mailto:p00003@example.org"}}
	for _, text := range []string{`{"kind":"table","metrics":["people"]}`, `{"kind":"statements"}`, `{"kind":"table","metrics":["people"],"time":{"range":"all"}}`} {
		if scanned := h.ask(text).Meta.RowsScanned; scanned > 3 {
			t.Errorf("%s looked at %d rows, of one", text, scanned)
		}
		estimate, err := h.engine.Estimate(t.Context(), h.scope, h.query(text), engine.Effort{})
		if err != nil || estimate.Rows != 1 {
			t.Errorf("%s is estimated at %d rows, %v", text, estimate.Rows, err)
		}
	}
	h.scope.Persons = []string{"mailto:nobody@example.org"}
	if scanned := h.ask(`{"kind":"table","metrics":["people"]}`).Meta.RowsScanned; scanned != 0 {
		t.Errorf("for nobody %d rows are looked at", scanned)
	}
}

// Numbers may be as great as there are.
func TestDistributionOfTheGreatestNumbers(t *testing.T) {
	rows := []fact.Row{personRow(1, "scored", "http://example.org/a"), personRow(2, "scored", "http://example.org/a"), personRow(3, "scored", "http://example.org/a")}
	rows[0].Raw, rows[1].Raw, rows[2].Raw = math.MaxFloat64, -math.MaxFloat64, 0
	answer := newHall(t, rows).ask(`{"kind":"distribution","of":"score.raw","bins":3}`)
	if got := encode(answer.Rows[0][len(answer.Rows[0])-1]); got != `[1,1,1]` {
		t.Errorf("the bins count %s", got)
	}
}
