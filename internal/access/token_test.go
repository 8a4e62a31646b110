package access

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/lore-lrs/lore/internal/db/dbtest"
	"github.com/lore-lrs/lore/internal/problem"
)

func newToken(t testing.TB, registry *Registry, spec TokenSpec) Token {
	t.Helper()
	spec.Store = "school"
	token, err := registry.CreateToken(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func bearer(token Token) string { return "Bearer " + token.Token }

func TestTokenTellsWhoReads(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		stores, err := registry.ListStores(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ada, bob := "mailto:ada@example.org", "account:https://lms.example.org|bob"
		for _, c := range []struct {
			spec TokenSpec
			want Reader
		}{
			{TokenSpec{Role: RoleOwner}, Reader{Name: "owner", Role: RoleOwner, MinGroup: 1}},
			{TokenSpec{Role: RoleAuditor, Name: "Audit 7"}, Reader{Name: "Audit 7", Role: RoleAuditor, MinGroup: 1}},
			{TokenSpec{Role: RoleAnalyst}, Reader{Name: "analyst", Role: RoleAnalyst, Pseudonymous: true, MinGroup: 5}},
			{TokenSpec{Role: RoleAnalyst, MinGroup: 20}, Reader{Name: "analyst", Role: RoleAnalyst, Pseudonymous: true, MinGroup: 20}},
			{TokenSpec{Role: RoleAnalyst, MinGroup: 1}, Reader{Name: "analyst", Role: RoleAnalyst, Pseudonymous: true, MinGroup: 1}},
			// In normal form, sorted, each once.
			{
				TokenSpec{Role: RoleManager, Persons: []string{"mailto:ada@EXAMPLE.org", bob, ada}},
				Reader{Name: "manager", Role: RoleManager, Persons: []string{bob, ada}, MinGroup: 1},
			},
			{TokenSpec{Role: RoleInstructor, Persons: []string{bob}}, Reader{Name: "instructor", Role: RoleInstructor, Persons: []string{bob}, MinGroup: 1}},
			{TokenSpec{Role: RoleLearner, Persons: []string{ada, ada}}, Reader{Name: "learner", Role: RoleLearner, Persons: []string{ada}, MinGroup: 1}},
		} {
			token := newToken(t, registry, c.spec)
			got, err := registry.AuthenticateToken(t.Context(), bearer(token))
			if err != nil {
				t.Errorf("%+v: %v", c.spec, err)
				continue
			}
			c.want.Via = ViaToken
			c.want.TokenID, c.want.Store, c.want.StoreName = token.ID, stores[0].ID, "school"
			if len(got.Persons) == 0 {
				got.Persons = nil
			}
			if difference := cmp.Diff(c.want, got); difference != "" {
				t.Errorf("%+v: the reader differs (-want +got):\n%s", c.spec, difference)
			}
		}
	})
}

func TestTokensAreHeldToTheirRole(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		person := []string{"mailto:ada@example.org"}
		for _, c := range []struct {
			name string
			spec TokenSpec
			want problem.Kind
		}{
			{"no role", TokenSpec{Store: "school"}, problem.Invalid},
			{"unknown role", TokenSpec{Store: "school", Role: "king"}, problem.Invalid},
			{"owner of one person", TokenSpec{Store: "school", Role: RoleOwner, Persons: person}, problem.Invalid},
			{"analyst of one person", TokenSpec{Store: "school", Role: RoleAnalyst, Persons: person}, problem.Invalid},
			{"manager of nobody", TokenSpec{Store: "school", Role: RoleManager}, problem.Invalid},
			{"instructor of nobody", TokenSpec{Store: "school", Role: RoleInstructor}, problem.Invalid},
			{"learner without self", TokenSpec{Store: "school", Role: RoleLearner}, problem.Invalid},
			{"learner of two", TokenSpec{Store: "school", Role: RoleLearner, Persons: []string{"mailto:a@b.c", "mailto:d@b.c"}}, problem.Invalid},
			{"person that is a name", TokenSpec{Store: "school", Role: RoleLearner, Persons: []string{"Ada"}}, problem.Invalid},
			{"person with a zero", TokenSpec{Store: "school", Role: RoleLearner, Persons: []string{"mailto:a\x00@b.c"}}, problem.Invalid},
			{"too many persons", TokenSpec{Store: "school", Role: RoleManager, Persons: slices.Repeat(person, maxPersons+1)}, problem.Invalid},
			{"smallest group of an owner", TokenSpec{Store: "school", Role: RoleOwner, MinGroup: 5}, problem.Invalid},
			{"negative group", TokenSpec{Store: "school", Role: RoleAnalyst, MinGroup: -1}, problem.Invalid},
			{"large group", TokenSpec{Store: "school", Role: RoleAnalyst, MinGroup: 21}, problem.Invalid},
			{"negative lifetime", TokenSpec{Store: "school", Role: RoleOwner, Lifetime: -1}, problem.Invalid},
			{"lifetime that overflows", TokenSpec{Store: "school", Role: RoleOwner, Lifetime: 1 << 62}, problem.Invalid},
			{"long name", TokenSpec{Store: "school", Role: RoleOwner, Name: strings.Repeat("n", maxName+1)}, problem.Invalid},
			{"blank name", TokenSpec{Store: "school", Role: RoleOwner, Name: " "}, problem.Invalid},
			{"unknown store", TokenSpec{Store: "nowhere", Role: RoleOwner}, problem.NotFound},
			{"store that cannot be", TokenSpec{Store: "a\x00\xff", Role: RoleOwner}, problem.NotFound},
		} {
			t.Run(c.name, func(t *testing.T) {
				if _, err := registry.CreateToken(t.Context(), c.spec); !problem.Is(err, c.want) {
					t.Errorf("CreateToken returned %v, want the kind %d", err, c.want)
				}
			})
		}
		tokens, err := registry.ListTokens(t.Context())
		if err != nil || len(tokens) != 0 {
			t.Errorf("there are %d tokens (%v), want none", len(tokens), err)
		}
	})
}

// One answer, whatever was wrong: it must not say whether the token exists.
func TestWrongTokensAreAllAnsweredAlike(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		now := time.Now()
		registry.now = func() time.Time { return now }
		good, revoked := newToken(t, registry, TokenSpec{Role: RoleOwner}), newToken(t, registry, TokenSpec{Role: RoleOwner})
		expired := newToken(t, registry, TokenSpec{Role: RoleOwner, Lifetime: 1})
		if err := registry.RevokeToken(t.Context(), revoked.ID); err != nil {
			t.Fatal(err)
		}
		_, secret, _ := splitToken(good.Token)
		now = now.Add(time.Second)
		var message string
		for name, text := range map[string]string{
			"unknown":        "lore_nobody_" + secret,
			"wrong secret":   good.Token + "x",
			"short secret":   good.Token[:len(good.Token)-1],
			"no secret":      "lore_" + good.ID + "_",
			"only the id":    "lore_" + good.ID,
			"other secret":   "lore_" + revoked.ID + "_" + secret,
			"other prefix":   strings.Replace(good.Token, "lore", "rore", 1),
			"revoked":        revoked.Token,
			"expired":        expired.Token,
			"no text":        "lore_a\xff_b",
			"zero":           "lore_a\x00_b",
			"something else": "eyJhbGciOiJIUzI1NiJ9.e30.x",
		} {
			_, err := registry.AuthenticateToken(t.Context(), "Bearer "+text)
			if !problem.Is(err, problem.Unauthenticated) {
				t.Errorf("%s: AuthenticateToken returned %v, want the kind Unauthenticated", name, err)
				continue
			}
			if message == "" {
				message = err.Error()
			}
			if err.Error() != message {
				t.Errorf("%s: the message %q differs from %q", name, err, message)
			}
		}
		if _, err := registry.AuthenticateToken(t.Context(), bearer(good)); err != nil {
			t.Error(err)
		}
	})
}

func TestHeaderWithoutATokenSaysWhatToSend(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	token := newToken(t, registry, TokenSpec{Role: RoleOwner})
	for _, header := range []string{"", "Bearer", "Bearer ", "Basic bG9yZQ==", token.Token} {
		_, err := registry.AuthenticateToken(t.Context(), header)
		if !problem.Is(err, problem.Unauthenticated) || !strings.Contains(err.Error(), "Authorization: Bearer lore_") {
			t.Errorf("%q: AuthenticateToken returned %v, want the kind Unauthenticated and the header to send", header, err)
		}
	}
	// RFC 9110: the scheme has no case.
	for _, scheme := range []string{"bearer", "BEARER"} {
		if _, err := registry.AuthenticateToken(t.Context(), scheme+" "+token.Token); err != nil {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

func TestTokenExpires(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		now := time.Now()
		registry.now = func() time.Time { return now }
		token := newToken(t, registry, TokenSpec{Role: RoleOwner, Lifetime: 3600})
		now = now.Add(time.Hour - time.Second)
		if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); err != nil {
			t.Errorf("a second before its end: %v", err)
		}
		now = now.Add(time.Second)
		if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("at its end AuthenticateToken returned %v, want the kind Unauthenticated", err)
		}
	})
}

func TestTokenTextIsNotKept(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		for range 50 { // secrets may have an underscore
			token := newToken(t, registry, TokenSpec{Role: RoleOwner})
			id, secret, ok := splitToken(token.Token)
			if !ok || id != token.ID || len(secret) != 43 || len(id) != tokenIDLength {
				t.Fatalf("the token %q has the id %q and the secret %q", token.Token, id, secret)
			}
			if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); err != nil {
				t.Fatal(err)
			}
			var hash []byte
			if err := registry.db.Read().QueryRow(`SELECT secret_hash FROM access_token WHERE id = $1`, id).Scan(&hash); err != nil {
				t.Fatal(err)
			}
			if len(hash) != 32 || bytes.Contains(hash, []byte(secret)) {
				t.Fatalf("what is kept of the secret has %d bytes", len(hash))
			}
		}
		tokens, err := registry.ListTokens(t.Context())
		if err != nil || len(tokens) != 50 {
			t.Fatalf("there are %d tokens (%v), want 50", len(tokens), err)
		}
		for _, token := range tokens {
			if token.Token != "" {
				t.Fatal("the list shows the text of a token")
			}
		}
	})
}

func TestListedTokensAreWhatWasMade(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		now := time.UnixMicro(1_700_000_000_000_000)
		registry.now = func() time.Time { return now }
		first := newToken(t, registry, TokenSpec{Role: RoleManager, Name: "Team", Persons: []string{"mailto:a@b.c"}, Lifetime: 60})
		now = now.Add(time.Second)
		second := newToken(t, registry, TokenSpec{Role: RoleAnalyst, MinGroup: 7})
		if err := registry.RevokeToken(t.Context(), second.ID); err != nil {
			t.Fatal(err)
		}
		tokens, err := registry.ListTokens(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := []Token{
			{
				ID: first.ID, Store: "school", Name: "Team", Role: RoleManager, Persons: []string{"mailto:a@b.c"}, MinGroup: 1,
				Created: 1_700_000_000_000_000, Expires: 1_700_000_060_000_000,
			},
			{
				ID: second.ID, Store: "school", Name: "analyst", Role: RoleAnalyst, Persons: []string{}, MinGroup: 7,
				Created: 1_700_000_001_000_000, Revoked: 1_700_000_001_000_000,
			},
		}
		if difference := cmp.Diff(want, tokens); difference != "" {
			t.Errorf("the list differs (-want +got):\n%s", difference)
		}
	})
}

func TestKnownTokensNeedNoDatabase(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		token := newToken(t, registry, TokenSpec{Role: RoleOwner})
		now := time.Now()
		registry.now = func() time.Time { return now }
		if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); err != nil {
			t.Fatal(err)
		}
		if err := registry.db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); err != nil {
			t.Errorf("the second request of a token asked the database: %v", err)
		}
	})
}

func TestRevokedTokenIsUselessAtOnce(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		registry := node()
		token := newToken(t, registry, TokenSpec{Role: RoleOwner})
		if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a second time changes nothing
			if err := registry.RevokeToken(t.Context(), token.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); !problem.Is(err, problem.Unauthenticated) {
				t.Errorf("after the revocation AuthenticateToken returned %v, want the kind Unauthenticated", err)
			}
		}
		for _, unknown := range []string{"nobody", token.Token, "a\xff", "a\x00"} {
			err := registry.RevokeToken(t.Context(), unknown)
			if !problem.Is(err, problem.NotFound) {
				t.Errorf("revoking the unknown token %q returned %v, want the kind NotFound", unknown, err)
			} else if strings.Contains(err.Error(), unknown) {
				t.Errorf("the message %q repeats what may be a secret", err)
			}
		}
	})
}

func TestRevokedTokenIsUselessElsewhereWithinSeconds(t *testing.T) {
	each(t, func(t *testing.T, node func() *Registry) {
		here, there := node(), node()
		token := newToken(t, here, TokenSpec{Role: RoleOwner})
		now := time.Now()
		here.now = func() time.Time { return now }
		if _, err := here.AuthenticateToken(t.Context(), bearer(token)); err != nil {
			t.Fatal(err)
		}
		if err := there.RevokeToken(t.Context(), token.ID); err != nil {
			t.Fatal(err)
		}
		now = now.Add(staleAfter)
		if _, err := here.AuthenticateToken(t.Context(), bearer(token)); !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("%v after the revocation AuthenticateToken returned %v, want the kind Unauthenticated", staleAfter, err)
		}
	})
}

// The clock of the node that is told stands still: it does not look by itself.
func TestRevocationOfATokenIsHeardOf(t *testing.T) {
	open := dbtest.Postgres(t)
	here, there := newRegistry(t, open()), newRegistry(t, open())
	token := newToken(t, there, TokenSpec{Role: RoleOwner})
	now := time.Now()
	here.now = func() time.Time { return now }
	ctx, cancel := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { here.Watch(ctx) })
	defer watching.Wait()
	defer cancel()
	if _, err := here.AuthenticateToken(t.Context(), bearer(token)); err != nil {
		t.Fatal(err)
	}
	if err := there.RevokeToken(t.Context(), token.ID); err != nil {
		t.Fatal(err)
	}
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for ; ; <-look.C {
		_, err := here.AuthenticateToken(t.Context(), bearer(token))
		if problem.Is(err, problem.Unauthenticated) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Empty persons mean everybody: a row that lost its list must not.
func TestTokenThatLostItsPersonsIsRefused(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	token := newToken(t, registry, TokenSpec{Role: RoleLearner, Persons: []string{"mailto:a@b.c"}})
	for _, persons := range []string{"[]", "null", ""} {
		for _, role := range []string{"learner", "manager", "king"} {
			err := registry.change(t.Context(), func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), `UPDATE access_token SET persons = $1, role = $2 WHERE id = $3`, persons, role, token.ID)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if reader, err := registry.AuthenticateToken(t.Context(), bearer(token)); err == nil {
				t.Errorf("%s of %q reads as %+v", role, persons, reader)
			}
		}
	}
}

func TestMemoryOfTokensIsBounded(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	token := newToken(t, registry, TokenSpec{Role: RoleOwner})
	m := &registry.remembered
	m.tokens = make(map[string]*tokenCredential)
	for i := range maxRemembered {
		m.tokens[fmt.Sprint("other ", i)] = &tokenCredential{}
	}
	m.checked = registry.now()
	if _, err := registry.AuthenticateToken(t.Context(), bearer(token)); err != nil {
		t.Fatal(err)
	}
	if len(m.tokens) != maxRemembered || m.tokens[token.ID] == nil {
		t.Errorf("%d tokens are remembered, want %d with the latest among them", len(m.tokens), maxRemembered)
	}
}

func FuzzAuthenticateToken(f *testing.F) {
	registry := newRegistry(f, dbtest.SQLite(f)())
	token := newToken(f, registry, TokenSpec{Role: RoleOwner})
	f.Add(bearer(token))
	f.Add("Bearer lore__")
	f.Add("Bearer lore_a\x00_b")
	f.Fuzz(func(t *testing.T, header string) {
		_, err := registry.AuthenticateToken(t.Context(), header)
		_, text, _ := strings.Cut(header, " ")
		if strings.TrimSpace(text) == token.Token {
			return // the scheme may have any case
		}
		if !problem.Is(err, problem.Unauthenticated) {
			t.Errorf("%q: AuthenticateToken returned %v, want the kind Unauthenticated", header, err)
		}
	})
}

func BenchmarkAuthenticateToken(b *testing.B) {
	registry := newRegistry(b, dbtest.SQLite(b)())
	header := bearer(newToken(b, registry, TokenSpec{Role: RoleOwner}))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := registry.AuthenticateToken(b.Context(), header); err != nil {
			b.Fatal(err)
		}
	}
}
