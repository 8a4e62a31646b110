package xapi

import (
	"net/netip"
	"unicode/utf8"
)

// The places of an IRI in which an ASCII character may stand (RFC 3987 2.2,
// RFC 3986 appendix A). A character of no place, such as a space or "<", is
// illegal everywhere.
const (
	inScheme   uint8 = 1 << iota // scheme, behind its first letter
	inHost                       // ireg-name
	inUserInfo                   // iuserinfo
	inPath                       // ipchar and "/"
	inQuery                      // iquery
	inFragment                   // ifragment
)

// iriPlaces tells for each ASCII character the places where it may stand.
var iriPlaces = func() (places [utf8.RuneSelf]uint8) {
	const everywhere = inHost | inUserInfo | inPath | inQuery | inFragment
	add := func(chars string, in uint8) {
		for i := range len(chars) {
			places[chars[i]] |= in
		}
	}
	for c := range places {
		if isAlphanumeric(byte(c)) {
			places[c] = inScheme | everywhere
		}
	}
	add("-._~!$&'()*+,;=", everywhere)
	add("+-.", inScheme)
	add(":", inUserInfo|inPath|inQuery|inFragment)
	add("@/", inPath|inQuery|inFragment)
	add("?", inQuery|inFragment)
	return places
}()

// ValidIRI reports whether a text is an absolute IRI, by the check that every
// IRI in a statement undergoes (IRI-01, IRI-02).
func ValidIRI(text string) bool { return validIRI([]byte(text)) }

// validIRI reports whether s is an absolute IRI by the grammar of RFC 3987
// (IRI-01, IRI-02): a scheme, and behind it nothing but characters that are
// legal where they stand. Whether a scheme asks for more, such as a host, is
// not looked at.
func validIRI(s []byte) bool {
	scheme := schemeLength(s)
	if scheme == 0 {
		return false
	}
	rest := s[scheme+1:]
	if len(rest) >= 2 && rest[0] == '/' && rest[1] == '/' {
		authority := authorityLength(rest[2:])
		if !validAuthority(rest[2 : 2+authority]) {
			return false
		}
		rest = rest[2+authority:]
	}
	rest = rest[legalPrefix(rest, inPath):]
	if len(rest) > 0 && rest[0] == '?' {
		rest = rest[1+legalPrefix(rest[1:], inQuery):]
	}
	if len(rest) > 0 && rest[0] == '#' {
		rest = rest[1+legalPrefix(rest[1:], inFragment):]
	}
	return len(rest) == 0
}

// validURI reports whether s is an absolute URI: an IRI in ASCII (IRI-05).
func validURI(s []byte) bool {
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return validIRI(s)
}

// schemeLength returns the length of the scheme in front of the first ":", 0
// when there is none.
func schemeLength(s []byte) int {
	if len(s) == 0 || !isLetter(s[0]) {
		return 0
	}
	for i, c := range s {
		if c == ':' {
			return i
		}
		if c >= utf8.RuneSelf || iriPlaces[c]&inScheme == 0 {
			return 0
		}
	}
	return 0
}

func authorityLength(s []byte) int {
	for i, c := range s {
		if c == '/' || c == '?' || c == '#' {
			return i
		}
	}
	return len(s)
}

// validAuthority checks iauthority = [ iuserinfo "@" ] ihost [ ":" port ].
func validAuthority(s []byte) bool {
	host := legalPrefix(s, inHost)
	if host == len(s) {
		return true
	}
	if user := legalPrefix(s, inUserInfo); user < len(s) && s[user] == '@' {
		s = s[user+1:]
		host = legalPrefix(s, inHost)
	}
	if len(s) > 0 && s[0] == '[' {
		host = ipLiteralLength(s)
	}
	port := s[host:]
	if len(port) == 0 {
		return true
	}
	if port[0] != ':' {
		return false
	}
	return all(port[1:], isDigit)
}

// ipLiteralLength returns the length of an IP-literal with its brackets, 0 when
// it is none.
func ipLiteralLength(s []byte) int {
	for i, c := range s {
		if c != ']' {
			continue
		}
		text := s[1:i]
		if len(text) > 0 && text[0]|0x20 == 'v' {
			if validIPFuture(text) {
				return i + 1
			}
			return 0
		}
		if address, err := netip.ParseAddr(string(text)); err == nil && address.Is6() && address.Zone() == "" {
			return i + 1
		}
		return 0
	}
	return 0
}

// validIPFuture checks "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ).
func validIPFuture(s []byte) bool {
	i := 1
	for i < len(s) && isHexDigit(s[i]) {
		i++
	}
	if i == 1 || i+1 >= len(s) || s[i] != '.' {
		return false
	}
	for _, c := range s[i+1:] {
		if c >= utf8.RuneSelf || iriPlaces[c]&inUserInfo == 0 {
			return false
		}
	}
	return true
}

// legalPrefix returns how many bytes of s are legal in a place.
func legalPrefix(s []byte, in uint8) int {
	i := 0
	for i < len(s) {
		c := s[i]
		switch {
		case c < utf8.RuneSelf && iriPlaces[c]&in != 0:
			i++
		case c == '%':
			if i+2 >= len(s) || !isHexDigit(s[i+1]) || !isHexDigit(s[i+2]) {
				return i
			}
			i += 3
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRune(s[i:])
			if r == utf8.RuneError && size == 1 || !legalRune(r, in) {
				return i
			}
			i += size
		default:
			return i
		}
	}
	return i
}

// legalRune reports whether a character beyond ASCII is of ucschar or, in a
// query, of iprivate (RFC 3987 2.2).
func legalRune(r rune, in uint8) bool {
	switch {
	case r < 0xA0:
		return false
	case r <= 0xD7FF:
		return true
	case r <= 0xF8FF:
		return in == inQuery
	case r <= 0xFDCF:
		return true
	case r <= 0xFFEF:
		return r >= 0xFDF0
	case r < 0xE0000:
		return r >= 0x10000 && r&0xFFFF <= 0xFFFD
	case r < 0xF0000:
		return r >= 0xE1000 && r <= 0xEFFFD
	}
	return in == inQuery && r&0xFFFF <= 0xFFFD
}
