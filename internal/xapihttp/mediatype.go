package xapihttp

import "strings"

// mediaType returns the type and subtype of a Content-Type, in lower case and
// without parameters.
func mediaType(contentType string) string {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(media))
}

// mediaParameter returns a parameter of a Content-Type. Unlike RFC 2045 and
// mime.ParseMediaType it takes unquoted values with any character but «;»:
// clients do not quote boundaries that hold «=» or «:» (MP-03).
func mediaParameter(contentType, name string) (value string, ok bool) {
	_, rest, _ := strings.Cut(contentType, ";")
	for rest != "" {
		var attribute string
		rest = strings.TrimLeft(rest, "; \t")
		attribute, rest, ok = strings.Cut(rest, "=")
		if !ok {
			return "", false
		}
		if rest, value, ok = mediaParameterValue(rest); !ok {
			return "", false
		}
		if strings.EqualFold(strings.TrimSpace(attribute), name) {
			return value, true
		}
	}
	return "", false
}

// mediaParameterValue reads a value, quoted or not, and returns what follows it.
func mediaParameterValue(text string) (rest, value string, ok bool) {
	text = strings.TrimLeft(text, " \t")
	if !strings.HasPrefix(text, `"`) {
		value, rest, _ = strings.Cut(text, ";")
		return rest, strings.TrimRight(value, " \t"), true
	}
	var unquoted strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return text[i+1:], unquoted.String(), true
		case '\\':
			i++
			if i == len(text) {
				return "", "", false
			}
		}
		unquoted.WriteByte(text[i])
	}
	return "", "", false
}
