package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// tokenCredential is what is remembered of a token that was not revoked. It is
// shared by requests and never changed.
type tokenCredential struct {
	hash    [sha256.Size]byte
	expires int64 // microseconds; 0 is never
	reader  Reader
}

// AuthenticateToken returns who sends the Authorization header with a bearer
// token (RFC 6750). Errors: Unauthenticated, with the same message whether the
// token is unknown, its secret wrong, or it is revoked or expired.
func (r *Registry) AuthenticateToken(ctx context.Context, authorization string) (Reader, error) {
	scheme, text, _ := strings.Cut(authorization, " ")
	text = strings.TrimSpace(text)
	if !strings.EqualFold(scheme, "Bearer") || text == "" {
		return Reader{}, problem.New(problem.Unauthenticated, "token-missing",
			"sign in, or present an API token: send the header «Authorization: Bearer lore_…»; «lore token create» makes a token")
	}
	id, secret, ok := splitToken(text)
	sum := sha256.Sum256([]byte(secret))
	if err := r.refresh(ctx); err != nil {
		return Reader{}, fmt.Errorf("authenticate: %w", err)
	}
	var found *tokenCredential
	if ok {
		var err error
		load := func() (*tokenCredential, error) { return r.loadToken(ctx, id) }
		if found, err = recall(&r.remembered, &r.remembered.tokens, id, load); err != nil {
			return Reader{}, fmt.Errorf("authenticate: %w", err)
		}
	}
	if found == nil || subtle.ConstantTimeCompare(sum[:], found.hash[:]) != 1 || found.over(r.now()) {
		return Reader{}, errToken()
	}
	return found.reader, nil
}

func errToken() error {
	return problem.New(problem.Unauthenticated, "token-wrong",
		"the API token is unknown, revoked or expired: check what this request was sent with; «lore token list» shows the tokens there are")
}

// over reports whether the token has expired.
func (c *tokenCredential) over(now time.Time) bool {
	return c.expires != 0 && now.UnixMicro() >= c.expires
}

// splitToken takes a token apart: an id has no "_", a secret may.
func splitToken(text string) (id, secret string, ok bool) {
	rest, ok := strings.CutPrefix(text, tokenPrefix)
	if !ok {
		return "", "", false
	}
	id, secret, ok = strings.Cut(rest, "_")
	return id, secret, ok && isText(id)
}

// loadToken returns a token's credential, nil when there is none or it was
// revoked.
func (r *Registry) loadToken(ctx context.Context, id string) (*tokenCredential, error) {
	const find = `
		SELECT store.id, store.name, access_token.name, access_token.role, access_token.persons,
			access_token.min_group, access_token.secret_hash, access_token.expires
		FROM access_token JOIN store ON store.id = access_token.store
		WHERE access_token.id = $1 AND access_token.revoked = 0`
	reader := Reader{Via: ViaToken, TokenID: id}
	found := &tokenCredential{}
	var hash []byte
	var persons string
	err := r.db.Read().QueryRowContext(ctx, find, id).Scan(&reader.Store, &reader.StoreName, &reader.Name, &reader.Role, &persons,
		&reader.MinGroup, &hash, &found.expires)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the token: %w", db.Refusal(err))
	}
	if err := json.Unmarshal([]byte(persons), &reader.Persons); err != nil {
		return nil, fmt.Errorf("read the persons of the token %s: %w", id, err)
	}
	row := rowOf(reader.Role)
	switch {
	case row < 0:
		return nil, fmt.Errorf("the token %s has the role %q, which this version does not know", id, reader.Role)
	case len(hash) != sha256.Size:
		return nil, fmt.Errorf("the hash of the token %s has %d bytes, not %d", id, len(hash), sha256.Size)
	case roles[row].about != everybody && len(reader.Persons) == 0:
		// Empty means everybody: never by a row that lost its list.
		return nil, fmt.Errorf("the token %s with the role %s names no person", id, reader.Role)
	}
	reader.Pseudonymous = roles[row].pseudonymous
	found.hash, found.reader = [sha256.Size]byte(hash), reader
	return found, nil
}
