package server

import (
	"net/url"
	"strings"
)

// mask stands in place of a password, as in url.URL.Redacted.
const mask = "xxxxx"

// IsPostgresURL reports whether a text names a PostgreSQL database, and not a
// directory.
func IsPostgresURL(text string) bool {
	return strings.HasPrefix(text, "postgres://") || strings.HasPrefix(text, "postgresql://")
}

// MaskURL returns the URL of a database as it may be shown, without passwords.
// Of a text that is no such URL nothing is shown.
func MaskURL(text string) string {
	if text == "" {
		return ""
	}
	parsed, err := url.Parse(text)
	if err != nil || !IsPostgresURL(text) {
		return mask
	}
	query := parsed.Query()
	for name := range query {
		if strings.Contains(name, "password") {
			query.Set(name, mask)
		}
	}
	parsed.RawQuery = query.Encode()
	return parsed.Redacted()
}
