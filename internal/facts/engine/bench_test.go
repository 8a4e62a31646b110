package engine_test

import (
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/facttest"
)

// BenchmarkDashboard asks what dashboards ask, each over a million rows in
// sealed segments, as a server has them.
func BenchmarkDashboard(b *testing.B) {
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
	for _, dashboard := range facttest.Dashboards() {
		b.Run(dashboard.Name, func(b *testing.B) {
			ask, err := dashboard.Decode()
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ask(b.Context(), of); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
