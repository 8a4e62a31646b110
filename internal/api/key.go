package api

import (
	"net/http"
	"slices"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/problem"
)

func keyRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "keys", action: access.ManageKeys, handle: (*exchange).getKeys},
		{method: http.MethodPost, path: "keys", action: access.ManageKeys, handle: (*exchange).postKey},
		{method: http.MethodDelete, path: "keys/{key}", action: access.ManageKeys, handle: (*exchange).deleteKey},
		{method: http.MethodPost, path: "keys/{key}/rotation", action: access.ManageKeys, handle: (*exchange).postKeyRotation},
	}
}

// shownKey is a key of the reader's store; Secret is there in the answer to its
// creation alone.
type shownKey struct {
	Key      string         `json:"key"`
	Secret   string         `json:"secret,omitzero"`
	Name     string         `json:"name"`
	Scopes   []access.Scope `json:"scopes"`
	Created  string         `json:"created"`
	Revoked  string         `json:"revoked,omitzero"`
	LastUsed string         `json:"last_used,omitzero"`
}

func showKey(key access.Key) shownKey {
	return shownKey{key.Key, key.Secret, key.Name, key.Scopes, rfc3339(key.Created), rfc3339(key.Revoked), rfc3339(key.LastUsed)}
}

// keysOfStore returns the keys of the reader's store.
func (x *exchange) keysOfStore() ([]access.Key, error) {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return nil, err
	}
	keys, err := accounts.ListKeys(x.r.Context())
	return slices.DeleteFunc(keys, func(key access.Key) bool { return key.Store != x.reader.StoreName }), err
}

// keyOfPath returns the key of the route's path, if the reader's store has it.
func (x *exchange) keyOfPath() (access.Key, error) {
	keys, err := x.keysOfStore()
	if err != nil {
		return access.Key{}, err
	}
	for _, key := range keys {
		if key.Key == x.values["key"] {
			return key, nil
		}
	}
	return access.Key{}, problem.New(problem.NotFound, "key-unknown", "this store has no such key")
}

func (x *exchange) getKeys() error {
	keys, err := x.keysOfStore()
	shown := make([]shownKey, len(keys))
	for i, key := range keys {
		shown[i] = showKey(key)
	}
	return listed(x, "keys", shown, err)
}

func (x *exchange) postKey() error {
	if _, err := x.accountsOfStore(); err != nil {
		return err
	}
	var body struct {
		Name   string         `json:"name"`
		Scopes []access.Scope `json:"scopes"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	return x.makeKey(body.Name, body.Scopes)
}

func (x *exchange) makeKey(name string, scopes []access.Scope) error {
	key, err := x.handler.config.Accounts.CreateKey(x.r.Context(), access.KeySpec{Store: x.reader.StoreName, Name: name, Scopes: scopes})
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, showKey(key))
}

func (x *exchange) postKeyRotation() error {
	key, err := x.keyOfPath()
	if err != nil {
		return err
	}
	return x.makeKey(key.Name, key.Scopes)
}

func (x *exchange) deleteKey() error {
	key, err := x.keyOfPath()
	if err != nil {
		return err
	}
	return x.decided(x.handler.config.Accounts.RevokeKey(x.r.Context(), key.Key))
}
