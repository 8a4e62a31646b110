package analyticstest

import (
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

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/xapi/client"
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
		part := m.statements[i*len(m.statements)/3 : (i+1)*len(m.statements)/3]
		sending.Go(func() {
			if err := n.trySend(part, 9); err != nil {
				t.Errorf("node %d: %v", i+1, err)
			}
		})
	}
	sending.Wait()
	if t.Failed() {
		t.FailNow()
	}
	c.nodes[2].awaitConsistent(time.Now())
	c.world = c.nodes[2].world(corpusIDs())
	c.world.define(c.nodes[2])
	c.holdAnswers(m)
	c.holdNews()
	c.holdDecisions()
	c.holdFollowers()
	c.holdJobs()
	c.holdDeaths()
}

// awaitConsistent waits until a node vouches for everything that was stored
// before a moment, through whichever node (GS-40).
func (n *node) awaitConsistent(moment time.Time) {
	n.t.Helper()
	c := n.xapi(firstKey)
	binarytest.Eventually(n.t, "the node vouches for what was stored on others", func() bool {
		for page, err := range c.Pages(n.t.Context(), client.Query{Limit: 1}) {
			return err == nil && page.ConsistentThrough.After(moment)
		}
		return false
	})
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
