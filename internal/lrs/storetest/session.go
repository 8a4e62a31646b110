package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

// tenant is the store that scenarios use when they need only one.
const tenant lrs.StoreID = 1

// otherTenant is one for what goes on beside a scenario.
const otherTenant lrs.StoreID = 9

// session is an engine under test together with what it must know: a model
// for each tenant that follows every acknowledged append.
type session struct {
	t      tester
	engine *Engine
	store  lrs.Statements
	mode   mode
	models map[lrs.StoreID]*Model
	// names gives ids back the names that scenarios call them by.
	names   map[xapi.UUID]string
	appends int
}

// tester is what sessions need of a test; *rapid.T has it too.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

// newSession opens an engine for t; failures go to report, which is t itself
// or a property of it.
func newSession(t testing.TB, report tester, open Opener, m mode) *session {
	t.Helper()
	engine := open(t)
	if engine.Statements == nil || engine.Reopen == nil || engine.Close == nil {
		t.Fatal("the opener returned an Engine that lacks a field; all of them but Flush are required")
	}
	return &session{
		t: report, engine: engine, store: engine.Statements, mode: m,
		models: make(map[lrs.StoreID]*Model), names: make(map[xapi.UUID]string),
	}
}

func (s *session) close() { s.engine.Close() }
func (s *session) flush() {
	if s.engine.Flush != nil {
		s.engine.Flush()
	}
}

func (s *session) reopen() {
	s.t.Helper()
	s.store = s.engine.Reopen()
	if s.store == nil {
		s.t.Fatal("Reopen returned no store")
	}
}

func (s *session) model(store lrs.StoreID) *Model {
	if s.models[store] == nil {
		s.models[store] = &Model{}
	}
	return s.models[store]
}

// record makes the record of a statement under construction.
func (s *session) record(made object) lrs.Record { return s.recordFrom(DefaultOrigin(), made) }

func (s *session) recordFrom(origin Origin, made object) lrs.Record {
	s.t.Helper()
	record, err := MakeRecord(marshal(made), origin)
	if err != nil {
		s.t.Fatalf("the suite made a statement that is not one: %v", err)
	}
	return record
}

// add appends each statement in a batch of its own.
func (s *session) add(statements ...object) {
	s.t.Helper()
	for _, made := range statements {
		s.addBatch(made)
	}
}

// addBatch appends the statements in one batch.
func (s *session) addBatch(statements ...object) {
	s.t.Helper()
	batch := make([]lrs.Record, len(statements))
	for i, made := range statements {
		batch[i] = s.record(made)
	}
	s.addRecords(tenant, batch...)
}

// addRecords appends a batch, which must succeed, and lets the model follow.
func (s *session) addRecords(store lrs.StoreID, batch ...lrs.Record) {
	s.t.Helper()
	if err := s.store.Append(s.t.Context(), store, batch); err != nil {
		s.t.Fatalf("append %d statements: %v", len(batch), err)
	}
	s.follow(store, batch)
	s.mode.between(s)
}

// follow checks what the store made of a batch that it acknowledged: bytes
// equal to the records', `stored` rising in the batch's order (AU-02).
func (s *session) follow(store lrs.StoreID, batch []lrs.Record) {
	s.t.Helper()
	s.appends++
	model := s.model(store)
	last := int64(0)
	if all := model.All(); len(all) > 0 {
		last = all[len(all)-1].Stored
	}
	for _, record := range batch {
		_, before := model.Get(record.ID)
		if record.Known != before {
			s.t.Fatalf("append marked statement %s as known: %t, want %t", s.nameOf(record.ID), record.Known, before)
		}
		if before {
			continue
		}
		got := s.get(store, record.ID)
		want := slices.Clone(record.JSON)
		xapi.PutStored(want, record.StoredAt, got.Stored)
		if !bytes.Equal(got.JSON, want) {
			s.t.Fatalf("the statement came back changed (GEN-11)\n got %s\nwant %s", got.JSON, want)
		}
		if got.Stored <= last {
			s.t.Fatalf("stored %d of statement %s is not above %d, which was stored before it (AU-02)", got.Stored, got.ID, last)
		}
		last = got.Stored
		if err := model.Add(got); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *session) get(store lrs.StoreID, id xapi.UUID) lrs.Stored {
	s.t.Helper()
	got, err := s.store.Get(s.t.Context(), store, id)
	if err != nil {
		s.t.Fatalf("get statement %s, which is acknowledged: %v", s.nameOf(id), err)
	}
	if got.ID != id {
		s.t.Fatalf("get statement %s returned statement %s", s.nameOf(id), s.nameOf(got.ID))
	}
	return got
}

// absent checks that a statement is not there.
func (s *session) absent(store lrs.StoreID, id xapi.UUID) {
	s.t.Helper()
	if _, err := s.store.Get(s.t.Context(), store, id); !problem.Is(err, problem.NotFound) {
		s.t.Fatalf("get statement %s: %v, want an error of kind NotFound", s.nameOf(id), err)
	}
}

// refuse appends a batch that must end in a conflict.
func (s *session) refuse(batch ...lrs.Record) {
	s.t.Helper()
	if err := s.store.Append(s.t.Context(), tenant, batch); !problem.Is(err, problem.Conflict) {
		s.t.Fatalf("append a batch with an id that has another statement: %v, want an error of kind Conflict (PS-11)", err)
	}
	s.mode.between(s)
}

// positionOf returns where a named statement is.
func (s *session) positionOf(name string) lrs.Position {
	s.t.Helper()
	return s.get(tenant, idOf(name)).Position
}

// page asks for one page.
func (s *session) page(store lrs.StoreID, q Question) lrs.Page {
	s.t.Helper()
	page, err := s.store.Query(s.t.Context(), store, q.Query())
	if err != nil {
		s.t.Fatalf("query %+v: %v", q, err)
	}
	return page
}

// expect asks a question and compares the answer with names, in any order,
// that the scenario gives, and with the model's answer, in order.
func (s *session) expect(q Question, names string) {
	s.t.Helper()
	s.expectIn(tenant, q, names)
}

func (s *session) expectIn(store lrs.StoreID, q Question, names string) {
	s.t.Helper()
	for name := range strings.FieldsSeq(names) {
		s.names[idOf(name)] = name
	}
	page := s.page(store, q)
	if page.More {
		s.t.Fatalf("query %s says that there is more than everything (PG-05)", describe(q))
	}
	got := strings.Fields(s.list(page.Statements))
	want := strings.Fields(names)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Fatalf("query %s\n got %s\nwant %s", describe(q), got, want)
	}
	s.compare(store, q, page)
}

// compare holds a page against the model's.
func (s *session) compare(store lrs.StoreID, q Question, page lrs.Page) {
	s.t.Helper()
	want, more := s.model(store).Page(q)
	if diff := s.differ(page.Statements, want); diff != "" {
		s.t.Fatalf("query %s of store %d: %s\n got %s\nwant %s", describe(q), store, diff, s.list(page.Statements), s.list(want))
	}
	if page.More != more {
		s.t.Fatalf("query %s of store %d: More is %t, want %t (PG-05)", describe(q), store, page.More, more)
	}
}

// differ says where two lists of statements part; "" when they do not.
func (s *session) differ(got, want []lrs.Stored) string {
	for i := range min(len(got), len(want)) {
		switch {
		case got[i].Position != want[i].Position:
			return fmt.Sprintf("statement %d is %s at %d, not %s at %d", i,
				s.nameOf(got[i].ID), got[i].Stored, s.nameOf(want[i].ID), want[i].Stored)
		case !bytes.Equal(got[i].JSON, want[i].JSON):
			return fmt.Sprintf("statement %d, %s, has other bytes", i, s.nameOf(got[i].ID))
		case got[i].Voided != want[i].Voided:
			return fmt.Sprintf("statement %d, %s, has Voided %t", i, s.nameOf(got[i].ID), got[i].Voided)
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d statements, not %d", len(got), len(want))
	}
	return ""
}

func (s *session) list(statements []lrs.Stored) string {
	names := make([]string, len(statements))
	for i, stored := range statements {
		names[i] = s.nameOf(stored.ID)
	}
	return strings.Join(names, " ")
}

func (s *session) nameOf(id xapi.UUID) string {
	if name, ok := s.names[id]; ok {
		return name
	}
	return id.String()
}

// scan returns everything that Scan shows behind a position.
func (s *session) scan(store lrs.StoreID, after lrs.Position) []lrs.Stored {
	s.t.Helper()
	var seen []lrs.Stored
	err := s.store.Scan(s.t.Context(), store, after, func(stored lrs.Stored) error {
		stored.JSON = bytes.Clone(stored.JSON)
		seen = append(seen, stored)
		return nil
	})
	if err != nil {
		s.t.Fatalf("scan store %d behind %+v: %v", store, after, err)
	}
	return seen
}

// settle waits until the safe time has passed everything acknowledged (GS-40).
func (s *session) settle() {
	s.t.Helper()
	last := int64(0)
	for _, model := range s.models {
		for _, stored := range model.All() {
			last = max(last, stored.Stored)
		}
	}
	eventually(s.t, fmt.Sprintf("the safe time passes %d, which is stored (GS-40)", last), func() bool {
		safe, err := s.store.SafeTime(s.t.Context())
		if err != nil {
			s.t.Fatalf("safe time: %v", err)
		}
		return safe > last
	})
}

// eventually waits for a condition that must come true by itself.
func eventually(t tester, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(10 * time.Second)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited 10 s and it is still not so that %s", what)
		}
	}
}

// describe writes a question with its identifiers in sight.
func describe(q Question) string {
	text := fmt.Sprintf("%+v", q)
	if q.Agent != nil {
		text += fmt.Sprintf(" agent %+v", *q.Agent)
	}
	if q.Authority != nil {
		text += fmt.Sprintf(" authority %+v", *q.Authority)
	}
	return text
}
