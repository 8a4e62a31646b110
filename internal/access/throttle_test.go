package access

import (
	"fmt"
	"testing"

	"github.com/lore-lrs/lore/internal/db/dbtest"
)

// Whoever has many addresses must be able to guess no more for it, and not to keep a
// user out for good.
func TestNobodyElseKeepsAUserOut(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	setUp(t, registry) // signed in from 192.0.2.1
	guess := func(address, password string) error {
		_, err := registry.SignIn(t.Context(), Credentials{Email: "root@example.org", Password: password}, Proof{Address: address})
		return err
	}
	for i := range triesOfAccount {
		if err := guess(fmt.Sprint("198.51.100.", i), "wrong wrong wrong"); codeOf(t, err) != "credentials-wrong" {
			t.Fatal(err)
		}
	}
	if err := guess("203.0.113.1", password); codeOf(t, err) != "too-many-tries" {
		t.Errorf("from elsewhere: %v", err)
	}
	if err := guess("192.0.2.1", password); err != nil {
		t.Errorf("from where the user is signed in: %v", err)
	}
	for range triesOfPair {
		if err := guess("192.0.2.1", "wrong wrong wrong"); codeOf(t, err) != "credentials-wrong" {
			t.Fatal(err)
		}
	}
	if err := guess("192.0.2.1", password); codeOf(t, err) != "too-many-tries" {
		t.Errorf("more guesses from where the user is signed in: %v", err)
	}
}

func TestAddressesOfANetworkAreOne(t *testing.T) {
	registry := newRegistry(t, dbtest.SQLite(t)())
	setUp(t, registry)
	for i := range triesOfAddress {
		credentials := Credentials{Email: fmt.Sprint("user", i, "@example.org"), Password: password}
		address := fmt.Sprintf("2001:db8:1:2::%x", i)
		if _, err := registry.SignIn(t.Context(), credentials, Proof{Address: address}); codeOf(t, err) != "credentials-wrong" {
			t.Fatal(err)
		}
	}
	for address, code := range map[string]string{
		"2001:db8:1:2:ffff::1": "too-many-tries", "2001:db8:1:2::1%anything": "too-many-tries", "2001:db8:1:3::1": "credentials-wrong",
		"::ffff:192.0.2.9": "credentials-wrong",
	} {
		_, err := registry.SignIn(t.Context(), Credentials{Email: "another@example.org", Password: password}, Proof{Address: address})
		if codeOf(t, err) != code {
			t.Errorf("from %s: %v, want the code %s", address, err, code)
		}
	}
}
