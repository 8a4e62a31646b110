package api

import (
	"net/http"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
)

func kpiRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "kpis", action: access.SeeDashboards, handle: (*exchange).getKPIs},
		{method: http.MethodPost, path: "kpis", action: access.EditDashboards, handle: (*exchange).postKPI},
		{method: http.MethodPut, path: "kpis/{id}", action: access.EditDashboards, handle: (*exchange).putKPI},
		{method: http.MethodDelete, path: "kpis/{id}", action: access.EditDashboards, handle: (*exchange).deleteKPI},
	}
}

func (x *exchange) getKPIs() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	kpis, err := boards.KPIs(x.r.Context(), asker)
	return listed(x, "kpis", kpis, err)
}

func (x *exchange) postKPI() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	var draft board.KPIDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	kpi, err := boards.MakeKPI(x.r.Context(), asker, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, kpi)
}

func (x *exchange) putKPI() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("kpi")
	if err != nil {
		return err
	}
	var draft board.KPIDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	kpi, err := boards.ChangeKPI(x.r.Context(), asker, id, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, kpi)
}

func (x *exchange) deleteKPI() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("kpi")
	if err != nil {
		return err
	}
	return x.decided(boards.DeleteKPI(x.r.Context(), asker, id))
}
