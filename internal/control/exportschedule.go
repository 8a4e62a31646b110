package control

import (
	"context"
	"net/http"
	"net/url"

	"github.com/lore-lrs/lore/internal/export"
)

// ExportSchedules is what commands ask of the scheduled exports;
// *export.Scheduler has it.
type ExportSchedules interface {
	// Set schedules a relation of a store. Errors: Invalid, NotFound, Conflict.
	Set(ctx context.Context, store int64, relation export.Relation, target string) error
	// Remove ends a schedule. Errors: NotFound.
	Remove(ctx context.Context, store int64, relation export.Relation) error
	// List returns all schedules.
	List(ctx context.Context) ([]export.Schedule, error)
	// Now writes what is due, or everything. Errors: NotFound; those of the target.
	Now(ctx context.Context, store int64, relation export.Relation, everything bool) (export.Done, error)
}

// ExportSchedule names a schedule.
type ExportSchedule struct {
	// Store is the store's name.
	Store    string          `json:"store"`
	Relation export.Relation `json:"relation"`
	// Target is where a new schedule writes.
	Target string `json:"target,omitempty"`
	// Everything has every file written anew.
	Everything bool `json:"everything,omitempty"`
}

// routeSchedules adds the commands about scheduled exports.
func (h *handler) routeSchedules(handle func(pattern string, serve func(http.ResponseWriter, *http.Request) error)) {
	handle("GET /schedules", func(w http.ResponseWriter, r *http.Request) error {
		list, err := h.Schedules.List(r.Context())
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, list)
	})
	handle("POST /schedules", h.setSchedule)
	handle("POST /schedules/now", h.exportNow)
	handle("DELETE /stores/{name}/schedules/{relation}", h.removeSchedule)
}

func (h *handler) setSchedule(w http.ResponseWriter, r *http.Request) error {
	var wanted ExportSchedule
	if err := readCommand(w, r, &wanted); err != nil {
		return err
	}
	store, err := h.storeNamed(r.Context(), wanted.Store)
	if err != nil {
		return err
	}
	if err := h.Schedules.Set(r.Context(), int64(store), wanted.Relation, wanted.Target); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *handler) removeSchedule(w http.ResponseWriter, r *http.Request) error {
	store, err := h.storeNamed(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if err := h.Schedules.Remove(r.Context(), int64(store), export.Relation(r.PathValue("relation"))); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *handler) exportNow(w http.ResponseWriter, r *http.Request) error {
	var wanted ExportSchedule
	if err := readCommand(w, r, &wanted); err != nil {
		return err
	}
	store, err := h.storeNamed(r.Context(), wanted.Store)
	if err != nil {
		return err
	}
	done, err := h.Schedules.Now(r.Context(), int64(store), wanted.Relation, wanted.Everything)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, done)
}

// ScheduleExport schedules an export. Errors: those of ExportSchedules.Set.
func (c *Client) ScheduleExport(ctx context.Context, schedule ExportSchedule) error {
	return c.call(ctx, http.MethodPost, "/schedules", schedule, nil)
}

// UnscheduleExport ends a schedule. Errors: NotFound.
func (c *Client) UnscheduleExport(ctx context.Context, schedule ExportSchedule) error {
	path := "/stores/" + url.PathEscape(schedule.Store) + "/schedules/" + url.PathEscape(string(schedule.Relation))
	return c.call(ctx, http.MethodDelete, path, nil, nil)
}

// ExportSchedules returns all schedules.
func (c *Client) ExportSchedules(ctx context.Context) (list []export.Schedule, err error) {
	err = c.call(ctx, http.MethodGet, "/schedules", nil, &list)
	return list, err
}

// ExportNow writes what is due of a schedule. Errors: those of
// ExportSchedules.Now.
func (c *Client) ExportNow(ctx context.Context, schedule ExportSchedule) (done export.Done, err error) {
	err = c.call(ctx, http.MethodPost, "/schedules/now", schedule, &done)
	return done, err
}
