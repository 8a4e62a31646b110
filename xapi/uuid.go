package xapi

import "crypto/rand"

// UUID identifies a statement or a registration. Its text form compares
// without regard to letter case (UUID-03).
type UUID [16]byte

const uuidLength = len("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")

// ParseUUID reads the standard form 8-4-4-4-12, in any letter case, and
// nothing else (UUID-01); any variant and version will do (UUID-02).
func ParseUUID[T string | []byte](text T) (UUID, bool) {
	var u UUID
	if len(text) != uuidLength || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return UUID{}, false
	}
	at := 0
	for i := range u {
		if hyphenBefore(i) {
			at++
		}
		high, low := hexValue[text[at]], hexValue[text[at+1]]
		if high|low > 0xF {
			return UUID{}, false
		}
		u[i] = high<<4 | low
		at += 2
	}
	return u, true
}

// NewUUID returns a random UUID (version 4).
func NewUUID() UUID {
	var u UUID
	// crypto/rand.Read never returns an error: it ends the program instead.
	rand.Read(u[:])
	u[6] = u[6]&0x0F | 0x40
	u[8] = u[8]&0x3F | 0x80
	return u
}

// String returns the lower-case text form.
func (u UUID) String() string {
	var text [uuidLength]byte
	return string(u.AppendText(text[:0]))
}

// AppendText appends the lower-case text form.
func (u UUID) AppendText(dst []byte) []byte {
	const digits = "0123456789abcdef"
	for i, b := range u {
		if hyphenBefore(i) {
			dst = append(dst, '-')
		}
		dst = append(dst, digits[b>>4], digits[b&0xF])
	}
	return dst
}

func hyphenBefore(i int) bool { return i == 4 || i == 6 || i == 8 || i == 10 }
