package engine_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

func closeNow(t *testing.T, c interface{ Close() error }) {
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// arrival is an order in which statements come.
type arrival struct {
	name string
	// keeps: they are stored at their own times.
	keeps bool
	// arrange says what comes, in which batches.
	arrange func(list []lrs.Record, random *rand.Rand) [][]lrs.Record
}

var arrivals = []arrival{
	{"in order", true, func(list []lrs.Record, _ *rand.Rand) [][]lrs.Record { return slices.Collect(slices.Chunk(list, 100)) }},
	{"shuffled, in batches of any size, and twice", false, func(list []lrs.Record, random *rand.Rand) [][]lrs.Record {
		random.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
		var batches [][]lrs.Record
		for len(list) > 0 {
			n := min(len(list), 1+random.IntN(60))
			batches = append(batches, list[:n], list[:n])
			list = list[n:]
		}
		return batches
	}},
}

// TestCorpusIsAnsweredAlikeOnEveryStore sends real statements to each store in
// several orders, lets the projection follow in small steps, closes and opens it
// in between, and asks the corpus of the engine and of the reference.
func TestCorpusIsAnsweredAlikeOnEveryStore(t *testing.T) {
	for i, a := range arrivals {
		t.Run(a.name, func(t *testing.T) {
			lrstest.Each(t, func(t *testing.T, s lrs.Statements, _ *db.DB) {
				random := rand.New(rand.NewPCG(uint64(i), 3))
				send(t, s, a, random)
				p := followed(t, s, random)
				defer func() { closeNow(t, p) }()
				holdStoreToReference(t, s, p)
			})
		})
	}
}

const corpusStore = lrs.StoreID(1)

func send(t *testing.T, s lrs.Statements, a arrival, random *rand.Rand) {
	t.Helper()
	var list []lrs.Record
	for _, statement := range corpus.Statements(5, 300) {
		record, err := storetest.MakeRecord(statement.JSON, storetest.Origin{
			Version: xapi.Version2, Authority: authorityOf(t, statement.JSON), Define: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		if a.keeps {
			record.Stored = statement.Stored
		}
		list = append(list, record)
	}
	for _, batch := range a.arrange(list, random) {
		// The store writes into what it is given.
		own := slices.Clone(batch)
		for i := range own {
			own[i].JSON = bytes.Clone(own[i].JSON)
		}
		if err := s.Append(t.Context(), corpusStore, own); err != nil {
			t.Fatal(err)
		}
	}
}

func authorityOf(t *testing.T, statement []byte) []byte {
	t.Helper()
	var s struct {
		Authority jsontext.Value `json:"authority"`
	}
	if err := json.Unmarshal(statement, &s); err != nil {
		t.Fatal(err)
	}
	return s.Authority
}

// followed follows the whole log, in batches of any size, through a projection
// that is closed and opened again in the middle.
func followed(t *testing.T, s lrs.Statements, random *rand.Rand) *facts.Projection {
	t.Helper()
	config := facts.Config{
		Dir: t.TempDir(), Statements: s, SealRows: 64,
		Promoted: func(context.Context, lrs.StoreID) ([]string, error) { return []string{teamExtension}, nil },
	}
	open := func() *facts.Projection {
		p, err := facts.Open(config)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	p := open()
	all := logOf(t, s)
	for begun := 0; begun < len(all); {
		n := min(len(all)-begun, 1+random.IntN(50))
		batch := all[begun : begun+n]
		if err := p.Follow(t.Context(), corpusStore, batch, batch[n-1].Stored+1); err != nil {
			t.Fatal(err)
		}
		begun += n
		if random.IntN(3) == 0 {
			closeNow(t, p)
			p = open()
		}
	}
	return p
}

func logOf(t *testing.T, s lrs.Statements) (all []lrs.Stored) {
	t.Helper()
	if err := s.Scan(t.Context(), corpusStore, lrs.Position{}, func(stored lrs.Stored) error {
		stored.JSON = bytes.Clone(stored.JSON)
		all = append(all, stored)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func holdStoreToReference(t *testing.T, s lrs.Statements, p *facts.Projection) {
	t.Helper()
	var statements []corpus.Statement
	for _, stored := range logOf(t, s) {
		statements = append(statements, corpus.Statement{ID: stored.ID, Stored: stored.Stored, JSON: stored.JSON})
	}
	if len(statements) != 300 {
		t.Fatalf("the store has %d statements, want 300, each once", len(statements))
	}
	k, inForce := read(t, statements), settled()
	e := engine.New(engine.Config{
		Snapshot: func(_ context.Context, store lrs.StoreID) (*column.Snapshot, int64, error) {
			snapshot, err := p.Snapshot(store)
			return snapshot, k.through, err
		},
		Meaning: func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
		Log:     s,
	})
	for _, scope := range scopes {
		input := k.input(inForce, scope)
		input.Describe = func(activity string) []byte {
			text, err := s.Describe(t.Context(), corpusStore, xapi.DescribesActivity, xapi.ActivityKey(activity))
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		for _, text := range corpus.Queries() {
			q, err := query.Decode([]byte(text), corpus.Segments())
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(q.Columns, query.Field{ID: query.StatementJSON}) {
				continue // what is in it besides the facts, each store says for itself
			}
			want, wantErr := reference.Evaluate(input, q)
			got, gotErr := e.Ask(t.Context(), scopeOf(scope), q, engine.Effort{})
			if got != nil {
				for i := range got.People {
					got.People[i].Name = "" // the store's, which facts do not have
				}
			}
			if difference := compare(want, wantErr, got, gotErr); difference != "" {
				t.Errorf("%s\n%s", q.Encode(), difference)
			}
		}
	}
}
