package follow_test

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
)

// Whatever happens to followers, what they derive comes to equal the log, but
// for the poison that was put aside.
func TestWhateverHappensTheFollowersEqualTheLog(t *testing.T) {
	const checks = "rapid.checks"
	if set := flag.Lookup(checks); set.Value.String() == set.DefValue { // a check takes a fifth of a second
		if err := flag.Set(checks, "6"); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := flag.Set(checks, set.DefValue); err != nil {
				t.Error(err)
			}
		})
	}
	everyStore(t, func(t *testing.T, w *world) {
		rapid.Check(t, func(rt *rapid.T) {
			seed := rapid.Uint64().Draw(rt, "seed of the faults")
			// Only ever one goroutine asks: the follower that holds its mutex.
			random := rand.New(rand.NewPCG(seed, 1))
			name := rapid.StringMatching(`f[a-z]{12}`).Draw(rt, "name")
			l := &ledger{called: name, fault: func() error {
				switch random.IntN(8) {
				case 0:
					return problem.New(problem.Unavailable, "away", "away")
				case 1:
					return context.DeadlineExceeded
				}
				return nil
			}}
			n := newNotebook()
			config := w.shared("a", l)
			config.Local = []follow.Local{renamed{n, "local-" + name}}
			r := start(t, config)
			defer func() { r.stop() }()
			for range rapid.IntRange(1, 12).Draw(rt, "events") {
				switch rapid.IntRange(0, 7).Draw(rt, "event") {
				case 0, 1, 2:
					w.store(lrs.StoreID(rapid.IntRange(1, 3).Draw(rt, "store")), rapid.IntRange(1, 60).Draw(rt, "count"), "did")
					r.Poke()
				case 3:
					w.store(lrs.StoreID(rapid.IntRange(1, 3).Draw(rt, "store")), 1, "poison")
				case 4:
					r.stop()
					r = start(t, config)
				case 5:
					ignoreKnown(t, r.Rebuild(t.Context(), rapid.SampledFrom([]string{name, "local-" + name}).Draw(rt, "rebuilt")))
				case 6:
					ignoreKnown(t, r.Pause(t.Context(), name))
				case 7:
					ignoreKnown(t, r.Resume(t.Context(), name))
				}
			}
			eventually(t, "it goes on", func() bool { return r.Resume(t.Context(), name) == nil })
			eventually(t, "the shared follower equals the log", func() bool { return w.agrees(name, "poison") })
			eventually(t, "the local follower equals the log", func() bool { return n.has(w, "poison") })
			eventually(t, "no rebuild is left", func() bool {
				list, err := r.List(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, s := range list {
					if s.Node != "" && (s.Name == name || s.Name == "local-"+name) && s.State != follow.Running {
						return false
					}
				}
				return true
			})
			w.mustAgree(name, "poison")
		})
	})
}

// renamed is a local follower under another name.
type renamed struct {
	*notebook
	name string
}

func (r renamed) Name() string { return r.name }

// ignoreKnown fails a test for an error that is no answer to such a question.
func ignoreKnown(t *testing.T, err error) {
	t.Helper()
	var known *problem.Error
	if err != nil && !errors.As(err, &known) {
		t.Fatal(err)
	}
}
