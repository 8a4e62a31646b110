package browse_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/browse"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/engine"
	"github.com/lore-lrs/lore/internal/facts/facttest"
	"github.com/lore-lrs/lore/internal/facts/query"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/lrstest"
	"github.com/lore-lrs/lore/internal/meaning"
	"github.com/lore-lrs/lore/xapi"
)

// some is a log of some statements that answers for each of a million.
type some struct {
	lrs.Statements
	ids []xapi.UUID
}

func (s some) Get(ctx context.Context, store lrs.StoreID, id xapi.UUID) (lrs.Stored, error) {
	return s.Statements.Get(ctx, store, s.ids[binary.BigEndian.Uint64(id[8:])%uint64(len(s.ids))])
}

// BenchmarkPage is a page of 50 lines of a million facts: of all, of one verb, of one
// person, and far back.
func BenchmarkPage(b *testing.B) {
	company := facttest.Company{Rows: 1_000_000, End: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	table, err := column.Open(column.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := table.Close(); err != nil {
			b.Error(err)
		}
	})
	if err := company.Fill(table); err != nil {
		b.Fatal(err)
	}
	of := facttest.Engine(table.Snapshot())
	log := some{Statements: lrstest.Embedded(b, b.TempDir())}
	service := lrs.New(lrs.Config{Statements: log})
	for n := range 5000 {
		id := xapi.NewUUID()
		body := fmt.Sprintf(`{"id":%q,"actor":{"name":"Ann","mbox":"mailto:ann%d@example.org"},"verb":{"id":"http://adlnet.gov/expapi/verbs/passed"},
			"object":{"id":"https://example.org/a%d","definition":{"name":{"en":"Fire safety"}}},"result":{"score":{"scaled":0.5}}}`, id, n, n%100)
		if _, err := service.StoreStatements(b.Context(), lrs.Caller{Store: 1, Authority: []byte(`{"mbox":"mailto:a@example.org"}`)}, lrs.Submission{Version: xapi.Version2, Body: []byte(body)}); err != nil {
			b.Fatal(err)
		}
		log.ids = append(log.ids, id)
	}
	browser := browse.New(browse.Config{
		Statements: log, Meaning: func(context.Context, int64) (*meaning.Meaning, error) { return facttest.Meaning(), nil },
		Find: func(ctx context.Context, viewer browse.Viewer, q *query.Query) (*browse.Found, error) {
			found, err := of.Find(ctx, engine.Scope{Store: 1, Persons: viewer.Persons, SeesPeople: true}, q, engine.Effort{})
			if err != nil {
				return nil, err
			}
			page := &browse.Found{Meta: found.Meta}
			for _, s := range found.Statements {
				page.Statements = append(page.Statements, browse.FoundStatement(s))
			}
			return page, nil
		},
	})
	for name, text := range map[string]string{
		"all":         `{"kind":"statements","limit":50}`,
		"stored":      `{"kind":"statements","limit":50,"order":[["stored","desc"]]}`,
		"oldest":      `{"kind":"statements","limit":50,"order":[["timestamp","asc"]]}`,
		"one verb":    `{"kind":"statements","limit":50,"filter":["in_class","verb",["pass"]]}`,
		"rare":        `{"kind":"statements","limit":50,"filter":["contains","activity",["no such"]]}`,
		"three years": `{"kind":"statements","limit":50,"time":{"range":["2020-01-01","2024-06-01"]}}`,
	} {
		b.Run(name, func(b *testing.B) {
			q, err := query.Decode([]byte(text), nil)
			if err != nil {
				b.Fatal(err)
			}
			var took []time.Duration
			b.ReportAllocs()
			for b.Loop() {
				began := time.Now()
				if _, err := browser.Page(b.Context(), browse.Viewer{Store: 1}, q, "en"); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
