package meaning

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func TestKnownMeaningNeedsNoDatabase(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		now := time.Now()
		registry.now = func() time.Time { return now }
		known := inForce(t, registry, school)
		if err := registry.db.Close(); err != nil {
			t.Fatal(err)
		}
		if inForce(t, registry, school) != known {
			t.Error("it was read again")
		}
	})
}

func TestChangeByAnotherProcessTakesEffectWithinSeconds(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		here, there := node(), node()
		now := time.Now()
		here.now = func() time.Time { return now }
		known, other := inForce(t, here, school), inForce(t, here, academy)
		if err := there.SetVerb(t.Context(), school, finished, "complete"); err != nil {
			t.Fatal(err)
		}
		now = now.Add(staleAfter)
		if got := inForce(t, here, school); got.Verbs[finished] != Complete || got.Version <= known.Version {
			t.Errorf("%v after the change the verb is of the class %s, in version %d after %d", staleAfter, got.Verbs[finished], got.Version, known.Version)
		}
		if inForce(t, here, academy) != other {
			t.Error("a store without a change was read again")
		}
		if err := there.UnsetVerb(t.Context(), school, finished); err != nil {
			t.Fatal(err)
		}
		now = now.Add(staleAfter)
		if got := inForce(t, here, school); got.Verbs[finished] != Other {
			t.Errorf("%v after it was taken back the verb is of the class %s", staleAfter, got.Verbs[finished])
		}
	})
}

// The clock of the node that is told stands still: it does not look by itself.
func TestChangeByAnotherNodeIsHeardOf(t *testing.T) {
	open := dbtest.Postgres(t)
	here, there := newRegistry(t, open()), newRegistry(t, open())
	now := time.Now()
	here.now = func() time.Time { return now }
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { here.Watch(ctx) })
	defer watching.Wait()
	defer cancel()
	inForce(t, here, school)
	if _, err := there.Merge(t.Context(), school, ada, bob); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for inForce(t, here, school).Persons[ada] != bob {
		<-look.C
	}
}

// Whoever was told that a change is made sees it, however many others read.
func TestChangesAreSeenByWhoMadeThem(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		ctx, cancel := context.WithCancel(t.Context())
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				latest := uint64(0)
				for ctx.Err() == nil {
					found, err := registry.Meaning(t.Context(), school)
					if err != nil {
						t.Error(err)
						return
					}
					if found.Version < latest {
						t.Errorf("version %d came after %d", found.Version, latest)
						return
					}
					latest = found.Version
				}
			})
		}
		for i := range 30 {
			course := fmt.Sprintf("https://c.example/%d", i)
			if err := registry.MapCourse(t.Context(), school, "https://a.example/", course); err != nil {
				t.Error(err)
				break
			}
			if got := inForce(t, registry, school).Courses["https://a.example/"]; got != course {
				t.Errorf("after the change the course is %s, want %s", got, course)
			}
		}
		cancel()
		readers.Wait()
	})
}

func TestMemoryIsBounded(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	for store := range int64(maxRemembered + 10) {
		inForce(t, registry, store)
	}
	if got := len(registry.remembered.meanings); got != maxRemembered {
		t.Errorf("%d stores are remembered, want %d", got, maxRemembered)
	}
}

func TestDatabaseThatIsAwayIsAnError(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	now := time.Now()
	registry.now = func() time.Time { return now }
	inForce(t, registry, school)
	if err := registry.db.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(staleAfter)
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			if _, err := registry.Meaning(t.Context(), school); err == nil || problem.Is(err, problem.NotFound) {
				t.Errorf("Meaning returned %v, want why it cannot be known", err)
			}
		})
	}
	readers.Wait()
}
