package xapi

import "strings"

// The beginnings of an inverse functional identifier's text, beside mailto:.
const (
	mailtoPrefix  = "mailto:"
	sha1Prefix    = "sha1:"
	openIDPrefix  = "openid:"
	accountPrefix = "account:"
)

// String returns the identifier's normal form as one text, equal for equal
// identifiers (MB-02, MB-04) and readable by ParseIFI: "mailto:ada@example.org",
// "sha1:" and a digest, "openid:" and a URI, or "account:", the home page, "|"
// (which no IRI has) and the name.
func (i IFI) String() string {
	switch i.Kind {
	case Mbox:
		domain := strings.LastIndexByte(i.Value, '@') + 1
		return i.Value[:domain] + asciiLower(i.Value[domain:])
	case MboxSHA1Sum:
		return sha1Prefix + asciiLower(i.Value)
	case OpenID:
		return openIDPrefix + i.Value
	case Account:
		return accountPrefix + i.HomePage + "|" + i.Value
	default:
		return ""
	}
}

func asciiLower(text string) string {
	b := []byte(text)
	lowerASCII(b)
	return string(b)
}

// ParseIFI reads what String returns, in any case where case does not matter.
// It tells the kinds apart; it does not hold the value to xAPI's rules.
func ParseIFI(text string) (identifier IFI, ok bool) {
	if strings.HasPrefix(text, mailtoPrefix) && strings.Contains(text, "@") {
		return IFI{Kind: Mbox, Value: text}, true
	}
	if digest, is := strings.CutPrefix(text, sha1Prefix); is && digest != "" {
		return IFI{Kind: MboxSHA1Sum, Value: digest}, true
	}
	if uri, is := strings.CutPrefix(text, openIDPrefix); is && uri != "" {
		return IFI{Kind: OpenID, Value: uri}, true
	}
	if account, is := strings.CutPrefix(text, accountPrefix); is {
		homePage, name, has := strings.Cut(account, "|")
		if has && homePage != "" {
			return IFI{Kind: Account, Value: name, HomePage: homePage}, true
		}
	}
	return IFI{}, false
}
