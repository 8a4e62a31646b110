package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	// Code is a one-time or recovery code, where they are on.
	Code string `json:"code,omitempty"`
}

// login is what is needed to let a user in.
type login struct {
	id       int64
	email    string
	hash     string
	totp     bool
	disabled bool
}

// findLogin finds a user by the address, or else by id; nil when there is none.
func (r *Registry) findLogin(ctx context.Context, email string, id int64) (*login, error) {
	if !isText(email) {
		return nil, nil
	}
	const find = `SELECT id, email, password, totp, disabled FROM app_user WHERE email = $1 OR id = $2`
	var found login
	var totp, disabled int64
	err := r.db.Read().QueryRowContext(ctx, find, email, id).Scan(&found.id, &found.email, &found.hash, &totp, &disabled)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find the user: %w", db.Refusal(err))
	}
	found.totp, found.disabled = totp != 0, disabled != 0
	return &found, nil
}

// SignIn begins a session of whoever knows the password, and the one-time code where
// that is on, and returns what the session's cookie holds. Errors: Unauthenticated
// with the code «credentials-wrong», after the same time, whether the address is
// unknown, the password wrong or the user disabled; Unauthenticated with the code
// «code-needed» or «code-wrong»; TooMany (RetryAfter) after many tries that failed.
func (r *Registry) SignIn(ctx context.Context, credentials Credentials, proof Proof) (cookie string, err error) {
	email := strings.ToLower(strings.TrimSpace(credentials.Email))
	if len(email) > maxName {
		email = ""
	}
	forgive, err := r.try(ctx, email, proof.Address)
	if err != nil {
		return "", err
	}
	found, err := r.findLogin(ctx, email, 0)
	if err != nil {
		return "", err
	}
	known := found != nil && !found.disabled
	var hash string
	if known {
		hash = found.hash
	}
	password := credentials.Password
	if len(password) > mostPassword {
		password = "" // nobody has it
	}
	right, err := r.hasher.matches(ctx, password, hash)
	if err != nil {
		return "", err
	}
	if !right || !known {
		return "", errCredentials()
	}
	if err := r.proveCode(ctx, found, credentials.Code, forgive); err != nil {
		return "", err
	}
	forgive(true)
	proof.How = "password"
	if found.totp {
		proof.How = "password and code"
	}
	return r.startSession(ctx, found.id, proof, found)
}

func errCredentials() error {
	return problem.New(problem.Unauthenticated, "credentials-wrong", "the e-mail address or the password is wrong")
}

// proveCode asks for a one-time code where that is on. Asking is no try that failed.
func (r *Registry) proveCode(ctx context.Context, user *login, code string, forgive func(succeeded bool)) error {
	if !user.totp {
		return nil
	}
	if strings.TrimSpace(code) == "" {
		forgive(false)
		return errCodeNeeded()
	}
	taken, err := r.takeCode(ctx, user.id, code)
	if err != nil {
		return err
	}
	if !taken {
		return problem.New(problem.Unauthenticated, "code-wrong", "this code is wrong, or was used already: wait for the next one")
	}
	return nil
}

func errCodeNeeded() error {
	return problem.New(problem.Unauthenticated, "code-needed", "enter the one-time code that your app shows, or a recovery code")
}

// provePassword returns the user, who knows the password. Errors: NotFound; Forbidden
// with the code «password-wrong»; TooMany.
func (r *Registry) provePassword(ctx context.Context, user int64, password, address string) (*login, error) {
	found, err := r.findLogin(ctx, "", user)
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, unknownUser()
	}
	forgive, err := r.try(ctx, found.email, address)
	if err != nil {
		return nil, err
	}
	right, err := r.hasher.matches(ctx, password, found.hash)
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, errPassword()
	}
	forgive(true)
	return found, nil
}

func errPassword() error {
	return problem.New(problem.Forbidden, "password-wrong", "the password is wrong")
}

// PasswordChange is what somebody says who wants another password.
type PasswordChange struct {
	Old, New string
	// Address is where it comes from, Session the one that goes on.
	Address, Session string
}

// ChangePassword sets the password of a user who knows the old one, and ends every
// other session. Errors: Invalid, NotFound, TooMany; Forbidden with the code
// «password-wrong», also when somebody else changed it meanwhile.
func (r *Registry) ChangePassword(ctx context.Context, user int64, change PasswordChange) error {
	found, err := r.provePassword(ctx, user, change.Old, change.Address)
	if err != nil {
		return err
	}
	return r.setPassword(ctx, found, change)
}

// setPassword changes the password of a user who proved the one that was found.
func (r *Registry) setPassword(ctx context.Context, found *login, change PasswordChange) error {
	if err := checkPassword(change.New, found.email); err != nil {
		return err
	}
	hash, err := r.hasher.hash(ctx, change.New)
	if err != nil {
		return err
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		set, err := affected(tx.ExecContext(ctx, `UPDATE app_user SET password = $1 WHERE id = $2 AND password = $3`, hash, found.id, found.hash))
		if err != nil {
			return err
		}
		if !set {
			return errPassword()
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM user_link WHERE user_id = $1`, found.id); err != nil {
			return err
		}
		return endOthers(ctx, tx, found.id, change.Session)
	})
	if err != nil {
		return fmt.Errorf("change a password: %w", err)
	}
	return nil
}
