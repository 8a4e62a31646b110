package storetest

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSuiteCatchesBrokenStores plants one fault at a time in a store that is
// right and asks that a scenario fails, and that the random search finds it
// where it can.
func TestSuiteCatchesBrokenStores(t *testing.T) {
	lists := [][]scenario{
		appendingScenarios, queryScenarios, timeScenarios, pagingScenarios, referenceScenarios, voidingScenarios, tenantScenarios,
		descriptionScenarios, scanScenarios, safeTimeScenarios, pollingScenarios, restartScenarios,
	}
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			var caught []string
			for _, sc := range slices.Concat(lists...) {
				if failure := failureOf(t, func(t testing.TB) { exercise(t, fault.open, halfFlushed, sc) }); failure != "" {
					caught = append(caught, sc.name+": "+failure)
				}
			}
			if len(caught) == 0 {
				t.Fatal("every scenario passes")
			}
			t.Logf("caught by %d scenarios, first: %s", len(caught), caught[0])
		})
	}
}

func TestRandomSearchCatchesBrokenStores(t *testing.T) {
	// The search must not write fail files or shrink what is meant to fail.
	for name, value := range map[string]string{"rapid.nofailfile": "true", "rapid.shrinktime": "0s"} {
		before := flag.Lookup(name).Value.String()
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = flag.Set(name, before) })
	}
	for _, fault := range faults {
		if fault.random {
			t.Run(fault.name, func(t *testing.T) {
				if failureOf(t, func(t testing.TB) { answers(t, fault.open, 40) }) == "" {
					t.Fatal("the search finds nothing")
				}
			})
		}
	}
}

// faults are what stores get wrong. random marks those that random statements
// and questions must find too.
var faults = []struct {
	name   string
	random bool
	open   Opener
}{
	{"forgets voids", true, broken(func(b *brokenStore) {
		b.append = func(store lrs.StoreID, batch []lrs.Record) error {
			batch = slices.Clone(batch)
			for i := range batch {
				batch[i].Voids = false
			}
			return b.Statements.Append(context.Background(), store, batch)
		}
	})},
	{"forgets voids whose target comes late", true, broken(func(b *brokenStore) {
		b.append = b.forgetting(func(record *lrs.Record) { record.Voids = false })
	})},
	{"forgets references whose target comes late", true, broken(func(b *brokenStore) {
		b.append = b.forgetting(func(record *lrs.Record) { record.IsReference = false })
	})},
	{"takes until as exclusive", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) {
			if q.Until != 0 {
				q.Until--
			}
		}
	})},
	{"takes since as inclusive", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) {
			if q.Since != 0 {
				q.Since--
			}
		}
	})},
	{"forgets the upper bound of pages", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) { q.Through = 0 }
	})},
	{"says More when the last page is full", true, broken(func(b *brokenStore) {
		b.answer = func(q lrs.Query, page *lrs.Page) { page.More = len(page.Statements) == q.Limit }
	})},
	{"repeats the last statement of a page", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) {
			if q.After.Stored != 0 && !q.Ascending {
				q.After.Stored++
			}
		}
	})},
	{"answers ascending pages from the wrong end", true, broken(func(b *brokenStore) {
		b.answer = func(q lrs.Query, page *lrs.Page) {
			if q.Ascending {
				slices.Reverse(page.Statements)
			}
		}
	})},
	{"ignores related_agents", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) { q.RelatedAgents = false }
	})},
	{"ignores related_activities", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) { q.RelatedActivities = false }
	})},
	{"ignores the authority filter", true, broken(func(b *brokenStore) {
		b.ask = func(q *lrs.Query) { q.Authority = nil }
	})},
	{"mixes tenants", true, broken(func(b *brokenStore) {
		b.storeOf = func(lrs.StoreID) lrs.StoreID { return 1 }
	})},
	{"stores half of a refused batch", true, broken(func(b *brokenStore) {
		b.append = func(store lrs.StoreID, batch []lrs.Record) error {
			for i := range batch {
				if err := b.Statements.Append(context.Background(), store, batch[i:i+1]); err != nil {
					return err
				}
			}
			return nil
		}
	})},
	{"takes a different statement for a duplicate", true, broken(func(b *brokenStore) {
		b.append = func(store lrs.StoreID, batch []lrs.Record) error {
			err := b.Statements.Append(context.Background(), store, batch)
			if problem.Is(err, problem.Conflict) {
				return nil
			}
			return err
		}
	})},
	{"leaves voided statements out of scans", true, broken(func(b *brokenStore) {
		b.show = func(stored *lrs.Stored) bool { return !stored.Voided }
	})},
	{"forgets the flag of voided statements", true, broken(func(b *brokenStore) {
		b.show = func(stored *lrs.Stored) bool {
			stored.Voided = false
			return true
		}
	})},
	{"forgets whose descriptions count", false, broken(func(b *brokenStore) {
		b.show = func(stored *lrs.Stored) bool {
			stored.Defines = true
			return true
		}
	})},
	{"says that a store is newer when another one is", false, broken(func(b *brokenStore) {
		b.newer = func(stores []lrs.StoreID, newer []lrs.StoreID, _ int64) []lrs.StoreID {
			if len(newer) > 0 {
				return stores
			}
			return nil
		}
	})},
	{"takes the time of what is newer as inclusive", false, broken(func(b *brokenStore) {
		b.newer = func(stores []lrs.StoreID, _ []lrs.StoreID, after int64) []lrs.StoreID {
			newer, _ := b.memory.Newer(context.Background(), stores, after-1)
			return newer
		}
	})},
	{"promises a safe time too far ahead", false, broken(func(b *brokenStore) {
		b.ahead = 60_000_000
	})},
	{"loses what was last when it restarts", true, broken(func(b *brokenStore) {
		b.restart = func(m *memory) {
			if len(m.rows) > 0 {
				m.rows = m.rows[:len(m.rows)-1]
			}
		}
	})},
	{"forgets descriptions when it restarts", true, broken(func(b *brokenStore) {
		b.restart = func(m *memory) { clear(m.descriptions) }
	})},
	{"describes in the reverse order of a batch", false, broken(func(b *brokenStore) {
		b.append = func(store lrs.StoreID, batch []lrs.Record) error {
			batch = slices.Clone(batch)
			for i := range len(batch) / 2 {
				j := len(batch) - 1 - i
				batch[i].Descriptions, batch[j].Descriptions = batch[j].Descriptions, batch[i].Descriptions
			}
			return b.Statements.Append(context.Background(), store, batch)
		}
	})},
}

// brokenStore is a memory store with faults where its fields are set.
type brokenStore struct {
	lrs.Statements
	memory  *memory
	append  func(store lrs.StoreID, batch []lrs.Record) error
	ask     func(q *lrs.Query)
	answer  func(q lrs.Query, page *lrs.Page)
	show    func(stored *lrs.Stored) bool
	newer   func(stores, newer []lrs.StoreID, after int64) []lrs.StoreID
	storeOf func(lrs.StoreID) lrs.StoreID
	restart func(m *memory)
	ahead   int64
}

func broken(plant func(b *brokenStore)) Opener {
	return func(testing.TB) *Engine {
		store := newMemory()
		b := &brokenStore{
			Statements: store,
			memory:     store,
			ask:        func(*lrs.Query) {},
			answer:     func(lrs.Query, *lrs.Page) {},
			show:       func(*lrs.Stored) bool { return true },
			newer:      func(_, newer []lrs.StoreID, _ int64) []lrs.StoreID { return newer },
			storeOf:    func(id lrs.StoreID) lrs.StoreID { return id },
			restart:    func(*memory) {},
		}
		b.append = func(store lrs.StoreID, batch []lrs.Record) error {
			return b.Statements.Append(context.Background(), store, batch)
		}
		plant(b)
		return &Engine{
			Statements: b,
			Reopen: func() lrs.Statements {
				b.restart(b.memory)
				return b
			},
			Flush: func() {},
			Close: func() {},
		}
	}
}

// forgetting changes records that refer to what is not there yet.
func (b *brokenStore) forgetting(change func(*lrs.Record)) func(lrs.StoreID, []lrs.Record) error {
	return func(store lrs.StoreID, batch []lrs.Record) error {
		batch = slices.Clone(batch)
		for i := range batch {
			b.memory.mu.Lock()
			_, stored := b.memory.find(store, batch[i].Target)
			b.memory.mu.Unlock()
			if !stored {
				change(&batch[i])
			}
		}
		return b.Statements.Append(context.Background(), store, batch)
	}
}

func (b *brokenStore) Append(_ context.Context, store lrs.StoreID, batch []lrs.Record) error {
	return b.append(b.storeOf(store), batch)
}

func (b *brokenStore) Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	return b.Statements.Get(ctx, b.storeOf(store), id)
}

func (b *brokenStore) Query(ctx context.Context, store lrs.StoreID, q lrs.Query) (lrs.Page, error) {
	b.ask(&q)
	page, err := b.Statements.Query(ctx, b.storeOf(store), q)
	b.answer(q, &page)
	return page, err
}

func (b *brokenStore) Scan(ctx context.Context, store lrs.StoreID, after lrs.Position, fn func(lrs.Stored) error) error {
	return b.Statements.Scan(ctx, b.storeOf(store), after, func(stored lrs.Stored) error {
		if !b.show(&stored) {
			return nil
		}
		return fn(stored)
	})
}

func (b *brokenStore) Newer(ctx context.Context, stores []lrs.StoreID, after int64) ([]lrs.StoreID, error) {
	newer, err := b.Statements.Newer(ctx, stores, after)
	return b.newer(stores, newer, after), err
}

func (b *brokenStore) SafeTime(ctx context.Context) (int64, error) {
	safe, err := b.Statements.SafeTime(ctx)
	return safe + b.ahead, err
}

// failureOf runs a test and returns the first thing that it complains of.
func failureOf(t *testing.T, run func(t testing.TB)) string {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(r)
	}()
	<-done
	return r.failure
}

// recorder is a test that may fail without failing the test around it.
type recorder struct {
	testing.TB
	mu      sync.Mutex
	failure string
}

func (r *recorder) record(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == "" {
		r.failure = text
	}
}

func (r *recorder) Helper()                           {}
func (r *recorder) Log(...any)                        {}
func (r *recorder) Logf(string, ...any)               {}
func (r *recorder) Fail()                             { r.record("failed") }
func (r *recorder) Error(args ...any)                 { r.record(fmt.Sprint(args...)) }
func (r *recorder) Errorf(format string, args ...any) { r.record(fmt.Sprintf(format, args...)) }

func (r *recorder) Failed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failure != ""
}

func (r *recorder) FailNow() {
	r.Fail()
	runtime.Goexit()
}

func (r *recorder) Fatal(args ...any) {
	r.Error(args...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}
