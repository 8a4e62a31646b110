package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
)

func dashboardRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "dashboards", action: access.SeeDashboards, handle: (*exchange).getDashboards},
		{method: http.MethodPost, path: "dashboards", action: access.EditDashboards, handle: (*exchange).postDashboard},
		{method: http.MethodGet, path: "dashboards/{id}", action: access.SeeDashboards, handle: (*exchange).getDashboard},
		{method: http.MethodPut, path: "dashboards/{id}", action: access.EditDashboards, handle: (*exchange).putDashboard},
		{method: http.MethodDelete, path: "dashboards/{id}", action: access.EditDashboards, handle: (*exchange).deleteDashboard},
	}
}

func (x *exchange) getDashboards() error { return lists(x, "dashboards", (*board.Registry).Dashboards) }

func (x *exchange) postDashboard() error { return makes(x, (*board.Registry).MakeDashboard) }

// getDashboard answers a dashboard with the views on it that the reader may see.
func (x *exchange) getDashboard() error {
	boards, asker, id, err := x.askerOf("dashboard")
	if err != nil {
		return err
	}
	dashboard, views, err := boards.Dashboard(x.r.Context(), asker, id)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, struct {
		Dashboard board.Dashboard `json:"dashboard"`
		Views     []board.View    `json:"views"`
	}{dashboard, views})
}

func (x *exchange) putDashboard() error {
	return changes(x, "dashboard", (*board.Registry).ChangeDashboard)
}

func (x *exchange) deleteDashboard() error {
	return x.deletes("dashboard", (*board.Registry).DeleteDashboard)
}
