package access

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/lore-lrs/lore/internal/db"
	"github.com/lore-lrs/lore/internal/problem"
)

// User is a person who signs in.
type User struct {
	ID            int64  `json:"id"`
	Email         string `json:"email"` // in lower case
	Name          string `json:"name"`
	Administrator bool   `json:"administrator"`
	Disabled      bool   `json:"disabled"`
	// TOTP: a one-time code is asked for.
	TOTP bool `json:"totp"`
	// Invited: no password was chosen yet.
	Invited  bool    `json:"invited"`
	LastSeen int64   `json:"last_seen,omitzero"` // microseconds; 0 for never
	Grants   []Grant `json:"grants"`
}

// Account is what a user sees and changes of oneself.
type Account struct {
	Name string `json:"name"`
	// Language and Zone are empty for the organisation's.
	Language string `json:"language"`
	Zone     string `json:"zone"`
	Theme    string `json:"theme"` // system, light or dark
	// Preferences are the web app's own: a JSON object.
	Preferences jsontext.Value `json:"preferences"`
}

// UserSpec asks for a new user.
type UserSpec struct {
	Email         string  `json:"email"`
	Name          string  `json:"name"`
	Administrator bool    `json:"administrator"`
	Grants        []Grant `json:"grants"`
}

// maxPreferences is how long the preferences of a user may be, in bytes.
const maxPreferences = 16 << 10

func unknownUser() error {
	return problem.New(problem.NotFound, "user-unknown", "there is no such user; «lore user list» shows all")
}

// checkEmail returns an address in the form in which it is kept.
func checkEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email || len(email) > maxName || !isText(email) {
		return "", problem.New(problem.Invalid, "email-invalid", "%q is no e-mail address such as ada@example.org", email)
	}
	return email, nil
}

// CreateUser makes a user, who cannot sign in before choosing a password
// (PasswordLink). Errors: Invalid; NotFound for a store; Conflict when the address
// has a user.
func (r *Registry) CreateUser(ctx context.Context, spec UserSpec) (User, error) {
	var id int64
	err := r.change(ctx, func(tx *sql.Tx) (err error) {
		id, err = r.addUser(ctx, tx, spec, "")
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("create a user: %w", err)
	}
	return r.FindUser(ctx, id)
}

func (r *Registry) addUser(ctx context.Context, tx *sql.Tx, spec UserSpec, hash string) (int64, error) {
	email, err := checkEmail(spec.Email)
	if err != nil {
		return 0, err
	}
	if err := checkText("user", "name", spec.Name, maxName); err != nil {
		return 0, err
	}
	id, err := next(ctx, tx, "user")
	if err != nil {
		return 0, err
	}
	const add = `
		INSERT INTO app_user (id, email, name, administrator, password, totp, totp_secret, totp_step, recovery,
			language, zone, theme, preferences, created, last_seen, disabled)
		VALUES ($1, $2, $3, $4, $5, 0, '', 0, '[]', '', '', 'system', '{}', $6, 0, 0)
		ON CONFLICT (email) DO NOTHING`
	added, err := affected(tx.ExecContext(ctx, add, id, email, spec.Name, bit(spec.Administrator), hash, r.now().UnixMicro()))
	if err != nil {
		return 0, fmt.Errorf("add the user: %w", err)
	}
	if !added {
		return 0, problem.New(problem.Conflict, "user-exists", "there is a user with the address %s already", email)
	}
	return id, r.setGrants(ctx, tx, id, spec.Grants)
}

// ListUsers returns all users by address.
func (r *Registry) ListUsers(ctx context.Context) ([]User, error) {
	const list = `SELECT id, email, name, administrator, disabled, totp, password, last_seen FROM app_user`
	rows, err := r.db.Read().QueryContext(ctx, list)
	if err != nil {
		return nil, fmt.Errorf("list the users: %w", db.Refusal(err))
	}
	defer rows.Close()
	users := []User{}
	places := make(map[int64]int)
	for rows.Next() {
		user := User{Grants: []Grant{}}
		var administrator, disabled, totp int64
		var hash string
		if err := rows.Scan(&user.ID, &user.Email, &user.Name, &administrator, &disabled, &totp, &hash, &user.LastSeen); err != nil {
			return nil, fmt.Errorf("list the users: %w", db.Refusal(err))
		}
		user.Administrator, user.Disabled, user.TOTP, user.Invited = administrator != 0, disabled != 0, totp != 0, hash == ""
		users = append(users, user)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list the users: %w", db.Refusal(err))
	}
	slices.SortFunc(users, func(a, b User) int { return strings.Compare(a.Email, b.Email) })
	for i, user := range users {
		places[user.ID] = i
	}
	err = r.eachGrant(ctx, func(user int64, grant Grant) {
		if i, known := places[user]; known {
			users[i].Grants = append(users[i].Grants, grant)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("list the users: %w", err)
	}
	for _, user := range users {
		slices.SortFunc(user.Grants, func(a, b Grant) int { return strings.Compare(a.Store, b.Store) })
	}
	return users, nil
}

// FindUser returns a user. Errors: NotFound.
func (r *Registry) FindUser(ctx context.Context, id int64) (User, error) {
	return r.findUser(ctx, func(user User) bool { return user.ID == id })
}

// FindUserByEmail returns the user of an address. Errors: NotFound.
func (r *Registry) FindUserByEmail(ctx context.Context, email string) (User, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	return r.findUser(ctx, func(user User) bool { return user.Email == email })
}

func (r *Registry) findUser(ctx context.Context, is func(User) bool) (User, error) {
	users, err := r.ListUsers(ctx)
	if err != nil {
		return User{}, err
	}
	if i := slices.IndexFunc(users, is); i >= 0 {
		return users[i], nil
	}
	return User{}, unknownUser()
}

// ChangeUser makes of a user what is given: address, name, administrator, disabled
// and grants. A disabled user's sessions and links end. Errors: Invalid; NotFound
// for the user or a store; Conflict for an address that has another user, and when
// no administrator would be left.
func (r *Registry) ChangeUser(ctx context.Context, user User) error {
	return r.changeUser(ctx, nil, user)
}

// ChangeUserFrom does it for whoever looked at the user as it was before and changed
// a part. Errors are those of ChangeUser, and Conflict when somebody else changed the
// user meanwhile: what they took away must not come back.
func (r *Registry) ChangeUserFrom(ctx context.Context, before, user User) error {
	return r.changeUser(ctx, &before, user)
}

func (r *Registry) changeUser(ctx context.Context, before *User, user User) error {
	email, err := checkEmail(user.Email)
	if err != nil {
		return err
	}
	if err := checkText("user", "name", user.Name, maxName); err != nil {
		return err
	}
	err = r.change(ctx, func(tx *sql.Tx) error {
		if before != nil {
			if err := unchanged(ctx, tx, before); err != nil {
				return err
			}
		}
		var other int64
		err := tx.QueryRowContext(ctx, `SELECT id FROM app_user WHERE email = $1 AND id <> $2`, email, user.ID).Scan(&other)
		if err == nil {
			return problem.New(problem.Conflict, "user-exists", "there is another user with the address %s already", email)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("find the user: %w", err)
		}
		if !user.Administrator || user.Disabled {
			if err := notTheLast(ctx, tx, user.ID); err != nil {
				return err
			}
		}
		const set = `UPDATE app_user SET email = $1, name = $2, administrator = $3 WHERE id = $4`
		found, err := affected(tx.ExecContext(ctx, set, email, user.Name, bit(user.Administrator), user.ID))
		if err != nil {
			return fmt.Errorf("change the user: %w", err)
		}
		if !found {
			return unknownUser()
		}
		if user.Disabled {
			if err := r.disable(ctx, tx, user.ID); err != nil {
				return err
			}
		} else if _, err := tx.ExecContext(ctx, `UPDATE app_user SET disabled = 0 WHERE id = $1`, user.ID); err != nil {
			return fmt.Errorf("let the user in again: %w", err)
		}
		return r.setGrants(ctx, tx, user.ID, user.Grants)
	})
	if err != nil {
		return fmt.Errorf("change a user: %w", err)
	}
	return nil
}

// unchanged refuses to go on when a user is no longer as before. No other change of
// users runs beside the transaction.
func unchanged(ctx context.Context, tx *sql.Tx, before *User) error {
	var now User
	var administrator, disabled int64
	const find = `SELECT email, name, administrator, disabled FROM app_user WHERE id = $1`
	err := tx.QueryRowContext(ctx, find, before.ID).Scan(&now.Email, &now.Name, &administrator, &disabled)
	if errors.Is(err, sql.ErrNoRows) {
		return unknownUser()
	}
	if err != nil {
		return fmt.Errorf("find the user: %w", err)
	}
	err = eachGrantOf(ctx, tx, before.ID, func(_ int64, grant Grant) { now.Grants = append(now.Grants, grant) })
	if err != nil {
		return err
	}
	same := now.Email == before.Email && now.Name == before.Name && (administrator != 0) == before.Administrator && (disabled != 0) == before.Disabled &&
		slices.EqualFunc(inOrder(now.Grants), inOrder(before.Grants), func(a, b Grant) bool {
			return a.Store == b.Store && a.Role == b.Role && a.MinGroup == b.MinGroup && slices.Equal(a.Groups, b.Groups) && slices.Equal(a.Persons, b.Persons)
		})
	if !same {
		return problem.New(problem.Conflict, "user-changed", "somebody else has just changed this user: look at it again")
	}
	return nil
}

func inOrder(grants []Grant) []Grant {
	return slices.SortedFunc(slices.Values(grants), func(a, b Grant) int { return strings.Compare(a.Store, b.Store) })
}

// DisableUser ends a user's sessions and links and lets the user in no more.
// Errors: NotFound; Conflict for the last administrator.
func (r *Registry) DisableUser(ctx context.Context, id int64) error {
	err := r.change(ctx, func(tx *sql.Tx) error {
		if err := notTheLast(ctx, tx, id); err != nil {
			return err
		}
		return r.disable(ctx, tx, id)
	})
	if err != nil {
		return fmt.Errorf("disable a user: %w", err)
	}
	return nil
}

func (r *Registry) disable(ctx context.Context, tx *sql.Tx, user int64) error {
	const disable = `UPDATE app_user SET disabled = CASE disabled WHEN 0 THEN $1 ELSE disabled END WHERE id = $2`
	found, err := affected(tx.ExecContext(ctx, disable, r.now().UnixMicro(), user))
	if err != nil {
		return fmt.Errorf("disable the user: %w", err)
	}
	if !found {
		return unknownUser()
	}
	return endAccess(ctx, tx, user)
}

func endAccess(ctx context.Context, tx *sql.Tx, user int64) error {
	for _, end := range []string{`DELETE FROM user_session WHERE user_id = $1`, `DELETE FROM user_link WHERE user_id = $1`} {
		if _, err := tx.ExecContext(ctx, end, user); err != nil {
			return fmt.Errorf("end the sessions of the user: %w", err)
		}
	}
	return nil
}

// notTheLast refuses what would take away the only user who can manage the server.
func notTheLast(ctx context.Context, tx *sql.Tx, user int64) error {
	var is, others int
	const count = `
		SELECT count(CASE WHEN id = $1 THEN 1 END), count(CASE WHEN id <> $1 THEN 1 END)
		FROM app_user WHERE administrator = 1 AND disabled = 0`
	if err := tx.QueryRowContext(ctx, count, user).Scan(&is, &others); err != nil {
		return fmt.Errorf("count the administrators: %w", err)
	}
	if is > 0 && others == 0 {
		return problem.New(problem.Conflict, "last-administrator", "this is the last administrator: make another user an administrator first")
	}
	return nil
}

// AccountOf returns what a user sees of oneself. Errors: NotFound.
func (r *Registry) AccountOf(ctx context.Context, id int64) (Account, error) {
	var account Account
	var preferences string
	const find = `SELECT name, language, zone, theme, preferences FROM app_user WHERE id = $1`
	err := r.db.Read().QueryRowContext(ctx, find, id).Scan(&account.Name, &account.Language, &account.Zone, &account.Theme, &preferences)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, unknownUser()
	}
	if err != nil {
		return Account{}, fmt.Errorf("find the user: %w", db.Refusal(err))
	}
	account.Preferences = jsontext.Value(preferences)
	return account, nil
}

// ChangeAccount sets what a user chose for oneself. Errors: Invalid, NotFound.
func (r *Registry) ChangeAccount(ctx context.Context, id int64, account Account) error {
	if err := checkText("user", "name", account.Name, maxName); err != nil {
		return err
	}
	if err := checkPlace(account.Language, account.Zone); err != nil {
		return err
	}
	account.Theme = cmp.Or(account.Theme, "system")
	if !slices.Contains([]string{"system", "light", "dark"}, account.Theme) {
		return problem.New(problem.Invalid, "theme-unknown", "%q is no theme: the themes are system, light and dark", account.Theme)
	}
	if len(account.Preferences) == 0 {
		account.Preferences = jsontext.Value("{}")
	}
	var object map[string]jsontext.Value
	if err := json.Unmarshal(account.Preferences, &object); err != nil || object == nil || !isText(string(account.Preferences)) {
		return problem.New(problem.Invalid, "preferences-invalid", "the preferences are no JSON object")
	}
	if len(account.Preferences) > maxPreferences {
		return problem.New(problem.TooLarge, "preferences-too-large", "the preferences are longer than %d bytes", maxPreferences)
	}
	set := func(tx *sql.Tx) error {
		const set = `UPDATE app_user SET name = $1, language = $2, zone = $3, theme = $4, preferences = $5 WHERE id = $6`
		found, err := affected(tx.ExecContext(ctx, set, account.Name, account.Language, account.Zone, account.Theme, string(account.Preferences), id))
		if err != nil {
			return err
		}
		if !found {
			return unknownUser()
		}
		return nil
	}
	before, err := r.AccountOf(ctx, id)
	if err != nil {
		return err
	}
	if before.Name == account.Name {
		err = r.db.Write(ctx, set) // nothing that is remembered has changed
	} else {
		err = r.change(ctx, set)
	}
	if err != nil {
		return fmt.Errorf("change an account: %w", err)
	}
	return nil
}
