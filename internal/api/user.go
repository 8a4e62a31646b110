package api

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

func userRoutes() []route {
	get, post, put, del := http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete
	return []route{
		{method: get, path: "users", action: access.ManageUsers, handle: (*exchange).getUsers},
		{method: post, path: "users", action: access.ManageUsers, handle: (*exchange).postUser},
		{method: put, path: "users/{id}", action: access.ManageUsers, handle: (*exchange).putUser},
		{method: del, path: "users/{id}", action: access.ManageUsers, handle: (*exchange).deleteUser},
		{method: post, path: "users/{id}/link", action: access.ManageUsers, handle: (*exchange).postUserLink},
	}
}

// shownUser is a user as whoever manages users sees them.
type shownUser struct {
	ID            int64          `json:"id"`
	Email         string         `json:"email"`
	Name          string         `json:"name"`
	Administrator bool           `json:"administrator"`
	Disabled      bool           `json:"disabled"`
	TOTP          bool           `json:"totp"`
	Invited       bool           `json:"invited"`
	LastSeen      string         `json:"last_seen,omitzero"`
	Grants        []access.Grant `json:"grants"`
}

// user shows what the reader may know of a user: an owner of a store knows nothing
// of roles in others.
func (x *exchange) user(user access.User) shownUser {
	grants := user.Grants
	if !x.reader.Administrator {
		grants = x.ownGrants(user)
	}
	return shownUser{
		ID: user.ID, Email: user.Email, Name: user.Name, Administrator: user.Administrator, Disabled: user.Disabled,
		TOTP: user.TOTP, Invited: user.Invited, LastSeen: rfc3339(user.LastSeen), Grants: grants,
	}
}

// ownGrants are those in the reader's store.
func (x *exchange) ownGrants(user access.User) []access.Grant {
	grants := []access.Grant{}
	for _, grant := range user.Grants {
		if grant.Store == x.reader.StoreName {
			grants = append(grants, grant)
		}
	}
	return grants
}

// known returns the user of the route's path, if the reader knows of such a one.
func (x *exchange) known() (access.User, error) {
	accounts, err := x.accounts()
	if err != nil {
		return access.User{}, err
	}
	unknown := problem.New(problem.NotFound, "user-unknown", "there is no such user: a user is named by the number")
	id, err := strconv.ParseInt(x.values["id"], 10, 64)
	if err != nil {
		return access.User{}, unknown
	}
	user, err := accounts.FindUser(x.r.Context(), id)
	if problem.Is(err, problem.NotFound) || err == nil && !x.reader.Administrator && len(x.ownGrants(user)) == 0 {
		return access.User{}, unknown
	}
	return user, err
}

func (x *exchange) getUsers() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	users, err := accounts.ListUsers(x.r.Context())
	shown := []shownUser{}
	for _, user := range users {
		if x.reader.Administrator || len(x.ownGrants(user)) > 0 {
			shown = append(shown, x.user(user))
		}
	}
	return listed(x, "users", shown, err)
}

// createdUser is the answer to making a user.
type createdUser struct {
	User shownUser `json:"user"`
	Link string    `json:"link,omitzero"`
}

func (x *exchange) postUser() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	var body access.UserSpec
	if err := x.decode(&body); err != nil {
		return err
	}
	ctx := x.r.Context()
	if err := x.mayGive(body.Grants); err != nil {
		return err
	}
	if err := x.reader.May(access.ManageUsers, access.User{Administrator: body.Administrator, Grants: body.Grants}); err != nil {
		return err
	}
	user, err := accounts.CreateUser(ctx, body)
	if problem.Is(err, problem.Conflict) && !x.reader.Administrator {
		return x.addRole(body)
	}
	if err != nil {
		return err
	}
	link, err := accounts.PasswordLinkBy(ctx, x.reader, user.ID)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, createdUser{x.user(user), x.base() + "/invitation#" + link})
}

// mayGive asks whether the reader may give each of the roles.
func (x *exchange) mayGive(grants []access.Grant) error {
	for _, grant := range grants {
		if err := x.reader.May(access.ManageUsers, grant); err != nil {
			return err
		}
	}
	return nil
}

// addRole gives a user, whom other stores know already, a role in the reader's.
func (x *exchange) addRole(spec access.UserSpec) error {
	accounts, ctx := x.handler.config.Accounts, x.r.Context()
	user, err := accounts.FindUserByEmail(ctx, spec.Email)
	if err != nil {
		return err
	}
	if len(x.ownGrants(user)) > 0 {
		return problem.New(problem.Conflict, "user-exists", "this user has a role in the store already: change it")
	}
	changed := user
	changed.Grants = slices.Concat(user.Grants, spec.Grants)
	if err := accounts.ChangeUserFrom(ctx, user, changed); err != nil {
		return err
	}
	if user, err = accounts.FindUser(ctx, user.ID); err != nil {
		return err
	}
	return x.json(http.StatusCreated, createdUser{User: x.user(user)})
}

func (x *exchange) putUser() error {
	user, err := x.known()
	if err != nil {
		return err
	}
	var body struct {
		Email         *string        `json:"email"`
		Name          *string        `json:"name"`
		Administrator *bool          `json:"administrator"`
		Disabled      *bool          `json:"disabled"`
		Grants        []access.Grant `json:"grants"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	if body.Grants == nil {
		return bodyError("/grants", "this is needed: all roles that the user has from now on, or an empty list for none")
	}
	changed := user
	set(&changed.Email, body.Email)
	set(&changed.Name, body.Name)
	set(&changed.Administrator, body.Administrator)
	set(&changed.Disabled, body.Disabled)
	if changed.Email != user.Email || changed.Name != user.Name || changed.Administrator != user.Administrator || changed.Disabled != user.Disabled {
		// Of the user as it is, and as it would be.
		if err := x.reader.May(access.ManageUsers, user, access.User{Administrator: changed.Administrator, Grants: user.Grants}); err != nil {
			return err
		}
	}
	if err := x.mayGive(body.Grants); err != nil {
		return err
	}
	changed.Grants = body.Grants
	if !x.reader.Administrator {
		for _, grant := range user.Grants {
			if grant.Store != x.reader.StoreName {
				changed.Grants = append(changed.Grants, grant)
			}
		}
	}
	accounts, ctx := x.handler.config.Accounts, x.r.Context()
	if err := accounts.ChangeUserFrom(ctx, user, changed); err != nil {
		return err
	}
	if user, err = accounts.FindUser(ctx, user.ID); err != nil {
		return err
	}
	return x.json(http.StatusOK, x.user(user))
}

// set replaces a value by one that was given.
func set[T any](value, given *T) {
	if given != nil {
		*value = *given
	}
}

func (x *exchange) deleteUser() error {
	user, err := x.known()
	if err != nil {
		return err
	}
	if err := x.reader.May(access.ManageUsers, user); err != nil {
		return err
	}
	return x.decided(x.handler.config.Accounts.DisableUser(x.r.Context(), user.ID))
}

func (x *exchange) postUserLink() error {
	user, err := x.known()
	if err != nil {
		return err
	}
	if err := x.reader.May(access.ManageUsers, user); err != nil {
		return err
	}
	link, err := x.handler.config.Accounts.PasswordLinkBy(x.r.Context(), x.reader, user.ID)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, map[string]string{"link": x.base() + "/invitation#" + link})
}
