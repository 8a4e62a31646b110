package xapi

// irregularTags are the grandfathered tags that the grammar of RFC 5646 does
// not derive; the regular ones, such as zh-min-nan, it does.
var irregularTags = [...]string{
	"en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak",
	"i-klingon", "i-lux", "i-mingo", "i-navajo", "i-pwn", "i-tao", "i-tay",
	"i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de",
}

// validLanguageTag reports whether s is a well-formed tag of RFC 5646, in any
// letter case, without a variant or singleton twice (LT-01). Whether its
// subtags are registered is not looked at.
func validLanguageTag(s []byte) bool {
	if len(s) == 0 || s[len(s)-1] == '-' {
		return false
	}
	return validLangtag(s) || validPrivateUse(s) || irregularTag(s)
}

// validLangtag checks language ["-" script] ["-" region] *("-" variant)
// *("-" extension) ["-" privateuse] (RFC 5646 2.1).
func validLangtag(s []byte) bool {
	language, rest := cutSubtag(s)
	if len(language) < 2 || len(language) > 8 || !all(language, isLetter) {
		return false
	}
	if len(language) <= 3 {
		for range 3 {
			extlang, after := cutSubtag(rest)
			if len(extlang) != 3 || !all(extlang, isLetter) {
				break
			}
			rest = after
		}
	}
	if script, after := cutSubtag(rest); len(script) == 4 && all(script, isLetter) {
		rest = after
	}
	if region, after := cutSubtag(rest); len(region) == 2 && all(region, isLetter) || len(region) == 3 && all(region, isDigit) {
		rest = after
	}
	return validExtensions(skipVariants(rest))
}

// skipVariants returns what is behind the variants, of which each may be there
// once: the second cannot begin an extension either.
func skipVariants(s []byte) []byte {
	rest := s
	for {
		variant, after := cutSubtag(rest)
		if !validVariant(variant) {
			return rest
		}
		for earlier := s; len(earlier) > len(rest); {
			var other []byte
			other, earlier = cutSubtag(earlier)
			if equalFold(other, variant) {
				return rest
			}
		}
		rest = after
	}
}

func validVariant(s []byte) bool {
	if len(s) == 4 {
		return isDigit(s[0]) && all(s, isAlphanumeric)
	}
	return len(s) >= 5 && len(s) <= 8 && all(s, isAlphanumeric)
}

// validExtensions checks what is left behind the variants: extensions, each
// with a singleton of its own, and private use subtags.
func validExtensions(s []byte) bool {
	var seen [128]bool
	for len(s) > 0 {
		singleton, rest := cutSubtag(s)
		if len(singleton) != 1 || !isAlphanumeric(singleton[0]) {
			return false
		}
		c := lower(singleton[0])
		if c == 'x' {
			return validPrivateUse(s)
		}
		if seen[c] {
			return false
		}
		seen[c] = true
		behind := skipSubtags(rest, 2)
		if len(behind) == len(rest) {
			return false
		}
		s = behind
	}
	return true
}

// validPrivateUse checks "x" 1*("-" (1*8alphanum)).
func validPrivateUse(s []byte) bool {
	x, rest := cutSubtag(s)
	return len(x) == 1 && lower(x[0]) == 'x' && len(rest) > 0 && len(skipSubtags(rest, 1)) == 0
}

func irregularTag(s []byte) bool {
	for _, tag := range irregularTags {
		if equalFold(s, tag) {
			return true
		}
	}
	return false
}

// skipSubtags returns what is behind the leading subtags of shortest to eight
// letters and digits.
func skipSubtags(s []byte, shortest int) []byte {
	for {
		subtag, rest := cutSubtag(s)
		if len(subtag) < shortest || len(subtag) > 8 || !all(subtag, isAlphanumeric) {
			return s
		}
		s = rest
	}
}

// cutSubtag cuts the first subtag and its "-" off a tag.
func cutSubtag(s []byte) (subtag, rest []byte) {
	for i, c := range s {
		if c == '-' {
			return s[:i], s[i+1:]
		}
	}
	return s, nil
}
