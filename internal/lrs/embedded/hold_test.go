package embedded_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

func TestHeldAppendsAreRefused(t *testing.T) {
	s := openStore(t, embedded.Config{Dir: t.TempDir()})
	held := errors.New("held")
	appendOne := func() error {
		record, err := storetest.MakeRecord([]byte(`{"actor":{"mbox":"mailto:a@example.org"},"verb":{"id":"http://example.org/did"},"object":{"id":"http://example.org/it"}}`), storetest.DefaultOrigin())
		if err != nil {
			t.Error(err)
		}
		return s.Append(t.Context(), 1, []lrs.Record{record})
	}
	count := func() (n int) {
		err := s.Scan(t.Context(), 1, lrs.Position{}, func(lrs.Stored) error {
			n++
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		return n
	}
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				if err := appendOne(); err != nil {
					if !errors.Is(err, held) {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	release, err := s.Hold(t.Context(), held)
	if err != nil {
		t.Fatal(err)
	}
	before := count()
	if _, err := s.Hold(t.Context(), held); !errors.Is(err, held) {
		t.Errorf("holding twice returned %v, want a refusal", err)
	}
	writers.Wait()
	if after := count(); after != before {
		t.Errorf("the store grew from %d to %d statements while it was held", before, after)
	}
	release()
	if err := appendOne(); err != nil {
		t.Errorf("an append after the hold was released: %v", err)
	}
}
