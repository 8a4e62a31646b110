package quality_test

import (
	"context"
	"encoding/binary"
	"math"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/quality"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

const (
	adl         = "http://adlnet.gov/expapi/verbs/"
	experienced = adl + "experienced"
	answered    = adl + "answered"
	passed      = adl + "passed"
	completed   = adl + "completed"
	oddVerb     = "https://vendor.example.com/verbs/did"
	odderVerb   = "https://vendor.example.com/verbs/was"
)

// now is when all reports are made.
var now = time.Date(2026, 11, 18, 12, 30, 0, 0, time.UTC)

// world is what a Reporter asks, in memory.
type world struct {
	rows    []fact.Row
	voids   []column.Void
	meaning *meaning.Meaning
	keys    []access.Key
	// partRows is how many rows a part has; 0: all.
	partRows int
	now      time.Time
	// made is when the store was made, of sample data; 0 for a store of none.
	made int64
}

func newWorld() *world {
	return &world{
		meaning: &meaning.Meaning{
			Verbs: meaning.Seeds(), Courses: map[string]string{}, Persons: map[string]string{},
			FormalSources: map[string]bool{}, TrustedClocks: map[string]bool{},
		},
		keys: []access.Key{{Key: "lms", Store: "school", Name: "Moodle", Created: 1_000_000}},
		now:  now,
	}
}

// ListStores implements quality.Keys.
func (w *world) ListStores(context.Context) ([]access.Store, error) {
	return []access.Store{{ID: 1, Name: "school", Sample: w.made != 0, Created: w.made}, {ID: 2, Name: "other"}}, nil
}

// ListKeys implements quality.Keys.
func (w *world) ListKeys(context.Context) ([]access.Key, error) { return w.keys, nil }

func (w *world) config() quality.Config {
	snapshot := column.MemoryParts(w.partRows, w.rows, w.voids, nil)
	return quality.Config{
		Keys: w,
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) {
			return snapshot, snapshot.Through, nil
		},
		Meaning: func(context.Context, int64) (*meaning.Meaning, error) { return w.meaning, nil },
		Now:     func() time.Time { return w.now },
		Fresh:   -1,
	}
}

func (w *world) sources(t testing.TB) *quality.Sources {
	t.Helper()
	report, err := quality.New(w.config()).Sources(t.Context(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (w *world) source(t testing.TB, name string) *quality.Source {
	t.Helper()
	source, err := quality.New(w.config()).Source(t.Context(), 1, nil, name)
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func (w *world) readiness(t testing.TB) *quality.Readiness {
	t.Helper()
	report, err := quality.New(w.config()).Readiness(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// add adds a statement of ada's that was stored so long before now, a second after
// it happened, with changes. No two are stored at the same time.
func (w *world) add(before time.Duration, changes ...func(*fact.Row)) *fact.Row {
	n := int64(len(w.rows))
	row := fact.Row{
		Stored: now.Add(-before).UnixMicro() + n,
		Actor:  "mailto:ada@example.org", Verb: experienced, Object: fact.Activity{ID: "https://example.org/page"},
		Source: "lms", Scaled: math.NaN(), Raw: math.NaN(), Min: math.NaN(), Max: math.NaN(), VideoLength: math.NaN(), Duration: fact.None,
	}
	row.Timestamp = row.Stored - 1_000_000
	binary.BigEndian.PutUint64(row.ID[:8], uint64(n+1))
	for _, change := range changes {
		change(&row)
	}
	w.rows = append(w.rows, row)
	return &w.rows[len(w.rows)-1]
}

func (w *world) void(id xapi.UUID, before time.Duration) {
	w.voids = append(w.voids, column.Void{Target: id, At: now.Add(-before).UnixMicro()})
}

// The changes of rows.
func from(source string) func(*fact.Row) { return func(r *fact.Row) { r.Source = source } }
func on(platform string) func(*fact.Row) { return func(r *fact.Row) { r.Platform = platform } }
func by(actor string) func(*fact.Row) {
	return func(r *fact.Row) { r.Actor = "mailto:" + actor + "@example.org" }
}
func did(verb string) func(*fact.Row) { return func(r *fact.Row) { r.Verb = verb } }
func about(activity string) func(*fact.Row) {
	return func(r *fact.Row) { r.Object.ID = "https://example.org/" + activity }
}

// lagging says how long after it happened the statement was stored.
func lagging(lag time.Duration) func(*fact.Row) {
	return func(r *fact.Row) { r.Timestamp = r.Stored - lag.Microseconds() }
}

// at gives the statement a timestamp so long before now.
func at(before time.Duration) func(*fact.Row) {
	return func(r *fact.Row) { r.Timestamp = now.Add(-before).UnixMicro() }
}
