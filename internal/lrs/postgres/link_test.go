package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// holdLinks keeps every node from marking references as linked, until the
// returned function is called.
func (n *node) holdLinks(t testing.TB) (release func()) {
	t.Helper()
	const number = 4711
	for _, command := range []string{
		fmt.Sprintf(`
			CREATE FUNCTION wait_to_link() RETURNS TRIGGER LANGUAGE plpgsql AS $$
			BEGIN
				PERFORM pg_advisory_xact_lock(%d);
				RETURN NEW;
			END
			$$`, number),
		`CREATE TRIGGER wait_to_link BEFORE UPDATE ON statement_reference FOR EACH ROW EXECUTE FUNCTION wait_to_link()`,
	} {
		if _, err := n.pools.Small.Exec(t.Context(), command); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := n.pools.Reports.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `SELECT pg_advisory_xact_lock($1)`, number); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
}

// Who follows a filter goes on from the safe time. A reference whose target was
// there before it is found by then, however long its node takes to link it, and
// also if it dies before.
func TestAFollowerOfAFilterMissesNoReference(t *testing.T) {
	nodes := openNodes(t, 2)
	nodes[0].mustAppend(t, made(t, 1, verbOf("did"), 0))
	nodes[0].mustAppend(t, made(t, 2, verbOf("replied"), 1))
	at := nodes[0].found(t, verbOf("did"))
	if len(at) != 2 {
		t.Fatalf("found %v, want 2 statements", at)
	}
	record := made(t, 3, verbOf("agreed"), 2)
	release := sync.OnceFunc(nodes[0].holdLinks(t))
	defer release()
	appended := make(chan error, 1)
	go func() { appended <- nodes[0].Append(t.Context(), tenant, []lrs.Record{record}) }()
	var stored lrs.Stored
	eventually(t, "the reference is committed", func() (there bool) {
		var err error
		stored, err = nodes[1].Get(t.Context(), tenant, idOf(3))
		return err == nil
	})
	eventually(t, "its time is safe", func() bool { return nodes[1].mustSafeTime(t) > stored.Stored })
	page, err := nodes[1].Query(t.Context(), tenant, lrs.Query{Verb: new(xapi.VerbKey(verbOf("did"))), Since: 1, Ascending: true, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var ids []xapi.UUID
	for _, s := range page.Statements {
		ids = append(ids, s.ID)
	}
	if want := []xapi.UUID{idOf(1), idOf(2), idOf(3)}; !slices.Equal(ids, want) {
		t.Errorf("up to the safe time %d a follower has found %v, want %v", page.Through, ids, want)
	}
	release()
	if err := <-appended; err != nil {
		t.Fatal(err)
	}
}

// Statements that refer to themselves need nothing, and must not keep Resolve
// from those that do.
func TestAStatementAboutItselfIsDone(t *testing.T) {
	n := openNodes(t, 1)[0]
	n.mustAppend(t, made(t, 1, verbOf("did"), 1))
	const waiting = `SELECT COUNT(*) FROM statement_reference WHERE NOT linked`
	var count int
	if err := n.pools.Small.QueryRow(t.Context(), waiting).Scan(&count); err != nil || count != 0 {
		t.Errorf("%d references wait to be linked, %v", count, err)
	}
}
