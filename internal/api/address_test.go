package api_test

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/lore-lrs/lore/internal/api"
)

// Only proxies that the operator named are believed, and only what they saw
// themselves: whoever could write where they come from could guess passwords without
// being counted, and keep others out.
func TestOnlyTrustedProxiesSayWhereARequestComesFrom(t *testing.T) {
	networks := func(texts ...string) (list []netip.Prefix) {
		for _, text := range texts {
			list = append(list, netip.MustParsePrefix(text))
		}
		return list
	}
	loopback, balancers := networks("127.0.0.0/8", "::1/128"), networks("10.1.0.0/16", "fd00:1::/64")
	for _, c := range []struct {
		name, from string
		forwarded  []string
		trusted    []netip.Prefix
		want       string
	}{
		{"no proxy", "192.0.2.7:1", nil, loopback, "192.0.2.7"},
		{"a proxy on this machine", "127.0.0.1:1", []string{"192.0.2.7"}, loopback, "192.0.2.7"},
		{"by IPv6", "[::1]:1", []string{"192.0.2.7"}, loopback, "192.0.2.7"},
		{"mapped", "[::ffff:127.0.0.1]:1", []string{"::ffff:192.0.2.7"}, loopback, "192.0.2.7"},
		{"a client on this machine", "127.0.0.1:1", nil, loopback, "127.0.0.1"},
		{"nobody is trusted", "127.0.0.1:1", []string{"192.0.2.7"}, nil, "127.0.0.1"},
		{"a client of the private network", "10.2.0.9:1", []string{"192.0.2.7"}, loopback, "10.2.0.9"},
		{"beside the balancers", "10.2.0.9:1", []string{"192.0.2.7"}, balancers, "10.2.0.9"},
		{"a balancer", "10.1.0.9:1", []string{"192.0.2.7"}, balancers, "192.0.2.7"},
		{"what the client wrote", "10.1.0.9:1", []string{"198.51.100.1, 192.0.2.7"}, balancers, "192.0.2.7"},
		{"in a header of its own", "10.1.0.9:1", []string{"198.51.100.1", "192.0.2.7"}, balancers, "192.0.2.7"},
		{"two proxies", "10.1.0.9:1", []string{"198.51.100.1, 192.0.2.7, 10.1.7.7"}, balancers, "192.0.2.7"},
		{"a client that calls itself a proxy", "10.1.0.9:1", []string{"10.1.5.5, 192.0.2.7"}, balancers, "192.0.2.7"},
		{"a proxy as the client", "10.1.0.9:1", []string{"10.1.5.5"}, balancers, "10.1.5.5"},
		{"with a port", "10.1.0.9:1", []string{"192.0.2.7:4711"}, balancers, "192.0.2.7"},
		{"by IPv6 with a port", "[fd00:1::9]:1", []string{"[2001:db8::7]:4711"}, balancers, "2001:db8::7"},
		{"no address", "10.1.0.9:1", []string{"192.0.2.7, unknown"}, balancers, "10.1.0.9"},
		{"nothing", "10.1.0.9:1", []string{""}, balancers, "10.1.0.9"},
	} {
		r := &http.Request{RemoteAddr: c.from, Header: http.Header{}}
		for _, text := range c.forwarded {
			r.Header.Add("X-Forwarded-For", text)
		}
		if got := api.ClientAddress(r, c.trusted); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What is counted when signing in fails, and shown among the sessions, is that address.
func TestSessionsShowWhereTheyCameFrom(t *testing.T) {
	for _, trusted := range []string{"127.0.0.0/8", "192.0.2.0/24"} {
		s := newSite(t, func(s *site) { s.config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix(trusted)} })
		cookie := s.setUp()
		signIn := s.do("POST", "/api/v1/session", "", `{"email":"root@example.org","password":"`+passphrase+`"}`, "Sec-Fetch-Site", "same-origin", "X-Forwarded-For", "203.0.113.5")
		if signIn.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", signIn.StatusCode, signIn.body)
		}
		list := s.in(cookie, "GET", "/api/v1/sessions", "")
		if got := strings.Contains(string(list.body), `"address":"203.0.113.5"`); got != (trusted == "127.0.0.0/8") {
			t.Errorf("%s is trusted: %s", trusted, list.body)
		}
	}
}
