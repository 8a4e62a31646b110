package xapi

import (
	"regexp"
	"testing"
)

func TestMediaType(t *testing.T) {
	exercise(t, validMediaType, []check{
		// AT-04.
		{"text/plain; charset=ascii", true},
		{"application/octet-stream", true},
		{"image/jpeg", true},
		{"application/vnd.api+json", true},
		{"TEXT/HTML;Charset=\"utf-8\"", true},
		{"text/plain ;\tformat=flowed ; delsp=yes", true},
		{"text/plain;", true},
		{"text/plain; ; a=b", true},
		{"a/b;c=\"d;\\\"e\\\" é\"", true},
		{"video/*", true},
		{"", false},
		{"text", false},
		{"text/", false},
		{"/plain", false},
		{"text/plain/x", false},
		{" text/plain", false},
		{"text /plain", false},
		{"text/plain ", false},
		{"text/plain charset=ascii", false},
		{"text/plain; charset", false},
		{"text/plain; charset=", false},
		{"text/plain; =ascii", false},
		{"text/plain; charset = ascii", false},
		{"text/plain; charset=\"ascii", false},
		{"text/plain; charset=\"ascii\\", false},
		{"text/plain; a=\"\x01\"", false},
		{"text/plain; a=\"\\\x01\"", false},
		{"text/plain; a=b c", false},
		{"text/pl@in", false},
		{"téxt/plain", false},
		{"text/plain, text/html", false},
		{"text/plain\r\n", false},
	})
}

func FuzzMediaType(f *testing.F) {
	const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
	grammar := regexp.MustCompile(`^` + token + `/` + token +
		`([ \t]*;[ \t]*(` + token + `=(` + token + `|"([^\x00-\x08\x0a-\x1f"\\\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*"))?)*$`)
	for _, seed := range []string{"text/plain; charset=ascii", "a/b;c=\"\\d\"", "a/b ; ;c=d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := validMediaType([]byte(text)), grammar.MatchString(text); got != want {
			t.Errorf("%q: valid is %v, want %v", text, got, want)
		}
	})
}
