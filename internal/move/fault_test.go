package move_test

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/documents"
	"github.com/lore-lrs/lore/internal/move"
	"github.com/lore-lrs/lore/internal/problem"
	"pgregory.net/rapid"
)

var discard = slog.New(slog.DiscardHandler)

var errFault = errors.New("the test made this fail")

// fault lets some operations pass on both sides and fails from then on, as a
// side that went away does.
type fault struct{ left atomic.Int64 }

func newFault(operations int) *fault {
	f := &fault{}
	f.left.Store(int64(operations))
	return f
}

func (f *fault) pass() error {
	if f.left.Add(-1) < 0 {
		return errFault
	}
	return nil
}

// faultySource fails in the middle of streams, too.
type faultySource struct {
	move.Source
	*fault
}

func guarded[T any](f *fault, fn func(T) error) func(T) error {
	return func(item T) error {
		if err := f.pass(); err != nil {
			return err
		}
		return fn(item)
	}
}

func (s faultySource) Rows(ctx context.Context, table string, fn func(move.Row) error) error {
	return s.Source.Rows(ctx, table, guarded(s.fault, fn))
}

func (s faultySource) Documents(ctx context.Context, fn func(documents.Kept) error) error {
	return s.Source.Documents(ctx, guarded(s.fault, fn))
}

func (s faultySource) Statements(ctx context.Context, after int64, fn func(move.Statement) error) error {
	return s.Source.Statements(ctx, after, guarded(s.fault, fn))
}

func (s faultySource) Attachment(ctx context.Context, attachment move.Attachment) ([]byte, error) {
	if err := s.pass(); err != nil {
		return nil, err
	}
	return s.Source.Attachment(ctx, attachment)
}

// faultyEngine fails before and after it has stored.
type faultyEngine struct {
	move.Engine
	*fault
}

func (e faultyEngine) Append(ctx context.Context, store lrs.StoreID, batch []lrs.Record) error {
	if err := e.pass(); err != nil {
		return err
	}
	if err := e.Engine.Append(ctx, store, batch); err != nil {
		return err
	}
	return e.pass()
}

type faultyBlobs struct {
	move.Attachments
	*fault
}

func (b faultyBlobs) Write(ctx context.Context, store lrs.StoreID, sha2 string, content []byte) error {
	if err := b.pass(); err != nil {
		return err
	}
	if err := b.Attachments.Write(ctx, store, sha2, content); err != nil {
		return err
	}
	return b.pass()
}

// moveUntil moves until the fault.
func moveUntil(t testing.TB, from, to place, f *fault) error {
	t.Helper()
	app, shut := from.open(t)
	defer shut()
	c, shutClient := client(app)
	defer shutClient()
	side, shutSide := to.target(t)
	defer shutSide()
	side.Engine = faultyEngine{side.Engine, f}
	side.Blobs = faultyBlobs{side.Blobs, f}
	_, err := move.Move{From: faultySource{c.MoveSource(), f}, Name: "the source", To: side}.Run(t.Context())
	return err
}

// TestInterruptedMoveGoesOn interrupts moves at random points again and again,
// while the source changes between them, until one is complete.
func TestInterruptedMoveGoesOn(t *testing.T) {
	for name, make := range map[string]func(testing.TB) place{"into a directory": directory, "into a database": database} {
		t.Run(name, func(t *testing.T) {
			rounds := 0
			rapid.Check(t, func(rt *rapid.T) {
				if rounds++; rounds > 8 {
					return // a round takes as long as a hundred of most properties
				}
				from, to := directory(t), make(t)
				app, shut := from.open(t)
				fill(t, app)
				shut()
				for attempt := 2; ; attempt++ {
					operations := rapid.IntRange(0, 700).Draw(rt, "operations")
					if attempt > 6 {
						operations = 1 << 30
					}
					err := moveUntil(t, from, to, newFault(operations))
					if err == nil {
						break
					}
					if !errors.Is(err, errFault) {
						rt.Fatalf("the move ended with %v, want the fault", err)
					}
					if rapid.Bool().Draw(rt, "the source changes") {
						change(t, from, attempt)
					}
				}
				expectSame(t, see(t, from), to)
			})
		})
	}
}

// change does to a source what its clients do between two runs of a move.
func change(t testing.TB, p place, round int) {
	t.Helper()
	app, shut := p.open(t)
	defer shut()
	addStatements(t, app, round, 30)
	addDocuments(t, app, time.Now().String())
	attach(t, app, time.Now().String())
	key := documentPlaces[round%len(documentPlaces)]
	if err := app.Service().DeleteDocument(t.Context(), caller(t, 1), key, lrs.Precondition{}); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Registry().CreateKey(t.Context(), access.KeySpec{Store: "empty", Name: "new", Scopes: []access.Scope{access.ScopeState}}); err != nil {
		t.Fatal(err)
	}
}

func asProblem(err error, into **problem.Error) bool { return errors.As(err, into) }

// eventually waits for a condition that must come true by itself.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited 20 s and it is still not so that %s", what)
		}
	}
}

// changed is a source that shows something else when it is read for the second
// time, to be compared.
type changed struct {
	move.Source
	statement                 func(*move.Statement)
	document, attachment, row bool

	reads map[string]int
}

func (c *changed) again(what string) bool {
	if c.reads == nil {
		c.reads = map[string]int{}
	}
	c.reads[what]++
	return c.reads[what] == 2
}

func (c *changed) Statements(ctx context.Context, after int64, fn func(move.Statement) error) error {
	again := c.again("statements") && c.statement != nil
	count := 0
	return c.Source.Statements(ctx, after, func(s move.Statement) error {
		if count++; again && count == 30 {
			c.statement(&s)
		}
		return fn(s)
	})
}

func (c *changed) Documents(ctx context.Context, fn func(documents.Kept) error) error {
	again := c.again("documents") && c.document
	return c.Source.Documents(ctx, func(d documents.Kept) error {
		if again {
			d.Content = append(d.Content, '!')
		}
		return fn(d)
	})
}

func (c *changed) Attachments(ctx context.Context, fn func(move.Attachment) error) error {
	again := c.again("attachments") && c.attachment
	return c.Source.Attachments(ctx, func(a move.Attachment) error {
		if again {
			return nil
		}
		return fn(a)
	})
}

func (c *changed) Rows(ctx context.Context, table string, fn func(move.Row) error) error {
	again := c.again(table) && c.row && table == "access_key"
	return c.Source.Rows(ctx, table, func(r move.Row) error {
		if again {
			r.Values[len(r.Values)-1] = int64(1)
		}
		return fn(r)
	})
}

// inStorage is a source with its attachments in some object storage.
type inStorage struct {
	move.Source
	storage string
}

func (s inStorage) Describe(ctx context.Context) (move.Description, error) {
	description, err := s.Source.Describe(ctx)
	description.AttachmentsAt = s.storage
	return description, err
}
