package postgres_test

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// A statement is acknowledged when the standby has it, however long that takes.
// Were the wait cut off by statement_timeout, PostgreSQL would call it committed;
// it lets no timeout do that to a COMMIT of its own.
func TestNoTimeoutEndsTheWaitForAStandby(t *testing.T) {
	server := pgtest.Start(t, pgtest.Options{})
	url := server.Database(t)
	n := openNode(t, url+"&statement_timeout=200")
	defer n.close(t)
	n.mustAppend(t, made(t, 1, verbOf("did"), 0))
	server.Set(map[string]string{"synchronous_commit": "on", "synchronous_standby_names": "nobody"})
	done := make(chan error, 1)
	go func() { done <- n.Append(t.Context(), tenant, []lrs.Record{made(t, 2, verbOf("did"), 0)}) }()
	select {
	case err := <-done:
		t.Errorf("without a standby the append ended with %v", err)
	case <-time.After(2 * time.Second): // ten times the timeout
	}
	server.Set(map[string]string{"synchronous_standby_names": ""})
	if err := <-done; err != nil {
		t.Errorf("with the standby given up, the append ended with %v", err)
	}
}

// References whose targets never come do not keep Resolve from the others.
func TestResolvePassesOverWhatWaitsForGood(t *testing.T) {
	n := openNodes(t, 1)[0]
	const waiting = 2500
	var batch []lrs.Record
	for i := range waiting {
		batch = append(batch, made(t, 10_000+i, verbOf("replied"), 20_000+i))
	}
	n.mustAppend(t, batch...)
	n.mustAppend(t, made(t, 99_998, verbOf("passed"), 0), made(t, 99_999, voided, 99_998)) // behind the others
	for _, undo := range []string{`UPDATE statement SET voided = FALSE`, `UPDATE statement_reference SET linked = FALSE`} {
		if _, err := n.pools.Small.Exec(t.Context(), undo); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time from the start again
		if err := n.Resolve(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if stored, err := n.Get(t.Context(), tenant, idOf(99_998)); err != nil || !stored.Voided {
		t.Errorf("voided is %t, %v", stored.Voided, err)
	}
}
