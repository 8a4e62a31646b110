package engine_test

import (
	"context"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
	"pgregory.net/rapid"
)

// adl begins the verbs that xAPI was first given.
const adl = "http://adlnet.gov/expapi/verbs/"

const teamExtension = "context.extensions[https://example.org/ext/team]"

// settled is a meaning in which much was decided.
func settled() *meaning.Meaning {
	return &meaning.Meaning{
		Version: 7,
		Verbs:   meaning.Seeds(),
		Courses: map[string]string{
			"https://lms.example.org/module/4": "https://lms.example.org/course/0",
			"https://lms.example.org/item/2":   "https://lms.example.org/programme/9",
		},
		Persons: map[string]string{
			"account:https://hr.example.org|lu":  "mailto:ada@example.org",
			"openid:https://id.example.org/gus":  "mailto:ada@example.org",
			"account:https://hr.example.org|hal": "mailto:someone.else@example.org",
		},
		FormalSources: map[string]bool{"key-1": true},
		TrustedClocks: map[string]bool{"key-2": true},
		Promoted:      map[string]bool{teamExtension: true},
	}
}

// known is statements as the engine and the reference get them.
type known struct {
	rows    []fact.Row
	voids   []column.Void
	texts   map[xapi.UUID][]byte
	through int64
	// definitions by activity, and by the key of an activity.
	definitions map[string][]byte
	byKey       map[xapi.Key][]byte
}

func read(t rapid.TB, statements []corpus.Statement) *known {
	t.Helper()
	k := &known{texts: make(map[xapi.UUID][]byte), definitions: make(map[string][]byte), byKey: make(map[xapi.Key][]byte)}
	for _, s := range statements {
		read, err := fact.From(s.Stored, s.ID, s.JSON, []string{teamExtension})
		if err != nil {
			t.Fatal(err)
		}
		k.rows = append(k.rows, read.Rows...)
		if read.Voids {
			k.voids = append(k.voids, column.Void{Target: read.Target, At: s.Stored})
		}
		k.texts[s.ID] = s.JSON
		k.through = s.Stored + 1
		k.describe(s.JSON)
	}
	return k
}

// describe keeps the last definition of an activity.
func (k *known) describe(statement []byte) {
	var s struct {
		Object struct {
			ID         string         `json:"id"`
			Definition jsontext.Value `json:"definition"`
		} `json:"object"`
	}
	if json.Unmarshal(statement, &s) == nil && s.Object.Definition != nil {
		k.definitions[s.Object.ID] = s.Object.Definition
		k.byKey[xapi.ActivityKey(s.Object.ID)] = s.Object.Definition
	}
}

func (k *known) engine(partSize int, inForce *meaning.Meaning) *engine.Engine {
	snapshot := column.MemoryParts(partSize, k.rows, k.voids, []string{teamExtension})
	return engine.New(engine.Config{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) { return snapshot, k.through, nil },
		Meaning:  func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return inForce, nil },
		Log:      log{k},
		Workers:  3,
	})
}

func (k *known) input(inForce *meaning.Meaning, scope reference.Scope) reference.Input {
	voids := make(map[xapi.UUID]int64)
	for _, void := range k.voids {
		if at, known := voids[void.Target]; !known || void.At < at {
			voids[void.Target] = void.At
		}
	}
	return reference.Input{
		Rows: k.rows, Voids: voids, Meaning: inForce, Scope: scope, Now: k.through, Through: k.through, Promoted: []string{teamExtension},
		Describe: func(activity string) []byte { return k.definitions[activity] },
	}
}

// log is a statement log with no more than what the engine asks for.
type log struct{ *known }

func (l log) Scan(context.Context, lrs.StoreID, lrs.Position, func(lrs.Stored) error) error {
	return fmt.Errorf("nothing is scanned here")
}

func (l log) Query(context.Context, lrs.StoreID, lrs.Query) (lrs.Page, error) {
	return lrs.Page{}, fmt.Errorf("nothing is searched here")
}

func (l log) Get(_ context.Context, _ lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	return lrs.Stored{JSON: l.texts[id]}, nil
}

func (l log) Describe(_ context.Context, _ lrs.StoreID, _ xapi.DescriptionKind, key xapi.Key) ([]byte, error) {
	return l.byKey[key], nil
}

func (l log) DescribeAll(_ context.Context, _ lrs.StoreID, _ xapi.DescriptionKind, keys []xapi.Key) (texts [][]byte, err error) {
	for _, key := range keys {
		texts = append(texts, l.byKey[key])
	}
	return texts, nil
}

func pseudonym(person string) string { return fmt.Sprintf("p%08x", crc32.ChecksumIEEE([]byte(person))) }

var scopes = []reference.Scope{
	{SeesPeople: true},
	{Pseudonym: pseudonym, MinGroup: 3},
	{SeesPeople: true, Persons: []string{"account:https://hr.example.org|lu", "openid:https://id.example.org/cy", "mailto:eve@example.org", "mailto:nobody@example.org"}},
}

func scopeOf(s reference.Scope) engine.Scope {
	return engine.Scope{Store: 1, Persons: s.Persons, SeesPeople: s.SeesPeople, MinGroup: s.MinGroup, Pseudonym: s.Pseudonym}
}

// TestCorpusIsAnsweredAsByReference asks every query of the corpus of the engine
// and of the reference evaluator.
func TestCorpusIsAnsweredAsByReference(t *testing.T) {
	holdToReference(t, read(t, corpus.Statements(1, 500)), query.Kinds())
}

// TestExamIsAnsweredAsByReference asks what needs many people.
func TestExamIsAnsweredAsByReference(t *testing.T) {
	holdToReference(t, read(t, corpus.Exam(1, 130)), []query.Kind{query.Items, query.Correlation, query.Distribution})
}

func holdToReference(t *testing.T, k *known, kinds []query.Kind) {
	inForce := settled()
	engines := map[int]*engine.Engine{0: k.engine(0, inForce), 64: k.engine(64, inForce)}
	byKind := make(map[query.Kind][]*query.Query)
	for i, text := range corpus.Queries() {
		q, err := query.Decode([]byte(text), corpus.Segments())
		if err != nil {
			t.Fatalf("query %d is refused: %v\n%s", i, err, text)
		}
		byKind[q.Kind] = append(byKind[q.Kind], q)
	}
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			for _, q := range byKind[kind] {
				for s, scope := range scopes {
					want, wantErr := reference.Evaluate(k.input(inForce, scope), q)
					for size, e := range engines {
						got, gotErr := e.Ask(t.Context(), scopeOf(scope), q, engine.Effort{})
						if difference := compare(want, wantErr, got, gotErr); difference != "" {
							t.Errorf("scope %d, parts of %d: %s\n%s", s, size, q.Encode(), difference)
							break
						}
					}
				}
			}
		})
	}
}

// compare returns the first differences between two answers; "" when there is
// none.
func compare(want *query.Answer, wantErr error, got *query.Answer, gotErr error) string {
	if (wantErr != nil) != (gotErr != nil) {
		return fmt.Sprintf("  want error %v\n  got error  %v", wantErr, gotErr)
	}
	if wantErr != nil {
		return ""
	}
	var found []string
	differ := func(what string, want, got any) {
		if w, g := plain(want), plain(got); w != g && len(found) < 8 {
			found = append(found, fmt.Sprintf("  %s\n    want %s\n    got  %s", what, w, g))
		}
	}
	differ("columns", want.Columns, got.Columns)
	differ("number of rows", len(want.Rows), len(got.Rows))
	for i := range min(len(want.Rows), len(got.Rows)) {
		differ(fmt.Sprint("row ", i), want.Rows[i], got.Rows[i])
	}
	differ("actors", want.People, got.People)
	a, b := want.Meta, got.Meta
	for _, m := range []*query.Meta{&a, &b} {
		m.RowsScanned, m.ElapsedMS, m.QueryHash, m.Next = 0, 0, "", ""
	}
	wantMeta, gotMeta := parts(a), parts(b)
	for _, key := range slices.Sorted(maps.Keys(merged(wantMeta, gotMeta))) {
		differ("meta "+key, wantMeta[key], gotMeta[key])
	}
	return strings.Join(found, "\n")
}

// plain is the text of a value in which the order of members does not matter.
func plain(v any) string {
	text := jsontext.Value(encode(v))
	if err := text.Canonicalize(); err != nil {
		return err.Error()
	}
	return string(text)
}

// parts takes what is written as an object apart.
func parts(v any) (members map[string]jsontext.Value) {
	if err := json.Unmarshal([]byte(encode(v)), &members); err != nil {
		return map[string]jsontext.Value{"error": jsontext.Value(encode(err.Error()))}
	}
	return members
}

func merged(a, b map[string]jsontext.Value) map[string]jsontext.Value {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

func encode(v any) string {
	text, err := json.Marshal(v, json.Deterministic(true), json.FormatNilSliceAsNull(true))
	if err != nil {
		return err.Error()
	}
	return string(text)
}
