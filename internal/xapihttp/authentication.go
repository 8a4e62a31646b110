package xapihttp

import (
	"encoding/base64"
	"strings"

	"github.com/lore-lrs/lore/internal/problem"
)

// authenticate finds out who asks (SE-10, SE-11). A public route takes a
// request without credentials, but not one with wrong ones.
func (x *exchange) authenticate() error {
	header := x.header("Authorization")
	if header == "" {
		if x.route.public {
			return nil
		}
		return problem.New(problem.Unauthenticated, "credentials-missing",
			"the request has no credentials; send the header Authorization: Basic with base64 of KEY:SECRET")
	}
	key, secret, ok := basicCredentials(header)
	if !ok {
		return problem.New(problem.Unauthenticated, "credentials-malformed",
			"the header Authorization is not of the form «Basic» and base64 of KEY:SECRET")
	}
	principal, err := x.handler.config.Authenticator.Authenticate(x.r.Context(), key, secret)
	if err != nil {
		return err
	}
	x.principal, x.authenticated = principal, true
	return nil
}

// permit asks access whether the route may be used, and whether the key
// belongs to the store that the path names.
func (x *exchange) permit() error {
	if !x.authenticated {
		return nil // a public route: authenticate lets no other through
	}
	if x.store != "" && x.store != x.principal.StoreName {
		return problem.New(problem.Forbidden, "other-store",
			"this key does not belong to the store that the path names")
	}
	return x.principal.May(x.route.action)
}

// basicCredentials reads the value of an Authorization header (RFC 7617).
func basicCredentials(header string) (key, secret string, ok bool) {
	scheme, encoded, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(decoded), ":")
}
