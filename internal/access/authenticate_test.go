package access

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/problem"
)

// SE-11: one answer, whatever was wrong.
func TestWrongCredentialsAreAllAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		good, revoked := newKey(t, registry, ScopeAll), newKey(t, registry, ScopeAll)
		if err := registry.RevokeKey(t.Context(), revoked.Key); err != nil {
			t.Fatal(err)
		}
		var message string
		for name, credentials := range map[string][2]string{
			"unknown key":  {"nobody", good.Secret},
			"wrong secret": {good.Key, good.Secret + "x"},
			"other secret": {good.Key, revoked.Secret},
			"no secret":    {good.Key, ""},
			"nothing":      {"", ""},
			"revoked":      {revoked.Key, revoked.Secret},
			"no text":      {"a\xff", "a\xff"},
			"zero":         {"a\x00", "a\x00"},
		} {
			_, err := registry.Authenticate(t.Context(), credentials[0], credentials[1])
			if !problem.Is(err, problem.Unauthenticated) {
				t.Errorf("%s: Authenticate returned %v, want the kind Unauthenticated", name, err)
				continue
			}
			if message == "" {
				message = err.Error()
			}
			if err.Error() != message {
				t.Errorf("%s: the message %q differs from %q", name, err, message)
			}
		}
	})
}

func TestKnownKeysNeedNoDatabase(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		key := newKey(t, registry, ScopeAll)
		now := time.Now()
		registry.now = func() time.Time { return now }
		if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
			t.Fatal(err)
		}
		if err := registry.db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
			t.Errorf("the second request of a key asked the database: %v", err)
		}
	})
}

func TestRevocationTakesEffectAtOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		key := newKey(t, registry, ScopeAll)
		if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a second time changes nothing
			if err := registry.RevokeKey(t.Context(), key.Key); err != nil {
				t.Fatal(err)
			}
			if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); !problem.Is(err, problem.Unauthenticated) {
				t.Errorf("after the revocation Authenticate returned %v, want the kind Unauthenticated", err)
			}
		}
		for _, unknown := range []string{"nobody", "a\xff", "a\x00"} {
			if err := registry.RevokeKey(t.Context(), unknown); !problem.Is(err, problem.NotFound) {
				t.Errorf("revoking the unknown key %q returned %v, want the kind NotFound", unknown, err)
			}
		}
	})
}

func TestRevocationByAnotherProcessTakesEffectWithinSeconds(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		here, there := node(), node()
		key := newKey(t, here, ScopeAll)
		now := time.Now()
		here.now = func() time.Time { return now }
		if _, err := here.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
			t.Fatal(err)
		}
		if err := there.RevokeKey(t.Context(), key.Key); err != nil {
			t.Fatal(err)
		}
		now = now.Add(staleAfter)
		if _, err := here.Authenticate(t.Context(), key.Key, key.Secret); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("%v after the revocation Authenticate returned %v, want the kind Unauthenticated", staleAfter, err)
		}
	})
}

func TestMemoryIsBounded(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		key := newKey(t, registry, ScopeAll)
		m := &registry.remembered
		m.credentials = make(map[string]*credential)
		for i := range maxRemembered {
			m.credentials[fmt.Sprint("other ", i)] = &credential{}
		}
		// The counter was never read: the first look must not empty the memory.
		m.checked = registry.now()
		if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
			t.Fatal(err)
		}
		if len(m.credentials) != maxRemembered || m.credentials[key.Key] == nil {
			t.Errorf("%d keys are remembered, want %d with the latest among them", len(m.credentials), maxRemembered)
		}
	})
}

func TestKeyReadBeforeARevocationIsNotRememberedAfterIt(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		for range 20 {
			key := newKey(t, registry, ScopeAll)
			var readers sync.WaitGroup
			for range 4 {
				readers.Go(func() {
					for {
						_, err := registry.Authenticate(t.Context(), key.Key, key.Secret)
						if problem.Is(err, problem.Unauthenticated) {
							return
						}
						if err != nil {
							t.Error(err)
							return
						}
					}
				})
			}
			if err := registry.RevokeKey(t.Context(), key.Key); err != nil {
				t.Error(err)
			}
			readers.Wait()
			if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); !problem.Is(err, problem.Unauthenticated) {
				t.Fatalf("a revoked key is good again: %v", err)
			}
		}
	})
}

func BenchmarkAuthenticate(b *testing.B) {
	registry := newRegistry(b, dbtest.SQLite(b)())
	key := newKey(b, registry, ScopeAll)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := registry.Authenticate(b.Context(), key.Key, key.Secret); err != nil {
			b.Fatal(err)
		}
	}
}
