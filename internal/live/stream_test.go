package live_test

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/live"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/pgtest"
)

func TestStatementsAreSeenAsTheyAreStored(t *testing.T) {
	each(t, func(t *testing.T, log lrs.Statements) {
		n := newNode(t, log)
		n.put(some(3)...) // before anybody watches
		r := n.open("events=statement", "")
		if r.retry == "" {
			t.Error("the stream does not say when to try again")
		}
		ids := n.put(some(2)...)
		n.follow()
		r.expect(ids...)
		before := r.last
		r.close()
		missed := n.put(some(2)...)
		n.follow()
		n.open("events=statement", before).expect(missed...)
		n.open("events=statement&after="+before, "").expect(missed...)
	})
}

// fewerChecks has a usual test run draw fewer histories: one takes up to a tenth
// of a second. -rapid.checks asks for more.
func fewerChecks(t *testing.T) {
	t.Helper()
	const checks = "rapid.checks"
	if set := flag.Lookup(checks); set.Value.String() == set.DefValue {
		check(t, flag.Set(checks, "25"))
		t.Cleanup(func() { check(t, flag.Set(checks, set.DefValue)) })
	}
}

// Whatever happens when, each reader sees each event once and in order.
func TestEveryReaderSeesEachEventOnce(t *testing.T) {
	fewerChecks(t)
	each(t, func(t *testing.T, log lrs.Statements) {
		n := newNode(t, log, func(c *live.Config) { c.FeedStatements = 8 })
		rapid.Check(t, func(rt *rapid.T) { interleave(rt, []*node{n}) })
	})
}

// Nodes share the log: a reader may come back to any of them.
func TestEveryReaderSeesEachEventOnceThroughAnyNode(t *testing.T) {
	fewerChecks(t)
	url := pgtest.Shared(t).Database(t)
	var nodes []*node
	for range 2 {
		nodes = append(nodes, newNode(t, openPostgres(t, url), func(c *live.Config) { c.FeedStatements = 8 }))
	}
	rapid.Check(t, func(rt *rapid.T) { interleave(rt, nodes) })
}

// watcher is a reader that goes and comes back.
type watcher struct {
	stream *reader
	last   string
	// want are the statements stored since it first came, seen how many it saw.
	want []string
	seen int
}

func interleave(t *rapid.T, nodes []*node) {
	n := func() *node { return nodes[rapid.IntRange(0, len(nodes)-1).Draw(t, "node")] }
	var last []string
	followAll := func() {
		for _, one := range nodes {
			one.followPast(last)
		}
	}
	followAll() // what another round left
	watchers := make([]*watcher, rapid.IntRange(1, 4).Draw(t, "watchers"))
	for i := range watchers {
		first := n().open("events=statement", "")
		watchers[i] = &watcher{last: first.last}
		if rapid.Bool().Draw(t, "stays") {
			watchers[i].stream = first
		} else {
			first.close()
		}
	}
	read := func(w *watcher, count int) {
		for range count {
			e := w.stream.nextOf("statement")
			if got := e.statement(w.stream.t); w.seen >= len(w.want) || got.ID != w.want[w.seen] {
				t.Fatalf("after %d of %d statements comes %s", w.seen, len(w.want), got.ID)
			}
			w.seen++
			w.last = e.id
		}
	}
	come := func(w *watcher) {
		if w.stream == nil {
			w.stream = n().open("events=statement", w.last)
		}
	}
	t.Repeat(map[string]func(*rapid.T){
		"store": func(t *rapid.T) {
			ids := n().put(some(rapid.IntRange(1, 12).Draw(t, "statements"))...)
			last = ids
			for _, w := range watchers {
				w.want = append(w.want, ids...)
			}
		},
		"follow": func(*rapid.T) { n().follow() },
		"come":   func(t *rapid.T) { come(rapid.SampledFrom(watchers).Draw(t, "watcher")) },
		"read and go": func(t *rapid.T) {
			w := rapid.SampledFrom(watchers).Draw(t, "watcher")
			followAll()
			come(w)
			read(w, rapid.IntRange(0, len(w.want)-w.seen).Draw(t, "read"))
			w.stream.close()
			w.stream = nil
		},
	})
	followAll()
	for _, w := range watchers {
		come(w)
		read(w, len(w.want)-w.seen)
	}
	// One more shows that nothing came twice.
	ids := n().put(some(1)...)
	last = ids
	followAll()
	for _, w := range watchers {
		w.want = append(w.want, ids...)
		read(w, 1)
		w.stream.close()
	}
}

// valve is a connection whose reader does not read until it is opened.
type valve struct {
	*httptest.ResponseRecorder
	mu     sync.Mutex
	closed bool
	opened *sync.Cond
	text   strings.Builder
	stuck  chan struct{}
}

func newValve() *valve {
	v := &valve{ResponseRecorder: httptest.NewRecorder(), stuck: make(chan struct{}, 1)}
	v.opened = sync.NewCond(&v.mu)
	return v
}

func (v *valve) Write(text []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for v.closed {
		select {
		case v.stuck <- struct{}{}:
		default:
		}
		v.opened.Wait()
	}
	return v.text.Write(text)
}

func (v *valve) set(closed bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closed = closed
	v.opened.Broadcast()
}

func (v *valve) String() string {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.text.String()
}

// A reader that does not read holds nobody up, and catches up from the log or
// is left with summaries.
func TestSlowReaders(t *testing.T) {
	for _, slow := range []string{"catch-up", "summary"} {
		t.Run(slow, func(t *testing.T) {
			each(t, func(t *testing.T, log lrs.Statements) {
				n := newNode(t, log, func(c *live.Config) {
					c.FeedStatements = 8
					*c = c.WithClock(10*time.Millisecond, time.Hour)
				})
				other := n.open("events=statement", "")
				v := newValve()
				done := make(chan error, 1)
				request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/?events=statement,summary&slow="+slow, nil)
				go func() { done <- n.hub.Serve(v, request, n.access) }()
				eventually(t, "the stream begins", func() bool { return strings.Contains(v.String(), "event: summary") })
				first := n.put(some(1)...)
				n.follow()
				other.expect(first...)
				eventually(t, "the first statement is shown", func() bool { return strings.Contains(v.String(), first[0]) })
				v.set(true)
				var ids []string
				for range 10 {
					more := n.put(some(10)...)
					n.follow()
					ids = append(ids, more...)
					other.expect(more...) // nobody waits for the slow one
				}
				<-v.stuck
				v.set(false)
				eventually(t, "the slow reader is told", func() bool { return strings.Contains(v.String(), "event: behind") })
				if slow == "catch-up" {
					eventually(t, "the slow reader catches up", func() bool { return strings.Contains(v.String(), ids[len(ids)-1]) })
				} else {
					before := strings.Count(v.String(), "event: summary")
					eventually(t, "summaries go on", func() bool { return strings.Count(v.String(), "event: summary") > before+1 })
				}
				n.stop()
				check(t, <-done)
				text := v.String()
				if count := strings.Count(text, "event: behind"); count != 1 {
					t.Errorf("it was told %d times that it is behind", count)
				}
				at := 0
				seen := 0
				for _, id := range append(first, ids...) {
					where := strings.Index(text[at:], `{"id":"`+id)
					if where < 0 {
						break
					}
					at += where
					seen++
				}
				shown := strings.Count(text, "event: statement")
				if seen != shown || slow == "catch-up" && seen != 101 || slow == "summary" && seen > 99 {
					t.Errorf("%d statements were shown, %d of them in their order and once, of 101", shown, seen)
				}
				if slow == "summary" {
					_, after, _ := strings.Cut(text, `event: behind`+"\n"+`data: {"after":"`)
					after, _, _ = strings.Cut(after, `"`)
					n2 := newNode(t, log)
					n2.open("events=statement", after).expect(ids[shown-1:]...)
				}
			})
		})
	}
}

// How many statements of others a slow reader missed tells how much others do.
func TestSlowReaderOfSomePeopleIsNotToldOfOthers(t *testing.T) {
	n := newNode(t, openEmbedded(t), func(c *live.Config) {
		c.FeedStatements = 8
		*c = c.WithClock(10*time.Millisecond, time.Hour)
	})
	n.access.Everybody = false
	n.access.Persons = func(identity string) bool { return identity == "mailto:learner-0@example.org" }
	v := newValve()
	done := make(chan error, 1)
	go func() {
		done <- n.hub.Serve(v, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), n.access)
	}()
	eventually(t, "the stream begins", func() bool { return strings.Contains(v.String(), "event: summary") })
	v.set(true)
	for range 10 {
		n.put(some(10)...)
		n.follow()
	}
	<-v.stuck
	v.set(false)
	eventually(t, "the slow reader is told", func() bool { return strings.Contains(v.String(), "event: behind") })
	eventually(t, "the slow reader catches up", func() bool { return strings.Count(v.String(), "event: statement") == 10 })
	n.stop()
	check(t, <-done)
	if strings.Contains(v.String(), "missed") {
		t.Errorf("the reader is told how many statements there are of others:\n%s", v.String())
	}
}

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(patience)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("it is still not so that %s", what)
		}
	}
}

func TestIDsOfLongAgoAndOfElsewhere(t *testing.T) {
	each(t, func(t *testing.T, log lrs.Statements) {
		c := &clock{}
		n := newNode(t, log, func(config *live.Config) { config.Now = c.now })
		r := n.open("events=statement", "")
		r.expect(n.putAndFollow(some(1)...)...)
		first := r.last
		c.move(2 * time.Hour)
		// Nothing was stored since: nothing is missed.
		quiet := n.open("events=statement", first)
		n.put(some(1)...)
		fresh := newNode(t, log, func(config *live.Config) { config.Now = c.now })
		old := fresh.open("events=statement", first)
		gone := old.next()
		if gone.name != "gone" || !strings.Contains(gone.data, first) || gone.id == "" {
			t.Errorf("an id of long ago is answered with %+v", gone)
		}
		future := fmt.Sprint(time.Now().Add(9 * time.Hour).UnixMicro())
		elsewhere := fresh.open("events=statement", future)
		if e := elsewhere.next(); e.name != "gone" || e.id == "" || e.id == future {
			t.Errorf("an id of the future is answered with %+v", e)
		}
		ids := fresh.putAndFollow(some(1)...)
		old.expect(ids...)
		elsewhere.expect(ids...)
		n.follow()
		if e := quiet.next(); e.name != "statement" {
			t.Errorf("an old id without statements since is answered with %+v", e)
		}
	})
}

func (n *node) putAndFollow(statements ...string) []string {
	n.t.Helper()
	ids := n.put(statements...)
	n.follow()
	return ids
}

func TestSinceReplays(t *testing.T) {
	each(t, func(t *testing.T, log lrs.Statements) {
		n := newNode(t, log)
		ids := n.put(some(5)...)
		r := n.open("events=statement&since=5m", "")
		r.expect(ids...)
		r.expect(n.putAndFollow(some(2)...)...)
	})
}

func TestHeartbeatsMoveTheIDOn(t *testing.T) {
	n := newNode(t, openEmbedded(t), func(c *live.Config) { *c = c.WithClock(5*time.Millisecond, 5*time.Millisecond) })
	r := n.open("events=statement&verb=https://example.org/verbs/none", "")
	n.putAndFollow(some(1)...)
	before := r.last
	for r.last == before {
		if e, ok := r.block(); !ok || e.name != "" {
			t.Fatalf("came %+v", e)
		}
	}
}

func TestStreamsEndWithTheServer(t *testing.T) {
	n := newNode(t, openEmbedded(t))
	r := n.open("events=statement", "")
	n.stop()
	if _, err := io.ReadAll(r.body); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
	eventually(t, "no stream is left", func() bool { return n.hub.Readers() == 0 })
}

func TestStreamEndsWhenItsReaderMaySeeItNoMore(t *testing.T) {
	n := newNode(t, openEmbedded(t), func(c *live.Config) { *c = c.WithClock(5*time.Millisecond, 5*time.Millisecond) })
	n.access.Valid = func() error { return io.EOF }
	if _, err := io.ReadAll(n.open("", "").body); err != nil {
		t.Errorf("the stream ended with %v", err)
	}
}

func TestRefusals(t *testing.T) {
	n := newNode(t, openEmbedded(t), func(c *live.Config) { c.MaxReaders = 1 })
	for query, want := range map[string]int{
		"after=x": 400, "after=-1": 400, "after=1.2.3": 400, "after=1.": 400, "after=99999999999999999999": 400,
		"since=2h": 400, "since=x": 400, "since=-1s": 400, "after=1&since=5m": 400,
		"events=all": 400, "events=rejected": 403, "json=yes": 400, "json=true": 403, "slow=no": 400,
		"actor=ann": 400, "actor={}": 400, "page=1": 400, "verb=%zz": 400,
	} {
		response, _ := n.ask(query, "")
		if response.StatusCode != want {
			t.Errorf("%s: status %d, want %d", query, response.StatusCode, want)
		}
	}
	if response, _ := n.ask("", "nonsense"); response.StatusCode != 400 {
		t.Errorf("a nonsense id: status %d, want 400", response.StatusCode)
	}
	n.open("", "")
	response, _ := n.ask("", "")
	if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" {
		t.Errorf("one stream too many: status %d, Retry-After %q", response.StatusCode, response.Header.Get("Retry-After"))
	}
}
