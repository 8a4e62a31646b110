package crashtest

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// sent is a statement as it was sent.
type sent struct {
	id   xapi.UUID
	text []byte
}

// batch is what one request held, and what is known of its fate.
type batch struct {
	statements []sent
	// acknowledged: the store said that it is stored.
	acknowledged bool
}

// workload makes statements that refer to each other and void each other
// across batches, with few enough agents, verbs and activities for every
// filter to find many.
type workload struct {
	random *rand.Rand
	recent []xapi.UUID
}

func newWorkload(seed uint64) *workload {
	return &workload{random: rand.New(rand.NewPCG(seed, 0))}
}

type object = map[string]any

func (w *workload) batch(size int) *batch {
	b := &batch{}
	for range size {
		id := w.newID()
		text, err := json.Marshal(w.statement(id))
		if err != nil {
			panic(err) // maps and strings only
		}
		b.statements = append(b.statements, sent{id, text})
		w.recent = append(w.recent, id)
	}
	if len(w.recent) > 200 {
		w.recent = slices.Clone(w.recent[len(w.recent)-200:])
	}
	return b
}

func (w *workload) newID() (id xapi.UUID) {
	binary.BigEndian.PutUint64(id[:8], w.random.Uint64())
	binary.BigEndian.PutUint64(id[8:], w.random.Uint64())
	return id
}

func agent(n int) object {
	return object{"mbox": fmt.Sprintf("mailto:learner%d@example.com", n)}
}

func verbID(n int) string     { return fmt.Sprintf("http://example.com/verbs/%d", n) }
func activityID(n int) string { return fmt.Sprintf("http://example.com/activities/%d", n) }

func registrationOf(n int) string {
	return fmt.Sprintf("9e1f0a52-0000-4000-8000-00000000000%d", n)
}

func (w *workload) statement(id xapi.UUID) object {
	made := object{
		"id":        id.String(),
		"actor":     agent(w.random.IntN(12)),
		"verb":      object{"id": verbID(w.random.IntN(5))},
		"object":    object{"id": activityID(w.random.IntN(9))},
		"timestamp": "2026-01-02T03:04:05.678Z",
		"result":    object{"response": fmt.Sprintf("%x", make([]byte, w.random.IntN(400))), "score": object{"raw": w.random.IntN(100)}},
	}
	if w.random.IntN(2) == 0 {
		made["context"] = object{
			"registration":      registrationOf(w.random.IntN(4)),
			"instructor":        agent(w.random.IntN(12)),
			"contextActivities": object{"parent": []any{object{"id": activityID(w.random.IntN(9))}}},
		}
	}
	if len(w.recent) == 0 {
		return made
	}
	// Targets are mostly recent ones, sometimes of the same batch, and may be
	// references or voiding statements themselves.
	target := object{"objectType": "StatementRef", "id": w.recent[w.random.IntN(len(w.recent))].String()}
	switch w.random.IntN(10) {
	case 0, 1:
		made["object"] = target
	case 2:
		made["object"] = target
		made["verb"] = object{"id": "http://adlnet.gov/expapi/verbs/voided"}
	}
	return made
}

// questions is what is asked after every crash: each filter, alone and with
// others, in both directions, in pages.
func questions(limit int) []storetest.Question {
	learner := &storetest.Identifier{Property: "mbox", Value: "mailto:learner3@example.com"}
	asked := []storetest.Question{
		{},
		{Agent: learner},
		{Agent: learner, RelatedAgents: true},
		{Verb: verbID(1)},
		{Verb: "http://adlnet.gov/expapi/verbs/voided"},
		{Activity: activityID(2)},
		{Activity: activityID(2), RelatedActivities: true},
		{Registration: registrationOf(3)},
		{Agent: learner, RelatedAgents: true, Verb: verbID(0), Activity: activityID(4), RelatedActivities: true},
		{Verb: verbID(4), Registration: registrationOf(1)},
	}
	for i := range asked {
		asked[i].Limit = limit
		asked[i].Ascending = i%2 == 0
	}
	return asked
}
