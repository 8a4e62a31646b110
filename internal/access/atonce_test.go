package access

import (
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/lore-lrs/lore/internal/db/dbtest"
)

// meanwhile runs do, has change run while it waits for its turn to look at a password,
// and returns what do returns.
func meanwhile(t *testing.T, registry *Registry, do func() error, change func()) error {
	t.Helper()
	var leave []func()
	for range hashesAtOnce {
		one, err := registry.hasher.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, one)
	}
	done := make(chan error, 1)
	go func() { done <- do() }()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for registry.hasher.waiting.Load() == hashesAtOnce {
		<-look.C
	}
	change()
	for _, one := range leave {
		one()
	}
	return <-done
}

// Whoever changes the password ends all that was begun with the old one: also what
// begins just then, whose password was looked at before.
func TestNothingOutlivesThePasswordItWasProvedBy(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry, elsewhere := node(), node()
		setUp(t, registry)
		user, _ := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleAuditor})
		words := []string{password, "other words entirely", "a third one, longer", "a fourth, for good"}
		change := func(registry *Registry, old, password string) error {
			return registry.ChangePassword(t.Context(), user.ID, PasswordChange{Old: old, New: password})
		}
		for i, last := range []struct {
			what, code string
			do         func(old string) error
		}{
			{"a session", "credentials-wrong", func(old string) error { _, err := signIn(t, registry, "ann@example.org", old, ""); return err }},
			{"another change", "password-wrong", func(old string) error { return change(registry, old, "words of an intruder") }},
			{"the end of codes", "password-wrong", func(old string) error { return registry.TurnOffTOTP(t.Context(), user.ID, old, "") }},
		} {
			err := meanwhile(t, registry, func() error { return last.do(words[i]) }, func() {
				if err := change(elsewhere, words[i], words[i+1]); err != nil {
					t.Error(err)
				}
			})
			if err == nil || codeOf(t, err) != last.code {
				t.Errorf("%s by the password before: %v, want the code %s", last.what, err, last.code)
			}
		}
		if _, err := signIn(t, registry, "ann@example.org", words[3], ""); err != nil {
			t.Errorf("the password of now: %v", err)
		}
	})
}

// One-time codes that are turned on while somebody is on the way in are asked for.
func TestCodesThatAreTurnedOnMeanwhileAreAskedFor(t *testing.T) {
	for name, come := range map[string]func(registry *Registry, link string) error{
		"by a link": func(registry *Registry, link string) error {
			_, err := registry.AcceptLink(t.Context(), link, Acceptance{Password: "other words entirely"}, Proof{})
			return err
		},
		"by the password": func(registry *Registry, _ string) error {
			_, err := registry.SignIn(t.Context(), Credentials{Email: "ann@example.org", Password: password}, Proof{})
			return err
		},
	} {
		each(t, func(t *testing.T, node func() *Registry) {
			registry := node()
			setUp(t, registry)
			user, _ := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleAuditor})
			link, err := registry.PasswordLink(t.Context(), user.ID)
			if err != nil {
				t.Fatal(err)
			}
			err = meanwhile(t, registry, func() error { return come(registry, link) }, func() {
				secret, _, err := registry.PrepareTOTP(t.Context(), user.ID)
				if err != nil {
					t.Error(err)
				}
				code, err := totp.GenerateCode(secret, registry.now())
				if err != nil {
					t.Error(err)
				}
				if _, err := registry.TurnOnTOTP(t.Context(), user.ID, code); err != nil {
					t.Error(err)
				}
			})
			if err == nil {
				t.Errorf("%s: nobody asked for a code", name)
			}
		})
	}
}

// A session or link that is made while the user is disabled must not be good when the
// user is let in again.
func TestNothingIsBegunWhileAUserIsDisabled(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		nodes := []*Registry{node(), node(), node()}
		setUp(t, nodes[0])
		user, _ := newUser(t, nodes[0], "ann", Grant{Store: "school", Role: RoleAuditor})
		for range 20 {
			var all sync.WaitGroup
			begin := make(chan struct{})
			cookies, links := make([]string, len(nodes)), make([]string, len(nodes))
			for i, registry := range nodes {
				all.Go(func() {
					<-begin
					cookies[i], _ = registry.StartSession(t.Context(), user.ID, Proof{})
				})
				all.Go(func() {
					<-begin
					links[i], _ = registry.PasswordLink(t.Context(), user.ID)
				})
			}
			all.Go(func() {
				<-begin
				if err := nodes[0].DisableUser(t.Context(), user.ID); err != nil {
					t.Error(err)
				}
			})
			close(begin)
			all.Wait()
			if err := nodes[0].ChangeUser(t.Context(), user); err != nil {
				t.Fatal(err)
			}
			for i := range nodes {
				if _, err := nodes[0].AuthenticateSession(t.Context(), cookies[i], ""); err == nil {
					t.Error("a session is good that was begun before the user was disabled")
				}
				if _, _, err := nodes[0].ownerOf(t.Context(), links[i], passwordLink); err == nil {
					t.Error("a link is good that was made before the user was disabled")
				}
			}
		}
	})
}

func TestOfLinksThatAreMadeAtOnceOneIsGood(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		nodes := []*Registry{node(), node(), node()}
		oneOf(t, nodes, setupLink, func(r *Registry) (string, error) { return r.SetupLink(t.Context()) })
		setUp(t, nodes[0])
		user, _ := newUser(t, nodes[0], "ann", Grant{Store: "school", Role: RoleAuditor})
		oneOf(t, nodes, passwordLink, func(r *Registry) (string, error) { return r.PasswordLink(t.Context(), user.ID) })
	})
}

// oneOf makes links on all nodes at once, and looks which are good.
func oneOf(t *testing.T, nodes []*Registry, kind string, link func(*Registry) (string, error)) {
	t.Helper()
	for range 20 {
		var all sync.WaitGroup
		begin, links := make(chan struct{}), make([]string, len(nodes))
		for i, registry := range nodes {
			all.Go(func() {
				<-begin
				var err error
				if links[i], err = link(registry); err != nil {
					t.Error(err)
				}
			})
		}
		close(begin)
		all.Wait()
		good := 0
		for _, link := range links {
			if _, _, err := nodes[0].ownerOf(t.Context(), link, kind); err == nil {
				good++
			}
		}
		if good != 1 {
			t.Fatalf("%d of %d links are good, want one", good, len(links))
		}
	}
}

// When a session was last seen is written once a minute: one that is used must not be
// forgotten for what the row says until then.
func TestASessionInUseIsNotForgottenForAnOldRow(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	now := time.Now()
	registry.now = func() time.Time { return now }
	setUp(t, registry)
	user, cookie := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleAuditor})
	now = now.Add(sessionIdle - time.Second)
	if _, err := registry.AuthenticateSession(t.Context(), cookie, ""); err != nil {
		t.Fatal(err)
	}
	now = now.Add(seenEvery / 2)
	if _, err := registry.StartSession(t.Context(), user.ID, Proof{}); err != nil { // which forgets old ones
		t.Fatal(err)
	}
	registry.remembered.forget()
	if _, err := registry.AuthenticateSession(t.Context(), cookie, ""); err != nil {
		t.Errorf("the session that was seen half a minute ago: %v", err)
	}
}

// A try that is forgiven takes back what it counted, not what others failed after.
func TestForgivingTakesBackItsOwnTryAlone(t *testing.T) {
	var tries throttle
	now := time.Now()
	slow := make([]func(bool), triesOfPair)
	for i := range slow {
		var err error
		if slow[i], err = tries.begin(now, "ann", "192.0.2.1", false); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(triesWindow)
	for range triesOfPair {
		if _, err := tries.begin(now, "ann", "192.0.2.1", false); err != nil {
			t.Fatal(err)
		}
	}
	for _, forgive := range slow {
		forgive(false)
	}
	if _, err := tries.begin(now, "ann", "192.0.2.1", false); err == nil {
		t.Error("tries of a window that is over made room for more guesses in this one")
	}
}
