package lrs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/blob"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// bench is a Service on the embedded engine in a temporary directory.
type bench struct {
	*lrs.Service
	t     testing.TB
	blobs lrs.Blobs
}

func newBench(t testing.TB, change func(*lrs.Config)) *bench {
	t.Helper()
	dir := t.TempDir()
	engine, err := embedded.Open(embedded.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	database, err := db.Open(t.Context(), filepath.Join(dir, "lore.db"))
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.OpenDirectory(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(engine.Close(), database.Close()); err != nil {
			t.Error(err)
		}
	})
	config := lrs.Config{
		Statements: engine,
		Documents:  documents.New(database),
		Blobs:      blobs,
		CursorKey:  bytes.Repeat([]byte{1}, 32),
	}
	if change != nil {
		change(&config)
	}
	return &bench{lrs.New(config), t, blobs}
}

// newCaller returns a caller of store 1 whose authority is an account.
func newCaller(t testing.TB, account string) lrs.Caller {
	t.Helper()
	authority := fmt.Sprintf(`{"objectType":"Agent","name":"key of %[1]s","account":{"homePage":"urn:lore:store:school","name":%[1]q}}`, account)
	agent, err := xapi.ParseAgent([]byte(authority), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	return lrs.Caller{Store: 1, Authority: []byte(authority), AuthorityIndex: agent.AuthorityIndex(), Define: true}
}

// statement returns a statement; more is JSON of further properties, which
// start with a comma.
func statement(actor, verb, more string) string {
	return fmt.Sprintf(`{"actor":{"mbox":"mailto:%s@example.org"},"verb":{"id":"http://example.org/verbs/%s"},"object":{"id":"http://example.org/activity"}%s}`, actor, verb, more)
}

func withID(number int, more string) string {
	return fmt.Sprintf(`,"id":"%s"%s`, id(number), more)
}

func id(number int) xapi.UUID {
	return xapi.UUID{0: 0xa0, 14: byte(number >> 8), 15: byte(number)}
}

func (b *bench) store(caller lrs.Caller, body string) []xapi.UUID {
	b.t.Helper()
	ids, err := b.tryStore(caller, lrs.Submission{Version: xapi.Version2, Body: []byte(body)})
	if err != nil {
		b.t.Fatal(err)
	}
	return ids
}

func (b *bench) tryStore(caller lrs.Caller, submission lrs.Submission) ([]xapi.UUID, error) {
	return b.StoreStatements(b.t.Context(), caller, submission)
}

func (b *bench) get(caller lrs.Caller, id xapi.UUID) map[string]any {
	b.t.Helper()
	result, err := b.Statement(b.t.Context(), caller, id, false, lrs.Rendering{})
	if err != nil {
		b.t.Fatal(err)
	}
	return decode[map[string]any](b.t, result.JSON)
}

func decode[T any](t testing.TB, text []byte) (value T) {
	t.Helper()
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}

// page is a StatementResult.
type page struct {
	Statements []map[string]any `json:"statements"`
	More       *string          `json:"more"`
	result     lrs.Result
}

func (p page) verbs() string {
	var verbs []string
	for _, s := range p.Statements {
		iri := s["verb"].(map[string]any)["id"].(string)
		verbs = append(verbs, strings.TrimPrefix(iri, "http://example.org/verbs/"))
	}
	return strings.Join(verbs, " ")
}

func morePath(token string) string { return "/xapi/statements?more=" + token }

func (b *bench) page(result lrs.Result, err error) page {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	p := decode[page](b.t, result.JSON)
	if p.Statements == nil || p.More == nil {
		b.t.Fatalf("%s lacks statements or more (GS-04, suite item 33)", result.JSON)
	}
	p.result = result
	return p
}

func (b *bench) find(caller lrs.Caller, selection lrs.Selection, rendering lrs.Rendering) page {
	b.t.Helper()
	return b.page(b.Find(b.t.Context(), caller, selection, rendering, morePath))
}

func (b *bench) more(caller lrs.Caller, from page) page {
	b.t.Helper()
	token, ok := strings.CutPrefix(*from.More, "/xapi/statements?more=")
	if !ok {
		b.t.Fatalf("more is %q, want a path made by morePath", *from.More)
	}
	return b.page(b.More(b.t.Context(), caller, token, xapi.LanguageRanges{}, morePath))
}

func expectKind(t testing.TB, err error, want problem.Kind) {
	t.Helper()
	if !problem.Is(err, want) {
		t.Fatalf("got the error %v, want the kind %d", err, want)
	}
}
