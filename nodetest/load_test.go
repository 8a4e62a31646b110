package nodetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// load is writers at work on all nodes.
type load struct {
	t       testing.TB
	cluster *cluster
	writers []*writer
	halt    chan struct{}
	running sync.WaitGroup
}

// writersPerNode: one of them sends single statements, the others batches.
const writersPerNode = 3

// write starts writers with a home at each node. They end when stop is called.
func (c *cluster) write(t testing.TB) *load {
	l := &load{t: t, cluster: c, halt: make(chan struct{})}
	for i := range len(c.nodes) * writersPerNode {
		w := c.newWriter(t, i, c.tenants[i/len(c.nodes)%len(c.tenants)])
		w.single = i < len(c.nodes)
		l.writers = append(l.writers, w)
		l.running.Go(func() { w.run(l.halt) })
	}
	t.Cleanup(func() { l.stop() })
	return l
}

// stop lets each writer finish its request, and returns how long the slowest
// request took with all its tries. It may be called again.
func (l *load) stop() (slowest time.Duration) {
	select {
	case <-l.halt:
	default:
		close(l.halt)
	}
	l.running.Wait()
	for _, w := range l.writers {
		slowest = max(slowest, w.slowest)
	}
	return slowest
}

// progress waits until so many more requests were acknowledged.
func (l *load) progress(requests int) {
	l.t.Helper()
	count := func() (sum int) {
		for _, tenant := range l.cluster.tenants {
			sum += tenant.ledger.acknowledgedCount()
		}
		return sum
	}
	want := count() + requests
	binarytest.Eventually(l.t, fmt.Sprintf("%d more requests are acknowledged", requests), func() bool {
		return count() >= want || l.t.Failed()
	})
}
