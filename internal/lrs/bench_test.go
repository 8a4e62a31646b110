package lrs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// typical returns a statement of about 1.3 KB, as a course player sends it.
func typical(n int) string {
	return fmt.Sprintf(`{"actor":{"objectType":"Agent","name":"Learner %[1]d","account":{"homePage":"https://lms.example.org","name":"learner-%[1]d"}},`+
		`"verb":{"id":"http://adlnet.gov/expapi/verbs/answered","display":{"en-US":"answered","de-DE":"beantwortete"}},`+
		`"object":{"objectType":"Activity","id":"https://course.example.org/course/%[2]d/question/%[1]d","definition":{"name":{"en-US":"Question %[1]d"},"description":{"en-US":"Which of these is an inverse functional identifier?"},"type":"http://adlnet.gov/expapi/activities/cmi.interaction","interactionType":"choice","correctResponsesPattern":["mbox[,]openid"],"choices":[{"id":"mbox","description":{"en-US":"mbox"}},{"id":"openid","description":{"en-US":"openid"}},{"id":"name","description":{"en-US":"name"}}]}},`+
		`"result":{"score":{"scaled":0.75,"raw":7.5,"min":0,"max":10},"success":true,"completion":true,"response":"mbox[,]openid","duration":"PT1M30S"},`+
		`"context":{"registration":"ec531277-b57b-4c15-8d91-d292c5b2b8f7","platform":"Example player","language":"en-US","contextActivities":{"parent":[{"id":"https://course.example.org/course/%[2]d/quiz"}],"grouping":[{"id":"https://course.example.org/course/%[2]d"}],"category":[{"id":"https://w3id.org/xapi/cmi5/context/categories/cmi5"}]},"extensions":{"https://w3id.org/xapi/cmi5/context/extensions/sessionid":"0c4a3d8f-5c6f-44a4-9a34-6d6f1a2b3c4d"}},`+
		`"timestamp":"2026-03-04T05:06:07.089Z"}`, n, n%7)
}

func typicalBatch(size int) []byte {
	statements := make([]string, size)
	for i := range statements {
		statements[i] = typical(i)
	}
	return []byte("[" + strings.Join(statements, ",") + "]")
}

// BenchmarkStoreStatements stores batches of 100 from as many goroutines as
// there are processors, each batch durable.
func BenchmarkStoreStatements(b *testing.B) {
	const size = 100
	service, caller := newBench(b, nil), newCaller(b, "writer")
	body := typicalBatch(size)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	b.SetParallelism(4)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := service.StoreStatements(b.Context(), caller, lrs.Submission{Version: xapi.Version2, Body: body}); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)*size/b.Elapsed().Seconds(), "statements/s")
}

// BenchmarkFind reads filtered pages of 50 of 10,000 statements.
func BenchmarkFind(b *testing.B) {
	service, caller := newBench(b, nil), newCaller(b, "writer")
	for range 100 {
		service.store(caller, string(typicalBatch(100)))
	}
	selection := lrs.Selection{Activity: "https://course.example.org/course/3", RelatedActivities: true, Limit: 50}
	for name, rendering := range map[string]lrs.Rendering{
		"exact":     {},
		"ids":       {Format: xapi.IDs},
		"canonical": {Format: xapi.Canonical, Languages: xapi.ParseLanguageRanges("en-US", "")},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := service.Find(b.Context(), caller, selection, rendering, morePath); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
