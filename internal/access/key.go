package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// The greatest lengths of what people choose, in bytes.
const (
	maxKey    = 128
	maxSecret = 256
	maxName   = 256
)

// CreateKey makes a key and returns it with its secret, which is kept only as
// a hash. Errors: Invalid, NotFound for the store, Conflict for the key.
func (r *Registry) CreateKey(ctx context.Context, spec KeySpec) (Key, error) {
	granted, err := checkScopes(spec.Scopes)
	if err != nil {
		return Key{}, err
	}
	if !validStoreName(spec.Store) {
		return Key{}, unknownStore(spec.Store)
	}
	key := Key{Key: spec.Key, Secret: spec.Secret, Store: spec.Store, Name: spec.Name, Scopes: granted, Created: r.now().UnixMicro()}
	if key.Key == "" {
		key.Key = rand.Text()
	}
	if key.Secret == "" {
		key.Secret = randomSecret()
	}
	if err := checkKey(key); err != nil {
		return Key{}, err
	}
	authority, err := authorityOf(key)
	if err != nil {
		return Key{}, fmt.Errorf("create a key: %w", err)
	}
	hash := sha256.Sum256([]byte(key.Secret))
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
			INSERT INTO access_key (id, store, name, scopes, secret_hash, authority, created, revoked)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
			ON CONFLICT (id) DO NOTHING`
		added, err := affected(tx.ExecContext(ctx, add, key.Key, store, key.Name, joinScopes(granted), hash[:], string(authority), key.Created))
		if err != nil {
			return fmt.Errorf("add the key: %w", err)
		}
		if !added {
			return problem.New(problem.Conflict, "key-exists", "the key %q exists already, perhaps revoked; choose another one", key.Key)
		}
		return nil
	})
	if err != nil {
		return Key{}, fmt.Errorf("create a key: %w", err)
	}
	return key, nil
}

// randomSecret returns a secret of 256 bits that can stand on a command line: it
// does not begin as an option does.
func randomSecret() string {
	for {
		var random [32]byte
		rand.Read(random[:]) // it never fails: the documentation of crypto/rand
		if secret := base64.RawURLEncoding.EncodeToString(random[:]); secret[0] != '-' {
			return secret
		}
	}
}

// checkKey holds a new key to what Basic authentication can carry (RFC 7617:
// no control characters, no colon in the user name).
func checkKey(key Key) error {
	for _, field := range []struct {
		what, text string
		most       int
	}{
		{"key", key.Key, maxKey},
		{"secret", key.Secret, maxSecret},
	} {
		if err := checkText("key", field.what, field.text, field.most); err != nil {
			return err
		}
	}
	if strings.Contains(key.Key, ":") {
		return problem.New(problem.Invalid, "key-invalid", "the key must not contain %q: it ends the user name in Basic authentication", ":")
	}
	return checkName("key", key.Name)
}

// checkName holds the name of a key or token to what can be shown in a line.
func checkName(owner, name string) error { return checkText(owner, "name", name, maxName) }

func checkText(owner, what, text string, most int) error {
	printable := utf8.ValidString(text) && !strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) })
	switch {
	case strings.TrimSpace(text) == "":
		return problem.New(problem.Invalid, what+"-invalid", "a %s needs a %s that is not blank", owner, what)
	case len(text) > most:
		return problem.New(problem.Invalid, what+"-invalid", "the %s is too long: at most %d bytes", what, most)
	case !printable:
		return problem.New(problem.Invalid, what+"-invalid", "the %s has characters that cannot be printed", what)
	}
	return nil
}

// authorityOf returns the Agent that stands for a key in its statements
// (AU-13): an account that names the store and the key. It is kept with the
// key, so that statements of one key always have one authority (SE-02).
func authorityOf(key Key) ([]byte, error) {
	type account struct {
		HomePage string `json:"homePage"`
		Name     string `json:"name"`
	}
	return json.Marshal(struct {
		ObjectType string  `json:"objectType"`
		Name       string  `json:"name"`
		Account    account `json:"account"`
	}{"Agent", key.Name, account{"urn:lore:store:" + key.Store, key.Key}})
}

// ListKeys returns all keys, without secrets, by store and time of creation.
func (r *Registry) ListKeys(ctx context.Context) ([]Key, error) {
	const list = `
		SELECT access_key.id, store.name, access_key.name, access_key.scopes, access_key.created, access_key.revoked, access_key.last_used
		FROM access_key JOIN store ON store.id = access_key.store
		WHERE store.removed = 0`
	rows, err := r.db.Read().QueryContext(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("list the keys: %w", db.Refusal(err))
	}
	defer rows.Close()
	keys := []Key{}
	for rows.Next() {
		var key Key
		var granted string
		if err := rows.Scan(&key.Key, &key.Store, &key.Name, &granted, &key.Created, &key.Revoked, &key.LastUsed); err != nil {
			return nil, fmt.Errorf("list the keys: %w", db.Refusal(err))
		}
		key.Scopes = splitScopes(granted)
		keys = append(keys, key)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the keys: %w", db.Refusal(err))
	}
	slices.SortFunc(keys, func(a, b Key) int {
		return cmp.Or(strings.Compare(a.Store, b.Store), cmp.Compare(a.Created, b.Created), strings.Compare(a.Key, b.Key))
	})
	return keys, nil
}

// RevokeKey makes a key useless: at once in this process, within 5 s in all
// others (staleAfter, and the time for a look). A revoked one stays as it is.
// Errors: NotFound.
func (r *Registry) RevokeKey(ctx context.Context, key string) error {
	unknown := problem.New(problem.NotFound, "key-unknown", "there is no key %q; «lore key list» shows all", key)
	if !isText(key) {
		return unknown
	}
	err := r.change(ctx, func(tx *sql.Tx) error {
		const revoke = `UPDATE access_key SET revoked = CASE revoked WHEN 0 THEN $1 ELSE revoked END WHERE id = $2`
		found, err := affected(tx.ExecContext(ctx, revoke, r.now().UnixMicro(), key))
		if err != nil {
			return err
		}
		if !found {
			return unknown
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("revoke a key: %w", err)
	}
	return nil
}
