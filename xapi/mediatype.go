package xapi

import "unicode/utf8"

// validMediaType reports whether s is type "/" subtype with any parameters
// (RFC 9110 8.3.1; AT-04).
func validMediaType(s []byte) bool {
	kind := tokenLength(s)
	if kind == 0 || kind == len(s) || s[kind] != '/' {
		return false
	}
	s = s[kind+1:]
	subtype := tokenLength(s)
	return subtype > 0 && validParameters(s[subtype:])
}

// validParameters checks *( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )
// (RFC 9110 5.6.6).
func validParameters(s []byte) bool {
	for len(s) > 0 {
		s = skipBlanks(s)
		if len(s) == 0 || s[0] != ';' {
			return false
		}
		s = skipBlanks(s[1:])
		name := tokenLength(s)
		if name == 0 {
			continue
		}
		if name == len(s) || s[name] != '=' {
			return false
		}
		s = s[name+1:]
		value := tokenLength(s)
		if value == 0 {
			value = quotedLength(s)
		}
		if value == 0 {
			return false
		}
		s = s[value:]
	}
	return true
}

// tokenLength returns the length of the token (RFC 9110 5.6.2) s begins with.
func tokenLength(s []byte) int {
	for i, c := range s {
		if !isTokenCharacter(c) {
			return i
		}
	}
	return len(s)
}

func isTokenCharacter(c byte) bool {
	switch c {
	case '!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~':
		return true
	}
	return isAlphanumeric(c)
}

// quotedLength returns the length of the quoted-string (RFC 9110 5.6.4) s begins
// with, 0 when there is none.
func quotedLength(s []byte) int {
	if len(s) == 0 || s[0] != '"' {
		return 0
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			i++
			if i == len(s) || !isTextCharacter(s[i]) {
				return 0
			}
		case !isTextCharacter(c):
			return 0
		}
	}
	return 0
}

func isTextCharacter(c byte) bool {
	return c == '\t' || c >= ' ' && c != 0x7F || c >= utf8.RuneSelf
}

func skipBlanks(s []byte) []byte {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	return s
}
