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

func (x *exchange) getDashboards() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	dashboards, err := boards.Dashboards(x.r.Context(), asker)
	return listed(x, "dashboards", dashboards, err)
}

func (x *exchange) postDashboard() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	var draft board.DashboardDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	dashboard, err := boards.MakeDashboard(x.r.Context(), asker, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, dashboard)
}

// getDashboard answers a dashboard with the views on it that the reader may see.
func (x *exchange) getDashboard() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("dashboard")
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
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("dashboard")
	if err != nil {
		return err
	}
	var draft board.DashboardDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	dashboard, err := boards.ChangeDashboard(x.r.Context(), asker, id, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, dashboard)
}

func (x *exchange) deleteDashboard() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("dashboard")
	if err != nil {
		return err
	}
	return x.decided(boards.DeleteDashboard(x.r.Context(), asker, id))
}
