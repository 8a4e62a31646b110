package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
)

func viewRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "views", action: access.SeeDashboards, handle: (*exchange).getViews},
		{method: http.MethodPost, path: "views", action: access.EditDashboards, handle: (*exchange).postView},
		{method: http.MethodGet, path: "views/{id}", action: access.SeeDashboards, handle: (*exchange).getView},
		{method: http.MethodPut, path: "views/{id}", action: access.EditDashboards, handle: (*exchange).putView},
		{method: http.MethodDelete, path: "views/{id}", action: access.EditDashboards, handle: (*exchange).deleteView},
	}
}

func (x *exchange) getViews() error { return lists(x, "views", (*board.Registry).Views) }

func (x *exchange) postView() error { return makes(x, (*board.Registry).SaveView) }

func (x *exchange) getView() error {
	boards, asker, id, err := x.askerOf("view")
	if err != nil {
		return err
	}
	view, err := boards.View(x.r.Context(), asker, id)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, view)
}

func (x *exchange) putView() error { return changes(x, "view", (*board.Registry).ChangeView) }

func (x *exchange) deleteView() error { return x.deletes("view", (*board.Registry).DeleteView) }
