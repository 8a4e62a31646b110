//go:build unix

package embedded_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
	"github.com/lore-lrs/lore/xapi"
)

// population makes statements like those of a busy school: 1.3 KB, actors,
// activities and verbs of which some are far more common than others.
type population struct {
	random                    *rand.Rand
	actors, activities, verbs *rand.Zipf
	n                         uint64
	seed                      uint64
}

func newPopulation(seed uint64) *population {
	r := rand.New(rand.NewPCG(seed, 1))
	return &population{
		random:     r,
		actors:     rand.NewZipf(r, 1.1, 10, 20_000),
		activities: rand.NewZipf(r, 1.1, 10, 5_000),
		verbs:      rand.NewZipf(r, 1.2, 2, 30),
		seed:       seed,
	}
}

func actorName(n uint64) string { return fmt.Sprintf("learner-%05d", n) }

func (p *population) statement() []byte {
	p.n++
	actor, activity, verb := p.actors.Uint64(), p.activities.Uint64(), p.verbs.Uint64()
	return fmt.Appendf(nil, `{"id":"%08x-%04x-4%03x-8%03x-%012x",`+
		`"actor":{"objectType":"Agent","name":"%s","account":{"homePage":"https://school.example.com","name":"%s"}},`+
		`"verb":{"id":"http://adlnet.gov/expapi/verbs/verb-%d","display":{"en-US":"verb %d","de-DE":"Verb %d"}},`+
		`"object":{"objectType":"Activity","id":"https://school.example.com/course/%d/lesson/%d","definition":{"name":{"en-US":"Lesson %d"},"description":{"en-US":"What lesson %d is about, in a sentence or two"},"type":"http://adlnet.gov/expapi/activities/lesson"}},`+
		`"result":{"score":{"scaled":0.%02d,"raw":%d,"min":0,"max":100},"success":true,"completion":true,"duration":"PT%dS","extensions":{"https://school.example.com/x/attempt":%d}},`+
		`"context":{"registration":"00000000-0000-4000-8000-%012x","platform":"School","language":"en-US","instructor":{"mbox":"mailto:teacher%d@example.com"},`+
		`"contextActivities":{"parent":[{"id":"https://school.example.com/course/%d"}],"grouping":[{"id":"https://school.example.com/term/%d"}],"category":[{"id":"https://school.example.com/profile/v1"}]},`+
		`"extensions":{"https://school.example.com/x/session":"%016x","https://school.example.com/x/browser":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"}},`+
		`"timestamp":"2026-11-24T10:%02d:%02d.%03dZ"}`,
		p.random.Uint32(), p.random.Uint32()&0xFFFF, p.random.Uint32()&0xFFF, p.random.Uint32()&0xFFF, p.random.Uint64()&0xFFFFFFFFFFFF,
		actorName(actor), actorName(actor), verb, verb, verb,
		activity%100, activity, activity, activity,
		p.random.IntN(100), p.random.IntN(100), p.random.IntN(3600), p.random.IntN(9),
		actor*8+p.random.Uint64()%8, activity%40, activity%100, activity%7, p.random.Uint64(),
		p.random.IntN(60), p.random.IntN(60), p.random.IntN(1000))
}

var benchAuthority = []byte(`{"objectType":"Agent","account":{"homePage":"https://lrs.example.com","name":"key-1"}}`)

// records makes n records.
func (p *population) records(tb testing.TB, n int) []lrs.Record {
	list := make([]lrs.Record, n)
	for i := range list {
		parsed, _, err := xapi.Parse(p.statement(), xapi.Version1, xapi.Limits{})
		if err != nil {
			tb.Fatal(err)
		}
		s := &parsed[0]
		text, storedAt := s.AppendStored(nil, xapi.Assigned{ID: s.ID, Authority: benchAuthority, Version: xapi.Version1})
		list[i] = lrs.Record{ID: s.ID, JSON: text, StoredAt: storedAt, Index: s.Index, Descriptions: s.Descriptions, Defines: true}
	}
	return list
}

// cpuTime is what the process has used of all cores. On a machine that does
// other work besides, it says more than the clock.
func cpuTime(tb testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// reportRate adds what a statement costs to a benchmark's line.
func reportRate(b *testing.B, statements int, cpuBefore time.Duration) {
	b.ReportMetric(float64(statements)/b.Elapsed().Seconds(), "statements/s")
	b.ReportMetric(float64((cpuTime(b)-cpuBefore).Nanoseconds())/1000/float64(statements), "cpu-µs/statement")
}

func BenchmarkAppendBatch100(b *testing.B) {
	s := openStore(b, embedded.Config{Dir: b.TempDir()})
	records := newPopulation(1).records(b, 100*b.N)
	b.ReportAllocs()
	before := cpuTime(b)
	b.ResetTimer()
	for i := range b.N {
		if err := s.Append(context.Background(), 1, records[i*100:i*100+100]); err != nil {
			b.Fatal(err)
		}
	}
	reportRate(b, 100*b.N, before)
}

func BenchmarkAppendSingle64(b *testing.B) {
	s := openStore(b, embedded.Config{Dir: b.TempDir()})
	records := newPopulation(1).records(b, b.N)
	var next atomic.Int64
	b.SetParallelism(64 / max(1, runtime.GOMAXPROCS(0)))
	b.ReportAllocs()
	before := cpuTime(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := next.Add(1) - 1
			if err := s.Append(context.Background(), 1, records[i:i+1]); err != nil {
				b.Error(err)
			}
		}
	})
	reportRate(b, b.N, before)
}

// BenchmarkLogFloor is what the same batches cost without checks, tail and
// index: compressed, written, synced.
func BenchmarkLogFloor(b *testing.B) {
	l, err := seglog.Open(seglog.Config{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	records := newPopulation(1).records(b, 100*b.N)
	group := make([]seglog.Record, 100)
	b.ReportAllocs()
	before := cpuTime(b)
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
	reportRate(b, 100*b.N, before)
}

// BenchmarkStart opens a store whose tail of 50,000 statements was lost, as
// after a kill: they are read from the log again.
func BenchmarkStart(b *testing.B) {
	const lost = 50_000
	config := embedded.Config{Dir: b.TempDir(), FlushStatements: 10 * lost}
	s := openStore(b, config.WithIndexIn(vfs.NewMem()))
	p := newPopulation(1)
	for range lost / 1000 {
		if err := s.Append(context.Background(), 1, p.records(b, 1000)); err != nil {
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

func BenchmarkQuery(b *testing.B) {
	s := openStore(b, embedded.Config{Dir: b.TempDir()})
	p := newPopulation(1)
	var sample []xapi.UUID
	for left := benchStatements(b); left > 0; left -= 1000 {
		batch := p.records(b, 1000)
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
