package embedded_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
	"github.com/lore-lrs/lore/xapi"
)

// A statement with thousands of activities, and hundreds that refer to it from
// before and after: the tail does not hold the product of both until its time
// comes, one batch of the index need not hold it at all, and a rebuilt index
// answers the same.
func TestManyReferencesToAHugeStatement(t *testing.T) {
	const referrers, activities = 450, 3000
	record := func(format string, args ...any) lrs.Record {
		made, err := storetest.MakeRecord(fmt.Appendf(nil, format, args...), storetest.DefaultOrigin())
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	huge := workloadID(999_999)
	var others []string
	for i := range activities {
		others = append(others, fmt.Sprintf(`{"id":"http://example.com/part/%d"}`, i))
	}
	target := record(`{"context":{"contextActivities":{"other":[%s]}},"id":"%s","actor":{"mbox":"mailto:a@example.com"},"verb":{"id":"http://example.com/did"},"object":{"id":"http://example.com/all"}}`,
		strings.Join(others, ","), huge)
	reference := func(n int) lrs.Record {
		return record(`{"id":"%s","actor":{"mbox":"mailto:b@example.com"},"verb":{"id":"http://example.com/saw"},"object":{"objectType":"StatementRef","id":"%s"}}`, workloadID(n), huge)
	}
	var before, after []lrs.Record
	for n := range referrers {
		before, after = append(before, reference(n)), append(after, reference(referrers+n))
	}

	flushed := make(chan int, 100)
	config := embedded.Config{
		Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}, FlushStatements: 10_000, FlushInterval: time.Hour,
		Observer: embedded.Observer{Flush: func(statements int, _ time.Duration) { flushed <- statements }},
	}
	s := openStore(t, config.WithIndexIn(vfs.NewMem()))
	for _, batch := range [][]lrs.Record{before, {target}, after, {reference(9_999)}} {
		if err := s.Append(t.Context(), 1, batch); err != nil {
			t.Fatal(err)
		}
	}
	if early := <-flushed; early > 2*referrers+1 { // the interval is an hour
		t.Errorf("%d statements were flushed at once", early)
	}
	answers := func(s *embedded.Store) string {
		var b strings.Builder
		agent := xapi.IFI{Kind: xapi.Mbox, Value: "mailto:a@example.com"}.Key()
		verb := xapi.VerbKey("http://example.com/did")
		list := []lrs.Query{{Agent: &agent}, {Verb: &verb}, {Agent: &agent, Verb: &verb}}
		for i := 0; i < activities; i += 100 {
			part := xapi.ActivityKey(fmt.Sprintf("http://example.com/part/%d", i))
			list = append(list, lrs.Query{Activity: &part, RelatedActivities: true})
		}
		for i, q := range list {
			found := ids(t, s, 1, q)
			if want := 2*referrers + 2; i < 3 && len(found) != want {
				t.Errorf("query %d finds %d statements, want the huge one and all that refer to it, %d", i, len(found), want)
			}
			fmt.Fprintln(&b, i, found)
		}
		return b.String()
	}
	want := answers(s)
	closeStore(t, s)
	s = openStore(t, config.WithIndexIn(vfs.NewMem()))
	if got := answers(s); got != want {
		t.Errorf("a rebuilt index answers otherwise (-before +after):\n%s", diffLines(want, got))
	}
}
