package access

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/xapi"
)

const (
	// staleAfter is how long this process trusts its memory without a look at
	// the counter of changes, which other processes and nodes move.
	staleAfter = 2 * time.Second
	// lookTimeout bounds that look: what it saw may be as old. With staleAfter
	// it stays below the 5 s within which a revocation holds everywhere.
	lookTimeout = 2 * time.Second
	// maxRemembered bounds the memory: good keys, tokens, and sessions, in use at the same time.
	maxRemembered = 10_000
)

// credential is what is remembered of a good key. It is shared by requests and
// never changed.
type credential struct {
	hash      [sha256.Size]byte
	principal Principal
}

// memory holds the credentials of keys and tokens that were used, so that
// requests do not wait for the database. Only those that exist are remembered:
// guessing does not fill it.
type memory struct {
	mu          sync.RWMutex
	credentials map[string]*credential        // by key
	tokens      map[string]*tokenCredential   // by id
	sessions    map[string]*sessionCredential // by id
	// generation grows whenever everything is forgotten: what was read before
	// must not be remembered after.
	generation uint64
	// changes is the counter as last seen, at the time checked.
	changes int64
	checked time.Time
	// look is the look at the counter that is under way, nil for none.
	look *look
}

// look is shared by all requests that wait for it.
type look struct {
	done chan struct{}
	err  error // set before done is closed
}

// Authenticate returns who presents the key with the secret. Errors:
// Unauthenticated, with the same message whether the key is unknown, the
// secret wrong or the key revoked (SE-11).
func (r *Registry) Authenticate(ctx context.Context, key, secret string) (Principal, error) {
	sum := sha256.Sum256([]byte(secret))
	if err := r.refresh(ctx); err != nil {
		return Principal{}, fmt.Errorf("authenticate: %w", err)
	}
	load := func() (*credential, error) { return r.load(ctx, key) }
	found, err := recall(&r.remembered, &r.remembered.credentials, key, load)
	if err != nil {
		return Principal{}, fmt.Errorf("authenticate: %w", err)
	}
	if found == nil || subtle.ConstantTimeCompare(sum[:], found.hash[:]) != 1 {
		return Principal{}, problem.New(problem.Unauthenticated, "credentials-wrong",
			"the key is unknown or revoked, or the secret is wrong: check the credentials that this request was sent with")
	}
	r.seen.key(key, r.now().UnixMicro())
	return found.principal, nil
}

// refresh forgets everything when another process or node changed a store, a
// key or a token. Whoever comes while one request looks waits for what it sees: an answer
// from a stale memory could let a revoked one in.
func (r *Registry) refresh(ctx context.Context) error {
	m := &r.remembered
	now := r.now()
	m.mu.RLock()
	fresh := m.fresh(now)
	m.mu.RUnlock()
	if fresh {
		return nil
	}
	m.mu.Lock()
	if m.fresh(now) {
		m.mu.Unlock()
		return nil
	}
	others := m.look
	if others == nil {
		mine := &look{done: make(chan struct{})}
		m.look = mine
		m.mu.Unlock()
		r.lookAtChanges(ctx, mine, now)
		return mine.err
	}
	m.mu.Unlock()
	select {
	case <-others.done:
		return others.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lookAtChanges looks for all who wait, whatever becomes of the request that
// happened to come first.
func (r *Registry) lookAtChanges(ctx context.Context, shared *look, now time.Time) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTimeout)
	defer cancel()
	var changes int64
	err := r.db.Read().QueryRowContext(ctx, `SELECT value FROM counter WHERE name = 'access'`).Scan(&changes)
	m := &r.remembered
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil {
		shared.err = fmt.Errorf("look for changed keys: %w", db.Refusal(err))
	} else {
		if changes != m.changes {
			m.clear()
			m.changes = changes
		}
		m.checked = now
	}
	m.look = nil
	close(shared.done)
}

// fresh reports whether the memory can be trusted at a time.
func (m *memory) fresh(now time.Time) bool {
	return !m.checked.IsZero() && now.Sub(m.checked) < staleAfter
}

// recall returns a credential from one of the memory's maps, or else as load
// finds it: nil when there is no good one.
func recall[C any](m *memory, known *map[string]*C, name string, load func() (*C, error)) (*C, error) {
	m.mu.RLock()
	found, generation := (*known)[name], m.generation
	m.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	found, err := load()
	if err != nil || found == nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.generation != generation {
		return found, nil
	}
	if *known == nil {
		*known = make(map[string]*C)
	}
	if len(*known) >= maxRemembered {
		for other := range *known { // any one: the order of a map is random
			delete(*known, other)
			break
		}
	}
	(*known)[name] = found
	return found, nil
}

// load returns a key's credential, nil when there is no good key.
func (r *Registry) load(ctx context.Context, key string) (*credential, error) {
	if !isText(key) {
		return nil, nil
	}
	const find = `
		SELECT store.id, store.name, access_key.name, access_key.scopes, access_key.secret_hash, access_key.authority
		FROM access_key JOIN store ON store.id = access_key.store
		WHERE access_key.id = $1 AND access_key.revoked = 0`
	var hash []byte
	var granted, authority string
	p := Principal{KeyID: key}
	err := r.db.Read().QueryRowContext(ctx, find, key).Scan(&p.Store, &p.StoreName, &p.Name, &granted, &hash, &authority)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the key: %w", db.Refusal(err))
	}
	p.Scopes = splitScopes(granted)
	p.Authority = []byte(authority)
	agent, err := xapi.ParseAgent(p.Authority, xapi.Version2)
	if err != nil {
		return nil, fmt.Errorf("read the authority of the key %s: %w", key, err)
	}
	p.AuthorityIndex = agent.AuthorityIndex()
	if len(hash) != sha256.Size {
		return nil, fmt.Errorf("the hash of the key %s has %d bytes, not %d", key, len(hash), sha256.Size)
	}
	return &credential{hash: [sha256.Size]byte(hash), principal: p}, nil
}

func (m *memory) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
}

func (m *memory) clear() {
	clear(m.credentials)
	clear(m.tokens)
	clear(m.sessions)
	m.generation++
}
