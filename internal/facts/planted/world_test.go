package planted_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

func closeNow(t *testing.T, c interface{ Close() error }) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// world is a plan that is told to a store, and the facts that follow.
type world struct {
	t      *testing.T
	plan   *plan
	s      lrs.Statements
	store  lrs.StoreID
	random *rand.Rand

	config     facts.Config
	projection *facts.Projection
	generation int64
	engine     *engine.Engine
	phase      phase

	known map[string]bool // ids that are stored
}

// newWorld makes a world whose facts are sealed every so many rows.
func newWorld(t *testing.T, p *plan, s lrs.Statements, store lrs.StoreID, seed uint64, sealRows int) *world {
	t.Helper()
	w := &world{
		t: t, plan: p, s: s, store: store, random: rand.New(rand.NewPCG(seed, 8)),
		config: facts.Config{Dir: t.TempDir(), Statements: s, SealRows: sealRows}, generation: 1, known: make(map[string]bool),
	}
	w.open()
	inForce := make(map[phase]*meaning.Meaning)
	w.engine = engine.New(engine.Config{
		Snapshot: func(_ context.Context, store lrs.StoreID) (*column.Snapshot, int64, error) {
			snapshot, err := w.projection.Snapshot(store)
			return snapshot, w.projection.Through(store), err
		},
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) {
			if inForce[w.phase] == nil {
				inForce[w.phase] = p.meaning(w.phase)
			}
			return inForce[w.phase], nil
		},
		Log: s,
	})
	return w
}

func (w *world) open() {
	w.t.Helper()
	var err error
	if w.projection, err = facts.Open(w.config); err != nil {
		w.t.Fatal(err)
	}
}

// restart closes the facts and opens them again.
func (w *world) restart() {
	w.t.Helper()
	closeNow(w.t, w.projection)
	w.open()
}

func (w *world) close() { closeNow(w.t, w.projection) }

// tell sends messages in an order, and follows in between.
func (w *world) tell(messages []message, a arrival) {
	w.t.Helper()
	for batch := range a.batches(w.records(messages), w.random) {
		w.append(batch)
		if a.follows != 0 && w.random.IntN(a.follows) == 0 {
			w.follow(w.projection)
			if w.random.IntN(3) == 0 {
				w.restart()
			}
		}
	}
	w.follow(w.projection)
	if n := len(w.log(lrs.Position{})); n != len(w.known) {
		w.t.Fatalf("the store has %d statements, want %d, each once", n, len(w.known))
	}
}

// records are messages as a store takes them.
func (w *world) records(messages []message) (records []lrs.Record) {
	w.t.Helper()
	for _, m := range messages {
		origin := storetest.DefaultOrigin()
		if m.authority != "" {
			origin.Authority = []byte(m.authority)
		}
		record, err := storetest.MakeRecord(m.text, origin)
		if err != nil {
			w.t.Fatal(err)
		}
		records = append(records, record)
	}
	return records
}

func (w *world) append(batch []lrs.Record) {
	w.t.Helper()
	own := slices.Clone(batch)
	for i := range own {
		own[i].JSON = bytes.Clone(own[i].JSON) // the store writes into it
	}
	if err := w.s.Append(w.t.Context(), w.store, own); err != nil {
		w.t.Fatal(err)
	}
	for _, record := range own {
		if id := record.ID.String(); record.Known != w.known[id] {
			w.t.Fatalf("statement %s: known is %v, want %v", id, record.Known, w.known[id])
		} else {
			w.known[id] = true
		}
	}
}

// log reads the store behind a position.
func (w *world) log(after lrs.Position) (all []lrs.Stored) {
	w.t.Helper()
	if err := w.s.Scan(w.t.Context(), w.store, after, func(stored lrs.Stored) error {
		stored.JSON = bytes.Clone(stored.JSON)
		all = append(all, stored)
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// follower is a projection, or what is built beside it.
type follower interface {
	Through(store lrs.StoreID) int64
	Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error
}

// follow catches up with the log, in batches of any size.
func (w *world) follow(f follower) {
	w.t.Helper()
	all := w.log(lrs.Position{Stored: f.Through(w.store) - 1, ID: xapi.UUID{255, 255, 255}})
	for len(all) > 0 {
		n := min(len(all), 1+w.random.IntN(300))
		if err := f.Follow(w.t.Context(), w.store, all[:n], all[n-1].Stored+1); err != nil {
			w.t.Fatal(err)
		}
		all = all[n:]
	}
}

// rebuild builds the facts anew and puts them in force.
func (w *world) rebuild() {
	w.t.Helper()
	w.generation++
	beside, err := w.projection.Beside(w.t.Context(), w.generation)
	if err != nil {
		w.t.Fatal(err)
	}
	w.follow(beside)
	if err := beside.Swap(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// ask asks a truth's query, at a time of the log where that is not 0.
func (w *world) ask(asked truth, asOf int64) *query.Answer {
	w.t.Helper()
	text := asked.query
	if asOf != 0 {
		text = fmt.Sprintf(`{"as_of_seq":%d,%s`, asOf, text[1:])
	}
	scope := engine.Scope{Store: w.store, SeesPeople: true}
	var answer *query.Answer
	var err error
	if asked.cell != "" {
		var cell *query.CellQuery
		if cell, err = query.DecodeCell([]byte(`{"query":`+text+`,"cell":`+asked.cell+`,"limit":1000}`), nil); err == nil {
			answer, err = w.engine.Actors(w.t.Context(), scope, *cell, engine.Effort{})
		}
	} else {
		var q *query.Query
		if q, err = query.Decode([]byte(text), nil); err == nil {
			answer, err = w.engine.Ask(w.t.Context(), scope, q, engine.Effort{})
		}
	}
	if err != nil {
		w.t.Fatalf("%v\n%s", err, text)
	}
	return answer
}

// check compares every answer with what was planted for a phase.
func (w *world) check(when string, ph phase, asOf int64) {
	w.t.Helper()
	for _, truth := range w.plan.truths {
		answer := w.ask(truth, asOf)
		if truth.want != nil {
			w.compare(when, truth, shown(w.t, answer, truth.columns), truth.want(ph))
		}
		if truth.wantMeta != nil {
			w.compare(when, truth, [][]any{told(w.t, answer, truth.meta)}, [][]any{truth.wantMeta(ph)})
		}
		if w.t.Failed() {
			w.t.FailNow()
		}
	}
}
