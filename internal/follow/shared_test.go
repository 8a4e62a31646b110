package follow_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/lore-lrs/lore/internal/follow"
	"github.com/lore-lrs/lore/internal/problem"
)

func (w *world) agrees(name, without string) bool {
	for _, store := range w.stores {
		if !slices.Equal(w.derived(name, store), w.statements(store, without)) {
			return false
		}
	}
	return true
}

func (w *world) mustAgree(name, without string) {
	w.t.Helper()
	eventually(w.t, "the follower has what the log has, each once", func() bool { return w.agrees(name, without) })
}

func (w *world) shared(node string, l ...follow.Shared) follow.Config {
	config := w.config(node)
	config.Shared = l
	return config
}

func TestASharedFollowerTakesEveryStatementOnceThroughFailures(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		calls := 0
		l := &ledger{called: "ledger", fault: func() error {
			if calls++; calls%3 == 1 {
				return problem.New(problem.Unavailable, "away", "the database went away in the middle")
			}
			return nil
		}}
		w.store(1, 1500, "did")
		first := start(t, w.shared("a", l))
		w.store(2, 10, "did")
		first.Poke()
		eventually(t, "something is taken", func() bool { return len(w.derived("ledger", 1)) > 0 })
		first.stop()
		w.store(1, 10, "did")
		second := start(t, w.shared("a", l))
		w.store(3, 1, "did")
		w.mustAgree("ledger", "")
		second.stop()
	})
}

func TestAPoisonedStatementIsPutAsideAndReplayed(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		w.store(1, 40, "did")
		w.store(1, 1, "poison")
		w.store(1, 40, "did")
		w.store(2, 1, "poison")
		l, other := &ledger{called: "ledger"}, &ledger{called: "other", healed: true}
		r := start(t, w.shared("a", l, other))
		w.mustAgree("other", "")
		w.mustAgree("ledger", "poison")
		var letters []follow.DeadLetter
		eventually(t, "both are put aside", func() bool {
			var err error
			if letters, err = r.Dead(t.Context(), "ledger"); err != nil {
				t.Fatal(err)
			}
			return len(letters) == 2
		})
		if first := letters[0]; first.Store != 1 || first.Stored != w.statements(1, "")[40] || first.Reason != errPoison.Error() || first.Tries < 3 || first.Since == 0 {
			t.Errorf("the first dead letter is %+v", first)
		}
		if done, err := r.Replay(t.Context(), "ledger"); err != nil || done != (follow.Replayed{Refused: 2}) {
			t.Errorf("replay of what is still poison: %+v, %v", done, err)
		}
		l.change(func() { l.healed = true })
		if done, err := r.Replay(t.Context(), "ledger"); err != nil || done != (follow.Replayed{Taken: 2}) {
			t.Errorf("replay of what is healed: %+v, %v", done, err)
		}
		w.mustAgree("ledger", "")
		if letters, err := r.Dead(t.Context(), "ledger"); err != nil || len(letters) != 0 {
			t.Errorf("after the replay there are %v, %v", letters, err)
		}
	})
}

func TestARebuildSwapsInAndDropsTheOldGeneration(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		w.store(1, 2500, "did")
		w.store(2, 10, "did")
		l := &ledger{called: "ledger"}
		r := start(t, w.shared("a", l))
		w.mustAgree("ledger", "")
		ctx, cancel := context.WithCancel(t.Context())
		reading := make(chan error, 1)
		go func() { reading <- w.neverLess(ctx, "ledger") }()
		if err := r.Rebuild(t.Context(), "ledger"); err != nil {
			t.Fatal(err)
		}
		for generation := int64(1); generation == 1; w.store(1, 3, "did") {
			var err error
			if generation, err = r.Generation(t.Context(), "ledger"); err != nil {
				t.Fatal(err)
			}
		}
		w.mustAgree("ledger", "")
		eventually(t, "the old generation is gone", func() bool {
			var rows int
			if err := w.database.Read().QueryRow(`SELECT COUNT(*) FROM derived WHERE generation = 1`).Scan(&rows); err != nil {
				t.Fatal(err)
			}
			return rows == 0
		})
		cancel()
		if err := <-reading; err != nil {
			t.Error(err)
		}
		if !slices.Equal(l.drops, []int64{1}) {
			t.Errorf("dropped were %v", l.drops)
		}
	})
}

// neverLess watches that the content never goes back.
func (w *world) neverLess(ctx context.Context, name string) error {
	most := 0
	for ctx.Err() == nil {
		var count int
		err := w.database.Read().QueryRow(`
			SELECT COUNT(*) FROM derived d JOIN follower f ON f.name = d.follower AND f.generation = d.generation
			WHERE f.name = $1`, name).Scan(&count)
		if err != nil {
			return err
		}
		if count < most {
			return errors.New("what is in force went back")
		}
		most = count
	}
	return nil
}

func TestARebuildGoesOnAfterARestart(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		w.store(1, 1200, "did")
		l := &ledger{called: "ledger"}
		r := start(t, w.shared("a", l))
		w.mustAgree("ledger", "")
		broken := true
		l.change(func() {
			l.fault = func() error {
				if broken {
					return problem.New(problem.Unavailable, "away", "away")
				}
				return nil
			}
		})
		if err := r.Rebuild(t.Context(), "ledger"); err != nil {
			t.Fatal(err)
		}
		if err := r.Rebuild(t.Context(), "ledger"); !problem.Is(err, problem.Conflict) {
			t.Errorf("a second rebuild: %v", err)
		}
		eventually(t, "the list tells of the rebuild", func() bool {
			list, err := r.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return len(list) == 1 && list[0].State == follow.Failing && list[0].Error != "" && list[0].Holder == "a"
		})
		r.stop()
		l.change(func() { broken = false })
		r = start(t, w.shared("b", l))
		eventually(t, "the rebuild is in force", func() bool {
			generation, err := r.Generation(t.Context(), "ledger")
			return err == nil && generation == 2
		})
		w.mustAgree("ledger", "")
	})
}

func TestAPausedFollowerStandsStill(t *testing.T) {
	everyStore(t, func(t *testing.T, w *world) {
		l := &ledger{called: "ledger"}
		r := start(t, w.shared("a", l))
		w.store(1, 3, "did")
		w.mustAgree("ledger", "")
		// Another process on the same database says so.
		remote := follow.New(w.config("command"))
		if err := remote.Pause(t.Context(), "ledger"); err != nil {
			t.Fatal(err)
		}
		states := func(want follow.State) func() bool {
			return func() bool {
				list, err := remote.List(t.Context())
				return err == nil && len(list) > 0 && list[0].Name == "ledger" && list[0].State == want && list[0].Node == "a"
			}
		}
		eventually(t, "it is paused", states(follow.Paused))
		w.store(2, 1, "did")
		r.Poke()
		// It may take some more until it knows. Another follower shows how time passes.
		witness := &ledger{called: "witness"}
		start(t, w.shared("b", witness))
		eventually(t, "it stands still while another goes on", func() bool {
			before := l.count()
			for range 5 {
				w.store(1, 1, "did")
				w.mustAgree("witness", "")
			}
			return l.count() == before && !w.agrees("ledger", "")
		})
		if err := remote.Resume(t.Context(), "ledger"); err != nil {
			t.Fatal(err)
		}
		w.mustAgree("ledger", "")
		eventually(t, "it runs", states(follow.Running))
		if err := remote.Pause(t.Context(), "nobody"); !problem.Is(err, problem.NotFound) {
			t.Errorf("pausing nobody: %v", err)
		}
	})
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.batches
}

func TestOneNodeFollowsAndAnotherTakesOver(t *testing.T) {
	w := postgresWorld(t)
	ledgers := []*ledger{{called: "ledger"}, {called: "ledger"}}
	w.store(1, 10, "did")
	first := start(t, w.shared("a", ledgers[0]))
	w.mustAgree("ledger", "")
	second := start(t, w.shared("b", ledgers[1]))
	for range 20 {
		w.store(1, 1, "did")
		first.Poke()
		second.Poke()
		w.mustAgree("ledger", "")
	}
	if n := ledgers[1].count(); n != 0 {
		t.Errorf("the second node took %d batches", n)
	}
	first.stop()
	w.store(2, 5, "did")
	w.mustAgree("ledger", "")
	if n := ledgers[1].count(); n == 0 {
		t.Error("the second node took nothing")
	}
	eventually(t, "the list names the holder", func() bool {
		list, err := second.List(t.Context())
		return err == nil && len(list) == 1 && list[0].Holder == "b" && list[0].Node == "b"
	})
}
