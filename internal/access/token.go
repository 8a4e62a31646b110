package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// tokenPrefix begins every token, so that people and scanners for leaked
	// secrets see what it is.
	tokenPrefix = "lore_"
	// tokenIDLength is how much of a random text (5 bits a character) names a
	// token.
	tokenIDLength = 16
	// defaultMinGroup and maxMinGroup are what suppression of small groups can be
	// set to.
	defaultMinGroup = 5
	maxMinGroup     = 20
	// maxPersons bounds how many people a token can be about.
	maxPersons = 10_000
)

// TokenSpec asks for a new token.
type TokenSpec struct {
	Store string `json:"store"` // the store's name
	Role  Role   `json:"role"`
	Name  string `json:"name,omitempty"` // for people; empty is the role
	// Persons are the identifiers of the only people that the token is about
	// ("mailto:ada@example.org"): at least one for a manager or an instructor,
	// exactly one for a learner, none for the others.
	Persons []string `json:"persons,omitempty"`
	// MinGroup is below how many people an analyst's cells are suppressed, 1 to
	// 20; 0 is 5. The other roles see people, and take none.
	MinGroup int `json:"min_group,omitempty"`
	// Lifetime is after how long the token expires, in seconds; 0 is never.
	Lifetime int64 `json:"lifetime,omitempty"`
}

// Token is a token as it is listed; Token is filled only in the answer to its
// creation.
type Token struct {
	ID       string   `json:"id"`
	Token    string   `json:"token,omitempty"`
	Store    string   `json:"store"`
	Name     string   `json:"name"`
	Role     Role     `json:"role"`
	Persons  []string `json:"persons,omitempty"`
	MinGroup int      `json:"min_group"`
	Created  int64    `json:"created"`           // microseconds since 1970
	Expires  int64    `json:"expires,omitempty"` // microseconds; 0 is never
	Revoked  int64    `json:"revoked,omitempty"` // microseconds; 0 while good
}

// CreateToken makes a token and returns it with its text, which is kept only as
// a hash. Errors: Invalid, NotFound for the store.
func (r *Registry) CreateToken(ctx context.Context, spec TokenSpec) (Token, error) {
	token, err := r.newToken(spec)
	if err != nil {
		return Token{}, err
	}
	persons, err := json.Marshal(token.Persons)
	if err != nil {
		return Token{}, fmt.Errorf("create a token: %w", err)
	}
	secret := randomSecret()
	hash := sha256.Sum256([]byte(secret))
	if !validStoreName(spec.Store) {
		return Token{}, unknownStore(spec.Store)
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		var store int64
		err := tx.QueryRowContext(ctx, `SELECT id FROM store WHERE name = $1`, spec.Store).Scan(&store)
		if errors.Is(err, sql.ErrNoRows) {
			return unknownStore(spec.Store)
		}
		if err != nil {
			return fmt.Errorf("find the store: %w", err)
		}
		const add = `
			INSERT INTO access_token (id, store, name, role, persons, min_group, secret_hash, created, expires, revoked)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`
		_, err = tx.ExecContext(ctx, add, token.ID, store, token.Name, string(token.Role), string(persons), token.MinGroup, hash[:], token.Created, token.Expires)
		if err != nil {
			return fmt.Errorf("add the token: %w", err)
		}
		return nil
	})
	if err != nil {
		return Token{}, fmt.Errorf("create a token: %w", err)
	}
	token.Token = tokenPrefix + token.ID + "_" + secret
	return token, nil
}

// newToken holds what is asked for to the rules of its role.
func (r *Registry) newToken(spec TokenSpec) (Token, error) {
	row := rowOf(spec.Role)
	if row < 0 {
		return Token{}, problem.New(problem.Invalid, "role-unknown", "%q is no role: the roles are %s", spec.Role, roleNames())
	}
	role := roles[row]
	token := Token{
		ID:    strings.ToLower(rand.Text()[:tokenIDLength]),
		Store: spec.Store, Name: cmp.Or(spec.Name, string(spec.Role)), Role: spec.Role,
		MinGroup: 1, Created: r.now().UnixMicro(),
	}
	if err := checkName("token", token.Name); err != nil {
		return Token{}, err
	}
	var err error
	if token.Persons, err = checkPersons(spec.Persons); err != nil {
		return Token{}, err
	}
	switch {
	case role.about == everybody && len(token.Persons) > 0:
		return Token{}, problem.New(problem.Invalid, "persons", "the role %s is about everybody in the store; name no person, or choose the role manager, instructor or learner", role.role)
	case role.about == several && len(token.Persons) == 0:
		return Token{}, problem.New(problem.Invalid, "persons", "the role %s is about chosen people: name at least one person", role.role)
	case role.about == oneself && len(token.Persons) != 1:
		return Token{}, problem.New(problem.Invalid, "persons", "the role %s is about one person, itself: name exactly one person, not %d", role.role, len(token.Persons))
	}
	switch {
	case !role.pseudonymous && spec.MinGroup != 0:
		return Token{}, problem.New(problem.Invalid, "min-group", "the role %s sees people, so that groups are not suppressed; only the role analyst takes a smallest group", role.role)
	case spec.MinGroup < 0 || spec.MinGroup > maxMinGroup:
		return Token{}, problem.New(problem.Invalid, "min-group", "the smallest group is 1 to %d people, not %d", maxMinGroup, spec.MinGroup)
	case role.pseudonymous:
		token.MinGroup = cmp.Or(spec.MinGroup, defaultMinGroup)
	}
	// What adding could overflow is not offered: 100 years are for ever.
	const longest = int64(100 * 366 * 24 * time.Hour / time.Second)
	switch {
	case spec.Lifetime < 0 || spec.Lifetime > longest:
		return Token{}, problem.New(problem.Invalid, "lifetime", "a token expires after 1 second to 100 years, or never: choose another duration")
	case spec.Lifetime > 0:
		token.Expires = token.Created + spec.Lifetime*int64(time.Second/time.Microsecond)
	}
	return token, nil
}

// checkPersons returns the identifiers in their normal form, sorted, each once.
func checkPersons(asked []string) ([]string, error) {
	if len(asked) > maxPersons {
		return nil, problem.New(problem.Invalid, "persons", "%d persons are too many for a token: at most %d", len(asked), maxPersons)
	}
	persons := make([]string, 0, len(asked))
	for _, text := range asked {
		identifier, ok := xapi.ParseIFI(text)
		if !ok || !isText(text) {
			return nil, problem.New(problem.Invalid, "persons",
				"%q identifies no person: write mailto:ADDRESS, sha1:DIGEST, openid:URI or account:HOMEPAGE|NAME", text)
		}
		persons = append(persons, identifier.String())
	}
	slices.Sort(persons)
	return slices.Compact(persons), nil
}

// ListTokens returns all tokens, without their texts, by store and time of
// creation.
func (r *Registry) ListTokens(ctx context.Context) ([]Token, error) {
	const list = `
		SELECT access_token.id, store.name, access_token.name, access_token.role, access_token.persons,
			access_token.min_group, access_token.created, access_token.expires, access_token.revoked
		FROM access_token JOIN store ON store.id = access_token.store
		WHERE store.removed = 0`
	rows, err := r.db.Read().QueryContext(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("list the tokens: %w", db.Refusal(err))
	}
	defer rows.Close()
	tokens := []Token{}
	for rows.Next() {
		var token Token
		var persons string
		if err := rows.Scan(&token.ID, &token.Store, &token.Name, &token.Role, &persons,
			&token.MinGroup, &token.Created, &token.Expires, &token.Revoked); err != nil {
			return nil, fmt.Errorf("list the tokens: %w", db.Refusal(err))
		}
		if err := json.Unmarshal([]byte(persons), &token.Persons); err != nil {
			return nil, fmt.Errorf("read the persons of the token %s: %w", token.ID, err)
		}
		tokens = append(tokens, token)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the tokens: %w", db.Refusal(err))
	}
	slices.SortFunc(tokens, func(a, b Token) int {
		return cmp.Or(strings.Compare(a.Store, b.Store), cmp.Compare(a.Created, b.Created), strings.Compare(a.ID, b.ID))
	})
	return tokens, nil
}

// RevokeToken makes a token useless: at once in this process, within 5 s in all
// others, as RevokeKey does. A revoked one stays as it is. Errors: NotFound.
func (r *Registry) RevokeToken(ctx context.Context, id string) error {
	// Not repeated in full: people paste the whole token here.
	unknown := problem.New(problem.NotFound, "token-unknown", "there is no token with this id; «lore token list» shows the id of each")
	if !isText(id) {
		return unknown
	}
	err := r.change(ctx, func(tx *sql.Tx) error {
		const revoke = `UPDATE access_token SET revoked = CASE revoked WHEN 0 THEN $1 ELSE revoked END WHERE id = $2`
		found, err := affected(tx.ExecContext(ctx, revoke, r.now().UnixMicro(), id))
		if err != nil {
			return err
		}
		if !found {
			return unknown
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoke a token: %w", err)
	}
	return nil
}
