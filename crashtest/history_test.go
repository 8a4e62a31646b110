package crashtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// history is what clients know of one data directory over all of its servers'
// lives.
type history struct {
	mu      sync.Mutex
	batches []*batch
	// seen holds each statement as it was first read: it never changes.
	seen map[xapi.UUID][]byte
	// counter is the state document that is counted up: the highest value
	// acknowledged, and the highest sent.
	acknowledgedCount, sentCount int
}

func newHistory() *history { return &history{seen: make(map[xapi.UUID][]byte)} }

// remember adds a batch before it is sent.
func (h *history) remember(b *batch) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.batches = append(h.batches, b)
}

// check reads everything from a server and compares it with what is known.
// Afterwards it sends again what was not acknowledged and is not there, as
// clients do. It returns what was there before that.
func (h *history) check(t *testing.T, when string, c *client) *storetest.Model {
	t.Helper()
	listed, err := c.list(t.Context(), storetest.Question{Ascending: true})
	if err != nil {
		t.Fatalf("%s: list everything: %v", when, err)
	}
	model, present := h.build(t, when, listed)
	h.findVoided(t, when, c, model, present)
	again := h.checkBatches(t, when, model, present)
	compareAnswers(t, when, c, model)
	h.checkCounter(t, when, c)
	for _, b := range again {
		if status, answer, err := c.send(t.Context(), b); !b.acknowledged {
			t.Fatalf("%s: a client that tries again gets status %d, %v: %s", when, status, err, answer)
		}
	}
	return model
}

// build makes a model of everything that is listed, each once.
func (h *history) build(t *testing.T, when string, listed []json.RawMessage) (*storetest.Model, map[xapi.UUID][]byte) {
	t.Helper()
	present := make(map[xapi.UUID][]byte, len(listed))
	model := &storetest.Model{}
	for _, text := range listed {
		h.addTo(t, when, model, present, text)
	}
	return model, present
}

func (h *history) addTo(t *testing.T, when string, model *storetest.Model, present map[xapi.UUID][]byte, text []byte) {
	t.Helper()
	var statement struct{ ID string }
	if err := json.Unmarshal(text, &statement); err != nil {
		t.Fatalf("%s: %v in %s", when, err, text)
	}
	id, ok := xapi.ParseUUID(statement.ID)
	if !ok {
		t.Fatalf("%s: a statement without id: %s", when, text)
	}
	stored, err := storedOf(text)
	if err != nil {
		t.Fatalf("%s: %v in %s", when, err, text)
	}
	if err := model.Add(lrs.Stored{Position: lrs.Position{Stored: stored, ID: id}, JSON: text}); err != nil {
		t.Fatalf("%s: %v", when, err) // also: a statement that is there twice
	}
	present[id] = text
	if before, ok := h.seen[id]; !ok {
		h.seen[id] = text
	} else if !bytes.Equal(before, text) {
		t.Fatalf("%s: statement %s has changed\nfrom %s\n  to %s", when, id, before, text)
	}
}

// findVoided asks for what is not listed, by id: it is voided or not there.
func (h *history) findVoided(t *testing.T, when string, c *client, model *storetest.Model, present map[xapi.UUID][]byte) {
	t.Helper()
	for _, b := range h.batches {
		for _, s := range b.statements {
			if present[s.id] != nil {
				continue
			}
			text, err := c.statement(t.Context(), s.id, h.seen[s.id] != nil)
			if err != nil {
				t.Fatalf("%s: %v", when, err)
			}
			if text != nil {
				h.addTo(t, when, model, present, text)
			}
		}
	}
}

// checkBatches compares what is there with what was sent: acknowledged batches
// are whole, others whole or absent. It returns the absent ones.
func (h *history) checkBatches(t *testing.T, when string, model *storetest.Model, present map[xapi.UUID][]byte) (absent []*batch) {
	t.Helper()
	expected := 0
	for _, b := range h.batches {
		there := 0
		for _, s := range b.statements {
			if text := present[s.id]; text != nil {
				there++
				checkKept(t, when, s, text)
			}
		}
		switch {
		case b.acknowledged && there < len(b.statements):
			t.Fatalf("%s: of %d acknowledged statements of a batch only %d are there", when, len(b.statements), there)
		case there != 0 && there < len(b.statements):
			t.Fatalf("%s: of a batch of %d that was not acknowledged %d are there, want all or none", when, len(b.statements), there)
		case there == 0:
			absent = append(absent, b)
		default:
			b.acknowledged = true // from now on it must stay
		}
		expected += there
	}
	if model.Len() != expected {
		t.Fatalf("%s: there are %d statements, %d of which were never sent", when, model.Len(), model.Len()-expected)
	}
	return absent
}

// checkKept compares each property that was sent, byte by byte.
func checkKept(t *testing.T, when string, s sent, text []byte) {
	t.Helper()
	var sent, kept map[string]json.RawMessage
	if err := json.Unmarshal(s.text, &sent); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatalf("%s: %v in %s", when, err, text)
	}
	for property, value := range sent {
		if !bytes.Equal(value, kept[property]) {
			t.Fatalf("%s: %s of statement %s is %s, sent was %s", when, property, s.id, kept[property], value)
		}
	}
}

// compareAnswers asks each filter over HTTP and compares it with the walk over
// everything.
func compareAnswers(t *testing.T, when string, c *client, model *storetest.Model) {
	t.Helper()
	for _, q := range questions(333) {
		got, err := c.list(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %+v: %v", when, q, err)
		}
		q.Limit = 0
		want := model.Select(q)
		if len(got) != len(want) {
			t.Fatalf("%s: %+v finds %d statements, a walk over everything %d", when, q, len(got), len(want))
		}
		for i := range want {
			if !bytes.Equal(got[i], want[i].JSON) {
				t.Fatalf("%s: %+v: statement %d is\n%s\nwant\n%s", when, q, i, got[i], want[i].JSON)
			}
		}
	}
}

// counterPath is a state document that a writer counts up.
const counterPath = "/activities/state?activityId=http%3A%2F%2Fexample.com%2Fcounter" +
	"&agent=%7B%22mbox%22%3A%22mailto%3Acounter%40example.com%22%7D&stateId=counter"

// count writes the next value of the counter.
func (h *history) count(t *testing.T, c *client) error {
	h.sentCount++
	var precondition []string
	if h.sentCount > 1 {
		precondition = []string{"If-Match", "*"}
	}
	status, answer, err := c.do(t.Context(), http.MethodPut, c.base+counterPath, fmt.Append(nil, h.sentCount), precondition...)
	if err != nil {
		return err
	}
	if status != http.StatusNoContent {
		return fmt.Errorf("PUT state: status %d: %s", status, answer)
	}
	h.acknowledgedCount = h.sentCount
	return nil
}

// checkCounter: documents are as durable as statements.
func (h *history) checkCounter(t *testing.T, when string, c *client) {
	t.Helper()
	if h.sentCount == 0 {
		return
	}
	status, answer, err := c.do(t.Context(), http.MethodGet, c.base+counterPath, nil)
	if err != nil {
		t.Fatalf("%s: %v", when, err)
	}
	value := 0
	if status == http.StatusOK {
		if err := json.Unmarshal(answer, &value); err != nil {
			t.Fatalf("%s: the counter is %s: %v", when, answer, err)
		}
	} else if status != http.StatusNotFound {
		t.Fatalf("%s: GET state: status %d: %s", when, status, answer)
	}
	if value < h.acknowledgedCount || value > h.sentCount {
		t.Fatalf("%s: the counter is %d, acknowledged was %d and sent %d", when, value, h.acknowledgedCount, h.sentCount)
	}
	h.sentCount = value
}
