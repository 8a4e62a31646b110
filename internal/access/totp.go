package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/pquerna/otp/totp"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

const (
	// codeStep is how long a one-time code is the current one; that before and that
	// after it are good as well, for clocks that differ.
	codeStep = 30 * time.Second
	// recoveryCodes is how many there are, of 80 bits each.
	recoveryCodes  = 10
	recoveryLength = 16
)

// PrepareTOTP makes a new secret for one-time codes and returns it, with the URI
// that apps read as a picture. It is in force when TurnOnTOTP saw a code of it.
// Errors: NotFound; Conflict while one-time codes are on.
func (r *Registry) PrepareTOTP(ctx context.Context, user int64) (secret, uri string, err error) {
	found, err := r.FindUser(ctx, user)
	if err != nil {
		return "", "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Lore", AccountName: found.Email, SecretSize: 20})
	if err != nil {
		return "", "", fmt.Errorf("make a secret for one-time codes: %w", err)
	}
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		set, err := affected(tx.ExecContext(ctx, `UPDATE app_user SET totp_secret = $1 WHERE id = $2 AND totp = 0`, key.Secret(), user))
		if err == nil && !set {
			return problem.New(problem.Conflict, "totp-on", "one-time codes are on: turn them off before you set up another app")
		}
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("prepare one-time codes: %w", err)
	}
	return key.Secret(), key.URL(), nil
}

// TurnOnTOTP has a code asked for from now on, if the user can show one, and returns
// the recovery codes, which are kept only as hashes. Errors: Invalid for a wrong
// code, Conflict when no secret was prepared.
func (r *Registry) TurnOnTOTP(ctx context.Context, user int64, code string) ([]string, error) {
	var secret string
	var on int64
	err := r.db.Read().QueryRowContext(ctx, `SELECT totp_secret, totp FROM app_user WHERE id = $1`, user).Scan(&secret, &on)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("find the user: %w", db.Refusal(err))
	}
	if secret == "" || on != 0 {
		return nil, problem.New(problem.Conflict, "totp-not-prepared", "get a secret for one-time codes first")
	}
	step, ok := r.stepOf(code, secret)
	if !ok {
		return nil, problem.New(problem.Invalid, "code-wrong", "this is not the code that the app should show now: check the clock of the device")
	}
	codes, hashes := make([]string, recoveryCodes), make([]string, recoveryCodes)
	for i := range codes {
		text := rand.Text()[:recoveryLength]
		codes[i] = text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:]
		hashes[i] = recoveryHash(codes[i])
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		const on = `UPDATE app_user SET totp = 1, totp_step = $1, recovery = $2 WHERE id = $3 AND totp = 0 AND totp_secret = $4`
		set, err := affected(tx.ExecContext(ctx, on, step, list(hashes), user, secret))
		if err == nil && !set {
			return problem.New(problem.Conflict, "totp-not-prepared", "another secret was made meanwhile: begin again")
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("turn on one-time codes: %w", err)
	}
	return codes, nil
}

// ResetTOTP turns one-time codes off, for a user who lost the device. Errors: NotFound.
func (r *Registry) ResetTOTP(ctx context.Context, user int64) error {
	err := r.change(ctx, func(tx *sql.Tx) error {
		found, err := affected(tx.ExecContext(ctx, `UPDATE app_user SET totp = 0, totp_secret = '', recovery = '[]' WHERE id = $1`, user))
		if err == nil && !found {
			return unknownUser()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("turn off one-time codes: %w", err)
	}
	return nil
}

// TurnOffTOTP turns one-time codes off for a user who knows the password. Errors:
// NotFound, TooMany; Forbidden with the code «password-wrong», also when it was changed
// meanwhile.
func (r *Registry) TurnOffTOTP(ctx context.Context, user int64, password, address string) error {
	found, err := r.provePassword(ctx, user, password, address)
	if err != nil {
		return err
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		const off = `UPDATE app_user SET totp = 0, totp_secret = '', recovery = '[]' WHERE id = $1 AND password = $2`
		still, err := affected(tx.ExecContext(ctx, off, user, found.hash))
		if err == nil && !still {
			return errPassword()
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("turn off one-time codes: %w", err)
	}
	return nil
}

// stepOf returns the time step whose code this is.
func (r *Registry) stepOf(code, secret string) (step int64, ok bool) {
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	now := r.now()
	for _, at := range []time.Time{now, now.Add(-codeStep), now.Add(codeStep)} {
		want, err := totp.GenerateCode(secret, at)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at.Unix() / int64(codeStep/time.Second), true
		}
	}
	return 0, false
}

func recoveryHash(code string) string {
	plain := strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	sum := sha256.Sum256([]byte(plain))
	return hex.EncodeToString(sum[:])
}

// takeCode uses up a one-time code, which must be of a later step than the last one
// that was taken, or a recovery code.
func (r *Registry) takeCode(ctx context.Context, user int64, code string) (taken bool, err error) {
	err = r.db.Write(ctx, func(tx *sql.Tx) error {
		taken = false
		// This makes others wait on PostgreSQL, who would take the same one.
		if _, err := tx.ExecContext(ctx, `UPDATE app_user SET totp = totp WHERE id = $1`, user); err != nil {
			return err
		}
		var secret, text string
		const find = `SELECT totp_secret, recovery FROM app_user WHERE id = $1 AND totp = 1`
		if err := tx.QueryRowContext(ctx, find, user).Scan(&secret, &text); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			return err
		}
		if step, ok := r.stepOf(code, secret); ok {
			taken, err = affected(tx.ExecContext(ctx, `UPDATE app_user SET totp_step = $1 WHERE id = $2 AND totp_step < $1`, step, user))
			return err
		}
		var hashes []string
		if err := json.Unmarshal([]byte(text), &hashes); err != nil {
			return fmt.Errorf("read the recovery codes of the user %d: %w", user, err)
		}
		i := slices.Index(hashes, recoveryHash(code))
		if i < 0 {
			return nil
		}
		taken, err = affected(tx.ExecContext(ctx, `UPDATE app_user SET recovery = $1 WHERE id = $2`, list(slices.Delete(hashes, i, i+1)), user))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take a one-time code: %w", err)
	}
	return taken, nil
}
