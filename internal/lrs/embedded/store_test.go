package embedded_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/xapi"
)

func openStore(t testing.TB, config embedded.Config) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(config)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

func smokeID(n int) (id xapi.UUID) {
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	return id
}

func TestSmoke(t *testing.T) {
	dir := t.TempDir()
	ctx := context.Background()
	s := openStore(t, embedded.Config{Dir: dir, FlushStatements: 500})
	key := func(n int) xapi.Key { return xapi.Key{byte(n)} }
	for b := range 30 {
		var batch []lrs.Record
		for i := range 100 {
			n := b*100 + i
			batch = append(batch, lrs.Record{ID: smokeID(n), JSON: fmt.Appendf(nil, `{"n":%d}`, n),
				Index: []xapi.IndexEntry{{xapi.ByVerb, key(n % 3)}, {xapi.ByAgent, key(n % 7)}}})
		}
		if err := s.Append(ctx, 1, batch); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(s *embedded.Store) {
		v, a := key(1), key(2)
		q := lrs.Query{Verb: &v, Agent: &a, Limit: 10}
		n := 0
		for {
			page, err := s.Query(ctx, 1, q)
			if err != nil {
				t.Fatal(err)
			}
			n += len(page.Statements)
			if !page.More {
				break
			}
			q.Through = page.Through
			q.After = page.Statements[len(page.Statements)-1].Position
		}
		if n != 143 {
			t.Fatalf("found %d", n)
		}
		n = 0
		if err := s.Scan(ctx, 1, lrs.Position{}, func(lrs.Stored) error { n++; return nil }); err != nil || n != 3000 {
			t.Fatal(n, err)
		}
	}
	verify(s)
	st, _ := s.Stats()
	t.Logf("%+v", st)
	s.Close()
	s = openStore(t, embedded.Config{Dir: dir})
	verify(s)
}
