package storetest

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// Answers makes random statements and asks random questions, and compares each
// page with the reference model, between flushes and restarts.
//
// A failure names a seed; -rapid.seed repeats it. -rapid.checks and
// -rapid.steps make the search longer.
func Answers(t *testing.T, open Opener) {
	for _, pool := range pools {
		t.Run(fmt.Sprintf("with %d ids", pool), func(t *testing.T) { answers(t, open, pool) })
	}
}

func answers(t testing.TB, open Opener, pool int) {
	rapid.Check(t, func(rt *rapid.T) {
		m := &machine{session: newSession(t, rt, open, undisturbed), described: make(map[described][]byte), pool: pool}
		defer m.close()
		rt.Repeat(map[string]func(*rapid.T){
			"append":              m.append,
			"append more":         m.append,
			"append again":        m.appendAgain,
			"append even more":    m.append,
			"ask":                 m.ask,
			"ask more":            m.ask,
			"page while storing":  m.pageWhileStoring,
			"look up":             m.lookUp,
			"scan":                m.scanAll,
			"compare definitions": m.compareDescriptions,
			"flush":               func(*rapid.T) { m.flush() },
			"reopen":              m.maybeReopen,
		})
	})
}

// machine is a session that is driven at random.
type machine struct {
	*session
	// originals are the texts by which stored statements came.
	originals []original
	described map[described][]byte
	pool      int
	fresh     int
}

type original struct {
	store  lrs.StoreID
	id     xapi.UUID
	text   []byte
	origin Origin
}

type described struct {
	store lrs.StoreID
	kind  xapi.DescriptionKind
	key   xapi.Key
}

func drawStore(t *rapid.T) lrs.StoreID {
	return rapid.SampledFrom([]lrs.StoreID{1, 1, 1, 2}).Draw(t, "store")
}

// append appends a batch of random statements, whose ids may be taken.
func (m *machine) append(t *rapid.T) {
	m.appendBatch(drawStore(t), m.drawBatch(t, 10))
}

// appendAgain appends statements that are stored already, in other company.
func (m *machine) appendAgain(t *rapid.T) {
	if len(m.originals) == 0 {
		return
	}
	again := rapid.SampledFrom(m.originals).Draw(t, "again")
	batch := slices.DeleteFunc(m.drawBatch(t, 2), func(o original) bool { return o.id == again.id })
	m.appendBatch(again.store, append(batch, again))
}

func (m *machine) drawBatch(t *rapid.T, most int) []original {
	ids := rapid.SliceOfNDistinct(rapid.IntRange(0, m.pool-1), 1, min(most, m.pool), rapid.ID).Draw(t, "ids")
	origin := drawOrigin(t)
	batch := make([]original, len(ids))
	for i, n := range ids {
		text := marshal(generator{t, origin.Version, m.pool}.statement(poolID(n)))
		batch[i] = original{id: poolID(n), text: text, origin: origin}
	}
	return batch
}

// appendBatch appends and expects what PS-10 and PS-11 say: a conflict when
// one of the ids has another statement, else all that is new is stored.
func (m *machine) appendBatch(store lrs.StoreID, originals []original) {
	batch := make([]lrs.Record, len(originals))
	conflict := false
	for i, o := range originals {
		record, err := MakeRecord(slices.Clone(o.text), o.origin)
		if err != nil {
			m.t.Fatalf("the suite made a statement that is not one: %v", err)
		}
		batch[i] = record
		if known, ok := m.model(store).Get(o.id); ok && !xapi.Equal(known.JSON, record.JSON) {
			conflict = true
		}
	}
	err := m.store.Append(m.t.Context(), store, batch)
	if conflict {
		if !problem.Is(err, problem.Conflict) {
			m.t.Fatalf("append: %v, want an error of kind Conflict (PS-11)", err)
		}
		return
	}
	if err != nil {
		m.t.Fatalf("append: %v", err)
	}
	for i, o := range originals {
		if _, before := m.model(store).Get(o.id); before {
			continue
		}
		o.store = store
		m.originals = append(m.originals, o)
		for _, d := range batch[i].Descriptions {
			key := described{store, d.Kind, d.Key}
			m.described[key] = xapi.MergeDescription(d.Kind, m.described[key], bytes.Clone(d.Value))
		}
	}
	m.follow(store, batch)
}

// ask asks several random questions.
func (m *machine) ask(t *rapid.T) {
	store := drawStore(t)
	for range rapid.IntRange(1, 6).Draw(t, "questions") {
		m.walk(store, generator{t: t}.question(m.times(store)))
	}
}

// walk goes through the pages of a question.
func (m *machine) walk(store lrs.StoreID, q Question) {
	for {
		page := m.page(store, q)
		m.compare(store, q, page)
		if !page.More {
			return
		}
		q.Through = page.Through
		q.After = page.Statements[len(page.Statements)-1].Position
	}
}

func (m *machine) times(store lrs.StoreID) []int64 {
	var times []int64
	for _, stored := range m.model(store).All() {
		times = append(times, stored.Stored)
	}
	return times
}

// pageWhileStoring stores new statements between the pages of a question: they
// are above its bound, and nothing refers to them.
func (m *machine) pageWhileStoring(t *rapid.T) {
	store := drawStore(t)
	origin := drawOrigin(t)
	q := generator{t: t}.question(m.times(store))
	for range 4 {
		page := m.page(store, q)
		m.compare(store, q, page)
		if !page.More {
			return
		}
		q.Through = page.Through
		q.After = page.Statements[len(page.Statements)-1].Position
		m.fresh++
		id := idOf(fmt.Sprintf("fresh-%d", m.fresh))
		made := generator{t, origin.Version, m.pool}.event(true)
		made["id"] = id.String()
		m.appendBatch(store, []original{{id: id, text: marshal(made), origin: origin}})
	}
}

// lookUp asks for one id of the pool.
func (m *machine) lookUp(t *rapid.T) {
	store := drawStore(t)
	id := poolID(rapid.IntRange(0, m.pool-1).Draw(t, "id"))
	want, stored := m.model(store).Get(id)
	if !stored {
		m.absent(store, id)
		return
	}
	got := m.get(store, id)
	if diff := m.differ([]lrs.Stored{got}, []lrs.Stored{want}); diff != "" {
		m.t.Fatalf("get: %s", diff)
	}
}

func (m *machine) scanAll(t *rapid.T) {
	store := drawStore(t)
	all := m.model(store).All()
	var after lrs.Position
	if len(all) > 0 {
		from := rapid.IntRange(0, len(all)).Draw(t, "from")
		if from > 0 {
			after = all[from-1].Position
		}
		all = all[from:]
	}
	m.settle()
	if diff := m.differ(m.scan(store, after), all); diff != "" {
		m.t.Fatalf("scan of store %d behind %+v: %s", store, after, diff)
	}
}

func (m *machine) compareDescriptions(*rapid.T) {
	for key, want := range m.described {
		if got := m.describe(key.store, key.kind, key.key); !bytes.Equal(got, want) {
			m.t.Fatalf("description of kind %d in store %d is %s, want %s (OB-14)", key.kind, key.store, got, want)
		}
	}
}

// maybeReopen restarts in one of three cases: restarts are slow.
func (m *machine) maybeReopen(t *rapid.T) {
	if rapid.IntRange(0, 2).Draw(t, "reopens") == 2 {
		m.reopen()
	}
}
