package postgres_test

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

// A transaction that fails has taken its times for good, unless who is alone
// with the database says that they are free again.
func TestRewindFreesTimesThatWereTakenForNothing(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	ctx := t.Context()
	if untouched, err := n.Untouched(ctx); err != nil || !untouched {
		t.Errorf("Untouched of a fresh database returned %t, %v", untouched, err)
	}
	past := time.Now().Add(-time.Hour).UnixMicro()
	records := storetest.Samples(t, 1, 3)
	for i := range records {
		records[i].Stored, records[i].Exactly = past+int64(i), true
	}
	if err := n.Append(ctx, 1, records[:1]); err != nil {
		t.Fatal(err)
	}
	if untouched, err := n.Untouched(ctx); err != nil || untouched {
		t.Errorf("Untouched of a database with a statement returned %t, %v", untouched, err)
	}
	// As an attempt that was killed leaves it, and as a comparison does.
	if _, err := n.pools.Small.Exec(ctx, `SELECT setval('lrs_clock', $1)`, past+2); err != nil {
		t.Fatal(err)
	}
	if err := n.Append(ctx, 1, records[1:]); !problem.Is(err, problem.Conflict) {
		t.Errorf("appending at times that are taken returned %v, want the kind Conflict", err)
	}
	for range 2 {
		last, err := n.Rewind(ctx)
		if err != nil || last != past {
			t.Fatalf("Rewind returned %d, %v, want the last statement's time %d", last, err, past)
		}
	}
	if err := n.Append(ctx, 1, records[1:]); err != nil {
		t.Fatal(err)
	}
	if stored, err := n.Get(ctx, 1, records[2].ID); err != nil || stored.Stored != past+2 {
		t.Errorf("the last statement is at %d, %v, want %d", stored.Stored, err, past+2)
	}
}

// What was accepted before writes are held is there, and nothing comes after.
func TestHeldWritesOfStatementsAreRefused(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	holder, writer := openNode(t, url), openNode(t, url)
	defer holder.close(t)
	defer writer.close(t)
	records := storetest.Samples(t, 2, 2)
	appendOne := func(i int) error { return writer.Append(t.Context(), 1, []lrs.Record{records[i]}) }
	if err := appendOne(0); err != nil {
		t.Fatal(err)
	}
	_, release, err := holder.database.Hold(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := appendOne(1); !problem.Is(err, problem.Unavailable) {
		t.Errorf("appending while writes are held returned %v, want the kind Unavailable", err)
	}
	release()
	if err := appendOne(1); err != nil {
		t.Errorf("appending after the hold was released: %v", err)
	}
}
