package embedded_test

import (
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/lrs/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func openStore(t testing.TB, config embedded.Config) *embedded.Store {
	t.Helper()
	s, err := embedded.Open(config)
	if err != nil {
		t.Fatalf("open the store: %v", err)
	}
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

func closeStore(t testing.TB, s *embedded.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close the store: %v", err)
	}
}

// opener plugs the store into storetest. Nothing is synced, which would take
// most of the time.
func opener(config embedded.Config) storetest.Opener {
	return func(t testing.TB) *storetest.Engine {
		config := config
		config.Dir = t.TempDir()
		config.FS = &faultfs.FS{Lazy: true}
		config = config.WithIndexIn(vfs.NewMem())
		s := openStore(t, config)
		return &storetest.Engine{
			Statements: s,
			Reopen: func() lrs.Statements {
				closeStore(t, s)
				s = openStore(t, config)
				return s
			},
			Flush: func() {
				if err := s.Flush(); err != nil {
					t.Fatalf("flush: %v", err)
				}
			},
			Close: func() { closeStore(t, s) },
		}
	}
}

func TestBehaviour(t *testing.T) {
	storetest.Run(t, opener(embedded.Config{}))
}

// With tiny limits every story crosses segments, caches and flushes.
func TestBehaviourWithTinyLimits(t *testing.T) {
	storetest.Run(t, opener(embedded.Config{SegmentSize: 4 << 10, BlockCacheBytes: 2 << 10, FlushStatements: 3}))
}
