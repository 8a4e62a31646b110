package board_test

import (
	"database/sql"
	"errors"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// each runs a test on both engines, with two stores; node returns another registry
// on the same boards, as another node has it.
func each(t *testing.T, test func(t *testing.T, node func() *board.Registry, database *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		database := open()
		write(t, database, `INSERT INTO store (id, name, created) VALUES (1, 'school', 0), (2, 'academy', 0)`)
		test(t, func() *board.Registry { return board.NewRegistry(open()) }, database)
	})
}

func write(t testing.TB, database *db.DB, text string, args ...any) {
	t.Helper()
	err := database.Write(t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), text, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The askers of every test: an owner and a data admin, an analyst, and a manager
// of some people; all of the store 1 but the stranger.
func owner() *board.Asker {
	return asker(board.Asker{Store: 1, ID: "user:1", Name: "Olga", WholeStore: true, SeesEverybody: true}, true)
}

func officer() *board.Asker {
	return asker(board.Asker{Store: 1, ID: "user:2", Name: "Orla", WholeStore: true, SeesEverybody: true}, false)
}

func analyst() *board.Asker {
	return asker(board.Asker{Store: 1, ID: "abc", Name: "Ann", WholeStore: true}, false)
}

func manager() *board.Asker { return asker(board.Asker{Store: 1, ID: "user:4", Name: "Max"}, false) }

func stranger() *board.Asker {
	return asker(board.Asker{Store: 2, ID: "user:5", Name: "Eve", WholeStore: true, SeesEverybody: true}, true)
}

// asker changes their own, and those who govern what others share.
func asker(a board.Asker, governs bool) *board.Asker {
	a.MayChange = func(holder string, shared bool) error {
		if holder == a.ID || governs && shared {
			return nil
		}
		return problem.New(problem.Forbidden, "not-yours", "this is somebody else's")
	}
	return &a
}

const (
	people = `{"kind":"table","metrics":["people"]}`
	ada    = `{"kind":"table","metrics":["people"],"filter":["is","person",["mailto:ada@example.org"]]}`
)

func view(title, query string, shared bool) board.ViewDraft {
	return board.ViewDraft{Title: title, Query: []byte(query), Display: board.Display{As: "table"}, Shared: shared}
}

func kpi(title string, home bool) board.KPIDraft {
	return board.KPIDraft{
		Title: title, Query: []byte(people), Format: "count", Direction: "up", Target: 10, Warn: 5,
		Owner: "Olga", Action: "Call the managers.", OnHome: home,
	}
}

// must returns a value that there is no error about.
func must[T any](t testing.TB) func(value T, err error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// fails checks that an error is of a kind, and returns the error.
func fails(t testing.TB, kind problem.Kind, err error) *problem.Error {
	t.Helper()
	var e *problem.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Fatalf("got the error %v, want one of status %d", err, kind.Status())
	}
	return e
}

func pointers(e *problem.Error) (list []string) {
	for _, detail := range e.Details {
		list = append(list, detail.Pointer)
	}
	return list
}
