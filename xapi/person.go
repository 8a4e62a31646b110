package xapi

import "unicode/utf8"

// AppendPerson appends the Person object (AG-02) that says what is known of an
// agent: its identifier and the names, a JSON array or nil. The name it was
// asked with is one of them (AG-03).
func AppendPerson(dst []byte, agent Agent, names []byte) []byte {
	if agent.Name != "" {
		names = MergeDescription(NamesAgent, names, appendString(nil, agent.Name))
	}
	dst = append(dst, `{"objectType":"Person"`...)
	if names != nil {
		dst = append(append(dst, `,"name":`...), names...)
	}
	identifier := agent.Identifier
	switch identifier.Kind {
	case Mbox:
		dst = appendString(append(dst, `,"mbox":[`...), identifier.Value)
	case MboxSHA1Sum:
		dst = appendString(append(dst, `,"mbox_sha1sum":[`...), identifier.Value)
	case OpenID:
		dst = appendString(append(dst, `,"openid":[`...), identifier.Value)
	case Account:
		dst = appendString(append(dst, `,"account":[{"homePage":`...), identifier.HomePage)
		dst = append(appendString(append(dst, `,"name":`...), identifier.Value), '}')
	default:
		return append(dst, '}')
	}
	return append(dst, `]}`...)
}

// appendString appends a JSON string. What is no UTF-8 becomes U+FFFD.
func appendString(dst []byte, value string) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for _, r := range value {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&0xF])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
