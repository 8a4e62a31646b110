package documents

import (
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/bucket"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/xapi"
)

// Documents are found by their bucket: where it changes, they are lost.
func TestBucketsStayAsTheyAre(t *testing.T) {
	s := New(dbtest.Postgres(t)())
	for _, c := range []struct {
		where lrs.DocumentContext
		want  int32
	}{
		{state, 16},
		{registered, 16},
		{lrs.DocumentContext{Resource: lrs.ActivityProfile, Activity: "http://example.org/a"}, 136},
		{lrs.DocumentContext{Resource: lrs.AgentProfile, Agent: xapi.Key{1, 2, 3}}, 13},
	} {
		if got := s.bucket(1, c.where); got != c.want {
			t.Errorf("the bucket of %+v is %d, want %d", c.where, got, c.want)
		}
	}
}

func TestDocumentsUseAllBuckets(t *testing.T) {
	s := New(dbtest.Postgres(t)())
	const documents = 100 * bucket.Count
	count := make(map[int32]int)
	for i := range documents {
		count[s.bucket(1, lrs.DocumentContext{Resource: lrs.AgentProfile, Agent: xapi.IFI{Kind: xapi.Mbox, Value: fmt.Sprintf("mailto:%d@example.org", i)}.Key()})]++
	}
	if len(count) != bucket.Count {
		t.Errorf("%d buckets are used, want %d", len(count), bucket.Count)
	}
	for number, got := range count {
		if got < 50 || got > 200 {
			t.Errorf("the bucket %d has %d of %d documents, want about 100", number, got, documents)
		}
	}
}
