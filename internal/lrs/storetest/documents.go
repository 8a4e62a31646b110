package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// DocumentsEngine is an open document store on data of its own, empty at
// first. Every field is required; see Engine.
type DocumentsEngine struct {
	lrs.Documents
	Reopen func() lrs.Documents
	Close  func()
}

// DocumentsOpener makes an empty place for documents and opens a store on it.
type DocumentsOpener func(t testing.TB) *DocumentsEngine

// RunDocuments runs the whole suite for lrs.Documents: documents are kept,
// listed, updated in one atomic step, and apart by resource, context and
// tenant.
func RunDocuments(t *testing.T, open DocumentsOpener) {
	for _, sc := range documentScenarios {
		for _, reopens := range []bool{false, true} {
			name := sc.name + "/undisturbed"
			if reopens {
				name = sc.name + "/reopened"
			}
			t.Run(name, func(t *testing.T) { exerciseDocuments(t, open, reopens, sc) })
		}
	}
}

type documentScenario struct {
	name string
	run  func(s *shelf)
}

func exerciseDocuments(t testing.TB, open DocumentsOpener, reopens bool, sc documentScenario) {
	t.Helper()
	engine := open(t)
	if engine.Documents == nil || engine.Reopen == nil || engine.Close == nil {
		t.Fatal("the opener returned a DocumentsEngine that lacks a field; all of them are required")
	}
	defer engine.Close()
	sc.run(&shelf{t: t, engine: engine, documents: engine.Documents, reopens: reopens})
}

// shelf is a document store under test.
type shelf struct {
	t         testing.TB
	engine    *DocumentsEngine
	documents lrs.Documents
	reopens   bool
}

// put replaces a document and returns the time it got.
func (s *shelf) put(store lrs.StoreID, key lrs.DocumentKey, content string) int64 {
	s.t.Helper()
	err := s.documents.UpdateDocument(s.t.Context(), store, key, func(*lrs.Document) (*lrs.Document, error) {
		return &lrs.Document{ContentType: "text/plain", Content: []byte(content)}, nil
	})
	if err != nil {
		s.t.Fatalf("update %+v: %v", key, err)
	}
	if s.reopens {
		s.documents = s.engine.Reopen()
	}
	return s.want(store, key, content).Updated
}

func (s *shelf) remove(store lrs.StoreID, key lrs.DocumentKey) {
	s.t.Helper()
	err := s.documents.UpdateDocument(s.t.Context(), store, key, func(*lrs.Document) (*lrs.Document, error) { return nil, nil })
	if err != nil {
		s.t.Fatalf("delete %+v: %v", key, err)
	}
	s.absent(store, key)
}

func (s *shelf) removeAll(store lrs.StoreID, where lrs.DocumentContext) {
	s.t.Helper()
	if err := s.documents.DeleteDocuments(s.t.Context(), store, where); err != nil {
		s.t.Fatalf("delete all of %+v: %v", where, err)
	}
}

func (s *shelf) want(store lrs.StoreID, key lrs.DocumentKey, content string) lrs.Document {
	s.t.Helper()
	got, err := s.documents.GetDocument(s.t.Context(), store, key)
	if err != nil {
		s.t.Fatalf("get %+v: %v", key, err)
	}
	if string(got.Content) != content {
		s.t.Fatalf("content of %+v is %q, want %q", key, got.Content, content)
	}
	return got
}

func (s *shelf) absent(store lrs.StoreID, key lrs.DocumentKey) {
	s.t.Helper()
	if _, err := s.documents.GetDocument(s.t.Context(), store, key); !problem.Is(err, problem.NotFound) {
		s.t.Fatalf("get %+v: %v, want an error of kind NotFound", key, err)
	}
}

func (s *shelf) list(store lrs.StoreID, where lrs.DocumentContext, since int64, want ...string) {
	s.t.Helper()
	infos, err := s.documents.ListDocuments(s.t.Context(), store, where, since)
	if err != nil {
		s.t.Fatalf("list %+v: %v", where, err)
	}
	got := make([]string, len(infos))
	for i, info := range infos {
		got[i] = info.ID
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("list of %+v since %d is %q, want %q", where, since, got, want)
	}
}

// decide updates a document, checking what decide is shown; nil is absent.
func (s *shelf) decide(key lrs.DocumentKey, want *string, next string) {
	s.t.Helper()
	err := s.documents.UpdateDocument(s.t.Context(), tenant, key, func(current *lrs.Document) (*lrs.Document, error) {
		switch {
		case want == nil && current != nil:
			return nil, fmt.Errorf("decide was shown %q, want nothing", current.Content)
		case want != nil && (current == nil || string(current.Content) != *want):
			return nil, fmt.Errorf("decide was shown %+v, want %q", current, *want)
		case current != nil && current.Updated == 0:
			return nil, errors.New("decide was shown a document without Updated")
		}
		return &lrs.Document{ContentType: "text/plain", Content: []byte(next)}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.want(tenant, key, next)
}
