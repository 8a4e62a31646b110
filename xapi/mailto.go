package xapi

import (
	"bytes"
	"unicode/utf8"
)

const mailtoScheme = "mailto:"

// validMailto reports whether s names one mail address (MB-01): the scheme in
// lower case, one "@" with text on both sides, no header fields, and nothing
// that is illegal in an IRI. Whether mail could be delivered is not asked.
func validMailto(s []byte) bool {
	address, found := bytes.CutPrefix(s, []byte(mailtoScheme))
	if !found {
		return false
	}
	local, domain, found := bytes.Cut(address, []byte("@"))
	return found && len(local) > 0 && legalPrefix(local, inPath) == len(local) && validMailDomain(domain)
}

// validMailDomain takes a domain name, international or not, or an address
// literal in brackets (RFC 6068 section 2).
func validMailDomain(s []byte) bool {
	if len(s) > 2 && s[0] == '[' && s[len(s)-1] == ']' {
		s = s[1 : len(s)-1]
		return legalPrefix(s, inUserInfo) == len(s)
	}
	for _, c := range s {
		if c < utf8.RuneSelf && !isAlphanumeric(c) && c != '-' && c != '.' && c != '_' && c != '%' {
			return false
		}
	}
	return len(s) > 0 && legalPrefix(s, inHost) == len(s)
}
