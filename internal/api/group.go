package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
)

func groupRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "groups", action: access.ManageUsers, handle: (*exchange).getGroups},
		{method: http.MethodPut, path: "groups/{name}", action: access.ManageUsers, handle: (*exchange).putGroup},
		{method: http.MethodDelete, path: "groups/{name}", action: access.ManageUsers, handle: (*exchange).deleteGroup},
	}
}

func (x *exchange) getGroups() error {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return err
	}
	groups, err := accounts.ListGroups(x.r.Context(), x.reader.StoreName)
	return listed(x, "groups", groups, err)
}

func (x *exchange) putGroup() error {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return err
	}
	var body struct {
		Title   string   `json:"title"`
		Persons []string `json:"persons"`
	}
	if err := x.decode(&body); err != nil {
		return err
	}
	group, err := accounts.SaveGroup(x.r.Context(), x.reader.StoreName, access.Group{Name: x.values["name"], Title: body.Title, Persons: body.Persons})
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, group)
}

func (x *exchange) deleteGroup() error {
	accounts, err := x.accountsOfStore()
	if err != nil {
		return err
	}
	return x.decided(accounts.RemoveGroup(x.r.Context(), x.reader.StoreName, x.values["name"]))
}
