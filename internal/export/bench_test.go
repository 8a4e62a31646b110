package export_test

import (
	"io"
	"strconv"
	"testing"

	"github.com/lore-lrs/lore/internal/export"
	"github.com/lore-lrs/lore/internal/facts/column"
	"github.com/lore-lrs/lore/internal/facts/fact"
)

// BenchmarkFacts writes a file of 100,000 facts.
func BenchmarkFacts(b *testing.B) {
	const n = 100_000
	rows := make([]fact.Row, n)
	for i := range rows {
		rows[i] = event(int64(i+1)*second, "mailto:a"+strconv.Itoa(i%5000)+"@example.org", "https://v/"+strconv.Itoa(i%20), "https://a/"+strconv.Itoa(i%300))
		rows[i].Scaled = float64(i%100) / 100
	}
	source := factSource(column.Memory(rows, nil, nil), noMeaning())
	for _, format := range formats {
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				request := export.Request{Relation: export.Facts, Format: format, Store: 1, StoreName: "school"}
				if _, err := source.Write(b.Context(), io.Discard, request); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)*n/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
