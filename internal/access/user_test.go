package access

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/pquerna/otp/totp"

	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	ada      = "mailto:ada@example.org"
	bob      = "mailto:bob@example.org"
	password = "a horse, a battery"
)

// cheap makes hashes quick: what they cost is no matter here.
func init() { cost.Memory, cost.Iterations = 64, 1 }

// setUp makes the first administrator, root@example.org.
func setUp(t testing.TB, registry *Registry) (cookie string) {
	t.Helper()
	link, err := registry.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	cookie, err = registry.SetUp(t.Context(), link, Setup{
		Email: "Root@Example.org ", Name: "Root", Password: password,
		Organisation: Organisation{Name: "Example", Language: "en", Zone: "UTC"}, Store: StoreSpec{Name: "school", Title: "School"},
	}, Proof{UserAgent: "browser", Address: "192.0.2.1"})
	if err != nil {
		t.Fatal(err)
	}
	return cookie
}

// newUser makes a user with the password and signs in.
func newUser(t testing.TB, registry *Registry, name string, grants ...Grant) (User, string) {
	t.Helper()
	user, err := registry.CreateUser(t.Context(), UserSpec{Email: name + "@example.org", Name: name, Grants: grants})
	if err != nil {
		t.Fatal(err)
	}
	link, err := registry.PasswordLink(t.Context(), user.ID)
	if err != nil {
		t.Fatal(err)
	}
	cookie, err := registry.AcceptLink(t.Context(), link, Acceptance{Password: password}, Proof{})
	if err != nil {
		t.Fatal(err)
	}
	return user, cookie
}

func codeOf(t testing.TB, err error) string {
	t.Helper()
	var e *problem.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no problem", err)
	}
	return e.Code
}

func signIn(t testing.TB, registry *Registry, email, password, code string) (string, error) {
	t.Helper()
	return registry.SignIn(t.Context(), Credentials{Email: email, Password: password, Code: code}, Proof{Address: "192.0.2.1"})
}

func TestSetupLinkIsGoodOnceAndReplaced(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		old, err := registry.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		setup := Setup{Email: "a@b.org", Name: "A", Password: password}
		link, err := registry.SetupLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{old, "", "x", link + "x"} {
			if _, err := registry.SetUp(t.Context(), wrong, setup, Proof{}); codeOf(t, err) != "link-wrong" {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		weak := setup
		weak.Password = "short"
		if _, err := registry.SetUp(t.Context(), link, weak, Proof{}); codeOf(t, err) != "password-invalid" {
			t.Errorf("a short password: %v", err)
		}
		cookie, err := registry.SetUp(t.Context(), link, setup, Proof{})
		if err != nil {
			t.Fatal(err)
		}
		reader, err := registry.AuthenticateSession(t.Context(), cookie, "")
		if err != nil || !reader.Administrator || reader.Role != RoleOwner || reader.StoreName != "school" {
			t.Errorf("the first user is %+v (%v), want an administrator and owner of the one store", reader, err)
		}
		if _, err := registry.SetUp(t.Context(), link, setup, Proof{}); codeOf(t, err) != "link-wrong" {
			t.Errorf("used again: %v", err)
		}
		if _, err := registry.SetupLink(t.Context()); codeOf(t, err) != "set-up" {
			t.Errorf("another link: %v", err)
		}
	})
}

func TestWrongSignInsAreAllAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		gone, _ := newUser(t, registry, "gone", Grant{Store: "school", Role: RoleOwner})
		if err := registry.DisableUser(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.CreateUser(t.Context(), UserSpec{Email: "new@example.org", Name: "New"}); err != nil {
			t.Fatal(err)
		}
		var message string
		for name, try := range map[string][2]string{
			"unknown":     {"nobody@example.org", password},
			"wrong":       {"root@example.org", password + "x"},
			"empty":       {"root@example.org", ""},
			"disabled":    {"gone@example.org", password},
			"no password": {"new@example.org", ""},
			"no text":     {"a\xff\x00", password},
			"long":        {strings.Repeat("x", 10_000), strings.Repeat("x", 10_000)},
		} {
			_, err := signIn(t, registry, try[0], try[1], "")
			if codeOf(t, err) != "credentials-wrong" {
				t.Errorf("%s: %v", name, err)
			}
			if message == "" {
				message = err.Error()
			}
			if err.Error() != message {
				t.Errorf("%s: the message %q differs from %q", name, err, message)
			}
		}
		if _, err := signIn(t, registry, " ROOT@example.org", password, ""); err != nil {
			t.Error(err)
		}
	})
}

func TestTriesAreBounded(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	now := time.Now()
	registry.now = func() time.Time { return now }
	setUp(t, registry)
	for range triesOfPair {
		if _, err := signIn(t, registry, "root@example.org", "wrong wrong wrong", ""); codeOf(t, err) != "credentials-wrong" {
			t.Fatal(err)
		}
	}
	_, err := signIn(t, registry, "root@example.org", password, "")
	if after, ok := RetryAfter(err); codeOf(t, err) != "too-many-tries" || !ok || after <= 0 || after > triesWindow {
		t.Fatalf("%v, after %v", err, after)
	}
	elsewhere := Proof{Address: "192.0.2.7"}
	if _, err := registry.SignIn(t.Context(), Credentials{Email: "root@example.org", Password: password}, elsewhere); err != nil {
		t.Errorf("the user from elsewhere: %v", err)
	}
	now = now.Add(triesWindow)
	if _, err := signIn(t, registry, "root@example.org", password, ""); err != nil {
		t.Errorf("after the window: %v", err)
	}
	for i := range triesOfAddress {
		if _, err := signIn(t, registry, fmt.Sprint("user", i, "@example.org"), password, ""); codeOf(t, err) != "credentials-wrong" {
			t.Fatal(err)
		}
	}
	if _, err := signIn(t, registry, "another@example.org", password, ""); codeOf(t, err) != "too-many-tries" {
		t.Errorf("many accounts from one address: %v", err)
	}
}

// Being asked for a code is no try that failed, and no success either: it must not
// give more tries to whoever guesses codes.
func TestGuessesOfCodesAreBounded(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	setUp(t, registry)
	secret, _, err := registry.PrepareTOTP(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := registry.TurnOnTOTP(t.Context(), 1, code); err != nil {
		t.Fatal(err)
	}
	for range triesOfPair {
		if _, err := signIn(t, registry, "root@example.org", password, "no code"); codeOf(t, err) != "code-wrong" {
			t.Fatal(err)
		}
		if _, err := signIn(t, registry, "root@example.org", password, ""); codeOf(t, err) != "code-needed" && codeOf(t, err) != "too-many-tries" {
			t.Fatal(err)
		}
	}
	if _, err := signIn(t, registry, "root@example.org", password, "no code"); codeOf(t, err) != "too-many-tries" {
		t.Errorf("one more guess: %v", err)
	}
}

func TestMemoryOfTriesIsBounded(t *testing.T) {
	var tries throttle
	now := time.Now()
	for i := range maxThrottled {
		if _, err := tries.begin(now, fmt.Sprint(i), fmt.Sprint("address ", i), false); err != nil {
			t.Fatal(err)
		}
	}
	if len(tries.counts) > maxThrottled {
		t.Errorf("%d are remembered, want at most %d", len(tries.counts), maxThrottled)
	}
}

func TestHashesAtOnceAreBounded(t *testing.T) {
	var h hasher
	var leave []func()
	for range hashesAtOnce {
		done, err := h.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, done)
	}
	h.waiting.Add(hashesWaiting)
	if _, err := h.enter(t.Context()); !problem.Is(err, problem.TooMany) {
		t.Errorf("one more: %v, want the kind TooMany", err)
	}
	h.waiting.Add(-hashesWaiting)
	for _, done := range leave {
		done()
	}
	if h.waiting.Load() != 0 {
		t.Errorf("%d wait for nothing", h.waiting.Load())
	}
}

func TestSessionsEndWhenIdleOldOrEnded(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		here, there := node(), node()
		now := time.Now()
		clock := func() time.Time { return now }
		here.now, there.now = clock, clock
		setUp(t, here)
		user, first := newUser(t, here, "ann", Grant{Store: "school", Role: RoleAuditor})
		good := func(registry *Registry, cookie string, want bool) {
			t.Helper()
			_, err := registry.AuthenticateSession(t.Context(), cookie, "school")
			if want && err != nil || !want && !problem.Is(err, problem.Unauthenticated) {
				t.Errorf("good is %v, want %v", err, want)
			}
		}
		good(here, first, true)
		good(here, first+"x", false)
		good(here, strings.Replace(first, "_", "", 1), false)
		good(here, "", false)
		good(here, "a\xff\x00_b", false)
		// Seen on one node, it stays good on the other.
		for range 5 {
			now = now.Add(sessionIdle - time.Minute)
			good(here, first, true)
			if err := here.writeSeen(t.Context()); err != nil {
				t.Fatal(err)
			}
			good(there, first, true)
			if err := there.writeSeen(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		second, err := signIn(t, here, "ann@example.org", password, "")
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(sessionIdle)
		good(here, second, false)
		third, err := signIn(t, here, "ann@example.org", password, "")
		if err != nil {
			t.Fatal(err)
		}
		for seen := now; now.Sub(seen) < SessionLifetime-time.Hour; now = now.Add(time.Hour * 24) {
			good(here, third, true)
		}
		now = now.Add(time.Hour * 24)
		good(here, third, false)
		fourth, err := signIn(t, here, "ann@example.org", password, "")
		if err != nil {
			t.Fatal(err)
		}
		sessions, err := here.ListSessions(t.Context(), user.ID)
		if err != nil || len(sessions) != 1 || !strings.HasPrefix(fourth, sessions[0].ID+"_") || sessions[0].Address != "192.0.2.1" {
			t.Fatalf("the sessions are %+v (%v), want the last one alone", sessions, err)
		}
		good(there, fourth, true)
		if err := here.EndSession(t.Context(), user.ID+1, sessions[0].ID); !problem.Is(err, problem.NotFound) {
			t.Errorf("somebody else's session: %v, want the kind NotFound", err)
		}
		if err := here.EndSession(t.Context(), user.ID, sessions[0].ID); err != nil {
			t.Fatal(err)
		}
		good(here, fourth, false)
		now = now.Add(staleAfter)
		good(there, fourth, false)
	})
}

func TestSecretsOfSessionsAndLinksAreNotKept(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	cookie := setUp(t, registry)
	_, secret, _ := strings.Cut(cookie, "_")
	var hash []byte
	if err := registry.db.Read().QueryRow(`SELECT secret_hash FROM user_session`).Scan(&hash); err != nil || len(hash) != 32 || len(secret) != 43 {
		t.Errorf("kept are %d bytes of a secret of %d characters (%v)", len(hash), len(secret), err)
	}
	var kept string
	if err := registry.db.Read().QueryRow(`SELECT password FROM app_user`).Scan(&kept); err != nil || !strings.HasPrefix(kept, "$argon2id$") {
		t.Errorf("of the password is kept %q (%v)", kept, err)
	}
}

func TestPasswordEndsOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		user, first := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleAuditor})
		second, err := signIn(t, registry, "ann@example.org", password, "")
		if err != nil {
			t.Fatal(err)
		}
		id, _, _ := strings.Cut(second, "_")
		change := func(old, password string) error {
			return registry.ChangePassword(t.Context(), user.ID, PasswordChange{Old: old, New: password, Session: id})
		}
		if err := change("wrong wrong wrong", "other words entirely"); codeOf(t, err) != "password-wrong" {
			t.Errorf("a wrong old password: %v", err)
		}
		for _, weak := range []string{"", "short", strings.Repeat("a", 20), strings.Repeat("ab", 200), "ANN@example.org"} {
			if err := change(password, weak); codeOf(t, err) != "password-invalid" {
				t.Errorf("%.20q: %v", weak, err)
			}
		}
		if err := change(password, "other words entirely"); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.AuthenticateSession(t.Context(), first, ""); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("the other session: %v, want the kind Unauthenticated", err)
		}
		if _, err := registry.AuthenticateSession(t.Context(), second, ""); err != nil {
			t.Errorf("this session: %v", err)
		}
		if _, err := signIn(t, registry, "ann@example.org", password, ""); codeOf(t, err) != "credentials-wrong" {
			t.Errorf("the old password: %v", err)
		}
	})
}

func TestOneTimeCodesAreGoodOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		now := time.Unix(1_700_000_000, 0)
		registry.now = func() time.Time { return now }
		setUp(t, registry)
		user, cookie := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleAuditor})
		if _, err := registry.TurnOnTOTP(t.Context(), user.ID, "123456"); codeOf(t, err) != "totp-not-prepared" {
			t.Errorf("without a secret: %v", err)
		}
		secret, uri, err := registry.PrepareTOTP(t.Context(), user.ID)
		if err != nil || !strings.Contains(uri, secret) {
			t.Fatal(uri, err)
		}
		code := func() string {
			text, err := totp.GenerateCode(secret, now)
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		if _, err := registry.TurnOnTOTP(t.Context(), user.ID, "x"); codeOf(t, err) != "code-wrong" {
			t.Errorf("a wrong code: %v", err)
		}
		recovery, err := registry.TurnOnTOTP(t.Context(), user.ID, code())
		if err != nil || len(recovery) != recoveryCodes {
			t.Fatal(recovery, err)
		}
		if _, _, err := registry.PrepareTOTP(t.Context(), user.ID); codeOf(t, err) != "totp-on" {
			t.Errorf("another secret: %v", err)
		}
		try := func(code, want string) {
			t.Helper()
			_, err := signIn(t, registry, "ann@example.org", password, code)
			if want == "" && err != nil || want != "" && codeOf(t, err) != want {
				t.Errorf("%q: %v, want %q", code, err, want)
			}
		}
		try("", "code-needed")
		try(code(), "code-wrong") // it turned codes on
		now = now.Add(codeStep)
		try(code(), "")
		try(code(), "code-wrong")
		previous := code()
		now = now.Add(codeStep)
		try(previous, "code-wrong")
		now = now.Add(10 * codeStep)
		try(previous, "code-wrong")
		try(strings.ToLower(strings.ReplaceAll(recovery[3], "-", " ")), "")
		try(recovery[3], "code-wrong")
		try(recovery[4], "")
		link, err := registry.PasswordLink(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := registry.AcceptLink(t.Context(), link, Acceptance{Password: password}, Proof{}); codeOf(t, err) != "code-needed" {
			t.Errorf("a link without a code: %v", err)
		}
		if _, err := registry.AuthenticateSession(t.Context(), cookie, ""); err != nil {
			t.Errorf("which changes nothing: %v", err)
		}
		if _, err := registry.AcceptLink(t.Context(), link, Acceptance{Password: password, Code: code()}, Proof{}); err != nil {
			t.Errorf("a link with a code: %v", err)
		}
		if err := registry.ResetTOTP(t.Context(), user.ID); err != nil {
			t.Fatal(err)
		}
		try("", "")
	})
}

func TestLinksExpireAndAreGoodOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		now := time.Now()
		registry.now = func() time.Time { return now }
		setUp(t, registry)
		user, err := registry.CreateUser(t.Context(), UserSpec{Email: "ann@example.org", Name: "Ann"})
		if err != nil || !user.Invited {
			t.Fatal(user, err)
		}
		var links []string
		for range 2 {
			link, err := registry.PasswordLink(t.Context(), user.ID)
			if err != nil {
				t.Fatal(err)
			}
			links = append(links, link)
		}
		accept := func(link string) error {
			_, err := registry.AcceptLink(t.Context(), link, Acceptance{Name: "Ann B.", Password: password}, Proof{})
			return err
		}
		if err := accept(links[0]); codeOf(t, err) != "link-wrong" {
			t.Errorf("the older link: %v", err)
		}
		now = now.Add(linkLifetime)
		if err := accept(links[1]); codeOf(t, err) != "link-wrong" {
			t.Errorf("an expired link: %v", err)
		}
		link, err := registry.PasswordLink(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := accept(link); err != nil {
			t.Fatal(err)
		}
		if err := accept(link); codeOf(t, err) != "link-wrong" {
			t.Errorf("used again: %v", err)
		}
		if user, err = registry.FindUserByEmail(t.Context(), "ANN@example.org"); err != nil || user.Name != "Ann B." || user.Invited {
			t.Errorf("the user is %+v (%v)", user, err)
		}
	})
}

func TestGrantsSayWhomASessionSees(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		if _, err := registry.CreateStore(t.Context(), "other"); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.SaveGroup(t.Context(), "school", Group{Name: "class", Title: "Class", Persons: []string{bob, ada}}); err != nil {
			t.Fatal(err)
		}
		if err := registry.ChangeStore(t.Context(), "school", StoreSettings{Title: "S", MinGroup: 8}); err != nil {
			t.Fatal(err)
		}
		for i, c := range []struct {
			grant    Grant
			persons  []string
			minGroup int
		}{
			{Grant{Role: RoleOwner}, nil, 1},
			{Grant{Role: RoleAnalyst}, nil, 8},
			{Grant{Role: RoleAnalyst, MinGroup: 3}, nil, 3},
			{Grant{Role: RoleManager}, []string{Nobody}, 1},
			{Grant{Role: RoleManager, Persons: []string{ada}}, []string{ada}, 1},
			{Grant{Role: RoleInstructor, Groups: []string{"class"}}, []string{ada, bob}, 1},
			{Grant{Role: RoleInstructor, Groups: []string{"class"}, Persons: []string{"mailto:cy@example.org", ada}}, []string{ada, bob, "mailto:cy@example.org"}, 1},
			{Grant{Role: RoleLearner, Persons: []string{ada}}, []string{ada}, 1},
		} {
			c.grant.Store = "school"
			_, cookie := newUser(t, registry, fmt.Sprint("user", i), c.grant)
			for _, store := range []string{"school", ""} {
				reader, err := registry.AuthenticateSession(t.Context(), cookie, store)
				if err != nil || !slices.Equal(reader.Persons, c.persons) || reader.MinGroup != c.minGroup || reader.Role != c.grant.Role {
					t.Errorf("%+v in %q: %+v (%v)", c.grant, store, reader, err)
				}
			}
			for _, store := range []string{"other", "nowhere", "a\x00"} {
				if _, err := registry.AuthenticateSession(t.Context(), cookie, store); codeOf(t, err) != "store-forbidden" {
					t.Errorf("%+v in %q: %v", c.grant, store, err)
				}
			}
		}
		user, cookie := newUser(t, registry, "both", Grant{Store: "school", Role: RoleInstructor, Groups: []string{"class"}}, Grant{Store: "other", Role: RoleOwner})
		reader, err := registry.AuthenticateSession(t.Context(), cookie, "")
		if err != nil || codeOf(t, reader.May(QueryAnswers)) != "store-needed" || reader.May(OwnAccount) != nil {
			t.Errorf("of two stores none is meant: %+v (%v)", reader, err)
		}
		if reader, err = registry.AuthenticateSession(t.Context(), cookie, "school"); err != nil {
			t.Fatal(err)
		}
		if err := registry.StillGood(t.Context(), reader); err != nil {
			t.Error(err)
		}
		if err := registry.RemoveGroup(t.Context(), "school", "class"); err != nil {
			t.Fatal(err)
		}
		if err := registry.StillGood(t.Context(), reader); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("a reader whose people are others: %v", err)
		}
		if reader, err = registry.AuthenticateSession(t.Context(), cookie, "school"); err != nil || !slices.Equal(reader.Persons, []string{Nobody}) {
			t.Errorf("without the group: %+v (%v), want nobody", reader, err)
		}
		if found, err := registry.FindUser(t.Context(), user.ID); err != nil || len(found.Grants) != 2 || len(found.Grants[1].Groups) != 0 {
			t.Errorf("the grants are %+v (%v)", found.Grants, err)
		}
	})
}

func TestGrantsAreHeldToTheirRole(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	setUp(t, registry)
	for name, grants := range map[string][]Grant{
		"unknown role":      {{Store: "school", Role: "king"}},
		"owner of one":      {{Store: "school", Role: RoleOwner, Persons: []string{ada}}},
		"learner of nobody": {{Store: "school", Role: RoleLearner}},
		"learner of two":    {{Store: "school", Role: RoleLearner, Persons: []string{ada, bob}}},
		"learner of group":  {{Store: "school", Role: RoleLearner, Persons: []string{ada}, Groups: []string{"g"}}},
		"no person":         {{Store: "school", Role: RoleManager, Persons: []string{"Ada"}}},
		"unknown group":     {{Store: "school", Role: RoleManager, Groups: []string{"g"}}},
		"unknown store":     {{Store: "nowhere", Role: RoleOwner}},
		"two roles":         {{Store: "school", Role: RoleOwner}, {Store: "school", Role: RoleAuditor}},
		"large group":       {{Store: "school", Role: RoleAnalyst, MinGroup: 21}},
		"group of an owner": {{Store: "school", Role: RoleOwner, MinGroup: 5}},
	} {
		_, err := registry.CreateUser(t.Context(), UserSpec{Email: "x@example.org", Name: "X", Grants: grants})
		if !problem.Is(err, problem.Invalid) && !problem.Is(err, problem.NotFound) {
			t.Errorf("%s: %v, want the kind Invalid or NotFound", name, err)
		}
	}
	for _, email := range []string{"", "x", "x@", "Ann <ann@example.org>", "a\x00@example.org", strings.Repeat("x", 300) + "@example.org"} {
		if _, err := registry.CreateUser(t.Context(), UserSpec{Email: email, Name: "X"}); codeOf(t, err) != "email-invalid" {
			t.Errorf("%q: %v", email, err)
		}
	}
	if users, err := registry.ListUsers(t.Context()); err != nil || len(users) != 1 {
		t.Errorf("there are %d users (%v), want 1", len(users), err)
	}
}

func TestLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		root, err := registry.FindUserByEmail(t.Context(), "root@example.org")
		if err != nil {
			t.Fatal(err)
		}
		demoted := root
		demoted.Administrator = false
		if err := registry.ChangeUser(t.Context(), demoted); codeOf(t, err) != "last-administrator" {
			t.Errorf("demoted: %v", err)
		}
		if err := registry.DisableUser(t.Context(), root.ID); codeOf(t, err) != "last-administrator" {
			t.Errorf("disabled: %v", err)
		}
		second, _ := newUser(t, registry, "second")
		second.Administrator = true
		if err := registry.ChangeUser(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		if err := registry.ChangeUser(t.Context(), demoted); err != nil {
			t.Errorf("demoted with another there: %v", err)
		}
		second.Email = "root@example.org"
		if err := registry.ChangeUser(t.Context(), second); codeOf(t, err) != "user-exists" {
			t.Errorf("an address that another has: %v", err)
		}
		if err := registry.DisableUser(t.Context(), 99); codeOf(t, err) != "user-unknown" {
			t.Errorf("an unknown user: %v", err)
		}
	})
}

func TestDisabledUserIsOutAtOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		setUp(t, registry)
		user, cookie := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleAuditor})
		link, err := registry.PasswordLink(t.Context(), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := registry.DisableUser(t.Context(), user.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.AuthenticateSession(t.Context(), cookie, ""); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("the session: %v, want the kind Unauthenticated", err)
		}
		if _, err := registry.AcceptLink(t.Context(), link, Acceptance{Password: password}, Proof{}); codeOf(t, err) != "link-wrong" {
			t.Errorf("the link: %v", err)
		}
		if _, err := registry.PasswordLink(t.Context(), user.ID); codeOf(t, err) != "user-disabled" {
			t.Errorf("a new link: %v", err)
		}
		if _, err := registry.StartSession(t.Context(), user.ID, Proof{}); codeOf(t, err) != "user-disabled" {
			t.Errorf("a new session: %v", err)
		}
		if err := registry.ChangeUser(t.Context(), user); err != nil { // as it was before
			t.Fatal(err)
		}
		if _, err := signIn(t, registry, "ann@example.org", password, ""); err != nil {
			t.Errorf("let in again: %v", err)
		}
	})
}

func TestSessionsOfAUserAreBounded(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	now := time.Now()
	registry.now = func() time.Time { return now }
	first := setUp(t, registry)
	for range maxSessions {
		now = now.Add(time.Second)
		if _, err := registry.StartSession(t.Context(), 1, Proof{UserAgent: strings.Repeat("é", 400) + "\x00\n\xff"}); err != nil {
			t.Fatal(err)
		}
	}
	sessions, err := registry.ListSessions(t.Context(), 1)
	if err != nil || len(sessions) != maxSessions || strings.HasPrefix(first, sessions[maxSessions-1].ID) {
		t.Errorf("there are %d sessions (%v), want %d without the first", len(sessions), err, maxSessions)
	}
	if got := sessions[0].UserAgent; got != strings.Repeat("é", maxAgent/2) {
		t.Errorf("the browser is %q", got)
	}
}

func TestAccountKeepsWhatTheUserChose(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		cookie := setUp(t, registry)
		want := Account{Name: "Ruth", Language: "ar", Zone: "Asia/Amman", Theme: "dark", Preferences: jsontext.Value(`{"a":[1]}`)}
		if err := registry.ChangeAccount(t.Context(), 1, want); err != nil {
			t.Fatal(err)
		}
		got, err := registry.AccountOf(t.Context(), 1)
		if err != nil || got.Name != want.Name || got.Language != want.Language || got.Zone != want.Zone || got.Theme != want.Theme || string(got.Preferences) != string(want.Preferences) {
			t.Errorf("kept is %+v (%v)", got, err)
		}
		if reader, err := registry.AuthenticateSession(t.Context(), cookie, ""); err != nil || reader.Name != "Ruth" {
			t.Errorf("the session is of %q (%v)", reader.Name, err)
		}
		for name, wrong := range map[string]Account{
			"no name":   {},
			"theme":     {Name: "R", Theme: "pink"},
			"language":  {Name: "R", Language: "?"},
			"no object": {Name: "R", Preferences: jsontext.Value(`[]`)},
			"null":      {Name: "R", Preferences: jsontext.Value(`null`)},
			"zero":      {Name: "R", Preferences: jsontext.Value("{\"a\":\"\x00\"}")},
		} {
			if err := registry.ChangeAccount(t.Context(), 1, wrong); !problem.Is(err, problem.Invalid) {
				t.Errorf("%s: %v, want the kind Invalid", name, err)
			}
		}
		long := Account{Name: "R", Preferences: jsontext.Value(`{"a":"` + strings.Repeat("x", maxPreferences) + `"}`)}
		if err := registry.ChangeAccount(t.Context(), 1, long); !problem.Is(err, problem.TooLarge) {
			t.Errorf("long preferences: %v, want the kind TooLarge", err)
		}
	})
}

func TestKeysTellWhenTheyWereUsed(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		key := newKey(t, registry, ScopeAll)
		now := time.UnixMicro(1_700_000_000_000_000)
		registry.now = func() time.Time { return now }
		if _, err := registry.Authenticate(t.Context(), key.Key, key.Secret); err != nil {
			t.Fatal(err)
		}
		if err := registry.writeSeen(t.Context()); err != nil {
			t.Fatal(err)
		}
		keys, err := registry.ListKeys(t.Context())
		if err != nil || keys[0].LastUsed != now.UnixMicro() {
			t.Errorf("the key was used at %d (%v), want %d", keys[0].LastUsed, err, now.UnixMicro())
		}
	})
}

func TestOneFunctionSaysWhoManagesWhom(t *testing.T) {
	administrator := Reader{Via: ViaSession, UserID: 1, Administrator: true}
	owner := Reader{Via: ViaSession, UserID: 2, Store: 1, StoreName: "school", Role: RoleOwner}
	token := Reader{Via: ViaToken, TokenID: "t", Store: 1, StoreName: "school", Role: RoleOwner}
	admin := Reader{Via: ViaSession, UserID: 3, Store: 1, StoreName: "school", Role: RoleDataAdmin}
	here, elsewhere := Grant{Store: "school", Role: RoleLearner}, Grant{Store: "other", Role: RoleLearner}
	for _, c := range []struct {
		name   string
		reader Reader
		action Action
		about  Object
		want   bool
	}{
		{"administrator, administrator", administrator, ManageUsers, User{Administrator: true}, true},
		{"administrator, user of none", administrator, ManageUsers, User{}, true},
		{"administrator, role anywhere", administrator, ManageUsers, elsewhere, true},
		{"owner, user of the store", owner, ManageUsers, User{Grants: []Grant{here}}, true},
		{"token, user of the store", token, ManageUsers, User{Grants: []Grant{here}}, true},
		{"owner, administrator", owner, ManageUsers, User{Administrator: true, Grants: []Grant{here}}, false},
		{"owner, user of two stores", owner, ManageUsers, User{Grants: []Grant{here, elsewhere}}, false},
		{"owner, user of another store", owner, ManageUsers, User{Grants: []Grant{elsewhere}}, false},
		{"owner, user of none", owner, ManageUsers, User{}, false},
		{"owner, role here", owner, ManageUsers, here, true},
		{"owner, owner here", owner, ManageUsers, Grant{Store: "school", Role: RoleOwner}, true},
		{"owner, role elsewhere", owner, ManageUsers, elsewhere, false},
		{"data admin, users", admin, ManageUsers, here, false},
		{"data admin, token of an owner", admin, ManageKeys, Grant{Store: "school", Role: RoleOwner}, false},
		{"data admin, token of a learner", admin, ManageKeys, here, true},
		{"data admin, token of a data admin", admin, ManageKeys, Grant{Store: "school", Role: RoleDataAdmin}, true},
		{"one's own", admin, EditDashboards, Saved{Holder: "user:3"}, true},
		{"another's", admin, EditDashboards, Saved{Holder: "user:2"}, false},
		{"another's, shared", admin, EditDashboards, Saved{Holder: "user:2", Shared: true}, true},
	} {
		err := c.reader.May(c.action, c.about)
		if c.want && err != nil || !c.want && !problem.Is(err, problem.Forbidden) {
			t.Errorf("%s: %v, want %t", c.name, err, c.want)
		}
	}
	for _, reader := range []Reader{owner, token, admin} {
		if reader.May(ManageServer) == nil {
			t.Errorf("%+v manages the server", reader)
		}
	}
	if token.May(OwnAccount) == nil || owner.May(OwnAccount) != nil {
		t.Error("an account is of sessions, not of tokens")
	}
	if slices.Contains(administrator.Can(), "query_answers") {
		t.Error("an administrator asks about no store without naming one")
	}
}

// What an unknown reader may do is nothing, whatever the object.
func TestGrantsThatLostTheirPeopleSeeNobody(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	setUp(t, registry)
	_, cookie := newUser(t, registry, "ann", Grant{Store: "school", Role: RoleLearner, Persons: []string{ada}})
	for _, persons := range []string{"[]", "null"} {
		err := registry.change(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE user_grant SET persons = $1`, persons)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if reader, err := registry.AuthenticateSession(t.Context(), cookie, ""); err == nil && !slices.Equal(reader.Persons, []string{Nobody}) {
			t.Errorf("%s reads as %+v", persons, reader)
		}
	}
}
