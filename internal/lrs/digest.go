package lrs

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
)

// SHA2 returns the lower-case hex digest of content by the algorithm whose
// digests have that many hex digits (AT-03): 56, 64, 96 or 128, for SHA-224,
// SHA-256, SHA-384 and SHA-512. For any other number it returns "".
func SHA2(content []byte, digits int) string {
	switch digits {
	case 56:
		sum := sha256.Sum224(content)
		return hex.EncodeToString(sum[:])
	case 64:
		sum := sha256.Sum256(content)
		return hex.EncodeToString(sum[:])
	case 96:
		sum := sha512.Sum384(content)
		return hex.EncodeToString(sum[:])
	case 128:
		sum := sha512.Sum512(content)
		return hex.EncodeToString(sum[:])
	}
	return ""
}
