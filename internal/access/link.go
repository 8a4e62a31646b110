package access

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// linkLifetime is how long the link of an invitation, or for a new password, is good.
const linkLifetime = 7 * 24 * time.Hour

// What links are for.
const (
	setupLink    = "setup"
	passwordLink = "password"
)

// boundLink is what a link for a new password is for that an owner of a store made,
// who could not make one for whoever has more than a role in that store. It ends with
// the number of the store, to be looked at again when the link is used: roles that the
// user got meanwhile are not the owner's to use.
const boundLink = passwordLink + ":"

// Setup is what the first administrator chooses.
type Setup struct {
	Email    string
	Name     string
	Password string
	// Organisation, Language and Zone hold for the whole instance.
	Organisation Organisation
	// Store is the first store; without a name there is none. One that is there
	// already is kept.
	Store StoreSpec
}

func errLink() error {
	return problem.New(problem.Forbidden, "link-wrong", "this link is not good, or no longer: it was used, has expired, or a newer one took its place")
}

func linkHash(link string) string {
	sum := sha256.Sum256([]byte(link))
	return hex.EncodeToString(sum[:])
}

// newLink makes a link of a user, or with 0 for the first account, in whose place no
// older one is good.
func (r *Registry) newLink(ctx context.Context, tx *sql.Tx, kind string, user int64, lifetime time.Duration) (string, error) {
	if _, err := tx.ExecContext(ctx, `DELETE FROM user_link WHERE user_id = $1`, user); err != nil {
		return "", err
	}
	link := randomSecret()
	now := r.now()
	var expires int64
	if lifetime > 0 {
		expires = now.Add(lifetime).UnixMicro()
	}
	const add = `INSERT INTO user_link (hash, kind, user_id, created, expires) VALUES ($1, $2, $3, $4, $5)`
	_, err := tx.ExecContext(ctx, add, linkHash(link), kind, user, now.UnixMicro(), expires)
	return link, err
}

// countAdministrators counts those there ever were: the last one stays.
const countAdministrators = `SELECT count(*) FROM app_user WHERE administrator = 1`

// NeedsSetup reports whether there is no administrator yet.
func (r *Registry) NeedsSetup(ctx context.Context) (bool, error) {
	var administrators int
	if err := r.db.Read().QueryRowContext(ctx, countAdministrators).Scan(&administrators); err != nil {
		return false, fmt.Errorf("count the administrators: %w", db.Refusal(err))
	}
	return administrators == 0, nil
}

// SetupLink makes the link with which the first account is made; the one before it
// is no longer good. Errors: Conflict when there is an administrator.
func (r *Registry) SetupLink(ctx context.Context) (link string, err error) {
	needed, err := r.NeedsSetup(ctx)
	if err != nil {
		return "", err
	}
	if !needed {
		return "", problem.New(problem.Conflict, "set-up", "there is an administrator already: «lore user link» makes a link for a new password")
	}
	err = r.db.Write(ctx, func(tx *sql.Tx) (err error) {
		// There is no user yet whose row could be locked (linkForPassword): servers that
		// start at once make one after the other.
		if _, err := tx.ExecContext(ctx, `UPDATE counter SET value = value WHERE name = 'user'`); err != nil {
			return err
		}
		link, err = r.newLink(ctx, tx, setupLink, 0, 0)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make the link for the first account: %w", err)
	}
	return link, nil
}

// PasswordLink makes a link, good once and for 7 days, with which a user chooses a
// password. Errors: NotFound; Conflict for a user who is disabled.
func (r *Registry) PasswordLink(ctx context.Context, user int64) (link string, err error) {
	return r.linkForPassword(ctx, user, passwordLink)
}

// PasswordLinkBy makes one as the reader may, which is no longer good once the
// user has more than a role in the reader's store. Errors are those of PasswordLink.
func (r *Registry) PasswordLinkBy(ctx context.Context, reader Reader, user int64) (link string, err error) {
	if reader.Administrator {
		return r.PasswordLink(ctx, user)
	}
	return r.linkForPassword(ctx, user, boundLink+strconv.FormatInt(reader.Store, 10))
}

func (r *Registry) linkForPassword(ctx context.Context, user int64, kind string) (link string, err error) {
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		// First, so that on PostgreSQL two links are made one after the other, and whoever
		// disables the user comes before or after.
		found, err := affected(tx.ExecContext(ctx, `UPDATE app_user SET disabled = disabled WHERE id = $1`, user))
		if err != nil {
			return err
		}
		if !found {
			return unknownUser()
		}
		var disabled int64
		err = tx.QueryRowContext(ctx, `SELECT disabled FROM app_user WHERE id = $1`, user).Scan(&disabled)
		switch {
		case err != nil:
			return err
		case disabled != 0:
			return problem.New(problem.Conflict, "user-disabled", "this user is disabled: let the user in again first")
		}
		link, err = r.newLink(ctx, tx, kind, user, linkLifetime)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make a link for a password: %w", err)
	}
	return link, nil
}

// ownerOf returns whose a good link is, and to which store it is bound: 0 for none.
// Errors: Forbidden.
func (r *Registry) ownerOf(ctx context.Context, link, kind string) (user, store int64, err error) {
	const find = `SELECT user_id, kind FROM user_link WHERE hash = $1 AND (expires = 0 OR expires > $2)`
	var is string
	err = r.db.Read().QueryRowContext(ctx, find, linkHash(link), r.now().UnixMicro()).Scan(&user, &is)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, errLink()
	}
	if err != nil {
		return 0, 0, fmt.Errorf("find the link: %w", db.Refusal(err))
	}
	if bound, is := strings.CutPrefix(is, boundLink); is && kind == passwordLink {
		store, err = strconv.ParseInt(bound, 10, 64)
		return user, store, err
	}
	if is != kind {
		return 0, 0, errLink()
	}
	return user, 0, nil
}

// stillBound refuses a link that is bound to a store once its user has no role there,
// or more than that.
func stillBound(ctx context.Context, tx *sql.Tx, user, store int64) error {
	if store == 0 {
		return nil
	}
	const count = `
		SELECT count(CASE WHEN user_grant.store = $2 THEN 1 END), count(CASE WHEN user_grant.store <> $2 THEN 1 END), app_user.administrator
		FROM app_user LEFT JOIN user_grant ON user_grant.user_id = app_user.id
		WHERE app_user.id = $1 GROUP BY app_user.id, app_user.administrator`
	var here, elsewhere, administrator int64
	err := tx.QueryRowContext(ctx, count, user, store).Scan(&here, &elsewhere, &administrator)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (here == 0 || elsewhere > 0 || administrator != 0) {
		return errLink()
	}
	return err
}

// useLink takes a link out of use. Errors: Forbidden when somebody was faster.
func useLink(ctx context.Context, tx *sql.Tx, link string) error {
	used, err := affected(tx.ExecContext(ctx, `DELETE FROM user_link WHERE hash = $1`, linkHash(link)))
	if err == nil && !used {
		return errLink()
	}
	return err
}

// SetUp makes the first account, an administrator's, and begins its session.
// Errors: Forbidden for a link that is not good; Invalid.
func (r *Registry) SetUp(ctx context.Context, link string, setup Setup, proof Proof) (cookie string, err error) {
	if _, _, err := r.ownerOf(ctx, link, setupLink); err != nil {
		return "", err
	}
	email, err := checkEmail(setup.Email)
	if err != nil {
		return "", err
	}
	if err := checkPassword(setup.Password, email); err != nil {
		return "", err
	}
	if err := setup.Organisation.check(); err != nil {
		return "", err
	}
	hash, err := r.hasher.hash(ctx, setup.Password)
	if err != nil {
		return "", err
	}
	var user int64
	err = r.change(ctx, func(tx *sql.Tx) (err error) {
		if err := useLink(ctx, tx, link); err != nil {
			return err
		}
		var administrators int
		if err := tx.QueryRowContext(ctx, countAdministrators).Scan(&administrators); err != nil {
			return err
		}
		if administrators > 0 {
			return errLink()
		}
		if user, err = r.addUser(ctx, tx, UserSpec{Email: email, Name: setup.Name, Administrator: true}, hash); err != nil {
			return err
		}
		if err := setup.Organisation.save(ctx, tx); err != nil {
			return err
		}
		if setup.Store.Name == "" {
			return nil
		}
		_, err = storeNumber(ctx, tx, setup.Store.Name)
		if problem.Is(err, problem.NotFound) {
			_, err = r.addStore(ctx, tx, setup.Store)
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("make the first account: %w", err)
	}
	proof.How = "setup link"
	return r.StartSession(ctx, user, proof)
}

// Acceptance is what somebody chooses who follows a link.
type Acceptance struct {
	Name     string // empty to leave it
	Password string
	Code     string // where one-time codes are on: a link alone does not get past them
}

// AcceptLink sets the password of the user of a link, ends all sessions of the user
// and begins one. Errors: Forbidden for a link that is not good; Invalid;
// Unauthenticated with the codes «code-needed» and «code-wrong».
func (r *Registry) AcceptLink(ctx context.Context, link string, accept Acceptance, proof Proof) (cookie string, err error) {
	user, store, err := r.ownerOf(ctx, link, passwordLink)
	if err != nil {
		return "", err
	}
	found, err := r.findLogin(ctx, "", user)
	if err != nil {
		return "", err
	}
	if found == nil || found.disabled {
		return "", errLink()
	}
	if err := checkPassword(accept.Password, found.email); err != nil {
		return "", err
	}
	if accept.Name != "" {
		if err := checkText("user", "name", accept.Name, maxName); err != nil {
			return "", err
		}
	}
	if found.totp {
		forgive, err := r.try(ctx, found.email, proof.Address)
		if err != nil {
			return "", err
		}
		if err := r.proveCode(ctx, found, accept.Code, forgive); err != nil {
			return "", err
		}
		forgive(true)
	}
	hash, err := r.hasher.hash(ctx, accept.Password)
	if err != nil {
		return "", err
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		if err := useLink(ctx, tx, link); err != nil {
			return err
		}
		if err := stillBound(ctx, tx, user, store); err != nil {
			return err
		}
		// One-time codes that were turned on meanwhile are asked for as well.
		const set = `UPDATE app_user SET password = $1, name = CASE WHEN $2 = '' THEN name ELSE $2 END WHERE id = $3 AND totp <= $4`
		changed, err := affected(tx.ExecContext(ctx, set, hash, accept.Name, user, bit(found.totp)))
		if err != nil {
			return err
		}
		if !changed {
			return errCodeNeeded()
		}
		return endAccess(ctx, tx, user)
	})
	if err != nil {
		return "", fmt.Errorf("accept a link: %w", err)
	}
	proof.How = "link"
	return r.startSession(ctx, user, proof, &login{hash: hash, totp: found.totp})
}
