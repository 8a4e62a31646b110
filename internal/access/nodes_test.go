package access

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/pgpool"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
)

// The clock of the node that is told stands still: it does not look by itself.
func TestRevocationOnAnotherNodeIsHeardOf(t *testing.T) {
	open := dbtest.Postgres(t)
	here, there := newRegistry(t, open()), newRegistry(t, open())
	key := newKey(t, there, ScopeAll)
	now := time.Now()
	here.now = func() time.Time { return now }
	if _, err := here.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
		t.Fatal(err)
	}
	generation := func() uint64 {
		here.remembered.mu.RLock()
		defer here.remembered.mu.RUnlock()
		return here.remembered.generation
	}
	before := generation()
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { here.Watch(ctx) })
	defer watching.Wait()
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for generation() == before { // until it listens
		<-look.C
	}
	if _, err := here.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
		t.Fatal(err)
	}
	if err := there.RevokeKey(t.Context(), key.Key); err != nil {
		t.Fatal(err)
	}
	for ; ; <-look.C {
		_, err := here.Authenticate(t.Context(), key.Key, key.Secret)
		if problem.Is(err, problem.Unauthenticated) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestManyNodesMakeStoresAtOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		nodes := []*Registry{node(), node(), node()}
		names := []string{"a", "b", "c", "d", "e", "f"}
		var made sync.WaitGroup
		for _, name := range names {
			for _, registry := range nodes {
				made.Go(func() {
					if _, err := registry.CreateStore(t.Context(), name); err != nil && !problem.Is(err, problem.Conflict) {
						t.Error(err)
					}
				})
			}
		}
		made.Wait()
		stores, err := nodes[0].ListStores(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		numbers := make(map[int64]string)
		for _, store := range stores {
			if other, taken := numbers[store.ID]; taken {
				t.Errorf("%s and %s have the number %d", other, store.Name, store.ID)
			}
			numbers[store.ID] = store.Name
		}
		if len(stores) != len(names)+1 { // and «school»
			t.Errorf("%d stores were made, want %d", len(stores), len(names)+1)
		}
	})
}

func TestDeadDatabaseIsNoWrongPassword(t *testing.T) {
	cluster := pgtest.Start(t, pgtest.Options{Durable: true})
	pools, err := pgpool.Open(t.Context(), pgpool.Config{URL: cluster.Database(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer pools.Close()
	database, err := db.OpenPostgres(t.Context(), pools)
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	registry := newRegistry(t, database)
	key := newKey(t, registry, ScopeAll)
	now := time.Now()
	registry.now = func() time.Time { return now }
	if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
		t.Fatal(err)
	}
	cluster.Stop("immediate")
	if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
		t.Errorf("a key that was just looked at: %v", err)
	}
	now = now.Add(staleAfter)
	var requests sync.WaitGroup
	for range 8 {
		requests.Go(func() {
			if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); !problem.Is(err, problem.Unavailable) {
				t.Errorf("Authenticate returned %v, want the kind Unavailable", err)
			}
		})
	}
	requests.Wait()
	cluster.Start()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for ; ; <-look.C {
		_, err := registry.Authenticate(t.Context(), key.Key, key.Secret)
		if err == nil {
			return
		}
		if !problem.Is(err, problem.Unavailable) {
			t.Fatal(err)
		}
	}
}
