package xapi

// validSHA1 reports whether s is a SHA-1 in hex, of either case (MB-02).
func validSHA1(s []byte) bool { return len(s) == 40 && all(s, isHexDigit) }

// validSHA2 reports whether s is a SHA-224, SHA-256, SHA-384 or SHA-512 in hex,
// of either case (AT-03).
func validSHA2(s []byte) bool {
	switch len(s) {
	case 56, 64, 96, 128:
		return all(s, isHexDigit)
	}
	return false
}
