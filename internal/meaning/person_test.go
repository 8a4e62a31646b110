package meaning

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/lore-lrs/lore/internal/problem"
)

const (
	ada = "mailto:ada@example.org"
	bob = "account:https://lms.example.org|bob"
	cy  = "openid:https://example.org/cy"
	dee = "sha1:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
)

func TestMergesAreChainedAndUndone(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		merge := func(identity, target string) int64 {
			t.Helper()
			made, err := registry.Merge(t.Context(), school, identity, target)
			if err != nil {
				t.Fatal(err)
			}
			return made.ID
		}
		split := func(id int64) {
			t.Helper()
			if err := registry.Split(t.Context(), school, id); err != nil {
				t.Fatal(err)
			}
		}
		expect := func(want map[string]string) {
			t.Helper()
			if difference := cmp.Diff(want, inForce(t, registry, school).Persons); difference != "" {
				t.Fatalf("the persons differ (-want +got):\n%s", difference)
			}
		}
		first := merge("mailto:ada@EXAMPLE.org", bob) // in normal form
		expect(map[string]string{ada: bob})
		second := merge(bob, cy)
		expect(map[string]string{ada: cy, bob: cy})
		third := merge(ada, dee) // all of ada's person
		expect(map[string]string{ada: dee, bob: dee, cy: dee})
		for _, pair := range [][2]string{{ada, bob}, {dee, ada}, {cy, bob}} {
			if _, err := registry.Merge(t.Context(), school, pair[0], pair[1]); !problem.Is(err, problem.Conflict) {
				t.Errorf("merging %s and %s again returned %v, want the kind Conflict", pair[0], pair[1], err)
			}
		}
		split(third)
		expect(map[string]string{ada: cy, bob: cy})
		split(first) // as if it had never been made
		expect(map[string]string{bob: cy})
		if err := registry.Split(t.Context(), school, first); !problem.Is(err, problem.Conflict) {
			t.Errorf("undoing it again returned %v, want the kind Conflict", err)
		}
		if err := registry.Split(t.Context(), academy, second); !problem.Is(err, problem.NotFound) {
			t.Errorf("undoing it in another store returned %v, want the kind NotFound", err)
		}
		fourth := merge(cy, ada)
		expect(map[string]string{bob: ada, cy: ada})

		merges, err := registry.Merges(t.Context(), school)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, m := range merges {
			ids = append(ids, m.ID)
			if undone := m.ID == first || m.ID == third; (m.Undone != 0) != undone || m.Made == 0 {
				t.Errorf("the merge %+v is listed, want it undone: %v", m, undone)
			}
		}
		if want := []int64{first, second, third, fourth}; !slices.Equal(ids, want) {
			t.Errorf("the merges %d are listed, want %d", ids, want)
		}
	})
}

// Whatever is merged and undone in whatever order, the persons are those of a
// plain model; undoing the last merge restores exactly what was before it.
func TestPersonsAreThoseOfTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		identities := []string{"a", "b", "c", "d", "e", "f"}
		var inForce []Merge
		for id := range int64(rapid.IntRange(0, 20).Draw(t, "merges")) {
			before := persons(slices.Clone(inForce))
			inForce = append(inForce, Merge{
				ID:       id,
				Identity: rapid.SampledFrom(identities).Draw(t, "identity"),
				Target:   rapid.SampledFrom(identities).Draw(t, "target"),
			})
			if rapid.Bool().Draw(t, "undone") {
				undone := rapid.IntRange(0, len(inForce)-1).Draw(t, "which")
				last := undone == len(inForce)-1
				inForce = slices.Delete(inForce, undone, undone+1)
				if last && !maps.Equal(before, persons(slices.Clone(inForce))) {
					t.Fatalf("undoing the last merge of %v left something of it", inForce)
				}
			}
		}
		// Everybody has a name; a merge renames all who have the one name.
		names := make(map[string]string)
		for _, identity := range identities {
			names[identity] = identity
		}
		for _, merge := range inForce {
			from, to := names[merge.Identity], names[merge.Target]
			for identity, name := range names {
				if name == from {
					names[identity] = to
				}
			}
		}
		maps.DeleteFunc(names, func(identity, name string) bool { return identity == name })
		// The order in which a database returns them does not matter.
		if got := persons(rapid.Permutation(inForce).Draw(t, "order")); !maps.Equal(got, names) {
			t.Fatalf("%v make %v, want %v", inForce, got, names)
		}
	})
}

func TestMergesOfManyNodesMakeNoCircle(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		nodes := []*Registry{node(), node(), node()}
		identity := func(i int) string { return fmt.Sprintf("mailto:%d@example.org", i%6) }
		var made sync.WaitGroup
		for i := range 6 {
			for n, registry := range nodes {
				made.Go(func() {
					if _, err := registry.Merge(t.Context(), school, identity(i+n), identity(i+n+1)); err != nil && !problem.Is(err, problem.Conflict) {
						t.Error(err)
					}
				})
			}
		}
		made.Wait()
		merges, err := nodes[0].Merges(t.Context(), school)
		if err != nil {
			t.Fatal(err)
		}
		persons := inForce(t, nodes[0], school).Persons
		names := slices.Compact(slices.Sorted(maps.Values(persons)))
		if len(merges) != 5 || len(persons) != 5 || len(names) != 1 {
			t.Errorf("%d merges make %v, want 5 that make one person of six identities", len(merges), persons)
		}
	})
}
