package xapi

// The classes of ASCII that the grammars of identifiers share.

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlphanumeric(c byte) bool { return isLetter(c) || isDigit(c) }

func isHexDigit(c byte) bool { return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }

func all(s []byte, class func(byte) bool) bool {
	for _, c := range s {
		if !class(c) {
			return false
		}
	}
	return true
}

// lower returns an ASCII capital in lower case and everything else as it is.
func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// equalFold compares without regard to the case of ASCII letters.
func equalFold[A, B string | []byte](a A, b B) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// leadingDigits returns how many digits s begins with.
func leadingDigits[T string | []byte](s T) int {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return i
		}
	}
	return len(s)
}
