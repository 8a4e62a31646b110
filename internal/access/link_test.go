package access

import (
	"testing"

	"github.com/lore-lrs/lore/internal/problem"
)

// An owner's link lets whoever has it be the user, and the owner has it: it must not
// outlive that the user is the owner's to manage.
func TestLinkOfAnOwnerDoesNotReachRolesThatCameLater(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		if _, err := registry.CreateStore(t.Context(), "other"); err != nil {
			t.Fatal(err)
		}
		_, cookie := newUser(t, registry, "owner", Grant{Store: "school", Role: RoleOwner})
		owner, err := registry.AuthenticateSession(t.Context(), cookie, "school")
		if err != nil {
			t.Fatal(err)
		}
		here, there := Grant{Store: "school", Role: RoleAuditor}, Grant{Store: "other", Role: RoleOwner}
		accept := func(link string) error {
			_, err := registry.AcceptLink(t.Context(), link, Acceptance{Password: password}, Proof{})
			return err
		}
		for name, more := range map[string]func(*User){
			"a role elsewhere":      func(u *User) { u.Grants = append(u.Grants, there) },
			"an administrator":      func(u *User) { u.Administrator = true },
			"only a role elsewhere": func(u *User) { u.Grants = []Grant{there} },
			"no role":               func(u *User) { u.Grants = nil },
		} {
			user, _ := newUser(t, registry, "u"+randomSecret()[:8], here)
			link, err := registry.PasswordLinkBy(t.Context(), owner, user.ID)
			if err != nil {
				t.Fatal(err)
			}
			more(&user)
			if err := registry.ChangeUser(t.Context(), user); err != nil {
				t.Fatal(err)
			}
			if err := accept(link); !problem.Is(err, problem.Forbidden) || codeOf(t, err) != "link-wrong" {
				t.Errorf("%s: %v, want that the link is not good", name, err)
			}
		}
		user, _ := newUser(t, registry, "ann", here)
		first, err := registry.PasswordLink(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		link, err := registry.PasswordLinkBy(t.Context(), owner, user.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := accept(first); codeOf(t, err) != "link-wrong" {
			t.Errorf("the older link: %v", err)
		}
		if err := accept(link); err != nil {
			t.Errorf("a user of the owner's store alone: %v", err)
		}
	})
}

func TestStreamsOfARemovedStoreEndThoughAnotherHasItsName(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		root, err := registry.AuthenticateSession(t.Context(), setUp(t, registry), "school")
		if err != nil {
			t.Fatal(err)
		}
		if err := registry.RemoveStore(t.Context(), "school"); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.CreateStore(t.Context(), "school"); err != nil {
			t.Fatal(err)
		}
		if err := registry.StillGood(t.Context(), root); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("%v, want the kind Unauthenticated", err)
		}
	})
}
