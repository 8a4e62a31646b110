//go:build unix

package embedded_test

import (
	"context"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

func BenchmarkAppendBatch100(b *testing.B) {
	storetest.BenchmarkAppendBatch(b, openStore(b, embedded.Config{Dir: b.TempDir()}), 1)
}

func BenchmarkAppendSingle64(b *testing.B) {
	storetest.BenchmarkAppendSingle(b, openStore(b, embedded.Config{Dir: b.TempDir()}), 64)
}

func BenchmarkQuery(b *testing.B) {
	storetest.BenchmarkQuery(b, openStore(b, embedded.Config{Dir: b.TempDir()}))
}

// BenchmarkLogFloor is what the same batches cost without checks, tail and
// index: compressed, written, synced.
func BenchmarkLogFloor(b *testing.B) {
	l, err := seglog.Open(seglog.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	records := storetest.NewPopulation(1).Records(b, 100*b.N)
	group := make([]seglog.Record, 100)
	b.ReportAllocs()
	before := storetest.CPUTime(b)
	b.ResetTimer()
	for i := range b.N {
		for j := range group {
			r := &records[i*100+j]
			position := int64(1_700_000_000_000_000 + i*100 + j)
			xapi.PutStored(r.JSON, r.StoredAt, position)
			group[j] = seglog.Record{Position: position, Store: 1, ID: r.ID, JSON: r.JSON}
		}
		if err := l.Append(group); err != nil {
			b.Fatal(err)
		}
	}
	storetest.ReportRate(b, 100*b.N, before)
}

// BenchmarkStart opens a store whose tail of 50,000 statements was lost, as
// after a kill: they are read from the log again.
func BenchmarkStart(b *testing.B) {
	const lost = 50_000
	config := embedded.Config{Dir: b.TempDir(), FlushStatements: 10 * lost}
	s := openStore(b, config.WithIndexIn(vfs.NewMem()))
	p := storetest.NewPopulation(1)
	for range lost / 1000 {
		if err := s.Append(context.Background(), 1, p.Records(b, 1000)); err != nil {
			b.Fatal(err)
		}
	}
	closeStore(b, s)
	for b.Loop() {
		again, err := embedded.Open(config.WithIndexIn(vfs.NewMem()))
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		closeStore(b, again)
		b.StartTimer()
	}
	b.ReportMetric(float64(lost*b.N)/b.Elapsed().Seconds(), "statements/s")
}
