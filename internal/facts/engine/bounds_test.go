package engine_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// hall is an engine over rows, in parts of a few.
type hall struct {
	t      *testing.T
	engine *engine.Engine
	scope  engine.Scope
}

var hallNow = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

func newHall(t *testing.T, rows []fact.Row) *hall {
	t.Helper()
	return newHallOf(t, rows, 0)
}

// newHallOf is one whose queries may hold so many bytes.
func newHallOf(t *testing.T, rows []fact.Row, held int64) *hall {
	t.Helper()
	for i := range rows {
		rows[i].Stored = hallNow - int64(len(rows)) + int64(i)
		rows[i].ID = xapi.UUID{byte(i >> 16), byte(i >> 8), byte(i)}
		if rows[i].Timestamp == 0 {
			rows[i].Timestamp = rows[i].Stored
		}
	}
	snapshot := column.MemoryParts(50_000, rows, nil, nil)
	return &hall{t: t, scope: engine.Scope{Store: 1, SeesPeople: true}, engine: engine.New(engine.Config{
		HeldBytes: held,
		Snapshot:  func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) { return snapshot, hallNow, nil },
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) {
			return &meaning.Meaning{Verbs: meaning.Seeds()}, nil
		},
		Log: log{&known{}}, Workers: 1,
	})}
}

func (h *hall) query(text string) *query.Query {
	h.t.Helper()
	q, err := query.Decode([]byte(text), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return q
}

// refuses checks that a query is refused with a code that says why.
func (h *hall) refuses(text, code string) {
	h.t.Helper()
	_, err := h.engine.Ask(h.t.Context(), h.scope, h.query(text), engine.Effort{})
	var known *problem.Error
	if !errors.As(err, &known) || known.Code != code {
		h.t.Errorf("%.150s: got %v, want a refusal with the code %s", text, err, code)
	}
}

// person is somebody's row.
func personRow(person int, verb, activity string) fact.Row {
	return fact.Row{
		Actor: fmt.Sprintf("mailto:p%05d@example.org", person), Verb: adl + verb, Object: fact.Activity{ID: activity},
		Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(), Duration: fact.None,
	}
}

func skipping(n string) string { return base64.RawURLEncoding.EncodeToString([]byte(n + ".0.0")) }

func TestQueryThatIsGivenUpStopsLookingForWhoHasDoneIt(t *testing.T) {
	var rows []fact.Row
	for person := range 200_000 {
		rows = append(rows, personRow(person, "completed", "http://example.org/a"))
	}
	h := newHall(t, rows)
	q := h.query(`{"kind":"table","metrics":["people"],"filter":["has_done",{"filter":["in_class","verb",["complete"]]}]}`)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	steps := 0
	_, err := h.engine.Ask(ctx, h.scope, q, engine.Effort{Progress: func(float64) {
		steps++
		cancel()
	}})
	if !errors.Is(err, context.Canceled) || steps != 1 {
		t.Errorf("after %d steps: %v, want one step", steps, err)
	}
}

func TestCursorsThatWereNotMadeHereAreRefused(t *testing.T) {
	h := newHall(t, []fact.Row{personRow(1, "completed", "http://example.org/a")})
	h.refuses(`{"kind":"episodes","cursor":"`+skipping("-1")+`"}`, "cursor-unreadable")
	h.refuses(`{"kind":"episodes","cursor":"`+skipping("zzzzzzz")+`"}`, "page-too-far")
	ask := query.CellQuery{Query: h.query(`{"kind":"table","metrics":["people"]}`), Limit: 1, Cursor: skipping("-5")}
	if _, err := h.engine.Actors(t.Context(), h.scope, ask, engine.Effort{}); !problem.Is(err, problem.Invalid) {
		t.Errorf("people behind row −5: got %v, want a refusal", err)
	}
}

func TestRetentionSinceAntiquityIsRefused(t *testing.T) {
	h := newHall(t, []fact.Row{personRow(1, "completed", "http://example.org/a")})
	h.refuses(`{"kind":"retention","period":"day","time":{"range":["0200-01-01","2026-10-01"]}}`, "too-many-buckets")
}

// Each person has an item of their own: a sheet of all items by all people would
// be larger than memory.
func TestAssessmentOfTooManyItemsIsRefused(t *testing.T) {
	var rows []fact.Row
	for person := range 5_000 {
		rows = append(rows, personRow(person, "answered", fmt.Sprint("http://example.org/item/", person)))
	}
	newHall(t, rows).refuses(`{"kind":"items"}`, "too-many-items")
}

// The groups of one period are also those of the other: together they may be
// more than fit, although each period's own fit.
func TestComparedGroupsThatDoNotFitAreRefused(t *testing.T) {
	var rows []fact.Row
	for group := range 160 {
		row := personRow(group, "completed", fmt.Sprint("http://example.org/", group))
		row.Timestamp = hallNow - int64(5+10_000*(group%2))*time.Hour.Microseconds()
		rows = append(rows, row)
	}
	range10k := fmt.Sprintf(`["%s","%s"]`, query.FormatTime(hallNow-10_000*time.Hour.Microseconds(), time.UTC), query.FormatTime(hallNow, time.UTC))
	newHall(t, rows).refuses(`{"kind":"trend","metrics":["statements"],"dimensions":["activity"],"limit":200,
		"time":{"range":`+range10k+`,"bucket":"hour","compare":"previous"}}`, "too-many-cells")
}

func TestTooManyPathsAreRefused(t *testing.T) {
	var rows []fact.Row
	for i := range 510_000 {
		rows = append(rows, personRow(1, "completed", fmt.Sprint("http://example.org/", i)))
	}
	newHall(t, rows).refuses(`{"kind":"paths"}`, "too-many-paths")
}

func TestStatementsOfAnAnswerAreBounded(t *testing.T) {
	rows := []fact.Row{personRow(1, "completed", "http://example.org/a"), personRow(2, "completed", "http://example.org/b")}
	h := newHall(t, rows)
	large := &known{texts: make(map[xapi.UUID][]byte)}
	for _, row := range rows {
		large.texts[row.ID] = []byte(`"` + strings.Repeat("x", 40<<20) + `"`)
	}
	snapshot := column.MemoryParts(0, rows, nil, nil)
	h.engine = engine.New(engine.Config{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) { return snapshot, hallNow, nil },
		Meaning:  func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return &meaning.Meaning{}, nil },
		Log:      log{large},
	})
	h.refuses(`{"kind":"statements","fields":["statement"]}`, "answer-too-large")
}

// Large queries of several readers must not fill memory together.
func TestQueriesAreRefusedThatDoNotFitBesideOthers(t *testing.T) {
	var rows []fact.Row
	for i := range 5_000 {
		rows = append(rows, personRow(i%10, "completed", fmt.Sprint("http://example.org/", i)))
	}
	const byActivity = `{"kind":"table","metrics":["people","statements"],"dimensions":["activity"],"limit":1}`
	newHallOf(t, rows, 100_000).refuses(byActivity, "too-many-cells")
	h := newHallOf(t, rows, 1_150_000)
	entered, release, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	q := h.query(byActivity)
	go func() {
		_, err := h.engine.Ask(t.Context(), h.scope, q, engine.Effort{Progress: func(float64) {
			entered <- struct{}{}
			<-release
		}})
		done <- err
	}()
	<-entered
	h.refuses(byActivity, "server-busy")
	h.ask(`{"kind":"table","metrics":["people","statements"],"dimensions":["verb"]}`)
	close(release)
	if err := <-done; err != nil {
		t.Errorf("the first query is refused: %v", err)
	}
	h.ask(byActivity)
}
