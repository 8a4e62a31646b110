package move

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/lore-lrs/lore/internal/lrs/documents"
)

// Part is a part of what was moved, as it is on both sides.
type Part struct {
	// What is the part: "statements", "documents", "keys".
	What string `json:"what"`
	// Store is the store's name; empty for what belongs to none.
	Store string `json:"store,omitempty"`
	Count int64  `json:"count"`
	// SHA256 is over all of the part in order, in hex. For statements that is
	// their bytes, each with a line's end behind it.
	SHA256 string `json:"sha256"`
}

// compare reads everything on both sides and compares it. The error names the
// first difference.
func (m *mover) compare(ctx context.Context) ([]Part, error) {
	var parts []Part
	for _, step := range []struct {
		name string
		do   func(context.Context) ([]Part, error)
	}{
		{"compare stores and keys", m.compareTables},
		{"compare attachments", m.compareAttachments},
		{"compare documents", m.compareDocuments},
		{"compare statements", m.compareStatements},
	} {
		m.begin(step.name)
		found, err := step.do(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", step.name, err)
		}
		parts = append(parts, found...)
	}
	return parts, nil
}

// tally counts and hashes what is the same on both sides.
type tally struct {
	hash.Hash
	count int64
}

func newTally() *tally { return &tally{Hash: sha256.New()} }

func (t *tally) add(texts ...[]byte) {
	for _, text := range texts {
		t.Write(text)
	}
	t.count++
}

func (t *tally) part(what, store string) Part {
	return Part{What: what, Store: store, Count: t.count, SHA256: hex.EncodeToString(t.Sum(nil))}
}

// tallies has one for each store.
type tallies map[int64]*tally

func (t tallies) of(store int64) *tally {
	if t[store] == nil {
		t[store] = newTally()
	}
	return t[store]
}

// parts lists those of the source's stores, none left out.
func (m *mover) parts(what string, t tallies) (parts []Part) {
	for _, store := range m.source.Stores {
		parts = append(parts, t.of(int64(store.ID)).part(what, store.Name))
	}
	return parts
}

// compareTables compares the tables that are copied as they are.
func (m *mover) compareTables(ctx context.Context) ([]Part, error) {
	var parts []Part
	for _, t := range movedTables() {
		theirs, err := allRows(ctx, m.From, t)
		if err != nil {
			return nil, err
		}
		ours, err := allRows(ctx, m.To, t)
		if err != nil {
			return nil, err
		}
		// Each database sorts text in its own way.
		byKey := func(a, b Row) int { return strings.Compare(t.id(a), t.id(b)) }
		slices.SortFunc(theirs, byKey)
		has := map[string]Row{}
		for _, row := range ours {
			has[t.id(row)] = row
		}
		sum := newTally()
		for _, row := range theirs {
			other, ok := has[t.id(row)]
			if !ok || !row.equal(other) {
				return nil, differ("the row %q of the %s", t.id(row), t.what)
			}
			delete(has, t.id(row))
			sum.add(row.text(), []byte("\n"))
		}
		if t.whole() {
			for id := range has {
				return nil, differ("the target alone has the row %q of the %s", id, t.what)
			}
		}
		parts = append(parts, sum.part(t.what, ""))
	}
	return parts, nil
}

// compareAttachments compares the names on both sides and reads every
// attachment of the target, which holds its bytes against its name.
func (m *mover) compareAttachments(ctx context.Context) ([]Part, error) {
	if m.sharesAttachments() {
		return nil, nil
	}
	theirs, ours := newFeed(ctx, 100, m.From.Attachments), newFeed(ctx, 100, m.To.Attachments)
	defer theirs.stop()
	defer ours.stop()
	sums := tallies{}
	same := func(a, _ Attachment) error {
		if _, err := m.To.Attachment(ctx, a); err != nil {
			return err
		}
		sums.of(int64(a.Store)).add([]byte(a.SHA2), []byte("\n"))
		m.count(1)
		return nil
	}
	err := parallel(theirs, ours,
		func(a, b Attachment) int {
			return cmp.Or(cmp.Compare(a.Store, b.Store), strings.Compare(a.SHA2, b.SHA2))
		},
		same,
		func(a Attachment) error {
			// It was written since the others were copied: bytes go first, and the
			// statement that names them was refused.
			if err := m.copyAttachment(ctx, a); err != nil {
				return err
			}
			return same(a, a)
		},
		func(a Attachment) error {
			return differ("the target alone has the attachment %s of the store %s", a.SHA2, m.storeName(int64(a.Store)))
		})
	return m.parts("attachments", sums), err
}

func (m *mover) compareDocuments(ctx context.Context) ([]Part, error) {
	theirs, ours := newFeed(ctx, 1, m.From.Documents), newFeed(ctx, 1, m.To.Documents)
	defer theirs.stop()
	defer ours.stop()
	sums := tallies{}
	name := func(d documents.Kept) string {
		return fmt.Sprintf("the document %q of the store %s", d.Key.ID, m.storeName(int64(d.Store)))
	}
	err := parallel(theirs, ours, documents.Compare,
		func(a, b documents.Kept) error {
			if !sameDocument(a, b) {
				return differ("%s", name(a))
			}
			sums.of(int64(a.Store)).add(fmt.Appendf(nil, "%v %q %q %d %d\n", a.Key.DocumentContext, a.Key.ID, a.ContentType, a.Updated, len(a.Content)), a.Content)
			m.count(1)
			return nil
		},
		func(a documents.Kept) error { return differ("the source alone has %s", name(a)) },
		func(b documents.Kept) error { return differ("the target alone has %s", name(b)) })
	return m.parts("documents", sums), err
}

func (m *mover) compareStatements(ctx context.Context) ([]Part, error) {
	all := func(side Source) func(context.Context, func(Statement) error) error {
		return func(ctx context.Context, fn func(Statement) error) error { return side.Statements(ctx, 0, fn) }
	}
	theirs, ours := newFeed(ctx, 100, all(m.From)), newFeed(ctx, 100, all(m.To))
	defer theirs.stop()
	defer ours.stop()
	sums := tallies{}
	name := func(s Statement) string {
		return fmt.Sprintf("the statement %s of the store %s, stored %s", s.ID, m.storeName(int64(s.Store)), day(s.Stored))
	}
	err := parallel(theirs, ours,
		func(a, b Statement) int { return cmp.Compare(a.Stored, b.Stored) },
		func(a, b Statement) error {
			if !a.equal(b) {
				return differ("%s", name(a))
			}
			sums.of(int64(a.Store)).add(a.JSON, []byte("\n"))
			m.count(1)
			return nil
		},
		func(a Statement) error { return differ("the source alone has %s", name(a)) },
		func(b Statement) error { return differ("the target alone has %s", name(b)) })
	return m.parts("statements", sums), err
}

func (s Statement) equal(other Statement) bool {
	return s.Store == other.Store && s.ID == other.ID && s.Voided == other.Voided && s.Defines == other.Defines &&
		bytes.Equal(s.JSON, other.JSON)
}
