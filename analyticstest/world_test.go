package analyticstest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/binarytest"
	"github.com/lore-lrs/lore/internal/facts/corpus"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/reference"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
	"github.com/lore-lrs/lore/xapi/client"
)

const teamExtension = "context.extensions[https://example.org/ext/team]"

// settled is what settle decides, as the reference is told.
func settled() *meaning.Meaning {
	return &meaning.Meaning{
		Verbs: meaning.Seeds(),
		Courses: map[string]string{
			"https://lms.example.org/module/4": "https://lms.example.org/course/0",
			"https://lms.example.org/item/2":   "https://lms.example.org/programme/9",
		},
		Persons: map[string]string{
			"account:https://hr.example.org|lu":  "mailto:ada@example.org",
			"openid:https://id.example.org/gus":  "mailto:ada@example.org",
			"account:https://hr.example.org|hal": "mailto:someone.else@example.org",
		},
		FormalSources: map[string]bool{firstKey: true},
		TrustedClocks: map[string]bool{secondKey: true},
		Segments:      corpus.Segments(),
		Promoted:      map[string]bool{teamExtension: true},
	}
}

// settle makes the decisions of settled over HTTP.
func (n *node) settle(owner string) {
	n.t.Helper()
	m := settled()
	for activity, course := range m.Courses {
		n.decide(owner, http.MethodPut, "courses/"+escaped(activity), map[string]string{"course": course}, http.StatusNoContent)
	}
	for identity, target := range m.Persons {
		n.decide(owner, http.MethodPost, "persons", map[string]string{"identity": identity, "target": target}, http.StatusCreated)
	}
	n.decide(owner, http.MethodPut, "sources/"+firstKey+"/formal", nil, http.StatusNoContent)
	n.decide(owner, http.MethodPut, "sources/"+secondKey+"/trusted-clock", nil, http.StatusNoContent)
	for name, filter := range m.Segments {
		n.decide(owner, http.MethodPut, "segments/"+name, json.RawMessage(filter), http.StatusNoContent)
	}
	n.decide(owner, http.MethodPut, "extensions/"+escaped(teamExtension), nil, http.StatusNoContent)
}

// awaitColumn waits until the promoted extension has its column.
func (n *node) awaitColumn(owner string) {
	n.t.Helper()
	text := fmt.Appendf(nil, `{"kind": "table", "metrics": ["statements"], "dimensions": [%q]}`, teamExtension)
	binarytest.Eventually(n.t, "the promoted extension has a column", func() bool {
		got, err := n.request(owner, http.MethodPost, "query", text)
		if err == nil && got.status != http.StatusOK && !bytes.Contains(got.body, []byte(`"column-building"`)) {
			n.t.Fatalf("%s is answered with status %d: %s", text, got.status, got.body)
		}
		return err == nil && got.status == http.StatusOK
	})
}

// world is the statements of a node, as it returns them.
type world struct {
	rows   []fact.Row
	voids  map[xapi.UUID]int64
	stored []int64 // in order
	// definitions are those that the node says are canonical, by activity.
	definitions map[string][]byte
}

// world reads the statements with those ids through the record store's own
// resources, those that are voided, too. All must be there, and no other.
func (n *node) world(ids []xapi.UUID) *world {
	n.t.Helper()
	w := n.worldOf(ids, ids)
	if len(w.stored) != len(ids) {
		n.t.Fatalf("the store has %d statements, want the %d that were sent", len(w.stored), len(ids))
	}
	return w
}

// worldOf reads the statements that were sent, of which some must be there.
func (n *node) worldOf(sent, must []xapi.UUID) *world {
	n.t.Helper()
	w := &world{voids: make(map[xapi.UUID]int64), definitions: make(map[string][]byte)}
	c := n.xapi(firstKey)
	seen := make(map[xapi.UUID]bool)
	add := func(text []byte) {
		n.t.Helper()
		var head struct {
			ID     string    `json:"id"`
			Stored time.Time `json:"stored"`
		}
		if err := json.Unmarshal(text, &head); err != nil {
			n.t.Fatal(err)
		}
		id, valid := xapi.ParseUUID(head.ID)
		if !valid {
			n.t.Fatalf("a statement has the id %q", head.ID)
		}
		w.add(n.t, id, head.Stored.UnixMicro(), text)
		seen[id] = true
	}
	for text, err := range c.Statements(n.t.Context(), client.Query{Ascending: true, Limit: 1000}) {
		if err != nil {
			n.t.Fatalf("read the statements: %v", err)
		}
		add(text)
	}
	for _, id := range sent {
		if seen[id] {
			continue
		}
		text, err := c.VoidedStatement(n.t.Context(), id)
		var refused *client.Error
		if errors.As(err, &refused) && refused.Status == http.StatusNotFound && !slices.Contains(must, id) {
			continue // it was sent to a server that died
		}
		if err != nil {
			n.t.Fatalf("the statement %s is neither there nor voided: %v", id, err)
		}
		add(text)
	}
	if len(seen) != len(w.stored) || len(seen) > len(sent) {
		n.t.Fatalf("the store has %d statements, %d of them different ones, and %d were sent", len(w.stored), len(seen), len(sent))
	}
	slices.Sort(w.stored)
	return w
}

func (w *world) add(t testing.TB, id xapi.UUID, stored int64, text []byte) {
	t.Helper()
	read, err := fact.From(stored, id, text, []string{teamExtension})
	if err != nil {
		t.Fatal(err)
	}
	w.rows = append(w.rows, read.Rows...)
	if at, voided := w.voids[read.Target]; read.Voids && (!voided || stored < at) {
		w.voids[read.Target] = stored
	}
	w.stored = append(w.stored, stored)
}

// define reads the canonical definition of every activity.
func (w *world) define(n *node) {
	n.t.Helper()
	c := n.xapi(firstKey)
	for _, r := range w.rows {
		id := r.Object.ID
		if _, known := w.definitions[id]; known || id == "" {
			continue
		}
		text, err := c.Activity(n.t.Context(), id)
		var refused *client.Error
		if errors.As(err, &refused) && refused.Status == http.StatusNotFound {
			w.definitions[id] = nil
			continue
		}
		if err != nil {
			n.t.Fatalf("read the activity %s: %v", id, err)
		}
		var activity struct {
			Definition json.RawMessage `json:"definition"`
		}
		if err := json.Unmarshal(text, &activity); err != nil {
			n.t.Fatal(err)
		}
		w.definitions[id] = activity.Definition
	}
}

// early is a moment at which about two thirds were stored, late one at which
// all were.
func (w *world) early() int64 { return w.stored[len(w.stored)*2/3] }
func (w *world) late() int64  { return w.stored[len(w.stored)-1] + 1 }

// input is what the reference is told.
func (w *world) input(inForce *meaning.Meaning, scope reference.Scope) reference.Input {
	return reference.Input{
		Rows: w.rows, Voids: w.voids, Meaning: inForce, Scope: scope, Now: w.late(), Through: w.late(),
		Promoted: []string{teamExtension},
		Describe: func(activity string) []byte { return w.definitions[activity] },
	}
}
