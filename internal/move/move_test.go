package move_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/server"
)

func TestEverythingArrivesThereAndBack(t *testing.T) {
	first, second, third := directory(t), database(t), directory(t)
	app, shut := first.open(t)
	fill(t, app)
	shut()
	want := see(t, first)
	if len(want.Attached) != 2 || len(want.Documents) != 8 || !strings.Contains(strings.Join(want.Activities, ""), "definition") {
		t.Fatalf("the source is not rich enough: %v", want)
	}
	mustMove(t, first, second)
	expectSame(t, want, second)
	mustMove(t, second, third)
	expectSame(t, want, third)
	expectSame(t, want, first)
}

func TestBetweenTwoOfAKind(t *testing.T) {
	for name, make := range map[string]func(testing.TB) place{"directories": directory, "databases": database} {
		t.Run(name, func(t *testing.T) {
			from, to := make(t), make(t)
			app, shut := from.open(t)
			fill(t, app)
			shut()
			want := see(t, from)
			mustMove(t, from, to)
			expectSame(t, want, to)
		})
	}
}

// PG-03: a client that is in the middle of paging goes on at the target.
func TestPagingGoesOnAtTheTarget(t *testing.T) {
	for name, to := range map[string]func(testing.TB) place{"directory": directory, "database": database} {
		t.Run(name, func(t *testing.T) {
			from, to := directory(t), to(t)
			app, shut := from.open(t)
			fill(t, app)
			result, err := app.Service().Find(t.Context(), caller(t, 1), lrs.Selection{Limit: 5}, lrs.Rendering{}, path)
			if err != nil {
				t.Fatal(err)
			}
			var page struct {
				More string `json:"more"`
			}
			if err := json.Unmarshal(result.JSON, &page); err != nil || page.More == "" {
				t.Fatalf("the first page has no more link: %v", err)
			}
			rest := func(app *server.App) string {
				t.Helper()
				result, err := app.Service().More(t.Context(), caller(t, 1), page.More, result.Rendering.Languages, func(string) string { return "" })
				if err != nil {
					t.Fatal(err)
				}
				return string(result.JSON)
			}
			want := rest(app)
			shut()
			mustMove(t, from, to)
			app, shut = to.open(t)
			defer shut()
			if diff := cmp.Diff(want, rest(app)); diff != "" {
				t.Errorf("the next page differs (-source +target):\n%s", diff)
			}
		})
	}
}

func TestTargetThatWasUsedIsRefused(t *testing.T) {
	from := directory(t)
	app, shut := from.open(t)
	fill(t, app)
	shut()
	for name, c := range map[string]struct {
		use  func(t *testing.T, to place)
		code string
	}{
		"a store": {func(t *testing.T, to place) {
			app, shut := to.open(t)
			defer shut()
			if _, err := app.Registry().CreateStore(t.Context(), "other"); err != nil {
				t.Fatal(err)
			}
		}, "target-not-empty"},
		"a safe time": {func(t *testing.T, to place) {
			app, shut := to.open(t)
			defer shut()
			if _, err := app.Statements().SafeTime(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, "target-not-empty"},
		"an earlier move": {func(t *testing.T, to place) { mustMove(t, from, to) }, "move-complete"},
		"a part of another source": {func(t *testing.T, to place) {
			other := directory(t)
			app, shut := other.open(t)
			fill(t, app)
			shut()
			if err := moveUntil(t, other, to, newFault(10)); err == nil {
				t.Fatal("the move was not interrupted")
			}
		}, "move-of-another"},
	} {
		for kind, make := range map[string]func(testing.TB) place{"directory": directory, "database": database} {
			t.Run(name+" in a "+kind, func(t *testing.T) {
				to := make(t)
				c.use(t, to)
				_, err := moveTo(t, from, to)
				expectCode(t, err, c.code)
			})
		}
	}
	t.Run("the source itself", func(t *testing.T) {
		url := database(t)
		_, err := moveTo(t, url, url)
		expectCode(t, err, "move-to-itself")
	})
}

func expectCode(t testing.TB, err error, code string) {
	t.Helper()
	var e *problem.Error
	if !asProblem(err, &e) || e.Code != code {
		t.Errorf("got %v, want the code %s", err, code)
	}
}

// Who used a half-filled place would see half a store, and spoil the rest.
func TestHalfFilledTargetIsNotServed(t *testing.T) {
	from := directory(t)
	app, shut := from.open(t)
	fill(t, app)
	shut()
	for name, to := range map[string]place{"directory": directory(t), "database": database(t)} {
		t.Run(name, func(t *testing.T) {
			if err := moveUntil(t, from, to, newFault(40)); err == nil {
				t.Fatal("the move was not interrupted")
			}
			open := server.Open
			if to.config.Database != "" {
				open = server.OpenDatabase
			}
			_, err := open(t.Context(), to.config, discard)
			expectCode(t, err, "move-unfinished")
			mustMove(t, from, to)
			_, shut := to.open(t)
			shut()
		})
	}
}

// The source answers and refuses writes while it is held, and takes them again.
func TestSourceIsReadAndNotWrittenMeanwhile(t *testing.T) {
	for name, from := range map[string]place{"directory": directory(t), "database": database(t)} {
		t.Run(name, func(t *testing.T) {
			app, shut := from.open(t)
			defer shut()
			fill(t, app)
			c, shutClient := client(app)
			defer shutClient()
			held, release, err := c.MoveSource().Hold(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			statement := lrs.Submission{Version: 2, Body: []byte(`{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/did"},"object":{"id":"http://example.org/it"}}`)}
			writes := map[string]func() error{
				"statement": func() error {
					_, err := app.Service().StoreStatements(t.Context(), caller(t, 1), statement)
					return err
				},
				"document": func() error {
					return app.Service().PutDocument(t.Context(), caller(t, 1), documentPlaces[0], lrs.Document{Content: []byte("x")}, lrs.Precondition{IfMatch: "*"})
				},
				"key": func() error { return app.Registry().RevokeKey(t.Context(), "key-0") },
			}
			for what, write := range writes {
				if err := write(); !problem.Is(err, problem.Unavailable) {
					t.Errorf("a %s was taken while the source is held: %v, want the kind Unavailable", what, err)
				}
			}
			if _, err := app.Service().Find(t.Context(), caller(t, 1), lrs.Selection{}, lrs.Rendering{}, path); err != nil {
				t.Errorf("reading while the source is held: %v", err)
			}
			if held.Err() != nil {
				t.Error("the hold ended by itself")
			}
			release()
			for what, write := range writes {
				eventually(t, "a "+what+" is taken again", func() bool { return write() == nil })
			}
		})
	}
}

// Attachments in object storage that both sides name stay where they are.
func TestSharedObjectStorageIsLeftAlone(t *testing.T) {
	from := directory(t)
	app, shut := from.open(t)
	defer shut()
	fill(t, app)
	c, shutClient := client(app)
	defer shutClient()
	for storage, copied := range map[string]bool{"s3.example.org/lore": false, "s3.example.org/other": true} {
		side, shutSide := directory(t).target(t)
		defer shutSide()
		side.AttachmentsAt = storage
		parts, err := move.Move{From: inStorage{c.MoveSource(), "s3.example.org/lore"}, Name: "the source", To: side}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if has, err := side.Blobs.Has(t.Context(), 1, lrs.SHA2([]byte("an attachment"), 64)); err != nil || has != copied {
			t.Errorf("from s3.example.org/lore to %s: the attachment was copied: %t, %v, want %t", storage, has, err, copied)
		}
		if compared := slices.ContainsFunc(parts, func(p move.Part) bool { return p.What == "attachments" }); compared != copied {
			t.Errorf("from s3.example.org/lore to %s: attachments were compared: %t, want %t", storage, compared, copied)
		}
	}
}

func TestDifferencesAreFound(t *testing.T) {
	from := directory(t)
	app, shut := from.open(t)
	fill(t, app)
	shut()
	for name, c := range map[string]struct {
		changed changed
		want    string
	}{
		"a statement's bytes":  {changed{statement: func(s *move.Statement) { s.JSON[len(s.JSON)-2] ^= 1 }}, "the statement "},
		"a voided statement":   {changed{statement: func(s *move.Statement) { s.Voided = !s.Voided }}, "the statement "},
		"who defines":          {changed{statement: func(s *move.Statement) { s.Defines = !s.Defines }}, "the statement "},
		"a statement's time":   {changed{statement: func(s *move.Statement) { s.Stored++ }}, "alone has the statement "},
		"a document's content": {changed{document: true}, "the document "},
		"an attachment":        {changed{attachment: true}, "the attachment "},
		"a key":                {changed{row: true}, "of the keys"},
	} {
		t.Run(name, func(t *testing.T) {
			app, shut := from.open(t)
			defer shut()
			cl, shutClient := client(app)
			defer shutClient()
			side, shutSide := directory(t).target(t)
			defer shutSide()
			c.changed.Source = cl.MoveSource()
			_, err := move.Move{From: &c.changed, Name: "the source", To: side}.Run(t.Context())
			expectCode(t, err, "move-differs")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to name %q", err, c.want)
			}
		})
	}
}
