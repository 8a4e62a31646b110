package postgres_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/postgres"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// crowd uses a store from several nodes while it is moved.
type crowd struct {
	t      *testing.T
	nodes  []*node
	ctx    context.Context // ends when the move has
	using  sync.WaitGroup
	number atomic.Int64 // the last statement that was made

	mu     sync.Mutex
	stored []lrs.Record // acknowledged
}

// lasting is the verb of the statements that are there from the beginning, and
// to which none refers.
var lasting = verbOf("lasting")

const lastingCount = 1500

func (c *crowd) acknowledged(batch ...lrs.Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stored = append(c.stored, batch...)
}

func (c *crowd) any(random *rand.Rand) lrs.Record {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stored[random.IntN(len(c.stored))]
}

func (c *crowd) next() int { return int(c.number.Add(1)) }

// write stores new statements: plain ones, ones that refer to what is there or
// will be, and ones that void; and sends old ones again, changed or not.
func (c *crowd) write(n *node, random *rand.Rand) {
	for c.ctx.Err() == nil {
		var batch []lrs.Record
		for range 1 + random.IntN(8) {
			id := c.next()
			old := lastingCount + 1 + random.IntN(id-lastingCount+3) // perhaps itself, or later ones
			switch random.IntN(6) {
			case 0:
				batch = append(batch, made(c.t, id, verbOf("replied"), old))
			case 1:
				victim := c.next()
				batch = append(batch, made(c.t, id, voided, victim), made(c.t, victim, verbOf("gone"), 0))
			case 2:
				victim := made(c.t, c.next(), verbOf("gone"), 0)
				if err := n.Append(c.t.Context(), tenant, []lrs.Record{victim}); err != nil {
					c.t.Errorf("append: %v", err)
					return
				}
				c.acknowledged(victim)
				batch = append(batch, made(c.t, id, voided, c.numberOf(victim)))
			default:
				batch = append(batch, made(c.t, id, verbOf("did"), 0))
			}
		}
		repeated := c.any(random)
		err := n.Append(c.t.Context(), tenant, append(slices.Clone(batch), repeated))
		if err != nil {
			c.t.Errorf("append %d statements and one that is stored: %v", len(batch), err)
			return
		}
		c.acknowledged(batch...)
		other := made(c.t, c.numberOf(repeated), verbOf("other"), 0)
		if err := n.Append(c.t.Context(), tenant, []lrs.Record{other}); !problem.Is(err, problem.Conflict) {
			c.t.Errorf("another statement with the id %s: %v, want a conflict (PS-11)", other.ID, err)
			return
		}
	}
}

// numberOf is the number that idOf made the id of.
func (c *crowd) numberOf(record lrs.Record) (n int) {
	if _, err := fmt.Sscanf(record.ID.String()[24:], "%x", &n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// read reads one of all statements by its id, and pages through the lasting
// ones or through all.
func (c *crowd) read(n *node, random *rand.Rand) {
	for c.ctx.Err() == nil {
		if _, err := n.Get(c.t.Context(), tenant, c.any(random).ID); err != nil {
			c.t.Errorf("get an acknowledged statement: %v", err)
			return
		}
		query := lrs.Query{Limit: 1 + random.IntN(lastingCount), Ascending: random.IntN(2) == 0}
		filtered := random.IntN(2) == 0
		if filtered {
			query.Verb = new(xapi.VerbKey(lasting))
		}
		seen := 0
		for more := true; more; {
			page, err := n.Query(c.t.Context(), tenant, query)
			if err != nil {
				c.t.Errorf("query: %v", err)
				return
			}
			for _, s := range page.Statements {
				if order := storetest.ComparePositions(s.Position, query.After); seen > 0 && (order > 0) != query.Ascending {
					c.t.Errorf("statement at %d came behind %d, ascending %t", s.Stored, query.After.Stored, query.Ascending)
					return
				}
				query.After = s.Position
				seen++
			}
			query.Through, more = page.Through, page.More
		}
		if filtered && seen != lastingCount || seen < lastingCount {
			c.t.Errorf("%d statements were found, want %d (all or more: %t)", seen, lastingCount, !filtered)
			return
		}
	}
}

// A store moves to more buckets while nodes write to it and read from it, and
// while whoever moves it dies again and again: nothing is lost, nothing is
// there twice, ids stay unique, and every answer is right.
func TestAStoreIsSpreadWhileItIsUsed(t *testing.T) {
	for _, way := range []struct{ from, to int }{{1, 4}, {4, 16}} {
		t.Run(fmt.Sprintf("from %d to %d", way.from, way.to), func(t *testing.T) {
			ctx, arrived := context.WithCancel(t.Context())
			defer arrived()
			c := &crowd{t: t, nodes: openNodes(t, 3), ctx: ctx}
			if err := c.nodes[0].SetBuckets(t.Context(), tenant, way.from); err != nil {
				t.Fatal(err)
			}
			for range lastingCount / 100 {
				var batch []lrs.Record
				for range 100 {
					batch = append(batch, made(t, c.next(), lasting, 0))
				}
				c.nodes[0].mustAppend(t, batch...)
				c.acknowledged(batch...)
			}
			for i := range 3 {
				c.using.Go(func() { c.write(c.nodes[i], rand.New(rand.NewPCG(1, uint64(i)))) })
				c.using.Go(func() { c.read(c.nodes[i], rand.New(rand.NewPCG(2, uint64(i)))) })
			}
			deaths := c.move(way.to)
			arrived()
			c.using.Wait()
			t.Logf("moved with %d interruptions, %d statements", deaths, len(c.stored))
			c.check(way.to)
		})
	}
}

// move spreads the store, with a mover that is killed at random moments, first
// after some milliseconds and later less often.
func (c *crowd) move(buckets int) (deaths int) {
	random := rand.New(rand.NewPCG(3, uint64(buckets)))
	var moved int64
	for life := 30 * time.Millisecond; ; life += life / 2 {
		ctx, die := context.WithTimeout(c.t.Context(), rand.N(2*life))
		err := c.nodes[random.IntN(len(c.nodes))].Spread(ctx, tenant, buckets, func(now int64) {
			if now < moved {
				c.t.Errorf("after %d statements had moved, %d have", moved, now)
			}
			moved = now
		})
		ended := ctx.Err()
		die()
		switch {
		case err == nil:
			return deaths
		case ended != nil:
			deaths++
		case problem.Is(err, problem.Conflict):
			life -= life / 3 // nobody died: the lock of the one before was still there
		default:
			c.t.Fatalf("spread: %v", err)
		}
	}
}

// check compares what there is with what was acknowledged, with the model, and
// with where it must lie.
func (c *crowd) check(buckets int) {
	t, n := c.t, c.nodes[0]
	model := &storetest.Model{}
	eventually(t, "the safe time passes everything", func() bool {
		page, err := n.Query(t.Context(), tenant, lrs.Query{Limit: 1})
		return err == nil && n.mustSafeTime(t) > page.Statements[0].Stored
	})
	var scanned []lrs.Stored
	if err := n.Scan(t.Context(), tenant, lrs.Position{}, func(s lrs.Stored) error {
		scanned = append(scanned, s)
		return model.Add(s)
	}); err != nil {
		t.Fatalf("scan: %v", err)
	}
	for _, record := range c.stored {
		if _, there := model.Get(record.ID); !there {
			t.Errorf("the acknowledged statement %s is lost", record.ID)
		}
	}
	for _, s := range scanned {
		if want := model.Voided(s.ID); s.Voided != want {
			t.Errorf("statement %s: voided is %t, want %t", s.ID, s.Voided, want)
		}
	}
	for _, q := range []storetest.Question{{}, {Verb: lasting}, {Verb: verbOf("did")}, {Verb: verbOf("replied"), Ascending: true}, {Verb: verbOf("gone")}} {
		want := model.Select(q)
		var got []lrs.Stored
		query := q.Query()
		query.Limit = 700
		for more := true; more; {
			page, err := n.Query(t.Context(), tenant, query)
			if err != nil {
				t.Fatalf("query: %v", err)
			}
			got = append(got, page.Statements...)
			more, query.Through = page.More, page.Through
			if more {
				query.After = got[len(got)-1].Position
			}
		}
		if !slices.EqualFunc(got, want, func(a, b lrs.Stored) bool { return a.Position == b.Position }) {
			t.Errorf("query %+v: %d statements, want %d, in order", q, len(got), len(want))
		}
	}
	c.checkPlaces(buckets)
}

// checkPlaces looks whether every row is in its bucket, once.
func (c *crowd) checkPlaces(buckets int) {
	t, n := c.t, c.nodes[0]
	for what, query := range map[string]string{
		"statement": `SELECT bucket, id FROM statement WHERE bucket = ANY($1)`,
		"key":       `SELECT k.bucket, s.id FROM statement_key k JOIN statement s ON s.stored = k.stored WHERE k.bucket = ANY($1)`,
		"reference": `SELECT bucket, target FROM statement_reference WHERE bucket = ANY($1)`,
	} {
		rows, err := n.pools.Reports.Query(t.Context(), query, allBuckets(buckets))
		if err != nil {
			t.Fatal(err)
		}
		count, astray := 0, 0
		for rows.Next() {
			var bucket int32
			var id [16]byte
			if err := rows.Scan(&bucket, &id); err != nil {
				t.Fatal(err)
			}
			count++
			if bucket != postgres.BucketIn(tenant, id, buckets) {
				astray++
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		var all int
		if err := n.pools.Reports.QueryRow(t.Context(), map[string]string{
			"statement": `SELECT COUNT(DISTINCT id) FROM statement`,
			"key":       `SELECT COUNT(DISTINCT (key, stored)) FROM statement_key`,
			"reference": `SELECT COUNT(DISTINCT (target, source)) FROM statement_reference`,
		}[what]).Scan(&all); err != nil {
			t.Fatal(err)
		}
		if astray != 0 || count != all || count == 0 {
			t.Errorf("%d rows of %ss, %d of them in a wrong bucket; want %d, each in its own", count, what, astray, all)
		}
	}
	var left string
	err := n.pools.Reports.QueryRow(t.Context(), `SELECT spread::text FROM spread WHERE store = $1`, int32(tenant)).Scan(&left)
	if want := fmt.Sprintf(`(1,%d,0,f,0,0,"\\x",0)`, buckets); err != nil || left != want {
		t.Errorf("the row of spread is %s, %v; want %s", left, err, want)
	}
}

// allBuckets are those of a store with a number of buckets.
func allBuckets(count int) (list []int32) {
	seen := map[int32]bool{}
	for n := 0; len(list) < count; n++ {
		if b := postgres.BucketIn(tenant, idOf(n), count); !seen[b] {
			seen[b], list = true, append(list, b)
		}
	}
	return list
}

func TestRefusalsOfASpread(t *testing.T) {
	nodes := openNodes(t, 2)
	n := nodes[0]
	expect := func(what string, err error, kind problem.Kind) {
		t.Helper()
		if !problem.Is(err, kind) {
			t.Errorf("%s: %v, want the kind %v", what, err, kind)
		}
	}
	for _, count := range []int{-1, 0, 33} {
		expect(fmt.Sprint("set ", count), n.SetBuckets(t.Context(), tenant, count), problem.Invalid)
		expect(fmt.Sprint("spread ", count), n.Spread(t.Context(), tenant, count, nil), problem.Invalid)
	}
	for _, count := range []int{4, 2, 2} { // an empty store may have fewer, too
		if err := n.SetBuckets(t.Context(), tenant, count); err != nil {
			t.Fatal(err)
		}
	}
	n.mustAppend(t, made(t, 1, verbOf("did"), 0))
	expect("set with statements", n.SetBuckets(t.Context(), tenant, 8), problem.Conflict)
	expect("spread over fewer", n.Spread(t.Context(), tenant, 1, nil), problem.Invalid)
	if err := n.Spread(t.Context(), tenant, 2, nil); err != nil {
		t.Errorf("spread over as many: %v", err)
	}

	ctx, die := context.WithCancel(t.Context())
	defer die()
	halfway := n.Spread(ctx, tenant, 8, func(int64) {
		expect("spread through another node meanwhile", nodes[1].Spread(t.Context(), tenant, 8, nil), problem.Conflict)
		die()
	})
	if !errors.Is(halfway, context.Canceled) {
		t.Errorf("a spread that was interrupted: %v, want that it was", halfway)
	}
	// The dead mover's lock ends with its connection, which may take a moment.
	eventually(t, "a move to another number is refused for the way it is on", func() bool {
		err := nodes[1].Spread(t.Context(), tenant, 16, nil)
		expect("spread elsewhere", err, problem.Conflict)
		var refused *problem.Error
		return errors.As(err, &refused) && refused.Message == "the store is on its way to 8 buckets; let that end first: spread it over 8"
	})
	if err := nodes[1].Spread(t.Context(), tenant, 8, nil); err != nil {
		t.Errorf("going on through another node: %v", err)
	}
	if got := n.found(t, verbOf("did")); len(got) != 1 {
		t.Errorf("%d statements are found, want 1", len(got))
	}
}

// A statement that is stored while buckets are being chosen makes the choice
// void, and everything stays as it was.
func TestChoosingBucketsLosesAgainstTheFirstStatement(t *testing.T) {
	n := openNodes(t, 1)[0]
	chosen := make(chan error)
	go func() { chosen <- n.SetBuckets(t.Context(), tenant, 4) }()
	eventually(t, "the choice is announced", func() bool {
		var next int
		return n.pools.Small.QueryRow(t.Context(), `SELECT next FROM spread`).Scan(&next) == nil && next == 4
	})
	n.mustAppend(t, made(t, 1, verbOf("did"), 0))
	if err := <-chosen; !problem.Is(err, problem.Conflict) {
		t.Errorf("buckets of a store that got a statement: %v, want the kind Conflict", err)
	}
	if got := n.found(t, verbOf("did")); len(got) != 1 {
		t.Errorf("%d statements are found, want 1", len(got))
	}
	var buckets, next int
	if err := n.pools.Small.QueryRow(t.Context(), `SELECT buckets, next FROM spread`).Scan(&buckets, &next); err != nil || buckets != 1 || next != 0 {
		t.Errorf("the store has %d buckets on the way to %d, %v; want 1", buckets, next, err)
	}
}

// A read that lasts longer than a whole move, in a process that was paused or
// through a query that was slow, is done again where the statements are now.
func TestAReadThatOutlastsAMoveIsRepeated(t *testing.T) {
	nodes := openNodes(t, 2)
	nodes[0].mustAppend(t, made(t, 1, verbOf("did"), 0))
	var looked [][]int32
	err := nodes[0].WhileSpread(t.Context(), tenant, func(buckets []int32) error {
		looked = append(looked, buckets)
		if len(looked) > 1 {
			return nil
		}
		return nodes[1].Spread(t.Context(), tenant, 4, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(looked) < 2 || len(looked[0]) != 1 || len(looked[len(looked)-1]) != 4 {
		t.Errorf("the read looked in the buckets %v, want first the one and last the four", looked)
	}
}

// On Citus, copies are left alone until no read can have looked before them.
func TestOldRowsStayWhileATransactionIsOpen(t *testing.T) {
	n := openNodeOn(t, fakeCluster(t), withCitus)
	defer n.close(t)
	tx, err := n.pools.Small.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, give := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer give()
	if err := n.Outlive(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for an open transaction ended with %v, want that it does not", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := n.Outlive(t.Context()); err != nil {
		t.Errorf("waiting for no transaction: %v", err)
	}
}

// spreading makes the suite's stores have four buckets from the start, and go
// on to more, piece by piece, whenever the suite asks for a flush.
func spreading(open storetest.Opener) storetest.Opener {
	return func(t testing.TB) *storetest.Engine {
		engine := open(t)
		var mu sync.Mutex // scenarios flush from two goroutines
		store := engine.Statements.(*postgres.Store)
		const stores = 12 // more than the suite has
		for id := range lrs.StoreID(stores) {
			if err := store.SpreadAtOnce(t.Context(), id, 4); err != nil {
				t.Fatal(err)
			}
		}
		reopen := engine.Reopen
		engine.Reopen = func() lrs.Statements {
			mu.Lock()
			defer mu.Unlock()
			store = reopen().(*postgres.Store)
			return store
		}
		goal := 5
		engine.Flush = func() {
			mu.Lock()
			defer mu.Unlock()
			if goal > 32 {
				return
			}
			ctx, die := context.WithTimeout(t.Context(), rand.N(40*time.Millisecond))
			defer die()
			switch err := store.Spread(ctx, tenant, goal, nil); {
			case err == nil:
				goal += 3
			case ctx.Err() == nil && !problem.Is(err, problem.Conflict):
				t.Errorf("spread over %d buckets: %v", goal, err)
			}
		}
		return engine
	}
}

var spreadWhole = flag.Bool("spread.whole", false, "run the whole suite on a spread store, not only what depends on where rows lie")

func TestBehaviourOfASpreadStore(t *testing.T) {
	t.Parallel()
	run := storetest.Run
	if !*spreadWhole {
		run = func(t *testing.T, open storetest.Opener) {
			t.Run("Paging", func(t *testing.T) { storetest.Paging(t, open) })
			t.Run("References", func(t *testing.T) { storetest.References(t, open) })
			t.Run("Voiding", func(t *testing.T) { storetest.Voiding(t, open) })
			t.Run("Concurrency", func(t *testing.T) { storetest.Concurrency(t, open) })
		}
	}
	for name, open := range places(t) {
		t.Run(name, func(t *testing.T) { run(t, spreading(open)) })
	}
}
