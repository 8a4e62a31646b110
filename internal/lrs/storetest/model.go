package storetest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Model is the reference that stores are compared with: the statements of one
// tenant in a plain slice, and an evaluation of questions that is slow and
// obviously right. It reads decoded statements and the rules, and knows
// nothing of index keys. The zero Model is empty.
type Model struct {
	statements []known
	byID       map[string]int
}

// known is a statement that a Model holds.
type known struct {
	position lrs.Position
	text     []byte
	decoded  map[string]any
}

// Add takes in a statement in its stored form. The error says what of it
// cannot be: not JSON, a `stored` that is not the position's, an id that is
// not the position's or is there already.
func (m *Model) Add(stored lrs.Stored) error {
	var decoded map[string]any
	decoder := json.NewDecoder(bytes.NewReader(stored.JSON))
	decoder.UseNumber() // NUM-01: some numbers fit no float
	if err := decoder.Decode(&decoded); err != nil {
		return fmt.Errorf("stored statement %s is not JSON: %w", stored.ID, err)
	}
	id := strings.ToLower(textAt(decoded, "id"))
	if id != stored.ID.String() {
		return fmt.Errorf("statement at id %s says that its id is %q", stored.ID, id)
	}
	at, err := time.Parse(time.RFC3339Nano, textAt(decoded, "stored"))
	if err != nil {
		return fmt.Errorf("statement %s: stored: %w", id, err)
	}
	if at.UnixMicro() != stored.Stored {
		return fmt.Errorf("statement %s is at %d but says stored %s (GS-11)", id, stored.Stored, at)
	}
	if _, twice := m.byID[id]; twice {
		return fmt.Errorf("statement %s is there twice", id)
	}
	if m.byID == nil {
		m.byID = make(map[string]int)
	}
	m.byID[id] = len(m.statements)
	m.statements = append(m.statements, known{stored.Position, slices.Clone(stored.JSON), decoded})
	return nil
}

// Len returns the number of statements.
func (m *Model) Len() int { return len(m.statements) }

// Get returns the statement with the id.
func (m *Model) Get(id xapi.UUID) (lrs.Stored, bool) {
	at, ok := m.byID[id.String()]
	if !ok {
		return lrs.Stored{}, false
	}
	k := m.statements[at]
	return lrs.Stored{Position: k.position, JSON: k.text, Voided: m.Voided(id)}, true
}

// All returns every statement in order, voided ones too.
func (m *Model) All() []lrs.Stored {
	all := make([]lrs.Stored, 0, len(m.statements))
	voided := m.voided()
	for _, k := range m.inOrder() {
		all = append(all, lrs.Stored{Position: k.position, JSON: k.text, Voided: voided[k.position.ID.String()]})
	}
	return all
}

// Voided answers VO-03: a statement is voided when it is stored, is not itself
// voiding, and a stored voiding statement refers to it.
func (m *Model) Voided(id xapi.UUID) bool {
	_, stored := m.byID[id.String()]
	return stored && m.voided()[id.String()]
}

func (m *Model) voided() map[string]bool {
	voided := make(map[string]bool)
	for _, k := range m.statements {
		if at, refers := target(k.decoded); refers && voids(k.decoded) {
			voided[at] = true
		}
	}
	for _, k := range m.statements {
		if voids(k.decoded) {
			delete(voided, k.position.ID.String())
		}
	}
	return voided
}

// Select returns the statements that answer the question, in its order.
func (m *Model) Select(q Question) []lrs.Stored {
	statements := m.inOrder()
	if !q.Ascending {
		slices.Reverse(statements)
	}
	voided := m.voided()
	var selected []lrs.Stored
	for _, k := range statements {
		if m.within(k.position, q) && !voided[k.position.ID.String()] && carries(k.decoded, q.Authority) && m.matches(k, q) {
			selected = append(selected, lrs.Stored{Position: k.position, JSON: k.text})
		}
	}
	return selected
}

// Page returns the first page of what Select returns, and whether more follows
// (PG-05).
func (m *Model) Page(q Question) (page []lrs.Stored, more bool) {
	selected := m.Select(q)
	if q.Limit > 0 && len(selected) > q.Limit {
		return selected[:q.Limit], true
	}
	return selected, false
}

func (m *Model) inOrder() []known {
	return slices.SortedFunc(slices.Values(m.statements), func(a, b known) int {
		return ComparePositions(a.position, b.position)
	})
}

// ComparePositions orders positions by (stored, id).
func ComparePositions(a, b lrs.Position) int {
	return cmp.Or(cmp.Compare(a.Stored, b.Stored), slices.Compare(a.ID[:], b.ID[:]))
}

// within asks the statement's own position: since is exclusive, until and
// through are inclusive, and the page starts behind After.
func (m *Model) within(at lrs.Position, q Question) bool {
	if q.Since != 0 && at.Stored <= q.Since ||
		q.Until != 0 && at.Stored > q.Until ||
		q.Through != 0 && at.Stored > q.Through {
		return false
	}
	if q.After == (lrs.Position{}) {
		return true
	}
	behind := ComparePositions(at, q.After)
	return q.Ascending && behind > 0 || !q.Ascending && behind < 0
}

// matches answers GS-20 as QX-05 reads it: the statement itself meets every
// filter, or its object is a StatementRef whose target matches. A cycle ends
// where it would begin again.
func (m *Model) matches(k known, q Question) bool {
	visited := map[string]bool{}
	for {
		if meets(k.decoded, q) {
			return true
		}
		next, refers := target(k.decoded)
		at, stored := m.byID[next]
		if !refers || !stored || visited[next] {
			return false
		}
		visited[next] = true
		k = m.statements[at]
	}
}
