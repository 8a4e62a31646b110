//go:build unix

package storetest

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// CPUTime is what the process has used of all cores. On a machine that does
// other work besides, it says more than the clock.
func CPUTime(tb testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// ReportRate adds what a statement costs to a benchmark's line.
func ReportRate(b *testing.B, statements int, cpuBefore time.Duration) {
	b.ReportMetric(float64(statements)/b.Elapsed().Seconds(), "statements/s")
	b.ReportMetric(float64((CPUTime(b)-cpuBefore).Nanoseconds())/1000/float64(statements), "cpu-µs/statement")
}

// BenchmarkAppendBatch appends batches of 100, one after the other from each
// of as many clients.
func BenchmarkAppendBatch(b *testing.B, s lrs.Statements, clients int) {
	records := NewPopulation(1).Records(b, 100*b.N)
	b.ReportAllocs()
	before := CPUTime(b)
	b.ResetTimer()
	inParallel(b, clients, func(i int) error {
		return s.Append(context.Background(), 1, records[i*100:i*100+100])
	})
	ReportRate(b, 100*b.N, before)
}

// BenchmarkAppendSingle appends single statements from as many clients.
func BenchmarkAppendSingle(b *testing.B, s lrs.Statements, clients int) {
	records := NewPopulation(1).Records(b, b.N)
	b.ReportAllocs()
	before := CPUTime(b)
	b.ResetTimer()
	inParallel(b, clients, func(i int) error {
		return s.Append(context.Background(), 1, records[i:i+1])
	})
	ReportRate(b, b.N, before)
}

// inParallel does b.N times work, in goroutines.
func inParallel(b *testing.B, goroutines int, work func(i int) error) {
	var next atomic.Int64
	var running sync.WaitGroup
	for range goroutines {
		running.Go(func() {
			for i := next.Add(1) - 1; i < int64(b.N); i = next.Add(1) - 1 {
				if err := work(int(i)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	running.Wait()
}

// benchStatements is how many statements the query benchmarks search.
func benchStatements(tb testing.TB) int {
	text := os.Getenv("LORE_BENCH_STATEMENTS")
	if text == "" {
		return 200_000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// BenchmarkQuery fills the store and measures the questions that clients ask.
// LORE_BENCH_STATEMENTS says how many statements they search, default 200,000.
func BenchmarkQuery(b *testing.B, s lrs.Statements) {
	p := NewPopulation(1)
	var sample []xapi.UUID
	for left := benchStatements(b); left > 0; left -= 1000 {
		batch := p.Records(b, 1000)
		if err := s.Append(context.Background(), 1, batch); err != nil {
			b.Fatal(err)
		}
		sample = append(sample, batch[p.random.IntN(1000)].ID)
	}
	agent := func(n uint64) *xapi.Key {
		key := xapi.IFI{Kind: xapi.Account, HomePage: "https://school.example.com", Value: actorName(n)}.Key()
		return &key
	}
	verb := func(n int) *xapi.Key {
		key := xapi.VerbKey(fmt.Sprintf("http://adlnet.gov/expapi/verbs/verb-%d", n))
		return &key
	}
	activity := func(n int) *xapi.Key {
		key := xapi.ActivityKey(fmt.Sprintf("https://school.example.com/course/%d/lesson/%d", n%100, n))
		return &key
	}
	course := xapi.ActivityKey("https://school.example.com/course/7")

	b.Run("get", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Get(context.Background(), 1, sample[p.random.IntN(len(sample))]); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, c := range []struct {
		name string
		make func() lrs.Query
	}{
		{"latest", func() lrs.Query { return lrs.Query{} }},
		{"rare agent", func() lrs.Query { return lrs.Query{Agent: agent(5000 + p.random.Uint64()%5000)} }},
		{"common agent", func() lrs.Query { return lrs.Query{Agent: agent(p.random.Uint64() % 5)} }},
		{"common verb", func() lrs.Query { return lrs.Query{Verb: verb(p.random.IntN(3))} }},
		{"activity", func() lrs.Query { return lrs.Query{Activity: activity(p.random.IntN(1000))} }},
		{"related activity", func() lrs.Query { return lrs.Query{Activity: &course, RelatedActivities: true} }},
		{"related agent", func() lrs.Query { return lrs.Query{Agent: agent(p.random.Uint64() % 50), RelatedAgents: true} }},
		{"agent and verb and activity", func() lrs.Query {
			return lrs.Query{Agent: agent(p.random.Uint64() % 5), Verb: verb(0), Activity: activity(p.random.IntN(20))}
		}},
		{"rare verb and common activity", func() lrs.Query { return lrs.Query{Verb: verb(25), Activity: activity(p.random.IntN(5))} }},
		{"deep page of a verb", func() lrs.Query {
			at, err := s.Get(context.Background(), 1, sample[p.random.IntN(len(sample))])
			if err != nil {
				b.Fatal(err)
			}
			return lrs.Query{Verb: verb(0), After: at.Position}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			found, pages := 0, 0
			for b.Loop() {
				q := c.make()
				q.Limit = 50
				page, err := s.Query(context.Background(), 1, q)
				if err != nil {
					b.Fatal(err)
				}
				found, pages = found+len(page.Statements), pages+1
			}
			b.ReportMetric(float64(found)/float64(pages), "statements/page")
		})
	}
}
