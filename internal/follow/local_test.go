package follow_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/lrs"
)

// notebook is a local follower in memory. It checks that what it is given
// goes on where it was.
type notebook struct {
	mu         sync.Mutex
	generation int64
	pages      map[lrs.StoreID][]int64
	cursors    map[lrs.StoreID]int64
	healed     bool
	wrong      []string
	discarded  int
	// full, if set, is waited for by generations beside the one in force.
	full <-chan struct{}
}

func newNotebook() *notebook {
	return &notebook{generation: 1, pages: map[lrs.StoreID][]int64{}, cursors: map[lrs.StoreID]int64{}}
}

func (n *notebook) Name() string { return "notebook" }

func (n *notebook) Generation() int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.generation
}

func (n *notebook) Through(store lrs.StoreID) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.cursors[store]
}

func (n *notebook) Follow(_ context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, s := range batch {
		if !n.healed && strings.Contains(string(s.JSON), "/poison") {
			return errPoison
		}
	}
	for _, s := range batch {
		if s.Stored < n.cursors[store] {
			n.wrong = append(n.wrong, "a statement came again")
		}
		n.pages[store] = append(n.pages[store], s.Stored)
	}
	if len(batch) > 0 && through != batch[len(batch)-1].Stored+1 {
		n.wrong = append(n.wrong, "through is not one above the last statement")
	}
	n.cursors[store] = through
	return nil
}

func (n *notebook) Beside(_ context.Context, generation int64) (follow.Beside, error) {
	fresh := newNotebook()
	fresh.generation = generation
	return &besideNotebook{fresh, n}, nil
}

type besideNotebook struct {
	*notebook
	live *notebook
}

func (b *besideNotebook) Follow(ctx context.Context, store lrs.StoreID, batch []lrs.Stored, through int64) error {
	b.live.mu.Lock()
	full, healed := b.live.full, b.live.healed
	b.live.mu.Unlock()
	if full != nil {
		select {
		case <-full:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	b.mu.Lock()
	b.healed = healed
	b.mu.Unlock()
	return b.notebook.Follow(ctx, store, batch, through)
}

func (b *besideNotebook) Swap(context.Context) error {
	b.live.mu.Lock()
	defer b.live.mu.Unlock()
	for store, through := range b.live.cursors {
		if b.cursors[store] < through {
			b.live.wrong = append(b.live.wrong, "a swap before everything was in")
		}
	}
	b.live.generation, b.live.pages, b.live.cursors = b.generation, b.pages, b.cursors
	b.live.wrong = append(b.live.wrong, b.wrong...)
	return nil
}

func (b *besideNotebook) Discard() error {
	b.live.mu.Lock()
	defer b.live.mu.Unlock()
	b.live.discarded++
	return nil
}

func (n *notebook) has(w *world, without string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.wrong) > 0 {
		w.t.Fatal(n.wrong)
	}
	for _, store := range w.stores {
		if !slices.Equal(n.pages[store], w.statements(store, without)) {
			return false
		}
	}
	return true
}

func (w *world) local(node string, n ...*notebook) follow.Config {
	config := w.config(node)
	for _, local := range n {
		config.Local = append(config.Local, local)
	}
	return config
}

func TestALocalFollowerRunsOnEveryNodeAndIsRebuiltOnEach(t *testing.T) {
	w := postgresWorld(t)
	books := []*notebook{newNotebook(), newNotebook()}
	w.store(1, 2100, "did")
	nodes := []running{start(t, w.local("a", books[0])), start(t, w.local("b", books[1]))}
	w.store(2, 10, "did")
	everywhere := func(generation int64) func() bool {
		return func() bool {
			for _, book := range books {
				if !book.has(w, "") || book.Generation() != generation {
					return false
				}
			}
			return true
		}
	}
	eventually(t, "both have everything", everywhere(1))
	if err := nodes[0].Rebuild(t.Context(), "notebook"); err != nil {
		t.Fatal(err)
	}
	w.store(1, 5, "did")
	eventually(t, "both are rebuilt", everywhere(2))
	eventually(t, "the list shows both nodes", func() bool {
		list, err := nodes[1].List(t.Context())
		return err == nil && len(list) == 2 && list[0].Node == "a" && list[1].Node == "b" &&
			list[0].State == follow.Running && list[0].Generation == 2 && list[1].Generation == 2 && list[1].Lag == 0
	})
	nodes[0].stop()
	w.store(1, 5, "did")
	eventually(t, "the other goes on", func() bool { return books[1].has(w, "") })
	start(t, w.local("a", books[0]))
	eventually(t, "the first goes on where it was", everywhere(2))
}

func TestALocalFollowerGoesPastPoisonUntilItIsRebuilt(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		w.store(1, 5, "did")
		w.store(1, 1, "poison")
		w.store(1, 5, "did")
		n := newNotebook()
		r := start(t, w.local("a", n))
		eventually(t, "it has all but the poison", func() bool { return n.has(w, "poison") })
		n.mu.Lock()
		n.healed = true
		n.mu.Unlock()
		if done, err := r.Replay(t.Context(), "notebook"); err != nil || !done.Rebuilding {
			t.Fatalf("replay: %+v, %v", done, err)
		}
		eventually(t, "it has everything", func() bool { return n.has(w, "") })
		eventually(t, "the dead letters are forgotten", func() bool {
			letters, err := r.Dead(t.Context(), "notebook")
			return err == nil && len(letters) == 0
		})
	})
}

func TestARebuildThatIsStoppedIsDiscardedAndBegunAgain(t *testing.T) {
	w := embeddedWorld(t)
	w.store(1, 10, "did")
	n := newNotebook()
	full := make(chan struct{})
	n.full = full
	r := start(t, w.local("a", n))
	eventually(t, "it has everything", func() bool { return n.has(w, "") })
	if err := r.Rebuild(t.Context(), "notebook"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the list tells of the generation that is wanted", func() bool {
		generation, err := r.Generation(t.Context(), "notebook")
		return err == nil && generation == 2
	})
	r.stop()
	n.mu.Lock()
	n.full = nil
	n.mu.Unlock()
	start(t, w.local("a", n))
	eventually(t, "it is rebuilt", func() bool { return n.Generation() == 2 && n.has(w, "") })
}
