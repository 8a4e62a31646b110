package pipe_test

import (
	"bytes"
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
	"github.com/lore-lrs/lore/internal/pipe"
	"github.com/lore-lrs/lore/xapi"
)

// place is a record store on a temporary directory, with one store in use.
type place struct {
	t          testing.TB
	statements lrs.Statements
	blobs      lrs.Blobs
	service    *lrs.Service
	caller     lrs.Caller
}

const authority = `{"objectType":"Agent","account":{"homePage":"https://lrs.example","name":"importer"}}`

func newPlace(t testing.TB) *place {
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
	t.Cleanup(func() {
		if err := errors.Join(engine.Close(), database.Close()); err != nil {
			t.Error(err)
		}
	})
	blobs, err := blob.OpenDirectory(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	agent, err := xapi.ParseAgent([]byte(authority), xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	return &place{
		t: t, statements: engine, blobs: blobs,
		service: lrs.New(lrs.Config{
			Statements: engine, Documents: documents.New(database), Blobs: blobs, CursorKey: bytes.Repeat([]byte{1}, 32),
		}),
		caller: lrs.Caller{Store: 1, Authority: []byte(authority), AuthorityIndex: agent.AuthorityIndex(), Define: true},
	}
}

// outcome is what came of an import.
type outcome struct {
	pipe.Progress
	faults []pipe.Fault
	err    error
}

func (p *place) importing(text string, change func(*pipe.Import)) outcome {
	p.t.Helper()
	var out outcome
	im := pipe.Import{
		Store: p.service, Caller: p.caller, Scratch: p.t.TempDir(),
		OnFault: func(fault pipe.Fault) { out.faults = append(out.faults, fault) },
	}
	if change != nil {
		change(&im)
	}
	out.Progress, out.err = im.Run(p.t.Context(), strings.NewReader(text))
	return out
}

// mustImport imports text that must be taken whole.
func (p *place) mustImport(text string, change func(*pipe.Import)) outcome {
	p.t.Helper()
	out := p.importing(text, change)
	if out.err != nil || out.Bad > 0 {
		p.t.Fatalf("import: %v, %d refused: %+v", out.err, out.Bad, out.faults)
	}
	return out
}

func trusted(im *pipe.Import) { im.Caller.Trusted = true }

// export returns what an export writes; it is oldest first unless changed.
func (p *place) export(change func(*pipe.Export)) string {
	p.t.Helper()
	var out bytes.Buffer
	ex := pipe.Export{Statements: p.statements, Blobs: p.blobs, Store: 1}
	ex.Select.Ascending = true
	if change != nil {
		change(&ex)
	}
	written, err := ex.Run(p.t.Context(), &out)
	if err != nil {
		p.t.Fatalf("export: %v", err)
	}
	if !ex.Attachments && written != int64(strings.Count(out.String(), "\n")) {
		p.t.Fatalf("export said %d statements and wrote %d lines", written, strings.Count(out.String(), "\n"))
	}
	return out.String()
}

// count returns how many statements are stored, voided ones too.
func (p *place) count() (n int) {
	p.t.Helper()
	if err := p.statements.Scan(p.t.Context(), 1, lrs.Position{}, func(lrs.Stored) error { n++; return nil }); err != nil {
		p.t.Fatal(err)
	}
	return n
}

func idOf(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// statement returns a valid statement on one line; parts add or replace
// properties, as in `"version":"1.0.3"`.
func statement(n int, parts ...string) string {
	text := fmt.Sprintf(`{"id":"%s","actor":{"mbox":"mailto:learner-%d@example.org"},"verb":{"id":"http://example.org/verbs/did"},"object":{"id":"http://example.org/activities/%d"}`, idOf(n), n%7, n%11)
	if len(parts) > 0 {
		text += "," + strings.Join(parts, ",")
	}
	return text + "}"
}

// refer returns a statement about another one; with the voided verb it voids it.
func refer(n, target int, verb string) string {
	return fmt.Sprintf(`{"id":"%s","actor":{"mbox":"mailto:teacher@example.org"},"verb":{"id":"%s"},"object":{"objectType":"StatementRef","id":"%s"}}`, idOf(n), verb, idOf(target))
}

func lines(from, to int) string {
	var text strings.Builder
	for n := from; n < to; n++ {
		text.WriteString(statement(n) + "\n")
	}
	return text.String()
}
