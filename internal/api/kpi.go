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

func (x *exchange) getKPIs() error { return lists(x, "kpis", (*board.Registry).KPIs) }

func (x *exchange) postKPI() error { return makes(x, (*board.Registry).MakeKPI) }

func (x *exchange) putKPI() error { return changes(x, "kpi", (*board.Registry).ChangeKPI) }

func (x *exchange) deleteKPI() error { return x.deletes("kpi", (*board.Registry).DeleteKPI) }
