package analyticstest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lore-lrs/lore/internal/binarytest"
)

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
