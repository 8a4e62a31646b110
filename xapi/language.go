package xapi

// LanguageRanges is a parsed Accept-Language header, most wanted first; the
// zero value accepts anything.
type LanguageRanges struct{ ranges []languageRange }

type languageRange struct {
	tag     string
	quality int // thousandths
}

// ParseLanguageRanges reads Accept-Language (RFC 2616 14.4); parts that are
// not well-formed are passed over. fallback, if not empty, is the language
// preferred when none of the asked ones is there (FM-06).
func ParseLanguageRanges(header, fallback string) LanguageRanges { panic("not built yet") }

// Choose returns the index of the tag to use (FM-05, FM-06), -1 only if tags is empty.
func (l LanguageRanges) Choose(tags []string) int { panic("not built yet") }
