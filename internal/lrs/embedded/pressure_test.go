package embedded_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/lore-lrs/lore/internal/lrs/embedded"
	"github.com/lore-lrs/lore/internal/lrs/embedded/seglog/faultfs"
	"github.com/lore-lrs/lore/internal/problem"
)

// An index without room makes the tail fill up, then appends are refused; they
// go on by themselves when there is room again, and nothing is missing.
func TestAnIndexWithoutRoomRefusesAppendsAndRecovers(t *testing.T) {
	for _, c := range []struct {
		name    string
		recover bool
	}{{"and recovers", true}, {"and closes", false}} {
		t.Run(c.name, func(t *testing.T) {
			full := errorfs.Toggle{Injector: errorfs.InjectorFunc(func(op errorfs.Op) error {
				if op.Kind == errorfs.OpCreate && strings.HasSuffix(op.Path, ".sst") {
					return syscall.ENOSPC
				}
				return nil
			})}
			mem := vfs.NewMem()
			config := embedded.Config{Dir: t.TempDir(), FS: &faultfs.FS{Lazy: true}, FlushStatements: 5}
			s := openStore(t, config.WithIndexIn(errorfs.Wrap(mem, &full)))
			full.On()
			w := makeWorkload(t, 30)
			stored, refused := 0, error(nil)
			for refused == nil && stored < len(w.batches) {
				if refused = s.Append(t.Context(), w.store(stored), w.records(stored)); refused == nil {
					stored++
				}
			}
			if !problem.Is(refused, problem.Full) || !errors.Is(refused, syscall.ENOSPC) {
				t.Fatalf("%d batches were taken, then %v; want kind Full", stored, refused)
			}
			before := dump(t, s)
			if c.recover {
				full.Off()
				for stored < len(w.batches) && t.Context().Err() == nil {
					switch err := s.Append(t.Context(), w.store(stored), w.records(stored)); {
					case err == nil:
						stored++
					case !problem.Is(err, problem.Full):
						t.Fatal(err)
					}
				}
				before = dump(t, s)
			}
			closeStore(t, s)
			full.Off()
			s = openStore(t, config.WithIndexIn(mem))
			if after := dump(t, s); after != before {
				t.Fatalf("answers changed with the restart (-before +after):\n%s", diffLines(before, after))
			}
		})
	}
}
