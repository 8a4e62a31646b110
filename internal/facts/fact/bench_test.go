package fact_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/facts/fact"
	"github.com/lore-lrs/lore/xapi"
)

// BenchmarkFrom reads the 1.3 KB statement that the parser is measured with.
func BenchmarkFrom(b *testing.B) {
	statement, err := os.ReadFile(filepath.Join("..", "..", "..", "xapi", "testdata", "statement-1.3k.json"))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(statement)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fact.From(1, xapi.UUID{1}, statement, nil); err != nil {
			b.Fatal(err)
		}
	}
}
