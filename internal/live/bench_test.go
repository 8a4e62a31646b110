package live_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/live"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// drain is a reader that takes everything at once.
type drain struct {
	*httptest.ResponseRecorder
	bytes *atomic.Int64
}

func (d drain) Write(text []byte) (int, error) {
	d.bytes.Add(int64(len(text)))
	return len(text), nil
}
func (d drain) WriteString(text string) (int, error) { return io.WriteString(io.Discard, text) }
func (d drain) Flush()                               {}

// BenchmarkFollow is what a statement costs the hub with so many readers, until
// all have been sent it.
func BenchmarkFollow(b *testing.B) {
	const batchSize = 100
	log := openEmbedded(b)
	source := newNode(b, log)
	source.put(some(batchSize)...)
	var template []lrs.Stored
	check(b, log.Scan(b.Context(), store, lrs.Position{}, func(s lrs.Stored) error { template = append(template, s); return nil }))
	for _, readers := range []int{0, 50, 500} {
		b.Run(fmt.Sprintf("readers=%d", readers), func(b *testing.B) {
			n := newNode(b, log, func(c *live.Config) { c.FeedStatements = 1 << 20; c.FeedBytes = 1 << 30 })
			through := n.hub.Through(store)
			var bytes atomic.Int64
			var streams sync.WaitGroup
			for range readers {
				request := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/?events=statement&slow=summary", nil)
				streams.Go(func() { check(b, n.hub.Serve(drain{httptest.NewRecorder(), &bytes}, request, n.access)) })
			}
			eventually(b, "all readers are there", func() bool { return n.hub.Readers() == readers })
			b.ReportAllocs()
			b.ResetTimer()
			for sent := 0; sent < b.N; sent += batchSize {
				batch := make([]lrs.Stored, batchSize)
				for i := range batch {
					batch[i] = template[i]
					batch[i].Position = lrs.Position{Stored: through, ID: xapi.NewUUID()}
					through++
				}
				check(b, n.hub.Follow(b.Context(), store, batch, through))
			}
			for before := int64(-1); readers > 0; { // until nothing more is written
				now := bytes.Load()
				if now == before {
					break
				}
				before = now
				<-time.After(20 * time.Millisecond)
			}
			b.StopTimer()
			b.ReportMetric(float64(bytes.Load())/float64(b.N), "bytes/op")
			n.stop()
			streams.Wait()
		})
	}
}
