package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
)

func settingRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "settings", action: access.ManageKeys, handle: (*exchange).getSettings},
		{method: http.MethodPut, path: "settings", action: access.ManageKeys, handle: (*exchange).putSettings},
	}
}

// settings are those of the reader's store, with the name of the organisation.
type settings struct {
	access.StoreSettings
	Organisation *string `json:"organisation,omitempty"`
}

// accountsOfStore returns what keeps keys, tokens and groups, for what is about the
// reader's store.
func (x *exchange) accountsOfStore() (*access.Registry, error) {
	accounts, err := x.accounts()
	if err != nil {
		return nil, err
	}
	return accounts, x.inStore()
}

func (x *exchange) getSettings() error {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return err
	}
	store, err := accounts.FindStore(x.r.Context(), x.reader.StoreName)
	if err != nil {
		return err
	}
	organisation, err := accounts.Organisation(x.r.Context())
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, settings{store.StoreSettings, &organisation.Name})
}

func (x *exchange) putSettings() error {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return err
	}
	var body settings
	if err := x.decode(&body); err != nil {
		return err
	}
	ctx := x.r.Context()
	organisation, err := accounts.Organisation(ctx)
	if err != nil {
		return err
	}
	renamed := body.Organisation != nil && *body.Organisation != organisation.Name
	if renamed {
		if err := x.reader.May(access.ManageServer); err != nil {
			return err
		}
	}
	if err := accounts.ChangeStore(ctx, x.reader.StoreName, body.StoreSettings); err != nil {
		return err
	}
	if renamed {
		organisation.Name = *body.Organisation
		if err := accounts.ChangeOrganisation(ctx, organisation); err != nil {
			return err
		}
	}
	return x.getSettings()
}
