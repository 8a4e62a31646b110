package xapi

import (
	"strings"
	"testing"
)

func TestMailto(t *testing.T) {
	exercise(t, validMailto, []check{
		// MB-01.
		{"mailto:xapi@adlnet.gov", true},
		{"mailto:a@b", true},
		{"mailto:first.last+tag@sub.example.com", true},
		{"mailto:o'brien@example.ie", true},
		{"mailto:John.Doe@EXAMPLE.com", true},
		{"mailto:user_1%25@example.com", true},
		{"mailto:jörg@bücher.example", true},
		{"mailto:用户@例子.广告", true},
		{"mailto:a@xn--bcher-kva.example", true},
		{"mailto:a@r%C3%A9sum%C3%A9.example", true},
		{"mailto:a@[192.0.2.1]", true},
		{"mailto:a@[IPv6:2001:db8::1]", true},
		{"mailto:5e6f@moodle_test.local", true},
		{"", false},
		{"mailto:", false},
		{"mailto:@", false},
		{"mailto:a@", false},
		{"mailto:@b", false},
		{"mailto:should.fail.com", false},
		{"http://should.fail.com", false},
		{"xapi@adlnet.gov", false},
		{"Mailto:a@b.c", false},
		{"MAILTO:a@b.c", false},
		{"mailto:a@b@c", false},
		{"mailto: a@b.c", false},
		{"mailto:a b@c.d", false},
		{"mailto:a@b.c ", false},
		{"mailto:a@b c", false},
		{"mailto:a@b.c?subject=x", false},
		{"mailto:a?x@b.c", false},
		{"mailto:a#b@c", false},
		{"mailto:a@b.c#d", false},
		{"mailto:<a@b.c>", false},
		{"mailto:\"a\"@b.c", false},
		{"mailto:a%@b.c", false},
		{"mailto:a%4@b.c", false},
		{"mailto:a@b%4.c", false},
		{"mailto:a@b,c", false},
		{"mailto:a@b/c", false},
		{"mailto:a@[]", false},
		{"mailto:a@[b", false},
		{"mailto:a\n@b.c", false},
		{"mailto:\xff@b.c", false},
		{"mailto:a@\xff", false},
		{"mailto:a@b.c\x00", false},
	})
}

func FuzzMailto(f *testing.F) {
	for _, seed := range []string{"mailto:a@b", "mailto:é%20@[::1]", "http://a@b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !validMailto([]byte(text)) {
			return
		}
		local, domain, _ := strings.Cut(strings.TrimPrefix(text, "mailto:"), "@")
		if local == "" || domain == "" || strings.ContainsAny(text, " ?#<>\"\n") || strings.Count(text, "@") != 1 {
			t.Errorf("%q is no single address", text)
		}
		if !strings.HasPrefix(domain, "[") && !validIRI([]byte(text)) {
			t.Errorf("%q is no IRI", text)
		}
	})
}
