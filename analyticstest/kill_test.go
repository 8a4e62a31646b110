package analyticstest

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/xapi"
	"github.com/lore-lrs/lore/xapi/client"
)

// afterKill are asked after each restart: every kind of query that reads all
// facts in its own way.
var afterKill = []string{
	`{"kind": "table", "metrics": ["statements", "people", "sessions", "attempts", "registrations", "score_mean", "time_estimated"]}`,
	`{"kind": "table", "metrics": ["statements", "people"], "dimensions": ["verb_class", "course", "source"], "limit": 1000}`,
	`{"kind": "table", "metrics": ["statements"], "dimensions": ["person", "activity"], "limit": 10000}`,
	`{"kind": "table", "metrics": ["people"], "dimensions": ["response", "device", "language"], "limit": 1000}`,
	`{"kind": "trend", "metrics": ["people", "passed_people"], "time": {"range": "all", "bucket": "week"}}`,
	`{"kind": "statements", "limit": 1000, "order": [["stored", "desc"]]}`,
	`{"kind": "distribution", "of": "lag"}`,
	`{"kind": "paths", "of": "verb_class"}`,
	`{"kind": "retention"}`,
	`{"kind": "funnel", "steps": [{"name": "a", "filter": ["in_class", "verb", ["start"]]}, {"name": "b", "filter": ["in_class", "verb", ["answer"]]}], "within": "7d"}`,
}

const (
	statementsPerKill = 250
	sendAtOnce        = 10
)

// TestKilledFollowersLoseNothing loads statements into the real binary and kills
// it at random moments, at times in the middle of a rebuild. After each restart
// it answers as the reference does of what is stored; at the end a rebuild, and
// facts made from nothing, answer the same.
func TestKilledFollowersLoseNothing(t *testing.T) {
	t.Parallel()
	const seed = 23
	total := *kills * statementsPerKill
	m := newMaterial(t, seed, total)
	var ids []xapi.UUID
	for _, s := range corpus.Statements(seed, total) {
		ids = append(ids, s.ID)
	}
	random := rand.New(rand.NewPCG(rand.Uint64(), 0))
	n := open(t, "")
	owner := n.token("owner")
	who := reader{"owner", owner, reference.Scope{SeesPeople: true}}
	n.settle(owner)

	sent := 0
	for round := range *kills {
		until := min(len(m.statements), (round+1)*statementsPerKill)
		sent = n.sendUntilKilled(m.statements, sent, until, random)
		n.start()
		n.awaitColumn(owner)
		// The batch that the kill met may be stored or not: all of it or nothing.
		maybe := min(len(ids), sent+sendAtOnce)
		w := n.worldOf(ids[:maybe], ids[:sent])
		n.holdNow(w, who, round)
		t.Logf("killed after %d statements were acknowledged; %d are there", sent, len(w.stored))
	}
	n.send(m.statements[sent:], sendAtOnce)
	w := n.world(ids)
	n.holdNow(w, who, *kills)

	before := n.answersTo(owner, w)
	generation := n.generation(owner)
	n.command("follower", "rebuild", "facts")
	binarytest.Eventually(t, "the facts are built anew", func() bool { return n.generation(owner) > generation })
	if after := n.answersTo(owner, w); !slices.Equal(before, after) {
		t.Errorf("after a rebuild the answers are others\n  before %s\n  after  %s", before, after)
	}
	n.server.Stop(t)
	if err := os.RemoveAll(filepath.Join(n.dir, "facts")); err != nil {
		t.Fatal(err)
	}
	n.start()
	n.await(owner, w)
	if after := n.answersTo(owner, w); !slices.Equal(before, after) {
		t.Errorf("with facts made from nothing the answers are others\n  before %s\n  after  %s", before, after)
	}
}

// sendUntilKilled sends statements in small batches and kills the server at a
// random moment meanwhile. It returns how many were acknowledged for certain.
func (n *node) sendUntilKilled(statements [][]byte, from, until int, random *rand.Rand) (acknowledged int) {
	n.t.Helper()
	var count atomic.Int64
	count.Store(int64(from))
	// Somewhere in the load, and some thousandths of a second into a batch.
	killAt := int64(from + random.IntN(max(1, until-from-2*sendAtOnce)))
	delay := time.Duration(random.IntN(8000)) * time.Microsecond
	rebuild := random.IntN(2) == 0
	c, err := client.New(client.Config{Endpoint: n.server.URL, Key: firstKey, Secret: "secret", HTTP: n.http, Retries: -1})
	if err != nil {
		n.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for at := from; at < len(statements); at += sendAtOnce {
			if _, err := c.Send(n.t.Context(), statements[at:min(len(statements), at+sendAtOnce)]); err != nil {
				return // the server is gone
			}
			count.Store(int64(min(len(statements), at+sendAtOnce)))
		}
	}()
	binarytest.Eventually(n.t, "statements are acknowledged", func() bool { return count.Load() >= killAt })
	if rebuild {
		n.command("follower", "rebuild", "facts")
	}
	select {
	case <-time.After(delay):
	case <-n.t.Context().Done():
	}
	n.server.Kill()
	<-ended
	return int(count.Load())
}

// await waits until the facts have all of a world.
func (n *node) await(owner string, w *world) {
	n.t.Helper()
	text := []byte(`{"kind": "table", "metrics": ["statements"]}`)
	binarytest.Eventually(n.t, "the facts are complete", func() bool {
		got, err := n.request(owner, http.MethodPost, "query", text)
		return err == nil && got.status == http.StatusOK && readAnswer(n.t, got.body).asOf(n.t) >= w.late()
	})
}

// holdNow asks some queries of what is stored now.
func (n *node) holdNow(w *world, who reader, round int) {
	n.t.Helper()
	n.await(who.token, w)
	for _, text := range afterKill {
		text = pinned(text, w.late())
		if difference, _ := w.hold(n, settled(), who, text); difference != "" {
			n.t.Errorf("round %d: %s\n%s", round, text, difference)
		}
	}
}

// answersTo are the rows of the answers to some queries, pinned.
func (n *node) answersTo(owner string, w *world) (rows []string) {
	n.t.Helper()
	for _, text := range afterKill {
		rows = append(rows, n.ask(owner, pinned(text, w.late())).rows())
	}
	return rows
}

// generation is the generation of the facts that is in force.
func (n *node) generation(owner string) int64 {
	n.t.Helper()
	for _, f := range n.followers(owner) {
		if f.Name == "facts" {
			return f.Generation
		}
	}
	n.t.Fatal("no follower is called facts")
	return 0
}

// follower is how a follower is on a node.
type follower struct {
	Name, Kind, Node, State, Holder string
	Generation                      int64
	Stores                          []struct{ Through, Lag int64 }
}

func (n *node) followers(owner string) []follower {
	n.t.Helper()
	var list struct{ Followers []follower }
	text := n.must(owner, http.MethodGet, "followers", nil, http.StatusOK).body
	if err := json.Unmarshal(text, &list); err != nil || len(list.Followers) == 0 {
		n.t.Fatalf("read the followers %s: %v", text, err)
	}
	return list.Followers
}
