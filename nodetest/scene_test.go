package nodetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// scene is a cluster with its followers, under load while a trouble is on.
type scene struct {
	t         testing.TB
	cluster   *cluster
	database  *pgtest.Cluster
	followers []*follower
	load      *load
	random    *rand.Rand
	// pause is how long a node is stopped.
	pause time.Duration
	// checked is how much of its tenant's ledger each follower was compared with.
	checked map[*follower]int
}

// newScene starts the followers; they end with the test.
func newScene(t testing.TB, c *cluster, database *pgtest.Cluster) *scene {
	s := &scene{t: t, cluster: c, database: database, random: rand.New(rand.NewPCG(rand.Uint64(), 0)), checked: make(map[*follower]int)}
	followers, end := c.follow()
	s.followers = followers
	t.Cleanup(end)
	return s
}

func (s *scene) anyNode() *node { return s.cluster.nodes[s.random.IntN(len(s.cluster.nodes))] }

// play puts the cluster under load, has the trouble, and looks afterwards.
func (s *scene) play(trouble trouble) {
	s.t.Helper()
	started := time.Now()
	s.load = s.cluster.write(s.t)
	s.load.progress(some)
	trouble.strike(s)
	s.load.progress(some)
	slowest := s.load.stop()
	s.settle(trouble.name)
	for _, f := range s.followers {
		s.checked[f] = f.check(s.t, trouble.name, s.checked[f], false)
	}
	if s.t.Failed() {
		s.t.Fatalf("%s: see above%s%s", trouble.name, s.explain(), s.logs())
	}
	s.t.Logf("%s: %s, the slowest request took %s", trouble.name,
		time.Since(started).Round(time.Millisecond), slowest.Round(time.Millisecond))
}

// settle waits until every follower has come past everything that was
// acknowledged: it stores one more statement, which is behind all of them.
func (s *scene) settle(when string) {
	s.t.Helper()
	for i, tenant := range s.cluster.tenants {
		w := s.cluster.newWriter(s.t, i, tenant)
		w.single = true
		last := w.fresh(1)
		w.submit(last, acknowledged)
		for _, f := range s.followers {
			if f.tenant == tenant {
				binarytest.Eventually(s.t, fmt.Sprintf("after «%s» %s sees the last statement", when, f), func() bool { return f.has(last.ids[0]) })
			}
		}
	}
}

// finish compares, when nothing is written any more, what each node holds with
// what each follower took and with the ledger.
func (s *scene) finish() {
	s.t.Helper()
	for _, tenant := range s.cluster.tenants {
		var held map[string]int64
		for _, n := range s.cluster.nodes {
			held = s.readAll(n, tenant)
			tenant.ledger.compare(s.t, n.name, held, 0, true)
		}
		for _, f := range s.followers {
			if f.tenant == tenant {
				binarytest.Eventually(s.t, fmt.Sprintf("%s comes to the end", f), func() bool { return f.isPast(slices.Max(slices.Collect(maps.Values(held)))) })
				f.check(s.t, "at the end", 0, true)
				f.compare(s.t, held)
			}
		}
		statements, requests := tenant.ledger.total()
		s.t.Logf("%s: %d statements in %d requests were sent, %d statements are there", tenant.store, statements, requests, len(held))
	}
	for _, f := range s.followers {
		s.t.Log(f.summary())
	}
}

// readAll reads a store through a node, each statement once, in order.
func (s *scene) readAll(n *node, who *tenant) map[string]int64 {
	s.t.Helper()
	held := make(map[string]int64)
	before := int64(0)
	for _, statement := range s.cluster.everything(s.t, n, who) {
		if _, twice := held[statement.ID]; twice {
			s.t.Errorf("%s holds statement %s twice", n.name, statement.ID)
		}
		if statement.Stored <= before {
			s.t.Errorf("through %s, statement %s of %s comes after %s", n.name, statement.ID, clockTime(statement.Stored), clockTime(before))
		}
		held[statement.ID], before = statement.Stored, statement.Stored
	}
	return held
}

// explain tells which polls missed what.
func (s *scene) explain() (text string) {
	for _, tenant := range s.cluster.tenants {
		taken := make(map[string]int64)
		for _, f := range s.followers {
			if f.tenant == tenant {
				maps.Copy(taken, f.all())
			}
		}
		for _, f := range s.followers {
			if f.tenant == tenant {
				text += f.explain(taken)
			}
		}
	}
	return text
}

// logs is the end of what each node printed.
func (s *scene) logs() (text string) {
	for _, n := range s.cluster.nodes {
		text += "\n" + n.name + ":\n" + binarytest.Tail(n.running().Log())
	}
	return text
}
