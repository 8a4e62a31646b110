package facts_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/lore-lrs/lore/internal/facts"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// BenchmarkFollow reports what following takes for each statement, from its
// JSON in memory to sealed segments, on all processors.
func BenchmarkFollow(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	batch := make([]lrs.Stored, 1000)
	bytes := 0
	for i := range batch {
		text := fmt.Appendf(nil, `{"id":"%s","actor":{"name":"Learner","account":{"homePage":"https://lms.example.org","name":"u%d"}},`+
			`"verb":{"id":"http://adlnet.gov/expapi/verbs/answered","display":{"en":"answered"}},`+
			`"object":{"id":"https://lms.example.org/question/%d","definition":{"name":{"en":"A question"},"type":"http://adlnet.gov/expapi/activities/cmi.interaction","interactionType":"choice","choices":[{"id":"a","description":{"en":"This"}},{"id":"b","description":{"en":"That"}}]}},`+
			`"result":{"score":{"scaled":0.%d,"raw":%[4]d,"min":0,"max":10},"success":true,"duration":"PT%[4]dS","response":"a"},`+
			`"context":{"registration":"%s","platform":"Example LMS","language":"en","contextActivities":{"parent":[{"id":"https://lms.example.org/quiz/%d"}],"grouping":[{"id":"https://lms.example.org/course/%d"}]}},"timestamp":"2026-03-04T05:06:07.890Z"}`,
			statementID(i), random.IntN(5000), random.IntN(500), random.IntN(10), statementID(random.IntN(5000)), random.IntN(100), random.IntN(20))
		record, err := storetest.MakeRecord(text, storetest.DefaultOrigin())
		if err != nil {
			b.Fatal(err)
		}
		batch[i] = lrs.Stored{Position: lrs.Position{ID: record.ID}, JSON: record.JSON}
		bytes += len(record.JSON)
	}
	s := openStore(b, b.TempDir())
	p := openFacts(b, facts.Config{Dir: filepath.Join(b.TempDir(), "facts"), Statements: s})
	at := int64(1_700_000_000_000_000)
	for b.Loop() {
		for i := range batch {
			at += 100
			batch[i].Stored = at
			batch[i].ID = xapi.UUID{byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at), 1}
		}
		if err := p.Follow(b.Context(), 1, batch, at+1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(batch)*b.N)/b.Elapsed().Seconds(), "statements/s")
	b.ReportMetric(float64(bytes)/float64(len(batch)), "B/statement")
	stats := p.Stats()[1]
	b.ReportMetric(float64(stats.MemoryBytes)/(1<<20), "MiB")
	closeAll(b, p, s)
}
