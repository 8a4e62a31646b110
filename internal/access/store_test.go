package access

import (
	"context"
	"errors"
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

func TestRemovedStoreLetsNobodyInAndFreesItsName(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		var dropped []int64
		registry.OnRemove(func(_ context.Context, store int64) error {
			dropped = append(dropped, store)
			return nil
		})
		first, err := registry.AddStore(t.Context(), StoreSpec{Name: "sample", Title: "Sample data", Sample: true})
		if err != nil {
			t.Fatal(err)
		}
		key, err := registry.CreateKey(t.Context(), KeySpec{Store: "sample", Name: "k", Scopes: []Scope{ScopeAll}})
		if err != nil {
			t.Fatal(err)
		}
		token, err := registry.CreateToken(t.Context(), TokenSpec{Store: "sample", Role: RoleOwner})
		if err != nil {
			t.Fatal(err)
		}
		if err := registry.RemoveStore(t.Context(), "sample"); err != nil {
			t.Fatal(err)
		}
		if len(dropped) != 1 || dropped[0] != first.ID {
			t.Errorf("the hook was told of %v, want the store %d", dropped, first.ID)
		}
		if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("its key: %v, want the kind Unauthenticated", err)
		}
		if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("its token: %v, want the kind Unauthenticated", err)
		}
		stores, err := registry.ListStores(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		keys, err := registry.ListKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := registry.ListTokens(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(stores) != 1 || stores[0].Name != "school" || len(keys) != 0 || len(tokens) != 0 {
			t.Errorf("listed are %+v, %+v and %+v, want school alone", stores, keys, tokens)
		}
		for _, name := range []string{"sample", "sample~2", "nowhere", "a\x00"} {
			if err := registry.RemoveStore(t.Context(), name); !problem.Is(err, problem.NotFound) {
				t.Errorf("removing %q: %v, want the kind NotFound", name, err)
			}
		}
		second, err := registry.AddStore(t.Context(), StoreSpec{Name: "sample", Title: "Sample data", Sample: true})
		if err != nil || second.ID == first.ID || !second.Sample || second.Title != "Sample data" {
			t.Errorf("made again it is %+v (%v)", second, err)
		}
	})
}

func TestRemovalSaysWhatCouldNotBeDropped(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		full := errors.New("disk")
		registry.OnRemove(func(context.Context, int64) error { return full })
		if err := registry.RemoveStore(t.Context(), "school"); !errors.Is(err, full) {
			t.Errorf("RemoveStore returned %v, want %v", err, full)
		}
	})
}

func TestStoreSettingsAreKept(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		want := StoreSettings{Title: "Our school", Language: "de-CH", Zone: "Europe/Zurich", Accent: "teal", MinGroup: 9}
		if err := registry.ChangeStore(t.Context(), "school", want); err != nil {
			t.Fatal(err)
		}
		store, err := registry.FindStore(t.Context(), "school")
		if err != nil || store.StoreSettings != want {
			t.Errorf("kept is %+v (%v), want %+v", store, err, want)
		}
		for name, change := range map[string]func(*StoreSettings){
			"blank title":      func(s *StoreSettings) { s.Title = " " },
			"no language":      func(s *StoreSettings) { s.Language = "not a tag" },
			"no zone":          func(s *StoreSettings) { s.Zone = "Mars/Base" },
			"the machine's":    func(s *StoreSettings) { s.Zone = "Local" },
			"no group":         func(s *StoreSettings) { s.MinGroup = 0 },
			"too large groups": func(s *StoreSettings) { s.MinGroup = 21 },
			"unprintable":      func(s *StoreSettings) { s.Accent = "\x00" },
		} {
			wrong := want
			change(&wrong)
			if err := registry.ChangeStore(t.Context(), "school", wrong); !problem.Is(err, problem.Invalid) {
				t.Errorf("%s: %v, want the kind Invalid", name, err)
			}
		}
		if err := registry.ChangeStore(t.Context(), "nowhere", want); !problem.Is(err, problem.NotFound) {
			t.Errorf("an unknown store: %v, want the kind NotFound", err)
		}
	})
}
