package nodetest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/pgtest"
)

// duel is requests sent in the same moment, each through another node.
type duel struct {
	t       *testing.T
	cluster *cluster
	tenant  *tenant
	random  *rand.Rand
}

func newDuel(t *testing.T, nodes int) *duel {
	c := newCluster(t, pgtest.Shared(t).Database(t), nodes, 1)
	return &duel{t, c, c.tenants[0], rand.New(rand.NewPCG(rand.Uint64(), 0))}
}

// post sends each body through another node, all at once, and returns the
// statuses. Nobody may be told of anything but the fate of the statements.
func (d *duel) post(bodies ...string) (statuses []int) {
	d.t.Helper()
	statuses = make([]int, len(bodies))
	first := d.random.IntN(len(d.cluster.nodes))
	start := make(chan struct{})
	var sent sync.WaitGroup
	for i, body := range bodies {
		sent.Go(func() {
			n := d.cluster.nodes[(first+i)%len(d.cluster.nodes)]
			<-start
			got, err := d.cluster.ask(d.t.Context(), n, d.tenant, http.MethodPost, "/statements", []byte(body))
			if err != nil {
				d.t.Errorf("post to %s: %v", n.name, err)
			} else if got.status != http.StatusOK && got.status != http.StatusConflict {
				d.t.Errorf("%s answers with status %d: %s", n.name, got.status, got.body)
			}
			statuses[i] = got.status
		})
	}
	close(start)
	sent.Wait()
	return statuses
}

// responseOf reads a statement through a node chosen at random, and returns its
// result.response; found is false when it is not there.
func (d *duel) responseOf(id string) (response string, found bool) {
	d.t.Helper()
	n := d.cluster.nodes[d.random.IntN(len(d.cluster.nodes))]
	got, err := d.cluster.ask(d.t.Context(), n, d.tenant, http.MethodGet, "/statements?statementId="+id, nil)
	if err != nil {
		d.t.Fatalf("read statement %s through %s: %v", id, n.name, err)
	}
	if got.status == http.StatusNotFound {
		return "", false
	}
	var statement struct{ Result struct{ Response string } }
	if err := json.Unmarshal(got.body, &statement); err != nil || got.status != http.StatusOK {
		d.t.Fatalf("read statement %s through %s: status %d, %v: %s", id, n.name, got.status, err, got.body)
	}
	return statement.Result.Response, true
}

func responding(id, response string) string {
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/answered"},`+
		`"object":{"id":"http://example.com/question"},"result":{"response":%q}}`, id, response)
}

// TestTheSameStatementThroughSeveralNodesAtOnce: everybody is told that it is
// stored, and it is, once (PS-11).
func TestTheSameStatementThroughSeveralNodesAtOnce(t *testing.T) {
	t.Parallel()
	d := newDuel(t, 3)
	const rounds = 60
	for range rounds {
		id := newID(d.random)
		body := responding(id, "same")
		if statuses := d.post(body, body, body); slices.Contains(statuses, http.StatusConflict) {
			t.Fatalf("the same statement sent three times at once is answered with %v", statuses)
		}
		if response, found := d.responseOf(id); !found || response != "same" {
			t.Fatalf("statement %s is not there although it was acknowledged", id)
		}
	}
	d.holdsOnce(rounds)
}

// holdsOnce checks that every node lists so many statements, each once. A node
// hears of what came through others within moments.
func (d *duel) holdsOnce(want int) {
	d.t.Helper()
	for _, n := range d.cluster.nodes {
		var all []read
		binarytest.Eventually(d.t, fmt.Sprintf("%s lists %d statements", n.name, want), func() bool {
			all = d.cluster.everything(d.t, n, d.tenant)
			return len(all) >= want
		})
		seen := make(map[string]bool)
		for _, s := range all {
			seen[s.ID] = true
		}
		if len(all) != want || len(seen) != want {
			d.t.Errorf("%s lists %d statements with %d ids, want %d", n.name, len(all), len(seen), want)
		}
	}
}

// TestOneIDWithTwoContentsThroughTwoNodesAtOnce: one is stored, the other is
// refused (PS-10), and what was acknowledged is what is read.
func TestOneIDWithTwoContentsThroughTwoNodesAtOnce(t *testing.T) {
	t.Parallel()
	d := newDuel(t, 3)
	const rounds = 60
	for range rounds {
		id := newID(d.random)
		statuses := d.post(responding(id, "0"), responding(id, "1"))
		winner := slices.Index(statuses, http.StatusOK)
		if winner < 0 || statuses[1-winner] != http.StatusConflict {
			t.Fatalf("two contents of one id are answered with %v, want one 200 and one 409", statuses)
		}
		if response, found := d.responseOf(id); !found || response != fmt.Sprint(winner) {
			t.Fatalf("number %d was acknowledged, read is %q", winner, response)
		}
	}
	d.holdsOnce(rounds)
}

// TestOverlappingBatchesInOppositeOrder: transactions that meet in the same ids
// from both ends wait for each other in a circle; no client hears of it.
func TestOverlappingBatchesInOppositeOrder(t *testing.T) {
	t.Parallel()
	d := newDuel(t, 3)
	total := 0
	for round := range 40 {
		var ids, forward, backward []string
		for range 2 + d.random.IntN(40) {
			ids = append(ids, newID(d.random))
			forward = append(forward, responding(ids[len(ids)-1], "same"))
		}
		backward = append(backward, forward...)
		slices.Reverse(backward)
		total += len(ids)
		contradiction := -1
		if round%2 == 1 {
			// One of them has two contents: then one batch is stored as a whole and
			// nothing of the other, whose own statement tells.
			contradiction = d.random.IntN(len(ids))
			at := len(ids) - 1 - contradiction
			backward[at] = responding(ids[contradiction], "other")
			ids = append(ids, newID(d.random))
			forward = append(forward, responding(ids[len(ids)-1], "forward"))
			ids = append(ids, newID(d.random))
			backward = append(backward, responding(ids[len(ids)-1], "backward"))
			total++
		}
		statuses := d.post("["+strings.Join(forward, ",")+"]", "["+strings.Join(backward, ",")+"]")
		want := []int{http.StatusOK, http.StatusOK}
		if contradiction >= 0 {
			want = []int{http.StatusOK, http.StatusConflict}
		}
		if !slices.Equal(slices.Sorted(slices.Values(statuses)), want) {
			t.Fatalf("round %d: overlapping batches are answered with %v, want %v in any order", round, statuses, want)
		}
		for i, id := range ids {
			mine := contradiction < 0 || i < len(ids)-2 || (i == len(ids)-2) == (statuses[0] == http.StatusOK)
			if _, found := d.responseOf(id); found != mine {
				t.Fatalf("round %d: after %v it is %t that statement %d of %d is there", round, statuses, found, i+1, len(ids))
			}
		}
	}
	d.holdsOnce(total)
}
