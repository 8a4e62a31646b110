package api

import (
	"net/http"
	"slices"
	"time"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

func tokenRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "tokens", action: access.ManageKeys, handle: (*exchange).getTokens},
		{method: http.MethodPost, path: "tokens", action: access.ManageKeys, handle: (*exchange).postToken},
		{method: http.MethodDelete, path: "tokens/{id}", action: access.ManageKeys, handle: (*exchange).deleteToken},
	}
}

// shownToken is a token of the reader's store; Token is there in the answer to its
// creation alone.
type shownToken struct {
	ID       string      `json:"id"`
	Token    string      `json:"token,omitzero"`
	Name     string      `json:"name"`
	Role     access.Role `json:"role"`
	Persons  []string    `json:"persons"`
	MinGroup int         `json:"min_group"`
	Created  string      `json:"created"`
	Expires  string      `json:"expires,omitzero"`
	Revoked  string      `json:"revoked,omitzero"`
}

func showToken(token access.Token) shownToken {
	return shownToken{
		token.ID, token.Token, token.Name, token.Role, token.Persons, token.MinGroup,
		rfc3339(token.Created), rfc3339(token.Expires), rfc3339(token.Revoked),
	}
}

// tokensOfStore returns the tokens of the reader's store.
func (x *exchange) tokensOfStore() ([]access.Token, error) {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return nil, err
	}
	tokens, err := accounts.ListTokens(x.r.Context())
	return slices.DeleteFunc(tokens, func(token access.Token) bool { return token.Store != x.reader.StoreName }), err
}

func (x *exchange) getTokens() error {
	tokens, err := x.tokensOfStore()
	shown := make([]shownToken, len(tokens))
	for i, token := range tokens {
		shown[i] = showToken(token)
	}
	return listed(x, "tokens", shown, err)
}

func (x *exchange) postToken() error {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return err
	}
	var body struct {
		Name     string      `json:"name"`
		Role     access.Role `json:"role"`
		Persons  []string    `json:"persons"`
		MinGroup int         `json:"min_group"`
		Expires  *time.Time  `json:"expires"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	if err := x.reader.May(access.ManageKeys, access.Grant{Store: x.reader.StoreName, Role: body.Role}); err != nil {
		return err
	}
	spec := access.TokenSpec{Store: x.reader.StoreName, Role: body.Role, Name: body.Name, Persons: body.Persons, MinGroup: body.MinGroup}
	if body.Expires != nil {
		if spec.Lifetime = int64(time.Until(*body.Expires) / time.Second); spec.Lifetime <= 0 {
			return problem.New(problem.Invalid, "lifetime", "the token would have expired already: choose a time that is to come")
		}
	}
	token, err := accounts.CreateToken(x.r.Context(), spec)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, showToken(token))
}

func (x *exchange) deleteToken() error {
	tokens, err := x.tokensOfStore()
	if err != nil {
		return err
	}
	for _, token := range tokens {
		if token.ID == x.values["id"] {
			return x.decided(x.handler.config.Accounts.RevokeToken(x.r.Context(), token.ID))
		}
	}
	return problem.New(problem.NotFound, "token-unknown", "this store has no such token")
}
