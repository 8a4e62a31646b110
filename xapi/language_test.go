package xapi

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChooseLanguage(t *testing.T) {
	for _, row := range []struct{ header, fallback, tags, want string }{
		// FM-05.
		{"en-GB", "", "de en-GB fr", "en-GB"},
		{"en-gb", "", "de EN-GB fr", "EN-GB"},
		{"en", "", "de en-US fr", "en-US"},
		{"en", "", "en-US en", "en"},
		{"en", "", "eng de", "de"},
		{"fr;q=0.5, de", "", "fr de", "de"},
		{"fr;q=0.5, de;q=0.4", "", "de fr", "fr"},
		{"fr, de", "", "de fr", "fr"},
		{"de;q=0.1, *;q=0.5", "", "de fr", "fr"},
		{"*, de", "", "de fr", "de"},
		{"de, *;q=0.5", "", "it fr", "fr"},
		{"en;q=0.9, en-US;q=0.1", "", "en-US en-GB", "en-GB"},
		{"en-US;q=0.1, en;q=0.9", "", "en-US en-GB", "en-GB"},
		{"en-US, en;q=0.9", "", "en-GB en-US", "en-US"},
		{"de;q=0, *", "", "de en", "en"},
		{"de;q=0", "", "de en", "en"},
		{"*;q=0, fr", "", "de fr", "fr"},
		{"zh-Hans", "", "zh-Hant zh-Hans-CN", "zh-Hans-CN"},
		// FM-06.
		{"", "", "fr de", "de"},
		{"", "", "de fr", "de"},
		{"", "fr", "de fr", "fr"},
		{"", "fr", "de fr-CA", "fr-CA"},
		{"", "fr-CA", "de fr-FR", "fr-FR"},
		{"*", "fr", "de fr", "fr"},
		{"*", "", "fr de", "de"},
		{"it", "fr", "de fr", "fr"},
		{"it", "", "fr de", "de"},
		{"en-GB", "de", "de en-US", "en-US"},
		{"en-GB, fr", "", "en-US fr", "fr"},
		{"en-GB;q=0.1, de-AT", "", "en-US de-DE", "de-DE"},
		{"en-GB", "en-NZ", "en-AU en-NZ", "en-NZ"},
		{"de;q=0, *;q=0", "", "de en", "de"},
		{"de;q=0", "", "de", "de"},
		// What is not well-formed is passed over.
		{"de;q=2, fr", "", "de fr", "fr"},
		{"de;q=1.001, fr", "", "de fr", "fr"},
		{"de;q=0.1234, fr", "", "de fr", "fr"},
		{"de;q=.5, fr", "", "de fr", "fr"},
		{"de;q=, fr", "", "de fr", "fr"},
		{"de;q, fr", "", "de fr", "fr"},
		{"de;level=1, fr", "", "de fr", "fr"},
		{"de;q=-1, fr", "", "de fr", "fr"},
		{"d_e, de-, , ;q=1, abcdefghi, fr", "", "de fr", "fr"},
		{" de\t; Q=0.5 ,fr;q=0.4", "", "fr de", "de"},
		{"de;q=1., fr;q=0.9", "", "fr de", "de"},
		{"de;q=1.000, fr;q=0.999", "", "fr de", "de"},
	} {
		tags := strings.Fields(row.tags)
		chosen := ParseLanguageRanges(row.header, row.fallback).Choose(tags)
		if chosen < 0 || tags[chosen] != row.want {
			t.Errorf("%q, fallback %q: of %v number %d is chosen, want %s", row.header, row.fallback, tags, chosen, row.want)
		}
	}
	if got := (LanguageRanges{}).Choose(nil); got != -1 {
		t.Errorf("of no tags %d is chosen, want -1", got)
	}
}

func TestOrderOfTagsDoesNotCount(t *testing.T) {
	tag := rapid.SampledFrom([]string{"de", "de-CH", "en", "en-US", "EN-gb", "fr", "und", "zh-Hans-CN"})
	rapid.Check(t, func(t *rapid.T) {
		var header strings.Builder
		for _, r := range rapid.SliceOfN(tag, 0, 3).Draw(t, "ranges") {
			header.WriteString(r + rapid.SampledFrom([]string{"", ";q=0.5", ";q=0"}).Draw(t, "quality") + ",")
		}
		ranges := ParseLanguageRanges(header.String(), rapid.SampledFrom([]string{"", "fr", "en-AU"}).Draw(t, "fallback"))
		tags := rapid.SliceOfNDistinct(tag, 1, 5, rapid.ID).Draw(t, "tags")
		want := tags[ranges.Choose(tags)]
		slices.Reverse(tags)
		if got := tags[ranges.Choose(tags)]; got != want {
			t.Fatalf("%q: of %v it is %s, and %s the other way round", header.String(), tags, got, want)
		}
	})
}

func FuzzLanguageRanges(f *testing.F) {
	f.Add("en-GB;q=0.8, *;q=0", "de", "en")
	f.Fuzz(func(t *testing.T, header, fallback, tag string) {
		if got := ParseLanguageRanges(header, fallback).Choose([]string{tag}); got != 0 {
			t.Errorf("the only tag is not chosen, but %d", got)
		}
	})
}
