package xapi

import (
	"cmp"
	"slices"
	"strings"
)

// LanguageRanges is a parsed Accept-Language header, most wanted first; the
// zero value accepts anything.
type LanguageRanges struct {
	ranges   []languageRange
	fallback string
}

type languageRange struct {
	tag     string
	quality int // thousandths
}

// ParseLanguageRanges reads Accept-Language (RFC 2616 14.4); parts that are
// not well-formed are passed over. fallback, if not empty, is the language
// preferred when none of the asked ones is there (FM-06).
func ParseLanguageRanges(header, fallback string) LanguageRanges {
	l := LanguageRanges{fallback: fallback}
	for part := range strings.SplitSeq(header, ",") {
		if r, ok := parseLanguageRange(part); ok {
			l.ranges = append(l.ranges, r)
		}
	}
	slices.SortStableFunc(l.ranges, func(a, b languageRange) int {
		return cmp.Or(cmp.Compare(b.quality, a.quality), cmp.Compare(a.width(), b.width()))
	})
	return l
}

// width is 1 for "*", which of equals is wanted least, and 0 for a language.
func (r languageRange) width() int {
	if r.tag == "*" {
		return 1
	}
	return 0
}

// parseLanguageRange reads a range and its quality, such as "en-GB;q=0.8".
func parseLanguageRange(part string) (r languageRange, ok bool) {
	tag, weight, weighted := strings.Cut(part, ";")
	r = languageRange{tag: strings.Trim(tag, " \t"), quality: 1000}
	if r.tag != "*" && (r.tag == "" || strings.HasSuffix(r.tag, "-") || len(skipSubtags([]byte(r.tag), 1)) > 0) {
		return r, false
	}
	if !weighted {
		return r, true
	}
	name, value, _ := strings.Cut(weight, "=")
	if !strings.EqualFold(strings.Trim(name, " \t"), "q") {
		return r, false
	}
	r.quality, ok = parseQuality(strings.Trim(value, " \t"))
	return r, ok
}

// parseQuality reads 0 to 1 with at most three decimals, in thousandths (RFC
// 2616 3.9).
func parseQuality(text string) (thousandths int, ok bool) {
	whole, decimals, _ := strings.Cut(text, ".")
	if whole != "0" && whole != "1" || len(decimals) > 3 || leadingDigits(decimals) != len(decimals) {
		return 0, false
	}
	thousandths = int(whole[0]-'0') * 1000
	for i, scale := 0, 100; i < len(decimals); i, scale = i+1, scale/10 {
		thousandths += int(decimals[i]-'0') * scale
	}
	return thousandths, thousandths <= 1000
}

// Choose returns the index of the tag to use (FM-05, FM-06), -1 only if tags is empty.
//
// It is the tag with the highest quality; the quality of a tag is that of the
// longest range that matches it. If no tag is acceptable it is one in the same
// primary language as a range, then any that was not excluded. Of equals it is
// the one whose range came first, then the one nearest to the fallback if no
// range names it, then the first in the alphabet: the order of a map does not
// count.
func (l LanguageRanges) Choose(tags []string) int { return chooseTag(l, tags) }

func chooseTag[T string | []byte](l LanguageRanges, tags []T) int {
	best := -1
	var bestRank languageRank
	for i, tag := range tags {
		rank := rankTag(l, tag)
		if best < 0 || cmp.Or(rank.compare(bestRank), compareFold(tag, tags[best])) < 0 {
			best, bestRank = i, rank
		}
	}
	return best
}

// languageRank orders tags: less is better.
type languageRank struct {
	class rankClass
	// place is that of the matching range, in the order of quality.
	place int
	// distance from the fallback; 0 where the range itself names the language.
	distance int
}

type rankClass uint8

const (
	acceptable rankClass = iota
	samePrimaryLanguage
	notAsked
	excluded
)

func (a languageRank) compare(b languageRank) int {
	return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(a.place, b.place), cmp.Compare(a.distance, b.distance))
}

func rankTag[T string | []byte](l LanguageRanges, tag T) languageRank {
	// The longest range that matches decides; "*" matches what no other does.
	match, length := -1, -1
	for i, r := range l.ranges {
		specific := len(r.tag)
		if r.tag == "*" {
			specific = 0
		} else if !rangeMatches(r.tag, tag) {
			continue
		}
		if specific > length {
			match, length = i, specific
		}
	}
	switch {
	case match < 0:
	case l.ranges[match].quality == 0:
		return languageRank{class: excluded, distance: fallbackDistance(l, tag)}
	case l.ranges[match].tag == "*":
		return languageRank{acceptable, match, fallbackDistance(l, tag)}
	default:
		return languageRank{class: acceptable, place: match}
	}
	for i, r := range l.ranges {
		if r.quality > 0 && rangeMatches(primaryLanguage(r.tag), tag) {
			return languageRank{samePrimaryLanguage, i, fallbackDistance(l, tag)}
		}
	}
	return languageRank{class: notAsked, distance: fallbackDistance(l, tag)}
}

// fallbackDistance is 0 for the fallback, 1 for its primary language, 2 for
// any other.
func fallbackDistance[T string | []byte](l LanguageRanges, tag T) int {
	switch {
	case l.fallback != "" && rangeMatches(l.fallback, tag):
		return 0
	case l.fallback != "" && rangeMatches(primaryLanguage(l.fallback), tag):
		return 1
	}
	return 2
}

// rangeMatches reports whether a range is a tag or a prefix of it that ends
// before a "-" (FM-05).
func rangeMatches[T string | []byte](r string, tag T) bool {
	return len(tag) >= len(r) && equalFold(tag[:len(r)], r) && (len(tag) == len(r) || tag[len(r)] == '-')
}

func primaryLanguage(tag string) string {
	primary, _, _ := strings.Cut(tag, "-")
	return primary
}

func compareFold[T string | []byte](a, b T) int {
	for i := range min(len(a), len(b)) {
		if order := cmp.Compare(lower(a[i]), lower(b[i])); order != 0 {
			return order
		}
	}
	return cmp.Compare(len(a), len(b))
}
