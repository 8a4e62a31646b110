package api

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

// sessionCookie is the name of the cookie of a session.
const sessionCookie = "lore_session"

// takeStore takes the parameter store out of the request, so that neither handlers
// nor other rooms see it: it is what a session means, and changes no answer.
func (x *exchange) takeStore() error {
	if x.r.URL.RawQuery == "" {
		return nil
	}
	var rest []string
	var found bool
	for part := range strings.SplitSeq(x.r.URL.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); err != nil || plain != "store" {
			rest = append(rest, part)
			continue
		}
		store, err := url.QueryUnescape(value)
		if err != nil || found {
			return parameterError("store", "the parameter \"store\" is there more than once, or cannot be read")
		}
		x.store, found = store, true
	}
	if found {
		address := *x.r.URL
		address.RawQuery = strings.Join(rest, "&")
		x.r = x.r.WithContext(x.r.Context())
		x.r.URL = &address
	}
	return nil
}

// authenticate finds out who asks: by the token in the header, or else by the
// cookie of a session.
func (x *exchange) authenticate() (access.Reader, error) {
	authorization := x.r.Header.Get("Authorization")
	cookie, there := x.cookie()
	if authorization == "" && there && x.handler.config.Accounts != nil {
		// Other origins are not to read what a cookie opened, nor to act by it.
		x.w.Header().Del("Access-Control-Allow-Origin")
		if err := x.ownOrigin(); err != nil {
			return access.Reader{}, err
		}
		return x.handler.config.Accounts.AuthenticateSession(x.r.Context(), cookie, x.store)
	}
	reader, err := x.handler.config.Authenticator.AuthenticateToken(x.r.Context(), authorization)
	if err != nil {
		return access.Reader{}, err
	}
	if x.store != "" && x.store != reader.StoreName {
		return access.Reader{}, problem.New(problem.Forbidden, "store-forbidden", "this token is for one store, and not for %q", x.store)
	}
	return reader, nil
}

// ownOrigin refuses requests that change something and come from pages of another
// origin.
func (x *exchange) ownOrigin() error {
	if err := x.handler.origins.Check(x.r); err != nil {
		return problem.Wrap(problem.Forbidden, "other-origin", err,
			"this request comes from a page of another origin: use the server's own pages, or an API token; behind a proxy, set the public URL")
	}
	return nil
}

// cookie returns what the cookie of a session holds.
func (x *exchange) cookie() (value string, there bool) {
	cookie, err := x.r.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return "", false
	}
	return cookie.Value, true
}

// setCookie gives the browser the cookie of a session; empty takes it away.
func (x *exchange) setCookie(value string) {
	cookie := &http.Cookie{
		Name: sessionCookie, Value: value, Path: x.handler.prefix + "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: x.r.TLS != nil || x.handler.secure, MaxAge: int(access.SessionLifetime / time.Second),
	}
	if value == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(x.w, cookie)
}

// proof says where a request to sign in comes from.
func (x *exchange) proof() access.Proof {
	return access.Proof{UserAgent: x.r.UserAgent(), Address: clientAddress(x.r, x.handler.config.TrustedProxies)}
}

// base is the URL of the server as the client sees it, without a slash at its end.
func (x *exchange) base() string {
	if public := x.handler.config.PublicURL; public != "" {
		return strings.TrimRight(public, "/")
	}
	scheme := "http"
	if x.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + x.r.Host
}

// jobHolder names whose jobs are meant. Those of a session are of the user, and of
// what the user may see now: the answer to a job that saw more is not shown later.
func (x *exchange) jobHolder() (string, error) {
	if x.reader.Via != access.ViaSession {
		return x.reader.TokenID, nil
	}
	scope, err := json.Marshal(x.scope())
	if err != nil {
		return "", fmt.Errorf("write a scope: %w", err)
	}
	sum := sha256.Sum256(scope)
	return fmt.Sprintf("%s:%x", x.reader.Holder(), sum[:8]), nil
}

// inStore refuses what is about a store when a session, an administrator's, names
// none.
func (x *exchange) inStore() error {
	if x.reader.Store == 0 {
		return problem.New(problem.Invalid, "store-needed", "say which store is meant: add the parameter store=NAME")
	}
	return nil
}
