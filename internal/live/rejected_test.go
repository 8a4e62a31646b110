package live_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/live"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/rejection"
)

const (
	fast = 10 * time.Millisecond
	slow = time.Hour
)

// rejections are those of a database, as the server hands them in.
type rejections struct{ *rejection.Log }

func (r rejections) After(ctx context.Context, store lrs.StoreID, id int64, limit int) ([]live.Rejected, error) {
	list, err := r.Log.After(ctx, int64(store), id, limit)
	if err != nil {
		return nil, err
	}
	shown := make([]live.Rejected, len(list))
	for i, one := range list {
		text, err := json.Marshal(map[string]any{"code": one.Code, "count": one.Count})
		if err != nil {
			return nil, err
		}
		shown[i] = live.Rejected{ID: one.ID, Count: one.Count, JSON: text}
	}
	return shown, nil
}

// flush writes what was added.
func (r rejections) flush(t testing.TB) {
	t.Helper()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	check(t, r.Run(ended))
}

// Refusals of all nodes are seen by the readers of each, once and in order,
// beside the statements.
func TestRejectedRequestsAreSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		one := rejections{rejection.New(rejection.Config{Database: open(), Node: "one"})}
		two := rejections{rejection.New(rejection.Config{Database: open(), Node: "two"})}
		add := func(to rejections, from, until int) {
			for i := from; i < until; i++ {
				to.Add(rejection.Request{At: time.Now(), Store: int64(store), KeyID: "lms", Status: 400, Code: fmt.Sprint("code-", i)})
			}
			to.flush(t)
		}
		c := &clock{}
		n := newNode(t, openEmbedded(t), func(config *live.Config) {
			config.Rejections, config.Now = one, c.now
			*config = config.WithClock(fast, slow)
		})
		n.access.Rejections = true
		add(two, 0, 3) // before anybody watches
		r := n.open("", "")
		expect := func(r *reader, from, until int) {
			t.Helper()
			for i := from; i < until; i++ {
				if e := r.nextOf("rejected"); !strings.Contains(e.data, fmt.Sprintf("%q", fmt.Sprint("code-", i))) || !strings.Contains(e.id, ".") {
					t.Fatalf("comes %+v, want number %d", e, i)
				}
			}
		}
		add(one, 3, 10)
		add(two, 10, 15)
		c.move(time.Second)
		expect(r, 3, 15)
		ids := n.putAndFollow(some(2)...)
		r.expect(ids...)
		before := r.last
		r.close()
		add(two, 15, 20)
		again := n.open("", before)
		c.move(time.Second)
		expect(again, 15, 20)
		// One that was away for many of them takes them from the table.
		last := again.last
		again.close()
		busy := n.open("", last)
		for i := 20; i < 1500; i += 100 {
			add(two, i, i+100)
			c.move(2 * time.Second)
			expect(busy, i, i+100)
		}
		late := n.open("", last)
		expect(late, 20, 1520)
		var s summary
		eventually(t, "they are counted", func() bool { s = late.summary(); return *s.Stream.Rejected == 1500 })
	})
}
