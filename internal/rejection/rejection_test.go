package rejection_test

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/rejection"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// clock stands still until a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)} }

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// node is a log as one server has it.
type node struct {
	*rejection.Log
	t testing.TB
}

func newNode(t testing.TB, database *db.DB, c *clock, name string) *node {
	return &node{rejection.New(rejection.Config{Database: database, Node: name, Now: c.time, Every: time.Hour}), t}
}

// flush writes what was added, as the end of a server does.
func (n *node) flush() {
	n.t.Helper()
	ended, cancel := context.WithCancel(n.t.Context())
	cancel()
	if err := n.Run(ended); err != nil {
		n.t.Fatal(err)
	}
}

func (n *node) after(store, id int64) []rejection.Rejection {
	n.t.Helper()
	list, err := n.After(n.t.Context(), store, id, 1_000_000)
	if err != nil {
		n.t.Fatal(err)
	}
	return list
}

func bad(c *clock, store int64, key, code string) rejection.Request {
	return rejection.Request{
		At: c.time(), Store: store, KeyID: key, Method: "POST", Resource: "statements", Status: 400, Code: code,
		Rule: "ST-04", Pointer: "/0", Message: "a Statement must be an object", UserAgent: "player/1", RequestID: "abc",
		Sample: []byte(`["` + code + `"]`),
	}
}

func TestRejectionsAreSeenByAllNodesInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c := newClock()
		one, two := newNode(t, open(), c, "one"), newNode(t, open(), c, "two")
		one.Add(bad(c, 1, "lms", "first"))
		one.flush()
		two.Add(bad(c, 1, "lms", "second"))
		two.Add(bad(c, 2, "other", "elsewhere"))
		two.flush()
		list := one.after(1, 0)
		if len(list) != 2 || list[0].Code != "first" || list[1].Code != "second" || list[0].ID >= list[1].ID {
			t.Fatalf("the store has %+v", list)
		}
		want := rejection.Rejection{ID: list[0].ID, Node: "one", Count: 1, Request: bad(c, 1, "lms", "first")}
		if got, wanted := fmt.Sprintf("%+v", list[0]), fmt.Sprintf("%+v", want); got != wanted {
			t.Errorf("it came back as\n%s\nwant\n%s", got, wanted)
		}
		if rest := two.after(1, list[0].ID); len(rest) != 1 || rest[0].ID != list[1].ID {
			t.Errorf("after the first comes %+v", rest)
		}
		newest, err := one.Newest(t.Context())
		if err != nil || newest < list[1].ID {
			t.Errorf("the newest is %d, %v; want at least %d", newest, err, list[1].ID)
		}
	})
}

// A flood is written in part and counted as a whole.
func TestAFloodIsCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c := newClock()
		n := newNode(t, open(), c, "one")
		const flood = 5000
		for range flood {
			n.Add(bad(c, 1, "lms", "broken"))
		}
		n.Add(bad(c, 2, "quiet", "once")) // another store has its own share
		n.flush()
		list := n.after(1, 0)
		if len(list) != 201 {
			t.Fatalf("%d rows were written, want 200 and a sum", len(list))
		}
		total := int64(0)
		for _, r := range list {
			total += r.Count
		}
		if last := list[200]; total != flood || last.KeyID != "lms" || last.Code != "broken" || last.Count != flood-200 {
			t.Errorf("the rows count %d requests and end with %+v, want %d", total, last, flood)
		}
		if other := n.after(2, 0); len(other) != 1 || other[0].Count != 1 {
			t.Errorf("the other store has %+v", other)
		}
		reasons, err := n.Reasons(t.Context(), 1, c.time().Add(-time.Hour))
		if err != nil || len(reasons) != 2 || reasons[0].Requests+reasons[1].Requests != flood {
			t.Errorf("the reasons are %+v, %v", reasons, err)
		}
		c.move(time.Second)
		n.Add(bad(c, 1, "lms", "later"))
		n.flush()
		if later := n.after(1, list[200].ID); len(later) != 1 || later[0].Count != 1 {
			t.Errorf("a second later comes %+v", later)
		}
	})
}

// Keys made up by the thousand do not fill the memory.
func TestManyKindsAreCountedTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c := newClock()
		n := newNode(t, open(), c, "one")
		const flood = 3000
		for i := range flood {
			n.Add(bad(c, 1, fmt.Sprint("key-", i), "broken"))
		}
		n.flush()
		total := int64(0)
		list := n.after(1, 0)
		for _, r := range list {
			total += r.Count
		}
		if total != flood || len(list) > 701 {
			t.Errorf("%d rows count %d requests, want %d in at most 701", len(list), total, flood)
		}
	})
}

func TestStoreOfAWrongSecretIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c, database := newClock(), open()
		err := database.Write(t.Context(), func(tx *sql.Tx) error {
			if _, err := tx.Exec(`INSERT INTO store (id, name, created) VALUES (7, 'main', 0)`); err != nil {
				return err
			}
			_, err := tx.Exec(`INSERT INTO access_key (id, store, name, scopes, secret_hash, authority, created, revoked)
				VALUES ('lms', 7, 'LMS', 'all', $1, '{}', 0, 1)`, []byte{1})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		n := newNode(t, database, c, "one")
		n.Add(rejection.Request{At: c.time(), KeyID: "lms", Status: 401, Code: "credentials-wrong"})
		n.Add(rejection.Request{At: c.time(), KeyID: "made\x00up\xff", StoreName: "main", Status: 401, Code: "credentials-wrong"})
		n.Add(rejection.Request{At: c.time(), KeyID: "nobody", Status: 401, Code: "credentials-wrong"})
		n.flush()
		list := n.after(7, 0)
		if len(list) != 2 || list[0].KeyID != "lms" || list[1].KeyID != "made\uFFFDup\uFFFD" {
			t.Errorf("the store has %+v", list)
		}
		if nowhere := n.after(0, 0); len(nowhere) != 1 || nowhere[0].KeyID != "nobody" {
			t.Errorf("of no store are %+v", nowhere)
		}
	})
}

func TestOldAndTooManyAreRemoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c := newClock()
		database := open()
		n := newNode(t, database, c, "one")
		n.Add(bad(c, 1, "lms", "old"))
		n.flush()
		c.move(rejection.KeptFor + time.Second)
		for range rejection.Kept/200 + 1 {
			for range 200 {
				n.Add(bad(c, 2, "lms", "many"))
			}
			n.flush()
			c.move(time.Second)
		}
		if old := n.after(1, 0); len(old) != 0 {
			t.Errorf("an old one is still there: %+v", old)
		}
		if many := n.after(2, 0); len(many) != rejection.Kept {
			t.Errorf("%d are there, want %d", len(many), rejection.Kept)
		}
	})
}

func TestRecentAndReasons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c := newClock()
		n := newNode(t, open(), c, "one")
		for range 3 {
			n.Add(bad(c, 1, "lms", "frequent"))
		}
		plain := bad(c, 1, "lms", "frequent")
		plain.Sample = nil
		n.Add(plain)
		n.Add(bad(c, 1, "app", "rare"))
		n.flush()
		recent, err := n.Recent(t.Context(), 1, rejection.Filter{}, 2)
		if err != nil || len(recent) != 2 || recent[0].Code != "rare" {
			t.Errorf("recent are %+v, %v", recent, err)
		}
		earlier, err := n.Recent(t.Context(), 1, rejection.Filter{Before: recent[1].ID}, 10)
		if err != nil || len(earlier) != 3 {
			t.Errorf("before them are %+v, %v", earlier, err)
		}
		for name, filter := range map[string]rejection.Filter{
			"key": {KeyID: "app"}, "code": {Code: "rare"}, "all of it": {KeyID: "app", Code: "rare", Rule: "ST-04", Status: 400, Since: c.time()},
		} {
			list, err := n.Recent(t.Context(), 1, filter, 10)
			if err != nil || len(list) != 1 || list[0].KeyID != "app" {
				t.Errorf("by %s: %+v, %v", name, list, err)
			}
		}
		for _, filter := range []rejection.Filter{{KeyID: "a\x00"}, {Code: "\xff"}, {Rule: "\x00"}} {
			if list, err := n.Recent(t.Context(), 1, filter, 10); err != nil || len(list) != 0 {
				t.Errorf("by what is no text: %+v, %v", list, err)
			}
		}
		reasons, err := n.Reasons(t.Context(), 1, c.time().Add(-time.Minute))
		if err != nil || len(reasons) != 2 {
			t.Fatalf("reasons: %+v, %v", reasons, err)
		}
		if r := reasons[0]; r.Code != "frequent" || r.KeyID != "lms" || r.Requests != 4 || string(r.Example.Sample) != `["frequent"]` || !r.Last.Equal(c.time()) {
			t.Errorf("the first reason is %+v", r)
		}
		if none, err := n.Reasons(t.Context(), 1, c.time().Add(time.Minute)); err != nil || len(none) != 0 {
			t.Errorf("later reasons: %+v, %v", none, err)
		}
	})
}

// What cannot be written waits, and is written once.
func TestRejectionsOutliveAnOutage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		c, database := newClock(), open()
		n := &node{rejection.New(rejection.Config{Database: database, Node: "one", Now: c.time, Every: time.Millisecond}), t}
		_, release, err := database.Hold(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		running, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.Run(running) }()
		n.Add(bad(c, 1, "lms", "meanwhile"))
		release()
		for len(n.after(1, 0)) == 0 {
			select {
			case <-time.After(time.Millisecond):
			case <-t.Context().Done():
			}
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if list := n.after(1, 0); len(list) != 1 {
			t.Errorf("there are %+v", list)
		}
	})
}

func BenchmarkAdd(b *testing.B) {
	c := newClock()
	l := rejection.New(rejection.Config{Now: c.time})
	r := bad(c, 1, "lms", "broken")
	b.ReportAllocs()
	for b.Loop() {
		l.Add(r)
	}
}

func TestRejectionAsJSON(t *testing.T) {
	c := newClock()
	r := bad(c, 1, "lms", "broken")
	r.Sample = []byte("[\xff\n")
	text, err := rejection.Rejection{ID: 7, Node: "one", Count: 1, Request: r}.JSON()
	const want = `{"id":7,"at":"2026-03-04T05:06:07Z","count":1,"key":"lms","method":"POST","resource":"statements","status":400,"code":"broken",` +
		`"rule":"ST-04","pointer":"/0","message":"a Statement must be an object","user_agent":"player/1","request_id":"abc","node":"one","sample":"[` + "\uFFFD" + `\n"}`
	if err != nil || string(text) != want {
		t.Errorf("it is\n%s, %v; want\n%s", text, err, want)
	}
}
