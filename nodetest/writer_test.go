package nodetest

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
)

// writer sends one request after the other. Only its own goroutine uses it.
type writer struct {
	t       testing.TB
	cluster *cluster
	tenant  *tenant
	home    int  // the number of the node it asks first
	single  bool // it sends one statement at a time
	random  *rand.Rand
	settled []string // some ids that were acknowledged
	slowest time.Duration
}

func (c *cluster) newWriter(t testing.TB, number int, who *tenant) *writer {
	return &writer{
		t: t, cluster: c, tenant: who, home: number % len(c.nodes),
		random: rand.New(rand.NewPCG(rand.Uint64(), uint64(number))),
	}
}

func (w *writer) run(halt <-chan struct{}) {
	for {
		select {
		case <-halt:
			return
		case <-time.After(time.Duration(w.random.IntN(20)) * time.Millisecond):
		}
		switch w.random.IntN(24) {
		case 0:
			w.submit(w.spoilt(), refused)
		case 1:
			w.submit(w.contradicting(), refused)
		default:
			w.submit(w.fresh(w.size()), acknowledged)
		}
	}
}

// size is how many statements a request has: few, seldom many.
func (w *writer) size() int {
	switch {
	case w.single:
		return 1
	case w.random.IntN(12) == 0:
		return 50 + w.random.IntN(150)
	default:
		return 1 + w.random.IntN(20)
	}
}

// request is statements on their way.
type request struct {
	ids   []string // the new ones among them
	texts []string
}

func (w *writer) fresh(size int) request {
	var r request
	for range size {
		id := newID(w.random)
		r.ids = append(r.ids, id)
		r.texts = append(r.texts, w.statement(id, w.random.IntN(12)))
	}
	return r
}

// spoilt is a request with one statement that breaks a rule of xAPI.
func (w *writer) spoilt() request {
	r := w.fresh(1 + w.random.IntN(8))
	at := w.random.IntN(len(r.texts))
	r.texts[at] = strings.Replace(r.texts[at], `"actor"`, `"actress"`, 1)
	return r
}

// contradicting is a request with a statement that is stored already with
// another content.
func (w *writer) contradicting() request {
	r := w.fresh(1 + w.random.IntN(8))
	if len(w.settled) == 0 {
		return w.spoilt()
	}
	other := w.statement(w.settled[w.random.IntN(len(w.settled))], 99)
	at := w.random.IntN(len(r.texts))
	r.texts = append(r.texts[:at:at], append([]string{other}, r.texts[at:]...)...)
	return r
}

func (w *writer) statement(id string, learner int) string {
	object := fmt.Sprintf(`{"id":"http://example.com/activities/%d","definition":{"name":{"en":"Activity %d"}}}`, w.random.IntN(9), w.random.IntN(3))
	if w.random.IntN(8) == 0 && len(w.settled) > 0 {
		object = fmt.Sprintf(`{"objectType":"StatementRef","id":%q}`, w.settled[w.random.IntN(len(w.settled))])
	}
	return fmt.Sprintf(`{"id":%q,"actor":{"mbox":"mailto:learner%d@example.com"},"verb":{"id":"http://example.com/verbs/%d"},"object":%s}`,
		id, learner, w.random.IntN(5), object)
}

func newID(random *rand.Rand) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], random.Uint64())
	binary.BigEndian.PutUint64(b[8:], random.Uint64())
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// submit sends a request until it has an answer, at each try to the next node,
// as clients behind a load balancer do. Some clients do not try again.
func (w *writer) submit(r request, want fate) {
	entry := w.tenant.ledger.open(r.ids)
	started := time.Now()
	for tries := 1; ; tries++ {
		n := w.cluster.nodes[(w.home+tries-1)%len(w.cluster.nodes)]
		got, answered := w.send(n, r)
		if answered {
			w.settle(entry, r, got, want, n)
			w.slowest = max(w.slowest, time.Since(started))
			return
		}
		if want == acknowledged && !w.single && w.random.IntN(3) == 0 {
			return // nobody will know
		}
		if time.Since(started) > binarytest.Patience {
			w.t.Errorf("a request has no answer after %s and %d tries", binarytest.Patience, tries)
			return
		}
		<-time.After(time.Duration(10+w.random.IntN(40)) * time.Millisecond)
	}
}

// send tries once; answered is false when no answer came, or one that says:
// not now.
func (w *writer) send(n *node, r request) (got answer, answered bool) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	method, path, body := http.MethodPost, "/statements", "["+strings.Join(r.texts, ",")+"]"
	if len(r.texts) == 1 && w.single {
		method, path, body = http.MethodPut, "/statements?statementId="+r.ids[0], r.texts[0]
	}
	got, err := w.cluster.ask(ctx, n, w.tenant, method, path, []byte(body))
	if err != nil {
		return answer{}, false
	}
	if got.status != http.StatusServiceUnavailable {
		return got, true
	}
	if got.header.Get("Retry-After") == "" {
		w.t.Errorf("%s answers 503 without Retry-After: %s", n.name, got.body)
	}
	return answer{}, false
}

// settle enters an answer, which must be the one that the request deserves.
func (w *writer) settle(entry *submission, r request, got answer, want fate, n *node) {
	switch got.status {
	case http.StatusOK, http.StatusNoContent:
		w.tenant.ledger.settle(entry, acknowledged)
		w.settled = append(w.settled, r.ids[0])
		w.settled = w.settled[max(0, len(w.settled)-50):]
		if want != acknowledged {
			w.t.Errorf("%s takes statements that it must refuse: status %d", n.name, got.status)
		}
		if w.random.IntN(4) == 0 {
			w.lookElsewhere(r.ids[w.random.IntN(len(r.ids))])
		}
	case http.StatusBadRequest, http.StatusConflict:
		w.tenant.ledger.settle(entry, refused)
		if want != refused {
			w.t.Errorf("%s refuses good statements: status %d: %s", n.name, got.status, got.body)
		}
	default:
		w.t.Errorf("%s answers a write with status %d: %s", n.name, got.status, got.body)
	}
}

// lookElsewhere reads a statement that was acknowledged through any node.
func (w *writer) lookElsewhere(id string) {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	defer cancel()
	n := w.cluster.nodes[w.random.IntN(len(w.cluster.nodes))]
	got, err := w.cluster.ask(ctx, n, w.tenant, http.MethodGet, "/statements?statementId="+id, nil)
	if err == nil && got.status != http.StatusOK && got.status != http.StatusServiceUnavailable {
		w.t.Errorf("%s answers with status %d when asked for statement %s, which was acknowledged: %s", n.name, got.status, id, got.body)
	}
}
