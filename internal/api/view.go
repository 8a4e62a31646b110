package api

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/lore-lrs/lore/internal/access"
	"github.com/lore-lrs/lore/internal/board"
	"github.com/lore-lrs/lore/internal/problem"
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

// asker is the reader as the boards know them, and the boards; an error where the
// server has none.
func (x *exchange) asker() (*board.Registry, *board.Asker, error) {
	boards := x.handler.config.Boards
	if boards == nil {
		return nil, nil, problem.New(problem.NotFound, "not-offered", "this server does not offer /api/v1/%s", x.route.path)
	}
	inForce, err := x.handler.config.Meanings.Meaning(x.r.Context(), x.reader.Store)
	if err != nil {
		return nil, nil, fmt.Errorf("read the meaning of words: %w", err)
	}
	return boards, &board.Asker{
		Store: x.reader.Store, ID: x.reader.Holder(), Name: x.reader.Name,
		MayChange: func(holder string, shared bool) error {
			return x.reader.May(access.EditDashboards, access.Saved{Holder: holder, Shared: shared})
		},
		WholeStore:    len(x.reader.Persons) == 0,
		SeesEverybody: x.seesEverybody(),
		Segments:      inForce.Segments, MaySave: x.segments(inForce),
	}, nil
}

// number is the number in the route's path; unknown is what there is not if it is
// none.
func (x *exchange) number(unknown string) (int64, error) {
	number, err := strconv.ParseInt(x.values["id"], 10, 64)
	if err != nil || number < 1 {
		return 0, problem.New(problem.NotFound, unknown+"-unknown", "there is no such %s: it is named by its number", unknown)
	}
	return number, nil
}

func (x *exchange) getViews() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	views, err := boards.Views(x.r.Context(), asker)
	return listed(x, "views", views, err)
}

func (x *exchange) postView() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	var draft board.ViewDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	view, err := boards.SaveView(x.r.Context(), asker, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusCreated, view)
}

func (x *exchange) getView() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("view")
	if err != nil {
		return err
	}
	view, err := boards.View(x.r.Context(), asker, id)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, view)
}

func (x *exchange) putView() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("view")
	if err != nil {
		return err
	}
	var draft board.ViewDraft
	if err := x.decode(&draft); err != nil {
		return err
	}
	view, err := boards.ChangeView(x.r.Context(), asker, id, draft)
	if err != nil {
		return err
	}
	return x.json(http.StatusOK, view)
}

func (x *exchange) deleteView() error {
	boards, asker, err := x.asker()
	if err != nil {
		return err
	}
	id, err := x.number("view")
	if err != nil {
		return err
	}
	return x.decided(boards.DeleteView(x.r.Context(), asker, id))
}
