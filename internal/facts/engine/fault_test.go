package engine_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/meaning"
)

// broken is a part that cannot be read.
type broken struct{ column.Part }

func (broken) Codes(column.Column, int, int, []uint32) []uint32 { panic("a page is gone") }

// A fault in a worker's goroutine would end the whole server.
func TestFaultWhileWorkingEndsTheQueryAlone(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	whole := column.Memory([]fact.Row{{Stored: now - 2, Timestamp: now - 2, Actor: "mailto:ada@example.org", Verb: "http://example.org/did"}}, nil, nil)
	damaged := *whole
	damaged.Parts = []column.Part{broken{whole.Parts[0]}}
	snapshot := &damaged
	e := engine.New(engine.Config{
		Snapshot: func(context.Context, lrs.StoreID) (*column.Snapshot, int64, error) { return snapshot, now, nil },
		Meaning:  func(context.Context, lrs.StoreID) (*meaning.Meaning, error) { return &meaning.Meaning{}, nil },
	})
	q, err := query.Decode([]byte(`{"kind":"table","metrics":["people"],"dimensions":["verb"]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	scope := engine.Scope{Store: 1, SeesPeople: true}
	if _, err := e.Ask(t.Context(), scope, q, engine.Effort{}); err == nil || !strings.Contains(err.Error(), "a page is gone") {
		t.Errorf("a query over a damaged part is answered with %v, want its fault", err)
	}
	snapshot = whole
	if _, err := e.Ask(t.Context(), scope, q, engine.Effort{}); err != nil {
		t.Errorf("the next query is answered with %v", err)
	}
}
