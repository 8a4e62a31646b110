package access

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/pgtest"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(pgtest.Main(m)) }

// each runs the test on both engines; node returns another registry on the same
// stores and keys, as another process or node has it.
func each(t *testing.T, test func(t *testing.T, node func() *Registry)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func() *db.DB) {
		test(t, func() *Registry { return newRegistry(t, open()) })
	})
}

// newRegistry returns a registry with a store «school».
func newRegistry(t testing.TB, database *db.DB) *Registry {
	t.Helper()
	registry := NewRegistry(database)
	if _, err := registry.CreateStore(t.Context(), "school"); err != nil && !problem.Is(err, problem.Conflict) {
		t.Fatal(err)
	}
	return registry
}

func newKey(t testing.TB, registry *Registry, scopes ...Scope) Key {
	t.Helper()
	key, err := registry.CreateKey(t.Context(), KeySpec{Store: "school", Name: "a course", Scopes: scopes})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestStoreNames(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		for _, name := range []string{"a", "0", "-", "a-b-9", strings.Repeat("x", 63)} {
			if _, err := registry.CreateStore(t.Context(), name); err != nil {
				t.Errorf("%q: %v", name, err)
			}
		}
		for _, name := range []string{"", "A", "a b", "a_b", "a/b", "ä", "a.b", strings.Repeat("x", 64), "a\x00"} {
			if _, err := registry.CreateStore(t.Context(), name); !problem.Is(err, problem.Invalid) {
				t.Errorf("%q: CreateStore returned %v, want the kind Invalid", name, err)
			}
		}
	})
}

func TestStoresAreNumberedFromOneAndListedByName(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		if _, err := registry.CreateStore(t.Context(), "school"); !problem.Is(err, problem.Conflict) {
			t.Errorf("creating it again returned %v, want the kind Conflict", err)
		}
		if _, err := registry.CreateStore(t.Context(), "academy"); err != nil {
			t.Fatal(err)
		}
		stores, err := registry.ListStores(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(stores) != 2 || stores[0].Name != "academy" || stores[0].ID != 2 || stores[1].Name != "school" || stores[1].ID != 1 {
			t.Errorf("the list is %+v, want academy (2) and school (1)", stores)
		}
	})
}

// PostgreSQL may sort by the rules of a language, which pass over signs.
func TestListsAreSortedByBytes(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		for _, name := range []string{"ab", "a-c", "a0", "a--"} {
			if _, err := registry.CreateStore(t.Context(), name); err != nil {
				t.Fatal(err)
			}
			if _, err := registry.CreateKey(t.Context(), KeySpec{Store: name, Name: "n", Scopes: []Scope{ScopeAll}}); err != nil {
				t.Fatal(err)
			}
		}
		stores, err := registry.ListStores(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		keys, err := registry.ListKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var names, ofKeys []string
		for _, store := range stores {
			names = append(names, store.Name)
		}
		for _, key := range keys {
			ofKeys = append(ofKeys, key.Store)
		}
		want := []string{"a--", "a-c", "a0", "ab"}
		if !slices.Equal(names, append(slices.Clone(want), "school")) || !slices.Equal(ofKeys, want) {
			t.Errorf("stores are listed as %q and keys of %q, want %q", names, ofKeys, want)
		}
	})
}

func TestRandomKeysAreLong(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		first, second := newKey(t, registry, ScopeAll), newKey(t, registry, ScopeAll)
		if first.Key == second.Key || first.Secret == second.Secret {
			t.Error("two keys share their key or secret")
		}
		if len(first.Key) < 20 || len(first.Secret) != 43 {
			t.Errorf("key %q and secret %q, want at least 20 and exactly 43 characters", first.Key, first.Secret)
		}
	})
}

func TestRandomSecretsAreNoOptions(t *testing.T) {
	for range 1000 { // every 64th would be one
		if secret := randomSecret(); strings.HasPrefix(secret, "-") {
			t.Fatalf("the secret %s is an option on a command line", secret)
		}
	}
}

func TestChosenKeysAreHeldToBasicAuthentication(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		spec := KeySpec{Store: "school", Name: "n", Scopes: []Scope{ScopeAll}}
		for _, c := range []struct {
			name   string
			change func(*KeySpec)
			want   problem.Kind
		}{
			{"colon in the key", func(s *KeySpec) { s.Key = "a:b" }, problem.Invalid},
			{"control character in the key", func(s *KeySpec) { s.Key = "a\nb" }, problem.Invalid},
			{"broken UTF-8 in the secret", func(s *KeySpec) { s.Secret = "a\xff" }, problem.Invalid},
			{"blank key", func(s *KeySpec) { s.Key = " " }, problem.Invalid},
			{"long key", func(s *KeySpec) { s.Key = strings.Repeat("k", maxKey+1) }, problem.Invalid},
			{"long secret", func(s *KeySpec) { s.Secret = strings.Repeat("k", maxSecret+1) }, problem.Invalid},
			{"no name", func(s *KeySpec) { s.Name = "" }, problem.Invalid},
			{"no scope", func(s *KeySpec) { s.Scopes = nil }, problem.Invalid},
			{"unknown scope", func(s *KeySpec) { s.Scopes = []Scope{ScopeAll, "everything"} }, problem.Invalid},
			{"unknown store", func(s *KeySpec) { s.Store = "nowhere" }, problem.NotFound},
			{"store that cannot be", func(s *KeySpec) { s.Store = "a\x00\xff" }, problem.NotFound},
		} {
			t.Run(c.name, func(t *testing.T) {
				changed := spec
				c.change(&changed)
				if _, err := registry.CreateKey(t.Context(), changed); !problem.Is(err, c.want) {
					t.Errorf("CreateKey returned %v, want the kind %d", err, c.want)
				}
			})
		}
		spec.Key, spec.Secret = "my key", "s:e c:rét"
		key, err := registry.CreateKey(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		if key.Key != spec.Key || key.Secret != spec.Secret {
			t.Errorf("got key %q and secret %q, want those that were chosen", key.Key, key.Secret)
		}
		if _, err := registry.Authenticate(t.Context(), spec.Key, spec.Secret); err != nil {
			t.Error(err)
		}
		if _, err := registry.CreateKey(t.Context(), spec); !problem.Is(err, problem.Conflict) {
			t.Errorf("creating it again returned %v, want the kind Conflict", err)
		}
	})
}

func TestListHoldsNoSecrets(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		key := newKey(t, registry, ScopeState, ScopeStatementsWrite, ScopeState)
		keys, err := registry.ListKeys(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(keys) != 1 {
			t.Fatalf("%d keys are listed, want 1", len(keys))
		}
		if want := []Scope{ScopeStatementsWrite, ScopeState}; !slices.Equal(keys[0].Scopes, want) {
			t.Errorf("scopes %v, want each once: %v", keys[0].Scopes, want)
		}
		text, err := json.Marshal(keys)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), key.Secret) || strings.Contains(string(text), "secret") {
			t.Errorf("the list shows a secret: %s", text)
		}
	})
}

// AU-13: the key as one Agent is the entire authority.
func TestAuthorityIsAnAgentOfTheKey(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		key, err := registry.CreateKey(t.Context(), KeySpec{Store: "school", Name: `The "course" <é>`, Scopes: []Scope{ScopeAll}})
		if err != nil {
			t.Fatal(err)
		}
		principal, err := registry.Authenticate(t.Context(), key.Key, key.Secret)
		if err != nil {
			t.Fatal(err)
		}
		agent, err := xapi.ParseAgent(principal.Authority, xapi.Version1)
		if err != nil {
			t.Fatalf("the authority %s is no valid agent: %v", principal.Authority, err)
		}
		if agent.Group || agent.Name != key.Name {
			t.Errorf("the authority is %s, want an Agent with the key's name", principal.Authority)
		}
		if want := (xapi.IFI{Kind: xapi.Account, Value: key.Key, HomePage: "urn:lore:store:school"}); agent.Identifier != want {
			t.Errorf("its identifier is %+v, want %+v", agent.Identifier, want)
		}
		if !slices.Equal(principal.AuthorityIndex, agent.AuthorityIndex()) || len(principal.AuthorityIndex) == 0 {
			t.Errorf("the index of the authority is %v, want %v", principal.AuthorityIndex, agent.AuthorityIndex())
		}
		if principal.StoreName != "school" || principal.Store != 1 || principal.KeyID != key.Key {
			t.Errorf("the principal is %+v, want store 1, school, and the key", principal)
		}
	})
}
