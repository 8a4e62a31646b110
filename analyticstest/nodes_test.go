package analyticstest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// heardWithin is after how long a decision holds on every node.
const heardWithin = 5 * time.Second

// addresses finds addresses that nobody listens on. Nodes on one machine are
// told apart by them.
func addresses(t testing.TB, n int) (free []string) {
	t.Helper()
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		free = append(free, listener.Addr().String())
	}
	return free
}

// cluster is several nodes on one database.
type cluster struct {
	t        *testing.T
	database string
	nodes    []*node
	owner    reader
	world    *world
}

// named is the node that followers and jobs call so.
func (c *cluster) named(name string) *node {
	c.t.Helper()
	for _, n := range c.nodes {
		if strings.HasSuffix(name, " "+n.listen) {
			return n
		}
	}
	c.t.Fatalf("no node is called %q", name)
	return nil
}

// others are the nodes but one.
func (c *cluster) others(not ...*node) (list []*node) {
	for _, n := range c.nodes {
		if !slices.Contains(not, n) {
			list = append(list, n)
		}
	}
	return list
}

// TestNodesAnswerAlike sends statements through three nodes on one PostgreSQL
// and asks all of them; decides on one and looks on the others; runs jobs across
// them, and kills nodes.
func TestNodesAnswerAlike(t *testing.T) {
	t.Parallel()
	c := &cluster{t: t, database: pgtest.Shared(t).Database(t)}
	for _, address := range addresses(t, 3) {
		n := prepare(t, c.database, "--bi-facts")
		n.listen = address
		n.start()
		c.nodes = append(c.nodes, n)
	}
	c.nodes[0].found()
	c.owner = reader{"owner", c.nodes[0].token("owner"), reference.Scope{SeesPeople: true}}
	c.nodes[1].settle(c.owner.token)
	m := newMaterial(t, corpusSeed, corpusSize)
	var sending sync.WaitGroup
	for i, n := range c.nodes {
		sending.Go(func() { n.send(m.statements[i*len(m.statements)/3:(i+1)*len(m.statements)/3], 9) })
	}
	sending.Wait()
	if t.Failed() {
		t.FailNow()
	}
	c.world = c.nodes[2].world(corpusIDs())
	c.world.define(c.nodes[2])
	c.holdAnswers(m)
	c.holdNews()
	c.holdDecisions()
	c.holdFollowers()
	c.holdJobs()
	c.holdDeaths()
}

// holdAnswers asks every node a part of the corpus.
func (c *cluster) holdAnswers(m material) {
	c.t.Helper()
	queries := m.queries(c.t, c.world.early(), c.world.late())
	for i, n := range c.nodes {
		n.awaitColumn(c.owner.token)
		n.await(c.owner.token, c.world)
		for k := i; k < len(queries); k += 4 {
			if difference, _ := c.world.hold(n, settled(), c.owner, queries[k]); difference != "" {
				c.t.Errorf("node %d: %s\n%s", i+1, queries[k], difference)
			}
		}
	}
	for k := 0; k < len(queries); k += 16 {
		first := c.nodes[0].ask(c.owner.token, queries[k]).rows()
		for i, n := range c.nodes[1:] {
			if other := n.ask(c.owner.token, queries[k]).rows(); other != first {
				c.t.Errorf("%s\n  node 1 answers %s\n  node %d answers %s", queries[k], first, i+2, other)
			}
		}
	}
}

// holdNews stores a statement through one node and waits for it on the others.
func (c *cluster) holdNews() {
	c.t.Helper()
	news := event{"news", completed, "https://lms.example.org/course/news", time.Now().Add(-time.Minute)}.statement(1)
	c.nodes[2].send([][]byte{news}, 1)
	text := `{"kind": "table", "metrics": ["statements"], "filter": ["is", "person", ["mailto:news@example.org"]]}`
	for i, n := range c.nodes {
		c.becomes(n, fmt.Sprintf("what is stored on node 3 is seen on node %d", i+1), time.Now(), text, "[1]")
	}
}

// expected are the rows that the reference answers a query with.
func (c *cluster) expected(inForce *meaning.Meaning, text string) string {
	c.t.Helper()
	q, err := query.Decode([]byte(text), inForce.Segments)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	a, err := reference.Evaluate(c.world.input(inForce, c.owner.scope), q)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	list := make([]json.RawMessage, len(a.Rows))
	for i, row := range a.Rows {
		if list[i], err = json.Marshal(row); err != nil {
			c.t.Fatal(err)
		}
	}
	return answer{Rows: list}.rows()
}

// becomes waits until a query is answered with rows. No request that was sent
// later than heardWithin after since may be answered otherwise.
func (c *cluster) becomes(n *node, what string, since time.Time, text, rows string) {
	c.t.Helper()
	binarytest.Eventually(c.t, what, func() bool {
		sent := time.Now()
		got := n.ask(c.owner.token, text).rows()
		if got != rows && sent.Sub(since) > heardWithin {
			c.t.Fatalf("after %s it is still not so that %s: %s\n  got  %s\n  want %s", sent.Sub(since), what, text, got, rows)
		}
		return got == rows
	})
}

// holdDecisions decides on one node what changes the answers on all.
func (c *cluster) holdDecisions() {
	c.t.Helper()
	const (
		juggled = "https://example.org/verbs/juggled"
		classes = `{"kind": "table", "metrics": ["statements", "people"], "dimensions": ["verb_class"]}`
		persons = `{"kind": "table", "metrics": ["statements"], "dimensions": ["person"], "limit": 1000}`
		cy, eve = "openid:https://id.example.org/cy", "mailto:eve@example.org"
	)
	inForce := settled()
	after := func(what, text string, decide func(), change func(*meaning.Meaning)) {
		c.t.Helper()
		text = pinned(text, c.world.late())
		before := c.expected(inForce, text)
		change(inForce)
		want := c.expected(inForce, text)
		if before == want {
			c.t.Fatalf("%s changes nothing in %s", what, text)
		}
		decide()
		decided := time.Now()
		for i, n := range c.nodes {
			c.becomes(n, fmt.Sprintf("%s holds on node %d", what, i+1), decided, text, want)
		}
	}
	classed := maps.Clone(inForce.Verbs)
	classed[juggled] = meaning.Complete
	after("a verb's class", classes, func() {
		c.nodes[1].decide(c.owner.token, http.MethodPut, "verbs/"+escaped(juggled), map[string]string{"class": "complete"}, http.StatusNoContent)
	}, func(m *meaning.Meaning) { m.Verbs = classed })
	after("the standard class again", classes, func() {
		c.nodes[0].decide(c.owner.token, http.MethodDelete, "verbs/"+escaped(juggled), nil, http.StatusNoContent)
	}, func(m *meaning.Meaning) { m.Verbs = meaning.Seeds() })

	var merge struct{ ID int64 }
	after("a merge", persons, func() {
		text := fmt.Appendf(nil, `{"identity": %q, "target": %q}`, cy, eve)
		made := c.nodes[2].must(c.owner.token, http.MethodPost, "meaning/persons", text, http.StatusCreated)
		if err := json.Unmarshal(made.body, &merge); err != nil {
			c.t.Fatal(err)
		}
	}, func(m *meaning.Meaning) { m.Persons[cy] = eve })
	after("the end of the merge", persons, func() {
		c.nodes[0].decide(c.owner.token, http.MethodDelete, fmt.Sprint("persons/", merge.ID), nil, http.StatusNoContent)
	}, func(m *meaning.Meaning) { delete(m.Persons, cy) })
}

// holdFollowers looks at the followers from every node.
func (c *cluster) holdFollowers() {
	c.t.Helper()
	for i, n := range c.nodes {
		binarytest.Eventually(c.t, fmt.Sprintf("node %d lists the followers of all nodes", i+1), func() bool {
			var facts, shared []string
			for _, f := range n.followers(c.owner.token) {
				switch f.Name {
				case "facts":
					facts = append(facts, f.Node)
				case "bi-facts":
					shared = append(shared, f.Holder)
				}
			}
			slices.Sort(facts)
			return len(slices.Compact(facts)) == len(c.nodes) && len(shared) == 1 && shared[0] != ""
		})
	}
	listed := binarytest.MustRun(c.t, lore, "follower", "list", "--database", c.database, "--data", c.nodes[0].dir)
	for _, n := range c.nodes {
		if !strings.Contains(listed, n.listen) {
			c.t.Errorf("the command does not list the node on %s:\n%s", n.listen, listed)
		}
	}
}

// job is a query that runs by itself.
type job struct {
	ID, State, Node string
	Problem         struct{ Code string }
}

func (n *node) job(token, method, path string, body []byte, status int) (j job) {
	n.t.Helper()
	text := n.must(token, method, path, body, status).body
	if err := json.Unmarshal(text, &j); err != nil {
		n.t.Fatalf("read the job %s: %v", text, err)
	}
	return j
}

// blocked returns a job that runs and cannot end: it reads statements, which the
// test keeps locked until it calls release.
func (c *cluster) blocked() (running job, release func()) {
	c.t.Helper()
	connection, err := pgx.Connect(c.t.Context(), c.database)
	if err != nil {
		c.t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = connection.Close(context.Background()) }) // which gives the lock back
	c.t.Cleanup(release)
	for _, statement := range []string{"BEGIN", "LOCK TABLE statement IN ACCESS EXCLUSIVE MODE"} {
		if _, err := connection.Exec(c.t.Context(), statement); err != nil {
			c.t.Fatalf("%s: %v", statement, err)
		}
	}
	text := []byte(`{"kind": "table", "metrics": ["statements"], "dimensions": ["result.extensions[https://example.org/ext/none]"], "time": {"range": "28d"}}`)
	posted := c.nodes[0].job(c.owner.token, http.MethodPost, "query/jobs", text, http.StatusAccepted)
	binarytest.Eventually(c.t, "the job runs", func() bool {
		running = c.nodes[1].job(c.owner.token, http.MethodGet, "query/jobs/"+posted.ID, nil, http.StatusOK)
		return running.State == "running"
	})
	return running, release
}

// holdJobs reads jobs from another node than the one they were posted on, and
// cancels one from another than the one that works on it.
func (c *cluster) holdJobs() {
	c.t.Helper()
	text := pinned(`{"kind": "table", "metrics": ["statements", "people"], "dimensions": ["course"]}`, c.world.late())
	posted := c.nodes[0].job(c.owner.token, http.MethodPost, "query/jobs", []byte(text), http.StatusAccepted)
	for i, n := range c.nodes {
		binarytest.Eventually(c.t, fmt.Sprintf("node %d says that the job is done", i+1), func() bool {
			state := n.job(c.owner.token, http.MethodGet, "query/jobs/"+posted.ID, nil, http.StatusOK).State
			if state == "failed" {
				c.t.Fatal("the job failed")
			}
			return state == "done"
		})
		got := readAnswer(c.t, n.must(c.owner.token, http.MethodGet, "query/jobs/"+posted.ID+"/result", nil, http.StatusOK).body).rows()
		if want := n.ask(c.owner.token, text).rows(); got != want {
			c.t.Errorf("node %d gives the job's result as\n  %s\nwhile it answers the query with\n  %s", i+1, got, want)
		}
	}

	running, release := c.blocked()
	other := c.others(c.named(running.Node))[0]
	other.must(c.owner.token, http.MethodDelete, "query/jobs/"+running.ID, nil, http.StatusNoContent)
	release()
	// Another job behind it shows that the worker is free again.
	posted = c.named(running.Node).job(c.owner.token, http.MethodPost, "query/jobs", []byte(text), http.StatusAccepted)
	binarytest.Eventually(c.t, "another job is done", func() bool {
		return other.job(c.owner.token, http.MethodGet, "query/jobs/"+posted.ID, nil, http.StatusOK).State == "done"
	})
	for i, n := range c.nodes {
		if state := n.job(c.owner.token, http.MethodGet, "query/jobs/"+running.ID, nil, http.StatusOK).State; state != "cancelled" {
			c.t.Errorf("node %d says that the cancelled job is %s", i+1, state)
		}
	}
}

// holdDeaths kills the node that works on a job and the one that has the lease
// of the shared follower, which may be the same, and looks at the node that is
// left.
func (c *cluster) holdDeaths() {
	c.t.Helper()
	running, release := c.blocked()
	worker, holder := c.named(running.Node), c.named(c.shared(c.nodes[0]).Holder)
	worker.server.Kill()
	holder.server.Kill()
	release()
	left := c.others(worker, holder)[0]
	binarytest.Eventually(c.t, "the shared follower has another holder", func() bool {
		now := c.shared(left).Holder
		return now != "" && c.named(now) != worker && c.named(now) != holder
	})
	binarytest.Eventually(c.t, "the job of the dead node has failed", func() bool {
		j := left.job(c.owner.token, http.MethodGet, "query/jobs/"+running.ID, nil, http.StatusOK)
		if j.State == "failed" && j.Problem.Code != "job-node-died" {
			c.t.Fatalf("the job failed because of %q", j.Problem.Code)
		}
		return j.State == "failed"
	})
	// What is stored now reaches the shared follower through its new holder.
	last := event{"last", completed, "https://lms.example.org/course/last", time.Now().Add(-time.Minute)}.statement(2)
	left.send([][]byte{last}, 1)
	binarytest.Eventually(c.t, "the shared follower goes on", func() bool {
		f := c.shared(left)
		return f.State == "running" && len(f.Stores) > 0 && f.Stores[0].Lag == 0 && f.Stores[0].Through > c.world.late()
	})
	c.becomes(left, "the node that is left answers of what it stored", time.Now(),
		`{"kind": "table", "metrics": ["statements"], "filter": ["is", "person", ["mailto:last@example.org"]]}`, "[1]")
	for _, n := range []*node{worker, holder} {
		select {
		case <-n.server.Ended:
			n.start()
			n.await(c.owner.token, c.world)
		default: // it was the same node, and runs again
		}
	}
}

// shared is the shared follower, as a node tells of it.
func (c *cluster) shared(n *node) follower {
	c.t.Helper()
	for _, f := range n.followers(c.owner.token) {
		if f.Name == "bi-facts" {
			return f
		}
	}
	c.t.Fatal("no follower is called bi-facts")
	return follower{}
}
