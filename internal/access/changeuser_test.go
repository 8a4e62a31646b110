package access

import (
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// Two who change a user at once must not give back what the other one took away.
func TestWhatWasTakenAwayDoesNotComeBack(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		if _, err := registry.CreateStore(t.Context(), "other"); err != nil {
			t.Fatal(err)
		}
		made, _ := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleOwner}, Grant{Store: "other", Role: RoleManager, Persons: []string{ada}})
		before, err := registry.FindUser(t.Context(), made.ID)
		if err != nil {
			t.Fatal(err)
		}
		for name, takeAway := range map[string]func(){
			"disabled": func() {
				if err := registry.DisableUser(t.Context(), before.ID); err != nil {
					t.Fatal(err)
				}
			},
			"a role": func() {
				fewer := before
				fewer.Grants = before.Grants[:1]
				if err := registry.ChangeUser(t.Context(), fewer); err != nil {
					t.Fatal(err)
				}
			},
			"another role": func() {
				other := before
				other.Grants = []Grant{before.Grants[0], {Store: "school", Role: RoleAuditor}}
				if err := registry.ChangeUser(t.Context(), other); err != nil {
					t.Fatal(err)
				}
			},
		} {
			if err := registry.ChangeUser(t.Context(), before); err != nil {
				t.Fatal(err)
			}
			takeAway()
			after := before
			after.Name = "Ann B."
			if err := registry.ChangeUserFrom(t.Context(), before, after); !problem.Is(err, problem.Conflict) || codeOf(t, err) != "user-changed" {
				t.Errorf("%s: %v, want a conflict", name, err)
			}
		}
		if err := registry.ChangeUser(t.Context(), before); err != nil {
			t.Fatal(err)
		}
		after := before
		after.Name = "Ann B."
		if err := registry.ChangeUserFrom(t.Context(), before, after); err != nil {
			t.Errorf("nobody else changed it: %v", err)
		}
	})
}
