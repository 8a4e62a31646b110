package control

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/lore-lrs/lore/internal/lrs"
	"github.com/lore-lrs/lore/internal/problem"
	"github.com/lore-lrs/lore/internal/quality"
)

// Quality reports on the data of a store. quality.Reporter does.
type Quality interface {
	Sources(ctx context.Context, store lrs.StoreID, zone *time.Location) (*quality.Sources, error)
	Readiness(ctx context.Context, store lrs.StoreID) (*quality.Readiness, error)
}

// errNoReports is for data beside which there are no facts: a database, whose
// servers have each its own.
func errNoReports() error {
	return problem.New(problem.Unavailable, "reports-unavailable",
		"reports are made from facts, which every server keeps in its own data directory, and this command has none: ask a server for /api/v1/sources and /api/v1/readiness")
}

func (h *handler) reportSources(w http.ResponseWriter, r *http.Request) error {
	if h.Quality == nil {
		return errNoReports()
	}
	zone, err := quality.ParseZone(r.URL.Query().Get("zone"))
	if err != nil {
		return err
	}
	store, err := h.storeNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	report, err := h.Quality.Sources(r.Context(), store, zone)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, report)
}

func (h *handler) reportReadiness(w http.ResponseWriter, r *http.Request) error {
	if h.Quality == nil {
		return errNoReports()
	}
	store, err := h.storeNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	report, err := h.Quality.Readiness(r.Context(), store)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, report)
}

// ReportSources reports on the sources of the store of that name, with the days of
// an IANA time zone; "" is UTC. Errors: NotFound for the store, Invalid for the
// zone, Unavailable where there are no facts.
func (c *Client) ReportSources(ctx context.Context, store, zone string) (*quality.Sources, error) {
	report := &quality.Sources{}
	err := c.call(ctx, http.MethodGet, "/stores/"+url.PathEscape(store)+"/sources?zone="+url.QueryEscape(zone), nil, report)
	return report, err
}

// ReportReadiness reports what the features of analytics need and what of it the
// store of that name has. Errors: NotFound, Unavailable where there are no facts.
func (c *Client) ReportReadiness(ctx context.Context, store string) (*quality.Readiness, error) {
	report := &quality.Readiness{}
	err := c.call(ctx, http.MethodGet, "/stores/"+url.PathEscape(store)+"/readiness", nil, report)
	return report, err
}
