package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
)

func storeRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "stores", action: access.ManageServer, handle: (*exchange).getStores},
		{method: http.MethodPost, path: "stores", action: access.ManageServer, handle: (*exchange).postStore},
		{method: http.MethodPut, path: "stores/{name}", action: access.ManageServer, handle: (*exchange).putStore},
		{method: http.MethodDelete, path: "stores/{name}", action: access.ManageServer, parameters: []string{"confirm"}, handle: (*exchange).deleteStore},
	}
}

// shownStore is a store as administrators see it.
type shownStore struct {
	Name    string `json:"name"`
	Created string `json:"created"`
	Sample  bool   `json:"sample"`
	access.StoreSettings
}

func showStore(store access.Store) shownStore {
	return shownStore{store.Name, rfc3339(store.Created), store.Sample, store.StoreSettings}
}

func (x *exchange) getStores() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	stores, err := accounts.ListStores(x.r.Context())
	shown := make([]shownStore, len(stores))
	for i, store := range stores {
		shown[i] = showStore(store)
	}
	return listed(x, "stores", shown, err)
}

func (x *exchange) postStore() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	var body struct {
		Name  string `json:"name"`
		Title string `json:"title"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	store, err := accounts.AddStore(x.r.Context(), access.StoreSpec{Name: body.Name, Title: body.Title})
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, showStore(store))
}

func (x *exchange) putStore() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	var body access.StoreSettings
	if err := x.decode(&body); err != nil {
		return err
	}
	ctx, name := x.r.Context(), x.values["name"]
	if err := accounts.ChangeStore(ctx, name, body); err != nil {
		return err
	}
	store, err := accounts.FindStore(ctx, name)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, showStore(store))
}

func (x *exchange) deleteStore() error {
	accounts, err := x.accounts()
	if err != nil {
		return err
	}
	name := x.values["name"]
	if x.parameters.Get("confirm") != name {
		return parameterError("confirm", "removing a store cannot be undone: confirm it by the parameter confirm=%s", name)
	}
	return x.decided(accounts.RemoveStore(x.r.Context(), name))
}
