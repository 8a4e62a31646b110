package seglog_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog"
)

// group makes n records from a position on, of differing lengths and kinds.
func group(first int64, n int) []seglog.Record {
	records := make([]seglog.Record, n)
	for i := range records {
		r := &records[i]
		r.Position = first + int64(i)
		r.Store = 1 + r.Position%3
		copy(r.ID[:], fmt.Sprintf("id%014d", r.Position))
		noise := sha256.Sum256(r.ID[:]) // does not compress away
		r.JSON = fmt.Appendf(nil, `{"id":"%d","text":"%x"}`, r.Position, noise[:r.Position%32])
		if r.Position%5 == 0 {
			r.Flags = seglog.Reference
			copy(r.Target[:], fmt.Sprintf("id%014d", r.Position-1))
		}
		if r.Position%10 == 0 {
			r.Flags |= seglog.Voids | seglog.Defines
		}
	}
	return records
}

func open(t testing.TB, config seglog.Config) *seglog.Log {
	t.Helper()
	l, err := seglog.Open(config)
	if err != nil {
		t.Fatalf("open the log: %v", err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// check verifies the whole log and compares it with what was committed, both
// in order and by position.
func check(t testing.TB, l *seglog.Log, want []seglog.Record) {
	t.Helper()
	if err := l.Verify(context.Background(), nil); err != nil {
		t.Fatalf("verify: %v", err)
	}
	var got []seglog.Record
	err := l.Blocks(context.Background(), 0, func(records []seglog.Record) error {
		got = append(got, records...)
		return nil
	})
	if err != nil {
		t.Fatalf("read the log: %v", err)
	}
	if len(got) != len(want) {
		t.Fatalf("the log holds %d records, want %d", len(got), len(want))
	}
	for i := range want {
		same(t, got[i], want[i])
		one, err := l.Read(want[i].Position)
		if err != nil {
			t.Fatalf("read position %d: %v", want[i].Position, err)
		}
		same(t, one, want[i])
	}
	last := int64(0)
	if len(want) > 0 {
		last = want[len(want)-1].Position
	}
	if l.Last() != last {
		t.Fatalf("Last = %d, want %d", l.Last(), last)
	}
}

func same(t testing.TB, got, want seglog.Record) {
	t.Helper()
	if got.Position != want.Position || got.Store != want.Store || got.ID != want.ID || got.Flags != want.Flags ||
		got.Target != want.Target || !bytes.Equal(got.JSON, want.JSON) {
		t.Fatalf("record at %d: got %+v, want %+v", want.Position, got, want)
	}
}

func TestWhatIsAppendedIsReadBackAcrossSegmentsAndRestarts(t *testing.T) {
	config := seglog.Config{Dir: t.TempDir(), SegmentSize: 20 << 10}
	var want []seglog.Record
	position := int64(1_000_000)
	for round := range 5 {
		l := open(t, config)
		check(t, l, want)
		for n := range 60 {
			g := group(position, 1+n*7%90)
			if err := l.Append(g); err != nil {
				t.Fatal(err)
			}
			want = append(want, g...)
			position += int64(len(g)) + int64(n)
		}
		check(t, l, want)
		if files := l.Files(); len(files) < 2*round {
			t.Fatalf("round %d has %d segments; they do not roll", round, len(files))
		}
		l.Close()
	}
}
