package access

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// SessionLifetime is after which time a session ends, however much it is used.
const SessionLifetime = 90 * 24 * time.Hour

const (
	// sessionIdle is after which time without a request a session ends.
	sessionIdle = 14 * 24 * time.Hour
	// maxSessions is how many sessions of a user there are at once: the one not seen
	// for the longest time makes room.
	maxSessions = 50
	// maxAgent is how much is kept of what a browser calls itself, in bytes.
	maxAgent = 256
)

// Proof says how somebody proved who they are, and from where.
type Proof struct {
	// How is a word for people, such as «password».
	How       string
	UserAgent string
	Address   string
}

// Session is a session as it is listed.
type Session struct {
	ID        string `json:"id"`
	Created   int64  `json:"created"`   // microseconds
	LastSeen  int64  `json:"last_seen"` // microseconds, to about a minute
	UserAgent string `json:"user_agent"`
	Address   string `json:"address"`
	How       string `json:"how"`
}

// sessionCredential is what is remembered of a session. It is shared by requests
// and never changed.
type sessionCredential struct {
	hash              [sha256.Size]byte
	created, lastSeen int64 // microseconds
	user              User  // without grants
	places            []place
}

// StartSession begins a session of a user and returns what its cookie holds, which
// is kept only as a hash. It is where every way of proving who one is ends: the
// caller has seen the proof. Errors: NotFound; Forbidden when the user is disabled.
func (r *Registry) StartSession(ctx context.Context, user int64, proof Proof) (cookie string, err error) {
	return r.startSession(ctx, user, proof, nil)
}

// startSession begins a session of whoever proved a password, or without one for nil.
// A password that was changed while it was looked at, or a one-time code that is asked
// for since, makes the proof one of the past: whoever ended all sessions meanwhile must
// not find one that began with what they took away. Errors are those of StartSession,
// and Unauthenticated.
func (r *Registry) startSession(ctx context.Context, user int64, proof Proof, proved *login) (cookie string, err error) {
	id, secret := strings.ToLower(rand.Text()[:tokenIDLength]), randomSecret()
	hash := sha256.Sum256([]byte(secret))
	now := r.now()
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		// First, so that on PostgreSQL whoever disables the user or changes the password
		// at the same time comes before all that follows, or after.
		const seen = `UPDATE app_user SET last_seen = $1 WHERE id = $2`
		found, err := affected(tx.ExecContext(ctx, seen, now.UnixMicro(), user))
		if err != nil {
			return fmt.Errorf("find the user: %w", err)
		}
		if !found {
			return unknownUser()
		}
		var password string
		var disabled, totp int64
		err = tx.QueryRowContext(ctx, `SELECT disabled, password, totp FROM app_user WHERE id = $1`, user).Scan(&disabled, &password, &totp)
		switch {
		case err != nil:
			return fmt.Errorf("find the user: %w", err)
		case disabled != 0:
			return problem.New(problem.Forbidden, "user-disabled", "this user may not sign in: an administrator disabled the account")
		case proved != nil && (password != proved.hash || totp != 0 && !proved.totp):
			return errCredentials()
		}
		const (
			// What was seen is written with some delay (keepSeen): one that is old by the
			// row alone may be in use.
			forget = `DELETE FROM user_session WHERE created < $1 OR last_seen < $2`
			room   = `DELETE FROM user_session WHERE user_id = $1 AND id NOT IN (
				SELECT id FROM user_session WHERE user_id = $1 ORDER BY last_seen DESC, id LIMIT $2)`
			add = `INSERT INTO user_session (id, user_id, secret_hash, how, created, last_seen, user_agent, address)
				VALUES ($1, $2, $3, $4, $5, $5, $6, $7)`
		)
		if _, err := tx.ExecContext(ctx, forget, now.Add(-SessionLifetime).UnixMicro(), now.Add(-sessionIdle-2*seenEvery).UnixMicro()); err != nil {
			return fmt.Errorf("forget old sessions: %w", err)
		}
		if _, err := tx.ExecContext(ctx, room, user, maxSessions-1); err != nil {
			return fmt.Errorf("make room for a session: %w", err)
		}
		_, err = tx.ExecContext(ctx, add, id, user, hash[:], proof.How, now.UnixMicro(), shown(proof.UserAgent), shown(proof.Address))
		if err != nil {
			return fmt.Errorf("add the session: %w", err)
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("start a session: %w", err)
	}
	return id + "_" + secret, nil
}

// shown is what can be listed of a text that a client sent.
func shown(text string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) && c != unicode.ReplacementChar {
			return c
		}
		return -1
	}, text)
	if len(text) > maxAgent {
		text = strings.ToValidUTF8(text[:maxAgent], "")
	}
	return text
}

// AuthenticateSession returns who sends the cookie of a session, to be asked about
// the store of a name; empty is the only one of the user, and a Reader of no store
// when there are several or none: May refuses it what is about a store. Errors:
// Unauthenticated, with the same message whether there is no such session, or it
// ended; Forbidden for a store where the user has no role, whether or not it is
// there.
func (r *Registry) AuthenticateSession(ctx context.Context, cookie, store string) (Reader, error) {
	id, found, err := r.session(ctx, cookie)
	if err != nil {
		return Reader{}, err
	}
	return found.reader(id, store)
}

// SessionOf returns the user of the cookie of a session, and the stores that the
// user may ask about with what the user is there. Errors: Unauthenticated.
func (r *Registry) SessionOf(ctx context.Context, cookie string) (User, []Place, error) {
	id, found, err := r.session(ctx, cookie)
	if err != nil {
		return User{}, nil, err
	}
	places := make([]Place, 0, len(found.places))
	for _, one := range found.places {
		reader, err := found.reader(id, one.store.Name)
		if err != nil {
			return User{}, nil, err
		}
		places = append(places, Place{one.store, reader})
	}
	return found.user, places, nil
}

// Place is a store that a user may ask about, and who the user is there.
type Place struct {
	Store  Store
	Reader Reader
}

// reader says who asks about a store.
func (c *sessionCredential) reader(id, store string) (Reader, error) {
	reader := Reader{MinGroup: maxMinGroup, Pseudonymous: true, Persons: []string{Nobody}} // of no store
	switch i := slices.IndexFunc(c.places, func(p place) bool { return p.store.Name == store }); {
	case i >= 0:
		reader = c.places[i].reader
	case store != "":
		return Reader{}, problem.New(problem.Forbidden, "store-forbidden", "you have no role in a store %q", store)
	case len(c.places) == 1:
		reader = c.places[0].reader
	}
	reader.Via, reader.SessionID = ViaSession, id
	reader.UserID, reader.Name, reader.Administrator = c.user.ID, c.user.Name, c.user.Administrator
	return reader, nil
}

// session returns what is remembered of the session of a cookie.
func (r *Registry) session(ctx context.Context, cookie string) (id string, found *sessionCredential, err error) {
	id, secret, _ := strings.Cut(cookie, "_")
	sum := sha256.Sum256([]byte(secret))
	if err := r.refresh(ctx); err != nil {
		return "", nil, fmt.Errorf("authenticate: %w", err)
	}
	if found, err = r.recallSession(ctx, id); err != nil {
		return "", nil, fmt.Errorf("authenticate: %w", err)
	}
	if found == nil || subtle.ConstantTimeCompare(sum[:], found.hash[:]) != 1 {
		return "", nil, errSession()
	}
	r.seen.session(id, r.now().UnixMicro())
	return id, found, nil
}

func errSession() error {
	return problem.New(problem.Unauthenticated, "session-over", "the session has ended: sign in again")
}

// recallSession returns a session that has not ended, nil when there is none.
func (r *Registry) recallSession(ctx context.Context, id string) (*sessionCredential, error) {
	if !isText(id) || len(id) != tokenIDLength {
		return nil, nil
	}
	load := func() (*sessionCredential, error) { return r.loadSession(ctx, id) }
	found, err := recall(&r.remembered, &r.remembered.sessions, id, load)
	if err != nil || found == nil {
		return nil, err
	}
	now := r.now()
	if now.Sub(time.UnixMicro(found.created)) >= SessionLifetime {
		return nil, nil
	}
	lastSeen := max(found.lastSeen, r.seen.lastSession(id))
	if now.Sub(time.UnixMicro(lastSeen)) < sessionIdle {
		return found, nil
	}
	// Another node may have seen it since it was remembered.
	if found, err = load(); err != nil || found == nil || now.Sub(time.UnixMicro(found.lastSeen)) >= sessionIdle {
		return nil, err
	}
	return found, nil
}

func (r *Registry) loadSession(ctx context.Context, id string) (*sessionCredential, error) {
	const find = `
		SELECT user_session.secret_hash, user_session.created, user_session.last_seen,
			app_user.id, app_user.email, app_user.name, app_user.administrator, app_user.totp
		FROM user_session JOIN app_user ON app_user.id = user_session.user_id
		WHERE user_session.id = $1 AND app_user.disabled = 0`
	found := &sessionCredential{}
	var hash []byte
	var administrator, totp int64
	err := r.db.Read().QueryRowContext(ctx, find, id).Scan(&hash, &found.created, &found.lastSeen,
		&found.user.ID, &found.user.Email, &found.user.Name, &administrator, &totp)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the session: %w", db.Refusal(err))
	}
	if len(hash) != sha256.Size {
		return nil, fmt.Errorf("the hash of the session %s has %d bytes, not %d", id, len(hash), sha256.Size)
	}
	found.hash = [sha256.Size]byte(hash)
	found.user.Administrator, found.user.TOTP = administrator != 0, totp != 0
	if found.places, err = r.placesOf(ctx, found.user.ID, found.user.Administrator); err != nil {
		return nil, err
	}
	return found, nil
}

// StillGood reports whether what a reader was let in with still lets the same reader
// in: nil, or an error of kind Unauthenticated when the token or session has ended,
// or the role has become another one. Streams ask from time to time.
func (r *Registry) StillGood(ctx context.Context, reader Reader) error {
	if err := r.refresh(ctx); err != nil {
		return fmt.Errorf("look at a reader again: %w", err)
	}
	if reader.Via != ViaSession {
		load := func() (*tokenCredential, error) { return r.loadToken(ctx, reader.TokenID) }
		found, err := recall(&r.remembered, &r.remembered.tokens, reader.TokenID, load)
		if err != nil {
			return fmt.Errorf("look at a token again: %w", err)
		}
		if found == nil || found.over(r.now()) {
			return errToken()
		}
		return nil
	}
	found, err := r.recallSession(ctx, reader.SessionID)
	if err != nil {
		return fmt.Errorf("look at a session again: %w", err)
	}
	if found == nil {
		return errSession()
	}
	now, err := found.reader(reader.SessionID, reader.StoreName)
	if err != nil || now.Store != reader.Store || now.Role != reader.Role || now.MinGroup != reader.MinGroup || !slices.Equal(now.Persons, reader.Persons) {
		return problem.New(problem.Unauthenticated, "role-changed", "what you may see in this store has changed: open the page again")
	}
	return nil
}

// ListSessions returns the sessions of a user that have not ended, the last seen
// first.
func (r *Registry) ListSessions(ctx context.Context, user int64) ([]Session, error) {
	const list = `SELECT id, created, last_seen, user_agent, address, how FROM user_session WHERE user_id = $1 AND created >= $2`
	now := r.now()
	rows, err := r.db.Read().QueryContext(ctx, list, user, now.Add(-SessionLifetime).UnixMicro())
	if err != nil {
		return nil, fmt.Errorf("list the sessions: %w", db.Refusal(err))
	}
	defer rows.Close()
	sessions := []Session{}
	for rows.Next() {
		var s Session
		if err := rows.Scan(&s.ID, &s.Created, &s.LastSeen, &s.UserAgent, &s.Address, &s.How); err != nil {
			return nil, fmt.Errorf("list the sessions: %w", db.Refusal(err))
		}
		s.LastSeen = max(s.LastSeen, r.seen.lastSession(s.ID))
		if now.Sub(time.UnixMicro(s.LastSeen)) < sessionIdle {
			sessions = append(sessions, s)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the sessions: %w", db.Refusal(err))
	}
	slices.SortFunc(sessions, func(a, b Session) int {
		return cmp.Or(cmp.Compare(b.LastSeen, a.LastSeen), strings.Compare(a.ID, b.ID))
	})
	return sessions, nil
}

// EndSession ends a session of a user, at once here and within 5 s on other nodes.
// Errors: NotFound.
func (r *Registry) EndSession(ctx context.Context, user int64, id string) error {
	unknown := problem.New(problem.NotFound, "session-unknown", "you have no such session; it may have ended")
	if !isText(id) {
		return unknown
	}
	err := r.change(ctx, func(tx *sql.Tx) error {
		found, err := affected(tx.ExecContext(ctx, `DELETE FROM user_session WHERE user_id = $1 AND id = $2`, user, id))
		if err == nil && !found {
			return unknown
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndOtherSessions ends all sessions of a user but one.
func (r *Registry) EndOtherSessions(ctx context.Context, user int64, but string) error {
	err := r.change(ctx, func(tx *sql.Tx) error { return endOthers(ctx, tx, user, but) })
	if err != nil {
		return fmt.Errorf("end the other sessions: %w", err)
	}
	return nil
}

func endOthers(ctx context.Context, tx *sql.Tx, user int64, but string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM user_session WHERE user_id = $1 AND id <> $2`, user, but)
	return err
}
