package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const tenant lrs.StoreID = 1

// openNodes opens several nodes on one fresh database.
func openNodes(t testing.TB, count int) []*node {
	t.Helper()
	url := pgtest.Shared(t).Database(t)
	nodes := make([]*node, count)
	for i := range nodes {
		nodes[i] = openNode(t, url)
		t.Cleanup(func() { nodes[i].close(t) })
	}
	return nodes
}

func idOf(n int) xapi.UUID {
	id, _ := xapi.ParseUUID(fmt.Sprintf("00000000-0000-4000-8000-%012x", n))
	return id
}

func verbOf(name string) string { return "http://example.com/verbs/" + name }

const voided = "http://adlnet.gov/expapi/verbs/voided"

// made returns the record of a statement about an activity, or, when target is
// not 0, about that statement.
func made(t testing.TB, n int, verb string, target int) lrs.Record {
	t.Helper()
	object := `{"id":"http://example.com/activity"}`
	if target != 0 {
		object = fmt.Sprintf(`{"objectType":"StatementRef","id":"%s"}`, idOf(target))
	}
	record, err := storetest.MakeRecord(fmt.Appendf(nil,
		`{"id":"%s","actor":{"mbox":"mailto:ann@example.com"},"verb":{"id":"%s"},"object":%s}`, idOf(n), verb, object),
		storetest.DefaultOrigin())
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func (n *node) mustAppend(t testing.TB, batch ...lrs.Record) {
	t.Helper()
	if err := n.Append(t.Context(), tenant, batch); err != nil {
		t.Fatalf("append: %v", err)
	}
}

// found returns the ids of the statements with a verb, in order.
func (n *node) found(t testing.TB, verb string) (ids []xapi.UUID) {
	t.Helper()
	page, err := n.Query(t.Context(), tenant, lrs.Query{Verb: new(xapi.VerbKey(verb)), Limit: 1000})
	if err != nil {
		t.Fatalf("query: %v", err)
	}
	for _, stored := range page.Statements {
		ids = append(ids, stored.ID)
	}
	return ids
}

func (n *node) mustSafeTime(t testing.TB) int64 {
	t.Helper()
	safe, err := n.SafeTime(t.Context())
	if err != nil {
		t.Fatalf("safe time: %v", err)
	}
	return safe
}

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited and it is still not so that %s", what)
		}
	}
}

// Followers on every node, writers on every node: each follower sees every
// statement exactly once, in the order of stored times, although the order of
// commits is another one (GS-40).
func TestFollowersOnEveryNodeMissNothing(t *testing.T) {
	nodes := openNodes(t, 3)
	const batches, size = 40, 5
	var writing sync.WaitGroup
	for w := range 6 {
		var all [][]lrs.Record
		for b := range batches {
			var batch []lrs.Record
			for i := range size {
				batch = append(batch, made(t, 1+(w*batches+b)*size+i, verbOf("did"), 0))
			}
			all = append(all, batch)
		}
		writing.Go(func() {
			for _, batch := range all {
				if err := nodes[w%3].Append(t.Context(), tenant, batch); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	const want = 6 * batches * size
	var following sync.WaitGroup
	for i, n := range nodes {
		following.Go(func() {
			seen := map[xapi.UUID]bool{}
			var at lrs.Position
			deadline := time.Now().Add(30 * time.Second)
			for len(seen) < want {
				if time.Now().After(deadline) {
					t.Errorf("the follower on node %d has seen %d statements, want %d", i, len(seen), want)
					return
				}
				err := n.Scan(t.Context(), tenant, at, func(stored lrs.Stored) error {
					if seen[stored.ID] || storetest.ComparePositions(stored.Position, at) <= 0 {
						return fmt.Errorf("statement %s at %d came behind %d", stored.ID, stored.Stored, at.Stored)
					}
					seen[stored.ID], at = true, stored.Position
					return nil
				})
				if err != nil {
					t.Errorf("follow on node %d: %v", i, err)
					return
				}
			}
		})
	}
	writing.Wait()
	following.Wait()
}

// What an open transaction may still commit holds the safe time back, on every
// node, and its end lets it go.
func TestAnOpenTransactionHoldsTheSafeTime(t *testing.T) {
	nodes := openNodes(t, 2)
	tx, err := nodes[0].pools.Small.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var first int64
	if err := tx.QueryRow(t.Context(), `SELECT first FROM lrs_begin(1, 1, 0, 0)`).Scan(&first); err != nil {
		t.Fatal(err)
	}
	nodes[1].mustAppend(t, made(t, 1, verbOf("did"), 0))
	for range 20 {
		for i, n := range nodes {
			if safe := n.mustSafeTime(t); safe > first {
				t.Fatalf("node %d promises %d while a transaction may still commit at %d", i, safe, first)
			}
		}
	}
	seen := 0
	count := func(lrs.Stored) error { seen++; return nil }
	if err := nodes[0].Scan(t.Context(), tenant, lrs.Position{}, count); err != nil || seen != 0 {
		t.Errorf("a scan saw %d statements above the safe time, %v", seen, err)
	}
	_, err = nodes[1].Query(t.Context(), tenant, lrs.Query{Ascending: true, Limit: 1})
	if !problem.Is(err, problem.Unavailable) {
		t.Errorf("a page that would lack what this node acknowledged came with %v, want the kind Unavailable", err)
	}
	if got := nodes[0].found(t, verbOf("did")); len(got) != 1 {
		t.Errorf("without a bound, %d statements are found, want 1", len(got))
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	stored, err := nodes[0].Get(t.Context(), tenant, idOf(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		eventually(t, "the safe time passes the statement", func() bool { return n.mustSafeTime(t) > stored.Stored })
	}
}

// A database whose clock stands behind what was handed out (set back, or a
// standby on a slow machine was promoted) gives later times all the same.
func TestTimesRiseAlthoughTheClockStandsBack(t *testing.T) {
	nodes := openNodes(t, 2)
	ahead := time.Now().Add(time.Hour).UnixMicro()
	if _, err := nodes[0].pools.Small.Exec(t.Context(), `SELECT setval('lrs_clock', $1)`, ahead); err != nil {
		t.Fatal(err)
	}
	last := ahead
	safe := make([]int64, len(nodes))
	for n := 1; n <= 20; n++ {
		on := nodes[n%2]
		on.mustAppend(t, made(t, n, verbOf("did"), 0))
		stored, err := on.Get(t.Context(), tenant, idOf(n))
		if err != nil {
			t.Fatal(err)
		}
		if stored.Stored <= last {
			t.Fatalf("stored %d is not above %d", stored.Stored, last)
		}
		last = stored.Stored
		for i, node := range nodes {
			now := node.mustSafeTime(t)
			if now < safe[i] || now > last+1 {
				t.Fatalf("the safe time of node %d went from %d to %d; the last statement is at %d", i, safe[i], now, last)
			}
			safe[i] = now
		}
	}
	seen := 0
	if err := nodes[0].Scan(t.Context(), tenant, lrs.Position{}, func(lrs.Stored) error { seen++; return nil }); err != nil || seen == 0 {
		t.Errorf("a scan saw %d statements, %v", seen, err)
	}
}

// A reference and its target arrive through two nodes in the same moment:
// neither transaction sees the other, and yet the target is voided and the
// reference found by its target's verb (GS-20, VO-03).
func TestReferencesMeetAcrossNodes(t *testing.T) {
	nodes := openNodes(t, 2)
	const rounds = 60
	for round := range rounds {
		n := 1 + round*4
		batches := [][]lrs.Record{
			{made(t, n, verbOf(fmt.Sprint("round-", round)), 0), made(t, n+1, verbOf("did"), 0)},
			{made(t, n+2, verbOf("referred"), n), made(t, n+3, voided, n+1)},
		}
		var racing sync.WaitGroup
		for i := range batches {
			racing.Go(func() { nodes[(i+round)%2].mustAppend(t, batches[i]...) })
		}
		racing.Wait()
		got := nodes[0].found(t, verbOf(fmt.Sprint("round-", round)))
		if !slices.Contains(got, idOf(n)) || !slices.Contains(got, idOf(n+2)) || len(got) != 2 {
			t.Fatalf("round %d: the target's verb finds %v, want the target and its reference", round, got)
		}
		if stored, err := nodes[1].Get(t.Context(), tenant, idOf(n+1)); err != nil || !stored.Voided {
			t.Fatalf("round %d: voided is %t, %v", round, stored.Voided, err)
		}
	}
}

// The same id through three nodes at once: equal statements are one, of
// different ones exactly one is stored (PS-10, PS-11, PS-13).
func TestOneIDThroughSeveralNodes(t *testing.T) {
	nodes := openNodes(t, 3)
	for round := range 40 {
		different := round%2 == 1
		results := make([]error, len(nodes))
		var racing sync.WaitGroup
		for i, n := range nodes {
			verb := verbOf("same")
			if different {
				verb = verbOf(fmt.Sprint("other-", i))
			}
			batch := []lrs.Record{made(t, 10_000+round*10+i, verbOf("beside"), 0), made(t, 1+round, verb, 0)}
			if round%4 > 1 {
				slices.Reverse(batch)
			}
			racing.Go(func() { results[i] = n.Append(t.Context(), tenant, batch) })
		}
		racing.Wait()
		won := 0
		for i, err := range results {
			_, missing := nodes[0].Get(t.Context(), tenant, idOf(10_000+round*10+i))
			switch {
			case err == nil && missing == nil:
				won++
			case !problem.Is(err, problem.Conflict) || !problem.Is(missing, problem.NotFound):
				t.Fatalf("round %d: node %d answered %v, and what came in the same batch: %v", round, i, err, missing)
			}
		}
		if want := map[bool]int{false: len(nodes), true: 1}[different]; won != want {
			t.Fatalf("round %d: %d nodes stored the id, want %d", round, won, want)
		}
	}
}

// A node that dies between the commit and what follows from it leaves a
// reference that is not linked. Resolve mends it, and so does its client when
// it sends the statements again.
func TestWhatADyingNodeLeftIsMended(t *testing.T) {
	for name, mend := range map[string]func(t *testing.T, n *node){
		"resolve": func(t *testing.T, n *node) {
			if err := n.Resolve(t.Context()); err != nil {
				t.Fatal(err)
			}
		},
		"sent again": func(t *testing.T, n *node) {
			n.mustAppend(t, made(t, 1, verbOf("passed"), 0), made(t, 2, voided, 1), made(t, 4, verbOf("did"), 0), made(t, 3, verbOf("replied"), 4))
		},
	} {
		t.Run(name, func(t *testing.T) {
			n := openNodes(t, 1)[0]
			n.mustAppend(t, made(t, 1, verbOf("passed"), 0), made(t, 2, voided, 1))
			n.mustAppend(t, made(t, 3, verbOf("replied"), 4), made(t, 4, verbOf("did"), 0))
			if got := n.found(t, verbOf("did")); len(got) != 2 {
				t.Fatalf("%v are found by the target's verb, want 2", got)
			}
			for _, undo := range []string{
				`UPDATE statement SET voided = FALSE`,
				`DELETE FROM statement_key k USING statement s WHERE s.stored = k.stored AND s.flags <> 4 AND s.flags <> 0`,
				`UPDATE statement_reference SET linked = FALSE`,
			} {
				if _, err := n.pools.Small.Exec(t.Context(), undo); err != nil {
					t.Fatal(err)
				}
			}
			mend(t, n)
			if got := n.found(t, verbOf("did")); len(got) != 2 {
				t.Errorf("%v are found by the target's verb, want 2", got)
			}
			if stored, err := n.Get(t.Context(), tenant, idOf(1)); err != nil || !stored.Voided {
				t.Errorf("voided is %t, %v", stored.Voided, err)
			}
		})
	}
}

// Connections that end in the middle of anything cost clients nothing.
func TestAppendsOutliveTheirConnections(t *testing.T) {
	n := openNodes(t, 1)[0]
	ctx, stop := context.WithCancel(t.Context())
	var killing sync.WaitGroup
	killing.Go(func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for ctx.Err() == nil {
			const kill = `
				SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid()
				ORDER BY random() LIMIT 1`
			if _, err := n.pools.Reports.Exec(ctx, kill); err != nil && ctx.Err() == nil {
				t.Errorf("end the connections: %v", err)
			}
			select {
			case <-ticker.C:
			case <-ctx.Done():
			}
		}
	})
	var writing sync.WaitGroup
	const writers, each = 8, 25
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				id := 1 + w*each + i
				if err := n.Append(t.Context(), tenant, []lrs.Record{made(t, id, verbOf("did"), 0)}); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	writing.Wait()
	stop()
	killing.Wait()
	// The connection that was told to end last may do so only now.
	eventually(t, "the store answers again", func() bool {
		_, err := n.Query(t.Context(), tenant, lrs.Query{Limit: 1})
		return err == nil
	})
	if got := n.found(t, verbOf("did")); len(got) != writers*each {
		t.Errorf("%d statements are stored, want %d", len(got), writers*each)
	}
}
