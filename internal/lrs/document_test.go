package lrs_test

import (
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

var profile = lrs.DocumentContext{Resource: lrs.ActivityProfile, Activity: "http://example.org/activity"}

func text(content string) lrs.Document {
	return lrs.Document{ContentType: "text/plain", Content: []byte(content)}
}

func object(content string) lrs.Document {
	return lrs.Document{ContentType: "application/json", Content: []byte(content)}
}

func (b *bench) expectDocument(key lrs.DocumentKey, want string) {
	b.t.Helper()
	got, err := b.Document(b.t.Context(), lrs.Caller{Store: 1}, key)
	if err != nil {
		b.t.Fatal(err)
	}
	if string(got.Content) != want {
		b.t.Errorf("the document is %q, want %q", got.Content, want)
	}
}

// DC-03, DC-04, CC-03: one document through its life.
func TestDocumentLife(t *testing.T) {
	b, caller, ctx := newBench(t, nil), lrs.Caller{Store: 1}, t.Context()
	key := lrs.DocumentKey{DocumentContext: profile, ID: "p"}
	none := lrs.Precondition{Version: xapi.Version2}
	matching := func(content string) lrs.Precondition {
		return lrs.Precondition{Version: xapi.Version2, IfMatch: lrs.ETag([]byte(content))}
	}

	_, err := b.Document(ctx, caller, key)
	expectKind(t, err, problem.NotFound)
	expectKind(t, b.PutDocument(ctx, caller, key, text("x"), matching("x")), problem.PreconditionFailed)
	if err := b.PutDocument(ctx, caller, key, text("one"), none); err != nil {
		t.Fatal(err)
	}
	expectKind(t, b.PutDocument(ctx, caller, key, text("two"), none), problem.Conflict)
	expectKind(t, b.PutDocument(ctx, caller, key, text("two"), matching("two")), problem.PreconditionFailed)
	expectKind(t, b.DeleteDocument(ctx, caller, key, matching("two")), problem.PreconditionFailed)
	expectKind(t, b.PostDocument(ctx, caller, key, object("{}"), none), problem.Invalid)
	b.expectDocument(key, "one")
	if err := b.PutDocument(ctx, caller, key, text("two"), matching("one")); err != nil {
		t.Fatal(err)
	}
	b.expectDocument(key, "two")
	for range 2 { // the second time it is absent
		if err := b.DeleteDocument(ctx, caller, key, none); err != nil {
			t.Fatal(err)
		}
	}
	_, err = b.Document(ctx, caller, key)
	expectKind(t, err, problem.NotFound)
}

// DC-20 to DC-23
func TestPostingDocuments(t *testing.T) {
	b, caller, ctx := newBench(t, nil), lrs.Caller{Store: 1}, t.Context()
	none := lrs.Precondition{Version: xapi.Version1}
	key := func(id string) lrs.DocumentKey { return lrs.DocumentKey{DocumentContext: profile, ID: id} }

	expectKind(t, b.PostDocument(ctx, caller, key("json"), object(`{`), none), problem.Invalid)
	_, err := b.Document(ctx, caller, key("json"))
	expectKind(t, err, problem.NotFound)
	if err := b.PostDocument(ctx, caller, key("json"), object(`{"a":1}`), none); err != nil {
		t.Fatal(err)
	}
	if err := b.PostDocument(ctx, caller, key("json"), object(`{"b":2}`), none); err != nil {
		t.Fatal(err)
	}
	b.expectDocument(key("json"), `{"a":1,"b":2}`)
	wrong := lrs.Precondition{Version: xapi.Version1, IfMatch: `"1234"`}
	expectKind(t, b.PostDocument(ctx, caller, key("json"), object(`{"c":3}`), wrong), problem.PreconditionFailed)
	expectKind(t, b.PostDocument(ctx, caller, key("json"), object(`[]`), none), problem.Invalid)
	b.expectDocument(key("json"), `{"a":1,"b":2}`)

	if err := b.PostDocument(ctx, caller, key("text"), text("plain"), none); err != nil {
		t.Fatal(err)
	}
	b.expectDocument(key("text"), "plain")
}

// GEN-14: many small posts must not make a document without bound.
func TestMergingStopsAtTheLimit(t *testing.T) {
	b := newBench(t, func(c *lrs.Config) { c.MaxDocument = 15 })
	caller, ctx, none := lrs.Caller{Store: 1}, t.Context(), lrs.Precondition{Version: xapi.Version2}
	key := lrs.DocumentKey{DocumentContext: profile, ID: "p"}
	for _, content := range []string{`{"a":1}`, `{"b":23}`} {
		if err := b.PostDocument(ctx, caller, key, object(content), none); err != nil {
			t.Fatal(err)
		}
	}
	expectKind(t, b.PostDocument(ctx, caller, key, object(`{"c":4}`), none), problem.TooLarge)
	b.expectDocument(key, `{"a":1,"b":23}`)
}

// DC-06, DC-07, DC-10
func TestListingAndDeletingStates(t *testing.T) {
	b, caller, ctx := newBench(t, nil), lrs.Caller{Store: 1}, t.Context()
	states := lrs.DocumentContext{Resource: lrs.State, Activity: "http://example.org/activity", Agent: xapi.Key{1}}
	none := lrs.Precondition{Version: xapi.Version2}
	ids, updated, err := b.ListDocuments(ctx, caller, states, 0)
	if err != nil || len(ids) != 0 || ids == nil || updated != 0 {
		t.Errorf("an empty list is %v, %d, %v, want no ids and no time", ids, updated, err)
	}
	var times []int64
	for _, id := range []string{"b", "a"} {
		key := lrs.DocumentKey{DocumentContext: states, ID: id}
		if err := b.PutDocument(ctx, caller, key, text(id), none); err != nil {
			t.Fatal(err)
		}
		document, err := b.Document(ctx, caller, key)
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, document.Updated)
	}
	ids, updated, err = b.ListDocuments(ctx, caller, states, 0)
	if err != nil || !slices.Equal(ids, []string{"a", "b"}) || updated != slices.Max(times) {
		t.Errorf("the list is %v, %d, %v, want a and b and the latest of %v", ids, updated, err, times)
	}
	if err := b.DeleteDocuments(ctx, caller, states); err != nil {
		t.Fatal(err)
	}
	if ids, _, err := b.ListDocuments(ctx, caller, states, 0); err != nil || len(ids) != 0 {
		t.Errorf("after deleting all there is %v, %v", ids, err)
	}
	expectKind(t, b.DeleteDocuments(ctx, caller, profile), problem.Invalid)
}
