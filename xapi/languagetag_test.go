package xapi

import (
	"strings"
	"testing"
)

func TestLanguageTag(t *testing.T) {
	exercise(t, validLanguageTag, []check{
		// LT-01, V2-04 and RFC 5646 appendix A.
		{"en-US", true},
		{"en", true},
		{"de", true},
		{"fr-CA", true},
		{"ja", true},
		{"cmn", true},
		{"ase", true},
		{"tlh", true},
		{"und", true},
		{"i-enochian", true},
		{"zh-Hant", true},
		{"zh-Hans-CN", true},
		{"sr-Latn-RS", true},
		{"zh-cmn-Hans-CN", true},
		{"zh-yue-HK", true},
		{"hak-CN", true},
		{"zh-min-nan", true},
		{"sl-rozaj", true},
		{"sl-rozaj-biske", true},
		{"sl-nedis", true},
		{"de-CH-1901", true},
		{"sl-IT-nedis", true},
		{"hy-Latn-IT-arevela", true},
		{"de-DE", true},
		{"es-419", true},
		{"de-CH-x-phonebk", true},
		{"az-Arab-x-AZE-derbend", true},
		{"x-whatever", true},
		{"x-private", true},
		{"x-a-b-12345678", true},
		{"qaa-Qaaa-QM-x-southern", true},
		{"de-Qaaa", true},
		{"sr-Qaaa-RS", true},
		{"en-US-u-islamcal", true},
		{"zh-CN-a-myext-x-private", true},
		{"en-a-myext-b-another", true},
		{"de-1996-1901", true},
		{"en-0-abc", true},
		{"EN-us", true},
		{"I-KLINGON", true},
		{"en-GB-oed", true},
		{"sgn-BE-FR", true},
		{"art-lojban", true},
		{"abcde", true},
		{"abcdefgh", true},
		{"root", true},
		{"zh-aaa-bbb-ccc", true},
		{"a12345678", false},
		{"something", false},
		{"en_US", false},
		{"", false},
		{"-", false},
		{"en-", false},
		{"-en", false},
		{"en--US", false},
		{"e", false},
		{"x", false},
		{"x-", false},
		{"x-123456789", false},
		{"i", false},
		{"i-", false},
		{"i-unknown", false},
		{"zh-z-aaa-z-bbb-c-ccc", false},
		{"ar-a-aaa-b-bbb-a-ccc", false},
		{"en-A-aaa-a-bbb", false},
		{"de-1996-1996", false},
		{"sl-rozaj-ROZAJ", false},
		{"sl-rozaj-biske-rozaj", false},
		{"de-419-DE", false},
		{"a-DE", false},
		{"en-a", false},
		{"en-a-b", false},
		{"en-a-x-y", false},
		{"en-u-123456789", false},
		{"en-x", false},
		{"en-US-US", false},
		{"zh-aaa-bbb-ccc-ddd", false},
		{"abcd-efg", false},
		{"en-1ab", false},
		{"en-12", false},
		{"en-abcdefghi", false},
		{"12-en", false},
		{"e1", false},
		{"en US", false},
		{"en-US ", false},
		{"日本", false},
		{"en-é", false},
		{"en-GB-oedx-", false},
	})
}

func FuzzLanguageTag(f *testing.F) {
	for _, seed := range []string{"en-US", "zh-cmn-Hans-CN-1901-a-bcd-x-y", "i-klingon", "x-y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		valid := validLanguageTag([]byte(text))
		if upper := strings.ToUpper(text); len(upper) == len(text) && validLanguageTag([]byte(upper)) != valid && isASCII(text) {
			t.Errorf("%q: letter case decides", text)
		}
		if !valid {
			return
		}
		for subtag := range strings.SplitSeq(text, "-") {
			if len(subtag) < 1 || len(subtag) > 8 || !all([]byte(subtag), isAlphanumeric) {
				t.Errorf("%q: subtag %q", text, subtag)
			}
		}
		if !strings.Contains(strings.ToLower(text), "x-") && !irregularTag([]byte(text)) && !validLanguageTag([]byte(text+"-x-y")) {
			t.Errorf("%q is well-formed, but not with a private use subtag", text)
		}
	})
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > 0x7F }) < 0
}
