package xapi

// Format is how statements are returned (FM-01 to FM-04).
type Format uint8

// The three formats; Exact is the default.
const (
	Exact Format = iota
	IDs
	Canonical
)

// ParseFormat reads the parameter format: "exact", "ids" or "canonical".
func ParseFormat(text string) (Format, bool) { panic("not built yet") }

// AppendIDs appends the stored statement in the format ids (FM-02).
func AppendIDs(dst, stored []byte) []byte { panic("not built yet") }

// Describe returns the canonical description of an activity or verb, nil when
// there is none.
type Describe func(kind DescriptionKind, key Key) []byte

// AppendCanonical appends the stored statement in the format canonical (FM-03
// to FM-07): activities and verbs as described, one language in each map.
func AppendCanonical(dst, stored []byte, describe Describe, languages LanguageRanges) []byte {
	panic("not built yet")
}
