package postgres_test

import (
	"runtime"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi"
)

// A page is bounded in bytes, and so is what is read for it: a hundred of the
// largest statements do not fit into memory.
func TestAPageOfLargeStatementsIsReadInPieces(t *testing.T) {
	n := openNode(t, pgtest.Shared(t).Database(t))
	defer n.close(t)
	const count, size = 60, 6 << 20
	var batch []lrs.Record
	for i := range count {
		batch = append(batch, made(t, 1+i, verbOf("did"), 0))
	}
	n.mustAppend(t, batch...)
	const swell = `UPDATE statement SET payload = left(payload, -1) || ',"context":{"platform":"' || repeat('x', $1) || '"}}'`
	if _, err := n.pools.Small.Exec(t.Context(), swell, size); err != nil {
		t.Fatal(err)
	}
	done, peak := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		for {
			runtime.GC()
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
			select {
			case <-done:
				peak <- most
				return
			default:
			}
		}
	}()
	query := lrs.Query{Verb: new(xapi.VerbKey(verbOf("did"))), Limit: count}
	seen := 0
	for more := true; more; {
		page, err := n.Query(t.Context(), tenant, query)
		if err != nil {
			t.Fatal(err)
		}
		for _, stored := range page.Statements {
			if want := idOf(count - seen); stored.ID != want {
				t.Fatalf("statement %s comes next, want %s", stored.ID, want)
			}
			seen++
		}
		more, query.Through = page.More, page.Through
		query.After = page.Statements[len(page.Statements)-1].Position
	}
	close(done)
	if most := <-peak; most > 180<<20 {
		t.Errorf("%d MiB were in use for pages of about 32 MiB", most>>20)
	}
	if seen != count {
		t.Errorf("%d statements were found, want %d", seen, count)
	}
}
