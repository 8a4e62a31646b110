package xapi

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// check is a row of a table of values.
type check struct {
	value string
	valid bool
}

func exercise(t *testing.T, valid func([]byte) bool, table []check) {
	t.Helper()
	for _, row := range table {
		if got := valid([]byte(row.value)); got != row.valid {
			t.Errorf("%q: valid is %v, want %v", row.value, got, row.valid)
		}
	}
	text := []byte(table[0].value)
	if allocations := testing.AllocsPerRun(100, func() { valid(text) }); allocations != 0 {
		t.Errorf("%q: %v allocations, want none", text, allocations)
	}
}

func TestIRI(t *testing.T) {
	exercise(t, validIRI, []check{
		// IRI-01, and the values of RFC 3986 1.1.2.
		{"http://adlnet.gov/expapi/verbs/experienced", true},
		{"ftp://ftp.is.co.za/rfc/rfc1808.txt", true},
		{"http://www.ietf.org/rfc/rfc2396.txt", true},
		{"ldap://[2001:db8::7]/c=GB?objectClass?one", true},
		{"mailto:John.Doe@example.com", true},
		{"news:comp.infosystems.www.servers.unix", true},
		{"tel:+1-816-555-1212", true},
		{"telnet://192.0.2.16:80/", true},
		{"urn:oasis:names:specification:docbook:dtd:xml:4.1.2", true},
		{"urn:uuid:6e2ef4a3-6e3b-4a4c-8fc5-0e1b8e5b1a11", true},
		{"tag:example.com,2014:course/1", true},
		{"data:text/plain;base64,SGVsbG8=", true},
		{"file:///etc/hosts", true},
		{"http:", true},
		{"x:", true},
		{"http://", true},
		{"a+b-c.d1://e", true},
		{"HTTP://EXAMPLE.COM/%7Efoo/%e2%82%ac", true},
		{"http://user:pass@example.com:8080/a;b=c/d,e?f=g&h=i/j?k#l/m?n", true},
		{"http://example.com:/", true},
		{"http://example.com/path/../x", true},
		{"http://example.com/a//b", true},
		{"http://example.com/!$&'()*+,;=:@-._~", true},
		{"urn://a//b", true},
		{"http://[::1]", true},
		{"http://[::ffff:192.0.2.1]:8080/", true},
		{"http://[v1.fe80::a+en1]/", true},
		{"http://a@[::1]:1", true},
		{"http://r%C3%A9sum%C3%A9.example.org", true},
		{"http://exa_mple.com", true},
		{"", false},
		{":", false},
		{"//example.com/", false},
		{"/a", false},
		{"abc", false},
		{"should fail", false},
		{"example.com/a", false},
		{"1http://a", false},
		{"-a:b", false},
		{"ab=c://should.fail.com", false},
		{"a_b://c", false},
		{"é://c", false},
		{"http//a:b", false},
		// IRI-02.
		{" http://a", false},
		{"http://a ", false},
		{"http://a/b c", false},
		{"http://a/<b>", false},
		{"http://a/\"b\"", false},
		{"http://a/{b}", false},
		{"http://a/b|c", false},
		{"http://a/b\\c", false},
		{"http://a/b^c", false},
		{"http://a/b`c", false},
		{"http://a/\x00", false},
		{"http://a/\n", false},
		{"http://a/\x7f", false},
		{"http://a/%", false},
		{"http://a/%4", false},
		{"http://a/%4g", false},
		{"http://a/?%zz", false},
		{"http://a/#%f", false},
		{"http://%zz/", false},
		{"http://a/#b#c", false},
		{"http://a/[b]", false},
		{"http://a:b/", false},
		{"http://a:80b/", false},
		{"http://a@b@c/", false},
		{"http://a:1:2/", false},
		{"http://[::1/", false},
		{"http://::1/", false},
		{"http://[]/", false},
		{"http://[1.2.3.4]/", false},
		{"http://[fe80::1%25en0]/", false},
		{"http://[::1]x/", false},
		{"http://[v.a]/", false},
		{"http://[v1.]/", false},
		{"http://[v1.é]/", false},
		{"http://]/", false},
		// RFC 3987: ucschar everywhere but in the scheme, iprivate in queries.
		{"http://例え.テスト/ナル?キー=値#断片", true},
		{"http://пример.рф/путь", true},
		{"http://example.com/résumé", true},
		{"http://example.com/👍", true},
		{"http://üser@example.com/", true},
		{"http://example.com/\u00a0", true},
		{"http://example.com/\ufffd", false},
		{"http://example.com/\u0085", false},
		{"http://example.com/\ue000", false},
		{"http://example.com/?\ue000", true},
		{"http://example.com/#\ue000", false},
		{"http://example.com/\uf900", true},
		{"http://example.com/\ufdd0", false},
		{"http://example.com/\ufdf0", true},
		{"http://example.com/\ufff0", false},
		{"http://example.com/\U0001fffd", true},
		{"http://example.com/\U0001fffe", false},
		{"http://example.com/\U000dfffd", true},
		{"http://example.com/\U000e0001", false},
		{"http://example.com/\U000e1000", true},
		{"http://example.com/\U000efffd", true},
		{"http://example.com/\U000efffe", false},
		{"http://example.com/\U000f0000", false},
		{"http://example.com/?\U000f0000", true},
		{"http://example.com/?\U000ffffe", false},
		{"http://example.com/?\U0010fffd", true},
		{"http://example.com/?\U0010fffe", false},
		{"http://example.com/\xff", false},
		{"http://example.com/\xc3", false},
	})
}

func TestURIIsAnIRIInASCII(t *testing.T) {
	exercise(t, validURI, []check{
		{"http://openid.example.com/~bob", true},
		{"https://example.com/%C3%A9", true},
		{"http://example.com/é", false},
		{"http://例え.テスト", false},
		{"openid", false},
		{"", false},
	})
}

func FuzzIRI(f *testing.F) {
	for _, seed := range []string{"http://a.b/c?d#e", "urn:a:b", "http://[::1]:80/", "http://é@例え:1/%20?\ue000#", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		valid := validIRI([]byte(text))
		if validURI([]byte(text)) && !valid {
			t.Errorf("%q is a URI but no IRI", text)
		}
		if !valid {
			return
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, " <>\"{}|\\^`\x00\x7f") {
			t.Errorf("%q has illegal characters", text)
		}
		// Go's parser takes everything that is valid but for a few hosts: it
		// decodes and judges them.
		if u, err := url.Parse(text); err == nil && !strings.EqualFold(u.Scheme, text[:len(u.Scheme)]) {
			t.Errorf("%q: scheme %q", text, u.Scheme)
		}
		if !strings.Contains(text, "#") && !validIRI([]byte(text+"#a")) {
			t.Errorf("%q is valid, but not with a fragment", text)
		}
	})
}

func BenchmarkIRI(b *testing.B) {
	text := []byte("http://adlnet.gov/expapi/activities/course/example-activity-1")
	for b.Loop() {
		if !validIRI(text) {
			b.Fatal("not valid")
		}
	}
}
