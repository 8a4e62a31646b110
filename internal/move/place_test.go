package move_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/control"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/server"
	"github.com/lore-lrs/lore/xapi"
)

// place is where a test keeps everything.
type place struct{ config server.Config }

func directory(t testing.TB) place {
	t.Helper()
	// Small, so that a few statements cross segments and flushes.
	return place{server.Config{Data: t.TempDir(), SegmentSize: 64 << 10, FlushStatements: 50}}
}

func database(t testing.TB) place {
	t.Helper()
	return place{server.Config{Database: pgtest.Shared(t).Database(t)}}
}

// open opens the place as a command does.
func (p place) open(t testing.TB) (app *server.App, shut func()) {
	t.Helper()
	open := server.Open
	if p.config.Database != "" {
		open = server.OpenDatabase
	}
	app, err := open(t.Context(), p.config, discard)
	if err != nil {
		t.Fatal(err)
	}
	return app, func() {
		t.Helper()
		if err := app.Close(); err != nil {
			t.Error(err)
		}
	}
}

// client gives commands to an open place.
func client(app *server.App) (c *control.Client, shut func()) {
	transport, stop := control.InProcess(app.Control())
	c = control.NewClient(transport)
	return c, func() {
		c.Close()
		stop()
	}
}

// target opens the place to be moved into.
func (p place) target(t testing.TB) (side *move.Side, shut func()) {
	t.Helper()
	side, closeSide, err := server.OpenTarget(t.Context(), p.config, discard)
	if err != nil {
		t.Fatal(err)
	}
	return side, func() {
		t.Helper()
		if err := closeSide(); err != nil {
			t.Error(err)
		}
	}
}

// moveTo moves everything from one place to another.
func moveTo(t testing.TB, from, to place) ([]move.Part, error) {
	t.Helper()
	app, shut := from.open(t)
	defer shut()
	c, shutClient := client(app)
	defer shutClient()
	side, shutSide := to.target(t)
	defer shutSide()
	return move.Move{From: c.MoveSource(), Name: "the source", To: side}.Run(t.Context())
}

func mustMove(t testing.TB, from, to place) {
	t.Helper()
	parts, err := moveTo(t, from, to)
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) == 0 {
		t.Fatal("nothing was compared")
	}
}

// The stores of a filled place. One stays empty.
var storeNames = []string{"school", "club", "empty"}

const keySecret = "secret of every key"

// fill puts something of every kind into an empty place.
func fill(t testing.TB, app *server.App) {
	t.Helper()
	ctx := t.Context()
	for _, name := range storeNames {
		if _, err := app.Registry().CreateStore(ctx, name); err != nil {
			t.Fatal(err)
		}
	}
	for i, store := range []string{"school", "school", "club"} {
		_, err := app.Registry().CreateKey(ctx, access.KeySpec{
			Store: store, Name: "Schlüssel " + fmt.Sprint(i), Key: fmt.Sprint("key-", i), Secret: keySecret,
			Scopes: []access.Scope{access.ScopeAllRead, access.ScopeStatementsWrite},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := app.Registry().RevokeKey(ctx, "key-1"); err != nil {
		t.Fatal(err)
	}
	addStatements(t, app, 1, 120)
	addDocuments(t, app, "first")
	attach(t, app, "an attachment")
	attach(t, app, "another one")
}

// addStatements stores samples, in turn in two stores.
func addStatements(t testing.TB, app *server.App, seed, count int) {
	t.Helper()
	size := 0
	for batch := range slices.Chunk(storetest.Samples(t, seed, count), 7) {
		size++
		if err := app.Statements().Append(t.Context(), lrs.StoreID(1+size%2), batch); err != nil {
			t.Fatal(err)
		}
	}
}

// caller may do everything in a store.
func caller(t testing.TB, store lrs.StoreID) lrs.Caller {
	t.Helper()
	authority := []byte(`{"objectType":"Agent","account":{"homePage":"urn:test","name":"caller"}}`)
	agent, err := xapi.ParseAgent(authority, xapi.Version2)
	if err != nil {
		t.Fatal(err)
	}
	return lrs.Caller{Store: store, Authority: authority, AuthorityIndex: agent.AuthorityIndex(), Define: true}
}

// documentPlaces are some of every kind.
var documentPlaces = []lrs.DocumentKey{
	{DocumentContext: lrs.DocumentContext{Resource: lrs.State, Activity: "http://example.org/a", Agent: xapi.Key{1}}, ID: "a"},
	{DocumentContext: lrs.DocumentContext{Resource: lrs.State, Activity: "http://example.org/a", Agent: xapi.Key{1}, Registration: xapi.UUID{7}, HasRegistration: true}, ID: "a"},
	{DocumentContext: lrs.DocumentContext{Resource: lrs.ActivityProfile, Activity: "http://example.org/ä"}, ID: "\x00 any"},
	{DocumentContext: lrs.DocumentContext{Resource: lrs.AgentProfile, Agent: xapi.Key{2}}, ID: ""},
}

func addDocuments(t testing.TB, app *server.App, content string) {
	t.Helper()
	for _, store := range []lrs.StoreID{1, 2} {
		for _, key := range documentPlaces {
			document := lrs.Document{ContentType: "text/plain; charset=utf-8", Content: []byte(content + key.ID)}
			if key.HasRegistration {
				document.Content = nil
			}
			// Whatever was there before may be replaced.
			if err := app.Service().PutDocument(t.Context(), caller(t, store), key, document, lrs.Precondition{IfMatch: "*"}); err == nil {
				continue
			}
			if err := app.Service().PutDocument(t.Context(), caller(t, store), key, document, lrs.Precondition{IfNoneMatch: "*"}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// attach stores a statement with an attachment.
func attach(t testing.TB, app *server.App, content string) {
	t.Helper()
	sha2 := lrs.SHA2([]byte(content), 64)
	body := fmt.Appendf(nil, `{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/did"},
		"object":{"id":"http://example.org/it","definition":{"name":{"de":"Üb\u0065r \ud83d\ude00"},"extensions":{"http://example.org/x":1.50E+300}}},
		"attachments":[{"usageType":"http://example.org/usage","display":{"en":"it"},"contentType":"text/plain","length":%d,"sha2":"%s"}]}`, len(content), sha2)
	_, err := app.Service().StoreStatements(t.Context(), caller(t, 1), lrs.Submission{
		Version: xapi.Version2, Body: body, Multipart: true,
		Parts: []lrs.Part{{ContentType: "text/plain", Hash: sha2, ContentLength: -1, Content: []byte(content)}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// contents is everything that a client or administrator can see of a place.
type contents struct {
	Stores     []access.Store
	Keys       []access.Key
	Exports    map[string]string
	Attached   map[string]string
	Documents  []lrs.Document
	Activities []string
	Persons    []string
}

// see reads everything, by other ways than a move does.
func see(t testing.TB, p place) (seen contents) {
	t.Helper()
	app, shut := p.open(t)
	defer shut()
	c, shutClient := client(app)
	defer shutClient()
	ctx := t.Context()
	var err error
	if seen.Stores, err = app.Registry().ListStores(ctx); err != nil {
		t.Fatal(err)
	}
	if seen.Keys, err = app.Registry().ListKeys(ctx); err != nil {
		t.Fatal(err)
	}
	seen.Exports, seen.Attached = map[string]string{}, map[string]string{}
	for _, store := range seen.Stores {
		var out bytes.Buffer
		if _, err := c.Export(ctx, control.ExportOptions{Store: store.Name, Voided: true}, &out); err != nil {
			t.Fatal(err)
		}
		seen.Exports[store.Name] = out.String()
		out.Reset()
		if _, err := c.Export(ctx, control.ExportOptions{Store: store.Name, Format: "canonical"}, &out); err != nil {
			t.Fatal(err)
		}
		seen.Exports[store.Name+", canonical"] = out.String()
		for _, content := range []string{"an attachment", "another one"} {
			result, err := app.Service().Find(ctx, caller(t, lrs.StoreID(store.ID)), lrs.Selection{Activity: "http://example.org/it"}, lrs.Rendering{Attachments: true}, path)
			if err != nil {
				t.Fatal(err)
			}
			for _, data := range result.Attached {
				if string(data.Content) == content {
					seen.Attached[store.Name+" "+data.SHA2] = content
				}
			}
		}
		for _, key := range documentPlaces {
			document, err := app.Service().Document(ctx, caller(t, lrs.StoreID(store.ID)), key)
			if err == nil {
				seen.Documents = append(seen.Documents, document)
			}
		}
		for _, activity := range []string{"quiz", "course", "unit", "Quiz", "ü"} {
			text, err := app.Service().Activity(ctx, caller(t, lrs.StoreID(store.ID)), "http://example.com/activities/"+activity)
			if err != nil {
				t.Fatal(err)
			}
			seen.Activities = append(seen.Activities, string(text))
		}
		for _, mailbox := range []string{"ann", "bob"} {
			agent, err := xapi.ParseAgent([]byte(`{"mbox":"mailto:`+mailbox+`@example.com"}`), xapi.Version2)
			if err != nil {
				t.Fatal(err)
			}
			text, err := app.Service().Person(ctx, caller(t, lrs.StoreID(store.ID)), agent)
			if err != nil {
				t.Fatal(err)
			}
			seen.Persons = append(seen.Persons, string(text))
		}
	}
	for key, want := range map[string]bool{"key-0": true, "key-1": false, "key-2": true} {
		if _, err := app.Registry().Authenticate(ctx, key, keySecret); (err == nil) != want {
			t.Errorf("authenticating as %s returned %v", key, err)
		}
	}
	return seen
}

func expectSame(t testing.TB, want contents, p place) {
	t.Helper()
	if diff := cmp.Diff(want, see(t, p), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what was moved looks different (-source +target):\n%s", diff)
	}
}

func path(token string) string { return token }
