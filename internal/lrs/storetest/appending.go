package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Appending is what Append and Get promise: batches that are whole or not
// there at all, ids that are taken once, bytes that never change.
func Appending(t *testing.T, open Opener) {
	runScenarios(t, open, everyMode, appendingScenarios)
}

var appendingScenarios = []scenario{
	{"a statement comes back as it was stored", func(s *session) {
		s.add(statement("plain"))
		got := s.get(tenant, idOf("plain"))
		var decoded struct{ Stored, Timestamp string }
		if err := json.Unmarshal(got.JSON, &decoded); err != nil {
			s.t.Fatal(err)
		}
		want := string(xapi.AppendStoredTime(nil, got.Stored))
		if decoded.Stored != want || decoded.Timestamp != want {
			s.t.Fatalf("stored is %s and timestamp %s, want both %s (AU-03, GS-11)", decoded.Stored, decoded.Timestamp, want)
		}
		if got.Voided {
			s.t.Fatal("the statement is voided, and nothing voided it")
		}
	}},
	{"an unknown id is not found", func(s *session) {
		s.absent(tenant, idOf("unknown"))
		s.add(statement("known"))
		s.absent(tenant, idOf("unknown"))
	}},
	{"an empty batch changes nothing", func(s *session) {
		s.addRecords(tenant)
		s.expect(Question{}, "")
	}},
	{"a big batch keeps its order", func(s *session) {
		batch := make([]object, 1500)
		for i := range batch {
			batch[i] = statement(fmt.Sprintf("big-%d", i))
		}
		s.addBatch(batch...)
		page := s.page(tenant, Question{Ascending: true})
		s.compare(tenant, Question{Ascending: true}, page)
		for i, stored := range page.Statements {
			if stored.ID != idOf(fmt.Sprintf("big-%d", i)) {
				s.t.Fatalf("statement %d of the batch is not statement %d of the answer (AU-02)", i, i)
			}
		}
	}},
	{"odd values survive", func(s *session) {
		extensions := json.RawMessage(`{"http://example.com/x": {"null": null, "big": 1e400, "id": 12345678901234567890, "zero": "\u0000", "text": "ü 漢字 😀 \u202e"}}`)
		s.add(
			statement("odd", object{"result": object{"extensions": extensions}}),
			statement("long", object{"result": object{"response": strings.Repeat("a long answer ", 80_000)}}),
		)
		if got := s.get(tenant, idOf("odd")).JSON; !bytes.Contains(got, []byte(`1e400`)) || !bytes.Contains(got, []byte(`12345678901234567890`)) {
			s.t.Fatalf("numbers changed in %s (NUM-01, EXT-04)", got)
		}
	}},
	{"an equal statement is skipped, the others of its batch are stored", func(s *session) {
		s.add(statement("first", verb("passed")))
		before := s.get(tenant, idOf("first"))
		s.addBatch(statement("second"), statement("first", verb("passed")), statement("third"))
		after := s.get(tenant, idOf("first"))
		if before.Position != after.Position || !bytes.Equal(before.JSON, after.JSON) {
			s.t.Fatalf("storing an equal statement again changed it (PS-10)\nfrom %s\n  to %s", before.JSON, after.JSON)
		}
		s.expect(Question{}, "first second third")
		s.expect(byVerb("passed"), "first")
	}},
	{"an equal statement in another writing is skipped", func(s *session) {
		s.add(statement("same", object{"result": object{"score": object{"raw": json.RawMessage(`1.0`)}}}))
		s.add(statement("same", object{"result": object{"score": object{"raw": json.RawMessage(`1`)}}}))
		s.expect(Question{}, "same")
	}},
	{"a batch of duplicates changes nothing", func(s *session) {
		s.addBatch(statement("one"), statement("two"))
		s.addBatch(statement("two"), statement("one"))
		s.expect(Question{}, "one two")
	}},
	{"a conflict stores nothing of its batch", func(s *session) {
		s.add(statement("taken", verb("passed")))
		before := s.get(tenant, idOf("taken"))
		other := statement("taken", verb("failed"))
		for _, batch := range [][]object{
			{other},
			{other, statement("b"), statement("c")},
			{statement("a"), other, statement("c")},
			{statement("a"), statement("b"), other},
			{voiding("v", "taken"), other},
			{statement("r", reference("taken")), other},
		} {
			records := make([]lrs.Record, len(batch))
			for i, made := range batch {
				records[i] = s.record(made)
			}
			s.refuse(records...)
			for _, record := range records {
				if record.ID != idOf("taken") {
					s.absent(tenant, record.ID)
				}
			}
		}
		after := s.get(tenant, idOf("taken"))
		if !bytes.Equal(before.JSON, after.JSON) || after.Voided {
			s.t.Fatalf("a refused batch changed the statement (PS-10)\nfrom %s\n  to %s", before.JSON, after.JSON)
		}
		s.expect(Question{}, "taken")
		s.expect(byVerb("passed"), "taken")
		s.expect(byVerb("failed"), "")
	}},
	{"what a conflict refused can be stored later", func(s *session) {
		s.add(statement("taken"))
		s.refuse(s.record(statement("new", verb("passed"))), s.record(statement("taken", verb("failed"))))
		s.addBatch(statement("new", verb("passed")))
		s.expect(byVerb("passed"), "new")
	}},
	{"the id of a voided statement stays taken", func(s *session) {
		s.add(statement("gone", verb("passed")), voiding("v", "gone"))
		s.refuse(s.record(statement("gone", verb("failed"))))
		s.add(statement("gone", verb("passed")))
		s.expect(Question{}, "v")
	}},
	{"a conflict with a statement that was asked to be older changes nothing", func(s *session) {
		s.add(statement("taken"))
		wish := s.record(statement("taken", verb("failed")))
		wish.Stored = 1
		s.refuse(wish)
		s.expect(Question{}, "taken")
	}},
	{"a stored time is kept where it preserves order", keepsStoredTime},
	{"a later store keeps no time below another store's", func(s *session) {
		old := s.record(statement("old"))
		old.Stored = day(2)
		s.addRecords(1, old)
		older := s.record(statement("older"))
		older.Stored = day(1)
		s.addRecords(2, older)
		if got := s.get(2, idOf("older")); got.Stored <= day(2) {
			s.t.Fatalf("stored is %d, below %d that another store of the engine was given (Record.Stored)", got.Stored, day(2))
		}
	}},
}

// day returns a time long ago, rising with n.
func day(n int) int64 {
	return time.Date(2015, 1, n, 10, 20, 30, 123_456_000, time.UTC).UnixMicro()
}

func keepsStoredTime(s *session) {
	wish := func(name string, stored int64) lrs.Record {
		record := s.record(statement(name))
		record.Stored = stored
		return record
	}
	// Oldest first into an empty engine: all are kept (DESIGN: order and time).
	s.addRecords(tenant, wish("one", day(1)), wish("two", day(2)))
	s.addRecords(tenant, wish("three", day(2)+1))
	for name, want := range map[string]int64{"one": day(1), "two": day(2), "three": day(2) + 1} {
		if got := s.positionOf(name).Stored; got != want {
			s.t.Fatalf("stored of %q is %d, want %d, which preserves order", name, got, want)
		}
	}
	tomorrow := time.Now().Add(24 * time.Hour).UnixMicro()
	s.addRecords(tenant, wish("same", day(2)+1), wish("earlier", day(1)), wish("future", tomorrow), wish("zero", 0))
	for _, name := range []string{"same", "earlier", "future", "zero"} {
		if got := s.positionOf(name).Stored; got <= day(2)+1 || got >= tomorrow {
			s.t.Fatalf("stored of %q is %d: it must be above what is stored and not in the future", name, got)
		}
	}
	s.expect(Question{Until: day(2)}, "one two")
	page := s.page(tenant, Question{Ascending: true})
	if got, want := s.list(page.Statements), s.list(s.model(tenant).All()); got != want {
		s.t.Fatalf("order is %s, want %s", got, want)
	}
	if !slices.IsSortedFunc(page.Statements, func(a, b lrs.Stored) int { return ComparePositions(a.Position, b.Position) }) {
		s.t.Fatal("the answer is not in the order of positions (GS-04)")
	}
}
